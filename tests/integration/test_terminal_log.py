"""The terminal over an index that has changed: the log of changes, and which corpus folder it is of."""

import json
from pathlib import Path

import pytest

from retrieval.bootstrap import open_footnote
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.integration.conftest import Ran, run_here, told


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an index that was reloaded twice."""
    folder = tmp_path_factory.mktemp("log")
    corpus, data = folder / "corpus", folder / "data"
    corpus.mkdir()
    for number in range(12):
        (corpus / f"{number:02}.md").write_text(f"A title\n\nIran denied it {number} times.")
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)
    with open_footnote(settings, embedder=WordHashEmbedder()) as footnote:
        footnote.reload()
        (corpus / "00.md").write_text("A title\n\nIran denied it again.")
        (corpus / "01.md").rename(corpus / "one.md")
        (corpus / "02.md").unlink()
        (corpus / "bad\x1b[31m.md").write_bytes(b"\xff")
        footnote.reload(who="An editor\nof the desk", discord_id=42)
    return data


@pytest.fixture(scope="module")
def ran(data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "other").mkdir()
    (folder / "other" / "a.md").write_text("A title\n\nIran denied it.")
    other, fresh = str(folder / "other"), str(folder / "fresh")
    commands = {
        "log": ("log", "--data", str(data)),
        "one": ("log", "--limit", "1", "--data", str(data)),
        "json": ("log", "--json", "--data", str(data)),
        "none": ("log", "--data", fresh),
        "ask other": ("ask", "Did Iran deny it?", "--corpus", other, "--data", str(data)),
        "list other": ("--corpus", other, "source", "list", "--data", str(data)),
        "dry run": ("index", "--dry-run", "--corpus", other, "--data", str(folder / "never")),
    }
    done = {name: run_here(*command) for name, command in commands.items()}
    assert not (folder / "never").exists()
    return done


def test_the_log_tells_who_did_what_the_last_change_first(ran: dict[str, Ran]) -> None:
    log = ran["log"].stdout
    assert ran["log"].returncode == 0
    assert log.index("reload by An editor of the desk (42)") < log.index("reload by terminal")
    assert "1 changed: 00.md" in log
    assert "1 renamed: 01.md → one.md" in log
    assert "1 removed: 02.md" in log
    assert "1 not read: bad" in log
    assert "\x1b" not in log
    assert "09.md and 2 more" in log
    assert log.count("corpus version") == 2
    assert log.count("corpus version none → ") == 1
    assert "An editor" in ran["one"].stdout
    assert "terminal" not in ran["one"].stdout


def test_as_json_it_is_whole(ran: dict[str, Ran]) -> None:
    last, first = json.loads(ran["json"].stdout)
    assert first["added"] == [f"{number:02}.md" for number in range(12)]
    assert (last["what"], last["discord_id"], last["removed"]) == ("reload", 42, ["02.md"])
    assert last["renamed"] == [["01.md", "one.md"]]
    assert last["generation_before"] == first["generation_after"]


def test_without_an_index_there_is_no_log(ran: dict[str, Ran]) -> None:
    assert ran["none"].returncode == 1
    told(ran["none"], "Nothing has been indexed", "Build it")


@pytest.mark.parametrize("command", ["ask other", "list other"])
def test_another_corpus_than_the_one_that_was_indexed_is_told(ran: dict[str, Ran], command: str) -> None:
    assert ran[command].returncode == 1
    told(ran[command], "is of", "corpus, not of", "other", "Index that folder beside it", "leave --corpus out")


def test_a_dry_run_leaves_nothing_behind(ran: dict[str, Ran]) -> None:
    assert ran["dry run"].returncode == 0
    assert "would add a.md" in ran["dry run"].stdout
