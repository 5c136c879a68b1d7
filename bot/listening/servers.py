"""The servers that the bot is in: noted as it comes into them, and what was chosen for their channels."""

import asyncio
import logging
from collections.abc import Callable, Sequence

import discord
from discord.ext import commands

from bot.errors import LeavingError, TooBusyError
from bot.listening.ways import ChannelWays
from bot.replying.reply import Desk
from bot.seeing import Seeing
from retrieval import FootnoteError

_log = logging.getLogger(__name__)


class ServersCog(commands.Cog):
    """Notes servers, so that the first is told from those that come later."""

    def __init__(self, seeing: Seeing, desk: Desk) -> None:
        self._seeing = seeing
        self._desk = desk

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Note the servers that the bot is in."""
        await _done(self._desk, self._seeing.note_servers)
        await _done(self._desk, self._seeing.servers)

    @commands.Cog.listener()
    async def on_guild_join(self, _: discord.Guild) -> None:
        """Note a server that has added the bot."""
        await _done(self._desk, self._seeing.note_servers)


class SetWays:
    """The `ChannelSettings` that are kept in the records. What is asked is told at once, by what was read last; where
    that is a moment ago, it is read again meanwhile.
    """

    def __init__(self, seeing: Seeing, desk: Desk) -> None:
        self._seeing = seeing
        self._desk = desk
        self._reading: asyncio.Task[None] | None = None

    def ways(self, guild_id: int, channel_ids: Sequence[int]) -> ChannelWays:
        if self._seeing.is_due and (self._reading is None or self._reading.done()):
            self._reading = asyncio.get_running_loop().create_task(_done(self._desk, self._seeing.servers))
        server = self._seeing.latest.get(guild_id)
        for channel_id in channel_ids if server else ():
            channel = server.channels.get(channel_id) if server else None
            if channel is not None and channel.unasked is not None:
                return ChannelWays(answers_here=True, when_unsure=channel.unasked)
        return ChannelWays()


async def _done(desk: Desk, work: Callable[[], object]) -> None:
    if desk.is_leaving:
        return
    try:
        await desk.lookups.run(work)
    except (LeavingError, TooBusyError):
        # What is asked in a server has it noted then.
        _log.info("what is set for servers is looked up later")
    except FootnoteError as error:
        _log.warning("what is set for servers cannot be told just now: %s", error)
