"""The folder of catalogues: a file a generation with its words and one with its vectors, derived from the store and of
this machine alone.

The next generation's are built beside, from the last ones and what differs, and get their names once readers may see
them, the words' last. Files of other generations are left for an hour: somebody may be reading them.
"""

import os
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.adapters.chroma.nearest_vectors import facts_in
from retrieval.adapters.chroma.vector_file import VectorFacts, is_whole
from retrieval.adapters.sqlite.catalogue_building import CatalogueBuilding, writing
from retrieval.adapters.sqlite.catalogue_file import head_of, reading, vectors_of
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.ports import Head, IndexStamp, PassageStore, Vectors

KEPT_SECONDS = 3600.0

_NOTHING = VectorFacts(rows=0, dimensions=0, checksum=0)


class Catalogues:
    """Raises StoreUnwritableError where the disk says no."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: Fts5Index | None = None

    def of(self, head: Head, store: PassageStore) -> Fts5Index:
        """Return the catalogue of a head, opened. It is built where it is not there."""
        file = self._folder / f"{head.flip}.sqlite3"
        if not _is_whole(file):
            with self.build(head, store) as building:
                building.complete().close()
                building.finish()
        # Younger, it is left alone; where nothing can be written, nothing can be cleared away either.
        with suppress(OSError):
            file.touch()
        return Fts5Index(file)

    @contextmanager
    def build(self, head: Head, store: PassageStore) -> Iterator[CatalogueBuilding]:
        """Begin the catalogue of a head that is, or is to come. It is gone afterwards, unless it was finished."""
        building = CatalogueBuilding(self._folder, head, store)
        try:
            with writing(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                self._clear(head)
                last = self._latest(head)
            number, facts = (head_of(last)[1], _facts_of(last)) if last else (0, None)
            building.begin(last, number, facts)
            yield building
        finally:
            building.discard()

    def reusable(self, hashes: Collection[str], stamp: IndexStamp) -> dict[str, Vectors]:
        """Return the vectors by the hash of what was embedded, of the last whole catalogue that has those of this
        model.
        """
        files = sorted(self._folder.glob("*.sqlite3"), key=_last_used, reverse=True)
        for file in files:
            if _is_of(file, stamp) and _facts_of(file) != _NOTHING:
                if self._known is not None and self._known.file == file:
                    break
                if _is_whole(file):
                    self._known = Fts5Index(file)
                    break
        else:
            self._known = None
        return self._known.vectors_of_texts(hashes) if self._known else {}

    def latest_bytes(self) -> int:
        """Return the bytes of the largest catalogue, with its vectors."""
        sizes = [0]
        for file in self._folder.glob("*.sqlite3"):
            with suppress(OSError):
                sizes.append(file.stat().st_size + vectors_of(file).stat().st_size)
        return max(sizes)

    def _latest(self, head: Head) -> Path | None:
        """Return the latest catalogue of this store to which all later changes are known; None where there is none."""
        found = [
            (number, file)
            for file in self._folder.glob("*.sqlite3")
            for store, number in [head_of(file)]
            if store == head.store and head.swept <= number <= head.number
        ]
        return next((file for _, file in sorted(found, reverse=True) if _is_whole(file)), None)

    def _clear(self, head: Head) -> None:
        """Drop what nobody reads any more, and what a process that died was building."""
        for file in self._folder.glob("*.building"):
            pid = file.suffixes[-2].lstrip(".")
            if not (pid.isdigit() and _is_running(int(pid))):
                file.unlink(missing_ok=True)
        for file in self._folder.glob("*.sqlite3"):
            unused = time.time() - file.stat().st_mtime > KEPT_SECONDS
            store, number = head_of(file)
            if unused and (store != head.store or number < head.number - 1):
                file.unlink(missing_ok=True)
                vectors_of(file).unlink(missing_ok=True)


def _is_whole(file: Path) -> bool:
    """Whether both files are there as they were written. The words' is SQLite's, which tells what it cannot read."""
    facts = _facts_of(file) if head_of(file) != ("", -1) else None
    return facts is not None and is_whole(vectors_of(file), facts)


def _last_used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _is_of(file: Path, stamp: IndexStamp) -> bool:
    """Whether its vectors are those of that model."""
    if head_of(file) == ("", -1):
        return False
    try:
        with reading(file) as connection:
            model = connection.execute("SELECT name, weights_sha256 FROM model").fetchone()
    except sqlite3.Error:
        return False
    return bool(model == (stamp.embedding_model, stamp.embedding_weights_sha256))


def _facts_of(file: Path) -> VectorFacts | None:
    try:
        with reading(file) as connection:
            return facts_in(connection)
    except (sqlite3.Error, TypeError):
        return None


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
