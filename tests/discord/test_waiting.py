"""How the tests wait for a bot: for what its Discord sees of it, and for what that never hears of."""

import asyncio

import pytest

from tests.discord.fake.waiting import Changes


async def test_what_the_fake_is_not_told_of_is_found() -> None:
    """A bot reads Discord's last answer after Discord has sent it: nobody tells the fake."""
    changes, is_done = Changes(), asyncio.Event()
    waiting = asyncio.create_task(changes.until(lambda: is_done.is_set() or None, "the bot to be done"))
    await asyncio.sleep(0)
    is_done.set()
    assert await waiting


async def test_what_never_comes_is_named() -> None:
    with pytest.raises(TimeoutError, match=r"^waited 0 s for the bot to be done$"):
        await Changes().until(lambda: None, "the bot to be done", timeout_seconds=0.0)
