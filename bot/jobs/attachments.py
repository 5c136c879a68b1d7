"""Files that people attach, fetched from where Discord keeps them: whole, or not at all."""

import aiohttp
import discord

from bot.errors import AttachmentError, AttachmentProblem

FETCHING_SECONDS = 600.0
SILENCE_SECONDS = 30.0
"""The seconds that the next piece of a file may take before the file is given up."""
PIECE_BYTES = 64 * 1024


async def fetch(attachment: discord.Attachment, name: str) -> bytes:
    """Return its bytes, of which there are as many as Discord has said; `name` is what it is called in what goes wrong.

    Raises AttachmentError.
    """
    try:
        return await _fetched(attachment, name)
    except TimeoutError as error:
        raise AttachmentError(AttachmentProblem.TOO_SLOW, name) from error
    except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError) as error:
        raise AttachmentError(AttachmentProblem.CUT_SHORT, name) from error
    except (aiohttp.ClientError, OSError) as error:
        raise AttachmentError(AttachmentProblem.NO_CONNECTION, name) from error


async def _fetched(attachment: discord.Attachment, name: str) -> bytes:
    limits = aiohttp.ClientTimeout(total=FETCHING_SECONDS, sock_read=SILENCE_SECONDS)
    # It is where Discord says it is, and nowhere else.
    async with (
        aiohttp.ClientSession(timeout=limits) as session,
        session.get(attachment.url, allow_redirects=False) as response,
    ):
        if response.status in (403, 404, 410):
            raise AttachmentError(AttachmentProblem.GONE, name)
        if response.status != 200:
            raise AttachmentError(AttachmentProblem.REFUSED, name, status=response.status)
        content = bytearray()
        async for piece in response.content.iter_chunked(PIECE_BYTES):
            content += piece
            if len(content) > attachment.size:
                raise AttachmentError(AttachmentProblem.TOO_LARGE, name, size=attachment.size)
    if len(content) < attachment.size:
        raise AttachmentError(AttachmentProblem.CUT_SHORT, name)
    return bytes(content)
