"""The signs of all components of many vectors, a bit each: by them those near a vector are found and compared.
Why, and how many are missed: docs/decisions/0042-a-million-passages.md.
"""

import numpy as np
from numpy.typing import NDArray

from retrieval.ports import Vectors

_WORD_BITS = 64
_ROWS_AT_ONCE = 1 << 16
"""What a processor's own memory holds."""
_SAMPLED_ROWS = 20_000
Rows = NDArray[np.int64]


class SignBits:
    """The signs of vectors (shape (rows, dimensions)), less the mean of some of them: without it, components that are
    of one sign in most texts would tell little. It is read only once it is made.
    """

    def __init__(self, matrix: Vectors) -> None:
        self._middle = np.asarray(matrix[:: max(1, len(matrix) // _SAMPLED_ROWS)]).mean(axis=0, dtype=np.float32)
        words = -(-matrix.shape[1] // _WORD_BITS)
        self._bits = np.empty((words, len(matrix)), dtype=np.uint64)
        for first in range(0, len(matrix), _ROWS_AT_ONCE):
            rows = slice(first, first + _ROWS_AT_ONCE)
            self._bits[:, rows] = _packed(matrix[rows] > self._middle, words).T

    def near(self, vector: Vectors, count: int, among: Rows | None = None) -> Rows:
        """Return at least `count` rows, in order, whose signs differ least from those of `vector`, or all there are:
        all that differ as little as the last of them; of the rows `among` these alone.
        """
        signs = _packed((vector > 0)[np.newaxis], len(self._bits))[0]
        differing = self._differing(signs)
        if among is not None:
            differing = differing[among]
        reached = np.bincount(differing, minlength=1).cumsum()
        most = np.searchsorted(reached, min(count, len(differing)))
        rows = np.flatnonzero(differing <= most)
        return rows if among is None else among[rows]

    def _differing(self, signs: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """Return by row how many signs differ."""
        differing = np.zeros(self._bits.shape[1], dtype=np.uint16)
        for first in range(0, len(differing), _ROWS_AT_ONCE):
            rows = slice(first, first + _ROWS_AT_ONCE)
            for bits, word in zip(self._bits, signs, strict=True):
                differing[rows] += np.bitwise_count(bits[rows] ^ word)
        return differing


def _packed(signs: NDArray[np.bool_], words: int) -> NDArray[np.uint64]:
    """Return signs (shape (rows, dimensions)) as bits (shape (rows, words))."""
    packed = np.zeros((len(signs), words * (_WORD_BITS // 8)), dtype=np.uint8)
    some = np.packbits(signs, axis=1)
    packed[:, : some.shape[1]] = some
    return packed.view(np.uint64)
