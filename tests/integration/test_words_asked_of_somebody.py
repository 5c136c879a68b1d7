"""What is asked of somebody is answered with their words alone."""

from pathlib import Path

import pytest

from retrieval.answering.ask import Answering
from retrieval.domain.answers import Answer, Refusal
from retrieval.settings import Strictness
from tests.fakes import FixedReader
from tests.indexes import Asking, Index, index_of

SAID = {
    "Port": "The port authority said 42 ships were waiting.",
    "Union": "The union said 61 ships were waiting.",
    "Bay": "By Kari Lund\n\nFive ships were waiting.",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("said by")
    return index_of(SAID, folder)


def asked(index: Index, question: str) -> Answer | Refusal:
    answering = Answering(embedder=index.embedder, reader=FixedReader(0.9), strictness=Strictness.BALANCED)
    return Asking(answering, index.generations.current).ask(question).outcome


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("According to the union, how many ships were waiting?", {"Union.md"}),
        ("How many ships does the port authority say were waiting?", {"Port.md"}),
        ("How many ships were waiting in Kari Lund's view?", {"Bay.md"}),
        ("How many ships were waiting?", {"Port.md", "Union.md", "Bay.md"}),
    ],
)
def test_words_of_others_do_not_answer(index: Index, question: str, ids: set[str]) -> None:
    answer = asked(index, question)
    assert isinstance(answer, Answer)
    assert {citation.document_id for citation in answer.citations} <= ids
    assert next(iter(answer.citations)).document_id in ids


def test_refusal_says_who_else_was_found_saying_so(index: Index) -> None:
    refused = asked(index, "According to the council, how many ships were waiting?")
    assert isinstance(refused, Refusal)
    assert refused.facts.asked_of == "the council"
    assert set(refused.facts.said_by) == {"The port authority", "The union", "“Bay”"}
