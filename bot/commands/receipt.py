"""`/receipt`: an earlier answer again, on what it was given, and what has become of its sources."""

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import receipt as receipt_pages
from bot.cards.message import OutgoingMessage
from bot.library import Library
from bot.replying.reply import Desk
from bot.text import words
from bot.vantage import vantage_of

TYPED_CHARS = 100
"""An id has ten; some are pasted with what stands around them."""

_log = logging.getLogger(__name__)


class ReceiptCog(commands.Cog):
    """Whoever has the id may open it where it was made, and sees it alone: docs/decisions/0034-who-sees-what.md."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    @app_commands.command(name=words.RECEIPT.name, description=words.RECEIPT.description)
    @app_commands.rename(receipt_id="id")
    @app_commands.describe(receipt_id=words.RECEIPT.options["id"])
    async def receipt(
        self, interaction: discord.Interaction[Any], receipt_id: app_commands.Range[str, 1, TYPED_CHARS]
    ) -> None:
        place = vantage_of(interaction)

        def work() -> list[OutgoingMessage]:
            messages = receipt_pages.receipt_page(self._library.seen_from(place).receipt(receipt_id))
            # The log does not say which receipt: the id opens what somebody asked.
            _log.info("interaction %s opened a receipt, messages=%d", interaction.id, len(messages))
            return messages

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)
