"""The catalogue of a generation as those see it who see some collections of it.

Its numbers are those of an index that was built of these documents alone: how often a word stands in them, how long
their passages are, which words they spell.
"""

import json
from collections.abc import Collection, Iterator, Sequence

from retrieval.adapters.chroma.nearest_vectors import NearestVectors
from retrieval.adapters.sqlite.stored_documents import DocumentsOfCatalogue, Reading, StoredDocuments
from retrieval.adapters.sqlite.word_search import WordSearch
from retrieval.domain.scope import Scope
from retrieval.ports import Vectors


class ScopedIndex(DocumentsOfCatalogue):
    """The `Catalogue` port over part of an FTS5 index, which it is closed with. Several threads may use it."""

    def __init__(self, vectors: NearestVectors, reading: Reading, documents: StoredDocuments, scope: Scope) -> None:
        self._vectors = vectors
        self._reading = reading
        self._scope = scope
        self._documents = documents
        self._words = WordSearch(vectors, reading, self._documents)

    def within(self, scope: Scope) -> "ScopedIndex":
        both = self._scope & scope
        return ScopedIndex(self._vectors, self._reading, self._documents.within(both), both)

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        return self._words.search(words, limit, documents)

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        return self._vectors.nearest(vector, limit, documents, among=self._words.seen().numbers)

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        query = """SELECT passages.id FROM passages JOIN documents ON documents.id = document_id
            WHERE {seen} AND passages.id IN (SELECT value FROM json_each(:ids))"""
        return self._vectors.vectors([row[0] for row in self._documents.rows(query, ids=json.dumps(sorted(ids)))])

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        return {word: self._words.passages_with(word) for word in words}

    def spellings(self, first_letter: str) -> dict[str, int]:
        query = """SELECT term, count(*) FROM spelt WHERE term >= :first AND term < :past AND doc IN
            (SELECT number FROM passages JOIN documents ON documents.id = document_id WHERE {seen}) GROUP BY term"""
        rows = self._documents.rows(query, first=first_letter, past=chr(ord(first_letter) + 1))
        return {str(term): int(count) for term, count in rows}

    def size(self) -> int:
        return len(self._words.seen().numbers)

    def passage_hashes(self) -> Iterator[tuple[str, str]]:
        query = """SELECT passages.id, search_hash FROM passages JOIN documents ON documents.id = document_id
            WHERE {seen} ORDER BY passages.id"""
        return ((passage_id, text) for passage_id, text in self._documents.rows(query))

    def close(self) -> None:
        """Do nothing: it has no files of its own."""
