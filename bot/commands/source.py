"""`/source`: search the passages, list the documents, read one; and the buttons that open a source or turn a page.

All of it is shown to the person who asked alone: looking things up is no news for a channel.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.buttons.found_key import FoundKey
from bot.buttons.keys import AroundKey, ContentsKey, PageKey, ShareKey, SourceKey
from bot.buttons.spans import SpansOfKey
from bot.cards import checked as checked_pages
from bot.cards import document as document_pages
from bot.cards import source as source_pages
from bot.cards.message import OutgoingMessage
from bot.cards.source import FOUND
from bot.commands.searches import Search, Searches
from bot.commands.suggesting import suggested
from bot.library import Library, document_named
from bot.permission import check_invited
from bot.replying.privacy import is_private_place
from bot.replying.reply import Desk
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS
from bot.vantage import vantage_of
from retrieval import Passage, SeenCorpus, UnknownDocumentError
from retrieval.answering import KeptSource
from retrieval.documents import cite
from retrieval.domain import QuoteStanding, SourceFilter, is_day

QUOTED_CHARS = 20_000
"""The most characters quoted of a statement that goes on beyond its passage: far more than any that is composed."""
QUERY_CHARS = 1000
"""The most characters of a search: more than the embedding model reads of it."""
DAY_CHARS = 20
"""More than a day has, so that it is said what is wrong with it."""
MOST_PAGES = 20
QUOTATION_MARKS = '"“„«'


class SourceCog(commands.GroupCog, group_name=words.SOURCE.name, group_description=words.SOURCE.description):
    """The documents themselves, without an answer made of them."""

    def __init__(self, desk: Desk, library: Library) -> None:
        super().__init__()
        self._desk = desk
        self._library = library
        self._searches = Searches()

    @app_commands.command(name=words.SOURCE_SEARCH.name, description=words.SOURCE_SEARCH.description)
    @app_commands.describe(**words.SOURCE_SEARCH.options)
    async def search(
        self,
        interaction: discord.Interaction[Any],
        query: app_commands.Range[str, 1, QUERY_CHARS],
        document: app_commands.Range[str, 1, OPTION_CHARS] | None = None,
        publisher: app_commands.Range[str, 1, OPTION_CHARS] | None = None,
        after: app_commands.Range[str, 1, DAY_CHARS] | None = None,
        before: app_commands.Range[str, 1, DAY_CHARS] | None = None,
        page: app_commands.Range[int, 1, MOST_PAGES] = 1,
    ) -> None:
        place = vantage_of(interaction)
        search = Search(query=query, document=document, publisher=publisher, after=after, before=before)
        search_id = self._searches.keep(search, interaction.user.id)

        def work() -> list[OutgoingMessage]:
            for day in (after, before):
                if day is not None and not is_day(day):
                    return [source_pages.no_day(day)]
            return [_found(self._library.seen_from(place), search, search_id, page - 1)]

        await self._desk.reply(interaction, self._desk.questions, work, ephemeral=True)

    @search.autocomplete("document")
    async def _suggest_to_search(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await suggested(interaction, self._desk, self._library, typed)

    @app_commands.command(name=words.SOURCE_QUOTE.name, description=words.SOURCE_QUOTE.description)
    @app_commands.describe(**words.SOURCE_QUOTE.options)
    async def quote(
        self,
        interaction: discord.Interaction[Any],
        words: app_commands.Range[str, 1, QUERY_CHARS],
        document: app_commands.Range[str, 1, OPTION_CHARS] | None = None,
    ) -> None:
        place, person = vantage_of(interaction), interaction.user.display_name

        def work() -> list[OutgoingMessage]:
            documents = None if document is None else [self._library.seen_id(document, place)]
            checked = self._library.seen_from(place).check_quote(words, documents=documents)
            if checked.standing is QuoteStanding.VERBATIM:
                return source_pages.shared_source(checked.places[:1], person)
            return checked_pages.quote_messages(checked)

        await self._desk.reply(interaction, self._desk.questions, work, ephemeral=is_private_place(interaction))

    @quote.autocomplete("document")
    async def _suggest_to_quote(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        return await suggested(interaction, self._desk, self._library, typed)

    @app_commands.command(name=words.SOURCE_LIST.name, description=words.SOURCE_LIST.description)
    async def list_(self, interaction: discord.Interaction[Any]) -> None:
        await self._list(interaction)

    @app_commands.command(name=words.SOURCE_SHOW.name, description=words.SOURCE_SHOW.description)
    @app_commands.describe(**words.SOURCE_SHOW.options)
    async def show(
        self, interaction: discord.Interaction[Any], document: app_commands.Range[str, 1, OPTION_CHARS]
    ) -> None:
        place = vantage_of(interaction)

        def work() -> list[OutgoingMessage]:
            return [_document_page(self._library.seen_from(place), document, 0)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @show.autocomplete("document")
    async def _suggest(self, interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
        return await suggested(interaction, self._desk, self._library, typed)

    @commands.Cog.listener()
    async def on_source_pressed(self, interaction: discord.Interaction[Any], key: SourceKey) -> None:
        """Show a source in its place. Raises NotInvitedError."""
        check_invited(interaction)
        place = vantage_of(interaction)

        def work() -> list[OutgoingMessage]:
            return _source(self._library.seen_from(place), key.passage_id, key.spans)

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @commands.Cog.listener()
    async def on_around_pressed(self, interaction: discord.Interaction[Any], key: AroundKey) -> None:
        """Show what stands around a source, in its place. Raises NotInvitedError."""
        check_invited(interaction)
        place = vantage_of(interaction)
        await self._desk.change(interaction, self._desk.lookups, lambda: _around(self._library.seen_from(place), key))

    @commands.Cog.listener()
    async def on_share_pressed(self, interaction: discord.Interaction[Any], key: ShareKey) -> None:
        """Show to all a source that one person has opened. Raises NotInvitedError."""
        check_invited(interaction)
        place, person = vantage_of(interaction), interaction.user.display_name

        def work() -> list[OutgoingMessage]:
            return _source(self._library.seen_from(place), key.passage_id, key.spans, shown_by=person)

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=False)

    @commands.Cog.listener()
    async def on_contents_pressed(self, interaction: discord.Interaction[Any], _: ContentsKey) -> None:
        """List the documents, for whoever pressed alone. Raises NotInvitedError."""
        check_invited(interaction)
        await self._list(interaction)

    @commands.Cog.listener()
    async def on_page_pressed(self, interaction: discord.Interaction[Any], key: PageKey) -> None:
        """Turn a page. Raises NotInvitedError."""
        check_invited(interaction)
        place = vantage_of(interaction)
        await self._desk.change(interaction, self._desk.lookups, lambda: _page(self._library.seen_from(place), key))

    @commands.Cog.listener()
    async def on_found_pressed(self, interaction: discord.Interaction[Any], key: FoundKey) -> None:
        """Turn a page of a search. Raises NotInvitedError, SearchGoneError."""
        check_invited(interaction)
        place, search = vantage_of(interaction), self._searches.find(key.search_id, interaction.user.id)

        def work() -> OutgoingMessage:
            page = min(key.page, MOST_PAGES - 1)
            return _found(self._library.seen_from(place), search, key.search_id, page, before=key.generation)

        await self._desk.change(interaction, self._desk.questions, work)

    async def _list(self, interaction: discord.Interaction[Any]) -> None:
        place, key = vantage_of(interaction), PageKey(document_key=PageKey.LIST, page=0)

        def work() -> list[OutgoingMessage]:
            return [_page(self._library.seen_from(place), key)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)


def _found(seen: SeenCorpus, search: Search, search_id: str, page: int, before: str | None = None) -> OutgoingMessage:
    """Return a page, from 0, of what a search finds among what is seen now; `before` is the version of the corpus that
    the page shown before was made from. Raises UnknownDocumentError.
    """
    here = FoundKey(search_id=search_id, page=page, generation=seen.version())
    documents = None if search.document is None else [document_named(search.document, seen.titles()).id]
    narrowing = SourceFilter(documents=documents, publisher=search.publisher, after=search.after, before=search.before)
    found = seen.search(search.query, limit=FOUND + 1, skip=page * FOUND, narrowing=narrowing)
    return source_pages.search_results(
        search.query,
        found[:FOUND],
        here,
        has_more=len(found) > FOUND and page + 1 < MOST_PAGES,
        is_narrowed=narrowing.narrows or any(mark in search.query for mark in QUOTATION_MARKS),
        has_changed=before not in (None, here.generation),
    )


def _source(
    seen: SeenCorpus, passage_id: str, spans: SpansOfKey, *, shown_by: str | None = None
) -> list[OutgoingMessage]:
    passage, kept = _passage(seen, passage_id, spans)
    if passage is None:
        return [source_pages.passage_gone()]
    quotable = [span for span in spans if _is_quotable(passage, *span)]
    if quotable[:1] != [spans[0]]:
        return [source_pages.no_source()]
    citations = [seen.links.cited(cite(passage, start, end)) for start, end in quotable]
    if kept is not None:
        return source_pages.kept_source(citations, kept)
    if shown_by is not None:
        return source_pages.shared_source(citations, shown_by)
    return source_pages.source_page(citations)


def _around(seen: SeenCorpus, key: AroundKey) -> Sequence[OutgoingMessage]:
    if not key.steps:
        return _source(seen, key.passage_id, key.spans)
    passage, kept = _passage(seen, key.passage_id, key.spans)
    if passage is None:
        return [source_pages.passage_gone()]
    start, end = key.spans[0]
    if not _is_quotable(passage, start, end):
        return [source_pages.no_source()]
    return [source_pages.around(cite(passage, start, end), key.spans, key.steps, is_in_corpus=kept is None)]


def _passage(seen: SeenCorpus, passage_id: str, spans: SpansOfKey) -> tuple[Passage | None, KeptSource | None]:
    """Return a passage of the corpus; or one that is kept, and as what it is kept."""
    passage = seen.passage(passage_id)
    kept = None if passage is not None else seen.kept_source(passage_id, *spans[0])
    return (passage if kept is None else kept.passage), kept


def _page(seen: SeenCorpus, key: PageKey) -> OutgoingMessage:
    if key.document_key == PageKey.LIST:
        return document_pages.document_list(seen.titles().documents, key.page)
    try:
        return _document_page(seen, key.document_key, key.page)
    except UnknownDocumentError:
        return document_pages.document_gone()


def _document_page(seen: SeenCorpus, named: str, page: int) -> OutgoingMessage:
    """Return a page of the document that `named` names. Raises UnknownDocumentError."""
    found = document_named(named, seen.titles())
    document = seen.document(found.id)
    original = source_pages.link_button(document, seen.links.to_document(document))
    return document_pages.document_page(document, found.key, page, original)


def _is_quotable(passage: Passage, start: int, end: int) -> bool:
    """Return whether it can be of a button that was sent: a span of the passage, or one nearby that is not endless."""
    text = passage.document.text
    is_within = passage.start <= start and end <= passage.end
    return (is_within or end - start <= QUOTED_CHARS) and start < end <= len(text) and bool(text[start:end].strip())
