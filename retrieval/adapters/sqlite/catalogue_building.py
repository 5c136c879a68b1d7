"""A catalogue that is being built: from the last one, from what a reload writes while it has it in memory, and from the
store for whatever else differs.
"""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from heapq import heappop, heappush
from pathlib import Path

from retrieval.adapters.chroma.vector_file import VectorFacts, VectorsBuilding
from retrieval.adapters.sqlite.catalogue_file import CATALOGUE_SCHEMA, vectors_of
from retrieval.adapters.sqlite.catalogue_tables import (
    TABLES,
    drop_document,
    drop_passages,
    enter_document,
    enter_passage,
)
from retrieval.adapters.sqlite.frequent_words import bring_in_line
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.domain.documents import Passage
from retrieval.domain.heads import name_of_generation, number_of_version
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.faults import IndexFault
from retrieval.ports import DOCUMENTS_AT_ONCE, Head, PassageStore, Turnover, Vectors, Version

NO_JOURNAL = "PRAGMA journal_mode = OFF"
"""A file that was not finished is thrown away: none is needed to mend it."""


class CatalogueBuilding:
    """The `CatalogueBuilder` port: two files beside the catalogues, in one transaction that ends with `complete`.

    Raises StoreUnwritableError where the disk says no, StoreError where a file is damaged.
    """

    def __init__(self, folder: Path, head: Head, store: PassageStore) -> None:
        self.file = folder / f"{head.flip}.{os.getpid()}.building"
        self._folder = folder
        self._head = head
        self._store = store
        self._connection: sqlite3.Connection | None = None

    def begin(self, last: Path | None, number: int, facts: VectorFacts | None) -> None:
        """Begin with a copy of the last catalogue, which is that of flip `number`; with nothing where there is none."""
        self._since = number
        with writing(self._folder):
            self.file.unlink(missing_ok=True)
            if last is not None:
                shutil.copyfile(last, self.file)
            self._connection = sqlite3.connect(self.file, isolation_level=None)
            self._connection.execute(NO_JOURNAL)
            # All statements stand in one transaction: after each by itself the disk would be waited for.
            self._connection.execute("BEGIN")
            if last is None:
                for statement in filter(str.strip, TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA}")
            self._vectors = VectorsBuilding(vectors_of(self.file), vectors_of(last) if last else None, facts)
            self._indexed = dict(self._connection.execute("SELECT id, indexed_hash FROM documents"))
            self._numbers = _Numbers(number for (number,) in self._connection.execute("SELECT number FROM passages"))
            self._entered: dict[str, str] = {}
            held = self._connection.execute("SELECT versions FROM head").fetchone()
            self._versions = int(held[0], 16) if held else 0

    def enter(self, versions: Sequence[Version], passages: Sequence[Passage], vectors: Iterable[Vectors]) -> None:
        """Enter documents, and passages of documents that were entered, with their vectors as the store has them.
        Entering twice changes nothing.
        """
        with writing(self._folder):
            for version in versions:
                document = version.document
                if self._indexed.get(document.id, document.indexed_hash) != document.indexed_hash:
                    self._numbers.give_back(drop_passages(self._open, document.id))
                self._count(document.id, document.indexed_hash)
                self._entered[document.id] = document.record_hash
                enter_document(self._open, version)
            numbers: list[int] = []
            rows: list[Vectors] = []
            for passage, vector in zip(passages, vectors, strict=True):
                if not self._holds(passage):
                    numbers.append(self._numbers.take())
                    rows.append(vector)
                    enter_passage(self._open, numbers[-1], passage)
            self._vectors.put([number - 1 for number in numbers], rows)

    def complete(self) -> Fts5Index:
        """Enter what the store has for the head besides, take out what is gone, and return the catalogue."""
        with writing(self._folder):
            turnover = self._turnover()
            for document_id in turnover.removed:
                self._count(document_id, None)
                self._numbers.give_back(drop_document(self._open, document_id))
            left = [i for i, entry in turnover.entries.items() if self._entered.get(i) != entry.record_hash]
            for first in range(0, len(left), DOCUMENTS_AT_ONCE):
                self._copy(left[first : first + DOCUMENTS_AT_ONCE], turnover)
            bring_in_line(self._open, self._numbers.changed)
            facts = self._vectors.finished()
            stamp = self._head.stamp
            for table, row in (
                ("vectors", (facts.rows, facts.dimensions, facts.checksum)),
                ("model", (stamp.embedding_model, stamp.embedding_weights_sha256)),
                ("head", (self._head.store, self._head.number, f"{self._versions:x}")),
            ):
                self._open.execute(f"DELETE FROM {table}")  # noqa: S608 a fixed text
                self._open.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608
            self._open.execute("COMMIT")
            self._close()
        return Fts5Index(self.file)

    @property
    def generation(self) -> str:
        """The name of what it holds, once it is complete."""
        return name_of_generation(self._versions)

    def finish(self) -> None:
        """Give the catalogue its name, once readers may see what it holds."""
        file = self._folder / f"{self._head.flip}.sqlite3"
        with writing(self._folder):
            vectors_of(self.file).replace(vectors_of(file))
            self.file.replace(file)

    def discard(self) -> None:
        """Remove what was not finished."""
        self._close()
        for file in (self.file, vectors_of(self.file)):
            with suppress(OSError):
                file.unlink(missing_ok=True)

    def _count(self, document_id: str, indexed_hash: str | None) -> None:
        """Have a version, or none, take the place of the one that the catalogue had of a document."""
        if (before := self._indexed.pop(document_id, None)) is not None:
            self._versions -= number_of_version(document_id, before)
        if indexed_hash is not None:
            self._indexed[document_id] = indexed_hash
            self._versions += number_of_version(document_id, indexed_hash)

    @property
    def _open(self) -> sqlite3.Connection:
        assert self._connection is not None
        return self._connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _holds(self, passage: Passage) -> bool:
        return self._open.execute("SELECT 1 FROM passages WHERE id = ?", (passage.id,)).fetchone() is not None

    def _turnover(self) -> Turnover:
        if self._since:
            return self._store.turnover(self._since, self._head.number)
        entries = dict(self._store.manifest(self._head.number))
        return Turnover(entries=entries, removed=self._indexed.keys() - entries.keys())

    def _copy(self, ids: Collection[str], turnover: Turnover) -> None:
        """Enter documents as the store has them; where a text is the one that the last catalogue had, its passages
        stand already.
        """
        view = self._store.view({document_id: turnover.entries[document_id] for document_id in ids})
        rewritten = [i for i in ids if self._indexed.get(i) != turnover.entries[i].indexed_hash]
        passages = view.passages_of(rewritten) if rewritten else []
        documents = {passage.document.id: passage.document for passage in passages}
        documents |= view.documents([i for i in ids if i not in documents])
        stored = view.vectors([passage.id for passage in passages])
        passages = [passage for passage in passages if passage.id in stored]
        versions = [
            Version(document=document, passages=turnover.entries[i].passages) for i, document in documents.items()
        ]
        self.enter(versions, passages, [stored[passage.id] for passage in passages])


class _Numbers:
    """Numbers for passages, from 1, those that are free first: the file of vectors has a row for each. `changed` are
    those that were taken or given back.
    """

    def __init__(self, taken: Iterable[int]) -> None:
        used = set(taken)
        self._next = max(used, default=0) + 1
        self._free = [number for number in range(1, self._next) if number not in used]
        self.changed: set[int] = set()

    def take(self) -> int:
        """Return the lowest number that is free."""
        if self._free:
            number = heappop(self._free)
        else:
            number = self._next
            self._next += 1
        self.changed.add(number)
        return number

    def give_back(self, numbers: Iterable[int]) -> None:
        """Free these numbers."""
        for number in numbers:
            heappush(self._free, number)
            self.changed.add(number)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raise what goes wrong with a file of this folder as ours."""
    try:
        yield
    except OSError as error:
        raise StoreUnwritableError(IndexFault.DATA_UNWRITABLE, folder=folder, reason=error.strerror) from error
    except sqlite3.OperationalError as error:
        raise StoreUnwritableError(IndexFault.WORDS_UNWRITABLE, folder=folder, reason=str(error)) from error
    except (sqlite3.DatabaseError, ValueError) as error:
        raise StoreError(IndexFault.WORDS_DAMAGED, place=folder, reason=str(error)) from error
