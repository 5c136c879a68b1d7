"""A text that somebody gives as a quote, held against the shipped corpus; and a search that is narrowed."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from retrieval.domain.filters import SourceFilter
from retrieval.domain.quotes import CheckedQuote, QuoteStanding
from retrieval.footnote import Footnote
from retrieval.terminal.checked_json import checked_quote_as_json
from retrieval.terminal.checked_view import render_checked_quote
from retrieval.text.matching import fold_for_matching
from tests.conftest import ROOT, Shipped
from tests.indexes import copy_of_index
from tests.integration.conftest import run_here, told

ROWS = [json.loads(line) for line in (ROOT / "tests" / "evals" / "quotes.jsonl").read_text("utf-8").splitlines()]
MILLIONS = "He said Iran is now seeking “millions of dollars” worth of military equipment from Russia."


def shown(checked: CheckedQuote) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(render_checked_quote(checked))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["quote"])[:40])
def test_quote_is_told_as_people_would(footnote: Footnote, row: dict[str, str]) -> None:
    checked = footnote.check_quote(row["quote"])
    assert checked.standing in row["standing"].split("_or_")
    if checked.standing is QuoteStanding.VERBATIM:
        for place in checked.places:
            wanted = fold_for_matching(checked.given.rstrip(" .,;")).text
            assert fold_for_matching(place.quote).text[1:].startswith(wanted[1:])


def test_what_differs_is_told_word_by_word(footnote: Footnote) -> None:
    checked = footnote.check_quote(MILLIONS)
    assert [(each.given, each.source) for each in checked.alterations if not each.alike] == [("“millions", "“billions")]
    assert " ".join(each.given for each in checked.alterations) == checked.given
    assert "seeking [“millions] of dollars” worth" in shown(checked)
    assert "seeking [“billions] of dollars” worth" in shown(checked)
    assert checked_quote_as_json(checked)["standing"] == "altered"


@pytest.mark.parametrize(
    "altered",
    [
        "He said Iran is now seeking “billions of dollars”, worth of military equipment from Russia.",
        "He said iran is now seeking “billions of dollars” worth of military equipment from Russia.",
    ],
)
def test_a_mark_or_a_capital_within_is_altered_too(footnote: Footnote, altered: str) -> None:
    assert footnote.check_quote(altered).standing is QuoteStanding.ALTERED


def test_what_is_only_set_otherwise_is_verbatim_and_said_so(footnote: Footnote) -> None:
    checked = footnote.check_quote('> he said Iran is now seeking "billions of dollars" worth')
    assert (checked.standing, checked.set_otherwise) == (QuoteStanding.VERBATIM, True)
    assert "set otherwise" in shown(checked)


@pytest.mark.parametrize("short", ["", "“”", "said Kirby", "a " * 1500])
def test_what_is_too_short_or_too_long_is_no_quote(footnote: Footnote, short: str) -> None:
    assert footnote.check_quote(short).standing is QuoteStanding.TOO_SHORT


def test_a_quote_is_looked_for_in_the_documents_that_are_named(footnote: Footnote) -> None:
    elsewhere = footnote.check_quote("support is flowing both ways", documents=["closer-since-invasion"])
    assert (elsewhere.standing, elsewhere.places) == (QuoteStanding.ABSENT, ())
    assert {near.passage.document.id for near in elsewhere.nearest} == {"closer-since-invasion"}


def test_a_search_is_narrowed_by_what_documents_state(footnote: Footnote) -> None:
    documents = {document.id: document for document in footnote.list_documents()}
    for narrowing in (
        SourceFilter(documents=["closer-since-invasion"]),
        SourceFilter(publisher="examiner"),
    ):
        kept = {document.id for document in documents.values() if narrowing.holds(document)}
        found = {near.passage.document.id for near in footnote.search("drones", limit=50, narrowing=narrowing)}
        assert found == kept == {"closer-since-invasion"}
    assert footnote.search("drones", narrowing=SourceFilter(publisher="nobody")) == ()


def test_words_in_quotation_marks_stand_in_all_that_is_found(footnote: Footnote) -> None:
    found = footnote.search('"ballistic missiles" for Russia', limit=50)
    assert found
    assert all("ballistic missiles" in f"{near.passage.text} {near.passage.section}" for near in found)
    assert footnote.search('"missiles ballistic"') == ()
    assert footnote.search("“ballistic missiles”", limit=50)


def test_pages_of_a_search_follow_one_another(footnote: Footnote) -> None:
    whole = footnote.search("drones", limit=6)
    assert (*footnote.search("drones", limit=3), *footnote.search("drones", limit=3, skip=3)) == whole


def test_terminal_verifies_searches_and_follows(shipped: Shipped, tmp_path: Path) -> None:
    copy_of_index(shipped.data, tmp_path / "data")
    data = ["--data", str(tmp_path / "data"), "--json"]
    altered = run_here("source", "verify", *data, MILLIONS)
    told(altered)
    assert (altered.returncode, json.loads(altered.stdout)["standing"]) == (3, "altered")
    verbatim = run_here("source", "verify", *data, "support is flowing both ways")
    assert (verbatim.returncode, json.loads(verbatim.stdout)["standing"]) == (0, "verbatim")
    assert run_here("source", "verify", *data, "Kirby").returncode == 2
    narrowed = run_here("source", "search", *data, "drones", "--after", "2023", "--limit", "50")
    assert narrowed.returncode in {0, 3}
    assert run_here("source", "search", *data, "drones", "--after", "yesterday").returncode == 2
    before = "How many drones has Iran provided to Russia since August?"
    asked = json.loads(run_here("ask", *data, "Did it deny that?", "--after", before).stdout)
    assert asked["question"] == "Did it deny that?"
    assert asked["read_as"] != asked["question"]
