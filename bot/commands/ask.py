"""`/ask`: a question, and what the corpus says to it."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.choices import choices
from bot.library import Library
from bot.replying.asking import Asking
from bot.replying.privacy import is_private_place
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS


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
        documents = None if document is None else {self._library.document(document).id}
        is_private = private or is_private_place(interaction)
        await self._asking.answer(interaction, question, documents=documents, ephemeral=is_private)

    @ask.autocomplete("document")
    async def _suggest(self, _: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name, value=value) for name, value in choices(self._library.suggestible, typed)
        ]
