"""Texts to vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (rows, dimensions), each row of length 1: a dot product is a cosine."""
UNIT_LENGTH_ERROR = 1e-3
"""Of a length that is taken for 1: far more than single precision takes from it."""


class TokenCounter(Protocol):
    """Counts tokens as the embedding model does, special tokens left out."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class Embedder(TokenCounter, Protocol):
    """Turns texts into unit vectors. The same text gives the same vector."""

    @property
    def model_name(self) -> str: ...

    @property
    def weights_sha256(self) -> str: ...

    def load(self) -> None:
        """Load the model now, where it is not loaded yet, rather than with the first text."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order; no text, no row."""
        ...
