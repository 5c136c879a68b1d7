"""The bot as a process: one for each module, over copies of the shipped corpus and of its index."""

import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conftest import Shipped
from tests.discord.fake.bot_process import BotProcess, FirstStart
from tests.discord.fake.fake_discord import FakeDiscord
from tests.indexes import copy_of_index


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def first_start(tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path) -> FirstStart:
    folder = tmp_path_factory.mktemp("first-start")
    async with FakeDiscord() as discord:
        bot = BotProcess(discord, folder, corpus=corpus_folder, data=folder / "data")
        try:
            await bot.start()
            listed = await bot.call("source list")
            code = await bot.stop()
        finally:
            await bot.kill()
        return FirstStart(folder / "data", listed, code)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started_bot(
    shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path
) -> AsyncIterator[BotProcess]:
    """Of a module: one process, unless a test stops it."""
    folder = tmp_path_factory.mktemp("bot")
    shutil.copytree(corpus_folder, folder / "corpus")
    copy_of_index(shipped.data, folder / "data")
    async with FakeDiscord() as discord:
        bot = BotProcess(discord, folder, corpus=folder / "corpus", data=folder / "data")
        try:
            await bot.start()
            yield bot
            if bot.is_running:
                await bot.stop()
        finally:
            await bot.kill()


@pytest_asyncio.fixture(loop_scope="module")
async def bot(started_bot: BotProcess) -> AsyncIterator[BotProcess]:
    """The module's bot, started again where a test has stopped it. What it logs is shown with a test that fails."""
    if not started_bot.is_running:
        await started_bot.start()
    logged = len(started_bot.stderr)
    yield started_bot
    sys.stderr.write(started_bot.stderr[logged:])
