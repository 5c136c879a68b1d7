"""What the use cases rely on of the records, over the real databases."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta, timezone
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval.adapters.sql.records import KEPT_AT_ONCE, SqlRecords
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.documents import Document, Passage
from retrieval.domain.records import ChangeKind, Floor, Origin, Trace
from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope, Viewer
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from retrieval.errors import RecordsError
from retrieval.ports import ServerBook
from tests.building import ANSWER, NOON, change_of, document_of, found, passage_at, passage_of, receipt_of
from tests.conftest import ROOT
from tests.integration.databases import DATABASES, by_sql, fresh_database

DAY = timedelta(days=1)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
def records(url: str) -> Iterator[SqlRecords]:
    opened = SqlRecords(url)
    yield opened
    opened.close()


# Receipts.


def test_a_receipt_comes_back_and_outlives_the_process(url: str, records: SqlRecords) -> None:
    records.book.put(receipt_of())
    assert records.book.get("0000000001") == receipt_of()
    later = SqlRecords(url)
    assert later.book.get("0000000001") == receipt_of()
    later.close()


def test_of_an_unknown_id_there_is_none(records: SqlRecords) -> None:
    assert records.book.get("0000000001") is None
    assert records.archive.passage("0" * 20) is None


def test_a_moment_is_one_moment_whatever_its_time_zone(records: SqlRecords) -> None:
    tehran = NOON.astimezone(timezone(timedelta(hours=3, minutes=30))).replace(microsecond=123456)
    records.book.put(receipt_of(at=tehran))
    found_again = records.book.get("0000000001")
    assert found_again is not None
    assert found_again.asked_at == tehran
    assert found_again.asked_at.utcoffset() == timedelta(0)


def test_a_refusal_of_nothing_comes_back(records: SqlRecords) -> None:
    refusal = Refusal(question="\0 \x1b", reason=RefusalReason.NO_WORDS)
    receipt = receipt_of(outcome=refusal, documents=None, probability=None, threshold=None)
    records.book.put(receipt)
    assert records.book.get(receipt.id) == receipt


def test_two_versions_of_a_document_are_kept_side_by_side(records: SqlRecords) -> None:
    near = [found(passage_of(words, document_id="one")) for words in ("Iran denied it.", "Iran did not deny it.")]
    refusals = [Refusal(question="Who?", reason=RefusalReason.NOT_ANSWERED, nearest=(result,)) for result in near]
    for number, refusal in enumerate(refusals):
        records.book.put(receipt_of(f"000000000{number}", outcome=refusal))
    for number, refusal in enumerate(refusals):
        again = records.book.get(f"000000000{number}")
        assert again is not None
        assert again.outcome == refusal


@pytest.mark.parametrize("floor", [None, Floor.AWAY])
def test_what_a_language_model_had_to_do_with_it_comes_back(records: SqlRecords, floor: Floor | None) -> None:
    fates = (
        Fate(kind=FateKind.KEPT, quotes=(QuoteClass.VERIFIED,)),
        Fate(kind=FateKind.DROPPED, flaws=(Flaw.FIGURE, Flaw.SWAPPED), quotes=(QuoteClass.NOT_FOUND,)),
    )
    trace = Trace(model="a:b", floor=floor, cause="It is away.", calls=2, tokens_in=3, tokens_out=4, fates=fates)
    records.book.put(receipt_of(trace=trace))
    records.book.put(receipt_of("0000000002"))
    assert records.book.get("0000000001") == receipt_of(trace=trace)
    assert records.book.get("0000000002") == receipt_of("0000000002")


def test_it_is_forgotten_with_its_receipt(url: str, records: SqlRecords) -> None:
    records.book.put(receipt_of(trace=Trace(model="a:b", floor=None)))
    records.book.forget(NOON + DAY)
    with by_sql(url) as connection:
        assert connection.execute(text("SELECT count(*) FROM receipt_traces")).scalar() == 0


def test_an_id_is_never_given_to_two_receipts(records: SqlRecords) -> None:
    records.book.put(receipt_of())
    with pytest.raises(RecordsError):
        records.book.put(receipt_of(probability=0.1))
    assert records.book.get("0000000001") == receipt_of()


def test_receipts_are_forgotten_by_the_moment_of_the_question(records: SqlRecords) -> None:
    for days in range(4):
        records.book.put(receipt_of(f"000000000{days}", NOON + days * DAY))
    assert records.book.forget(NOON + 2 * DAY) == 2
    assert [records.book.get(f"000000000{days}") is None for days in range(4)] == [True, True, False, False]


# The archive.


def texts_in(url: str) -> list[str]:
    """The kept texts, whoever refers to them."""
    with by_sql(url) as connection:
        return sorted(str(row[0]) for row in connection.execute(text("SELECT text FROM kept_documents")))


def test_a_passage_is_kept_with_the_whole_of_its_document(records: SqlRecords) -> None:
    document = Document(
        id="a",
        title="A",
        text="Iran denied it. Kyiv did not believe it.",
        publisher="CNN",
        date="2022-11-01",
        url="https://example.org/",
        language="en",
        kind="article",
        path="a.pdf",
        pages=(0, 16),
        extra={"desk": "Kyiv"},
    )
    passage = Passage(document=document, start=16, end=40, section="Kyiv")
    records.archive.keep([passage], NOON)
    kept = records.archive.passage(passage.id)
    assert kept is not None
    assert (kept.passage, kept.kept_at) == (passage, NOON)


def test_keeping_again_keeps_for_longer(url: str, records: SqlRecords) -> None:
    passage = passage_of("Iran denied it.")
    for days in range(3):
        records.archive.keep([passage], NOON + days * DAY)
    assert records.archive.forget(NOON + 2 * DAY) == 0
    kept = records.archive.passage(passage.id)
    assert kept is not None
    assert kept.kept_at == NOON + 2 * DAY
    with by_sql(url) as connection:
        of_its_text = str(connection.execute(text("SELECT kept_at FROM kept_documents")).scalar_one())
    assert of_its_text.startswith("2026-05-05 12:00:00")


def test_of_a_passage_whose_document_states_something_else_now_the_last_is_kept(records: SqlRecords) -> None:
    then = passage_of("Iran denied it.")
    now = replace(then, document=replace(then.document, publisher="CNN"))
    assert then.id == now.id
    records.archive.keep([then], NOON)
    records.archive.keep([now], NOON + DAY)
    kept = records.archive.passage(then.id)
    assert kept is not None
    assert kept.passage == now


def test_keeping_nothing_keeps_nothing(url: str, records: SqlRecords) -> None:
    assert records.archive.forget(NOON) == 0
    records.archive.keep([], NOON)
    assert texts_in(url) == []


def test_more_passages_than_are_kept_at_once_are_all_kept(records: SqlRecords) -> None:
    document = document_of(" ".join(f"Sentence {number}." for number in range(2 * KEPT_AT_ONCE + 1)))
    passages = [passage_at(document, f"Sentence {number}.") for number in range(2 * KEPT_AT_ONCE + 1)]
    records.archive.keep(passages, NOON)
    for passage in (passages[0], passages[KEPT_AT_ONCE], passages[-1]):
        kept = records.archive.passage(passage.id)
        assert kept is not None
        assert kept.passage == passage
    assert records.archive.forget(NOON + DAY) == len(passages)


def test_a_text_goes_when_neither_receipt_nor_passage_refers_to_it(url: str, records: SqlRecords) -> None:
    records.book.put(receipt_of())
    records.archive.keep([passage_of("A document nobody quoted.", document_id="other")], NOON + DAY)
    quoted = ["Iran denied it.", "Kyiv did not believe it."]
    assert texts_in(url) == ["A document nobody quoted.", *quoted]
    # The passages are too old, and the receipt is not: what it quotes stays.
    assert records.archive.forget(NOON + DAY) == 2
    assert texts_in(url) == ["A document nobody quoted.", *quoted]
    assert records.book.get("0000000001") == receipt_of()
    assert records.archive.passage(ANSWER.citations[0].passage.id) is None
    # The receipt goes, and nothing else refers to them.
    assert records.book.forget(NOON + DAY) == 1
    assert records.archive.forget(NOON + DAY) == 0
    assert texts_in(url) == ["A document nobody quoted."]
    assert records.archive.forget(NOON + 2 * DAY) == 1
    assert texts_in(url) == []


# Tokens of language models.

TODAY = date(2026, 5, 3)


def test_tokens_are_reserved_up_to_the_limit_and_no_further(records: SqlRecords) -> None:
    assert [records.tokens.reserve(7, TODAY, 40, 100) for _ in range(3)] == [True, True, False]
    assert records.tokens.used(7, TODAY) == 80
    records.tokens.give_back(7, TODAY, 30)
    assert records.tokens.reserve(7, TODAY, 50, 100)
    assert not records.tokens.reserve(7, TODAY, 1, 100)


def test_a_question_that_cost_more_than_was_reserved_counts_for_that(records: SqlRecords) -> None:
    assert records.tokens.reserve(7, TODAY, 40, 100)
    records.tokens.give_back(7, TODAY, -70)
    assert records.tokens.used(7, TODAY) == 110
    assert not records.tokens.reserve(7, TODAY, 1, 100)


def test_each_guild_and_day_has_its_own(records: SqlRecords) -> None:
    assert records.tokens.reserve(7, TODAY, 100, 100)
    assert records.tokens.reserve(8, TODAY, 100, 100)
    assert records.tokens.reserve(7, TODAY + DAY, 100, 100)
    assert records.tokens.used(2**63 - 1, TODAY) == 0
    assert records.tokens.reserve(2**63 - 1, TODAY, 100, 100)


def test_what_was_used_outlives_the_process(url: str, records: SqlRecords) -> None:
    assert records.tokens.reserve(7, TODAY, 60, 100)
    later = SqlRecords(url)
    assert not later.tokens.reserve(7, TODAY, 60, 100)
    later.close()


def test_many_at_once_do_not_pass_the_limit(records: SqlRecords) -> None:
    with ThreadPoolExecutor(8) as pool:
        reserved = list(pool.map(lambda _: records.tokens.reserve(7, TODAY, 10, 50), range(20)))
    assert sum(reserved) == 5
    assert records.tokens.used(7, TODAY) == 50


RESERVING = """
import sys
from datetime import date
from retrieval.adapters.sql.records import SqlRecords
records = SqlRecords(sys.argv[1])
sys.stdin.readline()
print(sum(records.tokens.reserve(7, date(2026, 5, 3), 10, 500) for _ in range(40)))
records.close()
"""


def test_nor_do_several_processes(url: str) -> None:
    """None of which has opened the database before: they make its tables at once, too."""
    start = [sys.executable, "-c", RESERVING, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(start, cwd=ROOT, **pipes) for _ in range(3)]  # type: ignore[call-overload]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    reserved = [int(process.communicate(timeout=300)[0]) for process in processes]
    assert sum(reserved) == 50
    opened = SqlRecords(url)
    assert opened.tokens.used(7, TODAY) == 500
    opened.close()


# Records of an older version.


# The log of changes.


def test_the_log_comes_back_page_by_page_the_latest_first(records: SqlRecords) -> None:
    # Two at one moment: they come in the order in which they were written.
    changes = [
        change_of(added=("a", "b")),
        change_of(who="ayşe 🛩", discord_id=2**63 - 1, changed=("a",), renamed=(("b", "c"),), unreadable=("x.pdf",)),
        change_of(at=NOON + DAY, what=ChangeKind.REMOVE, removed=("a",), generation_before="0123456789ab"),
    ]
    for change in changes:
        records.changes.write(change)
    assert records.changes.latest(10) == changes[::-1]
    assert records.changes.latest(2) == changes[:0:-1]
    assert records.changes.latest(2, skip=2) == changes[:1]
    assert records.changes.latest(2, skip=3) == []


def test_the_log_is_not_forgotten(records: SqlRecords) -> None:
    records.changes.write(change_of())
    records.book.forget(NOON + 1000 * DAY)
    records.archive.forget(NOON + 1000 * DAY)
    assert records.changes.latest(10) == [change_of()]


# Several at once.


def test_several_threads_and_several_openings_write_at_once(url: str) -> None:
    """Each opens the database for itself, none of them has made the tables before, all keep the same passages, in one
    order or the other, and one forgets them all the time.
    """
    together = threading.Barrier(6)
    passages = [citation.passage for citation in ANSWER.citations]

    def write(number: int) -> None:
        opened = SqlRecords(url)
        together.wait()
        for count in range(5):
            opened.book.put(receipt_of(f"{number:05}{count:05}"))
            opened.archive.keep(passages[:: 1 if number % 2 else -1], NOON)
            if number == 0:
                opened.archive.forget(NOON + DAY)
        opened.close()

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(write, number) for number in range(6)]:
            done.result()
    opened = SqlRecords(url)
    for number, count in product(range(6), range(5)):
        found_again = opened.book.get(f"{number:05}{count:05}")
        assert found_again is not None
        assert found_again.outcome == ANSWER
    opened.close()
    assert len(texts_in(url)) == 2


# What was changed by others.


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE kept_documents SET text = 'Iran confirmed it.' WHERE text = 'Iran denied it.'",
        "UPDATE kept_documents SET title = 'Another'",
        "UPDATE receipts SET outcome = replace(outcome, 'Iran denied', 'Iran granted')",
        "UPDATE receipts SET outcome = '{}'",
        "UPDATE receipts SET outcome = 'x'",
        "UPDATE receipts SET strictness = 'x'",
        "DELETE FROM receipt_documents",
    ],
)
def test_a_receipt_that_was_tampered_with_is_not_replayed(url: str, records: SqlRecords, harm: str) -> None:
    records.book.put(receipt_of())
    with by_sql(url) as connection:
        assert connection.execute(text(harm)).rowcount > 0
    with pytest.raises(RecordsError, match="is not what was written") as caught:
        records.book.get("0000000001")
    assert "good copy" in caught.value.remedy


# Servers.

FIRST, SECOND, THIRD = 101, 102, 103


def seen_by_servers(book: ServerBook) -> dict[int, Scope]:
    return {guild_id: server.scope for guild_id, server in book.all().items()}


def test_the_servers_of_an_earlier_version_go_on_seeing_all(url: str, records: SqlRecords) -> None:
    records.book.put(receipt_of())
    with by_sql(url) as connection:
        for table in ("servers_from_before", "servers", "channels"):
            connection.execute(text(f"DROP TABLE {table}"))
        for column in ("guild_id", "asker", "scope"):
            connection.execute(text(f"ALTER TABLE receipts DROP COLUMN {column}"))
        connection.execute(text("UPDATE footnote_schema SET version = 7"))
    later = SqlRecords(url)
    assert later.book.get("0000000001") == receipt_of()
    later.servers.note([FIRST, SECOND], ())
    later.servers.note([FIRST, SECOND, THIRD], ())
    assert seen_by_servers(later.servers) == {FIRST: EVERYTHING, SECOND: EVERYTHING, THIRD: SEES_NOTHING}
    assert not any(server.is_first for server in later.servers.all().values())
    later.close()


def test_two_who_note_servers_at_once_note_them_once(url: str) -> None:
    books = [SqlRecords(url), SqlRecords(url)]
    with ThreadPoolExecutor(2) as threads:
        noted = list(threads.map(lambda records: records.servers.note([FIRST], ()), books))
    assert sorted(map(len, noted)) == [0, 1]
    for book in books:
        book.close()


def test_a_receipt_keeps_where_it_was_written(records: SqlRecords) -> None:
    for number, scope in enumerate((EVERYTHING, SEES_NOTHING, Scope.of(["main", "staff"]))):
        viewer = Viewer(scope=scope, guild_id=FIRST, name="somebody")
        receipt = replace(receipt_of(f"000000000{number}"), origin=Origin.of(viewer, f"000000000{number}"))
        records.book.put(receipt)
        assert records.book.get(receipt.id) == receipt
