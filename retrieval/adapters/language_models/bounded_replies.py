"""Limits on how much of a reply is taken from a provider of language models: of its bytes, as they come and unpacked,
of its pieces and of its characters. By itself a provider's library reads whatever it is sent, and takes many times as
much memory for it.

The bounds are set where the bytes come in, in the transport of the client that the library speaks by.
"""

import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import httpx2

from retrieval.writing.forms import MAX_REPLY_CHARS

BYTES_A_TOKEN = 1024
"""The most bytes that a token of a reply may take. In a stream each token comes in an event of its own: about 300
bytes from OpenAI, 700 from Azure with its filters."""
LEAST_BYTES = 256 * 1024
PIECES_A_TOKEN = 4
LEAST_PIECES = 256
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_UNPACKED = frozenset({"", "identity"})
_EITHER = zlib.MAX_WBITS | 32
"""A header of gzip's or of zlib's, as there is."""

AsyncClient = httpx.AsyncClient | httpx2.AsyncClient


class ReplyTooLongError(Exception):
    """A provider sent far more than it was asked for, or packed it in a way that it was not asked for."""


class ReplyAllowance:
    """The pieces and characters that may still come of one reply, which may have `max_tokens` tokens."""

    def __init__(self, max_tokens: int) -> None:
        self._pieces_left = max_tokens * PIECES_A_TOKEN + LEAST_PIECES
        self._chars_left = MAX_REPLY_CHARS

    def take(self, piece: str) -> None:
        """Count a piece against what may come. Raises ReplyTooLongError where that is used up."""
        self._pieces_left -= 1
        self._chars_left -= len(piece)
        if min(self._pieces_left, self._chars_left) < 0:
            raise ReplyTooLongError


def bound(client: AsyncClient, max_tokens: int) -> None:
    """Make a client take no more of a response than a reply of `max_tokens` tokens can have."""
    most = LEAST_BYTES + BYTES_A_TOKEN * max_tokens
    opened: Any = client
    # This bounds the transports for the proxies of the environment as well. A client that is given a transport has none
    # of these.
    opened._transport = _BoundedTransport(opened._transport, most)  # noqa: SLF001
    mounts = opened._mounts.items()  # noqa: SLF001
    opened._mounts = {at: transport and _BoundedTransport(transport, most) for at, transport in mounts}  # noqa: SLF001


class _BoundedTransport(httpx.AsyncBaseTransport, httpx2.AsyncBaseTransport):
    """A transport for both libraries, whose interface is the same, with a bound on the bytes of each response."""

    def __init__(self, inner: Any, most: int) -> None:  # noqa: ANN401 a transport of either
        self._inner = inner
        self._most = most

    async def handle_async_request(self, request: Any) -> Any:  # noqa: ANN401 as above
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        packed = response.headers.get("content-encoding", "").strip().lower()
        if packed not in _PACKED | _UNPACKED:
            await response.aclose()
            raise ReplyTooLongError
        if packed in _PACKED:
            # It is unpacked here, and is not to be once more.
            del response.headers["content-encoding"]
            response.headers.pop("content-length", None)
        response.stream = _BoundedStream(response.stream, self._most, is_packed=packed in _PACKED)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _BoundedStream(httpx.AsyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, inner: Any, most: int, *, is_packed: bool) -> None:  # noqa: ANN401 a stream of either
        self._inner = inner
        self._most = most
        self._unpacking = zlib.decompressobj(_EITHER) if is_packed else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = given = 0
        async for chunk in self._inner:
            taken += len(chunk)
            # No more is unpacked than it takes to see that it is too much.
            piece = chunk if self._unpacking is None else self._unpacking.decompress(chunk, self._most - given + 1)
            given += len(piece)
            if max(taken, given) > self._most:
                raise ReplyTooLongError
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
