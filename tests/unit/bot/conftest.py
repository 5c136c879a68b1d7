"""What the tests of the bot share: a clock, and a bot in this process on a fake Discord."""

from collections.abc import AsyncIterator

import discord
import pytest
import yarl

from bot.client import FootnoteBot
from tests.discord.fake.fake_discord import FakeDiscord
from tests.unit.bot.clock import Clock
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import PASSAGES, running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
        gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield server


@pytest.fixture
def footnote() -> FakeFootnote:
    return FakeFootnote(PASSAGES)


@pytest.fixture
async def bot(fake: FakeDiscord, footnote: FakeFootnote) -> AsyncIterator[FootnoteBot]:
    async with running(fake, footnote) as bot:
        yield bot
