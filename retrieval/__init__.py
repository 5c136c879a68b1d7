"""Answers from a corpus of documents, with cited passages and never without a source."""

__version__ = "0.1.0"
