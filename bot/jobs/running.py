"""Changes of the corpus from Discord: one at a time, told of while they go on, and to be stopped."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import discord

from bot import job_pages
from bot.desk import Desk
from bot.error_messages import ReloadUnderWayError
from bot.messages import CancelKey, OutgoingMessage
from bot.progress import ProgressMessage
from bot.reload_job import ReloadCancelledError, ReloadJob

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it, for whoever began it; and in brief for all, where only the channel can be written any more."""

    messages: Sequence[OutgoingMessage]
    brief: OutgoingMessage


Work = Callable[[ReloadJob], Awaitable[Done]]
"""Reports to the job, and stops where that says so."""


class Reloads:
    """`job` is the one at work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.workers = desk.reloads
        self.job: ReloadJob | None = None

    def check_free(self) -> None:
        """Raises ReloadUnderWayError."""
        if self.job is not None:
            raise ReloadUnderWayError(job_pages.under_way(self.job))

    async def run(self, interaction: Interaction, what: str, work: Work) -> None:
        """Does it, in place of the message whose button was pressed, or else in a reply to the person alone. What goes
        wrong with it is told there. Raises ReloadUnderWayError, TooBusyError, LeavingError.
        """
        is_press = interaction.type is discord.InteractionType.component
        with self._desk.attending(interaction, in_place=True):
            with self.begun(interaction.user.display_name, what) as job:
                if not await self._desk.acknowledged(interaction, ephemeral=True, thinking=not is_press):
                    return
                message = ProgressMessage(interaction)
                done = asyncio.ensure_future(work(job))
                await message.follow(done, lambda is_public: job_pages.progress(job, is_public=is_public))
            error = done.exception()
            ended = done.result() if error is None else self._unfinished(interaction, job, error)
            if not self._desk.has_apologised(interaction):
                await message.end(ended.messages, ended.brief)

    def cancel(self, key: CancelKey, by: str) -> bool:
        """Has the job stop at the next batch; False where it is over."""
        if self.job is None or self.job.id != key.job_id:
            return False
        self.job.cancel(by)
        return True

    @contextmanager
    def begun(self, by: str, what: str) -> Iterator[ReloadJob]:
        """Raises ReloadUnderWayError, TooBusyError, LeavingError."""
        self.check_free()
        with self.workers.place():
            job = ReloadJob(by=by, what=what, is_leaving=lambda: self.workers.is_leaving)
            self.job = job
            try:
                yield job
            finally:
                self.job = None

    def _unfinished(self, interaction: Interaction, job: ReloadJob, error: BaseException) -> Done:
        if isinstance(error, ReloadCancelledError):
            shown = job_pages.cancelled(job)
        else:
            shown = job_pages.unfinished(self._desk.telling(interaction, error), job)
        return Done(messages=[shown], brief=job_pages.unfinished_for_all(job))
