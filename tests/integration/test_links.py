"""A source can be opened: the links of an answer, in a terminal, in JSON and in its receipt, over a real index."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from retrieval.bootstrap import open_footnote
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Refusal
from retrieval.footnote import Footnote
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from retrieval.terminal import answer_view
from retrieval.terminal.json_output import response_as_json
from tests.conftest import Shipped
from tests.fakes import WordHashEmbedder
from tests.indexes import copy_of_index
from tests.integration.conftest import run_here, told

GUIDE = "---\ntitle: Pump guide\n---\n\n# Pump guide\n\n## Oil\n\nThe pump takes **two litres** of oil.\n"
ARTICLE = "---\nurl: https://news.example.org/pumps?id=7\n---\nThe lighthouse was first lit on 1 February 1844.\n"
DOCS = "https://docs.example.org/{page}/#{anchor}"
OIL = "https://docs.example.org/guide/#oil:~:text=The%20pump%20takes%20two%20litres%20of%20oil."
LIT = "https://news.example.org/pumps?id=7#:~:text=The%20lighthouse%20was%20first%20lit%20on%201%20February%201844."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "guide").mkdir(parents=True)
    (folder / "guide" / "index.md").write_text(GUIDE)
    (folder / "lighthouse.txt").write_text(ARTICLE)
    return folder


def opened(corpus: Path, source_url: str | None) -> Footnote:
    settings = RetrievalSettings(
        corpus_dir=corpus,
        data_dir=corpus.parent / "data",
        reader_model=BASELINE_READER_MODEL,
        source_url=source_url,
        database_url=None,
    )
    return open_footnote(settings, embedder=WordHashEmbedder())


@pytest.fixture
def footnote(corpus: Path) -> Iterator[Footnote]:
    with opened(corpus, DOCS) as footnote:
        footnote.reload()
        yield footnote


def test_what_a_search_finds_has_a_link(footnote: Footnote) -> None:
    assert [found.link for found in footnote.search("litres of oil", limit=1)] == [OIL]
    assert [found.link for found in footnote.search("lighthouse lit February", limit=1)] == [LIT]


def test_a_receipt_keeps_the_links_that_were_shown(footnote: Footnote, corpus: Path) -> None:
    response = footnote.ask("When was the lighthouse first lit?")
    match response.outcome:
        case Answer(citations=citations):
            shown = [citation.link for citation in citations]
        case Refusal(nearest=nearest):
            shown = [found.link for found in nearest]
    assert LIT in shown
    footnote.close()
    with opened(corpus, "https://elsewhere.example.org/{path}") as later:
        kept = later.receipt(response.receipt_id or "").receipt
        assert kept.outcome == response.outcome
        assert later.search("litres of oil", limit=1)[0].link == (
            "https://elsewhere.example.org/guide/index.md#:~:text=The%20pump%20takes%20two%20litres%20of%20oil."
        )


def test_a_terminal_opens_a_link_and_a_pipe_has_none(footnote: Footnote) -> None:
    (found,) = footnote.search("litres of oil", limit=1)
    shown: dict[bool, str] = {}
    for is_terminal in (True, False):
        out = io.StringIO()
        Console(file=out, width=200, force_terminal=is_terminal).print(answer_view.render_passage(found))
        shown[is_terminal] = out.getvalue()
    assert f";{OIL}\x1b\\\x1b[1mPump guide" in shown[True]
    assert "\x1b" not in shown[False]
    assert "http" not in shown[False]
    assert "section “Oil”, guide/index.md, line 9" in " ".join(shown[False].split())


def test_a_source_that_is_looked_up_has_its_link(footnote: Footnote) -> None:
    (found,) = footnote.search("litres of oil", limit=1)
    passage = found.passage
    assert footnote.links.cited(cite(passage, passage.start, passage.end)).link == OIL
    assert footnote.links.to_document(passage.document) == "https://docs.example.org/guide/"


def test_programs_read_links_and_lines(shipped: Shipped, tmp_path: Path) -> None:
    data = tmp_path / "data"
    copy_of_index(shipped.data, data)
    asked = ["--data", str(data), "How many drones has Iran provided to Russia since August?"]
    settings = {"SOURCE_URL": "https://docs.example.org/{path}"}
    ran = run_here("ask", "--json", *asked, env=settings)
    told(ran)
    first = json.loads(ran.stdout)["statements"][0]["citations"][0]
    assert first["link"].startswith("https://docs.example.org/unprecedented-defense-partnership.md#:~:text=")
    assert (first["url"], first["first_line"] > 1) == (None, True)
    assert "\x1b" not in run_here("ask", *asked, env=settings).stdout


def test_a_template_that_cannot_be_used_is_told_at_the_start(tmp_path: Path) -> None:
    ran = run_here("status", "--data", str(tmp_path), env={"SOURCE_URL": "https://docs.example.org/{slug}"})
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "SOURCE_URL cannot be used: write no other fields than {path}, {page} and {anchor}" in " ".join(
        ran.stderr.split()
    )


def test_json_has_null_where_there_is_no_link(corpus: Path) -> None:
    with opened(corpus, None) as footnote:
        footnote.reload()
        reply = response_as_json(footnote.ask("How much oil does the pump take?"))
    sources = [citation for statement in reply["statements"] for citation in statement["citations"]]
    links = {source["document_id"]: source["link"] for source in [*sources, *reply["nearest"]]}
    assert links["guide/index.md"] is None
