"""Commands of an earlier start are taken back; of what Discord does not let be taken back a line is logged."""

import aiohttp
import discord
import pytest
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.commands.offering import Offering
from bot.settings import BotSettings

GUILD = discord.Object(1)
OFFERING = Offering(BotSettings(discord_token=SecretStr("a.token")))


async def gone(*, guild: discord.abc.Snowflake) -> list[object]:
    raise aiohttp.ClientConnectionError(f"Connector of {guild.id} is closed")


async def test_take_back_logs_what_discord_does_not_answer(
    bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(FootnoteBot, "guilds", [GUILD])
    monkeypatch.setattr(bot.tree, "fetch_commands", gone)
    await OFFERING.take_back(bot)
    assert "whether a server has commands of an earlier start cannot be told" in caplog.text


async def test_take_back_logs_nothing_of_a_bot_that_leaves(
    bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await bot.close()
    monkeypatch.setattr(FootnoteBot, "guilds", [GUILD])
    monkeypatch.setattr(bot.tree, "fetch_commands", gone)
    caplog.clear()
    await OFFERING.take_back(bot)
    assert "commands of an earlier start" not in caplog.text
