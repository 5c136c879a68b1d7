"""One writer or many readers of an embedded index, over processes: the operating system's lock on a file.

The lock goes with the process that holds it, however that ends; who held it stands in a file beside, for the message.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import portalocker

from retrieval.errors import StoreLockedError, StoreUnwritableError

WAIT_SECONDS = 5.0
"""A command that reads holds the lock for about as long; a bot holds it for days."""


class StoreLock:
    """Held from when it is built until `release`. Raises StoreLockedError, StoreUnwritableError."""

    def __init__(self, data_dir: Path, *, exclusive: bool) -> None:
        self._holder = data_dir / "lock.holder.json"
        kind = portalocker.LockFlags.EXCLUSIVE if exclusive else portalocker.LockFlags.SHARED
        self._lock = portalocker.Lock(
            data_dir / "lock", mode="a", timeout=WAIT_SECONDS, flags=kind | portalocker.LockFlags.NON_BLOCKING
        )
        try:
            self._lock.acquire()
            self._holder.write_text(json.dumps(_this_process()), encoding="utf-8")
        except portalocker.LockException as error:
            raise StoreLockedError(
                f"The index in {data_dir} is in use by {self._who()}.",
                remedy="Wait until it is done or stop it, or use another index by --data.",
            ) from error
        except OSError as error:
            self._lock.release()
            remedy = "Check that the data folder can be written and is not full, or name another by --data."
            what = f"The data folder {data_dir} cannot be written: {error.strerror}."
            raise StoreUnwritableError(what, remedy=remedy) from error

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
