import pytest

from bot.limits import CHOICE_CHARS, discord_chars
from bot.shelf import Shelf
from retrieval.domain import Document
from tests.building import document_of

LONG_ID = "archive/" + "very-" * 38 + "long.md"


@pytest.fixture
def shelf(corpus: dict[str, Document]) -> Shelf:
    return Shelf.of([*corpus.values(), document_of("x", title="A long name", document_id=LONG_ID)])


def test_a_document_is_found_by_what_people_may_send(shelf: Shelf) -> None:
    for named in ("closer-since-invasion", " closer-since-invasion ", "IRAN AND THE RUSSIAN INVASION OF UKRAINE"):
        assert shelf.find(named) is not None, named
    assert shelf.find("no such document") is None
    assert shelf.find("") is None


def test_every_suggestion_is_found_again(shelf: Shelf) -> None:
    suggested = shelf.suggest("")
    found = [shelf.find(value) for _, value in suggested]
    assert found == list(shelf.entries)
    assert all(0 < discord_chars(part) <= CHOICE_CHARS for choice in suggested for part in choice)


def test_an_id_too_long_for_a_choice_goes_by_a_stable_key(shelf: Shelf) -> None:
    ((name, value),) = shelf.suggest("a long")
    assert (name, value) == ("A long name", "973964a7170b66f0de01")
    assert (entry := shelf.find(value)) is not None
    assert entry.id == LONG_ID


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("washington exam", ["White House: Iran and Russia have grown closer since invasion of Ukraine"]),
        ("CRIMEA personnel", ["Iranian personnel have been on the ground in Russian-occupied Crimea"]),
        ("global-coalition-p", ["'Global coalition' must push back against Iran-Russia co-op: Pentagon"]),
        ("nowhere", []),
    ],
)
def test_suggestions_hold_all_words_typed(shelf: Shelf, typed: str, titles: list[str]) -> None:
    assert [name.split(" · ")[0] for name, _ in shelf.suggest(typed)] == titles


def test_a_title_that_two_documents_have_names_neither() -> None:
    shelf = Shelf.of([document_of("x", document_id="one"), document_of("y", document_id="two")])
    assert shelf.find("A title") is None
    assert shelf.suggest("") == [("A title · one", "one"), ("A title · two", "two")]


def test_at_most_25_are_suggested_and_huge_titles_fit() -> None:
    documents = [document_of("x", title="🛩" * 400, document_id=f"{n}" * 150) for n in range(30)]
    suggested = Shelf.of(documents).suggest("")
    assert len(suggested) == 25
    assert all(0 < discord_chars(part) <= CHOICE_CHARS for choice in suggested for part in choice)
