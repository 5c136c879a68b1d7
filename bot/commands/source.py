"""`/source`: search the passages, list the documents, read one; and the buttons that open a source or turn a page.

All of it is shown to the person who asked alone: looking things up is no news for a channel.
"""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import source_pages
from bot.desk import Desk
from bot.library import Library
from bot.limits import OPTION_CHARS
from bot.messages import OutgoingMessage, PageKey, SourceKey
from retrieval.errors import UnknownDocumentError
from retrieval.grounding import cite
from retrieval.question import MAX_QUESTION_CHARS

FOUND = 5
"""Passages that a search shows: about what a screen holds."""


class SourceCog(
    commands.GroupCog, group_name="source", group_description="Look into the documents behind the answers."
):
    """The documents themselves, without an answer made of them."""

    def __init__(self, desk: Desk, library: Library) -> None:
        super().__init__()
        self._desk = desk
        self._library = library

    @app_commands.command(description="Find the passages nearest to your words, whether they answer a question or not.")
    @app_commands.describe(query="Words or a question to search for.")
    async def search(
        self, interaction: discord.Interaction[Any], query: app_commands.Range[str, 1, MAX_QUESTION_CHARS]
    ) -> None:
        def work() -> list[OutgoingMessage]:
            return source_pages.search_results(query, self._library.footnote.search(query, limit=FOUND))

        await self._desk.reply(interaction, self._desk.questions, work, ephemeral=True)

    @app_commands.command(
        name="list", description="List all documents, and what each says about its publisher and date."
    )
    async def list_(self, interaction: discord.Interaction[Any]) -> None:
        def work() -> list[OutgoingMessage]:
            return [source_pages.document_list(self._library.shelf, 0)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @app_commands.command(description="Read a document from its beginning, page by page.")
    @app_commands.describe(document="Begin to type a title, and choose.")
    async def show(
        self, interaction: discord.Interaction[Any], document: app_commands.Range[str, 1, OPTION_CHARS]
    ) -> None:
        def work() -> list[OutgoingMessage]:
            return [self._document_page(document, 0)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @show.autocomplete("document")
    async def _suggest(self, _: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=name, value=value) for name, value in self._library.shelf.suggest(typed)]

    @commands.Cog.listener()
    async def on_source_pressed(self, interaction: discord.Interaction[Any], key: SourceKey) -> None:
        await self._desk.reply(interaction, self._desk.lookups, lambda: self._source(key), ephemeral=True)

    @commands.Cog.listener()
    async def on_page_pressed(self, interaction: discord.Interaction[Any], key: PageKey) -> None:
        await self._desk.change(interaction, self._desk.lookups, lambda: self._page(key))

    def _source(self, key: SourceKey) -> list[OutgoingMessage]:
        footnote = self._library.footnote
        passage = footnote.passage(key.passage_id)
        if passage is not None:
            return source_pages.source_in_place(cite(passage, key.start, key.end))
        kept = footnote.kept_source(key.passage_id, key.start, key.end)
        if kept is None:
            return [source_pages.passage_gone()]
        return source_pages.kept_source(cite(kept.passage, key.start, key.end), kept)

    def _page(self, key: PageKey) -> OutgoingMessage:
        if key.shelf_key == PageKey.LIST:
            return source_pages.document_list(self._library.shelf, key.page)
        try:
            return self._document_page(key.shelf_key, key.page)
        except UnknownDocumentError:
            return source_pages.document_gone()

    def _document_page(self, named: str, page: int) -> OutgoingMessage:
        """Raises UnknownDocumentError."""
        entry = self._library.entry(named)
        return source_pages.document_page(self._library.footnote.document(entry.id), entry.key, page)
