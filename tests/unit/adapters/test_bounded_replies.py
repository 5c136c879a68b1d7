"""No more of a response is unpacked than a reply can have, and no more is read."""

import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from retrieval.adapters.language_models.bounded_replies import (
    BYTES_A_TOKEN,
    LEAST_BYTES,
    LEAST_PIECES,
    PIECES_A_TOKEN,
    ReplyAllowance,
    ReplyTooLongError,
    bound,
)
from retrieval.writing.forms import MAX_REPLY_CHARS

MOST = LEAST_BYTES + BYTES_A_TOKEN


class Sending(httpx.AsyncByteStream):
    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks = chunks
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            self.sent += len(chunk)
            yield chunk


async def got(sending: Sending, encoding: str = "") -> tuple[int, bool]:
    """How many bytes come through, and whether all that was sent did."""
    headers = {"content-encoding": encoding} if encoding else {}
    client = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=sending))
    )
    bound(client, 1)
    came = 0
    try:
        async with client, client.stream("GET", "http://127.0.0.1/") as response:
            async for piece in response.aiter_bytes():
                came += len(piece)
    except ReplyTooLongError:
        return came, False
    return came, True


@pytest.mark.parametrize(("size", "whole"), [(0, True), (MOST, True), (MOST + 1, False), (10 * MOST, False)])
async def test_bytes_have_a_bound(size: int, whole: bool) -> None:
    sending = Sending([b"x" * 1000] * (size // 1000) + [b"x" * (size % 1000)])
    assert await got(sending) == (size, True) if whole else (await got(sending))[1] is False
    assert sending.sent <= MOST + 1000 or whole


@pytest.mark.parametrize(
    ("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")], ids=["gzip", "deflate"]
)
async def test_what_is_unpacked_has_the_same(pack: Callable[[bytes], bytes], name: str) -> None:
    assert await got(Sending([pack(b"x" * MOST)]), name) == (MOST, True)
    came, whole = await got(Sending([pack(b"x" * (50 * MOST))]), name)
    assert (came, whole) == (0, False)


async def test_what_is_no_packing_is_left() -> None:
    for name in ("br", "zstd", "gzip, gzip"):
        assert await got(Sending([b"{}"]), name) == (0, False)


def test_pieces_and_characters_have_a_bound() -> None:
    allowance = ReplyAllowance(1)
    for _ in range(PIECES_A_TOKEN + LEAST_PIECES):
        allowance.take("")
    with pytest.raises(ReplyTooLongError):
        allowance.take("")
    ReplyAllowance(1).take("x" * MAX_REPLY_CHARS)
    with pytest.raises(ReplyTooLongError):
        ReplyAllowance(1).take("x" * (MAX_REPLY_CHARS + 1))
