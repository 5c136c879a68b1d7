"""What is told by the words of English alone."""
