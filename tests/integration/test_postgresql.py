"""Records on a PostgreSQL server, where one is named: what it does that no SQLite file does."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from retrieval.adapters.sql.database import DATABASE_WAIT_SECONDS
from retrieval.adapters.sql.records import SqlRecords
from retrieval.errors import RecordsMismatchError, RecordsUnreachableError, SettingsError
from tests.building import answer_of, receipt_of
from tests.conftest import Shipped
from tests.integration.conftest import run, told
from tests.integration.databases import POSTGRESQL, by_sql, fresh_database

pytestmark = pytest.mark.skipif(not POSTGRESQL, reason="needs FOOTNOTE_POSTGRESQL")

SECRET = "s3cret-w0rd"
OF_ANY_LANGUAGE = answer_of("Ayşe said “no”. 🛩")


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with fresh_database("postgresql", tmp_path) as address:
        yield address


@pytest.fixture
def records(url: str) -> Iterator[SqlRecords]:
    opened = SqlRecords(url)
    yield opened
    opened.close()


@contextmanager
def database_in(encoding: str) -> Iterator[str]:
    """The address of a database of that encoding."""
    name = f"footnote_test_{uuid.uuid4().hex}"
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        of = f"TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'"
        connection.execute(text(f"CREATE DATABASE {name} {of}"))
        try:
            yield make_url(POSTGRESQL).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP DATABASE {name}"))
    engine.dispose()


# What it holds.


def test_every_text_comes_back_whatever_the_server_makes_of_bytes() -> None:
    """A server that was set up without a language has this encoding."""
    with database_in("SQL_ASCII") as url:
        records = SqlRecords(url)
        records.book.put(receipt_of(outcome=OF_ANY_LANGUAGE))
        assert records.book.get("0000000001") == receipt_of(outcome=OF_ANY_LANGUAGE)
        records.close()


def test_a_database_that_cannot_hold_every_text_is_not_begun() -> None:
    with database_in("LATIN1") as url:
        records = SqlRecords(url)
        with pytest.raises(SettingsError, match="is encoded in LATIN1") as caught:
            records.book.put(receipt_of())
        records.close()
        assert "UTF8" in caught.value.remedy
        with by_sql(url) as connection:
            assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE tablename = 'receipts'")).scalar() == 0


def test_an_asynchronous_driver_is_told_at_once() -> None:
    with pytest.raises(SettingsError, match="psycopg_async is not supported"):
        SqlRecords(make_url(POSTGRESQL).set(drivername="postgresql+psycopg_async")).book.get("0000000001")


def test_tables_of_another_version_or_of_somebody_elses_are_left_alone(url: str) -> None:
    with by_sql(url) as connection:
        connection.execute(text("CREATE TABLE receipts (amount int)"))
    with pytest.raises(RecordsMismatchError, match="'receipts' that is not Footnote's"):
        SqlRecords(url).book.get("0000000001")
    with by_sql(url) as connection:
        connection.execute(text("DROP TABLE receipts"))
    records = SqlRecords(url)
    records.book.put(receipt_of())
    records.close()
    with by_sql(url) as connection:
        connection.execute(text("UPDATE footnote_schema SET version = 7"))
    with pytest.raises(RecordsMismatchError, match=r"another schema \(7\)"):
        SqlRecords(url).book.get("0000000001")


# What it does not do, or not now.


@pytest.mark.parametrize(
    ("options", "words"),
    [("-cdefault_transaction_read_only=on", "read-only"), ("-csearch_path=pg_catalog", "permission denied")],
)
def test_where_it_may_not_be_written_that_is_told_and_nobody_is_sent_to_move_tables(options: str, words: str) -> None:
    records = SqlRecords(make_url(POSTGRESQL).update_query_dict({"options": options}))
    with pytest.raises(RecordsUnreachableError, match=words) as caught:
        records.book.put(receipt_of())
    records.close()
    assert "lets this user in, write and make tables" in caught.value.remedy
    assert "move" not in caught.value.remedy


def test_whoever_finds_tables_locked_waits_and_not_for_ever(url: str, records: SqlRecords) -> None:
    records.book.put(receipt_of())
    with by_sql(url) as connection:
        connection.execute(text("LOCK TABLE receipts IN ACCESS EXCLUSIVE MODE"))
        began = time.monotonic()
        with pytest.raises(RecordsUnreachableError, match="lock timeout"):
            records.book.put(receipt_of("0000000002"))
        assert time.monotonic() - began > DATABASE_WAIT_SECONDS * 0.9
    records.book.put(receipt_of("0000000002"))


def test_after_the_server_closed_every_connection_it_goes_on(url: str) -> None:
    name = uuid.uuid4().hex
    records = SqlRecords(make_url(url).update_query_dict({"application_name": name}))
    records.book.put(receipt_of())
    with by_sql(url) as connection:
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = :name"
        assert connection.execute(text(ended), {"name": name}).scalar() == 1
    assert records.book.get("0000000001") == receipt_of()
    records.close()


# From the terminal.

ASKED = ("ask", "Did Iran deny supplying drones?", "--json")


def test_a_receipt_of_the_terminal_is_found_by_another_process(url: str, shipped: Shipped, corpus_folder: Path) -> None:
    corpus = ("--corpus", str(corpus_folder))
    asked = run(*ASKED, *corpus, "--data", str(shipped.data), env={"DATABASE_URL": url})
    assert asked.returncode == 0, asked.stderr
    with by_sql(url) as connection:
        ids = connection.execute(text("SELECT id FROM receipts")).scalars().all()
    assert len(ids) == 1
    assert f'"receipt_id": "{ids[0]}"' in asked.stdout
    replayed = run("receipt", ids[0], "--data", str(shipped.data), env={"DATABASE_URL": url})
    assert replayed.returncode == 0, replayed.stderr
    assert "Question: Did Iran deny supplying drones?" in replayed.stdout
    assert "Stands: its document is as it was." in replayed.stdout


@pytest.mark.parametrize(
    ("set_", "words"),
    [({"port": 1}, "refused"), ({"password": SECRET}, "authentication failed"), ({"database": "no_such"}, "no_such")],
)
def test_where_the_server_is_away_or_lets_nobody_in_the_answer_is_given_all_the_same(
    set_: dict[str, object], words: str, shipped: Shipped, corpus_folder: Path
) -> None:
    url = make_url(POSTGRESQL).set(**set_).render_as_string(hide_password=False)  # type: ignore[arg-type]
    folders = ("--corpus", str(corpus_folder), "--data", str(shipped.data))
    asked = run(*ASKED, *folders, env={"DATABASE_URL": url})
    assert asked.returncode == 0
    assert '"receipt_id": null' in asked.stdout
    told(asked, "no receipt was kept: ", words, "Check that the server is up")
    replayed = run("receipt", "MFFVQZNM4H", *folders[2:], env={"DATABASE_URL": url})
    assert replayed.returncode == 1
    told(replayed, words, "Check that the server is up")
    password = make_url(url).password
    assert password
    assert all(str(password) not in ran.stdout + ran.stderr for ran in (asked, replayed))
