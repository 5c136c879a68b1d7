"""The folder of catalogues: one file a generation, derived from the store and of this machine alone.

The next generation's is built beside, from the last one and what differs, and gets its name once readers may see it.
Files of other generations are left for an hour: somebody may be reading them.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from retrieval.adapters.fts5_index import ENTRY_FIELDS, Fts5Index, escape
from retrieval.domain import Passage
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.ports import Head, ManifestEntry, PassageStore, Turnover
from retrieval.words import VERSION, fold, stems, tokens

KEPT_SECONDS = 3600.0
DOCUMENTS_AT_ONCE = 200
SCHEMA = 2 * 1000 + VERSION
"""Of the tables, and of the rules by which words are stemmed: a file of another is no catalogue of ours."""

_TABLES = """
CREATE TABLE head (store TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, indexed_hash TEXT NOT NULL, record_hash TEXT NOT NULL,
    path TEXT NOT NULL, passages INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, search_hash TEXT NOT NULL
);
CREATE INDEX passages_of_document ON passages (document_id);
CREATE VIRTUAL TABLE words USING fts5 (stems, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
CREATE VIRTUAL TABLE written USING fts5 (folded, tokenize = "unicode61", detail = none);
CREATE VIRTUAL TABLE spellings USING fts5vocab (written, row);
"""


class Catalogues:
    """Raises StoreUnwritableError where the disk says no."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, head: Head, store: PassageStore) -> Fts5Index:
        """Opened, and built before where it is not there."""
        file = self._folder / f"{head.flip}.sqlite3"
        if not _is_whole(file):
            with self.build(head, store) as building:
                self.finish(building, head)
        # Younger, it is left alone; where nothing can be written, nothing can be cleared away either.
        with suppress(OSError):
            file.touch()
        return Fts5Index(file)

    @contextmanager
    def build(self, head: Head, store: PassageStore) -> Iterator[Path]:
        """The catalogue of a head that is, or is to come; what the store has written for it is read from there. It is
        gone afterwards, unless it was finished.
        """
        building = self._folder / f"{head.flip}.{os.getpid()}.building"
        try:
            self._build(building, head, store)
            yield building
        finally:
            with suppress(OSError):
                building.unlink(missing_ok=True)

    def opened(self, building: Path) -> Fts5Index:
        return Fts5Index(building)

    def finish(self, building: Path, head: Head) -> None:
        """Gives the catalogue its name, once readers may see what it holds."""
        with _writing(self._folder):
            building.replace(self._folder / f"{head.flip}.sqlite3")

    def _build(self, building: Path, head: Head, store: PassageStore) -> None:
        with _writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._clear(head)
            building.unlink(missing_ok=True)
            number = self._start(building, head)
            turnover = store.turnover(number, head.number) if number else _everything(store, head.number)
            with closing(sqlite3.connect(building)) as connection:
                # A file that was not finished is thrown away: no journal is needed to mend it.
                connection.execute("PRAGMA journal_mode = OFF")
                with connection:
                    _apply(connection, turnover, store)
                    connection.execute("DELETE FROM head")
                    connection.execute("INSERT INTO head VALUES (?, ?)", (head.store, head.number))

    def _start(self, building: Path, head: Head) -> int:
        """A copy of the latest catalogue of this store that all later changes are known to, or an empty one: 0."""
        best = max(
            (
                (number, file)
                for file in self._folder.glob("*.sqlite3")
                for store, number in [_head_of(file)]
                if store == head.store and head.swept <= number <= head.number
            ),
            default=None,
        )
        if best:
            number, file = best
            shutil.copyfile(file, building)
            return number
        with closing(sqlite3.connect(building)) as connection:
            connection.executescript(_TABLES + f"PRAGMA user_version = {SCHEMA};")
        return 0

    def _clear(self, head: Head) -> None:
        """Drops what nobody reads any more, and what a process that died was building."""
        for file in self._folder.glob("*.building"):
            pid = file.suffixes[-2].lstrip(".")
            if not (pid.isdigit() and _is_running(int(pid))):
                file.unlink(missing_ok=True)
        for file in self._folder.glob("*.sqlite3"):
            unused = time.time() - file.stat().st_mtime > KEPT_SECONDS
            store, number = _head_of(file)
            if unused and (store != head.store or number < head.number - 1):
                file.unlink(missing_ok=True)


def _apply(connection: sqlite3.Connection, turnover: Turnover, store: PassageStore) -> None:
    known = dict(connection.execute("SELECT id, indexed_hash FROM documents")) if turnover.entries else {}
    rewritten = [i for i, entry in turnover.entries.items() if known.get(i) != entry.indexed_hash]
    for document_id in [*turnover.removed, *(i for i in rewritten if i in known)]:
        _forget(connection, document_id)
    connection.executemany("DELETE FROM documents WHERE id = ?", [(i,) for i in turnover.removed])
    connection.executemany(
        f"INSERT OR REPLACE INTO documents (id, {ENTRY_FIELDS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 a fixed text
        [(i, e.content_hash, e.indexed_hash, e.record_hash, e.path, e.passages) for i, e in turnover.entries.items()],
    )
    view = store.view(turnover.entries)
    for first in range(0, len(rewritten), DOCUMENTS_AT_ONCE):
        for passage in view.passages_of(rewritten[first : first + DOCUMENTS_AT_ONCE]):
            _enter(connection, passage)


def _forget(connection: sqlite3.Connection, document_id: str) -> None:
    gone = connection.execute("DELETE FROM passages WHERE document_id = ? RETURNING number", (document_id,)).fetchall()
    connection.executemany("DELETE FROM words WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM written WHERE rowid = ?", gone)


def _enter(connection: sqlite3.Connection, passage: Passage) -> None:
    cursor = connection.execute(
        "INSERT INTO passages (id, document_id, search_hash) VALUES (?, ?, ?)",
        (passage.id, passage.document.id, passage.search_hash),
    )
    row = (cursor.lastrowid, " ".join(map(escape, stems(passage.search_text))))
    connection.execute("INSERT INTO words (rowid, stems) VALUES (?, ?)", row)
    folded = " ".join(fold(token) for token in tokens(passage.search_text) if token.isalpha())
    connection.execute("INSERT INTO written (rowid, folded) VALUES (?, ?)", (cursor.lastrowid, folded))


def _everything(store: PassageStore, number: int) -> Turnover:
    entries: Mapping[str, ManifestEntry] = dict(store.manifest(number))
    return Turnover(entries=entries, removed=())


def _is_whole(file: Path) -> bool:
    return _head_of(file) != ("", -1)


def _head_of(file: Path) -> tuple[str, int]:
    """Of which store and flip a catalogue is; ("", -1) where it is none."""
    if not file.is_file():
        return "", -1
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            row = connection.execute("SELECT store, number FROM head").fetchone() if schema == SCHEMA else None
    except sqlite3.Error:
        return "", -1
    return (str(row[0]), int(row[1])) if row else ("", -1)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "Make room there or allow writing, or name another folder by --data or DATA_DIR."
        what = f"The data folder {folder} cannot be written: {error.strerror}."
        raise StoreUnwritableError(what, remedy=remedy) from error
    except sqlite3.OperationalError as error:
        remedy = "Check that the data folder can be written and is not full, or name another by --data."
        raise StoreUnwritableError(
            f"The lexical index in {folder} cannot be written: {error}.", remedy=remedy
        ) from error
    except sqlite3.DatabaseError as error:
        remedy = f"Delete {folder}: it is built again from the store."
        raise StoreError(f"The lexical index in {folder} is damaged: {error}.", remedy=remedy) from error
