import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bot.errors import LeavingError, TooBusyError
from bot.replying.queue import Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers("test", threads=1, waiting=1)
    yield made
    made.leave()


async def test_work_is_done_in_another_thread(workers: Workers) -> None:
    assert await workers.run(threading.get_ident) != threading.get_ident()
    assert workers.is_idle


async def test_what_work_raises_is_raised(workers: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        await workers.run(lambda: 1 // 0)


def test_places_are_bounded_and_given_back(workers: Workers) -> None:
    with ExitStack() as held:
        held.enter_context(workers.place())
        held.enter_context(workers.place())
        with pytest.raises(TooBusyError), workers.place():
            pass
    with workers.place():
        pass


async def test_leaving_drops_what_waits_and_lets_what_is_at_work_finish(workers: Workers) -> None:
    begun, gate = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        gate.wait(30)
        return "finished"

    at_work = asyncio.create_task(workers.run(slow))
    await asyncio.to_thread(begun.wait, 120)
    waiting = asyncio.create_task(workers.run(lambda: "never"))
    await asyncio.sleep(0)
    workers.leave()
    with pytest.raises(LeavingError):
        await waiting
    with pytest.raises(LeavingError):
        await workers.run(lambda: "never")
    with pytest.raises(LeavingError), workers.place():
        pass
    assert workers.is_leaving
    assert not workers.is_idle
    gate.set()
    assert await at_work == "finished"
    assert workers.is_idle


async def test_a_cancelled_wait_is_not_taken_for_leaving(workers: Workers) -> None:
    gate = threading.Event()
    waiting = asyncio.create_task(workers.run(lambda: gate.wait(30)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()


async def test_a_place_can_be_waited_for(workers: Workers) -> None:
    with ExitStack() as held:
        held.enter_context(workers.place())
        await workers.wait_for_place()
        held.enter_context(workers.place())
        waiting = asyncio.create_task(workers.wait_for_place())
        await asyncio.sleep(0)
        assert not waiting.done()
        held.close()
        await asyncio.wait_for(waiting, 120)


async def test_who_waits_for_a_place_is_told_when_there_will_be_none(workers: Workers) -> None:
    with workers.place(), workers.place():
        waiting = asyncio.create_task(workers.wait_for_place())
        await asyncio.sleep(0)
        workers.leave()
        with pytest.raises(LeavingError):
            await asyncio.wait_for(waiting, 120)
