"""A lock that allows one writer or many readers of an embedded index, over processes: the operating system's lock on a
file.

The lock goes with the process that holds it, however that ends; who held it stands in a file beside, for the message.
"""

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import portalocker

from retrieval.errors import StoreLockedError, StoreUnwritableError
from retrieval.faults import IndexFault

LOCK_WAIT_SECONDS = 5.0
"""The seconds to wait for the lock. A command that only reads holds it for about as long; a bot holds it for days."""


class StoreLock:
    """Held from when it is built until `release`. Raises StoreLockedError, StoreUnwritableError."""

    def __init__(self, data_dir: Path, *, exclusive: bool, wait_seconds: float = LOCK_WAIT_SECONDS) -> None:
        self._holder = data_dir / "lock.holder.json"
        kind = portalocker.LockFlags.EXCLUSIVE if exclusive else portalocker.LockFlags.SHARED
        self._lock = portalocker.Lock(
            data_dir / "lock", mode="a", timeout=wait_seconds, flags=kind | portalocker.LockFlags.NON_BLOCKING
        )
        try:
            self._lock.acquire()
        except portalocker.LockException as error:
            raise StoreLockedError(IndexFault.LOCKED, data_dir=data_dir, holder=self._who()) from error
        except OSError as error:
            self._lock.release()
            raise StoreUnwritableError(IndexFault.DATA_UNWRITABLE, folder=data_dir, reason=error.strerror) from error
        # Without this file the others are told less. A process that only reads needs no room on the disk.
        with suppress(OSError):
            self._holder.write_text(json.dumps(_this_process()), encoding="utf-8")

    def release(self) -> None:
        self._lock.release()

    def _who(self) -> str:
        try:
            holder = json.loads(self._holder.read_text(encoding="utf-8"))
            since = datetime.fromisoformat(holder["since"]).astimezone(UTC)
            return f"`{holder['command']}` (process {holder['pid']}, since {since:%Y-%m-%d %H:%M} UTC)"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"


def _this_process() -> dict[str, str | int]:
    module = getattr(sys.modules["__main__"], "__spec__", None)
    name = f"python -m {module.name.removesuffix('.__main__')}" if module else Path(sys.argv[0]).name
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"pid": os.getpid(), "command": " ".join([name, *sys.argv[1:2]]), "since": since}
