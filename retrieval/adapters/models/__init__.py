"""Embedding and reading models, and the files of those that are packaged."""
