"""Lanes, whoever is given up when: each is given back, and nobody who still waits is forgotten."""

import asyncio
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replying.lanes import FIRST_AT_ONCE, LATER_AT_ONCE, Lanes

MANY = 120
STEPS = 60
"""Of the event loop, in which they come and are given up."""


async def _pass(steps: int) -> None:
    for _ in range(steps):
        await asyncio.sleep(0)


async def _run(order: Random) -> tuple[int, list[str]]:
    """How many were sent, and what was kept once all was over."""
    lanes, sent = Lanes(), 0

    async def send(comes: int, takes: int, *, is_first: bool) -> None:
        nonlocal sent
        await _pass(comes)
        async with lanes.first() if is_first else lanes.later():
            await _pass(takes)
        sent += 1

    async def give_up(task: "asyncio.Task[None]", at: int) -> None:
        await _pass(at)
        task.cancel()

    given_up, sending = [], []
    for _ in range(MANY):
        coming = send(order.randrange(STEPS), order.randrange(8), is_first=order.random() < 0.5)
        task = asyncio.create_task(coming)
        sending.append(task)
        if order.random() < 0.4:
            given_up.append(asyncio.create_task(give_up(task, order.randrange(2 * STEPS))))
    await asyncio.wait([*sending, *given_up])
    cancelled = sum(task.cancelled() for task in sending)
    kept = ["a first response"] * (FIRST_AT_ONCE - lanes._first._value + lanes._pending)
    kept += ["a later one"] * (LATER_AT_ONCE - lanes._later._value)
    return MANY - cancelled - sent, kept


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_nobody_waits_for_a_lane_that_is_free(order: Random) -> None:
    forgotten, kept = asyncio.run(_run(order))
    assert (forgotten, kept) == (0, [])
