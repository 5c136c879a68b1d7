"""The reply to whatever people do: acknowledged at once, worked on off the event loop, and finished."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.cards.message import OutgoingMessage, line_message
from bot.errors import LeavingError
from bot.replying.delivery import Delivery
from bot.replying.queue import Place, Workers, looked_at
from bot.replying.request import Request
from bot.replying.send import Interaction
from bot.replying.to_interaction import request_of
from bot.text import words
from bot.text.explaining import explain, with_receipt

Work = Callable[[], Sequence[OutgoingMessage]]
"""Runs in a thread: may ask the index and the models, may not touch Discord."""
StageMessage = Callable[[str, str], OutgoingMessage | None]
"""A function that makes a message on how far the work is: that it waits for others, where that is given first, or else
at which stage it is. Where it is at none that is shown, it says what is given second, or makes no message."""

T = TypeVar("T")

STAGE_SECONDS = 1.0
"""A stage is shown no more often than this."""
FIRST_STAGE_RATIO = 0.8
"""The first one is shown this much sooner: it is there within a second, sent and all."""

WAITING_QUESTIONS = 20
"""The most questions that wait behind those at work. At the slowest that was measured (1.6 s a question on two busy
cores), the last waits 16 s."""
QUESTIONS_EACH = 2
"""The most questions of one person that may wait and be at work: somebody who asks without pause leaves room for the
others."""
LOOKUP_THREADS = 2
WAITING_LOOKUPS = 100
"""The most look-ups that wait. Looking a passage or document up takes milliseconds and no model."""
LOOKUPS_EACH = 20

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Stages:
    """The stages of a piece of work that can be shown: its place in the queue, and its stage once it was begun."""

    workers: Workers
    place: Place
    stage: StageMessage | None
    latest: OutgoingMessage | None = None
    shown_at: float = 0.0

    def next(self) -> OutgoingMessage | None:
        """Return what to show now; None where that is nothing new."""
        before = self.workers.ahead_of(self.place)
        message: OutgoingMessage | None = None
        waiting = words.questions_before(before) if before else ""
        # Where a place in the queue is shown, it must not stay.
        otherwise = words.WORKING_ON_IT if self.latest is not None else ""
        if self.stage is not None:
            message = self.stage(waiting, otherwise)
        elif waiting or otherwise:
            message = line_message(waiting or otherwise)
        return None if message == self.latest else message


class Desk:
    """Takes interactions and messages in, and sees each through to a reply, errors included."""

    def __init__(self, *, questions_at_once: int) -> None:
        self.delivery = Delivery()
        self.questions = Workers("question", threads=questions_at_once, waiting=WAITING_QUESTIONS, each=QUESTIONS_EACH)
        self.lookups = Workers("lookup", threads=LOOKUP_THREADS, waiting=WAITING_LOOKUPS, each=LOOKUPS_EACH)
        self.reloads = Workers("reload", threads=1, waiting=0)
        self.stage_seconds = STAGE_SECONDS
        self._attended: dict[Request, bool] = {}
        self._apologised: set[Request] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_leaving(self) -> bool:
        return self.questions.is_leaving

    @property
    def workers(self) -> tuple[Workers, ...]:
        return (self.questions, self.lookups, self.reloads)

    async def reply(
        self,
        asked: Interaction | Request,
        workers: Workers,
        work: Work,
        *,
        ephemeral: bool,
        stage: StageMessage | None = None,
        then: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Reply with what the work comes to; until then with its place in the queue, and with the `stage` that it is
        at, where that is given or it has waited. Where it comes to no message, nothing is said. What comes `then` is
        waited for, too, when the bot leaves.

        Raises TooBusyError, TooManyAtOnceError or LeavingError where it cannot be begun, UndeliveredError where Discord
        does not take the reply.
        """
        request = request_of(asked)
        with self.attending(request):
            with workers.place(request.person_id) as place:
                if not await self.delivery.acknowledge(request, ephemeral=ephemeral, thinking=True):
                    return
                running = looked_at(self._run(workers, work, place))
                stages = Stages(workers, place, stage)
                await self._show_stages(request, running, stages)
                try:
                    messages = await running
                except Exception:
                    if stages.latest is not None and not request.says_in_place:
                        await self.delivery.take_back(request)
                    raise
            if not messages:
                self.delivery.forget(request)
                return
            if stages.latest is not None:
                # Two edits of one message are a second apart.
                await asyncio.sleep(stages.shown_at + self.stage_seconds - asyncio.get_running_loop().time())
            await self.delivery.deliver(request, messages, ephemeral=ephemeral)
            if then is not None:
                await then()

    async def change(
        self,
        asked: Interaction | Request,
        workers: Workers,
        work: Callable[[], OutgoingMessage | Sequence[OutgoingMessage]],
    ) -> None:
        """Change the message whose button was pressed; what does not fit into it follows. Raises as `reply` does."""
        request = request_of(asked)
        with self.attending(request):
            with workers.place(request.person_id) as place:
                if not await self.delivery.acknowledge(request):
                    return
                changed = await self._run(workers, work, place)
            messages = [changed] if isinstance(changed, OutgoingMessage) else changed
            await self.delivery.deliver(request, messages, ephemeral=True)

    async def _run(self, workers: Workers, work: Callable[[], T], place: Place) -> T:
        """Start once nobody waits for a first response: a thread at work takes the interpreter from the event loop."""
        await self.delivery.lanes.clear()
        return await workers.run(work, place)

    async def open(self, interaction: Interaction, modal: discord.ui.Modal) -> None:
        """Have the person fill in a modal. Whoever asked too long ago is past it."""
        with self.attending(interaction):
            await self.delivery.open_form(interaction, modal)

    async def explain(self, asked: Interaction | Request, error: BaseException) -> None:
        """Explain to the person what went wrong, to them alone where Discord still lets us choose. Never raises."""
        request = request_of(asked)
        line = self.explanation(request, error)
        if request not in self._apologised:
            with self.attending(request):
                await self.delivery.send_line(request, line)

    def explanation(self, asked: Interaction | Request, error: BaseException) -> str:
        """Return what to say to the person, as markdown, and log it."""
        request, explanation = request_of(asked), explain(error)
        if explanation.error_id:
            _log.error("%s failed, error id %s", request.name, explanation.error_id, exc_info=error)
        else:
            # The log holds the error's type and not its words: they may hold what somebody typed.
            cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
            _log.info("%s not done: %s", request.name, type(cause).__name__)
        return with_receipt(explanation.line, request.state.receipt_id)

    def has_apologised(self, asked: Interaction | Request) -> bool:
        """Return whether the person was told that the bot leaves, before what they wanted was done."""
        return request_of(asked) in self._apologised

    async def leave(self, seconds: float, *, finishes_reload: bool = True) -> None:
        """Start nothing new, give what is at work `seconds` to finish, and apologise for the rest. A reload stops at
        its next step, and is waited for where it `finishes_reload`.
        """
        for workers in self.workers:
            workers.leave()
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
                if finishes_reload:
                    await self.reloads.ended()
        except TimeoutError:
            self._apologised |= self._attended.keys()
            self.delivery.leave()
            await asyncio.gather(*(self._apologise(*attended) for attended in self._attended.items()))

    async def _apologise(self, request: Request, in_place: bool) -> None:
        if request.is_quiet:
            return
        line = with_receipt(explain(LeavingError()).line, request.state.receipt_id)
        await self.delivery.send_line(request, line, in_place=in_place)

    @contextmanager
    def attending(self, asked: Interaction | Request, *, in_place: bool = False) -> Iterator[None]:
        """Attend to somebody. They are waited for when the bot leaves, or told that it does: in the place of what the
        reply shows of the work, where it shows that.
        """
        request = request_of(asked)
        self._attended[request] = in_place
        self._idle.clear()
        try:
            yield
        finally:
            self._attended.pop(request, None)
            if not self._attended:
                self._idle.set()

    async def _show_stages(self, request: Request, work: "asyncio.Future[Any]", stages: Stages) -> None:
        """Show stages until the work is done, however it ends."""
        pause = self.stage_seconds * FIRST_STAGE_RATIO
        while not (await asyncio.wait({work}, timeout=pause))[0]:
            pause = self.stage_seconds
            if request.is_quiet:
                continue
            message = stages.next()
            if message is None:
                await self.delivery.keep_waiting(request)
            elif await self.delivery.show(request, message):
                stages.latest, stages.shown_at = message, asyncio.get_running_loop().time()
