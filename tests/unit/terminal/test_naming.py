"""What a document is named by in the terminal, and what is said where it names several or none."""

import pytest

from retrieval.errors import FootnoteError, UnknownDocumentError
from retrieval.terminal.naming import NAMED, AmbiguousDocumentError, id_of, ids_of
from retrieval.terminal.wording import NamingFault
from tests.building import passage_of
from tests.unit.bot.fake_footnote import FakeFootnote

TITLES = {"bread": "How bread rises", "oven": "The oven", "ovens": "The oven, and others", "rain": "Rain on a roof"}


@pytest.fixture
def footnote() -> FakeFootnote:
    return FakeFootnote([passage_of("Text.", document_id=name, title=title) for name, title in TITLES.items()])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bread", "bread"),
        (" rain ", "rain"),
        ("how BREAD rises", "bread"),
        ("the oven", "oven"),
        ("and others", "ovens"),
        ("roof rai", "rain"),
    ],
)
def test_id_of_takes_an_id_a_title_or_a_part_that_no_other_has(
    footnote: FakeFootnote, typed: str, expected: str
) -> None:
    assert id_of(footnote, typed) == expected


def test_id_of_names_all_documents_that_fit(footnote: FakeFootnote) -> None:
    with pytest.raises(AmbiguousDocumentError) as caught:
        id_of(footnote, "ove")
    assert caught.value.what == ("“ove” fits several documents: “The oven” (oven) and “The oven, and others” (ovens).")


def test_id_of_names_a_few_of_many_documents_that_fit() -> None:
    many = [passage_of("Text.", document_id=f"log-{n:02}", title="A log") for n in range(NAMED + 1)]
    with pytest.raises(AmbiguousDocumentError) as caught:
        id_of(FakeFootnote(many), "a log")
    assert f"(log-{NAMED - 1:02}), …" in caught.value.what
    assert f"log-{NAMED:02}" not in caught.value.what


def test_id_of_names_the_nearest_where_none_fits(footnote: FakeFootnote) -> None:
    with pytest.raises(UnknownDocumentError) as caught:
        id_of(footnote, "how braed rises")
    assert caught.value.fault is NamingFault.NONE
    assert caught.value.remedy.startswith("Did you mean “How bread rises” (bread)")


@pytest.mark.parametrize("typed", ["", " ", "zzz", "\udcff"])
def test_id_of_names_nothing_where_nothing_is_near(footnote: FakeFootnote, typed: str) -> None:
    with pytest.raises(UnknownDocumentError) as caught:
        id_of(footnote, typed)
    assert caught.value.fault is not NamingFault.NONE


def test_ids_of_leaves_what_names_no_document_and_explains_it(footnote: FakeFootnote) -> None:
    explained: list[FootnoteError] = []
    typed = ["how braed rises", "zzz", "the oven"]
    assert ids_of(footnote, typed, explained.append) == ["how braed rises", "zzz", "oven"]
    assert [error.facts["typed"] for error in explained] == ["how braed rises"]
