"""Work on the corpus: who began it, how far it is, and whether it is to stop. Read and written by several threads."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.workers import LeavingError
from retrieval.indexing import Progress

RELOADING = "Reloading the corpus"


class ReloadCancelledError(Exception):
    """Somebody pressed the button; the first argument says who."""


@dataclass(kw_only=True)
class ReloadJob:
    """`note` is called between two batches: the place to stop at, which the next reload then goes on from.

    `what` it does, as a title; `placed` says what stands already, and will be taken by the next reload where this one
    does not get to its end.
    """

    by: str
    is_leaving: Callable[[], bool]
    what: str = RELOADING
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    now: Callable[[], float] = time.monotonic
    progress: Progress = field(default_factory=lambda: Progress(stage="reading"))
    placed: str = ""
    cancelled_by: str | None = None
    _began: float = field(init=False)
    _noted: float = field(init=False)
    _counting_since: float | None = None

    def __post_init__(self) -> None:
        self._began = self._noted = self.now()

    def note(self, progress: Progress) -> None:
        """Raises ReloadCancelledError, LeavingError."""
        if self.is_leaving():
            raise LeavingError
        if self.cancelled_by is not None:
            raise ReloadCancelledError(self.cancelled_by)
        if progress.total and self._counting_since is None:
            self._counting_since = self.now()
        self.progress, self._noted = progress, self.now()

    def cancel(self, by: str) -> None:
        self.cancelled_by = by

    @property
    def seconds(self) -> float:
        """Since it began."""
        return self.now() - self._began

    @property
    def seconds_left(self) -> float | None:
        """At the pace until the last batch, less what has passed since; None before there is one."""
        progress, since = self.progress, self._counting_since
        if since is None or not progress.done or not progress.total:
            return None
        left = (self._noted - since) / progress.done * (progress.total - progress.done)
        return max(0.0, left - (self.now() - self._noted))
