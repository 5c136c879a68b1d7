"""Chroma embedded over a folder, of which it keeps one file there: chroma.sqlite3.

It also makes a graph of all vectors, which it rewrites in place every thousand rows, and without which it does not open
a collection whose graph it finds half written. Nothing is asked of that graph here, so each process gives it a place of
its own, which goes with the process; the folder that is opened holds a link to the file that stays.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import chromadb
import portalocker
from chromadb.api import ClientAPI
from chromadb.config import Settings

from retrieval.adapters.chroma.stored_head import CHROMA_FILE
from retrieval.adapters.disk_space import room_in

_FOLDER_PREFIX = "footnote-chroma-"
_OWNED = "owned"
_TRIGGER = "footnote_enters_one_opening"
_ENTER_ONE = (
    f"CREATE TRIGGER IF NOT EXISTS {_TRIGGER} BEFORE INSERT ON acquire_write"  # noqa: S608 a fixed text
    " WHEN EXISTS (SELECT 1 FROM acquire_write WHERE id = 1) BEGIN SELECT RAISE(IGNORE); END"
)
_FULL_TEXT = "embedding_fulltext_search"
_NO_FULL_TEXT = (
    f"DROP TABLE {_FULL_TEXT}",
    f"CREATE TABLE {_FULL_TEXT} (string_value TEXT)",
    f"CREATE TRIGGER footnote_indexes_no_text BEFORE INSERT ON {_FULL_TEXT} BEGIN SELECT RAISE(IGNORE); END",
)
_INDEX_WHAT_IS_ASKED_FOR = (
    "DROP INDEX embedding_metadata_string_value",
    """CREATE INDEX embedding_metadata_string_value ON embedding_metadata (key, string_value)
    WHERE string_value IS NOT NULL AND (key = 'document_id' OR key = 'search_hash')""",
)
_TELL_SIZES = (
    "ANALYZE sqlite_schema",  # makes the table, and looks at nothing
    "INSERT INTO sqlite_stat1 VALUES ('embeddings', 'sqlite_autoindex_embeddings_1', '1000000 500000 1')",
)
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 for what goes with the process; each folder in it is its owner's alone
_ROOM_BYTES = 16 << 20
"""The bytes that memory must have free to hold the folder for such files. This is far more than a graph takes before
it is begun again. Where there is less, the system's folder for temporary files is used.
"""
_CRAMPED_BYTES = 4 << 20
"""The bytes of free memory below which a graph is moved. One batch makes a graph grow by far less."""
_LARGE_BYTES = 1 << 20
"""A graph is written whole every 64 rows (`chroma/pointer`), and one of some thousand rows is written as fast as these
64; one that went on growing would take the square of the rows.
"""


@contextmanager
def client_in(folder: Path) -> Iterator[ClientAPI]:
    """Return a client that keeps its data in `folder`. Raises OSError, sqlite3.Error, and what Chroma raises."""
    file = folder.resolve() / CHROMA_FILE
    with _place() as place:
        (place / CHROMA_FILE).symlink_to(file)
        client = chromadb.PersistentClient(path=str(place), settings=Settings(anonymized_telemetry=False))
        try:
            _suit(file)
            yield client
        finally:
            # The library's type for a client lacks what each of its clients has.
            client.close()  # type: ignore[attr-defined]


def is_outgrown(client: ClientAPI) -> bool:
    """Whether the graph of such a client is large, or may soon outgrow the memory that it stands in: others write
    there, too.

    One that is opened anew begins with none, in whichever place has room.
    """
    place = Path(client.get_settings().persist_directory)
    left = room_in(_IN_MEMORY) if place.parent == _IN_MEMORY else None
    return (left is not None and left < _CRAMPED_BYTES) or _graph_bytes(place) > _LARGE_BYTES


def _graph_bytes(place: Path) -> int:
    # A file that is written in this moment may not be there.
    with suppress(OSError):
        return sum(file.stat().st_size for file in place.glob("*/*"))
    return 0


def _suit(file: Path) -> None:
    """Once for each file, changes four things in it.

    Chroma enters each opening into a table from which it reads nothing but the first entry; for that, who only reads
    would need room on the disk. The later ones are passed over, from here on.

    Chroma enters each text into an index over its trigrams, which nothing asks here: lexical search has an index of
    its own. A table that takes nothing stands in its place.

    Chroma enters each value of a row that is a text into an index: vectors and whole documents too, which stood there
    twice, and each in a place of its own. Here the index has what rows are asked for by, and no more. SQLite looks at
    the name of the field that it is given before it takes an index that has some fields alone.

    What Chroma asks SQLite for by a field, it asks for among the rows of a collection. SQLite takes it that these are
    few, and looks through all of them, each time; told that they are half a million of a million, it goes by the field
    and looks at what is found.
    """
    with closing(sqlite3.connect(file)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_TRIGGER,)).fetchone():
            for statement in ("BEGIN", _ENTER_ONE, *_NO_FULL_TEXT, *_INDEX_WHAT_IS_ASKED_FOR, *_TELL_SIZES):
                connection.execute(statement)
            connection.commit()


@contextmanager
def _place() -> Iterator[Path]:
    """Lend an empty folder that nobody else uses. It is gone afterwards, or with the next one where this is killed."""
    within = _within()
    _clear(within)
    # It gets its name when it is locked: a folder of that name without a lock belongs to nobody.
    made = Path(tempfile.mkdtemp(prefix=f".{_FOLDER_PREFIX}", dir=within))
    lock = portalocker.Lock(made / _OWNED, mode="a", flags=portalocker.LockFlags.EXCLUSIVE)
    lock.acquire()
    place = made.rename(made.with_name(made.name.removeprefix(".")))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        lock.release()


def _within() -> Path:
    """Return a folder in memory, where there is some to be written like a folder: who only reads needs no room on the
    disk then.
    """
    if os.access(_IN_MEMORY, os.W_OK | os.X_OK) and (room_in(_IN_MEMORY) or 0) >= _ROOM_BYTES:
        return _IN_MEMORY
    return Path(tempfile.gettempdir())


def _clear(within: Path) -> None:
    """Drop what killed processes have left."""
    for left in within.glob(f"{_FOLDER_PREFIX}*"):
        with suppress(OSError, portalocker.LockException):
            lock = portalocker.Lock(
                left / _OWNED,
                mode="r+",
                timeout=0,
                flags=portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING,
            )
            lock.acquire()
            shutil.rmtree(left, ignore_errors=True)
            lock.release()
