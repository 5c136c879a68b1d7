"""What is shown where somebody asks what something is about, by its name."""

import pytest

from retrieval.answering.asked_kinds import AskedKind, asked_kind_of
from retrieval.answering.named_documents import MOST_CALLED_SO, opening_of
from retrieval.documents.chunking import chunk
from retrieval.domain.documents import Document, Passage
from tests.building import found
from tests.fakes import WordHashEmbedder

DOCUMENTS = {
    "course.md": "# Navigation course\n\nBook early, please.\n\nPlaces on it are few each spring.\n\n## Fees\n\nIt"
    " costs ninety euros for members.\n\n## Overview\n\nThe course teaches tides and charts in six evenings.\n",
    "changes.md": "# Pakr: the change log\n\nPakr packs folders into one file.\n\n## Version 2.4 (12 May)\n\n- Archives"
    " may be larger than that.\n",
    "house.txt": "Club rules\n\nMembers pay forty euros a year for it.\n",
    "lending.md": "# Handbook\n\nWho lends tools?\n\nThe tool library lends tools to its members.\n",
    "board-2024.txt": "Minutes of the board\n\nThe fee was raised to nine euros.\n",
}


def opened(name: str, texts: dict[str, str] = DOCUMENTS) -> list[str]:
    passages: dict[str, list[Passage]] = {}
    for path, text in texts.items():
        document = Document(id=path, title=text.splitlines()[0].lstrip("# "), text=text, path=path)
        passages[path] = list(chunk(document, WordHashEmbedder()))
    near = [found(passage) for own in passages.values() for passage in own]
    openings = opening_of(name, near, lambda document_id: passages[document_id])
    return [each.passage.document.text[each.start : each.end] for each in openings]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("the navigation course", "The course teaches tides and charts in six evenings."),
        ("the course", "The course teaches tides and charts in six evenings."),
        ("Pakr", "Pakr packs folders into one file."),
        ("the change log", "Pakr packs folders into one file."),
        ("version 2.4", "Archives may be larger than that."),
        ("the handbook", "The tool library lends tools to its members."),
        ("lending", "The tool library lends tools to its members."),
        ("the rules", "Members pay forty euros a year for it."),
        ("the fees", "It costs ninety euros for members."),
        ("the minutes", "The fee was raised to nine euros."),
    ],
)
def test_what_is_called_so_is_shown_by_what_describes_it_or_by_its_opening(name: str, sentence: str) -> None:
    assert opened(name) == [sentence]


@pytest.mark.parametrize("name", ["the club", "the board", "the error", "the ticket course", "it"])
def test_what_is_of_something_and_not_that_is_not_shown_for_it(name: str) -> None:
    assert opened(name) == []


def test_a_name_that_many_bear_alike_tells_none_from_another() -> None:
    texts = {f"{n}.txt": f"Garden rules\n\nGate number {n} is closed at night.\n" for n in range(MOST_CALLED_SO + 1)}
    assert opened("the garden rules", texts) == []
    texts.popitem()
    assert len(opened("the garden rules", texts)) == MOST_CALLED_SO


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What is the course about?", "the course"),
        ("what's pakr all about", "pakr"),
        ("What are the “rules of the house” about?", "the “rules of the house"),
    ],
)
def test_what_something_is_about_is_asked_by_its_name(question: str, name: str) -> None:
    asked = asked_kind_of(question)
    assert asked is not None
    assert (asked.kind, asked.subject) == (AskedKind.NAMED, name)


@pytest.mark.parametrize(
    "question",
    ["What is this about?", "What is that error about?", "What is clause 4 about?", "What is he about to do?"],
)
def test_what_only_looks_like_it_is_none(question: str) -> None:
    asked = asked_kind_of(question)
    assert asked is None or asked.kind is not AskedKind.NAMED
