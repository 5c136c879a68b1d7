"""An embedding model that remembers: the sentences of a passage are read for many questions, and embedded once."""

from collections.abc import Sequence

import numpy as np

from retrieval.ports import Embedder, Vectors
from retrieval.text.cache import LastUsed

REMEMBERED_CHARS = 40_000_000
"""The most characters of texts and their vectors that are remembered; a byte of a vector counts as a character. This
holds the last used 20,000 sentences or more, for 384 dimensions."""


class RememberingEmbedder:
    """The `Embedder` port over another embedder."""

    def __init__(self, embedder: Embedder, remembered_chars: int = REMEMBERED_CHARS) -> None:
        self._embedder = embedder
        self._known = LastUsed[str, Vectors](remembered_chars)

    @property
    def model_name(self) -> str:
        return self._embedder.model_name

    @property
    def weights_sha256(self) -> str:
        return self._embedder.weights_sha256

    def load(self) -> None:
        self._embedder.load()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return self._embedder.embed(texts)
        found = {text: vector for text in texts if (vector := self._known.get(text)) is not None}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        for text, vector in zip(new, self._embedder.embed(new), strict=True) if new else ():
            # Copied: a row refers to the vectors of all texts that were embedded with it.
            found[text] = vector.copy()
            self._known.put(text, found[text], len(text) + vector.nbytes)
        return np.stack([found[text] for text in texts])
