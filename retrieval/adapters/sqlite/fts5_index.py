"""The catalogue of a generation: which documents the corpus holds, and which passages their words lead to, in one
SQLite file that never changes. The words are FTS5's with its BM25; why: docs/decisions/0002-lexical-engine.md.

Words are folded and stemmed by `retrieval.words` before they get here, so that the index, the signals and the search
mean the same by "the same word"; FTS5 only splits at spaces.
"""

import json
import re
import sqlite3
import threading
from collections.abc import Collection, ItemsView, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from retrieval.errors import StoreError
from retrieval.ports import ManifestEntry

ENTRY_FIELDS = "content_hash, indexed_hash, record_hash, path, passages"


class Fts5Index:
    """The `LexicalIndex` port, and the generation's manifest. Each thread has its own connection."""

    def __init__(self, file: Path) -> None:
        """Raises StoreError where there is no such file, or another in its place, once it is read."""
        self.file = file
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def manifest(self) -> Mapping[str, ManifestEntry]:
        """Read from the file as it is asked for, not held in memory."""
        return _StoredManifest(self)

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        if not words:
            return []
        query = " OR ".join(f'"{escape(word)}"' for word in words)
        within = "" if documents is None else "AND document_id IN (SELECT value FROM json_each(:documents))"
        with self.reading() as connection:
            rows = connection.execute(
                f"""SELECT id, -bm25(words) AS score FROM words JOIN passages ON number = words.rowid
                WHERE words MATCH :query {within} ORDER BY score DESC, id LIMIT :limit""",  # noqa: S608 two fixed texts
                {"query": query, "limit": limit, "documents": json.dumps(sorted(documents or ()))},
            ).fetchall()
        return [(str(passage_id), float(score)) for passage_id, score in rows]

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        escaped = {escape(word): word for word in words}
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(escaped)),),
            ).fetchall()
        found = {escaped[term]: int(count) for term, count in rows}
        return {word: found.get(word, 0) for word in words}

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

    def ids_of_texts(self, content_hashes: Collection[str]) -> dict[str, str]:
        with self.reading() as connection:
            return dict(
                connection.execute(
                    "SELECT content_hash, min(id) FROM documents"
                    " WHERE content_hash IN (SELECT value FROM json_each(?)) GROUP BY content_hash",
                    (json.dumps(sorted(content_hashes)),),
                ).fetchall()
            )

    def passage_hashes(self) -> Iterator[tuple[str, str]]:
        """Of every passage its id and the hash of what is searched of it."""
        with self.reading() as connection:
            yield from connection.execute("SELECT id, search_hash FROM passages ORDER BY id")

    def close(self) -> None:
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        try:
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                # Nobody writes to a finished catalogue: SQLite needs no locks, and a read-only folder will do.
                uri = f"{self.file.absolute().as_uri()}?mode=ro&immutable=1"
                connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
                self._local.connection = connection
                with self._lock:
                    self._opened.append(connection)
            yield connection
        except sqlite3.Error as error:
            remedy = f"Delete {self.file}: it is built again from the store."
            raise StoreError(f"The lexical index {self.file} is damaged: {error}.", remedy=remedy) from error


class _StoredManifest(Mapping[str, ManifestEntry]):
    def __init__(self, index: Fts5Index) -> None:
        self._index = index

    def __getitem__(self, document_id: str) -> ManifestEntry:
        with self._index.reading() as connection:
            query = f"SELECT {ENTRY_FIELDS} FROM documents WHERE id = ?"  # noqa: S608 a fixed text
            row = connection.execute(query, (document_id,)).fetchone()
        if row is None:
            raise KeyError(document_id)
        return _entry(row)

    def __iter__(self) -> Iterator[str]:
        with self._index.reading() as connection:
            for (document_id,) in connection.execute("SELECT id FROM documents ORDER BY id"):
                yield document_id

    def __len__(self) -> int:
        with self._index.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def items(self) -> ItemsView[str, ManifestEntry]:
        return _StoredItems(self)

    def entries(self) -> Iterator[tuple[str, ManifestEntry]]:
        """All of them in one query, where the mapping's own way makes one a document."""
        with self._index.reading() as connection:
            for document_id, *row in connection.execute(f"SELECT id, {ENTRY_FIELDS} FROM documents ORDER BY id"):  # noqa: S608
                yield document_id, _entry(row)


class _StoredItems(ItemsView[str, ManifestEntry]):
    _mapping: _StoredManifest

    def __iter__(self) -> Iterator[tuple[str, ManifestEntry]]:
        return self._mapping.entries()


def _entry(row: Sequence[str | int]) -> ManifestEntry:
    content_hash, indexed_hash, record_hash, path, passages = row
    return ManifestEntry(
        content_hash=str(content_hash),
        indexed_hash=str(indexed_hash),
        record_hash=str(record_hash),
        path=str(path),
        passages=int(passages),
    )


def escape(word: str) -> str:
    """A stem as one FTS5 token: `3.5` and `o'neil` hold characters that FTS5 would split at."""
    return re.sub(r"\W", "_", word)
