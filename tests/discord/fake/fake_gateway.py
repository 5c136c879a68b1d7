"""Discord's gateway: one websocket after another, and the session that outlives them.

Events, "Gateway" and "Gateway Events"; Topics, "Opcodes and Status Codes".
"""

import asyncio
import importlib
import json
import secrets
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum

from aiohttp import WSMsgType, web

from tests.discord.fake.channels import ChannelBook
from tests.discord.fake.waiting import WAIT_SECONDS, Changes
from tests.discord.fake.world import APPLICATION_ID, BOT, GUILDS, Json

HEARTBEAT_INTERVAL_MILLISECONDS = 41_250
"""The figure that Discord's gateway sends."""

# Gateway, "List of Intents"; those of "Privileged Intents" are members, presences and message content.
GUILDS_INTENT = 1 << 0
GUILD_MESSAGES_INTENT, DIRECT_MESSAGES_INTENT, MESSAGE_CONTENT_INTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE_UPDATE = 3
    VOICE_STATE_UPDATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_GUILD_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Gateway close event codes."""

    UNKNOWN_OPCODE = 4001
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    DISALLOWED_INTENTS = 4014


ENDS_SESSION = (1000, 1001)
"""Gateway, "Initiating a Disconnect": a client that closes with these gives its session up."""


def _compressor(name: str | None) -> Callable[[bytes], bytes] | None:
    """Return the transport compression that the client asked for: one context for the whole connection."""
    if name == "zlib-stream":
        stream = zlib.compressobj()
        return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
    if name == "zstd-stream":
        zstandard = importlib.import_module("zstandard")  # Only a client that has it asks for it.
        frame = zstandard.ZstdCompressor().compressobj()
        return lambda data: frame.compress(data) + frame.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    return None


class _Connection:
    """One websocket."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self._transport = request.transport
        self._compress = _compressor(request.query.get("compress"))

    async def send(self, payload: Json) -> None:
        """Send a payload; on a socket that has just broken it is lost, as on any network."""
        text = json.dumps(payload)
        with suppress(ConnectionError):
            if self._compress is None:
                await self.socket.send_str(text)
            else:
                await self.socket.send_bytes(self._compress(text.encode()))

    async def send_raw(self, data: bytes, *, compressed: bool) -> None:
        """Send what need not be a payload, nor compressed as the client asked for."""
        if self._compress is None or not compressed:
            await self.socket.send_bytes(data)
        else:
            await self.socket.send_bytes(self._compress(data))

    def abort(self) -> None:
        """Break the socket without a word."""
        if self._transport is not None:
            self._transport.abort()


@dataclass(slots=True, kw_only=True)
class _Session:
    """What survives a lost connection: every dispatch, to be replayed from any sequence number."""

    intents: int
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    dispatches: list[Json] = field(default_factory=list)

    def record(self, event: str, data: object) -> Json:
        payload: Json = {"op": Op.DISPATCH, "t": event, "s": len(self.dispatches) + 1, "d": data}
        self.dispatches.append(payload)
        return payload


class FakeGateway:
    """Serves one bot process that runs one shard."""

    def __init__(self, *, token: str, allowed_privileged_intents: int, changes: Changes, channels: ChannelBook) -> None:
        self.identify_count = 0
        self.resume_count = 0
        self.presence = ""
        self.connection_count = 0
        self.greetings: list[bytes] = []
        self.resume_url = ""
        self._token = token
        self._disallowed_intents = PRIVILEGED_INTENTS & ~allowed_privileged_intents
        self._changes = changes
        self._channels = channels
        self._sending = asyncio.Lock()
        self._sent: set[asyncio.Task[None]] = set()
        self._session: _Session | None = None
        self._connection: _Connection | None = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to the bot until either side ends it."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = _Connection(socket, request)
        self.connection_count += 1
        self._changes.notify()
        if self.greetings:
            await connection.send_raw(self.greetings.pop(0), compressed=True)
        else:
            await self._greet(connection)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._receive(connection, json.loads(message.data))
        if self._connection is connection:
            self._connection = None
            if socket.close_code in ENDS_SESSION:
                self._session = None
            self._changes.notify()
        return socket

    async def _greet(self, connection: _Connection) -> None:
        await connection.send({"op": Op.HELLO, "d": {"heartbeat_interval": HEARTBEAT_INTERVAL_MILLISECONDS}})

    async def wait_for_session(self, timeout_seconds: float = WAIT_SECONDS) -> None:
        """Wait until the bot has identified itself; a session whose connection is lost will do."""
        await self._changes.until(lambda: self._session, "the bot to identify itself", timeout_seconds)

    async def dispatch(self, event: str, data: object) -> None:
        """Send an event, or keep it for the bot to resume."""
        if self._session is None:
            raise RuntimeError("the bot has no session")
        await self._post(self._session, event, data)

    def tell(self, event: str, data: object) -> None:
        """Send an event soon, in its turn; where there is no session, nobody is told."""
        if self._session is not None:
            self._post(self._session, event, data)

    def hears(self, intent: int) -> bool:
        """Whether the bot has asked for what an intent brings."""
        return self._session is not None and bool(self._session.intents & intent)

    def _post(self, session: _Session, event: str, data: object) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._send(self._connection, session.record(event, data)))
        self._sent.add(task)
        task.add_done_callback(self._sent.discard)
        return task

    async def _send(self, connection: _Connection | None, payload: Json) -> None:
        if connection is not None:
            async with self._sending:
                await connection.send(payload)

    async def send_raw(self, data: bytes, *, compressed: bool) -> None:
        """Send what need not be a payload."""
        await self._connected().send_raw(data, compressed=compressed)

    def drop(self, *, resumable: bool) -> None:
        """Break the connection; with `resumable=False` the session is lost too."""
        connection = self._connected()
        self._connection = None
        if not resumable:
            self._session = None
        connection.abort()

    async def request_reconnect(self) -> None:
        """Ask the bot to come back on a new connection."""
        await self._connected().send({"op": Op.RECONNECT, "d": None})

    async def invalidate_session(self, *, resumable: bool) -> None:
        """Tell the bot that its session is not valid now, or no longer."""
        connection = self._connected()
        if not resumable:
            self._session = None
        await connection.send({"op": Op.INVALID_SESSION, "d": resumable})

    def _connected(self) -> _Connection:
        if self._connection is None:
            raise RuntimeError("the bot is not connected to the gateway")
        return self._connection

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            self._connection.abort()

    async def _receive(self, connection: _Connection, payload: Json) -> None:
        match payload["op"]:
            case Op.HEARTBEAT:
                await connection.send({"op": Op.HEARTBEAT_ACK})
            case Op.IDENTIFY | Op.RESUME if connection is self._connection:
                await connection.socket.close(code=Close.ALREADY_AUTHENTICATED)
            case Op.IDENTIFY:
                await self._identify(connection, payload["d"])
            case Op.RESUME:
                await self._resume(connection, payload["d"])
            case Op.PRESENCE_UPDATE if connection is self._connection:
                self.presence = " ".join(activity["state"] for activity in payload["d"]["activities"])
                self._changes.notify()
            case Op.PRESENCE_UPDATE | Op.VOICE_STATE_UPDATE | Op.REQUEST_GUILD_MEMBERS:
                if connection is not self._connection:
                    await connection.socket.close(code=Close.NOT_AUTHENTICATED)
            case _:
                await connection.socket.close(code=Close.UNKNOWN_OPCODE)

    async def _identify(self, connection: _Connection, data: Json) -> None:
        if data["token"] != self._token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
            return
        if data["intents"] & self._disallowed_intents:
            await connection.socket.close(code=Close.DISALLOWED_INTENTS)
            return
        self.presence = ""
        session = self._session = _Session(intents=data["intents"])
        session.record("READY", self._ready(session.id, data))
        if data["intents"] & GUILDS_INTENT:
            for guild in GUILDS:
                session.record("GUILD_CREATE", guild.payload() | self._channels.guild_payload(guild.id))
        await self._catch_up(connection, session, 0)
        self.identify_count += 1
        self._changes.notify()

    async def _resume(self, connection: _Connection, data: Json) -> None:
        if data["token"] != self._token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
            return
        session = self._session
        if session is None or session.id != data["session_id"]:
            await connection.send({"op": Op.INVALID_SESSION, "d": False})
            return
        session.record("RESUMED", {})
        await self._catch_up(connection, session, data["seq"])
        self.resume_count += 1
        self._changes.notify()

    async def _catch_up(self, connection: _Connection, session: _Session, sent: int) -> None:
        """Send what the session holds after the first `sent` events; only then may new ones go straight out."""
        while sent < len(session.dispatches):
            await connection.send(session.dispatches[sent])
            sent += 1
        self._connection = connection

    def _ready(self, session_id: str, identify: Json) -> Json:
        shard = {"shard": identify["shard"]} if "shard" in identify else {}
        return {
            "v": 10,
            "user": BOT.payload() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in GUILDS],
            "session_id": session_id,
            "resume_gateway_url": self.resume_url,
            "application": {"id": str(APPLICATION_ID), "flags": 0},
            **shard,
        }
