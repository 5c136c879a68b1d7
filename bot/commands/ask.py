"""`/ask`: a question, and what the corpus says to it."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.commands.suggesting import suggested
from bot.library import Library
from bot.replying.asking import Asking
from bot.replying.privacy import is_private_place
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS
from bot.vantage import vantage_of


class AskCog(commands.Cog):
    """Answers in the channel, for everyone to see and check."""

    def __init__(self, asking: Asking, library: Library) -> None:
        self._asking = asking
        self._library = library

    @app_commands.command(name=words.ASK.name, description=words.ASK.description)
    @app_commands.describe(**words.ASK.options)
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, OPTION_CHARS],
        document: app_commands.Range[str, 1, OPTION_CHARS] | None = None,
        private: bool = False,
    ) -> None:
        documents = None
        if document is not None:
            # First, so that the asker alone is told of a document that there is not.
            seen_from, desk = vantage_of(interaction), self._asking.desk
            documents = {await desk.lookups.run(lambda: self._library.seen_id(document, seen_from))}
        is_private = private or is_private_place(interaction)
        after = self._asking.conversations.in_channel(interaction.channel, vantage_of(interaction))
        await self._asking.answer(interaction, question, after=after, documents=documents, ephemeral=is_private)

    @ask.autocomplete("document")
    async def _suggest(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return await suggested(interaction, self._asking.desk, self._library, typed)
