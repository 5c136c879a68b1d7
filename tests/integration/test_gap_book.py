"""What people miss, as the use case relies on it: over the real databases, and in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval.adapters.sql.records import SqlRecords
from retrieval.adapters.sql.tables import RECORDS_SCHEMA
from retrieval.domain.gaps import GapNote
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope
from retrieval.errors import RecordsUnreachableError
from retrieval.ports import GapBook
from tests.building import NOON, receipt_of
from tests.integration.databases import DATABASES, by_sql, fresh_database
from tests.small_disk import fill, small_disk
from tests.unit.bot.gaps_in_memory import GapsInMemory

HOUR = timedelta(hours=1)
FIRST, SECOND = 1 << 62, 7
OPEN, STAFF = Scope.of(["open"]), Scope.of(["open", "staff"])
MANY = 1_000


@pytest.fixture(params=["in memory", *DATABASES])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GapBook]:
    if request.param == "in memory":
        yield GapsInMemory()
        return
    with fresh_database(request.param, tmp_path) as url:
        records = SqlRecords(url)
        yield records.gaps
        records.close()


def note_of(gap_id: str = "a", person: str = "p", hour: int = 0, **changed: object) -> GapNote:
    note = GapNote(
        gap_id=gap_id,
        person=person,
        guild_id=FIRST,
        question=f"What is {gap_id}?",
        scope=STAFF,
        receipt_id="0000000001",
        noted_at=NOON + hour * HOUR,
    )
    return replace(note, **changed)  # type: ignore[arg-type]


def listed(book: GapBook, guild_id: int | None = FIRST, scope: Scope = EVERYTHING, hour: int = 0) -> list[str]:
    return [gap.id for gap in book.most_missed(guild_id, scope, NOON + hour * HOUR, 100)]


def test_what_most_people_miss_comes_first_and_then_the_latest(book: GapBook) -> None:
    for note in (note_of("old"), note_of("many", "p", 1), note_of("many", "q", 3), note_of("late", hour=2)):
        book.put(note)
    assert listed(book) == ["many", "late", "old"]
    (most,) = book.most_missed(FIRST, EVERYTHING, NOON, 1)
    assert (most.question, most.people, most.guild_id) == ("What is many?", 2, FIRST)
    assert (most.first_at, most.last_at) == (NOON + HOUR, NOON + 3 * HOUR)
    assert [gap.id for gap in book.most_missed(FIRST, EVERYTHING, NOON, 5, skip=1)] == ["late", "old"]
    assert list(book.most_missed(FIRST, EVERYTHING, NOON, 5, skip=3)) == []


def test_of_one_person_a_question_is_kept_once(book: GapBook) -> None:
    assert not book.note_again(note_of())
    book.put(note_of())
    book.put(note_of(hour=1))
    assert book.note_again(note_of(hour=2))
    (gap,) = book.most_missed(FIRST, EVERYTHING, NOON, 5)
    assert (gap.people, gap.first_at, gap.last_at) == (1, NOON + 2 * HOUR, NOON + 2 * HOUR)


def test_a_guild_has_its_own_and_none_named_has_all(book: GapBook) -> None:
    book.put(note_of("a"))
    book.put(note_of("b", guild_id=SECOND))
    book.put(note_of("c", guild_id=0))
    assert (listed(book), listed(book, SECOND), listed(book, 8)) == (["a"], ["b"], [])
    assert sorted(listed(book, None)) == ["a", "b", "c"]
    assert book.find("b", FIRST, EVERYTHING, NOON) is None
    assert book.find("b", None, EVERYTHING, NOON) == book.find("b", SECOND, EVERYTHING, NOON) is not None


def test_who_sees_less_than_whoever_noted_it_knows_nothing_of_it(book: GapBook) -> None:
    book.put(note_of("a", "p", scope=STAFF))
    book.put(note_of("a", "q", scope=OPEN, question="what is A?"))
    book.put(note_of("b", scope=EVERYTHING))
    assert listed(book, scope=SEES_NOTHING) == []
    (seen,) = book.most_missed(FIRST, OPEN, NOON, 5)
    assert (seen.id, seen.people, seen.question) == ("a", 1, "what is A?")
    assert [gap.people for gap in book.most_missed(FIRST, STAFF, NOON, 5)] == [2]
    assert listed(book) == ["a", "b"]
    assert book.find("b", FIRST, STAFF, NOON) is None


def test_what_is_too_old_is_not_told(book: GapBook) -> None:
    book.put(note_of("a", "p", 0))
    book.put(note_of("a", "q", 2))
    book.put(note_of("b", "p", 1))
    (gap,) = book.most_missed(FIRST, EVERYTHING, NOON + 2 * HOUR, 5)
    assert (gap.id, gap.people) == ("a", 1)
    assert book.find("b", FIRST, EVERYTHING, NOON + 2 * HOUR) is None
    assert list(book.people(FIRST, NOON + 2 * HOUR)) == [("a", "q")]


def test_the_notes_of_a_guild_are_counted_by_person(book: GapBook) -> None:
    for note in (note_of("a", "p"), note_of("a", "q"), note_of("b", "r"), note_of("c", "s", guild_id=SECOND)):
        book.put(note)
    assert sorted(book.people(FIRST, NOON)) == [("a", "p"), ("a", "q"), ("b", "r")]


def test_a_person_takes_back_their_own_alone(book: GapBook) -> None:
    book.put(note_of("a", "p"))
    book.put(note_of("a", "q"))
    assert book.take_back("a", "p")
    assert not book.take_back("a", "p")
    assert [gap.people for gap in book.most_missed(FIRST, EVERYTHING, NOON, 5)] == [1]


def test_what_is_dropped_is_gone_for_all(book: GapBook) -> None:
    for note in (note_of("a", "p"), note_of("a", "q"), note_of("b")):
        book.put(note)
    book.drop("a")
    assert listed(book) == ["b"]


def test_a_thousand_questions_are_paged_without_one_twice(book: GapBook) -> None:
    for number in range(MANY):
        book.put(note_of(f"{number:04}", question="🛩" * 4_000 if number == 0 else f"Question {number}"))
    pages = [book.most_missed(FIRST, EVERYTHING, NOON, 100, skip=skip) for skip in range(0, MANY, 100)]
    assert [gap.id for page in pages for gap in page] == [f"{number:04}" for number in range(MANY)]
    assert pages[0][0].question == "🛩" * 4_000


def test_they_are_forgotten_as_receipts_are(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    records.gaps.put(note_of("a", hour=1))
    records.gaps.put(note_of("b", hour=2))
    records.book.forget(NOON + 2 * HOUR)
    assert listed(records.gaps) == ["b"]
    records.close()


def test_with_a_receipt_goes_what_was_noted_of_it(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    records = SqlRecords.in_file(file)
    records.book.put(receipt_of())
    records.gaps.put(note_of("a", question="A secret word"))
    records.gaps.put(note_of("b", receipt_id="0000000002"))
    records.book.drop(receipt_of().id)
    assert listed(records.gaps) == ["b"]
    records.close()
    assert not [kept for kept in tmp_path.iterdir() if b"A secret word" in kept.read_bytes()]


@pytest.mark.parametrize("kind", DATABASES)
def test_records_of_the_schema_before_get_a_table_for_them(kind: str, tmp_path: Path) -> None:
    with fresh_database(kind, tmp_path) as url:
        records = SqlRecords(url)
        records.book.put(receipt_of())
        records.close()
        with by_sql(url) as connection:
            connection.execute(text("DROP TABLE gap_notes"))
            connection.execute(text("UPDATE footnote_schema SET version = 9"))
        later = SqlRecords(url)
        later.gaps.put(note_of())
        assert listed(later.gaps) == ["a"]
        assert later.book.get("0000000001") == receipt_of()
        later.close()
        with by_sql(url) as connection:
            assert connection.execute(text("SELECT version FROM footnote_schema")).scalar() == RECORDS_SCHEMA


def test_on_a_full_disk_it_is_told_that_nothing_was_noted_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 2) as folder:
        records = SqlRecords.in_file(folder / "records.sqlite3")
        records.gaps.put(note_of("a"))
        fill(folder / "fill")
        with pytest.raises(RecordsUnreachableError, match="full"):
            records.gaps.put(note_of("b", question="horns and hooves " * 60_000))
        assert listed(records.gaps) == ["a"]
        (folder / "fill").unlink()
        records.gaps.put(note_of("b"))
        assert sorted(listed(records.gaps)) == ["a", "b"]
        records.close()
