"""`footnote config`: each setting with its value and where it comes from, and no secret."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import BotSettings
from footnote.configuration import SettingInForce, SettingSource, settings_in_force
from retrieval.errors import SettingsError
from retrieval.settings import RetrievalSettings

SECRET = "do-not-show-this"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, and none of our variables."""
    monkeypatch.chdir(tmp_path)
    for kind in (RetrievalSettings, BotSettings):
        for field in kind.model_fields:
            monkeypatch.delenv(field.upper(), raising=False)


def found(kind: type[RetrievalSettings | BotSettings], **named: Path) -> Mapping[str, SettingInForce]:
    return {setting.name: setting for setting in settings_in_force(kind, named)}


@pytest.mark.parametrize("kind", [RetrievalSettings, BotSettings])
def test_settings_in_force_names_every_setting(kind: type[RetrievalSettings | BotSettings]) -> None:
    settings = found(kind)
    assert list(settings) == [field.upper() for field in kind.model_fields]
    assert {setting.source for setting in settings.values()} == {SettingSource.DEFAULT}
    assert not [setting for setting in settings.values() if setting.fault]


def test_value_is_of_the_last_source_that_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CORPUS_DIR=of-file\nRECEIPT_DAYS=7\nDATA_DIR=of-file\n", encoding="utf-8")
    monkeypatch.setenv("corpus_dir", "of-environment")
    settings = found(RetrievalSettings, data_dir=Path("of-the-command"))
    assert (settings["CORPUS_DIR"].value, settings["CORPUS_DIR"].source) == (
        "of-environment",
        SettingSource.ENVIRONMENT,
    )
    assert (settings["DATA_DIR"].value, settings["DATA_DIR"].source) == ("of-the-command", SettingSource.NAMED)
    assert (settings["RECEIPT_DAYS"].value, settings["RECEIPT_DAYS"].source) == (7, SettingSource.ENV_FILE)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (RetrievalSettings, "CHROMA_TOKEN", SECRET),
        (RetrievalSettings, "DATABASE_URL", f"postgresql://footnote:{SECRET}@host/footnote"),
        (RetrievalSettings, "LANGUAGE_MODEL_API_KEY", SECRET),
        (RetrievalSettings, "LANGUAGE_MODEL_API_KEY", f"{SECRET}\n{SECRET}"),
        (RetrievalSettings, "LANGUAGE_MODEL_BASE_URL", f"http://user:{SECRET}@host/v1"),
        (RetrievalSettings, "CHROMA_URL", f"http://user:{SECRET}@host:8000"),
        (BotSettings, "DISCORD_TOKEN", SECRET),
        (BotSettings, "DISCORD_TOKEN", f"{SECRET}\n"),
        (BotSettings, "DISCORD_GUILD_ID", SECRET),
    ],
)
def test_no_secret_is_shown(
    kind: type[RetrievalSettings | BotSettings], name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    setting = found(kind)[name]
    assert setting.source == SettingSource.ENVIRONMENT
    assert SECRET not in repr(setting) + setting.in_words


def test_secret_is_said_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(BotSettings)["DISCORD_TOKEN"].in_words == "not set"
    monkeypatch.setenv("DISCORD_TOKEN", SECRET)
    assert found(BotSettings)["DISCORD_TOKEN"].in_words == "set, not shown"


def test_fault_of_one_setting_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    monkeypatch.setenv("ADMIN_GUILD_ID", "home")
    monkeypatch.setenv("WATCH_CORPUS", "yes")
    settings = found(BotSettings)
    assert {name for name, setting in settings.items() if setting.fault} == {"LOG_LEVEL", "ADMIN_GUILD_ID"}
    assert settings["WATCH_CORPUS"].value is True


def test_fault_between_two_settings_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_DAILY_TOKENS", "5")
    fault = found(RetrievalSettings)["LANGUAGE_MODEL_DAILY_TOKENS"].fault
    assert fault is not None
    assert "LANGUAGE_MODEL_QUESTION_TOKENS" in fault


def test_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"CORPUS_DIR=\xff\n")
    with pytest.raises(SettingsError, match="not UTF-8"):
        found(RetrievalSettings)
