"""Discord's gateway, as discord.py listens to it: what cannot be read neither ends the process nor stops the rest.

A message that cannot be made sense of is left out, and told in one line. Where a connection begins with one, or its
stream cannot be unpacked any more, it is made anew, after a pause, and the session resumed. Were it made anew for each,
Discord would send the same message again, and so for ever.
"""

import json
import logging
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, NoReturn

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure

from bot.text.language import Language, speaking

HEARTBEAT_SECONDS = (1.0, 600.0)
"""The shortest and the longest pause between two heartbeats that is believed; Discord says 41.25 s."""

_OF_THE_CONNECTION = (
    ReconnectWebSocket,
    WebSocketClosure,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    OSError,
)

_log = logging.getLogger(__name__)


class UnreadableError(OSError):
    """The gateway sent what is no event. An OSError, since after these discord.py connects anew."""


class Socket(DiscordWebSocket):
    """The socket that takes the place of discord.py's."""

    def log_receive(self, data: Any, /) -> None:  # noqa: ANN401 - text, where it can be unpacked
        """See each message before it is acted on. Raises ValueError."""
        if "heartbeat_interval" in data:
            _check_heartbeat(data)
            if self._keep_alive is not None:
                self._keep_alive.stop()

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - text or bytes
        """Return the message. Raises UnreadableError."""
        try:
            text = await self._unpacked(msg) if isinstance(msg, bytes) else msg
            if text is not None:
                await super().received_message(text)
        except _OF_THE_CONNECTION:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the next may be as it should
            if self._keep_alive is None:
                await self._hang_up(error)
            _log.warning("the gateway sent what cannot be read (%s); it is left out", type(error).__name__)

    async def _unpacked(self, data: bytes) -> str | None:
        """None where not all of it is there yet. Raises UnreadableError, after which nothing more can be unpacked, and
        UnicodeDecodeError.
        """
        try:
            return self._decompressor.decompress(data)
        except UnicodeDecodeError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the next may be as it should
            await self._hang_up(error)

    async def _hang_up(self, error: Exception) -> NoReturn:
        """Hang up so that the session can be resumed, and nothing of this connection is at work. Raises
        UnreadableError.
        """
        if self._keep_alive is not None:
            self._keep_alive.stop()
            self._keep_alive = None
        await self.socket.close(code=4000)
        raise UnreadableError(f"the gateway sent what cannot be read ({type(error).__name__})") from error


def listen_with_care() -> None:
    """Has every client of this process listen by `Socket`."""
    discord.client.DiscordWebSocket = Socket  # type: ignore[misc]


def parse_with_care(
    parsers: MutableMapping[str, Callable[[Any], None]], language_of: Callable[[Mapping[str, Any]], Language]
) -> None:
    """Have each parser of events log in one line what it cannot read, in place of raising, and all that comes of an
    event be done in its language.
    """
    for name, parser in parsers.items():
        parsers[name] = _careful(name, parser, language_of)


def _careful(
    name: str, parser: Callable[[Any], None], language_of: Callable[[Mapping[str, Any]], Language]
) -> Callable[[Any], None]:
    def parse(data: Any) -> None:  # noqa: ANN401 - whatever Discord sends
        try:
            with speaking(language_of(data)):
                parser(data)
        # Whatever it is that discord.py does not expect, the next event may be as it should.
        except Exception as error:  # noqa: BLE001
            _log.warning("an event %s cannot be read (%s); it is left out", name, type(error).__name__)

    return parse


def _check_heartbeat(text: str) -> None:
    """Check the message that opens a connection. Raises ValueError where discord.py would send on end, or never."""
    message = json.loads(text)
    if not isinstance(message, dict) or message.get("op") != DiscordWebSocket.HELLO:
        return
    data = message.get("d")
    interval = data.get("heartbeat_interval") if isinstance(data, dict) else None
    least, most = (1000 * seconds for seconds in HEARTBEAT_SECONDS)
    if not isinstance(interval, int | float) or not least <= interval <= most:
        raise ValueError("no pause between heartbeats that could be kept")
