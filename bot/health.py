"""Whether a bot is well: it says so on a socket in its data folder, of the moment in which it is asked."""

import asyncio
import errno
import json
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

HEALTH_SOCKET = "bot.socket"
"""The name of the socket, in the data folder. Whoever has the index for itself makes it, so that there is one."""
HEALTH_PATIENCE_SECONDS = 5.0
"""The seconds for which an answer is waited for. A bot gives it between two things that it does, in milliseconds."""
_SOCKET_MODE = 0o600

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether the bot is connected to Discord's gateway, whether it answers questions, and what it is at, as its
    presence has it.
    """

    is_connected: bool
    answers: bool
    presence: str

    @property
    def is_good(self) -> bool:
        return self.is_connected and self.answers


async def tell_health(folder: Path, look: Callable[[], Health], on_open: Callable[[], None] = lambda: None) -> None:
    """Tell whoever asks, until cancelled, from when `on_open` is called. Where there can be no socket, that is logged,
    and nobody is told.
    """
    path = _address(folder)
    try:
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(partial(_tell, look), path)
        path.chmod(_SOCKET_MODE)
    except (OSError, AttributeError) as error:
        _log.warning("nobody can be told whether the bot is well: %s", error)
        return
    on_open()
    try:
        await server.serve_forever()
    finally:
        path.unlink(missing_ok=True)


def ask_health(folder: Path, patience_seconds: float = HEALTH_PATIENCE_SECONDS) -> Health:
    """Return how the bot over a data folder is. Raises OSError where none runs there that has opened its index
    (EPROTO where something else answers), and TimeoutError where it does not answer.
    """
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(patience_seconds)
        asking.connect(str(_address(folder)))
        told = b"".join(iter(partial(asking.recv, 4096), b""))
    try:
        return Health(**json.loads(told))
    except (ValueError, TypeError) as error:
        raise OSError(errno.EPROTO, os.strerror(errno.EPROTO)) from error


async def _tell(look: Callable[[], Health], _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(json.dumps(asdict(look())).encode())
    writer.close()


def _address(folder: Path) -> Path:
    """Return the path of the socket as short as it can be: the system takes some hundred bytes."""
    path = (folder / HEALTH_SOCKET).absolute()
    return min(path, Path(os.path.relpath(path)), key=lambda path: len(os.fsencode(path)))
