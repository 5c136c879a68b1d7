"""How every interaction is attended to: acknowledged at once, worked on off the event loop, and finished."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.error_messages import told
from bot.messages import OutgoingMessage
from bot.views import NO_MENTIONS, embeds_of, view_of
from bot.workers import LeavingError, Workers

Interaction = discord.Interaction[Any]
Work = Callable[[], Sequence[OutgoingMessage]]
"""Runs in a thread: may ask the index and the models, may not touch Discord."""
Stage = Callable[[], OutgoingMessage | None]
"""How far the work is; None where there is nothing to tell yet."""

STAGE_SECONDS = 1.0
"""A stage is shown no more often than this."""

WAITING_QUESTIONS = 20
"""Behind those at work. At the slowest that was measured (1.6 s a question on two busy cores), the last waits 16 s."""
LOOKUP_THREADS = 2
WAITING_LOOKUPS = 100
"""Looking a passage or document up takes milliseconds and no model."""

# Of a request to Discord; discord.py has then tried again where that makes sense.
_NOT_DELIVERED = (discord.HTTPException, aiohttp.ClientError, OSError)

_log = logging.getLogger(__name__)


class Desk:
    """Takes interactions in, and sees each through to a reply, errors included."""

    def __init__(self, *, questions_at_once: int) -> None:
        self.questions = Workers("question", threads=questions_at_once, waiting=WAITING_QUESTIONS)
        self.lookups = Workers("lookup", threads=LOOKUP_THREADS, waiting=WAITING_LOOKUPS)
        self.reloads = Workers("reload", threads=1, waiting=0)
        self.stage_seconds = STAGE_SECONDS
        self._attended: dict[Interaction, bool] = {}
        self._apologised: set[Interaction] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_leaving(self) -> bool:
        return self.questions.is_leaving

    @property
    def workers(self) -> tuple[Workers, ...]:
        return (self.questions, self.lookups, self.reloads)

    async def reply(
        self, interaction: Interaction, workers: Workers, work: Work, *, ephemeral: bool, stage: Stage | None = None
    ) -> None:
        """Replies with what the work comes to; until then with the stage that it is at, where that is told. Raises
        TooBusyError or LeavingError where it cannot be begun.
        """
        with self.attending(interaction):
            with workers.place():
                if not await self.acknowledged(interaction, ephemeral=ephemeral, thinking=True):
                    return
                running = asyncio.ensure_future(workers.run(work))
                is_shown = stage is not None and await self._show_stages(interaction, running, stage)
                try:
                    messages = await running
                except Exception:
                    if is_shown:
                        await self._take_back(interaction)
                    raise
            for place, message in enumerate(messages):
                if is_shown and not place:
                    await self._edit(interaction, message)
                else:
                    await self._send(interaction, message, ephemeral=ephemeral)

    async def change(self, interaction: Interaction, workers: Workers, work: Callable[[], OutgoingMessage]) -> None:
        """Changes the message whose button was pressed. Raises as `reply` does."""
        with self.attending(interaction):
            with workers.place():
                if not await self.acknowledged(interaction):
                    return
                message = await workers.run(work)
            await self._edit(interaction, message)

    async def open(self, interaction: Interaction, modal: discord.ui.Modal) -> None:
        """Has the person fill in a modal. Whoever asked too long ago is past it."""
        with self.attending(interaction):
            try:
                await interaction.response.send_modal(modal)
            except _NOT_DELIVERED as error:
                _log.warning("interaction %s: no modal could be opened: %s", interaction.id, error)

    async def tell(self, interaction: Interaction, error: BaseException) -> None:
        """Tells the person what went wrong, to them alone where Discord still lets us choose. Never raises."""
        line = self.telling(interaction, error)
        if interaction not in self._apologised:
            with self.attending(interaction):
                await self._say(interaction, line)

    def telling(self, interaction: Interaction, error: BaseException) -> str:
        """What to tell the person, as markdown; the log is told here."""
        telling = told(error)
        if telling.error_id:
            _log.error("interaction %s failed, error id %s", interaction.id, telling.error_id, exc_info=error)
        else:
            # Its type and not its words: they may hold what somebody typed.
            cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
            _log.info("interaction %s not done: %s", interaction.id, type(cause).__name__)
        return telling.line

    def has_apologised(self, interaction: Interaction) -> bool:
        """Whether the person was told that the bot leaves, before what they wanted was done."""
        return interaction in self._apologised

    async def leave(self, seconds: float) -> None:
        """Begins nothing new, gives what is at work `seconds` to finish, and apologises for the rest."""
        for workers in self.workers:
            workers.leave()
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            apology = told(LeavingError()).line
            self._apologised |= self._attended.keys()
            await asyncio.gather(
                *(
                    self._say(interaction, apology, in_place=in_place)
                    for interaction, in_place in self._attended.items()
                )
            )

    @contextmanager
    def attending(self, interaction: Interaction, *, in_place: bool = False) -> Iterator[None]:
        """Whoever is attended to is waited for when the bot leaves, or told that it does: in the place of what the
        reply shows of the work, where it shows that.
        """
        self._attended[interaction] = in_place
        self._idle.clear()
        try:
            yield
        finally:
            self._attended.pop(interaction, None)
            if not self._attended:
                self._idle.set()

    async def acknowledged(self, interaction: Interaction, *, ephemeral: bool = False, thinking: bool = False) -> bool:
        """Whether Discord took the acknowledgement: not where it came too late, or from another process before."""
        try:
            await interaction.response.defer(ephemeral=ephemeral, thinking=thinking)
        except _NOT_DELIVERED as error:
            _log.warning("interaction %s could not be acknowledged: %s", interaction.id, error)
            return False
        return True

    async def _show_stages(self, interaction: Interaction, work: "asyncio.Future[Any]", stage: Stage) -> bool:
        """Until the work is done, however it ends; whether one was shown, in place of "is thinking"."""
        last: OutgoingMessage | None = None
        while not (await asyncio.wait({work}, timeout=self.stage_seconds))[0]:
            message = stage()
            if message in (None, last):
                continue
            try:
                await self._edit(interaction, message)
            except _NOT_DELIVERED as error:
                _log.warning("interaction %s: its stage could not be shown: %s", interaction.id, error)
            else:
                last = message
        return last is not None

    async def _take_back(self, interaction: Interaction) -> None:
        """A stage that nothing comes after; what went wrong is told in a message of its own."""
        try:
            await interaction.delete_original_response()
        except _NOT_DELIVERED as error:
            _log.warning("interaction %s: its stage could not be taken back: %s", interaction.id, error)

    async def _edit(self, interaction: Interaction, message: OutgoingMessage) -> None:
        await interaction.edit_original_response(
            content=message.content or None,
            embeds=embeds_of(message),
            view=view_of(message),
            allowed_mentions=NO_MENTIONS,
        )

    async def _send(self, interaction: Interaction, message: OutgoingMessage, *, ephemeral: bool) -> None:
        """The first follow-up takes the place of "is thinking"."""
        await interaction.followup.send(
            content=message.content,
            embeds=embeds_of(message),
            view=view_of(message) or discord.utils.MISSING,
            ephemeral=ephemeral,
            allowed_mentions=NO_MENTIONS,
            wait=True,
        )

    async def _say(self, interaction: Interaction, line: str, *, in_place: bool = False) -> None:
        try:
            if in_place and interaction.response.is_done():
                await interaction.edit_original_response(
                    content=line, embeds=[], view=None, allowed_mentions=NO_MENTIONS
                )
            elif interaction.response.is_done():
                await interaction.followup.send(line, ephemeral=True, allowed_mentions=NO_MENTIONS, wait=True)
            else:
                await interaction.response.send_message(line, ephemeral=True, allowed_mentions=NO_MENTIONS)
        except _NOT_DELIVERED as error:
            # Too late, or Discord is not there: nobody is waiting any more, and there is no other way to them.
            _log.warning("interaction %s could not be told: %s", interaction.id, error)
