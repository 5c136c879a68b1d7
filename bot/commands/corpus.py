"""`/corpus`: for those who look after the corpus, what the index holds, changing that, and who did.

What changes it runs one at a time (`bot.jobs.running`). Who may is decided in `bot.permission`, and asked at
each step: the call, what is typed into it, the form, the button.
"""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.buttons.keys import CancelKey, LogKey, RemovalKey
from bot.cards import corpus as corpus_pages
from bot.cards import curating as curating_pages
from bot.cards.choices import choices
from bot.cards.message import OutgoingMessage, line_message
from bot.cards.paging import Entry
from bot.commands.gaps import gaps_page
from bot.errors import FormGoneError, RemovedSinceError
from bot.jobs.attachments import fetch
from bot.jobs.forms import details_form, form_id_of, typed_into
from bot.jobs.running import Done, Reloads
from bot.library import Library
from bot.reload_job import ReloadJob
from bot.replying.reply import Desk
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS
from bot.text.markdown import label
from bot.vantage import vantage_of
from retrieval.domain import ChangeKind
from retrieval.index import Progress, Upload

OPEN_FORMS = 100
"""The most forms that are open at once, of people who add a file; the oldest is forgotten for one more."""
NAME_IN_TITLE_CHARS = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Adding:
    """A file that somebody wants to add, until they have said what is stated about it."""

    attachment: discord.Attachment
    upload: Upload
    replace: bool


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class CorpusCog(commands.GroupCog, group_name=words.CORPUS.name, group_description=words.CORPUS.description):
    """Discord hides these commands by default; a server can show them to anyone, so each call is checked as well.

    `check` raises a CheckFailure unless whoever did something may change the corpus.
    """

    def __init__(
        self,
        desk: Desk,
        library: Library,
        reloads: Reloads,
        check: Callable[[discord.Interaction[Any]], None],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._library = library
        self._reloads = reloads
        self._check = check
        self._forms: OrderedDict[str, _Adding] = OrderedDict()

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Return True where whoever called may look after the corpus. Raises CheckFailure where not."""
        self._check(interaction)
        return True

    # Looking.

    @app_commands.command(name=words.CORPUS_STATUS.name, description=words.CORPUS_STATUS.description)
    async def status(self, interaction: discord.Interaction[Any]) -> None:
        def work() -> list[OutgoingMessage]:
            return [corpus_pages.corpus_status(self._library.footnote.status(), self._reloads.job)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @app_commands.command(name=words.CORPUS_LOG.name, description=words.CORPUS_LOG.description)
    async def log(self, interaction: discord.Interaction[Any]) -> None:
        await self._desk.reply(interaction, self._desk.lookups, lambda: [self._log_page(0)], ephemeral=True)

    @commands.Cog.listener()
    async def on_log_pressed(self, interaction: discord.Interaction[Any], key: LogKey) -> None:
        """Turn a page of the log. Raises CheckFailure: whoever turns it may not be who called it up any more."""
        self._check(interaction)
        await self._desk.change(interaction, self._desk.lookups, lambda: self._log_page(key.page))

    @app_commands.command(name=words.CORPUS_GAPS.name, description=words.CORPUS_GAPS.description)
    async def gaps(self, interaction: discord.Interaction[Any]) -> None:
        place = vantage_of(interaction)
        await self._desk.reply(
            interaction, self._desk.lookups, lambda: [gaps_page(self._library, place)], ephemeral=True
        )

    def _log_page(self, page: int) -> OutgoingMessage:
        logged = corpus_pages.LOGGED
        return corpus_pages.change_log(self._library.footnote.changes(logged + 1, skip=page * logged), page)

    # Reloading.

    @app_commands.command(name=words.CORPUS_RELOAD.name, description=words.CORPUS_RELOAD.description)
    @app_commands.describe(**words.CORPUS_RELOAD.options)
    async def reload(self, interaction: discord.Interaction[Any], preview: bool = False) -> None:
        if preview:
            await self._reloads.run(interaction, words.PREVIEWING, self._preview)
        else:
            await self._reloads.run(interaction, words.RELOADING, lambda job: self._reload(interaction, job))

    @commands.Cog.listener()
    async def on_cancel_pressed(self, interaction: discord.Interaction[Any], key: CancelKey) -> None:
        """Have the job stop. Raises CheckFailure: in a channel, everybody can press the button."""
        self._check(interaction)
        is_cancelled = self._reloads.cancel(key, interaction.user.display_name)
        message = line_message(words.CANCELLING if is_cancelled else words.NOTHING_TO_CANCEL)
        await self._desk.reply(interaction, self._desk.lookups, lambda: [message], ephemeral=True)

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
        """Reload the corpus. Raises FootnoteError, ReloadCancelledError, LeavingError: the old corpus then goes on
        serving.
        """
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

    @app_commands.command(name=words.CORPUS_ADD.name, description=words.CORPUS_ADD.description)
    @app_commands.describe(**words.CORPUS_ADD.options)
    async def add(self, interaction: discord.Interaction[Any], file: discord.Attachment, replace: bool = False) -> None:
        """Ask in a form what is to be stated about a file. Raises ChangeUnderWayError, CorpusError, DocumentError
        before anybody fills it in for nothing.
        """
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
        """Add the file of a form that was sent off. Raises CheckFailure, FormGoneError, ChangeUnderWayError."""
        form_id = form_id_of(interaction)
        if form_id is None:
            return
        self._check(interaction)
        typed = typed_into(interaction)
        adding = self._forms.pop(form_id, None)
        if adding is None:
            raise FormGoneError
        await self._add(interaction, adding, typed)

    async def _add(self, interaction: discord.Interaction[Any], adding: _Adding, stated: Mapping[str, str]) -> None:
        name, footnote = adding.upload.name, self._library.footnote

        async def work(job: ReloadJob) -> Done:
            job.note(Progress(stage=words.FETCHING))
            content = await fetch(adding.attachment, name)
            job.note(Progress(stage=words.CHECKING))
            added = await self._desk.reloads.run(
                lambda: footnote.add_file(name, content, stated, replace=adding.replace)
            )
            job.placed = words.FILE_ADDED.format(name=name)
            _log.info(
                "interaction %s added a file, bytes=%d documents=%d",
                interaction.id,
                len(content),
                len(added.document_ids),
            )
            above = curating_pages.added(added, adding.attachment.filename)
            return await self._reload(interaction, job, ChangeKind.ADD, above)

        await self._reloads.run(interaction, words.ADDING.format(name=label(name, NAME_IN_TITLE_CHARS)), work)

    # Removing.

    @app_commands.command(name=words.CORPUS_REMOVE.name, description=words.CORPUS_REMOVE.description)
    @app_commands.describe(**words.CORPUS_REMOVE.options)
    async def remove(
        self, interaction: discord.Interaction[Any], source: app_commands.Range[str, 1, OPTION_CHARS]
    ) -> None:
        def work() -> list[OutgoingMessage]:
            document = self._library.document(source)
            return [curating_pages.removal_question(document, self._library.footnote.check_removal(document.id))]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @remove.autocomplete("source")
    async def _suggest(self, _: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=name, value=value) for name, value in choices(self._library.suggestible, typed)
        ]

    @commands.Cog.listener()
    async def on_removal_pressed(self, interaction: discord.Interaction[Any], key: RemovalKey) -> None:
        """Remove the document, or keep it. Raises CheckFailure, ChangeUnderWayError."""
        self._check(interaction)
        if not key.removes:
            await self._desk.change(interaction, self._desk.lookups, curating_pages.not_removed)
            return
        document = self._library.titles.find(key.document_key)
        if document is None:
            raise RemovedSinceError

        async def work(job: ReloadJob) -> Done:
            kept_as = await self._desk.reloads.run(lambda: self._library.footnote.remove_file(document.id, key.version))
            job.placed = words.FILE_REMOVED.format(name=kept_as)
            return await self._reload(interaction, job, ChangeKind.REMOVE, curating_pages.removed(kept_as))

        await self._reloads.run(
            interaction, words.REMOVING.format(title=label(document.title, NAME_IN_TITLE_CHARS)), work
        )
