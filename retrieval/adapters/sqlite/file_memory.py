"""A memory of what each file of the corpus folder was read as, in an SQLite file of its own. It may be deleted: files
are then read again, once.
"""

import json
import logging
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from retrieval.documents.loading import READING_VERSION
from retrieval.domain.documents import Outline
from retrieval.ports import Differing, ReadFile, Settled

FILE_MEMORY_FILE = "files.sqlite3"
KEPT_BACK = 2000
"""The rows that are held back and then written together."""
_READ_BY = ("lxml", "pypdf", "pypdfium2", "PyYAML", "trafilatura")
_TABLES_VERSION = "3"
_MEMORY_TABLES = """
DROP TABLE IF EXISTS read_by;
DROP TABLE IF EXISTS unchanged;
DROP TABLE IF EXISTS settled;
DROP TABLE IF EXISTS last_pass;
DROP TABLE IF EXISTS outlines;
DROP TABLE IF EXISTS breakages;
CREATE TABLE read_by (versions TEXT NOT NULL);
CREATE TABLE outlines (
    file BLOB NOT NULL, place INTEGER NOT NULL, state BLOB NOT NULL, digest BLOB NOT NULL, id TEXT NOT NULL,
    path TEXT NOT NULL, content_hash TEXT NOT NULL, indexed_hash TEXT NOT NULL, record_hash TEXT NOT NULL,
    PRIMARY KEY (file, place)
) WITHOUT ROWID;
CREATE TABLE settled (flip TEXT NOT NULL, digest BLOB NOT NULL, documents INTEGER NOT NULL, same_text TEXT NOT NULL);
CREATE TABLE last_pass (name BLOB NOT NULL);
INSERT INTO last_pass VALUES (x'');
CREATE TABLE breakages (digest BLOB PRIMARY KEY, how TEXT NOT NULL) WITHOUT ROWID;
"""
_QUERY = """
SELECT file, state, digest, id, path, content_hash, indexed_hash, record_hash FROM outlines
WHERE file >= ? ORDER BY file, place
"""
_STATES = "SELECT file, state FROM outlines WHERE place = 0 ORDER BY file"
_IDS_OF_TEXTS = "SELECT content_hash, id FROM outlines WHERE content_hash IN (SELECT value FROM json_each(?))"
_BEYOND = (b"\xff" * 9, b"")
"""A key behind those of all files, which hold no such bytes in a row."""
_ReadingRow = tuple[bytes, bytes, bytes, str, str, str, str, str]

_log = logging.getLogger(__name__)


class SqliteFileMemory:
    """The `FileMemory` port, for one thread and one pass over the folder. Rows are stored in the order that the folder
    gives its files in, so that one query answers for all of them.

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
        self._last_pass = b""
        try:
            self._connection = _opened(file)
            (self._last_pass,) = self._connection.execute("SELECT name FROM last_pass").fetchone()
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

    def differing(self, files: Sequence[tuple[str, bytes]]) -> Differing:
        if self._connection is not None:
            try:
                return _differing(files, self._connection.execute(_STATES))
            except sqlite3.Error as error:
                self._give_up(error)
        return Differing([name for name, _ in files], ())

    def forget(self, names: Collection[str]) -> None:
        self._stale += [(_key(name),) for name in names]

    def ids_of_texts(self, content_hashes: Collection[str]) -> Collection[tuple[str, str]]:
        return self._rows(_IDS_OF_TEXTS, (json.dumps(sorted(content_hashes)),))

    def recall_settled(self, flip: str) -> Settled | None:
        query = "SELECT digest, documents, same_text FROM settled WHERE flip = ?"
        for digest, documents, same_text in self._rows(query, (flip,)):
            return Settled(digest, documents, tuple((first, second) for first, second in json.loads(same_text)))
        return None

    def settle(self, flip: str, settled: Settled) -> None:
        self.flush()
        # By name: another pass may have remembered a file since this one did.
        values = (flip, settled.digest, settled.documents, json.dumps(settled.same_text), self._last_pass)
        self._rows("DELETE FROM settled")
        self._rows("INSERT INTO settled SELECT ?, ?, ?, ? FROM last_pass WHERE name = ?", values)

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
        """Write what was kept back. Where another pass wrote since this one began, this one settles nothing."""
        if self._connection is not None and (self._stale or self._fresh):
            now = os.urandom(16)
            try:
                with self._connection:
                    self._connection.executemany("DELETE FROM outlines WHERE file = ?", self._stale)
                    self._connection.executemany("INSERT INTO outlines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._fresh)
                    self._connection.execute("DELETE FROM settled")
                    renamed = self._connection.execute(
                        "UPDATE last_pass SET name = ? WHERE name = ?", (now, self._last_pass)
                    )
                    if not renamed.rowcount:
                        self._connection.execute("UPDATE last_pass SET name = ?", (os.urandom(16),))
                self._last_pass = now
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
        if cursor is None or key <= self._asked or (self._next is not None and self._next[0] < key):
            # Behind the last one that was asked for, or beyond files that nobody asks for.
            cursor = self._cursor = connection.execute(_QUERY, (key,))
            self._next = cursor.fetchone()
        self._asked = key
        rows: list[_ReadingRow] = []
        while self._next is not None and self._next[0] == key:
            rows.append(self._next)
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


def _name_of(key: bytes) -> str:
    return os.fsdecode(key.replace(b"\0", b"/"))


def _differing(files: Iterable[tuple[str, bytes]], remembered: Iterator[tuple[bytes, bytes]]) -> Differing:
    """Return what differs of the folder's files and those that are remembered, both in order."""
    changed: list[str] = []
    gone: list[str] = []
    key, known = next(remembered, _BEYOND)
    for name, state in files:
        asked = _key(name)
        while key < asked:
            gone.append(_name_of(key))
            key, known = next(remembered, _BEYOND)
        if key != asked or not state or known != state:
            changed.append(name)
        if key == asked:
            key, known = next(remembered, _BEYOND)
    gone += [_name_of(key) for key, _ in chain([(key, known)], remembered) if key != _BEYOND[0]]
    return Differing(changed, gone)
