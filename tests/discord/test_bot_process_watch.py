"""The real bot with WATCH_CORPUS: what is put into the corpus folder answers, and nobody has typed a command."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.discord.fake.bot_process import PATIENCE_SECONDS, BotProcess, FirstStart
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.reading import description, quotes, shown
from tests.discord.test_bot_process_corpus import LIGHTHOUSE, LIT, write
from tests.indexes import copy_of_index

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def watching(first_start: FirstStart, corpus_folder: Path, tmp_path: Path) -> AsyncIterator[BotProcess]:
    shutil.copytree(corpus_folder, tmp_path / "corpus")
    copy_of_index(first_start.data, tmp_path / "data")
    async with FakeDiscord() as discord:
        bot = BotProcess(discord, tmp_path, corpus=tmp_path / "corpus", data=tmp_path / "data")
        bot.environment["WATCH_CORPUS"] = "true"
        try:
            await bot.start()
            yield bot
        finally:
            await bot.kill()


@pytest.mark.slow
async def test_a_file_that_is_put_into_the_folder_answers_is_logged_and_it_leaves_in_good_order(
    watching: BotProcess,
) -> None:
    write(watching.corpus / "skerryvore.md", LIGHTHOUSE)
    async with asyncio.timeout(PATIENCE_SECONDS):
        listed = ""
        while "6 documents" not in listed:
            listed = shown(await watching.call("source list"))
    assert "1 February 1844" in quotes(await watching.ask(LIT))[1]
    log = description(await watching.manage("corpus log"))
    assert "the corpus folder, watched" in log
    assert "skerryvore" in log
    assert await watching.stop() == 0
    assert "the corpus folder was reloaded: added=1" in watching.stderr
    assert "Traceback" not in watching.stderr
