"""Catalogues of a corpus, its words, and what was read of its files, in SQLite."""
