"""The smallest corpus there is, one document of one sentence: no score has another to be held against."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from retrieval.domain.answers import Answer, Refusal, RefusalReason
from retrieval.footnote import Footnote
from retrieval.ports import Embedder, Reader
from tests.indexes import Index
from tests.integration.conftest import Ran, run_here

SENTENCE = "Water boils at 93 degrees Celsius in Leadville, Colorado."
# A title of its own, or the sentence itself, with or without a stop: a first line that is no heading of anything.
WRITTEN = {
    "sentence": SENTENCE,
    "no stop": SENTENCE.removesuffix("."),
    "heading": f"# {SENTENCE}",
    "front matter": f"---\ntitle: Boiling\n---\n{SENTENCE}\n",
}


def indexed(folder: Path, text: str, embedder: Embedder, network: Reader) -> Index:
    (folder / "corpus").mkdir()
    (folder / "corpus" / "boiling.md").write_text(text, encoding="utf-8")
    index = Index.open(folder / "data", folder / "corpus", embedder, reader=network)
    report = index.reload()
    assert (report.added, report.passages_embedded) == (("boiling.md",), 1)
    return index


@pytest.fixture(scope="module", params=WRITTEN)
def footnote(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, network: Reader
) -> Iterator[Footnote]:
    with indexed(tmp_path_factory.mktemp("asked"), WRITTEN[request.param], embedder, network).footnote as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "answers"),
    [("At how many degrees does water boil?", "93"), ("Where does it boil at 93?", "Leadville")],
)
def test_what_it_says_is_answered_and_cited(footnote: Footnote, question: str, answers: str) -> None:
    answer = footnote.ask(question).outcome
    assert isinstance(answer, Answer)
    (citation,) = answer.citations
    assert citation.document_id == "boiling.md"
    assert citation.quote.removesuffix(".") == SENTENCE.removesuffix(".")
    assert any(answers in piece for piece, emphasised in citation.pieces if emphasised)


@pytest.mark.parametrize(
    ("question", "reason", "nearest"),
    [
        ("Who is the mayor of Leadville?", RefusalReason.NOT_ANSWERED, ["boiling.md"]),
        # Nothing is near to what shares no word.
        ("Who won the World Cup?", RefusalReason.NO_SHARED_WORDS, []),
    ],
)
def test_what_it_does_not_say_is_refused(
    footnote: Footnote, question: str, reason: RefusalReason, nearest: list[str]
) -> None:
    refusal = footnote.ask(question).outcome
    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason
    assert [result.passage.document.id for result in refusal.nearest] == nearest


def test_a_search_finds_it_once(footnote: Footnote) -> None:
    (found,) = footnote.search("boiling point")
    assert SENTENCE.removesuffix(".") in found.passage.text
    assert 0.0 <= found.score <= 1.0


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, network: Reader) -> Mapping[str, Ran]:
    index = indexed(tmp_path_factory.mktemp("in a terminal"), SENTENCE, embedder, network)
    index.close()
    data = ["--data", str(index.data)]
    commands = {"search": ["source", "search", *data, "boiling point"], "status": ["status", *data, "--json"]}
    return {name: run_here(*arguments) for name, arguments in commands.items()}


def test_a_terminal_shows_what_a_search_finds(ran: Mapping[str, Ran]) -> None:
    assert (ran["search"].returncode, ran["search"].stderr) == (0, "")
    assert ran["search"].stdout.count(SENTENCE) == 1
    assert "boiling.md, line 1" in ran["search"].stdout


def test_its_status_counts_one_of_each(ran: Mapping[str, Ran]) -> None:
    assert (ran["status"].returncode, ran["status"].stderr) == (0, "")
    status = json.loads(ran["status"].stdout)
    assert (status["documents"], status["passages"]) == (1, 1)
