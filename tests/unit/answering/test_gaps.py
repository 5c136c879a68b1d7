"""Saying that something is missing, and who is told what of it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering import gaps as gaps_module
from retrieval.answering.gaps import NOTES_EACH, SeenGaps, folded_question, gap_id_of
from retrieval.answering.receipts import Receipts, new_receipt_id
from retrieval.domain.answers import Refusal, RefusalFacts, RefusalReason
from retrieval.domain.gaps import Noting
from retrieval.domain.records import Origin, Receipt
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope, Viewer
from retrieval.errors import UnknownReceiptError
from tests.building import ANSWER, NOON, facts_of, receipt_of
from tests.unit.bot.gaps_in_memory import GapsInMemory

GUILD, OTHER = 101, 102
DAYS = 90
OPEN, STAFF = Scope.of(["open"]), Scope.of(["open", "staff"])
QUESTION = "How long does bread rise?"


class Kept:
    """The receipts that there are, and what is missed. The book is a fake that the contract test holds."""

    def __init__(self) -> None:
        self.now = NOON
        self.book = GapsInMemory()
        self._kept: dict[str, Receipt] = {}
        book: Any = self
        self.receipts = Receipts(book, book, book, timedelta(days=DAYS), lambda: self.now)

    def get(self, receipt_id: str) -> Receipt | None:
        return self._kept.get(receipt_id)

    def refused(self, question: str, viewer: Viewer, **changed: Any) -> str:
        """The receipt of a question that was refused to somebody."""
        receipt_id = new_receipt_id()
        refusal = Refusal(question=question, reason=RefusalReason.NOT_ANSWERED)
        known = {"outcome": refusal, "documents": None, "origin": Origin.of(viewer, receipt_id), "at": self.now}
        self._kept[receipt_id] = receipt_of(receipt_id, **{**known, **changed})
        return receipt_id

    def to(self, viewer: Viewer | None) -> SeenGaps:
        return SeenGaps(self.receipts, self.book, viewer)

    def misses(self, viewer: Viewer, question: str = QUESTION) -> Noting:
        return self.to(viewer).note(self.refused(question, viewer))


@pytest.fixture
def kept() -> Kept:
    return Kept()


def member(name: str = "ada", guild_id: int = GUILD, scope: Scope = EVERYTHING) -> Viewer:
    return Viewer(scope=scope, guild_id=guild_id, name=name)


CURATOR = member("curator")


def listed(gaps: SeenGaps) -> list[tuple[str, int]]:
    return [(gap.question, gap.people) for gap in gaps.most_missed(10_000)]


def test_each_person_counts_once_for_a_question_however_it_is_typed(kept: Kept) -> None:
    assert kept.misses(member()) is Noting.NOTED
    assert kept.misses(member(), "how long does  BREAD rise") is Noting.NOTED_ALREADY
    assert kept.misses(member("bo"), "“How long does bread rise?”") is Noting.NOTED
    assert kept.misses(member("bo"), "How long does dough rise?") is Noting.NOTED
    assert listed(kept.to(CURATOR)) == [(QUESTION, 2), ("How long does dough rise?", 1)]


def test_several_press_below_one_refusal(kept: Kept) -> None:
    receipt_id = kept.refused(QUESTION, member())
    assert [kept.to(member(name)).note(receipt_id) for name in "abc"] == [Noting.NOTED] * 3
    assert listed(kept.to(CURATOR)) == [(QUESTION, 3)]


def test_it_is_kept_as_it_was_read_and_without_what_is_not_seen(kept: Kept) -> None:
    refusal = Refusal(
        question="and in \x1b[31mMay?\u202e", reason=RefusalReason.NOT_ANSWERED, read_as="Did \0bread rise\x1b in May?"
    )
    kept.to(member()).note(kept.refused("", member(), outcome=refusal))
    assert listed(kept.to(CURATOR)) == [("Did bread rise in May?", 1)]


def test_nothing_kept_says_who_missed_it_nor_that_one_missed_two(kept: Kept) -> None:
    kept.misses(member("a-secret-name"))
    kept.misses(member("a-secret-name"), "Another?")
    first, second = kept.book.notes.values()
    assert first.person != second.person
    assert "a-secret-name" not in repr(kept.book.notes)


@pytest.mark.parametrize("reason", RefusalReason)
def test_only_a_question_that_documents_were_asked_can_be_missing(kept: Kept, reason: RefusalReason) -> None:
    refusal = Refusal(question=QUESTION, reason=reason, facts=facts_of("bread"))
    is_gap = reason in {
        RefusalReason.NO_SHARED_WORDS,
        RefusalReason.NOT_ANSWERED,
        RefusalReason.PREMISE_NOT_FOUND,
    }
    assert refusal.is_gap is is_gap
    noting = kept.to(member()).note(kept.refused("", member(), outcome=refusal))
    assert noting is (Noting.NOTED if is_gap else Noting.IS_NO_GAP)
    assert bool(kept.book.notes) is is_gap


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": ANSWER},
        {"documents": ("a",)},
        {
            "outcome": Refusal(
                question="A text.", reason=RefusalReason.NO_SHARED_WORDS, facts=RefusalFacts(asks_nothing=True)
            )
        },
    ],
    ids=["answered", "of one document", "asks nothing"],
)
def test_what_does_not_tell_of_the_documents_is_not_noted(kept: Kept, changed: dict[str, Any]) -> None:
    assert kept.to(member()).note(kept.refused(QUESTION, member(), **changed)) is Noting.IS_NO_GAP
    assert kept.book.notes == {}


@pytest.mark.parametrize(
    "viewer",
    [member(guild_id=OTHER), member(scope=OPEN), member(guild_id=0)],
    ids=["another server", "who sees less", "another directly"],
)
def test_a_receipt_that_does_not_open_notes_nothing(kept: Kept, viewer: Viewer) -> None:
    receipt_id = kept.refused(QUESTION, member("bo"))
    with pytest.raises(UnknownReceiptError):
        kept.to(viewer).note(receipt_id)
    with pytest.raises(UnknownReceiptError):
        kept.to(viewer).take_back(receipt_id)
    assert kept.book.notes == {}


def test_one_that_opens_directly_for_whoever_asked_is_missed_directly(kept: Kept) -> None:
    receipt_id = kept.refused(QUESTION, member("bo"))
    assert kept.to(member("bo", guild_id=0)).note(receipt_id) is Noting.NOTED
    assert listed(kept.to(CURATOR)) == []


def test_one_person_misses_so_many_things_and_others_are_not_held_up(kept: Kept) -> None:
    nothing = [kept.misses(member(), f"What is {number}?") for number in range(1_000)]
    assert nothing == [Noting.NOTED] * NOTES_EACH + [Noting.TOO_MANY] * (1_000 - NOTES_EACH)
    assert kept.misses(member(), "What is 3?") is Noting.NOTED_ALREADY
    assert kept.misses(member("bo")) is Noting.NOTED
    assert kept.misses(member(guild_id=OTHER)) is Noting.NOTED
    kept.to(CURATOR).settle(gap_id_of(GUILD, "What is 3?"))
    assert [kept.misses(member(), f"Who is {number}?") for number in range(2)] == [Noting.NOTED, Noting.TOO_MANY]


def test_a_server_misses_so_many_things(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps_module, "NOTES_IN_ALL", 3)
    notings = [kept.misses(member(str(number))) for number in range(5)]
    assert notings == [Noting.NOTED] * 3 + [Noting.FULL] * 2
    assert kept.misses(member("0")) is Noting.NOTED_ALREADY
    assert kept.misses(member(guild_id=OTHER)) is Noting.NOTED


def test_it_is_taken_back_by_whoever_noted_it_and_may_be_noted_again(kept: Kept) -> None:
    receipt_id = kept.refused(QUESTION, member())
    kept.to(member()).note(receipt_id)
    kept.to(member("bo")).note(receipt_id)
    assert [kept.to(member()).take_back(receipt_id) for _ in range(2)] == [True, False]
    assert listed(kept.to(CURATOR)) == [(QUESTION, 1)]
    assert kept.to(member()).note(receipt_id) is Noting.NOTED


def test_what_is_settled_is_gone_until_somebody_misses_it_anew(kept: Kept) -> None:
    kept.misses(member())
    gap = kept.to(CURATOR).settle(gap_id_of(GUILD, QUESTION))
    assert gap is not None
    assert (gap.question, gap.people) == (QUESTION, 1)
    assert kept.to(CURATOR).settle(gap.id) is None
    assert kept.book.notes == {}
    assert kept.misses(member()) is Noting.NOTED


def test_it_is_told_for_as_long_as_receipts_are_kept_since_it_was_last_missed(kept: Kept) -> None:
    kept.misses(member())
    kept.misses(member("bo"))
    kept.now += timedelta(days=DAYS - 1)
    assert kept.misses(member()) is Noting.NOTED_ALREADY
    kept.now += timedelta(days=2)
    assert listed(kept.to(CURATOR)) == [(QUESTION, 1)]


def test_outside_of_servers_it_is_told_to_the_terminal_alone(kept: Kept) -> None:
    direct = member(guild_id=0)
    assert kept.misses(direct) is Noting.NOTED
    gap_id = gap_id_of(0, QUESTION)
    assert listed(kept.to(direct)) == []
    assert kept.to(direct).find(gap_id) is None
    assert kept.to(direct).settle(gap_id) is None
    assert kept.to(CURATOR).settle(gap_id) is None
    assert listed(kept.to(None)) == [(QUESTION, 1)]
    assert kept.to(None).settle(gap_id) is not None


SCOPES = st.sampled_from([EVERYTHING, STAFF, OPEN, SEES_NOTHING])
VIEWERS = st.builds(member, name=st.sampled_from("abc"), guild_id=st.sampled_from([0, GUILD, OTHER]), scope=SCOPES)


@given(st.lists(st.tuples(VIEWERS, st.sampled_from(["Why?", "why", "Who?", "C#?", "C++?"])), max_size=30), VIEWERS)
def test_nobody_is_shown_what_was_missed_elsewhere_or_where_more_is_seen(
    missed: list[tuple[Viewer, str]], viewer: Viewer
) -> None:
    kept = Kept()
    for who, question in missed:
        kept.misses(who, question)
    shown = {gap.id: gap for gap in kept.to(viewer).most_missed(100)}
    people: dict[str, set[str]] = {}
    seen: dict[tuple[str, str], Scope] = {}
    for who, question in missed:
        # Of one person and question, what is noted first stays.
        scope = seen.setdefault((gap_id_of(who.guild_id, question), who.name), who.scope)
        if viewer.guild_id and who.guild_id == viewer.guild_id and scope <= viewer.scope:
            people.setdefault(gap_id_of(who.guild_id, question), set()).add(who.name)
    assert {gap_id: gap.people for gap_id, gap in shown.items()} == {
        gap_id: len(names) for gap_id, names in people.items()
    }
    assert all(gap.guild_id == viewer.guild_id for gap in shown.values())
    for gap in kept.to(None).most_missed(100):
        assert (kept.to(viewer).find(gap.id) is not None) is (gap.id in shown)


@given(st.text(max_size=60))
def test_how_a_question_is_set_makes_no_other_of_it(question: str) -> None:
    assert folded_question(f" “({question})”  ?!\n") == folded_question(question)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("How do I reset it?", "how do i reset it", True),
        ("Wie groß ist es?", "WIE GROSS IST ES", True),
        ("Is “bread” (white) good?", "is bread white good", True),
        ("What is C#?", "What is C++?", False),
        ("What is .NET?", "What is net?", False),
        ("Does v1.2 work?", "Does v12 work?", False),
        ("Is it −5?", "Is it 5?", False),
        ("為什麼？", "為什麼?", True),
    ],
)
def test_what_is_typed_otherwise_is_the_same_and_what_means_another_thing_is_not(
    one: str, other: str, same: bool
) -> None:
    assert (folded_question(one) == folded_question(other)) is same
    assert (gap_id_of(GUILD, one) == gap_id_of(GUILD, other)) is same
    assert gap_id_of(GUILD, one) != gap_id_of(OTHER, one)
