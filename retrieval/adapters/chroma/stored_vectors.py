"""A vector as text in the row of its passage.

Chroma keeps what stands in a row in its SQLite file, a transaction a write, and the vectors that it is given in a graph
whose files it rewrites in place: killed at that moment, these are gone for good. Which is why, and what it costs:
docs/decisions/0020-vectors-in-the-rows.md.

A component is a whole number of 16 bits, times a scale that is the vector's own: cosines come back to within 2e-6.
"""

import base64
import binascii
import zlib
from collections.abc import Sequence

import numpy as np

from retrieval.adapters.chroma.rows import Row
from retrieval.errors import StoreError
from retrieval.faults import IndexFault
from retrieval.ports import Vectors

_KEY = "vector"
_VECTOR_PIECE_CHARS = 684
"""Chroma has an index over all texts in rows, and SQLite gives each text in it that is longer than about 1,000
characters a page (4 kB) of its own.
"""
_STEPS = 32767
_CHECK_BYTES = 4


def packed(vector: Vectors) -> dict[str, str]:
    """Return what stands in the row for a vector (shape (dimensions,))."""
    scale = np.float32(float(np.max(np.abs(vector), initial=0.0)) or 1.0)
    steps = np.rint(vector / scale * _STEPS).astype("<i2")
    content = scale.astype("<f4").tobytes() + steps.tobytes()
    text = base64.b64encode(content + zlib.crc32(content).to_bytes(_CHECK_BYTES, "little")).decode("ascii")
    return {
        f"{_KEY}{number}": text[first : first + _VECTOR_PIECE_CHARS]
        for number, first in enumerate(range(0, len(text), _VECTOR_PIECE_CHARS))
    }


def unpacked(row_id: str, row: Row) -> Vectors:
    """Return the vector (shape (dimensions,)) of a passage. Raises StoreError where it is not what was stored."""
    text = "".join(_pieces(row))
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _damaged(row_id) from error
    content, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
    if len(content) <= _CHECK_BYTES or zlib.crc32(content).to_bytes(_CHECK_BYTES, "little") != check:
        raise _damaged(row_id)
    (scale,) = np.frombuffer(content[:4], dtype="<f4")
    return np.frombuffer(content[4:], dtype="<i2").astype(np.float32) * np.float32(scale / _STEPS)


def _pieces(row: Row) -> Sequence[str]:
    pieces: list[str] = []
    while (piece := row.get(f"{_KEY}{len(pieces)}")) is not None:
        pieces.append(str(piece))
    return pieces


def _damaged(row_id: str) -> StoreError:
    return StoreError(IndexFault.VECTOR_ALTERED, id=row_id)
