"""A bot with nothing under way that is told to stop: it leaves without waiting for any time to pass.

The clock of the event loop stands still from then on, so that what would be waited for by time is waited for in vain.
"""

import asyncio
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.__main__ import EXIT_STOPPED, _run
from bot.client import FootnoteBot
from bot.settings import BotSettings
from bot.text import words
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.waiting import WAIT_SECONDS
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import QUESTION, said

REPLY = ("PATCH", "/webhooks/*")


class Running:
    """`python -m bot` in this process; `stop` is what a signal does."""

    def __init__(self, task: "asyncio.Task[int]", bots: list[FootnoteBot], stop: Callable[[], object]) -> None:
        self.task = task
        self.bots = bots
        self.stop = stop

    @property
    def is_idle(self) -> bool:
        return not self.bots[0].desk._attended and self.bots[0].is_idle


@pytest.fixture
async def running(
    fake: FakeDiscord, footnote: FakeFootnote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Running]:
    handlers: dict[int, Callable[[], object]] = {}
    bots: list[FootnoteBot] = []

    def made(settings: BotSettings, *_: object) -> FootnoteBot:
        bot = FootnoteBot(settings, lambda: footnote, lambda: tmp_path / "open-replies")
        bot.presence_seconds = 0.01
        bots.append(bot)
        return bot

    def kill(code: int) -> None:
        raise AssertionError(f"it ended itself with {code}, since a thread was at work")

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "add_signal_handler", handlers.__setitem__)
    monkeypatch.setattr(loop, "remove_signal_handler", handlers.pop)
    monkeypatch.setattr("bot.client.FootnoteBot", made)
    monkeypatch.setattr("bot.logs.log_to_stderr", lambda _: None)
    monkeypatch.setattr("retrieval.process.do_not_linger", lambda _: None)
    monkeypatch.setattr(os, "_exit", kill)
    settings = BotSettings(discord_token=SecretStr(fake.environment["DISCORD_TOKEN"]), max_concurrent_questions=2)
    task = asyncio.create_task(_run(settings))
    await fake.wait_until(lambda: fake.presence == words.ONLINE, "the bot to answer")
    yield Running(task, bots, handlers[signal.SIGTERM])
    if not task.done():
        await bots[0].leave()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def code_once_the_clock_stands_still(running: Running, monkeypatch: pytest.MonkeyPatch) -> int:
    loop = asyncio.get_running_loop()
    now = loop.time()
    # Spent only where the test fails: a timer of the loop's would not end it.
    patience = threading.Timer(WAIT_SECONDS, loop.call_soon_threadsafe, [running.task.cancel])
    with monkeypatch.context() as clock:
        clock.setattr(loop, "time", lambda: now)
        patience.start()
        try:
            running.stop()
            return await running.task
        finally:
            patience.cancel()


async def test_what_was_asked_nothing_waits_for_nothing(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await code_once_the_clock_stands_still(running, monkeypatch) == EXIT_STOPPED


async def test_what_has_answered_waits_for_nothing(
    fake: FakeDiscord, footnote: FakeFootnote, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    footnote.model_name, footnote.stages = "a-model", ("search", "write")
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
    await said(await fake.slash("source list"))
    await fake.wait_until(lambda: running.is_idle, "it to be done with")
    assert await code_once_the_clock_stands_still(running, monkeypatch) == EXIT_STOPPED


async def test_what_discord_takes_nothing_more_from_for_now_waits_for_nothing(
    fake: FakeDiscord, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.take_the_last(*REPLY, seconds=600.0)
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
    await fake.wait_until(lambda: running.is_idle, "it to be done with")
    assert await code_once_the_clock_stands_still(running, monkeypatch) == EXIT_STOPPED
