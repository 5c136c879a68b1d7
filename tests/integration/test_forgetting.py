"""Who asked what is forgotten when it is due, and neither before, by a wrong clock, nor left where it stood."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from retrieval.adapters.sql.records import SqlRecords
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE
from retrieval.answering.ask import Response
from retrieval.answering.receipts import FORGETS_EVERY, UNLIKELY, Receipts
from retrieval.domain.records import FORGOTTEN
from retrieval.errors import UnknownReceiptError
from retrieval.terminal.commands import app
from tests.building import CONDITIONS, NOON, answer_of, change_of, passage_of, receipt_of
from tests.integration.databases import DATABASES, fresh_database

DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=90)
JUMP = timedelta(days=100)
FORGET = (["--forget", "00000-00001"], ["0000000001", "--forget", "--json"])


class Clocks:
    """What the clock shows, and how much time has passed in truth."""

    def __init__(self) -> None:
        self.time = NOON
        self.passed = 0.0

    def now(self) -> datetime:
        return self.time

    def elapsed(self) -> float:
        return self.passed

    def pass_by(self, time: timedelta) -> None:
        self.time += time
        self.passed += time.total_seconds()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture(params=DATABASES)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlRecords]:
    with fresh_database(request.param, tmp_path) as address:
        opened = SqlRecords(address)
        yield opened
        opened.close()


def begun(records: SqlRecords, clocks: Clocks) -> Receipts:
    """As a process that has just been started has them."""
    receipts = Receipts(records.book, records.archive, records.changes, KEPT_FOR, clocks.now, clocks.elapsed)
    receipts.open()
    return receipts


def ask(receipts: Receipts) -> str:
    asked = Response(outcome=answer_of("They came.", question="Did they come?"), timings_ms={})
    receipt_id = receipts.write(asked, CONDITIONS).receipt_id
    assert receipt_id is not None
    return receipt_id


# A clock that is wrong.


def test_a_clock_that_jumps_ahead_and_is_set_right_costs_no_receipt(records: SqlRecords, clocks: Clocks) -> None:
    receipts = begun(records, clocks)
    kept = ask(receipts)
    clocks.pass_by(DAY)
    clocks.time += JUMP
    during = ask(receipts)
    begun(records, clocks)
    clocks.pass_by(DAY / 2)
    ask(begun(records, clocks))
    clocks.time -= JUMP
    receipts = begun(records, clocks)
    assert [receipts.find(receipt_id).id for receipt_id in (kept, during)] == [kept, during]
    for _ in range(3):
        clocks.pass_by(DAY)
        ask(receipts)
    assert receipts.find(kept).id == kept


def test_a_process_is_not_misled_by_any_number_of_jumps(records: SqlRecords, clocks: Clocks) -> None:
    receipts = begun(records, clocks)
    kept = ask(receipts)
    for _ in range(20):
        clocks.time += JUMP
        receipts.tidy()
        ask(receipts)
    clocks.time -= 20 * JUMP
    assert receipts.find(kept).id == kept


@pytest.mark.parametrize("is_started_anew", [False, True], ids=["one process", "started anew each day"])
def test_receipts_are_kept_where_a_clock_is_wrong_for_days(
    records: SqlRecords, clocks: Clocks, is_started_anew: bool
) -> None:
    receipts = begun(records, clocks)
    kept = ask(receipts)
    clocks.pass_by(DAY)
    clocks.time += JUMP
    for _ in range(UNLIKELY.days):
        receipts = begun(records, clocks) if is_started_anew else receipts
        receipts.tidy()
        clocks.pass_by(DAY)
    clocks.time -= JUMP
    for _ in range(UNLIKELY.days):
        receipts = begun(records, clocks) if is_started_anew else receipts
        receipts.tidy()
        clocks.pass_by(DAY)
    assert receipts.find(kept).id == kept


def test_receipts_that_are_too_old_are_forgotten_where_somebody_asks_once_a_month(
    records: SqlRecords, clocks: Clocks
) -> None:
    old = ask(begun(records, clocks))
    for _ in range(5):
        clocks.pass_by(timedelta(days=30))
        begun(records, clocks)
    assert records.book.get(old) is None


def test_a_clock_that_began_in_the_past_costs_no_receipt_either(records: SqlRecords, clocks: Clocks) -> None:
    kept = ask(begun(records, clocks))
    right, clocks.time = clocks.time, datetime(1970, 1, 2, tzinfo=NOON.tzinfo)
    begun(records, clocks)
    clocks.pass_by(DAY)
    clocks.time = right + DAY
    receipts = begun(records, clocks)
    assert receipts.find(kept).id == kept


def test_after_a_hundred_days_off_in_truth_all_is_forgotten_within_days(records: SqlRecords, clocks: Clocks) -> None:
    old = ask(begun(records, clocks))
    records.changes.write(change_of(who="somebody", discord_id=7, at=clocks.time))
    clocks.pass_by(JUMP)
    receipts = begun(records, clocks)
    with pytest.raises(UnknownReceiptError):
        receipts.find(old)
    assert records.book.get(old) is not None, "the clock may be wrong"
    for _ in range(UNLIKELY.days):
        clocks.pass_by(FORGETS_EVERY)
        receipts.tidy()
    assert records.book.get(old) is None
    assert [change.who for change in records.changes.latest(1)] == [FORGOTTEN]


def test_a_surprising_step_is_told(records: SqlRecords, clocks: Clocks, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="retrieval"):
        receipts = begun(records, clocks)
        clocks.pass_by(DAY)
        receipts.tidy()
        assert caplog.messages == []
        clocks.time += JUMP
        begun(records, clocks)
    assert "100 days have passed" in caplog.text
    assert "set it right within 7 days" in caplog.text


# Who changed the corpus.


def test_of_an_old_change_it_is_forgotten_who_made_it(records: SqlRecords) -> None:
    by_somebody, by_terminal = change_of(who="somebody", discord_id=7, added=("a",)), change_of(removed=("a",))
    for change in (by_somebody, by_terminal):
        records.changes.write(change)
    assert records.changes.forget_people(NOON) == 0
    assert records.changes.latest(2) == [by_terminal, by_somebody]
    assert records.changes.forget_people(NOON + DAY) == 1
    assert records.changes.latest(2) == [by_terminal, change_of(who=FORGOTTEN, added=("a",))]
    assert records.changes.forget_people(NOON + DAY) == 0


def test_who_made_a_change_that_is_too_old_is_not_told_even_before(records: SqlRecords, clocks: Clocks) -> None:
    receipts = begun(records, clocks)
    made = change_of(who="somebody", discord_id=7)
    records.changes.write(made)
    clocks.pass_by(KEPT_FOR)
    assert receipts.changes(1) == [made]
    clocks.pass_by(DAY)
    assert receipts.changes(1) == [change_of(who=FORGOTTEN)]
    assert receipts.changes(1, skip=1) == []


# One that somebody wants forgotten.


def test_a_receipt_is_forgotten_with_what_it_alone_refers_to(records: SqlRecords, clocks: Clocks) -> None:
    shared, alone = passage_of("Both tell this.", document_id="shared"), passage_of("One does.", document_id="alone")
    first = receipt_of("0000000001", outcome=answer_of("Both tell this."))
    records.book.put(first)
    records.archive.keep([shared, alone], NOON)
    receipts = begun(records, clocks)
    written = ask(receipts)
    assert receipts.drop("receipt 00000-o0001") == "0000000001"
    assert records.book.get("0000000001") is None
    assert records.book.get(written) is not None
    assert records.archive.passage(first.outcome.citations[0].passage.id) is None  # type: ignore[union-attr]
    assert records.archive.passage(shared.id) is not None, "no receipt brought it"
    with pytest.raises(UnknownReceiptError, match="There is no receipt 0000000001"):
        receipts.drop("0000000001")


def test_what_another_receipt_needs_stays_whole(records: SqlRecords) -> None:
    records.book.put(receipt_of("0000000001"))
    records.book.put(receipt_of("0000000002"))
    assert records.book.drop("0000000001")
    assert records.book.get("0000000002") == receipt_of("0000000002")
    assert not records.book.drop("0000000001")


# Where it stood.


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


@pytest.mark.parametrize("way", ["asked for", "by age"])
def test_what_is_forgotten_is_gone_from_the_disk_while_the_records_are_open(tmp_path: Path, way: str) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    for number in range(3):
        outcome = answer_of("A sentence.", question=f"Was the unmentionable there, {number}?" + " Or not?" * 500)
        records.book.put(receipt_of(f"000000000{number}", outcome=outcome))
    records.book.put(receipt_of("0000000009", NOON + 2 * DAY))
    assert b"unmentionable" in on_disk(tmp_path)
    if way == "asked for":
        assert all(records.book.drop(f"000000000{number}") for number in range(3))
    else:
        assert records.book.forget(NOON + DAY) == 3
    assert b"unmentionable" not in on_disk(tmp_path)
    assert records.book.get("0000000009") is not None
    records.close()


def test_who_is_forgotten_is_gone_from_the_disk_too(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    records.changes.write(change_of(who="the-unmentionable", discord_id=7))
    records.changes.forget_people(NOON + DAY)
    assert b"unmentionable" not in on_disk(tmp_path)
    records.close()


# In a terminal.


def test_a_terminal_forgets_one_and_says_so(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / RECORDS_FILE)
    records.book.put(receipt_of("0000000001"))
    first, again = (CliRunner().invoke(app, ["receipt", "--data", str(tmp_path), *how]) for how in FORGET)
    assert (first.exit_code, first.output) == (0, "Receipt 0000000001 is forgotten.\n")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "There is no receipt 0000000001." in again.stderr
    assert records.book.get("0000000001") is None
    records.close()
