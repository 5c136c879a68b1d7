"""Where Discord takes a request and says that the token may send no more for now: what was taken is over, and what
comes next waits its time and no longer.
"""

import asyncio
import gc
from collections.abc import Iterator

import pytest
from discord.webhook.async_ import AsyncDeferredLock

from bot.client import FootnoteBot
from bot.replying.pacing import TokenLock
from bot.text import words
from tests.building import answer_of
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import QUESTION, begun, said

CALLBACK, REPLY, FOLLOW_UP = ("POST", "/interactions/*"), ("PATCH", "/webhooks/*"), ("POST", "/webhooks/*")
LONG = answer_of(*(f"Drones were delivered in the year {number}, " + "and so on, " * 60 for number in range(9)))
MUCH_LATER = 600.0
"""In seconds: longer than anything is waited for."""


@pytest.fixture(autouse=True)
def no_luck() -> Iterator[None]:
    """Whether a lock that nobody gives back is found again depends on what is collected when."""
    gc.disable()
    yield
    gc.enable()


def sent(fake: FakeDiscord, interaction: Interaction, method: str) -> int:
    ours = (request for request in fake.requests if interaction.token in request.path)
    return sum(request.method == method for request in ours)


async def is_done(fake: FakeDiscord, bot: FootnoteBot) -> None:
    await fake.wait_until(lambda: not bot.desk._attended, "it to be done with")


async def test_an_acknowledgement_that_was_the_last_to_be_taken_is_heard_at_once(
    fake: FakeDiscord, bot: FootnoteBot, caplog: pytest.LogCaptureFixture
) -> None:
    fake.take_the_last(*CALLBACK, seconds=MUCH_LATER)
    interaction = await fake.slash("ask", QUESTION)
    assert "Drones were delivered." in await said(interaction)
    await is_done(fake, bot)
    assert sent(fake, interaction, "POST") == 1
    assert "acknowledged" not in caplog.text


async def test_an_answer_that_was_the_last_to_be_taken_is_sent_once_and_done_with(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    fake.take_the_last(*REPLY, seconds=MUCH_LATER)
    interaction = await fake.slash("ask", QUESTION)
    assert "Drones were delivered." in await said(interaction)
    await is_done(fake, bot)
    assert sent(fake, interaction, "PATCH") == 1
    assert not bot.desk.delivery.lanes._later.locked()


async def test_what_follows_the_last_that_was_taken_waits_and_is_all_there(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.outcome = LONG
    for request in (REPLY, FOLLOW_UP):
        fake.take_the_last(*request, seconds=0.1)
    interaction = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: len(interaction.messages) == 3, "all of it")
    await is_done(fake, bot)
    assert (sent(fake, interaction, "PATCH"), sent(fake, interaction, "POST")) == (1, 3)
    assert words.INCOMPLETE not in interaction.messages[0].text


async def test_what_was_given_up_keeps_nobody_waiting(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a stage the bot waits for what Discord says for some seconds alone."""
    monkeypatch.setattr("bot.replying.delivery.SHOW_SECONDS", 0.1)
    bot.desk.stage_seconds = 0.01
    footnote.model_name, footnote.stages = "a-model", ("search", "write")
    footnote.gate.clear()
    fake.take_the_last(*REPLY, seconds=0.3)
    interaction = await fake.slash("ask", QUESTION)
    await begun(footnote)
    await fake.wait_until(lambda: sent(fake, interaction, "PATCH") > 0, "the stage to be shown")
    footnote.gate.set()
    assert "Drones were delivered." in await said(interaction)
    await is_done(fake, bot)


@pytest.mark.parametrize("delta", [None, 0.0, 0.001])
async def test_a_lock_is_given_back_however_what_held_it_has_ended(delta: float | None) -> None:
    lock = asyncio.Lock()

    async def hold() -> None:
        async with TokenLock(lock) as held:
            if delta is not None:
                held.delay_by(delta)
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0)
    assert lock.locked()
    holding.cancel()
    async with lock:
        assert holding.cancelled()


def test_discord_py_keeps_a_lock_that_is_given_up_while_it_waits() -> None:
    """Once it does not, `TokenLock` can go."""

    async def is_kept() -> bool:
        lock = asyncio.Lock()

        async def hold() -> None:
            async with AsyncDeferredLock(lock) as held:
                held.delay_by(MUCH_LATER)

        holding = asyncio.create_task(hold())
        await asyncio.sleep(0)
        holding.cancel()
        await asyncio.wait({holding})
        return lock.locked()

    assert asyncio.run(is_kept())
