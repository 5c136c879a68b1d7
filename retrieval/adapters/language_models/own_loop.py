"""An event loop in a thread of its own, for what must be awaited from threads that have none."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

LOOP_CLOSING_SECONDS = 5.0
"""The seconds that closing waits for what is closed on the loop, and then as long again for the loop's thread."""

Result = TypeVar("Result")

_log = logging.getLogger(__name__)


class ClosedError(Exception):
    """The loop was closed, and runs nothing any more."""


class OwnLoop:
    """An event loop that starts with the first work, and is one loop however many threads bring work at once. Its
    thread is a daemon: a process that does not close it ends all the same.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._changing = threading.Lock()
        self._running: tuple[asyncio.AbstractEventLoop, threading.Thread] | None = None
        self._at_work: set[Future[Any]] = set()
        self._closed = False

    def run(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Run a coroutine on the loop, from any thread, and return its future. Raises ClosedError."""
        with self._changing:
            if self._closed:
                work.close()
                raise ClosedError
            if self._running is None:
                loop = asyncio.new_event_loop()
                loop.set_exception_handler(_note)
                thread = threading.Thread(target=_run, args=(loop,), name=self._name, daemon=True)
                self._running = loop, thread
                thread.start()
            # This stands within the lock, so that the loop is not closed in between.
            future = asyncio.run_coroutine_threadsafe(work, self._running[0])
            self._at_work.add(future)
        future.add_done_callback(self._at_work.discard)
        return future

    def close(self, last: Callable[[], Awaitable[None]]) -> None:
        """Cancel what is at work, run `last` if anything ever ran, and stop the loop and its thread."""
        with self._changing:
            running, self._running, self._closed = self._running, None, True
        if running is None:
            return
        loop, thread = running
        # Things that the work leaves to be closed are not at work, and are not cancelled.
        for future in tuple(self._at_work):
            future.cancel()
        loop.call_soon_threadsafe(lambda: loop.create_task(_end(loop, last)))
        thread.join(LOOP_CLOSING_SECONDS * 2)


async def _end(loop: asyncio.AbstractEventLoop, last: Callable[[], Awaitable[None]]) -> None:
    ends_at = loop.time() + LOOP_CLOSING_SECONDS
    # What is half read is closed before its connections are, and each is tried whatever became of those before it.
    for step in (partial(_none_but_this, loop), loop.shutdown_asyncgens, last, partial(_none_but_this, loop)):
        # A library that cannot be closed is left.
        with suppress(Exception):
            async with asyncio.timeout_at(ends_at):
                await step()
    for task in _others(loop):
        task.cancel()
    # Those that take no end even so are dropped.
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOP_CLOSING_SECONDS):
            await _none_but_this(loop)
    loop.stop()


async def _none_but_this(loop: asyncio.AbstractEventLoop) -> None:
    """Wait until no other task is left, new ones included: the rest of a generator that is dropped half read runs in a
    task of its own, and that may be what closes a connection.
    """
    while True:
        # Work that is about to begin, such as that, is no task yet.
        await asyncio.sleep(0)
        if not (others := _others(loop)):
            return
        await asyncio.wait(others)


def _others(loop: asyncio.AbstractEventLoop) -> set["asyncio.Task[Any]"]:
    return asyncio.all_tasks(loop) - {asyncio.current_task(loop)}


def _note(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Note an error of work that nobody waits for any more: whoever brought it has been told why it was given up."""
    _log.debug("%s", context["message"], exc_info=context.get("exception"))


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()
