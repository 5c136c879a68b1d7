"""Where the commands are offered: those for everybody, those for who looks after the corpus, and none of them twice."""

import logging
from collections.abc import Iterable

import discord
from discord import app_commands
from discord.ext import commands

from bot.replying.send import NOT_DELIVERED, log_text
from bot.settings import BotSettings
from bot.text import words

CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
"""The places where a command can be used unless it says otherwise: in servers that the bot was invited to, in direct
messages with it, and wherever somebody has brought it along for themselves."""

_log = logging.getLogger(__name__)


class Offering:
    """A server of its own for those who look after the corpus; the rest everywhere, or in one server alone."""

    def __init__(self, settings: BotSettings) -> None:
        self._only = settings.discord_guild_id
        self._admin = settings.admin_guild_id

    async def add(
        self,
        bot: commands.Bot,
        *,
        for_all: Iterable[commands.Cog],
        menus: Iterable[app_commands.ContextMenu],
        for_curators: commands.Cog,
    ) -> None:
        """Make the commands known to the bot, each where it will be offered."""
        for cog in for_all:
            if self._only is None:
                await bot.add_cog(cog)
            else:
                await bot.add_cog(cog, guild=discord.Object(self._only))
        for menu in menus:
            if self._only is None:
                bot.tree.add_command(menu)
            else:
                bot.tree.add_command(menu, guild=discord.Object(self._only))
        if self._admin is None:
            # Its buttons and forms may still be about, and whoever uses one is told that it is switched off.
            await bot.add_cog(for_curators)
            bot.tree.remove_command(words.CORPUS.name)
        else:
            await bot.add_cog(for_curators, guild=discord.Object(self._admin))

    async def offer(self, bot: commands.Bot) -> None:
        """Tell Discord of the commands, and take back what it has of another time. Raises HTTPException where it takes
        none.
        """
        offered = [await bot.tree.sync(guild=discord.Object(guild_id)) for guild_id in sorted(self._guild_ids)]
        # Last: whoever waits for the commands has all of them then. Where they are for one server, there are none.
        offered.append(await bot.tree.sync())
        _log.info(
            "offered %d commands %s", sum(map(len, offered)), "everywhere" if self._only is None else "to one server"
        )
        if self._admin is None:
            _log.info("changing the corpus from Discord is off: ADMIN_GUILD_ID names the server that may")

    async def take_back(self, bot: commands.Bot) -> None:
        """Take commands back from servers in which an earlier start had offered some: beside those that are offered
        everywhere they would stand twice. What Discord does not let be taken back is logged.
        """
        for guild in [guild for guild in bot.guilds if guild.id not in self._guild_ids]:
            try:
                if await bot.tree.fetch_commands(guild=guild):
                    await bot.tree.sync(guild=guild)
                    _log.info("commands of an earlier start were taken back from a server")
            except NOT_DELIVERED as error:
                if bot.is_closed():
                    # A bot that leaves has no connections left, and the next one asks again.
                    return
                _log.warning("whether a server has commands of an earlier start cannot be told: %s", log_text(error))

    @property
    def _guild_ids(self) -> set[int]:
        return {guild_id for guild_id in (self._only, self._admin) if guild_id is not None}
