"""A text that somebody wrote, held against the shipped corpus sentence by sentence, by the packaged reader."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from retrieval.answering.checking import MAX_CLAIMS, claims_something
from retrieval.bootstrap import open_footnote
from retrieval.domain.checked_text import CheckedText, ClaimStanding
from retrieval.errors import ModelError
from retrieval.footnote import Footnote
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from retrieval.terminal.checked_json import checked_text_as_json
from retrieval.terminal.checked_view import render_checked_text
from tests.conftest import ROOT, Shipped
from tests.indexes import copy_of_index
from tests.integration.conftest import run_here

MESSAGE = (
    "Hello everybody! Ukrainian officials said the military had killed two Iranians."
    " Kirby said the US would announce more sanctions. I think that is great. They denied it. Is that so?"
    " The moon is made of cheese. Iran is not helping Russia wage its war against Ukraine."
)
STATEMENTS = [
    json.loads(line) for line in (ROOT / "tests" / "evals" / "statements.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def checked(footnote: Footnote) -> CheckedText:
    return footnote.check_text(MESSAGE)


def test_each_sentence_is_told_how_it_stands(checked: CheckedText) -> None:
    assert [sentence.standing.value for sentence in checked.sentences] == [
        "no_claim",
        "contradicted",
        "borne_out",
        "no_claim",
        "leans",
        "no_claim",
        "not_found",
        "contradicted",
    ]
    assert (checked.count(ClaimStanding.CONTRADICTED), checked.left_over) == (2, 0)


def test_words_that_are_off_are_marked(checked: CheckedText) -> None:
    off = [[text for text, is_off in sentence.pieces if is_off] for sentence in checked.sentences]
    assert [words for words in off if words] == [["two"], ["not"]]


def test_what_bears_out_and_what_contradicts_is_quoted(checked: CheckedText) -> None:
    quotes = {sentence.text: [place.quote for place in sentence.places] for sentence in checked.sentences}
    assert "killed ten Iranians" in " ".join(quotes["Ukrainian officials said the military had killed two Iranians."])
    assert quotes["Is that so?"] == quotes["The moon is made of cheese."] == []
    assert all(
        bool(sentence.nearest) is (sentence.standing in {ClaimStanding.NOT_FOUND, ClaimStanding.LEANS})
        for sentence in checked.sentences
    )


@pytest.mark.parametrize("row", STATEMENTS[1::2], ids=lambda row: str(row["id"]))
def test_what_the_sources_do_not_say_is_not_borne_out(footnote: Footnote, row: dict[str, str]) -> None:
    (sentence,) = footnote.check_text(row["wrong"]).sentences
    assert sentence.standing is not ClaimStanding.BORNE_OUT


@pytest.mark.parametrize(
    "text",
    ["Hi there!", "Who sold them?", "I believe Iran sold drones.", "Please sell drones.", "drones, imo", "Nice.", "?!"],
)
def test_what_is_no_claim_is_left_out(text: str) -> None:
    assert not claims_something(text)


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "```\n```"])
def test_a_text_without_a_sentence_has_nothing_to_check(footnote: Footnote, text: str) -> None:
    assert footnote.check_text(text) == CheckedText(sentences=())


def test_a_long_text_is_checked_as_far_as_it_fits(footnote: Footnote) -> None:
    checked = footnote.check_text("Is it so? " * (MAX_CLAIMS + 3))
    assert (len(checked.sentences), checked.left_over) == (MAX_CLAIMS, 3)


def test_terminal_shows_how_each_sentence_stands(checked: CheckedText, shipped: Shipped, tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=300)
    console.print(render_checked_text(checked))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert "Contradicted: Ukrainian officials said the military had killed [two] Iranians." in shown
    assert "Borne out: Kirby said the US would announce more sanctions." in shown
    assert "Left out: it states nothing to check: Hello everybody!" in shown
    copy_of_index(shipped.data, tmp_path / "data")
    ran = run_here("source", "check", "--data", str(tmp_path / "data"), "--json", "Kirby said sanctions were a tool?")
    assert (ran.returncode, json.loads(ran.stdout)["sentences"][0]["standing"]) == (0, "no_claim")
    assert checked_text_as_json(checked)["left_over"] == 0


def test_a_reader_that_judges_no_support_says_so(tmp_path: Path) -> None:
    settings = RetrievalSettings(data_dir=tmp_path, reader_model=BASELINE_READER_MODEL, database_url=None)
    with open_footnote(settings) as footnote, pytest.raises(ModelError):
        footnote.check_text(MESSAGE)
