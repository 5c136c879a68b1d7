"""`/ask`: a question, and what the corpus says to it."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.replying.asking import Asking
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS


class AskCog(commands.Cog):
    """Answers in the channel, for everyone to see and check."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    @app_commands.command(name=words.ASK.name, description=words.ASK.description)
    @app_commands.describe(**words.ASK.options)
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, OPTION_CHARS],
    ) -> None:
        await self._asking.answer(interaction, question)
