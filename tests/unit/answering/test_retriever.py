"""What stands under a title or heading that a question names is found before what mentions it."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from retrieval.answering.retriever import HybridRetriever, shares_named
from retrieval.domain.documents import Document, place_of
from retrieval.ports import Catalogue
from tests.building import passage_of
from tests.indexes import Index, index_of

CARDS = {
    "cards": "Heals two wounds of each herald. It is discarded at once.",
    "players": "Moonwell may be played twice. What does Moonwell do then? Moonwell does more than Moonwell did.",
    "market": "Whoever does trade in Moonwell does so for four ash a Moonwell, and what Moonwell does is told to all.",
}


@pytest.mark.parametrize(
    ("question", "title", "section", "share"),
    [
        ("What does Moonwell do?", "Cards", "Moonwell", 1.0),
        ("What does the Moonwell do?", "Cards", "Heralds › The Moonwell", 1.0),
        ("How many wounds does Moonwell heal?", "Moonwell", "", 1 / 3),
        ("What does Moonwell do?", "Cards", "Moonwell twice", 0.0),
        ("What does Moonwell do?", "Cards", "What do you do against Moonwell?", 0.0),
        ("What does Moonwell do?", "Cards", "", 0.0),
        ("What is it?", "Cards", "It", 0.0),
    ],
)
def test_the_share_that_is_named_is_of_whole_titles_and_headings(
    question: str, title: str, section: str, share: float
) -> None:
    passage = passage_of("Heals two wounds.", title=title, section=section)
    assert shares_named([place_of(passage)], question) == [pytest.approx(share)]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("named")
    documents = {("Moonwell" if name == "cards" else name): text for name, text in CARDS.items()}
    return index_of(documents, folder)


def test_what_is_named_comes_first_and_scores_stay_in_their_range(named: Index) -> None:
    retriever = HybridRetriever(generation=named.generations.current, embedder=named.embedder)
    found = retriever.retrieve("What does Moonwell do?", limit=3)
    assert found[0].passage.document.title == "Moonwell"
    assert [near.score for near in found] == sorted((near.score for near in found), reverse=True)
    assert all(0 <= near.score <= 1 for near in found)
    # What it is asked beside it makes it one of several things that are named.
    assert retriever.retrieve("Who does trade for four ash?", limit=3)[0].passage.document.title == "market"


class Watched:
    """A catalogue that notes which documents are read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> object:
        return getattr(self._catalogue, name)

    def documents(self, ids: Collection[str]) -> dict[str, Document]:
        self.read |= set(ids)
        return self._catalogue.documents(ids)


def test_no_document_is_read_but_those_of_the_passages_that_are_found(named: Index) -> None:
    catalogue = Watched(named.lexical)
    generation = replace(named.generations.current, catalogue=cast("Catalogue", catalogue))
    (found,) = HybridRetriever(generation=generation, embedder=named.embedder).retrieve(
        "What does Moonwell do?", limit=1
    )
    assert catalogue.read == {found.passage.document.id}
