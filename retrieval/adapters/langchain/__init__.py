"""Footnote as LangChain's users have it: a retriever and a runnable."""
