"""The one place that sends to Discord, and sends again what did not arrive.

A reply has one place: however often it is sent, it is there once. What stands below it, and what is private where the
reply is not, is a message of its own: it is sent again only where Discord said that it did not take it, or where it
stands once however often it is sent.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import discord

from bot.cards.message import OutgoingMessage, Text, line_message
from bot.errors import UndeliveredError, WithdrawnError
from bot.replying.first_response import FirstResponses
from bot.replying.lanes import Lanes
from bot.replying.left_open import LeftOpen
from bot.replying.open_replies import TOKEN_LIFE, OpenReplies, OpenReply
from bot.replying.request import Request, Send
from bot.replying.send import NOT_DELIVERED, UNKNOWN_MESSAGE, Interaction, log_text, may_have_arrived
from bot.replying.to_interaction import interaction_request, request_of
from bot.text import words

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


class Delivery:
    """The delivery of replies to everybody who is attended to. `now` and `sleep` are the clock's."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.lanes = Lanes()
        self.first = FirstResponses(self.lanes, lambda: self.now())  # noqa: PLW0108 - the clock may be replaced
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
        self, asked: Interaction | Request, *, ephemeral: bool = False, thinking: bool = False, is_long: bool = False
    ) -> bool:
        """Acknowledge it. Return whether Discord took that, or may have, at the second try at the latest: not where it
        came too late. Where it shows that the bot is thinking, or the work is long, the next process tells of it if
        this one is killed.
        """
        request = request_of(asked)
        if self.replies is not None and (thinking or is_long) and not request.is_quiet:
            self.replies.keep(request.open_reply())
        taken = await request.acknowledge(self.first, ephemeral=ephemeral, thinking=thinking)
        if not taken:
            self.forget(request)
        return taken

    def forget(self, asked: Interaction | Request) -> None:
        """Note that it was replied to."""
        if self.replies is not None:
            self.replies.forget(request_of(asked).id)

    async def open_form(self, interaction: Interaction, form: discord.ui.Modal) -> bool:
        """Return whether it was opened."""
        return await interaction_request(interaction).open_form(self.first, form)

    # Replies.

    async def deliver(
        self, asked: Interaction | Request, messages: Sequence[OutgoingMessage], *, ephemeral: bool
    ) -> None:
        """Send messages in the place of "is thinking" or of what was shown of the work; what follows the first in
        messages of their own. Raises UndeliveredError where Discord takes none.
        """
        request = request_of(asked)
        if self.replies is not None:
            self.replies.on_its_way(request.id, request.state.receipt_id)
        first, *others = messages
        anew = request.following(first, ephemeral=ephemeral)
        gone = 0

        async def put() -> None:
            nonlocal gone
            if gone >= GONE_TRIES:
                return await anew()
            try:
                await request.put(first)
            except discord.NotFound as error:
                gone += error.code == UNKNOWN_MESSAGE
                raise

        await self._insist(
            request, put, repeats=lambda: request.puts_once if gone < GONE_TRIES else request.follows_once
        )
        request.state.is_thinking = False
        self.forget(request)
        for message in others:
            following = request.following(message, ephemeral=ephemeral)
            try:
                await self._insist(request, following, repeats=lambda: request.follows_once)
            except UndeliveredError:
                await self._insist(request, partial(request.put, _incomplete(first)), repeats=_always)
                return

    async def send_line(self, asked: Interaction | Request, line: str, *, in_place: bool = False) -> bool:
        """Send a line of markdown to the person alone, where Discord still lets us choose: it takes the place of "is
        thinking", or with `in_place` of whatever the reply shows. Return whether it arrived.
        """
        request, message = request_of(asked), line_message(line)
        try:
            if not (request.state.is_acknowledged or request.says_in_place):
                return await request.respond(self.first, message)
            if in_place or request.state.is_thinking or request.says_in_place:
                await self.deliver(request, [message], ephemeral=True)
            else:
                following = request.following(message, ephemeral=True)
                await self._insist(request, following, repeats=lambda: request.follows_once)
                self.forget(request)
        except UndeliveredError:
            # No other way leads to them.
            return False
        return True

    async def send_for_another(self, client: discord.Client, reply: OpenReply, line: str) -> None:
        """Say what became of a reply that a process has left open which is no more. Where that was being sent, it is
        not written over.
        """
        left = LeftOpen(client, reply)
        with suppress(UndeliveredError):
            await self._insist(left, partial(left.tell, line), repeats=lambda: left.tells_once)

    async def show(self, asked: Interaction | Request, message: OutgoingMessage) -> bool:
        """Show how far the work is, in the place of the reply; the next will say more, so it is sent once. Return
        whether it arrived.
        """
        request = request_of(asked)
        if not await self._try_once(request, partial(request.put, message), "stage"):
            return False
        request.state.is_thinking = False
        if self.replies is not None:
            self.replies.placed(request.open_reply())
        return True

    async def keep_waiting(self, request: Request) -> None:
        """Show that it is still worked on, where nothing else of the work is shown."""
        await self._try_once(request, request.keep_waiting, "typing")

    async def take_back(self, asked: Interaction | Request) -> None:
        """Take back a stage that nothing comes after; what went wrong is said in a message of its own."""
        request = request_of(asked)
        await self._try_once(request, request.take_back, "deletion")

    async def _try_once(self, request: Request, send: Send, what: str) -> bool:
        """Return whether Discord took it; where not, log of `what` it did not."""
        if request.is_withdrawn:
            return False
        try:
            async with self.one_try(SHOW_SECONDS):
                await send()
        except NOT_DELIVERED as error:
            _log.warning("%s: a %s did not reach Discord: %s", request.name, what, log_text(error))
            return False
        return True

    async def _insist(self, request: Request | LeftOpen, send: Send, *, repeats: Callable[[], bool]) -> None:
        """Send until Discord takes it or its time is over; what does not repeat not again where the first may stand.
        Raises UndeliveredError.
        """
        pause = FIRST_PAUSE_SECONDS
        while not request.is_withdrawn:
            try:
                async with self.one_try(SEND_SECONDS):
                    return await send()
            except NOT_DELIVERED as error:
                is_over = self.now() + timedelta(seconds=pause) >= request.created_at + TOKEN_LIFE
                may_stand = may_have_arrived(error) and not repeats()
                if is_over or may_stand or self._is_leaving or not request.may_pass(error):
                    _log.warning("%s: a reply did not arrive: %s", request.name, log_text(error))
                    raise UndeliveredError from error
                _log.info("%s: a reply is sent again in %g s: %s", request.name, pause, log_text(error))
            await self.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        raise WithdrawnError


def _incomplete(message: OutgoingMessage) -> OutgoingMessage:
    """Return the first message of a reply of several, where what follows may not all be there."""
    try:
        return replace(message, blocks=(*message.blocks, Text(words.INCOMPLETE)))
    except ValueError:
        return message
