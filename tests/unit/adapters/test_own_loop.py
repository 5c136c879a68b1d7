"""A loop of its own ends what it began, and the rest of what was dropped half read with it."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator

import pytest

from retrieval.adapters.language_models.own_loop import OwnLoop

STEPS = 100
"""More than closing takes by itself."""
TIMES = 100


async def nothing() -> None:
    pass


def test_what_a_dropped_generator_has_left_to_do_is_done_before_the_loop_is_closed() -> None:
    begun, closed = threading.Event(), threading.Event()

    async def pieces() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            for _ in range(STEPS):
                await asyncio.sleep(0)
            closed.set()

    async def read() -> None:
        async for _ in pieces():
            begun.set()
            await asyncio.Event().wait()

    loop = OwnLoop("test")
    loop.run(read())
    begun.wait()
    loop.close(nothing)
    assert closed.is_set()


def test_own_loop_closes_what_was_dropped_just_before_it_is_closed() -> None:
    """Tried many times: whether the loop has begun to close it by then is chance."""

    async def pieces(closed: list[None]) -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            closed.append(None)

    async def handed_on(closed: list[None]) -> AsyncIterator[int]:
        async for piece in pieces(closed):
            yield piece

    async def read(half_read: list[AsyncIterator[int]]) -> None:
        await anext(half_read[0])

    async def drop(half_read: list[AsyncIterator[int]]) -> None:
        half_read.clear()

    for _ in range(TIMES):
        closed: list[None] = []
        half_read = [handed_on(closed)]
        loop = OwnLoop("test")
        loop.run(read(half_read)).result()
        loop.run(drop(half_read)).result()
        loop.close(nothing)
        assert closed


@pytest.mark.parametrize("fails", [False, True], ids=["closed", "cannot be closed"])
def test_what_closing_itself_leaves_to_do_is_done_as_well(fails: bool) -> None:
    finished = threading.Event()
    kept = set()

    async def later() -> None:
        for _ in range(STEPS):
            await asyncio.sleep(0)
        finished.set()

    async def last() -> None:
        kept.add(asyncio.create_task(later()))
        if fails:
            raise RuntimeError("it is in use")

    loop = OwnLoop("test")
    loop.run(nothing()).result()
    loop.close(last)
    assert finished.is_set()


def test_own_loop_logs_no_error_of_work_that_nobody_waits_for(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ValueError

    async def leave_failing_work() -> None:
        task = asyncio.get_running_loop().create_task(fail())
        await asyncio.wait([task])

    loop = OwnLoop("test")
    loop.run(leave_failing_work()).result()
    gc.collect()
    loop.close(nothing)
    assert caplog.records == []
