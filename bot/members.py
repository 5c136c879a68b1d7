"""Who is a member of which server, as Discord tells it without the privileged intent: one at a time, on demand."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import CancelledError

import aiohttp
import discord

from bot.seeing import Seeing
from bot.settings import BotSettings
from retrieval import Footnote
from retrieval.ports import ServerBook

MEMBERSHIP_SECONDS = 2.0
"""The seconds that Discord may take to say whether somebody is a member."""

_log = logging.getLogger(__name__)


class Members:
    """Asks for a client. Its methods are for other threads than the client's, and wait."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def is_member(self, guild_id: int, user_id: int) -> bool | None:
        """Return whether somebody is a member of a server that the client is in; None where that cannot be told now."""
        if self._client.get_guild(guild_id) is None:
            return False
        asking = asyncio.run_coroutine_threadsafe(self._asked(guild_id, user_id), self._client.loop)
        try:
            return asking.result(MEMBERSHIP_SECONDS)
        except (TimeoutError, CancelledError, discord.HTTPException, aiohttp.ClientError, OSError) as error:
            asking.cancel()
            _log.info("whether somebody is a member of server %d cannot be told: %s", guild_id, type(error).__name__)
            return None

    async def _asked(self, guild_id: int, user_id: int) -> bool:
        try:
            await self._client.http.get_member(guild_id, user_id)
        except discord.NotFound:
            return False
        return True


def seeing_for(client: discord.Client, settings: BotSettings, opened: Callable[[], Footnote | None]) -> Seeing:
    """Return who sees what for a client. Its token makes the secret names of people: whoever reads the records has not
    got it. The server that looks after the corpus sees all, or else the one that the commands are for.
    """

    def book() -> ServerBook:
        footnote = opened()
        assert footnote is not None
        return footnote.records.servers

    named = settings.admin_guild_id or settings.discord_guild_id
    return Seeing(
        book,
        key=hashlib.sha256(settings.discord_token.get_secret_value().encode()).digest(),
        is_member=Members(client).is_member,
        present=lambda: [guild.id for guild in client.guilds],
        named=[] if named is None else [named],
    )
