"""An embedding model that remembers: the sentences of a passage are read for many questions, and embedded once."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from retrieval.ports import Embedder, Vectors

REMEMBERED = 20_000
"""Texts whose vectors are kept, the last used ones: 30 MB for 384 dimensions."""


class RememberingEmbedder:
    """The `Embedder` port over another embedder."""

    def __init__(self, embedder: Embedder, remembered: int = REMEMBERED) -> None:
        self._embedder = embedder
        self._most = remembered
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._turn = Lock()

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
        with self._turn:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        found.update(zip(new, self._embedder.embed(new), strict=True) if new else ())
        with self._turn:
            for text, vector in found.items():
                self._known[text] = vector
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return np.stack([found[text] for text in texts])
