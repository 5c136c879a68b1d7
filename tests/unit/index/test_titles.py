"""A document is found by what somebody types of it: its id, its key, its title, or words of these."""

import pytest

from retrieval.domain.documents import Document, DocumentSummary
from retrieval.index.titles import Titles
from tests.building import document_of


def summary_of(document_id: str, title: str) -> DocumentSummary:
    return document_of("x", title=title, document_id=document_id).summary


@pytest.fixture
def titles(corpus: dict[str, Document]) -> Titles:
    return Titles(document.summary for document in corpus.values())


@pytest.mark.parametrize(
    "named", ["closer-since-invasion", " closer-since-invasion ", "IRAN AND THE RUSSIAN INVASION OF UKRAINE"]
)
def test_find_takes_an_id_or_a_title_however_it_is_cased(titles: Titles, named: str) -> None:
    assert titles.find(named) is not None


@pytest.mark.parametrize("named", ["no such document", ""])
def test_find_returns_nothing_for_what_names_no_document(titles: Titles, named: str) -> None:
    assert titles.find(named) is None


def test_find_takes_an_id_before_a_key_and_a_key_before_a_title() -> None:
    first = summary_of("a", "Of one")
    named_as_key, titled_as_id = summary_of(first.key, "Another"), summary_of("c", "A")
    titles = Titles([named_as_key, first, titled_as_id])

    assert titles.find(first.key) == named_as_key
    assert titles.find("a") == first
    assert titles.find(" A ") == titled_as_id
    assert titles.find(titled_as_id.key) == titled_as_id


def test_find_returns_nothing_for_a_title_of_two_documents() -> None:
    assert Titles([summary_of("a", "One title"), summary_of("b", "ONE TITLE")]).find("one title") is None


def test_holding_returns_documents_by_title_that_hold_all_words(titles: Titles) -> None:
    found = titles.holding("IRAN russia", 10)
    assert len(found) > 1
    assert found == sorted(found, key=lambda document: (document.title.casefold(), document.id))
    assert titles.holding("IRAN russia", 1) == found[:1]
    assert titles.holding("iran nowhere", 10) == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("crimae personel", "iranian-personnel-in-crimea"),
        ("closer-sinse-invasoin", "closer-since-invasion"),
        ("Global colaition", "global-coalition-pentagon"),
    ],
)
def test_nearest_returns_what_is_spelt_much_alike(titles: Titles, typed: str, first: str) -> None:
    found = [document.id for document in titles.nearest(typed, 3)]
    assert found[0] == first
    assert len(found) <= 3


@pytest.mark.parametrize("typed", ["", "a", "zzzz", "recipes for bread", "\udcff"])
def test_nearest_returns_nothing_for_what_is_about_something_else(titles: Titles, typed: str) -> None:
    assert titles.nearest(typed, 3) == []


def test_nearest_of_no_documents_is_empty() -> None:
    assert Titles().nearest("anything", 3) == []
