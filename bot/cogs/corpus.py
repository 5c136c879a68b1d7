"""`/corpus`: for those who manage a server, what the index holds, and reading the corpus folder anew."""

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import corpus_pages
from bot.desk import Desk
from bot.error_messages import ReloadUnderWayError
from bot.library import Library
from bot.messages import OutgoingMessage
from bot.workers import LeavingError, TooBusyError
from retrieval.indexing import Progress

_log = logging.getLogger(__name__)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class CorpusCog(commands.GroupCog, group_name="corpus", group_description="Look after the corpus."):
    """Discord hides these commands by default; a server can show them to anyone, so each call is checked as well."""

    def __init__(self, desk: Desk, library: Library) -> None:
        super().__init__()
        self._desk = desk
        self._library = library
        self._reloading: Progress | None = None

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Raises NoPrivateMessage or MissingPermissions."""
        if interaction.guild_id is None:
            raise app_commands.NoPrivateMessage
        if not (interaction.permissions.manage_guild or interaction.permissions.administrator):
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @app_commands.command(description="Show how much the corpus holds and what it was indexed with.")
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        def work() -> list[OutgoingMessage]:
            return [corpus_pages.corpus_status(self._library.footnote.status(), self._reloading)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @app_commands.command(description="Read the corpus folder anew. Questions are answered meanwhile.")
    async def reload(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await self._desk.reply(
                interaction, self._desk.reloads, lambda: self._reload(interaction.id), ephemeral=True
            )
        except TooBusyError:
            progress = self._reloading
            told = "it has only begun, or is about to end" if progress is None else corpus_pages.progress_line(progress)
            raise ReloadUnderWayError(told) from None

    def _reload(self, interaction_id: int) -> list[OutgoingMessage]:
        self._reloading = Progress(stage="reading the corpus folder")
        try:
            report = self._library.reload(self._note)
        finally:
            self._reloading = None
        _log.info(
            "interaction %s reloaded: added=%d changed=%d removed=%d unchanged=%d unreadable=%d passages=%d in %.1f s",
            interaction_id,
            len(report.added),
            len(report.changed),
            len(report.removed),
            report.unchanged,
            len(report.unreadable),
            report.passages_embedded,
            report.seconds,
        )
        return corpus_pages.reload_report(report)

    def _note(self, progress: Progress) -> None:
        """Called between two batches: the place to stop a reload at, which the next one then finishes."""
        if self._desk.reloads.is_leaving:
            raise LeavingError
        self._reloading = progress
