"""The vectors of a generation in one file that never changes, mapped into memory: row by row, as the catalogue numbers
its passages. Derived from the store; deleted or damaged, it comes back.
"""

import shutil
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from retrieval.ports import Vectors

_FLOAT_BYTES = 4
_AT_ONCE_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorFacts:
    """The facts that a file of vectors must agree with: its number of rows, its number of dimensions and its checksum
    (CRC-32).
    """

    rows: int
    dimensions: int
    checksum: int


def mapped(file: Path, facts: VectorFacts) -> Vectors:
    """Return all rows (shape (rows, dimensions)), read as they are looked at. Raises OSError, ValueError."""
    shape = (facts.rows, facts.dimensions)
    if not facts.rows:
        return np.empty(shape, dtype=np.float32)
    # As a plain array: of a memmap each row would be made one, too, which takes longer than to read it.
    return np.memmap(file, dtype="<f4", mode="r", shape=shape).view(np.ndarray)


def is_whole(file: Path, facts: VectorFacts) -> bool:
    """Whether a file is the one that was written: read once from end to end, a tenth of a second for 100 MB."""
    try:
        if file.stat().st_size != facts.rows * facts.dimensions * _FLOAT_BYTES:
            return False
        return _checksum(file) == facts.checksum
    except OSError:
        return False


class VectorsBuilding:
    """A file of vectors that is being written, from a copy of another or from nothing. Raises OSError.

    It is written as any file is, not through memory: where the disk is full, that would end the process.
    """

    def __init__(self, file: Path, before: Path | None, facts: VectorFacts | None) -> None:
        self._file = file
        self._dimensions = facts.dimensions if facts else 0
        self._rows = facts.rows if facts else 0
        if before is not None and facts is not None:
            shutil.copyfile(before, file)
        else:
            file.write_bytes(b"")

    def put(self, numbers: Sequence[int], vectors: Sequence[Vectors]) -> None:
        """Write vectors into rows, counted from 0. Raises ValueError where they are of other dimensions."""
        with self._file.open("r+b") as opened:
            for number, vector in zip(numbers, vectors, strict=True):
                self._put(opened, number, vector)

    def _put(self, opened: BinaryIO, number: int, vector: Vectors) -> None:
        self._dimensions = self._dimensions or len(vector)
        if len(vector) != self._dimensions:
            raise ValueError(f"a vector has {len(vector)} dimensions, and others {self._dimensions}")
        opened.seek(number * self._dimensions * _FLOAT_BYTES)
        opened.write(vector.astype("<f4").tobytes())
        self._rows = max(self._rows, number + 1)

    def finished(self) -> VectorFacts:
        """Return what the file is now."""
        return VectorFacts(rows=self._rows, dimensions=self._dimensions, checksum=_checksum(self._file))


def _checksum(file: Path) -> int:
    checksum = 0
    with file.open("rb") as opened:
        while some := opened.read(_AT_ONCE_BYTES):
            checksum = zlib.crc32(some, checksum)
    return checksum
