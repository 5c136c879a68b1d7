"""Search by words among the passages that are seen: BM25 as FTS5 has it, with the counts and lengths of these alone.

FTS5 counts over all of its rows, so that its own BM25 would tell, by the order of what is found, that there are others;
and it takes a second over a million passages of which many hold the words. The numbers are the same to the last bit.
"""

import math
import threading
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.chroma.nearest_vectors import NearestVectors, Numbers
from retrieval.adapters.sqlite.frequent_words import Places, places_of
from retrieval.adapters.sqlite.stored_documents import Reading, StoredDocuments
from retrieval.adapters.sqlite.terms import escape

_SATURATION, _LENGTH_SHARE, _LEAST_RARITY = 1.2, 0.75, 1e-6
"""The constants k1 and b of BM25, and the least weight of a word, as FTS5 has them: https://sqlite.org/fts5.html."""
_SOME = 50_000
"""The passages of which the best tell what all others must reach."""


class Seen(NamedTuple):
    """The numbers of the passages that are seen, in order; by number what the length of each adds to how often a word
    stands in it, which damps a long passage's, -1 of all others; and whether all are seen.
    """

    numbers: Numbers
    damping: NDArray[np.float64]
    are_all: bool


class WordSearch:
    """Of the documents that `documents` holds. Several threads may use it."""

    def __init__(self, vectors: NearestVectors, reading: Reading, documents: StoredDocuments) -> None:
        self._vectors = vectors
        self._reading = reading
        self._documents = documents
        self._lock = threading.Lock()
        self._seen: Seen | None = None

    def seen(self) -> Seen:
        """Return what is seen, found once."""
        with self._lock:
            if self._seen is None:
                query = """SELECT number, length FROM passages JOIN documents ON documents.id = document_id
                    WHERE {seen} ORDER BY number"""
                if self._documents.are_all:
                    query = "SELECT number, length FROM passages ORDER BY number"
                rows = np.fromiter(self._documents.rows(query), dtype=np.dtype((np.int64, 2))).reshape(-1, 2)
                numbers = np.ascontiguousarray(rows[:, 0], dtype=np.int64)
                lengths = rows[:, 1].astype(np.float64)
                average = rows[:, 1].sum() / max(1, len(rows)) or 1.0
                damping = np.full(int(numbers[-1]) + 1 if len(numbers) else 1, -1.0)
                damping[numbers] = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / average)
                self._seen = Seen(numbers, damping, self._documents.are_all)
            return self._seen

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return the ids of passages that hold any of the words, with their scores, the best first; of the same score,
        by id.
        """
        seen = self.seen()
        if not (words and len(seen.numbers)):
            return []
        scores = self._scores(words, seen)
        numbers = np.flatnonzero(scores)
        if documents is not None:
            numbers = np.intersect1d(numbers, self._vectors.numbers_of(documents), assume_unique=True)
        for some in (numbers[:_SOME], numbers):
            if len(some) > limit:
                least = np.partition(scores[some], len(some) - limit)[len(some) - limit]
                numbers = numbers[scores[numbers] >= least]
        found = list(zip(self._vectors.ids_of(numbers), scores[numbers].tolist(), strict=True))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def passages_with(self, word: str) -> int:
        """Return how many passages a word stands in."""
        return len(self._places(word, self.seen()).numbers)

    def _scores(self, words: Sequence[str], seen: Seen) -> NDArray[np.float64]:
        """Return by number the BM25 score of a passage, 0 of those that hold none of the words: calculated in the order
        in which FTS5 does, so that the same numbers come of the same documents.
        """
        passages = len(seen.numbers)
        scores = np.zeros(len(seen.damping))
        known = {word: self._places(word, seen) for word in set(words)}
        for word in words:
            having, counts = known[word]
            rarity = math.log((passages - len(having) + 0.5) / (len(having) + 0.5))
            often = counts.astype(np.float64)
            damped = often + seen.damping[having]
            scores[having] += (rarity if rarity > 0 else _LEAST_RARITY) * (often * (_SATURATION + 1.0) / damped)
        return scores

    def _places(self, word: str, seen: Seen) -> Places:
        with self._reading() as connection:
            places = places_of(connection, escape(word))
        if seen.are_all:
            return places
        kept = places.numbers < len(seen.damping)
        kept[kept] = seen.damping[places.numbers[kept]] >= 0
        return Places(places.numbers[kept], places.counts[kept])
