"""Receipts of the real product: written with every answer, replayed after the corpus has changed, forgotten in time."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from retrieval import __version__
from retrieval.adapters.sql.records import SqlRecords
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE, Records
from retrieval.answering.ask import Response
from retrieval.answering.receipts import FORGETS_EVERY, Receipts
from retrieval.answering.standing import Standing
from retrieval.bootstrap import open_footnote, rebuild
from retrieval.domain.answers import Answer, Refusal, RefusalReason
from retrieval.errors import RecordsError, RecordsMismatchError, UnknownReceiptError
from retrieval.footnote import Footnote
from retrieval.ports import Reader
from retrieval.settings import RetrievalSettings, Strictness
from tests.building import ANSWER, CONDITIONS, NOON, change_of, passage_of
from tests.indexes import Index
from tests.integration.databases import by_sql

DRONES = "How many drones has Iran provided to Russia since August?"
PARTNERSHIP = "unprecedented-defense-partnership"
KEPT_FOR = timedelta(days=90)


@pytest.fixture
def open_index(index: Index, network: Reader) -> Iterator[Footnote]:
    index.close()
    settings = RetrievalSettings(corpus_dir=index.corpus, data_dir=index.data, database_url=None)
    with open_footnote(settings, embedder=index.embedder, reader=network) as opened:
        yield opened


# What is written.


def test_every_answer_has_a_receipt_that_says_what_it_was_given_on(footnote: Footnote) -> None:
    asked = footnote.ask(DRONES)
    assert asked.receipt_id is not None
    replay = footnote.receipt(asked.receipt_id)
    receipt, status = replay.receipt, footnote.status()
    assert receipt.outcome == asked.outcome
    assert isinstance(receipt.outcome, Answer)
    assert (receipt.probability, receipt.timings_ms) == (asked.probability, asked.timings_ms)
    assert receipt.threshold == footnote.reader.calibration.thresholds[Strictness.BALANCED]
    assert receipt.documents is None
    conditions = receipt.conditions
    assert (conditions.generation, conditions.reader) == (status.generation, status.reader)
    assert conditions.embedding_weights_sha256 == status.embedding_weights_sha256
    assert conditions.reader_weights_sha256 == footnote.reader.weights_sha256
    assert conditions.version == __version__
    assert [citation.standing for citation in replay.today] == [Standing.STANDS] * len(receipt.outcome.citations)
    assert replay.today


def test_every_refusal_has_one_too(footnote: Footnote) -> None:
    read = footnote.receipt(footnote.ask("Who won the 2022 World Cup?").receipt_id or "")
    assert isinstance(read.receipt.outcome, Refusal)
    assert len(read.today) == len(read.receipt.outcome.nearest) == 3
    unread = footnote.receipt(footnote.ask("\udcff", documents=["nobody", "\udcff"]).receipt_id or "")
    assert isinstance(unread.receipt.outcome, Refusal)
    assert unread.receipt.outcome.reason is RefusalReason.NO_WORDS
    assert unread.receipt.documents == ("?", "nobody")
    assert (unread.receipt.probability, unread.receipt.threshold, unread.today) == (None, None, ())


def test_what_is_measured_leaves_none(footnote: Footnote) -> None:
    assert footnote.answer(" ").receipt_id is None
    assert footnote.answer(" ").outcome == footnote.ask(" ").outcome


def test_several_may_ask_at_once(footnote: Footnote) -> None:
    questions = [f"zxcv{number} 🛩" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(footnote.ask, questions))
    ids = [response.receipt_id for response in asked]
    assert len(set(ids)) == 12
    assert [footnote.receipt(receipt_id or "").receipt.outcome.question for receipt_id in ids] == questions


# After a reload.


def test_a_source_that_was_withdrawn_is_still_quoted(index: Index, open_index: Footnote) -> None:
    asked = open_index.ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    cited = asked.outcome.citations[0]
    assert cited.document_id == PARTNERSHIP
    (index.corpus / f"{PARTNERSHIP}.md").unlink()
    assert open_index.reload().removed == (PARTNERSHIP,)

    replay = open_index.receipt(asked.receipt_id or "")
    assert replay.receipt.outcome == asked.outcome
    assert (replay.today[0].standing, replay.today[0].found_at) == (Standing.WITHDRAWN, None)
    assert replay.receipt.conditions.generation != open_index.status().generation
    # And what its button opens.
    assert open_index.passage(cited.passage.id) is None
    kept = open_index.kept_source(cited.passage.id, cited.start, cited.end)
    assert kept is not None
    assert kept.passage == cited.passage
    assert kept.today == replay.today[0]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [("more than 400 UAVs", "fewer than 300 UAVs", False), ("\n", "\nAn added line.\n", True)],
    ids=["the quote", "what stands above it"],
)
def test_a_source_that_was_edited_says_whether_its_words_still_stand(
    index: Index, open_index: Footnote, old: str, new: str, found: bool
) -> None:
    asked = open_index.ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    cited = asked.outcome.citations[0]
    file = index.corpus / f"{PARTNERSHIP}.md"
    front, _, body = file.read_text(encoding="utf-8").rpartition("---\n")
    assert old in body
    file.write_text(f"{front}---\n{body.replace(old, new, 1)}", encoding="utf-8")
    assert open_index.reload().changed == (PARTNERSHIP,)

    replay = open_index.receipt(asked.receipt_id or "")
    assert replay.receipt.outcome == asked.outcome
    today = replay.today[0]
    assert today.standing is Standing.CHANGED
    if found:
        assert today.found_at == (cited.start + len(new) - len(old), cited.end + len(new) - len(old))
        assert open_index.document(PARTNERSHIP).text[slice(*today.found_at)] == cited.quote
    else:
        assert today.found_at is None


def test_a_corrected_publisher_is_a_change_in_which_the_words_stand(index: Index, open_index: Footnote) -> None:
    asked = open_index.ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    cited = asked.outcome.citations[0]
    file = index.corpus / f"{PARTNERSHIP}.md"
    file.write_text(file.read_text(encoding="utf-8").replace("---\n", "---\npublisher: CNN\n", 1), encoding="utf-8")
    assert open_index.reload().changed == (PARTNERSHIP,)
    replay = open_index.receipt(asked.receipt_id or "")
    assert (replay.today[0].standing, replay.today[0].found_at) == (Standing.CHANGED, (cited.start, cited.end))
    assert isinstance(replay.receipt.outcome, Answer)
    assert replay.receipt.outcome.citations[0].document.publisher is None
    # Its passage is in the corpus as before, and its button opens that.
    live = open_index.passage(cited.passage.id)
    assert live is not None
    assert live.document.publisher == "CNN"


def test_a_file_that_was_moved_is_the_same_source(index: Index, open_index: Footnote) -> None:
    asked = open_index.ask(DRONES)
    (index.corpus / f"{PARTNERSHIP}.md").rename(index.corpus / "moved.md")
    open_index.reload()
    assert open_index.document(PARTNERSHIP).path == "moved.md"
    assert open_index.receipt(asked.receipt_id or "").today[0].standing is Standing.STANDS


def test_a_document_that_was_renamed_is_found_under_its_new_id(index: Index, open_index: Footnote) -> None:
    asked = open_index.ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    cited = asked.outcome.citations[0]
    file = index.corpus / f"{PARTNERSHIP}.md"
    front, _, body = file.read_text(encoding="utf-8").rpartition("---\n")
    assert f"id: {PARTNERSHIP}" in front
    file.write_text(f"{front.replace(PARTNERSHIP, 'another')}---\n{body}", encoding="utf-8")
    assert open_index.reload().renamed == ((PARTNERSHIP, "another"),)
    (today, *_) = open_index.receipt(asked.receipt_id or "").today
    assert (today.standing, today.renamed_to) == (Standing.RENAMED, "another")
    kept = open_index.kept_source(cited.passage.id, cited.start, cited.end)
    assert kept is not None
    assert (kept.today, kept.passage) == (today, cited.passage)


@pytest.mark.parametrize("first", ["rename", "edit"])
def test_a_document_that_was_renamed_and_edited_is_followed_by_the_log(
    index: Index, open_index: Footnote, first: str
) -> None:
    asked = open_index.ask(DRONES)
    file = index.corpus / f"{PARTNERSHIP}.md"
    for step in ("rename", "edit") if first == "rename" else ("edit", "rename", "edit"):
        text = file.read_text(encoding="utf-8")
        renamed = text.replace(f"id: {PARTNERSHIP}", "id: once")
        file.write_text(renamed if step == "rename" else f"{text}\n\nIt was corrected.\n", encoding="utf-8")
        assert open_index.reload().changes_anything
    (today, *_) = open_index.receipt(asked.receipt_id or "").today
    assert (today.standing, today.renamed_to) == (Standing.CHANGED, "once")
    assert today.found_at is not None


def test_what_was_only_searched_for_is_kept_by_the_reload_that_withdraws_it(index: Index, open_index: Footnote) -> None:
    (result,) = open_index.search(DRONES, limit=1)
    assert open_index.kept_source(result.passage.id, result.passage.start, result.passage.end) is None
    (index.corpus / result.passage.document.path).unlink()
    before = datetime.now(UTC)
    open_index.reload()
    kept = open_index.kept_source(result.passage.id, result.passage.start, result.passage.end)
    assert kept is not None
    assert (kept.passage, kept.today.standing) == (result.passage, Standing.WITHDRAWN)
    assert before <= kept.kept_at <= datetime.now(UTC)
    (change, *_) = open_index.changes(5)
    assert (change.who, change.removed) == ("terminal", (result.passage.document.id,))


def test_a_rebuild_leaves_the_records_alone(index: Index, open_index: Footnote) -> None:
    asked = open_index.ask(DRONES)
    open_index.records.changes.write(change_of(added=("a",)))
    open_index.close()
    for document in index.corpus.glob("*.md"):
        document.unlink()
    (index.corpus / "small.md").write_text("A title\n\nIran denied it.")
    settings = RetrievalSettings(corpus_dir=index.corpus, data_dir=index.data, database_url=None)
    rebuild(settings)
    with Records(settings) as records:
        assert records.receipts.find(asked.receipt_id or "").outcome == asked.outcome
        assert change_of(added=("a",)) in records.changes.latest(5)


# Where none can be written.


@pytest.mark.parametrize("address", [None, "nonsense"], ids=["a folder in its place", "an address that is none"])
def test_an_answer_is_given_all_the_same_and_the_next_one_has_a_receipt_again(
    index: Index, network: Reader, address: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    index.close()
    file = index.data / RECORDS_FILE
    if address is None:
        file.unlink()
        file.mkdir()
    settings = RetrievalSettings(corpus_dir=index.corpus, data_dir=index.data, database_url=address)  # type: ignore[arg-type]
    footnote = open_footnote(settings, embedder=index.embedder, reader=network)
    with caplog.at_level(logging.WARNING, logger="retrieval"):
        asked = footnote.ask(DRONES)
    assert isinstance(asked.outcome, Answer)
    assert asked.receipt_id is None
    assert "no receipt was kept: " in caplog.text
    assert DRONES not in caplog.text
    if address is None:
        file.rmdir()
        assert footnote.ask(" ").receipt_id is not None
    footnote.close()


# How long.


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def elapsed(self) -> float:
        """As if it had never been wrong."""
        return self.now.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[SqlRecords]:
    opened = SqlRecords.in_file(tmp_path / RECORDS_FILE)
    yield opened
    opened.close()


@pytest.fixture
def receipts(records: SqlRecords, clock: Clock) -> Receipts:
    return Receipts(records.book, records.archive, records.changes, KEPT_FOR, clock, clock.elapsed)


def write(receipts: Receipts) -> str:
    receipt_id = receipts.write(Response(outcome=ANSWER, timings_ms={}), CONDITIONS).receipt_id
    assert receipt_id is not None
    return receipt_id


def rows(folder: Path, table: str) -> int:
    with by_sql(f"sqlite:///{folder / RECORDS_FILE}") as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def look_daily(receipts: Receipts, clock: Clock, days: int) -> None:
    for _ in range(days):
        clock.now += FORGETS_EVERY
        receipts.forget()


TABLES = ("receipts", "receipt_documents", "kept_passages", "kept_documents")


def test_a_receipt_is_found_for_its_time_and_not_after(receipts: Receipts, clock: Clock) -> None:
    receipt_id = write(receipts)
    clock.now = NOON + KEPT_FOR
    assert receipts.find(receipt_id).outcome == ANSWER
    clock.now += timedelta(microseconds=1)
    with pytest.raises(UnknownReceiptError, match="after 90 days") as caught:
        receipts.find(receipt_id)
    assert receipt_id in caught.value.what
    assert "below the answer" in caught.value.remedy


def test_what_is_too_old_is_forgotten_a_day_after_it_was_found_to_be(
    tmp_path: Path, receipts: Receipts, clock: Clock
) -> None:
    write(receipts)
    look_daily(receipts, clock, KEPT_FOR.days + 1)
    assert rows(tmp_path, "receipts") == 1, "at the look before it was not too old"
    clock.now += FORGETS_EVERY - timedelta(hours=1)
    write(receipts)
    assert rows(tmp_path, "receipts") == 2, "it looked less than a day ago"
    clock.now += timedelta(hours=1)
    write(receipts)
    assert [rows(tmp_path, table) for table in TABLES] == [2, 4, 2, 2]


def test_a_bot_that_is_on_each_day_keeps_nothing_for_more_than_two_days_too_long(
    tmp_path: Path, receipts: Receipts, clock: Clock
) -> None:
    write(receipts)
    for day in range(KEPT_FOR.days + 2):
        assert rows(tmp_path, "receipts") == 1, day
        clock.now += timedelta(days=1)
        receipts.tidy()
    assert [rows(tmp_path, table) for table in TABLES] == [0, 0, 0, 0]


def test_a_reload_forgets_too(index: Index, open_index: Footnote) -> None:
    open_index.ask(" ")
    with by_sql(f"sqlite:///{index.data / RECORDS_FILE}") as connection:
        connection.execute(text("UPDATE receipts SET asked_at = '2020-01-01 00:00:00.000000'"))
        connection.execute(text("UPDATE looks SET at = '2024-01-01 00:00:00.000000'"))
    open_index.records.receipts._looked = None
    open_index.reload()
    assert rows(index.data, "receipts") == 0


def test_a_text_that_a_button_may_still_open_outlives_the_receipt(
    tmp_path: Path, receipts: Receipts, records: SqlRecords, clock: Clock
) -> None:
    write(receipts)
    look_daily(receipts, clock, KEPT_FOR.days)
    records.archive.keep([ANSWER.citations[0].passage], clock.now)
    look_daily(receipts, clock, 2)
    assert [rows(tmp_path, table) for table in TABLES] == [0, 0, 1, 1]


# Opening what cannot be used.


def test_what_a_person_must_mend_is_raised_when_records_are_opened(tmp_path: Path, receipts: Receipts) -> None:
    write(receipts)
    with by_sql(f"sqlite:///{tmp_path / RECORDS_FILE}") as connection:
        connection.execute(text("UPDATE footnote_schema SET version = version + 1"))
    settings = RetrievalSettings(data_dir=tmp_path, database_url=None)
    with Records(settings) as again, pytest.raises(RecordsMismatchError):
        again.receipts.open()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / RECORDS_FILE).write_bytes(b"not a database" * 1000)
    settings = settings.model_copy(update={"data_dir": tmp_path / "damaged"})
    with Records(settings) as again, pytest.raises(RecordsError, match="not a database"):
        again.receipts.open()


def test_what_may_pass_is_logged_when_records_are_opened(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Records(RetrievalSettings(data_dir=tmp_path / "nowhere", database_url=None)) as records:
        records.receipts.open()
        assert "no receipts can be kept until this passes" in caplog.text
        (tmp_path / "nowhere").mkdir()
        assert write(records.receipts)


def test_records_that_were_never_used_leave_no_file(tmp_path: Path) -> None:
    with Records(RetrievalSettings(data_dir=tmp_path, database_url=None)):
        pass
    assert list(tmp_path.iterdir()) == []


def test_records_go_where_an_address_says(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    settings = RetrievalSettings(data_dir=tmp_path, database_url=url)  # type: ignore[arg-type]
    with Records(settings) as records:
        records.archive.keep([passage_of("Iran denied it.")], NOON)
    assert (tmp_path / "elsewhere.sqlite3").is_file()
    assert not (tmp_path / RECORDS_FILE).exists()
