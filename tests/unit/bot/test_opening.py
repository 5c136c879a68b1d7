"""A bot is in Discord while it reads the documents for the first time and loads the models, and says so."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.settings import BotSettings
from bot.text import words
from retrieval.errors import CorpusError, FootnoteError, ModelError, RecordsMismatchError, StoreLockedError
from tests.discord.fake.fake_discord import FakeDiscord
from tests.faults import FAULT
from tests.unit.bot.fake_footnote import PATIENCE_SECONDS, FakeFootnote
from tests.unit.bot.running import PASSAGES, QUESTION, begun, said


@asynccontextmanager
async def started(fake: FakeDiscord, footnote: FakeFootnote) -> AsyncIterator[FootnoteBot]:
    """Not yet one that answers."""
    token = fake.environment["DISCORD_TOKEN"]
    bot = FootnoteBot(BotSettings(discord_token=SecretStr(token)), lambda: footnote)
    bot.presence_seconds = 0.01
    task = asyncio.create_task(bot.start(token))
    try:
        await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
        yield bot
    finally:
        footnote.gate.set()
        await bot.leave()
        await asyncio.gather(task, return_exceptions=True)


async def test_it_is_in_discord_while_the_first_index_is_built(fake: FakeDiscord) -> None:
    footnote = FakeFootnote()
    footnote.gate.clear()
    async with started(fake, footnote) as bot:
        await begun(footnote)
        await fake.wait_until(
            lambda: fake.presence == "reading the documents: 64 of 640", "the presence to say how far it is"
        )
        waits = "I have just been started and am reading the documents: 64 of 640. Please ask again in a moment."
        asked = await fake.slash("ask", QUESTION)
        assert await said(asked) == waits
        assert asked.messages[0].ephemeral
        assert await said(await fake.slash("source list")) == waits
        assert await fake.autocomplete("source show", {"document": "d"}, focused="document") == []
        footnote.passages = {passage.id: passage for passage in PASSAGES}
        footnote.gate.set()
        await bot.answers.wait()
        await fake.wait_until(lambda: fake.presence == words.ONLINE, "the presence to change")
        assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
        assert "A long document" in await said(await fake.slash("source list"))


class SlowModels(FakeFootnote):
    def __init__(self) -> None:
        super().__init__(PASSAGES)
        self.loading = threading.Event()
        self.load_error: Exception | None = None

    def load(self) -> None:
        assert self.loading.wait(PATIENCE_SECONDS)
        if self.load_error is not None:
            raise self.load_error


async def test_it_is_in_discord_while_the_models_are_loaded(fake: FakeDiscord) -> None:
    footnote = SlowModels()
    async with started(fake, footnote) as bot:
        await fake.wait_until(lambda: fake.presence == "loading the models", "the presence to say so")
        assert "am loading the models" in await said(await fake.slash("ask", QUESTION))
        footnote.loading.set()
        await bot.answers.wait()
        assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))


MENDED_BY_THE_OPERATOR = [
    ModelError(FAULT, what="The model is not there.", remedy="Fetch it."),
    CorpusError(FAULT, what="The corpus folder does not exist.", remedy="Make it."),
    RecordsMismatchError(FAULT, what="Another version wrote them.", remedy="Run that one."),
]


@pytest.mark.parametrize("error", MENDED_BY_THE_OPERATOR, ids=["model", "corpus", "records"])
async def test_what_the_operator_must_mend_still_ends_the_start(fake: FakeDiscord, error: FootnoteError) -> None:
    footnote = SlowModels()
    footnote.load_error = error
    token = fake.environment["DISCORD_TOKEN"]
    bot = FootnoteBot(BotSettings(discord_token=SecretStr(token)), lambda: footnote)
    task = asyncio.create_task(bot.start(token))
    await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
    footnote.loading.set()
    with pytest.raises(type(error)):
        await task
    await bot.leave()
    assert footnote.is_closed


async def test_a_second_bot_over_the_index_never_enters_the_gateway(fake: FakeDiscord) -> None:
    def open_footnote() -> FakeFootnote:
        raise StoreLockedError(FAULT, what="Another process holds it.", remedy="Stop it.")

    token = fake.environment["DISCORD_TOKEN"]
    bot = FootnoteBot(BotSettings(discord_token=SecretStr(token)), open_footnote)
    with pytest.raises(StoreLockedError):
        await bot.start(token)
    await bot.leave()
    assert fake.connection_count == 0


async def test_the_first_index_stops_at_its_next_step_when_the_bot_leaves(fake: FakeDiscord) -> None:
    footnote = FakeFootnote()
    footnote.gate.clear()
    async with started(fake, footnote) as bot:
        await begun(footnote)
        leaving = asyncio.create_task(bot.leave())
        await asyncio.sleep(0)
        footnote.gate.set()
        await leaving
        assert footnote.is_closed
        assert not bot.answers.is_set()


async def test_a_bot_that_leaves_while_it_reads_the_documents_leaves_no_error_that_nobody_saw(
    fake: FakeDiscord,
) -> None:
    """As where the gateway is not there: it says so, and then stops reading."""
    unseen: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unseen.append(context))
    footnote = FakeFootnote()
    footnote.gate.clear()
    async with started(fake, footnote) as bot:
        await begun(footnote)
        await bot.close()
        bot.desk.reloads.leave()
        footnote.gate.set()
        await bot.desk.reloads.ended()
    gc.collect()
    await asyncio.sleep(0)
    assert unseen == []
