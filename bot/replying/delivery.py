"""The one place that sends to Discord, and sends again what did not arrive.

A reply is an edit of the response that was acknowledged: however often it is sent, it is there once. What stands below
it, and what is private where the reply is not, is a message of its own: it is sent again only where Discord said that
it did not take it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import discord

from bot.cards.message import OutgoingMessage
from bot.errors import UndeliveredError
from bot.replying.lanes import Lanes
from bot.replying.open_replies import TOKEN_LIFE, OpenReplies, OpenReply
from bot.replying.send import (
    ALREADY_ACKNOWLEDGED,
    NOT_DELIVERED,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    Interaction,
    code_of,
    defer,
    edit_left,
    edit_reply,
    follow_up,
    follow_up_left,
    log_text,
    may_have_arrived,
    may_pass,
    open_form,
    respond,
    take_back,
)
from bot.text import words

ACKNOWLEDGE_AGAIN = timedelta(seconds=2.5)
"""The time in which one more acknowledgement is worth sending, of the three seconds that Discord waits for one."""
ACKNOWLEDGE_SECONDS = 5.0
"""The seconds that Discord may take to reply to an acknowledgement before nobody waits for it."""
SEND_SECONDS = 60.0
"""The seconds that a connection may say nothing before it is given up. discord.py sends again within them."""
SHOW_SECONDS = 10.0
"""The seconds that showing a stage may take: the answer waits for it."""
LEAVE_SECONDS = 3.0
"""The seconds that each request of a bot that leaves may take. The next process tells whoever it does not reach."""
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
"""The first and the longest pause between two tries; each pause is twice the one before."""
GONE_TRIES = 3
"""The times that a deleted reply is looked for before the reply is sent as a message of its own."""

_log = logging.getLogger(__name__)


def _always() -> bool:
    return True


def _never() -> bool:
    return False


@dataclass(slots=True)
class ReplyState:
    """The state of the reply to an interaction: whether Discord took a first response, whether "is thinking" is what
    the person sees, and under which id the answer is kept.
    """

    is_acknowledged: bool = False
    is_thinking: bool = False
    receipt_id: str | None = None


def state_of(interaction: Interaction) -> ReplyState:
    found = interaction.extras.setdefault("state", ReplyState())
    assert isinstance(found, ReplyState)
    return found


class Delivery:
    """The delivery of replies to everybody who is attended to. `now` and `sleep` are the clock's."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.lanes = Lanes()
        self.now = now
        self.sleep = sleep
        self.replies: OpenReplies | None = None
        self._is_leaving = False
        self._under_way: set[asyncio.Timeout] = set()

    def leave(self) -> None:
        """Give up what is being sent, for what there is to say instead: of one interaction discord.py sends one thing
        after the other. Send nothing a second time any more.
        """
        self._is_leaving = True
        now = asyncio.get_running_loop().time()
        for limit in self._under_way:
            if not limit.expired():
                limit.reschedule(now)

    @asynccontextmanager
    async def one_try(self, seconds: float) -> AsyncIterator[None]:
        """Bound the time to send what is no first response. Raises TimeoutError after as many seconds at the latest."""
        async with (
            self.lanes.later(),
            asyncio.timeout(min(seconds, LEAVE_SECONDS) if self._is_leaving else seconds) as limit,
        ):
            self._under_way.add(limit)
            try:
                yield
            finally:
                self._under_way.discard(limit)

    # First responses.

    async def acknowledge(
        self, interaction: Interaction, *, ephemeral: bool = False, thinking: bool = False, is_long: bool = False
    ) -> bool:
        """Acknowledge it. Return whether Discord took that, or may have, at the second try at the latest: not where it
        came too late. Where it shows that the bot is thinking, or the work is long, the next process tells of it if
        this one is killed.
        """
        if self.replies is not None and (thinking or is_long):
            self.replies.keep(
                OpenReply(id=interaction.id, application_id=interaction.application_id, token=interaction.token)
            )
        taken = await self._respond(interaction, partial(defer, interaction, ephemeral=ephemeral, thinking=thinking))
        state_of(interaction).is_thinking = taken and thinking
        if not taken:
            self.forget(interaction)
        return taken

    def forget(self, interaction: Interaction) -> None:
        """Note that it was replied to."""
        if self.replies is not None:
            self.replies.forget(interaction.id)

    async def open_form(self, interaction: Interaction, form: discord.ui.Modal) -> bool:
        """Return whether it was opened."""
        return await self._respond(interaction, partial(open_form, interaction, form))

    async def _respond(self, interaction: Interaction, send: Callable[[], Awaitable[object]]) -> bool:
        """Return whether Discord took it, or may have: who sees that the bot is thinking would see it for ever if it
        was taken for lost. A second try tells the two apart, so it is sent even where it is too late to be heard.
        """
        may_stand = False
        for is_last in (False, True):
            try:
                async with self.lanes.first(), asyncio.timeout(ACKNOWLEDGE_SECONDS):
                    await send()
                break
            except NOT_DELIVERED as error:
                # It was acknowledged by a try of ours whose answer was lost, here or in discord.py.
                if code_of(error) == ALREADY_ACKNOWLEDGED:
                    break
                may_stand = (may_stand or may_have_arrived(error)) and code_of(error) != UNKNOWN_INTERACTION
                too_late = self.now() - interaction.created_at >= ACKNOWLEDGE_AGAIN
                if is_last or not (may_stand or (may_pass(error) and not too_late)):
                    _log.warning(
                        "interaction %s %s be acknowledged: %s",
                        interaction.id,
                        "may not" if may_stand else "could not",
                        log_text(error),
                    )
                    if may_stand:
                        break
                    return False
        state_of(interaction).is_acknowledged = True
        return True

    # Replies.

    async def deliver(self, interaction: Interaction, messages: Sequence[OutgoingMessage], *, ephemeral: bool) -> None:
        """Send messages in the place of "is thinking" or of what was shown of the work; what follows the first in
        messages of their own. Raises UndeliveredError where Discord takes none.
        """
        if self.replies is not None:
            self.replies.on_its_way(interaction.id, state_of(interaction).receipt_id)
        first, *others = messages
        gone = 0

        async def put() -> None:
            nonlocal gone
            if gone >= GONE_TRIES:
                await follow_up(interaction, first, ephemeral=ephemeral)
                return
            try:
                await edit_reply(interaction, first)
            except discord.NotFound as error:
                gone += error.code == UNKNOWN_MESSAGE
                raise

        await self._insist(interaction, put, is_edit=lambda: gone < GONE_TRIES)
        state_of(interaction).is_thinking = False
        self.forget(interaction)
        for message in others:
            try:
                await self._insist(interaction, partial(follow_up, interaction, message, ephemeral=ephemeral))
            except UndeliveredError:
                await self._insist(interaction, partial(edit_reply, interaction, _incomplete(first)), is_edit=_always)
                return

    async def send_line(self, interaction: Interaction, line: str, *, in_place: bool = False) -> bool:
        """Send a line of markdown to the person alone, where Discord still lets us choose: it takes the place of "is
        thinking", or with `in_place` of whatever the reply shows. Return whether it arrived.
        """
        message, state = OutgoingMessage(content=line), state_of(interaction)
        try:
            if not (state.is_acknowledged or interaction.response.is_done()):
                return await self._respond(interaction, partial(respond, interaction, message))
            if in_place or state.is_thinking:
                await self.deliver(interaction, [message], ephemeral=True)
            else:
                await self._insist(interaction, partial(follow_up, interaction, message, ephemeral=True))
                self.forget(interaction)
        except UndeliveredError:
            # No other way leads to them.
            return False
        return True

    async def send_for_another(self, client: discord.Client, reply: OpenReply, line: str) -> None:
        """Say what became of a reply that a process has left open which is no more. Where that was being sent, it is
        not written over.
        """
        send = partial(follow_up_left if reply.is_on_its_way else edit_left, client, reply, line)
        with suppress(UndeliveredError):
            await self._insist(reply, send, is_edit=lambda: not reply.is_on_its_way)

    async def show(self, interaction: Interaction, message: OutgoingMessage) -> bool:
        """Show how far the work is, in the place of the reply; the next will say more, so it is sent once. Return
        whether it arrived.
        """
        try:
            async with self.one_try(SHOW_SECONDS):
                await edit_reply(interaction, message)
        except NOT_DELIVERED as error:
            _log.warning("interaction %s: its stage could not be shown: %s", interaction.id, log_text(error))
            return False
        state_of(interaction).is_thinking = False
        return True

    async def take_back(self, interaction: Interaction) -> None:
        """Take back a stage that nothing comes after; what went wrong is said in a message of its own."""
        try:
            async with self.one_try(SHOW_SECONDS):
                await take_back(interaction)
        except NOT_DELIVERED as error:
            _log.warning("interaction %s: its stage could not be taken back: %s", interaction.id, log_text(error))

    async def _insist(
        self,
        interaction: Interaction | OpenReply,
        send: Callable[[], Awaitable[None]],
        *,
        is_edit: Callable[[], bool] = _never,
    ) -> None:
        """Send until Discord takes it or the token is over; what is no edit not again where the first may stand.

        Raises UndeliveredError.
        """
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                async with self.one_try(SEND_SECONDS):
                    return await send()
            except NOT_DELIVERED as error:
                is_over = self.now() + timedelta(seconds=pause) >= interaction.created_at + TOKEN_LIFE
                may_stand = not is_edit() and may_have_arrived(error)
                if is_over or may_stand or self._is_leaving or not may_pass(error):
                    _log.warning("interaction %s: a reply did not arrive: %s", interaction.id, log_text(error))
                    raise UndeliveredError from error
                _log.info("interaction %s: a reply is sent again in %g s: %s", interaction.id, pause, log_text(error))
            await self.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _incomplete(message: OutgoingMessage) -> OutgoingMessage:
    """Return the first message of a reply of several, where what follows may not all be there."""
    try:
        return replace(message, content=f"{message.content}\n{words.INCOMPLETE}".strip())
    except ValueError:
        return message
