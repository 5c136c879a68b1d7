"""The room that is left on a disk."""

import os
from pathlib import Path

from retrieval.documents.formats.extracted import MEBIBYTE
from retrieval.errors import StoreUnwritableError
from retrieval.faults import IndexFault

RESERVE_BYTES = 16 << 20
"""The bytes that are left free for other writes: receipts, logs, what SQLite puts aside while it writes."""


def check_room(folder: Path, bytes_needed: int) -> None:
    """Check that a folder has room for so many bytes, and some in reserve. Raises StoreUnwritableError."""
    left = room_in(folder)
    if left is not None and left < bytes_needed + RESERVE_BYTES:
        needed = (bytes_needed + RESERVE_BYTES + MEBIBYTE - 1) // MEBIBYTE
        raise StoreUnwritableError(
            IndexFault.NO_ROOM, folder=folder, left_mebibytes=left // MEBIBYTE, needed_mebibytes=needed
        )


def is_roomy(folder: Path) -> bool:
    """Whether a disk can hardly be full."""
    left = room_in(folder)
    return left is None or left >= MEBIBYTE


def room_in(folder: Path) -> int | None:
    """Return the bytes that are left there; None where that cannot be told."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize
