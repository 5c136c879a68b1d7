"""The catalogue of a generation: which documents the corpus holds, and which passages their words lead to, in one
SQLite file that never changes, with the file of their vectors beside it. The words are FTS5's, scored as its BM25 does;
why: docs/decisions/0002-lexical-engine.md, 0042-a-million-passages.md.

Words are folded and stemmed by `retrieval.text.words` before they get here, so that the index, the signals and the
search mean the same by "the same word"; FTS5 only splits at spaces.
"""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from retrieval.adapters.chroma.nearest_vectors import NearestVectors
from retrieval.adapters.sqlite.catalogue_file import connected, translated, vectors_of
from retrieval.adapters.sqlite.frequent_words import passages_with
from retrieval.adapters.sqlite.scoped_index import ScopedIndex
from retrieval.adapters.sqlite.stored_documents import DocumentsOfCatalogue, StoredDocuments
from retrieval.adapters.sqlite.terms import escape
from retrieval.adapters.sqlite.word_search import WordSearch
from retrieval.domain.scope import Scope
from retrieval.ports import Catalogue, Vectors


class Fts5Index(DocumentsOfCatalogue):
    """The `Catalogue` port. Each thread has its own connection."""

    def __init__(self, file: Path) -> None:
        """Open a catalogue. Raises StoreError once it is read, where there is no such file, or another in its place."""
        self.file = file
        self._vectors = NearestVectors(vectors_of(file), self.reading)
        self._documents = StoredDocuments(self.reading)
        self._words = WordSearch(self._vectors, self.reading, self._documents)
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def within(self, scope: Scope) -> Catalogue:
        return ScopedIndex(self._vectors, self.reading, self._documents.within(scope), scope)

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        return self._words.search(words, limit, documents)

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        return self._vectors.nearest(vector, limit, documents)

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        return self._vectors.vectors(ids)

    def vectors_of_texts(self, search_hashes: Collection[str]) -> dict[str, Vectors]:
        """Return the vectors (shape (dimensions,)) by the hash of what was embedded (`search_hash_of`)."""
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT search_hash, id FROM passages WHERE search_hash IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(search_hashes)),),
            ).fetchall()
        stored = self.vectors([passage_id for _, passage_id in rows])
        return {str(text): stored[passage_id] for text, passage_id in rows if passage_id in stored}

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        escaped = {escape(word): word for word in words}
        with self.reading() as connection:
            found = passages_with(connection, escaped)
        counts = {escaped[term]: count for term, count in found.items()}
        return {word: counts.get(word, 0) for word in words}

    def spellings(self, first_letter: str) -> dict[str, int]:
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT term, doc FROM spellings WHERE term >= ? AND term < ?",
                (first_letter, chr(ord(first_letter) + 1)),
            ).fetchall()
        return {str(term): int(count) for term, count in rows}

    def size(self) -> int:
        with self.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    def passage_hashes(self) -> Iterator[tuple[str, str]]:
        """Yield the id of every passage and the hash of what is searched of it."""
        with self.reading() as connection:
            yield from connection.execute("SELECT id, search_hash FROM passages ORDER BY id")

    def close(self) -> None:
        self._vectors.close()
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with translated(self.file):
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = connected(self.file)
                with self._lock:
                    self._opened.append(connection)
            yield connection
