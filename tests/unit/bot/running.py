"""The bot in this process, on a fake Discord, over a `Footnote` that says what it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.settings import BotSettings
from tests.building import document_of, passage_at
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.unit.bot.fake_footnote import PATIENCE_SECONDS, FakeFootnote

TEXT = "\n".join(f"Sentence {n} tells of drones that came." for n in range(200))
DOCUMENT = document_of(TEXT, title="A long document")
PASSAGES = [passage_at(DOCUMENT, f"Sentence {n} tells of drones that came.") for n in (0, 100)]
QUESTION = {"question": "Did drones come?"}


@asynccontextmanager
async def running(
    fake: FakeDiscord, footnote: FakeFootnote, replies_folder: Path | None = None, *, message_content: bool = False
) -> AsyncIterator[FootnoteBot]:
    """A bot that takes interactions and messages, until it leaves in good order."""
    token = fake.environment["DISCORD_TOKEN"]
    settings = BotSettings(discord_token=SecretStr(token), max_concurrent_questions=2, message_content=message_content)
    sessions = fake.identify_count
    bot = FootnoteBot(settings, lambda: footnote, (lambda: replies_folder) if replies_folder else None)
    task = asyncio.create_task(bot.start(token))
    try:
        await fake.wait_for_commands()
        # What is said before it is in the gateway does not reach it.
        await fake.wait_until(lambda: fake.identify_count > sessions, "the bot to be in the gateway")
        await bot.answers.wait()
        yield bot
    finally:
        footnote.gate.set()
        await bot.leave()
        await asyncio.gather(task, return_exceptions=True)


async def begun(footnote: FakeFootnote, count: int = 1) -> None:
    """Waits until so many questions or reloads are at work in their threads."""
    for _ in range(count):
        assert await asyncio.to_thread(footnote.begun.acquire, timeout=PATIENCE_SECONDS)


async def said(interaction: Interaction) -> str:
    """What the person reads: the line, or the first embed."""
    message = await interaction.wait_for_message()
    return message.text
