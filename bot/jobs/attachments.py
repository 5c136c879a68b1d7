"""Files that people attach, fetched from where Discord keeps them: whole, or not at all."""

import aiohttp
import discord

from retrieval.errors import DocumentError

FETCHING_SECONDS = 600.0
SILENCE_SECONDS = 30.0
"""Between two pieces of a file, before it is given up."""
PIECE_BYTES = 64 * 1024

_AGAIN = "Attach it again."


async def fetch(attachment: discord.Attachment, name: str) -> bytes:
    """Its bytes, of which there are as many as Discord has said; `name` is what it is called in what goes wrong.

    Raises DocumentError.
    """
    try:
        return await _fetched(attachment, name)
    except TimeoutError as error:
        what = f"{name} could not be fetched from Discord: it takes too long."
        raise DocumentError(name, what, remedy=_AGAIN) from error
    except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError) as error:
        raise _cut_short(name) from error
    except (aiohttp.ClientError, OSError) as error:
        what = f"{name} could not be fetched from Discord: no connection."
        raise DocumentError(name, what, remedy=_AGAIN) from error


async def _fetched(attachment: discord.Attachment, name: str) -> bytes:
    limits = aiohttp.ClientTimeout(total=FETCHING_SECONDS, sock_read=SILENCE_SECONDS)
    # It is where Discord says it is, and nowhere else.
    async with (
        aiohttp.ClientSession(timeout=limits) as session,
        session.get(attachment.url, allow_redirects=False) as response,
    ):
        if response.status in (403, 404, 410):
            what = f"{name} is not on Discord's servers any more."
            raise DocumentError(name, what, remedy=_AGAIN)
        if response.status != 200:
            what = f"{name} could not be fetched from Discord (HTTP {response.status})."
            raise DocumentError(name, what, remedy="Try again in some minutes.")
        content = bytearray()
        async for piece in response.content.iter_chunked(PIECE_BYTES):
            content += piece
            if len(content) > attachment.size:
                what = f"{name} is larger than Discord has said: more than {attachment.size:,} bytes came."
                raise DocumentError(name, what, remedy=_AGAIN)
    if len(content) < attachment.size:
        raise _cut_short(name)
    return bytes(content)


def _cut_short(name: str) -> DocumentError:
    return DocumentError(name, f"{name} was cut short on its way from Discord.", remedy=_AGAIN)
