"""The terminal's list of what people in Discord miss: of all servers, as text and as JSON, asked anew, and settled."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from retrieval.bootstrap import open_footnote
from retrieval.domain.gaps import Noting
from retrieval.domain.scope import EVERYTHING, Viewer
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.integration.conftest import Ran, run_here, told

LIT, HOSTILE = "When was the Skerryvore lighthouse lit?", "What is a \x1b[31m\u202eunicorn?"
FIRST, SECOND = 1100000000000000001, 1100000000000000002


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an index with something missing in two servers and in direct messages, one of which came to be there since."""
    folder = tmp_path_factory.mktemp("gaps")
    corpus, data = folder / "corpus", folder / "data"
    corpus.mkdir()
    (corpus / "denial.md").write_text("The denial\n\nIran denied that it had sent drones.")
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)
    missed = [("ada", FIRST, LIT), ("bo", FIRST, LIT), ("ada", SECOND, LIT), ("ada", 0, HOSTILE)]
    with open_footnote(settings) as footnote:
        footnote.reload()
        for name, guild_id, question in missed:
            seen = footnote.seen_by(Viewer(scope=EVERYTHING, guild_id=guild_id, name=name))
            receipt_id = seen.ask(question).receipt_id
            assert receipt_id is not None
            assert seen.gaps.note(receipt_id) is Noting.NOTED
        (corpus / "light.md").write_text("The lighthouse\n\nThe Skerryvore lighthouse was lit on 1 February 1844.")
        footnote.reload()
    return data


@pytest.fixture(scope="module")
def ran(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    commands = {
        "gaps": ("gaps", "--data", str(data)),
        "one": ("gaps", "--limit", "1", "--data", str(data)),
        "asked": ("gaps", "--ask", "--data", str(data)),
        "json": ("gaps", "--ask", "--json", "--data", str(data)),
        "both": ("gaps", "--ask", "--done", "x", "--data", str(data)),
        "unknown": ("gaps", "--done", "x\x1b[31m", "--data", str(data)),
        "nowhere": ("gaps", "--data", str(tmp_path_factory.mktemp("elsewhere") / "data")),
    }
    return {name: run_here(*command) for name, command in commands.items()}


def test_all_are_listed_what_most_people_miss_first(ran: Mapping[str, Ran]) -> None:
    text = ran["gaps"].stdout
    assert ran["gaps"].returncode == 0
    assert text.index("2 people, last on ") < text.index(f"in server {FIRST}") < text.index(f"in server {SECOND}")
    assert "1 person, last on " in text
    assert "in direct messages" in text
    assert "What is a [31municorn?" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "answered now" not in text
    assert str(SECOND) not in ran["one"].stdout


def test_asked_anew_it_says_which_are_answered_now(ran: Mapping[str, Ran]) -> None:
    assert ran["asked"].stdout.count("answered now") == 2
    assert ran["asked"].stdout.count("still not answered") == 1


def test_as_json_it_is_whole(ran: Mapping[str, Ran]) -> None:
    gaps = json.loads(ran["json"].stdout)
    assert [(gap["server"], gap["people"], gap["answered_now"]) for gap in gaps[:1]] == [(str(FIRST), 2, True)]
    assert {(gap["server"], gap["answered_now"]) for gap in gaps} == {
        (str(FIRST), True),
        (str(SECOND), True),
        (None, False),
    }
    assert all(gap["first_at"] <= gap["last_at"] for gap in gaps)
    assert all(len(gap["id"]) == 20 for gap in gaps)


def test_what_cannot_be_done_is_told(ran: Mapping[str, Ran]) -> None:
    assert (ran["both"].returncode, ran["unknown"].returncode, ran["nowhere"].returncode) == (2, 1, 1)
    told(ran["unknown"], "Nobody misses “x", "`gaps` shows the ids")
    assert "\x1b" not in ran["unknown"].stderr
    told(ran["nowhere"], "Nothing has been indexed")


def test_what_is_done_goes_off_the_list_and_only_that(data: Path) -> None:
    (gap_id,) = [gap["id"] for gap in listed(data) if gap["server"] == str(SECOND)]
    done = run_here("gaps", "--done", gap_id, "--data", str(data))
    assert (done.returncode, done.stdout) == (0, f"Off the list: {LIT}\n")
    assert [gap["server"] for gap in listed(data)] == [str(FIRST), None]
    assert run_here("gaps", "--done", gap_id, "--data", str(data)).returncode == 1
    for gap in listed(data):
        as_json = run_here("gaps", "--json", "--done", gap["id"], "--data", str(data))
        assert json.loads(as_json.stdout) == {"id": gap["id"], "done": True}
    assert listed(data) == []
    assert run_here("gaps", "--data", str(data)).stdout == "Nobody has said that something is missing.\n"


def listed(data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run_here("gaps", "--json", "--data", str(data)).stdout)
    return found
