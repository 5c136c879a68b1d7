"""Texts to vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Vectors of shape (rows, dimensions), each row of length 1: a dot product is a cosine."""
UNIT_LENGTH_ERROR = 1e-3
"""The most that a length may differ from 1 and still be taken for 1: far more than single precision takes from it."""


class TokenCounter(Protocol):
    """Counts tokens as the embedding model does, special tokens left out."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has."""
        ...


class Embedder(TokenCounter, Protocol):
    """Turns texts into unit vectors. The same text gives the same vector."""

    @property
    def model_name(self) -> str:
        """The name of the model in indexes and receipts."""
        ...

    @property
    def weights_sha256(self) -> str:
        """SHA-256 of its weights, in hexadecimal."""
        ...

    def load(self) -> None:
        """Load the model now, where it is not loaded yet, rather than with the first text."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text, in order; no text, no row."""
        ...
