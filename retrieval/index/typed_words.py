"""Which of many short texts hold words that somebody types, found within the few milliseconds that a suggestion has."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

_BITS = {1: 7, 2: 10, 3: 10}
"""The bits that number the buckets for runs of one, two and three characters: 128 and twice 1,024 buckets. A title of
80 characters has one in fifteen of them. So a text that does not hold a word is hardly ever looked at, and 100,000
texts take 27 MB."""
_FIRST_BUCKET = {1: 0, 2: 2**7, 3: 2**7 + 2**10}
BUCKETS = 2**7 + 2 * 2**10
_TEXTS_AT_ONCE = 10_000
_FACTORS = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint32)
SEARCHED_CHARS = 200_000
"""The most characters of texts that may hold the words and are looked at. Only what is typed to be slow needs as many:
then what was found by then is suggested."""
COMPARED_CHARS = 200
"""The most characters of a text that others are compared with. Titles are shorter."""


class TypedWords:
    """Texts, each with the buckets that its runs of characters fall into. A text that holds a word has all of the
    word's; whether one that has them does hold it is then looked up.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        # A row a bucket, a bit a text.
        parts = [_buckets_of(texts[n : n + _TEXTS_AT_ONCE]) for n in range(0, len(texts), _TEXTS_AT_ONCE)]
        self._rows = np.packbits(np.concatenate(parts, axis=1), axis=1) if parts else np.zeros((BUCKETS, 0), np.uint8)

    def first(self, words: Collection[str], most: int, among: npt.NDArray[np.bool_] | None = None) -> list[int]:
        """Return the numbers of the first `most` texts that hold all the words, in order: of all texts, or of those
        `among` them (shape (texts,)) alone.
        """
        longest_first = sorted(set(words), key=len, reverse=True)
        found: list[int] = []
        looked_at = 0
        for number in self._candidates(longest_first, among):
            text = self._texts[number]
            for word in longest_first:
                looked_at += len(text)
                if word not in text:
                    break
            else:
                found.append(number)
            if len(found) == most or looked_at > SEARCHED_CHARS:
                break
        return found

    def sharing(self, text: str, most: int, among: npt.NDArray[np.bool_] | None = None) -> list[int]:
        """Return the numbers of the `most` texts that share most runs of three characters with `text`, the first of
        them first: of all texts, or of those `among` them (shape (texts,)) alone.
        """
        rows = self._rows[np.unique(_buckets(_codes(text[:COMPARED_CHARS]), 3))]
        shared = np.unpackbits(rows, axis=1, count=len(self._texts)).sum(axis=0, dtype=np.int16)
        if among is not None:
            shared[~among] = 0
        numbers: list[int] = np.argsort(-shared, kind="stable")[:most].tolist()
        return [number for number in numbers if shared[number]]

    def _candidates(self, words: Sequence[str], among: npt.NDArray[np.bool_] | None) -> Iterator[int]:
        if not words:
            yield from range(len(self._texts)) if among is None else np.flatnonzero(among).tolist()
            return
        codes = _codes("\0".join(words))
        within = (_buckets(codes, size)[_is_within_a_word(codes, size)] for size in _BITS)
        have_all = np.bitwise_and.reduce(self._rows[np.unique(np.concatenate(list(within)))], axis=0)
        having = np.unpackbits(have_all, count=len(self._texts)).astype(np.bool_)
        candidates = np.flatnonzero(having if among is None else having & among)
        for first in range(0, len(candidates), 100):
            yield from candidates[first : first + 100].tolist()


def _buckets_of(texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which text has which bucket, of shape (buckets, texts)."""
    codes = _codes("\0".join(text.replace("\0", " ") for text in texts))
    text_of = np.cumsum(codes == 0)
    buckets = np.zeros((BUCKETS, len(texts)), dtype=np.bool_)
    for size in _BITS:
        runs = _buckets(codes, size)
        buckets[runs, text_of[: len(runs)]] = True
    return buckets


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)


def _buckets(codes: npt.NDArray[np.uint32], size: int) -> npt.NDArray[np.intp]:
    """Return the bucket of each run of `size` characters; the products are meant to overflow."""
    runs = max(0, len(codes) - size + 1)
    mixed = np.zeros(runs, dtype=np.uint32)
    for n in range(size):
        mixed += codes[n : n + runs] * _FACTORS[n]
    return _FIRST_BUCKET[size] + (mixed >> np.uint32(32 - _BITS[size])).astype(np.intp)


def _is_within_a_word(codes: npt.NDArray[np.uint32], size: int) -> npt.NDArray[np.bool_]:
    """Return of each run of `size` characters whether no end of a word is in it."""
    runs = max(0, len(codes) - size + 1)
    within = np.ones(runs, dtype=np.bool_)
    for n in range(size):
        within &= codes[n : n + runs] != 0
    return within
