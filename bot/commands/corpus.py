"""`/corpus`: for those who manage a server, what the index holds, changing that, and who did.

What changes it runs one at a time (`bot.reloads`), and each step of it is checked: the call, the form, the button.
"""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import corpus_pages, curating_pages
from bot.attachments import fetch
from bot.desk import Desk
from bot.error_messages import FormGoneError
from bot.escaping import label
from bot.forms import details_form, form_id_of, typed_into
from bot.library import Library
from bot.limits import OPTION_CHARS
from bot.messages import CancelKey, LogKey, OutgoingMessage, RemovalKey
from bot.packing import Entry
from bot.reload_job import RELOADING, ReloadJob
from bot.reloads import Done, Reloads
from retrieval.curating import Upload
from retrieval.errors import UnknownDocumentError
from retrieval.indexing import Progress
from retrieval.records import ChangeKind

OPEN_FORMS = 100
"""Of people who add a file; the oldest is forgotten for one more."""
SHOWN_NAME_CHARS = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Adding:
    """A file that somebody wants to add, until they have said what is stated about it."""

    attachment: discord.Attachment
    upload: Upload
    replace: bool


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class CorpusCog(commands.GroupCog, group_name="corpus", group_description="Look after the corpus."):
    """Discord hides these commands by default; a server can show them to anyone, so each call is checked as well."""

    def __init__(self, desk: Desk, library: Library, reloads: Reloads) -> None:
        super().__init__()
        self._desk = desk
        self._library = library
        self._reloads = reloads
        self._forms: OrderedDict[str, _Adding] = OrderedDict()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Raises NoPrivateMessage or MissingPermissions."""
        _check_permissions(interaction)
        return True

    # Looking.

    @app_commands.command(description="Show how much the corpus holds and what it was indexed with.")
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        def work() -> list[OutgoingMessage]:
            return [corpus_pages.corpus_status(self._library.footnote.status(), self._reloads.job)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @app_commands.command(description="Show who changed the corpus, when, and which documents.")
    async def log(self, interaction: discord.Interaction[Any]) -> None:
        await self._desk.reply(interaction, self._desk.lookups, lambda: [self._log_page(0)], ephemeral=True)

    @commands.Cog.listener()
    async def on_log_pressed(self, interaction: discord.Interaction[Any], key: LogKey) -> None:
        """Raises NoPrivateMessage or MissingPermissions: who turns a page may not be who called it up any more."""
        _check_permissions(interaction)
        await self._desk.change(interaction, self._desk.lookups, lambda: self._log_page(key.page))

    def _log_page(self, page: int) -> OutgoingMessage:
        logged = corpus_pages.LOGGED
        return corpus_pages.change_log(self._library.footnote.changes(logged + 1, skip=page * logged), page)

    # Reloading.

    @app_commands.command(description="Read the corpus folder anew. Questions are answered meanwhile.")
    @app_commands.describe(preview="Only show what it would do.")
    async def reload(self, interaction: discord.Interaction[Any], preview: bool = False) -> None:
        if preview:
            await self._reloads.run(interaction, "Finding out what a reload would do", self._preview)
        else:
            await self._reloads.run(interaction, RELOADING, lambda job: self._reload(interaction, job))

    @commands.Cog.listener()
    async def on_cancel_pressed(self, interaction: discord.Interaction[Any], key: CancelKey) -> None:
        """Raises NoPrivateMessage or MissingPermissions: in a channel, everybody can press it."""
        _check_permissions(interaction)
        is_cancelled = self._reloads.cancel(key, interaction.user.display_name)
        told = (
            "It stops after the batch at work." if is_cancelled else "That reload is over: there is nothing to cancel."
        )
        await self._desk.reply(interaction, self._desk.lookups, lambda: [OutgoingMessage(content=told)], ephemeral=True)

    async def _preview(self, job: ReloadJob) -> Done:
        preview = await self._desk.reloads.run(lambda: self._library.footnote.preview(job.note))
        return Done(messages=corpus_pages.preview_report(preview), brief=corpus_pages.preview_brief(preview))

    async def _reload(
        self,
        interaction: discord.Interaction[Any],
        job: ReloadJob,
        what: ChangeKind = ChangeKind.RELOAD,
        above: Iterable[Entry] = (),
    ) -> Done:
        """Raises FootnoteError, ReloadCancelledError, LeavingError, and then the old corpus goes on serving."""
        by = interaction.user
        report = await self._desk.reloads.run(
            lambda: self._library.reload(job.note, who=by.display_name, discord_id=by.id, what=what)
        )
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
        return Done(messages=corpus_pages.reload_report(report, above), brief=corpus_pages.reload_brief(report))

    # Adding.

    @app_commands.command(description="Add a document, or put a new version in the place of one.")
    @app_commands.describe(
        file="A .md, .txt, .html, .pdf or .docx file, or .jsonl with a document a line.",
        replace="Whether it may take the place of a file of that name, which is kept aside.",
    )
    async def add(self, interaction: discord.Interaction[Any], file: discord.Attachment, replace: bool = False) -> None:
        """Raises ReloadUnderWayError, CorpusError, DocumentError: before anybody fills in a form for nothing."""
        self._reloads.check_free()
        upload = await self._desk.lookups.run(
            lambda: self._library.footnote.check_file(file.filename, file.size, replace=replace)
        )
        adding = _Adding(attachment=file, upload=upload, replace=replace)
        if upload.is_of_rows:
            await self._add(interaction, adding, {})
            return
        form_id = secrets.token_hex(8)
        self._forms[form_id] = adding
        if len(self._forms) > OPEN_FORMS:
            self._forms.popitem(last=False)
        await self._desk.open(interaction, details_form(form_id, upload.name, upload.stated))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form that was sent off. Raises FormGoneError, NoPrivateMessage, MissingPermissions, ReloadUnderWayError."""
        form_id = form_id_of(interaction)
        if form_id is None:
            return
        _check_permissions(interaction)
        adding = self._forms.pop(form_id, None)
        if adding is None:
            raise FormGoneError
        await self._add(interaction, adding, typed_into(interaction))

    async def _add(self, interaction: discord.Interaction[Any], adding: _Adding, stated: Mapping[str, str]) -> None:
        name, footnote = adding.upload.name, self._library.footnote

        async def work(job: ReloadJob) -> Done:
            job.note(Progress(stage="fetching the file"))
            content = await fetch(adding.attachment, name)
            job.note(Progress(stage="checking the file"))
            added = await self._desk.reloads.run(
                lambda: footnote.add_file(name, content, stated, replace=adding.replace)
            )
            job.placed = f"{name} is in the corpus folder: the next reload takes it."
            _log.info(
                "interaction %s added a file, bytes=%d documents=%d",
                interaction.id,
                len(content),
                len(added.document_ids),
            )
            above = curating_pages.added(added, adding.attachment.filename)
            return await self._reload(interaction, job, ChangeKind.ADD, above)

        await self._reloads.run(interaction, f"Adding {label(name, SHOWN_NAME_CHARS)}", work)

    # Removing.

    @app_commands.command(description="Remove a document from the corpus. You are asked again before.")
    @app_commands.describe(source="Begin to type a title, and choose.")
    async def remove(
        self, interaction: discord.Interaction[Any], source: app_commands.Range[str, 1, OPTION_CHARS]
    ) -> None:
        def work() -> list[OutgoingMessage]:
            entry = self._library.entry(source)
            return [curating_pages.removal_question(entry, self._library.footnote.check_removal(entry.id))]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @remove.autocomplete("source")
    async def _suggest(self, _: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=value) for name, value in self._library.shelf.suggest(typed)]

    @commands.Cog.listener()
    async def on_removal_pressed(self, interaction: discord.Interaction[Any], key: RemovalKey) -> None:
        """Raises NoPrivateMessage, MissingPermissions, ReloadUnderWayError."""
        _check_permissions(interaction)
        if not key.removes:
            await self._desk.change(interaction, self._desk.lookups, curating_pages.not_removed)
            return
        entry = self._library.shelf.find(key.shelf_key)
        if entry is None:
            raise UnknownDocumentError(
                "This document is no longer in the corpus.", remedy="There is nothing to remove."
            )

        async def work(job: ReloadJob) -> Done:
            kept_as = await self._desk.reloads.run(lambda: self._library.footnote.remove_file(entry.id, key.version))
            job.placed = f"Its file is out already, kept as {kept_as}: the next reload removes the document."
            return await self._reload(interaction, job, ChangeKind.REMOVE, curating_pages.removed(kept_as))

        await self._reloads.run(interaction, f"Removing {label(entry.title, SHOWN_NAME_CHARS)}", work)


def _check_permissions(interaction: discord.Interaction[Any]) -> None:
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if not (interaction.permissions.manage_guild or interaction.permissions.administrator):
        raise app_commands.MissingPermissions(["manage_guild"])
