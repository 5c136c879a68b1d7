from pathlib import Path
from typing import Any

import pytest

from retrieval.errors import SettingsError
from retrieval.settings import (
    DEFAULT_EMBEDDING_MODEL,
    DEFAULT_READER_MODEL,
    RetrievalSettings,
    Strictness,
    load_retrieval_settings,
)

NAMES = [
    "CORPUS_DIR",
    "DATA_DIR",
    "EMBEDDING_MODEL",
    "READER_MODEL",
    "REFUSAL_STRICTNESS",
    "DATABASE_URL",
    "RECEIPT_DAYS",
    "SOURCE_URL",
]
DEFAULTS = RetrievalSettings(
    corpus_dir=Path("corpus"),
    data_dir=Path(".footnote"),
    embedding_model=DEFAULT_EMBEDDING_MODEL,
    reader_model=DEFAULT_READER_MODEL,
    refusal_strictness=Strictness.BALANCED,
    database_url=None,
    receipt_days=90,
    source_url=None,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, with no `.env`, and nothing set."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_defaults() -> None:
    assert load_retrieval_settings() == DEFAULTS


def test_a_dotenv_file_is_read(folder: Path) -> None:
    (folder / ".env").write_text("CORPUS_DIR=texts\nDATA_DIR='in dex'\n# a comment\nEMBEDDING_MODEL=other\nUNKNOWN=1\n")
    settings = load_retrieval_settings()
    assert (settings.corpus_dir, settings.data_dir) == (Path("texts"), Path("in dex"))
    assert settings.embedding_model == "other"


def test_the_environment_wins_over_it_and_the_command_line_over_both(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("CORPUS_DIR=from-file\nDATA_DIR=from-file\nEMBEDDING_MODEL=from-file\n")
    monkeypatch.setenv("CORPUS_DIR", "from-environment")
    monkeypatch.setenv("DATA_DIR", "from-environment")
    settings = load_retrieval_settings(data=Path("named"))
    assert settings.corpus_dir == Path("from-environment")
    assert settings.data_dir == Path("named")
    assert settings.embedding_model == "from-file"


@pytest.mark.parametrize("where", ["environment", "file"])
def test_blank_is_not_set(folder: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    for name in NAMES:
        if where == "environment":
            monkeypatch.setenv(name, "")
    if where == "file":
        (folder / ".env").write_text("".join(f"{name}=\n" for name in NAMES))
    assert load_retrieval_settings() == DEFAULTS


@pytest.mark.parametrize("strictness", Strictness)
def test_how_sure_an_answer_must_be_is_set(monkeypatch: pytest.MonkeyPatch, strictness: Strictness) -> None:
    monkeypatch.setenv("REFUSAL_STRICTNESS", strictness.value)
    assert load_retrieval_settings().refusal_strictness is strictness


@pytest.mark.parametrize("wrong", ["firm", "0.5", "strict!"])
@pytest.mark.parametrize("where", ["environment", "file"])
def test_a_strictness_that_is_none_is_named_with_those_that_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, where: str, wrong: str
) -> None:
    if where == "environment":
        monkeypatch.setenv("REFUSAL_STRICTNESS", wrong)
    else:
        (folder / ".env").write_text(f"REFUSAL_STRICTNESS={wrong}\n")
    with pytest.raises(SettingsError, match="REFUSAL_STRICTNESS cannot be used") as caught:
        load_retrieval_settings()
    assert all(repr(strictness.value) in caught.value.what for strictness in Strictness)
    assert ".env.example" in caught.value.remedy


def test_where_records_are_kept_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://footnote:s3cret@example.org/db")
    settings = load_retrieval_settings()
    assert settings.database_url is not None
    assert settings.database_url.get_secret_value().endswith("@example.org/db")
    assert "s3cret" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_an_address_of_blanks_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("DATABASE_URL=sqlite:///from-file\n")
    monkeypatch.setenv("DATABASE_URL", " ")
    assert load_retrieval_settings().database_url is None


def test_receipts_are_kept_for_as_long_as_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEIPT_DAYS", "1")
    assert load_retrieval_settings().receipt_days == 1


@pytest.mark.parametrize("wrong", ["0", "-1", "soon", "1.5", "99999999999"])
def test_days_that_are_none_are_named(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("RECEIPT_DAYS", wrong)
    with pytest.raises(SettingsError, match="RECEIPT_DAYS cannot be used"):
        load_retrieval_settings()


def test_settings_do_not_change() -> None:
    settings: Any = load_retrieval_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.data_dir = Path("elsewhere")


def test_a_wrong_value_is_named() -> None:
    wrong: Any = 7
    with pytest.raises(SettingsError, match="DATA_DIR cannot be used") as caught:
        load_retrieval_settings(data=wrong)
    assert ".env.example" in caught.value.remedy


def test_a_dotenv_file_that_is_not_utf_8_is_a_settings_error(folder: Path) -> None:
    (folder / ".env").write_bytes(b"DATA_DIR=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env"):
        load_retrieval_settings()


# The language model.

KEY = "sk-canary-5f2b"


def test_the_key_of_a_language_model_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL", "openai:a-model")
    monkeypatch.setenv("LANGUAGE_MODEL_API_KEY", KEY)
    settings = load_retrieval_settings()
    assert settings.language_model == "openai:a-model"
    assert settings.language_model_api_key is not None
    assert settings.language_model_api_key.get_secret_value() == KEY
    assert KEY not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize("wrong", [f"https://me:{KEY}@example.org/v1", f"example.org/{KEY}", f"ftp://{KEY}"])
def test_an_address_with_a_key_in_it_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_BASE_URL", wrong)
    with pytest.raises(SettingsError, match="LANGUAGE_MODEL_BASE_URL cannot be used: write http://host") as caught:
        load_retrieval_settings()
    assert KEY not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize("wrong", [f"{KEY}\n", f"{KEY}\nmore", f"{KEY}\x7f", f"{KEY}é", f"“{KEY}”", f"{KEY}\u200b"])
def test_a_key_that_no_header_takes_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_API_KEY", wrong)
    with pytest.raises(SettingsError, match=r"LANGUAGE_MODEL_API_KEY cannot be used: .*printable ASCII") as caught:
        load_retrieval_settings()
    assert KEY not in f"{caught.value} {caught.value.__cause__}"


def test_blanks_around_a_key_are_not_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_API_KEY", f" {KEY} ")
    key = load_retrieval_settings().language_model_api_key
    assert key is not None
    assert key.get_secret_value() == KEY


@pytest.mark.parametrize("wrong", ["a-model", "openai:", ":a-model", "openai:a model", KEY])
def test_a_language_model_is_named_with_its_provider(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL", wrong)
    with pytest.raises(SettingsError, match="LANGUAGE_MODEL cannot be used") as caught:
        load_retrieval_settings()
    assert caught.value.what == "LANGUAGE_MODEL cannot be used: write provider:name, as in openai:gpt-4.1-mini."
    assert KEY not in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("LANGUAGE_MODEL_TIMEOUT_SECONDS", "0"),
        ("LANGUAGE_MODEL_TIMEOUT_SECONDS", "soon"),
        ("LANGUAGE_MODEL_QUESTION_TOKENS", "100"),
        ("LANGUAGE_MODEL_DAILY_TOKENS", "-1"),
    ],
)
def test_limits_that_are_none_are_named(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    monkeypatch.setenv(name, wrong)
    with pytest.raises(SettingsError, match=f"{name} cannot be used"):
        load_retrieval_settings()


@pytest.mark.parametrize("question", [None, "5000"])
def test_a_day_that_has_no_room_for_a_question_is_refused(
    monkeypatch: pytest.MonkeyPatch, question: str | None
) -> None:
    if question:
        monkeypatch.setenv("LANGUAGE_MODEL_QUESTION_TOKENS", question)
    monkeypatch.setenv("LANGUAGE_MODEL_DAILY_TOKENS", "4999")
    with pytest.raises(SettingsError, match="LANGUAGE_MODEL_DAILY_TOKENS cannot be used") as caught:
        load_retrieval_settings()
    assert f"{int(question or 10_000):,} are set aside (LANGUAGE_MODEL_QUESTION_TOKENS)" in caught.value.what
    assert "4,999" in caught.value.what


@pytest.mark.parametrize("day", ["0", "10000", "10001"])
def test_one_that_has_is_not(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("LANGUAGE_MODEL_DAILY_TOKENS", day)
    assert load_retrieval_settings().language_model_daily_tokens == int(day)


@pytest.mark.parametrize(
    "template",
    [
        "https://docs.example.org/{path}",
        "HTTP://docs.example.org:8000/v1/{page}/#{anchor}",
        "https://example.org/#/{page}?id={anchor}",
        " https://example.org/a%20b/{path} ",
    ],
)
def test_a_template_of_links_is_taken(monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    monkeypatch.setenv("SOURCE_URL", template)
    assert load_retrieval_settings().source_url == template.strip()


@pytest.mark.parametrize(
    ("template", "advice"),
    [
        ("docs.example.org/{path}", "begin with http:// or https://"),
        ("javascript:alert({path})", "begin with http:// or https://"),
        ("ftp://docs.example.org/{path}", "begin with http:// or https://"),
        ("https://{path}", "begin with http:// or https://"),
        ("https://docs.example.org{path}", "begin with http:// or https://"),
        ("https://me:s3cret@docs.example.org/{path}", "without a name or password"),
        ("https://docs.example.org/", "{path} or {page}"),
        ("https://docs.example.org/#{anchor}", "{path} or {page}"),
        ("https://docs.example.org/{slug}", "no other fields than {path}, {page} and {anchor}"),
        ("https://docs.example.org/{path!r}", "no other fields than"),
        ("https://docs.example.org/{}", "no other fields than"),
        ("https://docs.example.org/{path}/{", "as %20 and so on"),
        ("https://docs.example.org/a b/{path}", "as %20 and so on"),
        ("https://docs.example.org/(a)/{path}", "as %20 and so on"),
        ("https://docs.example.org/\u202e{path}", "as %20 and so on"),
    ],
)
def test_a_template_that_is_none_is_told_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, template: str, advice: str
) -> None:
    monkeypatch.setenv("SOURCE_URL", template)
    with pytest.raises(SettingsError, match="SOURCE_URL cannot be used") as caught:
        load_retrieval_settings()
    assert advice in caught.value.what
    assert "https://docs.example.org/{page}#{anchor}" in caught.value.what
    assert "s3cret" not in caught.value.what
