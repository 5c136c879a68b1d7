"""`/verify`: a quote held against the documents."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import checked as checked_pages
from bot.cards.message import OutgoingMessage
from bot.commands.suggesting import suggested
from bot.library import Library
from bot.replying.reply import Desk
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS
from bot.vantage import vantage_of

VERIFIED_CHARS = 2_000
"""The most characters of a quote: more than any card quotes at once."""


class VerifyCog(commands.Cog):
    """Says to whoever asks, or with `public` to all, whether a quote is verbatim."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    @app_commands.command(name=words.VERIFY.name, description=words.VERIFY.description)
    @app_commands.describe(**words.VERIFY.options)
    async def verify(
        self,
        interaction: discord.Interaction[Any],
        quote: app_commands.Range[str, 1, VERIFIED_CHARS],
        document: app_commands.Range[str, 1, OPTION_CHARS] | None = None,
        public: bool = False,
    ) -> None:
        place = vantage_of(interaction)

        def work() -> list[OutgoingMessage]:
            seen = self._library.seen_from(place)
            documents = None if document is None else [self._library.seen_id(document, place)]
            return checked_pages.quote_messages(seen.check_quote(quote, documents=documents))

        await self._desk.reply(interaction, self._desk.questions, work, ephemeral=not public)

    @verify.autocomplete("document")
    async def _suggest(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return await suggested(interaction, self._desk, self._library, typed)
