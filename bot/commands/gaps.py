"""What people miss in the documents: said below a refusal, and listed for those who look after them."""

import logging
from typing import Any

import discord
from discord.ext import commands

from bot.buttons.gap_keys import GapAct, GapKey, GapsKey, MissingKey
from bot.cards import answer as answer_pages
from bot.cards import gaps as gap_cards
from bot.cards.message import OutgoingMessage
from bot.library import Library
from bot.permission import Permission, check_invited
from bot.replying.reply import Desk
from bot.vantage import Vantage, vantage_of
from retrieval import EVERYTHING, Answer, Inquiry, SeenCorpus, Viewer
from retrieval.answering import NOTES_EACH
from retrieval.domain import Gap

_log = logging.getLogger(__name__)


class GapsCog(commands.Cog):
    """The button *This should be in here*, for everybody, and those of the list that `/corpus gaps` shows, for those
    who look after the corpus: whoever presses one of these may not be who called the list up any more.
    """

    def __init__(self, desk: Desk, library: Library, permission: Permission) -> None:
        self._desk = desk
        self._library = library
        self._permission = permission

    @commands.Cog.listener()
    async def on_missing_pressed(self, interaction: discord.Interaction[Any], key: MissingKey) -> None:
        """Note that whoever pressed misses an answer, or forget it, and tell them alone. Raises NotInvitedError,
        UnknownReceiptError, RecordsError, and as `Desk.reply` does.
        """
        check_invited(interaction)
        place = vantage_of(interaction)

        def note() -> list[OutgoingMessage]:
            gaps = self._library.seen_from(place).gaps
            noting = gaps.note(key.receipt_id)
            # The log does not say of what: questions are their askers' own business.
            _log.info("interaction %s said that something is missing: %s", interaction.id, noting)
            noted = gap_cards.noting_message(
                noting,
                key.receipt_id,
                days=gaps.kept_for_days,
                most=NOTES_EACH,
                is_in_server=bool(place.guild_id),
                curators_see=bool(place.guild_id) and place.guild_id == self._permission.admin_guild_id,
            )
            return [noted]

        def take_back() -> OutgoingMessage:
            return gap_cards.taken_back(was_noted=self._library.seen_from(place).gaps.take_back(key.receipt_id))

        if key.takes_back:
            await self._desk.change(interaction, self._desk.lookups, take_back)
        else:
            await self._desk.reply(interaction, self._desk.lookups, note, ephemeral=True)

    @commands.Cog.listener()
    async def on_gaps_pressed(self, interaction: discord.Interaction[Any], key: GapsKey) -> None:
        """Turn to a page of the list. Raises CheckFailure."""
        self._permission.check(interaction)
        place = vantage_of(interaction)
        await self._desk.change(interaction, self._desk.lookups, lambda: gaps_page(self._library, place, key.page))

    @commands.Cog.listener()
    async def on_gap_pressed(self, interaction: discord.Interaction[Any], key: GapKey) -> None:
        """Show one thing that is missing, ask it anew, or take it off the list. Raises CheckFailure."""
        self._permission.check(interaction)
        place = vantage_of(interaction)

        def work() -> list[OutgoingMessage]:
            gaps = _curated(self._library, place).gaps
            is_settled = key.act is GapAct.SETTLE
            gap = gaps.settle(key.gap_id) if is_settled else gaps.find(key.gap_id)
            if gap is None or is_settled:
                return [gaps_page(self._library, place, key.page, gap_cards.off_the_list(gap))]
            if key.act is GapAct.ASK:
                return self._asked_anew(gap, key.page, place)
            return [gap_cards.gap_card(gap, key.page)]

        workers = self._desk.questions if key.act is GapAct.ASK else self._desk.lookups
        await self._desk.change(interaction, workers, work)

    def _asked_anew(self, gap: Gap, page: int, place: Vantage) -> list[OutgoingMessage]:
        """Return whether the documents answer it now, as they are seen from a place, and what they say to it."""
        seen = self._library.seen_from(place)
        asked = seen.ask(Inquiry(gap.question, guild_id=place.guild_id))
        in_all = len(seen.titles().documents)
        card = gap_cards.gap_card(gap, page, is_answered=isinstance(asked.outcome, Answer))
        return [card, *answer_pages.reply(asked.outcome, asked.receipt_id, asked.trace, in_all=in_all)]


def gaps_page(library: Library, place: Vantage, page: int = 0, above: str = "") -> OutgoingMessage:
    """Return a page of what is missed in the server of a place, below a line of markdown: where there is nothing on it
    any more, the one before it, or the first.
    """
    if not place.guild_id:
        return gap_cards.no_gaps_here(library.program)
    listed, gaps = gap_cards.LISTED_GAPS, _curated(library, place).gaps
    for shown in (page, max(page - 1, 0), 0):
        found = gaps.most_missed(listed + 1, skip=shown * listed)
        if found:
            return gap_cards.gap_list(found, shown, above)
    return gap_cards.gap_list([], 0, above)


def _curated(library: Library, place: Vantage) -> SeenCorpus:
    """Return the corpus as those who look after it see it: all of it, and of what people did that of their server."""
    return library.footnote.seen_by(Viewer(scope=EVERYTHING, guild_id=place.guild_id))
