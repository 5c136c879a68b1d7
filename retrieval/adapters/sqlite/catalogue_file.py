"""The file of a catalogue: which head it is of, and how it is opened to be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import StoreError
from retrieval.faults import IndexFault
from retrieval.text.words import WORDS_VERSION

CATALOGUE_SCHEMA = 10 * 1000 + WORDS_VERSION
"""The version of the tables and of the rules by which words are stemmed. A file of another version is not read."""


def connected(file: Path) -> sqlite3.Connection:
    """Return a connection to a finished catalogue, for any thread. Nobody writes to that: SQLite needs no locks, and a
    read-only folder will do. Raises sqlite3.Error.
    """
    uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of documents and passages in a catalogue."""

    documents: int
    passages: int


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Raise what SQLite says of a catalogue as StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(IndexFault.WORDS_DAMAGED, place=file, reason=str(error)) from error


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to a finished catalogue. Raises sqlite3.Error."""
    with closing(connected(file)) as connection:
        yield connection


@contextmanager
def reading_whole(file: Path) -> Iterator[sqlite3.Connection]:
    """Lend a connection to a catalogue that is whole. Raises StoreError where it is not."""
    with translated(file), reading(file) as connection:
        yield connection


def head_of(file: Path) -> tuple[str, int]:
    """Return the store and the flip that a catalogue is of; ("", -1) where the file is no catalogue."""
    if not file.is_file():
        return "", -1
    try:
        with reading(file) as connection:
            (schema,) = connection.execute("PRAGMA user_version").fetchone()
            row = (
                connection.execute("SELECT store, number FROM head").fetchone() if schema == CATALOGUE_SCHEMA else None
            )
    except sqlite3.Error:
        return "", -1
    return (str(row[0]), int(row[1])) if row else ("", -1)


def vectors_of(file: Path) -> Path:
    """Return where the vectors of a catalogue are, whether it is finished or still being built."""
    if file.suffix == ".building":
        flip, pid, building = file.name.rsplit(".", 2)
        return file.with_name(f"{flip}.vectors.{pid}.{building}")
    return file.with_suffix(".vectors")


def counts_in(file: Path) -> Counts | None:
    """Return how much is in a catalogue; None where it cannot be told, or its vectors are not there. These are not
    read.
    """
    try:
        with reading(file) as connection:
            (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
            (passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
            (size,) = connection.execute("SELECT rows * dimensions * 4 FROM vectors").fetchone()
        is_there = vectors_of(file).stat().st_size == size
    except (sqlite3.Error, OSError, TypeError):
        return None
    return Counts(documents=int(documents), passages=int(passages)) if is_there else None
