"""What documents say of what they replace and of what replaces them."""

import pytest

from retrieval.documents.replacing import changes, note_of_withdrawal, notices_of
from retrieval.documents.versions import version_of_document, version_of_section
from retrieval.domain.documents import Document


def document(text: str, title: str = "Rules") -> Document:
    return Document(id="a.md", title=title, text=f"# {title}\n\n{text}\n", path="a.md")


def notices(text: str) -> list[tuple[str, bool]]:
    return [(notice.names, notice.is_replaced) for notice in notices_of(document(text))]


@pytest.mark.parametrize(
    ("text", "names", "is_replaced"),
    [
        ("*Superseded by the by-laws of 9 March 2024.*", "the by-laws of 9 March 2024", True),
        ("> This guide is for 2.x. It has been superseded by the *Otter 3 guide*.", "the *Otter 3 guide*", True),
        ("These rules were replaced by the pool rules.", "the pool rules", True),
        ("Withdrawn on 1 October 2023; others apply.", "", True),
        ("Agreed in May. They replace the rules of 2019.", "the rules of 2019", False),
        ("This page supersedes errata 1.1.", "errata 1.1", False),
        ("This corrects the report. This list amends the fees of 2022.", "the fees of 2022", False),
    ],
)
def test_notice_names_what_replaces_or_is_replaced(text: str, names: str, is_replaced: bool) -> None:
    assert (names, is_replaced) in notices(text)


def test_one_sentence_may_replace_two() -> None:
    assert notices("Takes precedence over the rules and replaces errata 1.2.") == [
        ("the rules", False),
        ("errata 1.2", False),
    ]


@pytest.mark.parametrize(
    "text", ["The pump was replaced by a new one.", "It is no longer cold.", "Replaced the filter.", "It is withdrawn."]
)
def test_what_is_no_text_gives_no_notice(text: str) -> None:
    assert notices(text) == []


def test_notice_stands_in_its_section() -> None:
    (notice,) = notices_of(document("## 1 Fees\n\nFees are due.\n\n## 2 Boats\n\nThis section is obsolete."))
    assert notice.section.endswith("2 Boats")
    (heading,) = notices_of(document("## 1 Fees\n\nFees are due.\n\n## 2 Boats (withdrawn)\n\nBoats are free."))
    assert heading.section.endswith("2 Boats (withdrawn)")


def test_note_of_withdrawal_is_told_from_other_notes() -> None:
    assert note_of_withdrawal("A raid needs 8. (Withdrawn in 1.3.)") == (16, 35)
    assert note_of_withdrawal("Stands cost 12 euros (suspended since May).") is not None
    assert note_of_withdrawal("A raid needs 8 (see page 3).") is None


def test_sentence_says_which_section_it_changes() -> None:
    assert changes("From May, section 2 of the lending rules is amended: it is 40.") == ("2", "lending rules")
    assert changes("With effect from 1 May the quorum is one fifth.") == ("", "")
    assert changes("The quorum is one fifth.") is None


def test_newer_version_is_told_by_date_or_number() -> None:
    log = document("", "Changelog of Otter")
    new, old = (version_of_section(log, section) for section in ("Otter 3.10.0 - 2025-09-01", "3.9.0"))
    assert new is not None
    assert old is not None
    assert new.is_newer_than(old)
    assert not old.is_newer_than(new)
    first, second = (version_of_document(document("", f"Pool rules ({year})")) for year in (2021, 2024))
    assert first is not None
    assert second is not None
    assert second.is_newer_than(first)


def test_place_in_an_order_is_no_version() -> None:
    rules = document("", "Rules")
    assert version_of_section(rules, "4.1 Committee") is None
    assert version_of_document(document("", "Chapter 3")) is None
    other = version_of_section(rules, "Picnic of 5 June 2025")
    meeting = version_of_section(rules, "Meeting of 4 June 2025")
    assert other is not None
    assert meeting is not None
    assert not other.is_newer_than(meeting)


def test_note_in_parentheses_is_on_its_sentence_and_not_on_the_document() -> None:
    assert notices("The guard has 16. (Withdrawn in 1.2.)") == []
    assert notices("(Withdrawn in 1.2.)") == [("", True)]
