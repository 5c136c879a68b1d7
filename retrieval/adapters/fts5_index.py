"""The lexical index: SQLite's FTS5 with its BM25. Why this engine: docs/decisions/0002-lexical-engine.md.

Words are folded and stemmed by `retrieval.words` before they get here, so that the index, the signals and the search
mean the same by "the same word"; FTS5 only splits at spaces.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from retrieval.domain import Passage
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.words import VERSION, fold, stems, tokens

_SCHEMA = """
CREATE TABLE IF NOT EXISTS synced (generation TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_of_document ON passages (document_id);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (stems, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'");
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (words, row);
CREATE VIRTUAL TABLE IF NOT EXISTS written USING fts5 (folded, tokenize = "unicode61", detail = none);
CREATE VIRTUAL TABLE IF NOT EXISTS spellings USING fts5vocab (written, row);
"""
_TABLES = ("synced", "passages", "vocabulary", "words", "spellings", "written")
_DROPPED = "".join(f"DROP TABLE IF EXISTS {table};" for table in _TABLES)
BUSY_SECONDS = 10.0


class Fts5Index:
    """The `LexicalIndex` port over one SQLite file. Each call has its own connection, so that threads do not meet. A
    file whose words were stemmed by other rules is emptied: it is synced anew.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        with self._connect() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version != VERSION:
                connection.executescript(_DROPPED + f"PRAGMA user_version = {VERSION};")
            connection.executescript("PRAGMA journal_mode = WAL;" + _SCHEMA)

    def generation(self) -> str:
        with self._connect() as connection:
            row = connection.execute("SELECT generation FROM synced").fetchone()
        return str(row[0]) if row else ""

    def sync(self, generation: str, ids: Collection[str], load: Callable[[Collection[str]], Iterable[Passage]]) -> None:
        with self._connect() as connection:
            present = {str(row[0]) for row in connection.execute("SELECT id FROM passages")}
            for gone in present.difference(ids):
                (number,) = connection.execute("DELETE FROM passages WHERE id = ? RETURNING number", (gone,)).fetchone()
                connection.execute("DELETE FROM words WHERE rowid = ?", (number,))
                connection.execute("DELETE FROM written WHERE rowid = ?", (number,))
            if new := set(ids).difference(present):
                for passage in load(new):
                    cursor = connection.execute(
                        "INSERT INTO passages (id, document_id) VALUES (?, ?)", (passage.id, passage.document.id)
                    )
                    row = (cursor.lastrowid, " ".join(map(_escape, stems(passage.search_text))))
                    connection.execute("INSERT INTO words (rowid, stems) VALUES (?, ?)", row)
                    folded = " ".join(fold(token) for token in tokens(passage.search_text) if token.isalpha())
                    connection.execute("INSERT INTO written (rowid, folded) VALUES (?, ?)", (cursor.lastrowid, folded))
            connection.execute("DELETE FROM synced")
            connection.execute("INSERT INTO synced VALUES (?)", (generation,))

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        if not words:
            return []
        query = " OR ".join(f'"{_escape(word)}"' for word in words)
        within = "" if documents is None else "AND document_id IN (SELECT value FROM json_each(:documents))"
        with self._connect() as connection:
            rows = connection.execute(
                f"""SELECT id, -bm25(words) AS score FROM words JOIN passages ON number = words.rowid
                WHERE words MATCH :query {within} ORDER BY score DESC, id LIMIT :limit""",  # noqa: S608 two fixed texts
                {"query": query, "limit": limit, "documents": json.dumps(sorted(documents or ()))},
            ).fetchall()
        return [(str(passage_id), float(score)) for passage_id, score in rows]

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        escaped = {_escape(word): word for word in words}
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(escaped)),),
            ).fetchall()
        found = {escaped[term]: int(count) for term, count in rows}
        return {word: found.get(word, 0) for word in words}

    def spellings(self, first_letter: str) -> dict[str, int]:
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT term, doc FROM spellings WHERE term >= ? AND term < ?",
                (first_letter, chr(ord(first_letter) + 1)),
            ).fetchall()
        return {str(term): int(count) for term, count in rows}

    def size(self) -> int:
        with self._connect() as connection:
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed as a whole, or not at all."""
        try:
            connection = sqlite3.connect(self._file, timeout=BUSY_SECONDS)
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.OperationalError as error:
            remedy = "Check that the data folder can be written and is not full, or name another by --data."
            raise StoreUnwritableError(
                f"The lexical index {self._file} cannot be used: {error}.", remedy=remedy
            ) from error
        except sqlite3.DatabaseError as error:
            remedy = f"Delete {self._file}: it is built again from the store."
            raise StoreError(f"The lexical index {self._file} is damaged: {error}.", remedy=remedy) from error


def _escape(word: str) -> str:
    """A stem as one FTS5 token: `3.5` and `o'neil` hold characters that FTS5 would split at."""
    return re.sub(r"\W", "_", word)
