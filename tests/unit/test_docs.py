"""What the pages tell people to type, set and follow is there."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings
from typer.main import get_command

from benchmarks.scorecard.suites import Suite
from bot.settings import BotSettings
from retrieval.adapters.language_models.providers import PROVIDERS
from retrieval.documents.formats import SUFFIXES
from retrieval.documents.loading import load_corpus
from retrieval.domain.answers import RefusalReason
from retrieval.domain.records import Floor
from retrieval.domain.verdicts import WHY, Flaw
from retrieval.settings import RetrievalSettings, Strictness
from retrieval.terminal.commands import app
from tests.conftest import ROOT

PAGES = sorted(
    [ROOT / "README.md", ROOT / "corpus" / "README.md", ROOT / "tests" / "README.md", *ROOT.glob("docs/**/*.md")]
)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
ENV_EXAMPLE = ROOT / ".env.example"


def code_in(page: Path) -> str:
    """Its code, in blocks and in lines."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", text)])


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_the_readme_says_how_to_ask_and_how_to_test() -> None:
    assert {"ask", "test"} <= set(re.findall(r"^make ([a-z]+)", code_in(ROOT / "README.md"), flags=re.MULTILINE))


@every_page
def test_every_make_command_is_a_target(page: Path) -> None:
    assert set(re.findall(r"^make ([a-z]+)", code_in(page), flags=re.MULTILINE)) <= make_targets()


@every_page
def test_every_command_of_the_terminal_is_there(page: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for command in re.findall(r"python -m retrieval ([a-z]+)", code_in(page)):
        assert command in commands


@every_page
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [link.split("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


def test_every_reason_that_the_sources_answer_is_explained() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [floor.value for floor in Floor if f"| `{floor.value}` |" not in page] == []


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_of_a_statement_is_explained(flaw: Flaw) -> None:
    assert f"| `{flaw}` | {WHY[flaw]} |" in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_provider_that_has_an_extra_is_named_with_it() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for name, provider in PROVIDERS.items():
        assert provider.extra in extras
        assert name == "azure_openai" or f"| `{name}` | `{provider.extra}` |" in page
    assert "pip install --require-hashes -r requirements-extras.lock" in page


def test_what_an_extra_installs_is_pinned_and_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    pinned = (ROOT / "requirements-extras.lock").read_text(encoding="utf-8")
    for provider in PROVIDERS.values():
        for requirement in project[str(provider.extra)]:
            assert requirement in project["dev"]
            assert f"\n{re.split('[>=<]', requirement)[0]}==" in pinned


def table_rows(page: Path) -> str:
    """The first column of its tables."""
    return "\n".join(re.findall(r"^\| (.*?) \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_every_reason_of_a_refusal_is_explained() -> None:
    explained = re.findall(r"`([a-z_]+)`", table_rows(ROOT / "docs" / "operating.md"))
    assert set(RefusalReason) <= set(explained)


def test_every_strictness_and_every_suite_is_described() -> None:
    operating = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [strictness for strictness in Strictness if f"`{strictness}`" not in operating] == []
    assert {f"`{suite}`" for suite in Suite} <= set(table_rows(ROOT / "docs" / "evaluation.md").splitlines())


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    titles = {page.name: page.read_text(encoding="utf-8").partition("\n")[0] for page in sorted(folder.glob("0*.md"))}
    assert [line for line in index.splitlines() if line.startswith("- ")] == [
        f"- [{title.removeprefix('# ')}]({name})" for name, title in titles.items()
    ]


def settings_in_example() -> dict[str, str]:
    lines = ENV_EXAMPLE.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def test_the_example_names_every_setting_and_no_other() -> None:
    fields = [name.upper() for settings in (RetrievalSettings, BotSettings) for name in settings.model_fields]
    assert sorted(settings_in_example()) == sorted(fields)


@pytest.mark.parametrize("settings", [RetrievalSettings, BotSettings])
def test_a_value_in_the_example_is_the_default(settings: type[BaseSettings]) -> None:
    example = settings_in_example()
    for name, field in settings.model_fields.items():
        if value := example[name.upper()]:
            assert value == str(field.default)


def test_every_setting_in_the_example_is_described() -> None:
    text = ENV_EXAMPLE.read_text(encoding="utf-8")
    for paragraph in re.split(r"\n\s*\n", text):
        if re.search(r"^[A-Z_]+=", paragraph, flags=re.MULTILINE):
            assert paragraph.startswith("# ")


def test_the_front_matter_that_is_shown_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    (tmp_path / "a.md").write_text(example + "Text.", encoding="utf-8")
    corpus = load_corpus(tmp_path)
    assert not corpus.unreadable
    (document,) = corpus.documents
    assert (document.text, dict(document.extra)) == ("Text.", {})
    assert None not in (document.publisher, document.date, document.url, document.language, document.kind)


def test_every_format_is_described() -> None:
    described = re.findall(r"`(\.[a-z]+)`", table_rows(ROOT / "corpus" / "README.md"))
    assert sorted(described) == sorted(SUFFIXES)


def test_the_row_that_is_shown_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"`(\{.*\})`", page)
    (tmp_path / "a.jsonl").write_text(row, encoding="utf-8")
    corpus = load_corpus(tmp_path)
    assert not corpus.unreadable
    assert len(corpus.documents) == 1
