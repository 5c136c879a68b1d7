"""Changes of the corpus from Discord: one at a time, told of while they go on, and to be stopped."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import discord

from bot.buttons.keys import CancelKey
from bot.cards import job as job_pages
from bot.cards.message import OutgoingMessage
from bot.errors import ChangeUnderWayError, ReloadCancelledError
from bot.jobs.progress import SHOWN_EVERY_SECONDS, ProgressMessage
from bot.reload_job import ReloadJob
from bot.replying.queue import looked_at
from bot.replying.reply import Desk
from bot.replying.send import Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The result of a job, for whoever began it; and in brief for all, where only the channel can be written any
    more.
    """

    messages: Sequence[OutgoingMessage]
    brief: OutgoingMessage


JobWork = Callable[[ReloadJob], Awaitable[Done]]
"""Reports to the job, and stops where that says so."""


class Reloads:
    """`job` is the one at work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.workers = desk.reloads
        self.job: ReloadJob | None = None
        self.shown_every_seconds = SHOWN_EVERY_SECONDS

    def check_free(self) -> None:
        """Check that nothing is at work. Raises ChangeUnderWayError."""
        if self.job is not None:
            raise ChangeUnderWayError(job_pages.under_way(self.job))

    async def run(self, interaction: Interaction, what: str, work: JobWork) -> None:
        """Do the work, in place of the message whose button was pressed, or else in a reply to the person alone. What
        goes wrong with it is told there. Raises ChangeUnderWayError, TooBusyError, LeavingError.
        """
        is_press = interaction.type is discord.InteractionType.component
        with self._desk.attending(interaction, in_place=True):
            with self.started(interaction.user.display_name, what) as job:
                if not await self._desk.delivery.acknowledge(
                    interaction, ephemeral=True, thinking=not is_press, is_long=True
                ):
                    return
                message = ProgressMessage(interaction, self._desk.delivery, every_seconds=self.shown_every_seconds)
                done = looked_at(work(job))
                await message.follow(done, lambda is_public: job_pages.progress(job, is_public=is_public))
            error = done.exception()
            ended = done.result() if error is None else self._unfinished(interaction, job, error)
            if not self._desk.has_apologised(interaction):
                await message.end(ended.messages, ended.brief)
                self._desk.delivery.forget(interaction)

    def cancel(self, key: CancelKey, by: str) -> bool:
        """Have the job stop at the next batch; False where it is over."""
        if self.job is None or self.job.id != key.job_id:
            return False
        self.job.cancel(by)
        return True

    @contextmanager
    def started(self, by: str, what: str) -> Iterator[ReloadJob]:
        """Hold the one place for a job, and yield the job. Raises ChangeUnderWayError, TooBusyError, LeavingError."""
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
            message = job_pages.cancelled(job)
        else:
            message = job_pages.unfinished(self._desk.explanation(interaction, error), job)
        return Done(messages=[message], brief=job_pages.unfinished_for_all(job))
