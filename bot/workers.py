"""Threads for what would block the event loop, with a bound on how much may wait for them."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class TooBusyError(Exception):
    """As much as may wait is waiting already."""


class LeavingError(Exception):
    """The bot is on its way out and begins nothing new."""


class Workers:
    """`threads` at work, and at most `waiting` pieces of work behind them."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)
        self._places = threads + waiting
        self._taken = 0
        self._futures: set[Future[Any]] = set()
        self._leaving = False
        self._freed = asyncio.Event()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one piece of work, held for as long as the context. Raises TooBusyError or LeavingError."""
        if self._leaving:
            raise LeavingError
        if self._taken >= self._places:
            raise TooBusyError
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1
            self._freed.set()

    async def wait_for_place(self) -> None:
        """Returns once there is one: who takes it before anything else is awaited has it. Raises LeavingError."""
        while not self._leaving and self._taken >= self._places:
            self._freed.clear()
            await self._freed.wait()
        if self._leaving:
            raise LeavingError

    async def run(self, work: Callable[[], T]) -> T:
        """Does the work in one of the threads; what it raises is raised here. Raises LeavingError too."""
        if self._leaving:
            raise LeavingError
        future = self._executor.submit(work)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if self._leaving and future.cancelled():
                raise LeavingError from None
            raise

    def leave(self) -> None:
        """Begins nothing new and drops what waits; what is at work goes on."""
        self._leaving = True
        self._freed.set()
        self._executor.shutdown(wait=False, cancel_futures=True)

    @property
    def is_leaving(self) -> bool:
        """Whether `leave` was called: what is at work for long should look, and stop."""
        return self._leaving

    @property
    def is_idle(self) -> bool:
        """Whether no thread is at work."""
        return not self._futures
