from pathlib import Path

import pytest

from bot.settings import LOGIN_REMEDY, BotSettings, load_bot_settings
from retrieval.errors import SettingsError


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment and a folder in which nothing is set."""
    for name in BotSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def write_env(*lines: str) -> None:
    Path(".env").write_text("\n".join(lines), encoding="utf-8")


def test_a_token_is_enough() -> None:
    write_env("DISCORD_TOKEN=a.b.c", "ANOTHER_PROGRAM=1")
    settings = load_bot_settings()
    assert settings.discord_token.get_secret_value() == "a.b.c"
    assert settings.discord_guild_id is None
    assert (settings.log_level, settings.max_concurrent_questions) == ("INFO", 2)


def test_the_environment_comes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_env("DISCORD_TOKEN=file")
    monkeypatch.setenv("DISCORD_TOKEN", "environment")
    assert load_bot_settings().discord_token.get_secret_value() == "environment"


@pytest.mark.parametrize("line", ["", "DISCORD_TOKEN=", 'DISCORD_TOKEN="   "'])
def test_no_token_is_told_with_what_to_do(line: str) -> None:
    write_env(line)
    with pytest.raises(SettingsError) as raised:
        load_bot_settings()
    assert raised.value.what == "There is no DISCORD_TOKEN."
    assert raised.value.remedy == LOGIN_REMEDY
    assert ".env" in LOGIN_REMEDY


def test_blank_values_are_unset() -> None:
    write_env("DISCORD_TOKEN=x", "DISCORD_GUILD_ID=", "LOG_LEVEL= ", "MAX_CONCURRENT_QUESTIONS=", "DISCORD_API_BASE=")
    settings = load_bot_settings()
    assert settings == BotSettings(discord_token=settings.discord_token)


def test_values_are_read_as_people_write_them() -> None:
    write_env(
        "DISCORD_TOKEN=x",
        "DISCORD_GUILD_ID=1100000000000003000",
        "LOG_LEVEL=debug",
        "DISCORD_API_BASE=http://127.0.0.1:8000/api/v10/",
        "DISCORD_GATEWAY_URL=ws://127.0.0.1:8000/gateway",
    )
    settings = load_bot_settings()
    assert settings.discord_guild_id == 1100000000000003000
    assert settings.log_level == "DEBUG"
    assert settings.discord_api_base == "http://127.0.0.1:8000/api/v10"
    assert settings.discord_gateway_url == "ws://127.0.0.1:8000/gateway"


@pytest.mark.parametrize(
    "line",
    [
        "DISCORD_GUILD_ID=my server",
        "DISCORD_GUILD_ID=0",
        "LOG_LEVEL=chatty",
        "MAX_CONCURRENT_QUESTIONS=0",
        "DISCORD_API_BASE=discord.com/api",
        "DISCORD_GATEWAY_URL=https://gateway.discord.gg",
    ],
)
def test_what_cannot_be_used_is_named_and_the_token_never_told(line: str) -> None:
    write_env("DISCORD_TOKEN=hush", line)
    with pytest.raises(SettingsError) as raised:
        load_bot_settings()
    assert raised.value.what.startswith(f"{line.partition('=')[0]} cannot be used: ")
    assert "hush" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_token_does_not_show_itself() -> None:
    write_env("DISCORD_TOKEN=hush")
    assert "hush" not in repr(load_bot_settings())
