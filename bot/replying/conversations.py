"""Conversations: where answers stand, which of them a question follows, and what was said in those."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import discord

from bot.errors import NotReadyError
from bot.library import Library
from bot.replying.reply import Desk
from bot.replying.request import Request
from bot.vantage import Vantage
from retrieval import FootnoteError, Turn
from retrieval.domain import LAST_TURNS, PostedAnswer, asker_mark
from retrieval.ports import PostedAnswers

LEANS_WITHIN = timedelta(hours=1)
"""The time for which what was said in direct messages counts as said just before."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was said before a question: its `turns`, the earliest first, and the id of the answer that it continues."""

    turns: tuple[Turn, ...] = ()
    continues: int | None = None


NOTHING_BEFORE = Before()
Look = Callable[[], Before]
"""Looks up what was said before a question, for as long as the records take. Raises FootnoteError."""


def first_known(*looks: Look | None) -> Look:
    """Look up in turn, until something was said before."""

    def look() -> Before:
        found = (each() for each in looks if each is not None)
        return next((before for before in found if before.continues is not None), NOTHING_BEFORE)

    return look


class Conversations:
    """Where answers were posted, as the records have it. Where these cannot be read, which is logged, each question
    stands alone.
    """

    def __init__(self, desk: Desk, library: Library, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._desk = desk
        self._library = library
        self._now = now

    async def note(self, request: Request, continues: int | None, *, is_private: bool = False) -> None:
        """Note where the reply to a question stands."""
        if not request.state.message_ids:
            return
        answer = PostedAnswer(
            message_ids=tuple(request.state.message_ids),
            channel_id=request.channel_id,
            guild_id=request.guild_id,
            asker=asker_mark(self._secret_name(request.person_id), request.state.message_ids[0]),
            posted_at=self._now(),
            trigger_id=request.trigger_id,
            continues_id=continues,
            receipt_id=request.state.receipt_id,
            is_private=is_private,
        )
        try:
            # Not by the workers, which take nothing more from a bot that leaves.
            await asyncio.to_thread(lambda: self._posted.put(answer))
        except FootnoteError as error:
            _log.warning("where an answer stands could not be noted: %s", error)

    async def find(self, message_id: int) -> PostedAnswer | None:
        """Return the answer that stands in a message."""
        return await self._looked_up(lambda: self._posted.find(message_id), None)

    def is_asker(self, person_id: int, answer: PostedAnswer) -> bool:
        """Return whether somebody asked for an answer."""
        return answer.is_of(self._secret_name(person_id))

    async def is_answered(self, message_id: int) -> bool:
        """Return whether a message was answered."""
        return bool(await self._looked_up(lambda: self._posted.to([message_id]), ()))

    def reply_to(self, message_id: int, vantage: Vantage) -> Look:
        """Look up what was said before somebody's reply to a message of the bot's: the answer in it, where they see it
        in that channel, and those that it follows, wherever they stand.
        """

        def look() -> Before:
            answer = self._posted.find(message_id)
            return self._said([answer] if answer is not None and self._is_seen(answer, vantage) else [], vantage)

        return look

    def instead_of(self, message_id: int, vantage: Vantage) -> Look:
        """Look up what was said before the question that an answer in a message is to."""
        return lambda: self._asked(message_id, vantage)[1]

    def in_channel(self, channel: object, vantage: Vantage) -> Look | None:
        """Look up what was said in a channel just before, as far as it may be read from a place: in direct messages
        within the hour, in a thread however long ago, first of all in what it was opened from. None in others, where
        what people ask follows nothing.
        """
        if isinstance(channel, discord.Thread):
            return partial(self._in_channel, channel.id, datetime.min.replace(tzinfo=UTC), vantage, channel.id)
        if isinstance(channel, discord.DMChannel):
            return partial(self._in_channel, channel.id, self._now() - LEANS_WITHIN, vantage)
        return None

    def looked(self, look: Look | None) -> Before:
        """Return what was looked up, in the thread that asks for it; nothing where it cannot be, which is logged."""
        try:
            return look() if look is not None else NOTHING_BEFORE
        except FootnoteError as error:
            _log.warning("where answers stand cannot be told: %s", error)
            return NOTHING_BEFORE

    async def asked_in(self, message_id: int, vantage: Vantage) -> str:
        """Return the question that an answer in a message is to, as somebody sees it there; an empty one where it is
        not known.
        """
        return (await self._looked_up(lambda: self._asked(message_id, vantage), ("", NOTHING_BEFORE)))[0]

    async def forget(self, answer: PostedAnswer) -> None:
        """Forget an answer that stands nowhere any more."""
        await self._looked_up(lambda: self._posted.drop([answer.id]), None)

    async def deleted(self, message_ids: Collection[int]) -> Sequence[PostedAnswer]:
        """Return the answers to questions that these messages were, and forget them and those that stood in these."""

        def look() -> Sequence[PostedAnswer]:
            answers = list(self._posted.to(message_ids))
            gone = [found for found in map(self._posted.find, message_ids) if found is not None]
            if answers or gone:
                self._posted.drop([answer.id for answer in (*answers, *gone)])
            return answers

        return await self._looked_up(look, ())

    @property
    def _posted(self) -> PostedAnswers:
        return self._library.footnote.records.posted

    def _asked(self, message_id: int, vantage: Vantage) -> tuple[str, Before]:
        answer = self._posted.find(message_id)
        if answer is None or answer.receipt_id is None or not self._is_seen(answer, vantage):
            return "", NOTHING_BEFORE
        turns = self._library.seen_from(vantage).turns([answer.receipt_id])
        earlier = None if answer.continues_id is None else self._posted.find(answer.continues_id)
        return turns[0].question if turns else "", self._said([earlier], vantage)

    def _in_channel(self, channel_id: int, since: datetime, vantage: Vantage, opened_by: int | None = None) -> Before:
        # What one person alone has read is not gone on from where others read along.
        latest = [one for one in self._posted.latest(channel_id, LAST_TURNS, since) if not one.is_private]
        first = self._posted.find(opened_by) if opened_by is not None else None
        if len(latest) >= LAST_TURNS or first is None:
            return self._said(latest, vantage)
        return self._said([*self._chain(first), *latest], vantage, walks=False)

    def _said(self, answers: Sequence[PostedAnswer | None], vantage: Vantage, *, walks: bool = True) -> Before:
        known = [answer for answer in answers if answer is not None]
        if not known:
            return NOTHING_BEFORE
        chain = self._chain(known[-1]) if walks and len(known) == 1 else known
        receipts = [answer.receipt_id for answer in chain[-LAST_TURNS:] if answer.receipt_id is not None]
        turns = self._library.seen_from(vantage).turns(receipts, looked_up=True)
        return Before(turns=turns, continues=known[-1].id)

    def _chain(self, last: PostedAnswer) -> list[PostedAnswer]:
        """Return an answer and those that it follows, the earliest first."""
        chain = [last]
        while len(chain) < LAST_TURNS and chain[0].continues_id is not None:
            earlier = self._posted.find(chain[0].continues_id)
            if earlier is None or earlier in chain:
                break
            chain.insert(0, earlier)
        return chain

    def _is_seen(self, answer: PostedAnswer, vantage: Vantage) -> bool:
        """Return whether somebody sees an answer where they are: what they say of it may be crafted."""
        is_there = answer.channel_id == vantage.channel_id
        return is_there and (not answer.is_private or self.is_asker(vantage.person_id, answer))

    def _secret_name(self, person_id: int) -> str:
        assert self._library.seeing is not None
        return self._library.seeing.secret_name(person_id)

    async def _looked_up(self, look: Callable[[], T], otherwise: T) -> T:
        if self._desk.is_leaving:
            return otherwise
        try:
            return await self._desk.lookups.run(look)
        except (FootnoteError, NotReadyError) as error:
            _log.warning("where answers stand cannot be told: %s", error)
            return otherwise
