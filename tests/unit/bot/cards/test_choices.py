"""What is suggested of the documents: within Discord's limits, and each found again by the value that it sends."""

import pytest

from bot.cards.choices import choices
from bot.text.discord_limits import CHOICE_CHARS, discord_chars
from retrieval.domain.documents import Document
from retrieval.index.titles import Titles
from tests.building import document_of

LONG_ID = "archive/" + "very-" * 38 + "long.md"


@pytest.fixture
def titles(corpus: dict[str, Document]) -> Titles:
    documents = [*corpus.values(), document_of("x", title="A long name", document_id=LONG_ID)]
    return Titles(document.summary for document in documents)


def test_every_choice_is_found_again(titles: Titles) -> None:
    suggested = choices(titles, "")
    found = [titles.find(value) for _, value in suggested]
    assert found == list(titles.documents)
    assert all(0 < discord_chars(part) <= CHOICE_CHARS for choice in suggested for part in choice)


def test_an_id_too_long_for_a_choice_goes_by_a_stable_key(titles: Titles) -> None:
    ((name, value),) = choices(titles, "a long")
    assert (name, value) == ("A long name", "973964a7170b66f0de01")
    assert (found := titles.find(value)) is not None
    assert found.id == LONG_ID


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("washington exam", ["White House: Iran and Russia have grown closer since invasion of Ukraine"]),
        ("CRIMEA personnel", ["Iranian personnel have been on the ground in Russian-occupied Crimea"]),
        ("global-coalition-p", ["'Global coalition' must push back against Iran-Russia co-op: Pentagon"]),
        ("nowhere", []),
    ],
)
def test_choices_hold_all_words_typed(titles: Titles, typed: str, expected: list[str]) -> None:
    assert [name.split(" · ")[0] for name, _ in choices(titles, typed)] == expected


def test_a_title_of_two_documents_is_suggested_with_their_ids() -> None:
    titles = Titles(document_of("x", document_id=name).summary for name in ("one", "two"))
    assert choices(titles, "") == [("A title · one", "one"), ("A title · two", "two")]


def test_at_most_25_are_suggested_and_huge_titles_fit() -> None:
    documents = [document_of("x", title="🛩" * 400, document_id=f"{n}" * 150) for n in range(30)]
    suggested = choices(Titles(document.summary for document in documents), "")
    assert len(suggested) == 25
    assert all(0 < discord_chars(part) <= CHOICE_CHARS for choice in suggested for part in choice)
