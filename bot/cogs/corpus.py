"""`/corpus`: for those who manage a server, what the index holds, reading the corpus folder anew, and who did."""

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import corpus_pages
from bot.desk import Desk
from bot.error_messages import ReloadUnderWayError
from bot.library import Library
from bot.messages import LogKey, OutgoingMessage
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
        _check_permissions(interaction)
        return True

    @app_commands.command(description="Show how much the corpus holds and what it was indexed with.")
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        def work() -> list[OutgoingMessage]:
            return [corpus_pages.corpus_status(self._library.footnote.status(), self._reloading)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @app_commands.command(description="Show who changed the corpus, when, and which documents.")
    async def log(self, interaction: discord.Interaction[Any]) -> None:
        await self._desk.reply(interaction, self._desk.lookups, lambda: [self._log_page(0)], ephemeral=True)

    @commands.Cog.listener()
    async def on_log_pressed(self, interaction: discord.Interaction[Any], key: LogKey) -> None:
        """Raises NoPrivateMessage or MissingPermissions: who turns a page may not be who called it up any more."""
        _check_permissions(interaction)
        await self._desk.change(interaction, self._desk.lookups, lambda: self._log_page(key.page))

    @app_commands.command(description="Read the corpus folder anew. Questions are answered meanwhile.")
    async def reload(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await self._desk.reply(interaction, self._desk.reloads, lambda: self._reload(interaction), ephemeral=True)
        except TooBusyError:
            progress = self._reloading
            told = "it has only begun, or is about to end" if progress is None else corpus_pages.progress_line(progress)
            raise ReloadUnderWayError(told) from None

    def _log_page(self, page: int) -> OutgoingMessage:
        logged = corpus_pages.LOGGED
        return corpus_pages.change_log(self._library.footnote.changes(logged + 1, skip=page * logged), page)

    def _reload(self, interaction: discord.Interaction[Any]) -> list[OutgoingMessage]:
        self._reloading = Progress(stage="reading the corpus folder")
        by = interaction.user
        try:
            report = self._library.reload(self._note, who=by.display_name, discord_id=by.id)
        finally:
            self._reloading = None
        _log.info(
            "interaction %s reloaded: added=%d changed=%d removed=%d unchanged=%d unreadable=%d passages=%d in %.1f s",
            interaction.id,
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


def _check_permissions(interaction: discord.Interaction[Any]) -> None:
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if not (interaction.permissions.manage_guild or interaction.permissions.administrator):
        raise app_commands.MissingPermissions(["manage_guild"])
