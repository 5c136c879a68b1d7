"""Search over the mapped vectors of a generation. Each passage is compared, and none is missed, up to some hundred
thousand; of more, those are whose signs are nearest.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.adapters.chroma.sign_bits import SignBits
from retrieval.adapters.chroma.vector_file import VectorFacts, mapped
from retrieval.errors import StoreError
from retrieval.faults import IndexFault
from retrieval.ports import Vectors

_COSINE_TOLERANCE = 1e-5
"""The largest difference between two cosines that may still be the same number, summed up in another order."""
_DECIMALS = 6
COMPARED_ROWS = 150_000
"""The rows up to which all are compared: that takes some ten milliseconds of CPU time."""
NEAR_ROWS, NEAR_ROWS_EACH, ROWS_TO_NEAR = 10_000, 100, 33
"""The rows that are compared of more than these: the first, or so many for each that is looked for, or one of so many
rows. What is missed so: docs/decisions/0042-a-million-passages.md.
"""
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The rows, the numbers of those that are a passage's, in order, and their signs, where there are many. The ids are
    held too, some 200 bytes a passage: a search needs those of some hundred, which takes long to ask the catalogue for.
    """

    matrix: Vectors
    numbers: Numbers
    ids: NDArray[np.object_]
    """By row."""
    number_of: Mapping[str, int]
    signs: SignBits | None


class NearestVectors:
    """A search for the nearest vectors over the rows of one catalogue, which numbers passages from 1. Its methods may
    be called from several threads.
    """

    def __init__(
        self,
        file: Path,
        reading: Callable[[], AbstractContextManager[sqlite3.Connection]],
        *,
        compared_rows: int = COMPARED_ROWS,
    ) -> None:
        self._file = file
        self._compared_rows = compared_rows
        self._reading = reading
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    def nearest(
        self,
        vector: Vectors,
        limit: int,
        documents: Collection[str] | None = None,
        among: Numbers | None = None,
    ) -> list[tuple[str, float]]:
        """Return ids of passages with their cosine to `vector` (shape (dimensions,)), the nearest first; of the same
        cosine, by id: of these documents, and of the passages `among` these numbers. Raises StoreError where the
        vectors cannot be read, or have other dimensions.
        """
        opened = self._open()
        matrix, numbers = opened.matrix, opened.numbers
        if among is not None:
            numbers = among
        if documents is not None:
            of_them = self.numbers_of(documents)
            numbers = of_them if among is None else np.intersect1d(of_them, among, assume_unique=True)
        if not len(numbers) or limit < 1:
            return []
        self._check_dimensions(matrix, vector)
        if opened.signs is not None and len(numbers) > self._compared_rows:
            count = max(NEAR_ROWS, NEAR_ROWS_EACH * limit, len(numbers) // ROWS_TO_NEAR)
            numbers = opened.signs.near(vector, count, numbers - 1) + 1
        cosines = self._cosines(matrix, numbers, vector)
        if len(cosines) > limit:
            least = np.partition(cosines, len(cosines) - limit)[len(cosines) - limit]
            numbers = numbers[cosines >= least - _COSINE_TOLERANCE]
        # Anew, and exactly: the same vector has the same cosine then, in whichever row it stands.
        exact = np.vecdot(matrix[numbers - 1].astype(np.float64), vector.astype(np.float64))
        pairs = zip(self.ids_of(numbers), exact.tolist(), strict=True)
        found = [(passage_id, round(cosine, _DECIMALS)) for passage_id, cosine in pairs]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        """Return vectors (shape (dimensions,)) by passage id; ids that are not there are left out."""
        opened = self._open()
        held = [passage_id for passage_id in ids if passage_id in opened.number_of]
        return {passage_id: np.asarray(opened.matrix[opened.number_of[passage_id] - 1]) for passage_id in held}

    def close(self) -> None:
        with self._lock:
            self._opened = None

    def _open(self) -> _Opened:
        with self._lock:
            if self._opened is None:
                with self._reading() as connection:
                    facts = facts_in(connection)
                    number_of = dict(connection.execute("SELECT id, number FROM passages ORDER BY number"))
                numbers = np.fromiter(number_of.values(), dtype=np.int64, count=len(number_of))
                ids = np.full(numbers.max(initial=0), None, dtype=np.object_)
                ids[numbers - 1] = list(number_of)
                try:
                    matrix = mapped(self._file, facts)
                except (OSError, ValueError) as error:
                    raise StoreError(IndexFault.VECTORS_UNREADABLE, file=self._file, reason=str(error)) from error
                signs = SignBits(matrix) if len(matrix) > self._compared_rows else None
                self._opened = _Opened(matrix=matrix, numbers=numbers, ids=ids, number_of=number_of, signs=signs)
            return self._opened

    def _check_dimensions(self, matrix: Vectors, vector: Vectors) -> None:
        if matrix.shape[1] != len(vector):
            stored = matrix.shape[1]
            raise StoreError(IndexFault.OTHER_VECTORS, file=self._file, stored=stored, dimensions=len(vector))

    def _cosines(self, matrix: Vectors, numbers: Numbers, vector: Vectors) -> Vectors:
        # Not `@`: the library under it shares a large product among threads, which go on waiting for the next one with
        # their cores busy, and so cost many times what the product does.
        if len(numbers) * 4 < len(matrix):
            return np.asarray(np.vecdot(matrix[numbers - 1], vector))
        return np.asarray(np.vecdot(matrix, vector)[numbers - 1])

    def numbers_of(self, documents: Collection[str]) -> Numbers:
        """Return the numbers of the passages of these documents, in order."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT number FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY number",
                (json.dumps(sorted(documents)),),
            ).fetchall()
        return np.array([number for (number,) in rows], dtype=np.int64)

    def ids_of(self, numbers: Numbers) -> list[str]:
        """Return the ids of passages by their numbers, in that order."""
        ids: list[str] = self._open().ids[numbers - 1].tolist()
        return ids


def facts_in(connection: sqlite3.Connection) -> VectorFacts:
    """Return what a catalogue says of its file of vectors."""
    rows, dimensions, checksum = connection.execute("SELECT rows, dimensions, checksum FROM vectors").fetchone()
    return VectorFacts(rows=int(rows), dimensions=int(dimensions), checksum=int(checksum))
