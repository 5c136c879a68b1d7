"""Work on the corpus: who began it, how far it is, and whether it is to stop. Read and written by several threads."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.errors import LeavingError, ReloadCancelledError
from bot.text import words
from retrieval.index import Progress


@dataclass(kw_only=True)
class ReloadJob:
    """A change of the corpus. `note` is called between two batches: the place to stop at, which the next reload then
    goes on from.

    `what` it does, as a title; `placed` says what stands already, and will be taken by the next reload where this one
    does not get to its end.
    """

    by: str
    is_leaving: Callable[[], bool]
    what: str = words.RELOADING
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    now: Callable[[], float] = time.monotonic
    progress: Progress = field(default_factory=lambda: Progress(stage=words.READING_FOLDER))
    placed: str = ""
    cancelled_by: str | None = None
    _started_at: float = field(init=False)
    _noted_at: float = field(init=False)
    _counting_since: float | None = None

    def __post_init__(self) -> None:
        self._started_at = self._noted_at = self.now()

    def note(self, progress: Progress) -> None:
        """Note how far it is. Raises ReloadCancelledError, LeavingError where it is to stop."""
        if self.is_leaving():
            raise LeavingError
        if self.cancelled_by is not None:
            raise ReloadCancelledError(self.cancelled_by)
        if progress.total and self._counting_since is None:
            self._counting_since = self.now()
        self.progress, self._noted_at = progress, self.now()

    def cancel(self, by: str) -> None:
        self.cancelled_by = by

    @property
    def seconds(self) -> float:
        """Return how long ago it started."""
        return self.now() - self._started_at

    @property
    def seconds_left(self) -> float | None:
        """Return what is left at the pace until the last batch, less what has passed since; None before the first."""
        progress, since = self.progress, self._counting_since
        if since is None or not progress.done or not progress.total:
            return None
        left = (self._noted_at - since) / progress.done * (progress.total - progress.done)
        return max(0.0, left - (self.now() - self._noted_at))
