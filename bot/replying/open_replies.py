"""The replies that are open, on disk: a process that is killed cannot tell anybody, and the next one does it for it.

Each is a file that is there from before its acknowledgement until it was replied to. Of an interaction it holds a
secret, its token, and so is for the process's user alone; fifteen minutes later the token is worth nothing, and whoever
wrote a message waits no more either. Each process has a folder of its own, held by a lock that goes with it: several
may run on one data folder.
"""

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import portalocker

OPEN_REPLIES_FOLDER = "open-replies"
"""The folder of open replies, in the data folder."""
TOKEN_LIFE = timedelta(minutes=15)
"""The time for which an interaction's token can be written with (Receiving and Responding, "Followup Messages")."""

_LOCK = "lock"
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""The moment from which ids count milliseconds (API Reference, "Snowflakes")."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReply:
    """`id` is the interaction's, or the message's; that one has no token, but is in the channel `channel_id`, and what
    was shown of the work is the message `placed_id`, where something was. `is_on_its_way` where the reply itself was
    being sent, and may have arrived; `receipt_id` where it was an answer that is kept.
    """

    id: int
    application_id: int
    token: str = ""
    channel_id: int | None = None
    placed_id: int | None = None
    is_on_its_way: bool = False
    receipt_id: str | None = None

    @property
    def created_at(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self.id >> 22)


class OpenReplies:
    """The open replies of this process. Where the disk says no, one line is logged and people are served all the
    same.
    """

    def __init__(self, folder: Path) -> None:
        """Make the folder of this process, and lock it. Raises OSError."""
        self._root = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own = folder / secrets.token_hex(8)
        self._own.mkdir(mode=0o700)
        self._lock = _locked(self._own)
        self._open: dict[int, OpenReply] = {}

    def keep(self, reply: OpenReply) -> None:
        """Note that it is open."""
        self._open[reply.id] = reply
        self._write(reply)

    def on_its_way(self, reply_id: int, receipt_id: str | None) -> None:
        """Note that what it comes to is about to be sent."""
        reply = self._open.get(reply_id)
        if reply is not None:
            self.keep(replace(reply, is_on_its_way=True, receipt_id=receipt_id))

    def placed(self, reply: OpenReply) -> None:
        """Note in which message it stands, where it is open."""
        known = self._open.get(reply.id)
        if known is not None and known.placed_id != reply.placed_id:
            self.keep(replace(known, placed_id=reply.placed_id))

    def forget(self, reply_id: int) -> None:
        """Note that it was replied to."""
        if self._open.pop(reply_id, None) is not None:
            with suppress(OSError):
                (self._own / str(reply_id)).unlink()

    def left_behind(self, now: datetime) -> list[OpenReply]:
        """Return what other processes, which are no more, have left open and can be replied to still; it is this one's
        from now on.
        """
        found: list[OpenReply] = []
        for folder in sorted(self._root.iterdir()):
            if folder != self._own and folder.is_dir():
                found += _taken_over(folder)
        return [reply for reply in found if reply.created_at + TOKEN_LIFE > now]

    def close(self) -> None:
        """Leave what is open to the next process."""
        if self._lock is not None:
            self._lock.close()
        if not self._open:
            _removed(self._own)

    def _write(self, reply: OpenReply) -> None:
        path = self._own / str(reply.id)
        written = path.with_suffix(".new")
        try:
            written.touch(mode=0o600)
            written.write_text(json.dumps(asdict(reply)), encoding="utf-8")
            written.replace(path)
        except OSError as error:
            _log.warning("an open reply could not be noted, and is lost where the bot is killed: %s", error.strerror)


def _locked(folder: Path) -> IO[Any] | None:
    """Return the lock of a folder; None where another process holds it."""
    file = (folder / _LOCK).open("a", encoding="utf-8")
    try:
        portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.LockException:
        file.close()
        return None
    return file


def _taken_over(folder: Path) -> Iterator[OpenReply]:
    """Yield what is open in a folder whose process is no more, and remove the folder."""
    try:
        lock = _locked(folder)
        if lock is None:
            return
        with lock:
            for path in folder.iterdir():
                if path.name.isdigit():
                    with suppress(ValueError, TypeError):
                        yield OpenReply(**json.loads(path.read_text(encoding="utf-8")))
            _removed(folder)
    except OSError as error:
        _log.warning("what another process left open could not be read: %s", error.strerror)


def _removed(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
