"""Threads for what would block the event loop, with a bound on how much may wait for them."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import LeavingError, TooBusyError, TooManyAtOnceError

COOL_DOWN_SECONDS = 15.0
"""The seconds that a person waits behind a full queue, so that one of two questions is answered: docs/operating.md,
"How much at once"."""

T = TypeVar("T")


def looked_at(work: Awaitable[T]) -> asyncio.Future[T]:
    """Start it apart from whoever waits for it. Where they are gone before it ends, what it ends with is told by
    nobody: not as a fault that was never seen.
    """
    future = asyncio.ensure_future(work)
    future.add_done_callback(_look_at)
    return future


def _look_at(future: asyncio.Future[Any]) -> None:
    if not future.cancelled():
        future.exception()


@dataclass(slots=True, eq=False)
class Place:
    """A place in the queue for one piece of work. `future` is there once the work was handed to the threads."""

    future: Future[Any] | None = None


class Workers:
    """`threads` at work, and at most `waiting` pieces of work behind them; of one person at most `each`, and who comes
    with more is not listened to for `COOL_DOWN_SECONDS`. `now` is in seconds of the Unix epoch.
    """

    def __init__(
        self,
        name: str,
        *,
        threads: int,
        waiting: int,
        each: int | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._executor = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._places = threads + waiting
        self._each = each
        self._now = now
        self._taken = 0
        self._of_person: Counter[int] = Counter()
        self._cooling: dict[int, float] = {}
        # The futures stand in the order in which they were begun.
        self._futures: dict[Future[Any], None] = {}
        self._leaving = False
        self._freed = asyncio.Event()

    @contextmanager
    def place(self, person: int | None = None) -> Iterator[Place]:
        """Hold a place for one piece of work. Raises TooBusyError, TooManyAtOnceError or LeavingError."""
        if self._leaving:
            raise LeavingError
        if person is not None:
            self._check(person)
        if self._taken >= self._places:
            raise TooBusyError
        self._taken += 1
        if person is not None:
            self._of_person[person] += 1
        try:
            yield Place()
        finally:
            self._taken -= 1
            if person is not None:
                self._leave_room(person)
            self._freed.set()

    def _check(self, person: int) -> None:
        """Check that the person may have one more. Raises TooManyAtOnceError."""
        if self._each is None:
            return
        now = self._now()
        self._cooling = {person_id: until for person_id, until in self._cooling.items() if until > now}
        if person not in self._cooling:
            if self._of_person[person] < self._each:
                return
            self._cooling[person] = now + COOL_DOWN_SECONDS
        raise TooManyAtOnceError(at_once=self._each, again_at=math.ceil(self._cooling[person]))

    def _leave_room(self, person: int) -> None:
        self._of_person[person] -= 1
        if not self._of_person[person]:
            del self._of_person[person]

    def ahead_of(self, place: Place) -> int:
        """Return how many pieces of work are at work or waiting before one that waits; 0 once it has begun."""
        if place.future is None or place.future.running() or place.future.done():
            return 0
        before = list(self._futures)
        return before.index(place.future) if place.future in before else 0

    async def wait_for_place(self) -> None:
        """Return once there is one: who takes it before anything else is awaited has it. Raises LeavingError."""
        while not self._leaving and self._taken >= self._places:
            self._freed.clear()
            await self._freed.wait()
        if self._leaving:
            raise LeavingError

    async def run(self, work: Callable[[], T], place: Place | None = None) -> T:
        """Do the work in one of the threads; what it raises is raised here. Raises LeavingError too."""
        if self._leaving:
            raise LeavingError
        # In the context of whoever asks: what is said about it is said in their language.
        future = self._executor.submit(copy_context().run, work)
        if place is not None:
            place.future = future
        self._futures[future] = None
        future.add_done_callback(self._forget)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._leaving and future.cancelled():
                raise LeavingError from None
            raise

    def _forget(self, future: Future[Any]) -> None:
        self._futures.pop(future, None)

    def leave(self) -> None:
        """Start nothing new and drop what waits; what is at work goes on."""
        self._leaving = True
        self._freed.set()
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def ended(self) -> None:
        """Return once no thread is at work."""
        await asyncio.gather(*map(asyncio.wrap_future, list(self._futures)), return_exceptions=True)

    @property
    def is_leaving(self) -> bool:
        """Return whether `leave` was called: what is at work for long should look, and stop."""
        return self._leaving

    @property
    def is_idle(self) -> bool:
        """Return whether no thread is at work."""
        return not self._futures
