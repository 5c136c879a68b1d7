"""A memory of what each file of the corpus folder was read as, in an SQLite file of its own. It may be deleted: files
are then read again, once.
"""

import json
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from retrieval.documents.loading import READING_VERSION
from retrieval.domain.documents import Outline
from retrieval.ports import ReadFile, Unchanged

FILE_MEMORY_FILE = "files.sqlite3"
KEPT_BACK = 2000
"""The rows that are held back and then written together."""
_READ_BY = ("lxml", "pypdf", "pypdfium2", "PyYAML", "trafilatura")
_TABLES_VERSION = "2"
_MEMORY_TABLES = """
DROP TABLE IF EXISTS read_by;
DROP TABLE IF EXISTS unchanged;
DROP TABLE IF EXISTS outlines;
DROP TABLE IF EXISTS breakages;
CREATE TABLE read_by (versions TEXT NOT NULL);
CREATE TABLE outlines (
    file BLOB NOT NULL, place INTEGER NOT NULL, state BLOB NOT NULL, digest BLOB NOT NULL, id TEXT NOT NULL,
    path TEXT NOT NULL, content_hash TEXT NOT NULL, indexed_hash TEXT NOT NULL, record_hash TEXT NOT NULL,
    PRIMARY KEY (file, place)
) WITHOUT ROWID;
CREATE TABLE unchanged (digest BLOB NOT NULL, documents INTEGER NOT NULL, same_text TEXT NOT NULL);
CREATE TABLE breakages (digest BLOB PRIMARY KEY, how TEXT NOT NULL) WITHOUT ROWID;
"""
_QUERY = """
SELECT file, state, digest, id, path, content_hash, indexed_hash, record_hash FROM outlines
WHERE file >= ? ORDER BY file, place
"""
_ReadingRow = tuple[bytes, bytes, bytes, str, str, str, str, str]

_log = logging.getLogger(__name__)


class SqliteFileMemory:
    """The `FileMemory` port, for one thread and one pass over the folder. Rows are stored in the order that the folder
    gives its files in, so that one query answers for all of them; those that it passes by are of files that are gone.

    Nothing that is wrong with its file is raised: what cannot be remembered is read again.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None
        self._cursor: sqlite3.Cursor | None = None
        self._next: _ReadingRow | None = None
        self._asked = b""
        self._stale: list[tuple[bytes]] = []
        self._broken: set[bytes] = set()
        self._fresh: list[tuple[bytes, int, bytes, bytes, str, str, str, str, str]] = []
        try:
            self._connection = _opened(file)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def recall(self, name: str) -> ReadFile | None:
        if self._connection is None:
            return None
        try:
            rows = self._rows_of(_key(name), self._connection)
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return ReadFile(rows[0][1], rows[0][2], [Outline(*row[3:]) for row in rows]) if rows else None

    def remember(self, name: str, read: ReadFile) -> None:
        key = _key(name)
        self._stale.append((key,))
        self._fresh += [(key, place, read.state, read.digest, *outline) for place, outline in enumerate(read.outlines)]
        if len(self._stale) + len(self._fresh) >= KEPT_BACK:
            self.flush()

    def recall_unchanged(self, digest: bytes) -> Unchanged | None:
        for documents, same_text in self._rows(
            "SELECT documents, same_text FROM unchanged WHERE digest = ?", (digest,)
        ):
            return Unchanged(documents, tuple((first, second) for first, second in json.loads(same_text)))
        return None

    def remember_unchanged(self, digest: bytes, unchanged: Unchanged) -> None:
        self._rows("DELETE FROM unchanged")
        values = (digest, unchanged.documents, json.dumps(unchanged.same_text))
        self._rows("INSERT INTO unchanged VALUES (?, ?, ?)", values)

    def recall_breakage(self, digest: bytes) -> str | None:
        known = self._rows("SELECT how FROM breakages WHERE digest = ?", (digest,))
        self._broken.add(digest)
        return known[0][0] if known else None

    def remember_breakage(self, digest: bytes, how: str) -> None:
        """Remember at once how the reading of a file broke: to learn it again takes minutes, and the pass may be
        broken off.
        """
        self._rows("INSERT OR REPLACE INTO breakages VALUES (?, ?)", (digest, how))

    def forget_other_breakages(self) -> None:
        """Forget the breakages of files that this pass has not come by: they are gone."""
        known = [digest for (digest,) in self._rows("SELECT digest FROM breakages")]
        for digest in set(known) - self._broken:
            self._rows("DELETE FROM breakages WHERE digest = ?", (digest,))

    def _rows(self, statement: str, values: tuple[bytes | str | int, ...] = ()) -> list[tuple[Any, ...]]:
        if self._connection is None:
            return []
        try:
            with self._connection:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def flush(self) -> None:
        """Write what was kept back."""
        if self._connection is not None and (self._stale or self._fresh):
            try:
                with self._connection:
                    self._connection.executemany("DELETE FROM outlines WHERE file = ?", self._stale)
                    self._connection.executemany("INSERT INTO outlines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._fresh)
            except sqlite3.Error as error:
                self._give_up(error)
        self._stale.clear()
        self._fresh.clear()
        # A row that is written while a query is read may show in it or not.
        self._cursor = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _rows_of(self, key: bytes, connection: sqlite3.Connection) -> list[_ReadingRow]:
        cursor = self._cursor
        if cursor is None or key <= self._asked:
            # Behind the last one that was asked for: what lies between is gone.
            start = self._asked + b"\0" if key > self._asked else key
            cursor = self._cursor = connection.execute(_QUERY, (start,))
            self._next = cursor.fetchone()
        self._asked = key
        rows: list[_ReadingRow] = []
        while self._next is not None and self._next[0] <= key:
            if self._next[0] == key:
                rows.append(self._next)
            else:
                self._stale.append((self._next[0],))
            self._next = cursor.fetchone()
        return rows

    def _give_up(self, error: Exception) -> None:
        _log.info("what files were read as is not remembered in %s: %s", self._file, error)
        self.close()
        self._connection = None
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._file.unlink(missing_ok=True)


@contextmanager
def remembered_in(folder: Path, *, anew: bool = False) -> Iterator[SqliteFileMemory]:
    """Lend the memory of a folder. What is read meanwhile is remembered where the context ends well. Where `anew`, what
    was remembered before is forgotten first.
    """
    if anew:
        with suppress(OSError):
            (folder / FILE_MEMORY_FILE).unlink()
    with closing(SqliteFileMemory(folder / FILE_MEMORY_FILE)) as memory:
        yield memory
        memory.flush()
        memory.forget_other_breakages()


def _opened(file: Path) -> sqlite3.Connection:
    """Return the opened file. It is empty where it was written by others than those who read now, or is no such
    file.
    """
    read_by = " ".join(
        [f"tables {_TABLES_VERSION}", READING_VERSION, *(f"{name} {version(name)}" for name in _READ_BY)]
    )
    for _ in range(2):
        connection = sqlite3.connect(file, timeout=5, check_same_thread=False)
        try:
            # A power cut may cost what it holds, and nothing else.
            connection.execute("PRAGMA synchronous = OFF")
            if [(read_by,)] == connection.execute("SELECT versions FROM read_by").fetchall():
                return connection
        except sqlite3.OperationalError:
            pass  # It has no such table.
        except sqlite3.DatabaseError:
            connection.close()
            file.unlink()
            continue
        connection.executescript(_MEMORY_TABLES)
        connection.execute("INSERT INTO read_by VALUES (?)", (read_by,))
        connection.commit()
        return connection
    raise sqlite3.DatabaseError(f"{file} cannot be made anew")


def _key(name: str) -> bytes:
    """Return a key that sorts names as the folder gives them: by the parts of the path."""
    return os.fsencode(name).replace(b"/", b"\0")
