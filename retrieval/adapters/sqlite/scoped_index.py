"""The catalogue of a generation as those see it who see some collections of it.

Its numbers are those of an index that was built of these documents alone: how often a word stands in them, how long
their passages are, which words they spell. FTS5 counts over all of its rows, so that its own BM25 would tell, by the
order of what is found, that there are others.
"""

import json
import math
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.chroma.nearest_vectors import NearestVectors, Numbers
from retrieval.adapters.sqlite.stored_documents import Reading, StoredDocuments
from retrieval.adapters.sqlite.terms import escape
from retrieval.domain.documents import DocumentSummary
from retrieval.domain.scope import Scope
from retrieval.ports import ManifestEntry, Vectors

_SATURATION, _LENGTH_SHARE, _LEAST_RARITY = 1.2, 0.75, 1e-6
"""The constants k1 and b of BM25, and the least weight of a word, as FTS5 has them: https://sqlite.org/fts5.html."""


class _Seen(NamedTuple):
    """The numbers of the passages in the scope, in order, and by number how many words each has, -1 of all others."""

    numbers: Numbers
    lengths: NDArray[np.float64]


class ScopedIndex:
    """The `Catalogue` port over part of an FTS5 index, which it is closed with. Several threads may use it."""

    def __init__(self, vectors: NearestVectors, reading: Reading, scope: Scope) -> None:
        self._vectors = vectors
        self._reading = reading
        self._scope = scope
        self._documents = StoredDocuments(reading, scope)
        self._lock = threading.Lock()
        self._known: _Seen | None = None

    def manifest(self) -> Mapping[str, ManifestEntry]:
        return self._documents.manifest()

    def summaries(self) -> Iterator[DocumentSummary]:
        return self._documents.summaries()

    def ids_of_texts(self, content_hashes: Collection[str]) -> dict[str, str]:
        return self._documents.ids_of_texts(content_hashes)

    def collections(self) -> dict[str | None, int]:
        return self._documents.collections()

    def within(self, scope: Scope) -> "ScopedIndex":
        return ScopedIndex(self._vectors, self._reading, self._scope & scope)

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        seen = self._seen()
        if not (words and len(seen.numbers)):
            return []
        scores, matched = self._scores(words, seen)
        if documents is not None:
            among = np.zeros(len(matched), dtype=np.bool_)
            among[self._vectors.numbers_of(documents)] = True
            matched &= among
        numbers = np.flatnonzero(matched)
        if len(numbers) > limit:
            least = np.partition(scores[numbers], len(numbers) - limit)[len(numbers) - limit]
            numbers = numbers[scores[numbers] >= least]
        ids = self._vectors.ids_of(numbers)
        found = [(ids[number], float(scores[number])) for number in numbers.tolist()]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        return self._vectors.nearest(vector, limit, documents, among=self._seen().numbers)

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        query = """SELECT passages.id FROM passages JOIN documents ON documents.id = document_id
            WHERE {seen} AND passages.id IN (SELECT value FROM json_each(:ids))"""
        return self._vectors.vectors([row[0] for row in self._documents.rows(query, ids=json.dumps(sorted(ids)))])

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        seen = self._seen()
        return {word: int(np.count_nonzero(self._counts(word, seen))) for word in words}

    def spellings(self, first_letter: str) -> dict[str, int]:
        query = """SELECT term, count(*) FROM spelt WHERE term >= :first AND term < :past AND doc IN
            (SELECT number FROM passages JOIN documents ON documents.id = document_id WHERE {seen}) GROUP BY term"""
        rows = self._documents.rows(query, first=first_letter, past=chr(ord(first_letter) + 1))
        return {str(term): int(count) for term, count in rows}

    def size(self) -> int:
        return len(self._seen().numbers)

    def passage_hashes(self) -> Iterator[tuple[str, str]]:
        query = """SELECT passages.id, search_hash FROM passages JOIN documents ON documents.id = document_id
            WHERE {seen} ORDER BY passages.id"""
        return ((passage_id, text) for passage_id, text in self._documents.rows(query))

    def close(self) -> None:
        """Do nothing: it has no files of its own."""

    def _seen(self) -> _Seen:
        with self._lock:
            if self._known is None:
                query = """SELECT number, length FROM passages JOIN documents ON documents.id = document_id
                    WHERE {seen} ORDER BY number"""
                rows = np.array(list(self._documents.rows(query)), dtype=np.int64).reshape(-1, 2)
                lengths = np.full(int(rows[-1, 0]) + 1 if len(rows) else 1, -1.0)
                lengths[rows[:, 0]] = rows[:, 1]
                self._known = _Seen(np.ascontiguousarray(rows[:, 0]), lengths)
            return self._known

    def _scores(self, words: Sequence[str], seen: _Seen) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return by number the BM25 score of a passage, and whether it has any of the words: calculated in the order in
        which FTS5 does, so that the same numbers come of the same documents.
        """
        passages, average = len(seen.numbers), seen.lengths[seen.numbers].sum() / len(seen.numbers)
        scores = np.zeros(len(seen.lengths))
        matched = np.zeros(len(seen.lengths), dtype=np.bool_)
        known = {word: self._counts(word, seen) for word in set(words)}
        for word in words:
            counts = known[word]
            having = np.flatnonzero(counts)
            rarity = math.log((passages - len(having) + 0.5) / (len(having) + 0.5))
            often, length = counts[having].astype(np.float64), seen.lengths[having]
            damped = often + _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / average)
            scores[having] += (rarity if rarity > 0 else _LEAST_RARITY) * (often * (_SATURATION + 1.0) / damped)
            matched[having] = True
        return scores, matched

    def _counts(self, word: str, seen: _Seen) -> NDArray[np.int64]:
        """Return by number how often a word stands in a passage of the scope."""
        with self._reading() as connection:
            rows = connection.execute("SELECT doc FROM occurrences WHERE term = ?", (escape(word),)).fetchall()
        numbers = np.fromiter((number for (number,) in rows), dtype=np.int64, count=len(rows))
        counts = np.bincount(numbers[numbers < len(seen.lengths)], minlength=len(seen.lengths))
        counts[seen.lengths < 0] = 0
        return counts
