"""Records where something is in the way: each error says what and what to do, and none tells a secret."""

import io
import logging
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retrieval.adapters.sql.database import DATABASE_WAIT_SECONDS
from retrieval.adapters.sql.records import SqlRecords
from retrieval.adapters.sql.tables import RECORDS_SCHEMA
from retrieval.domain.answers import Answer, Citation, Statement
from retrieval.domain.documents import Document, Passage
from retrieval.errors import FootnoteError, RecordsError, RecordsMismatchError, RecordsUnreachableError, SettingsError
from tests.building import NOON, answer_of, passage_of, receipt_of
from tests.conftest import ROOT
from tests.integration.conftest import environment
from tests.integration.databases import POSTGRESQL

SECRET = "s3cret-w0rd"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Records that hold one receipt, closed."""
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    records.book.put(receipt_of())
    records.close()
    return tmp_path / "records.sqlite3"


def raised(use: Callable[[], object]) -> FootnoteError:
    with pytest.raises(FootnoteError) as caught:
        use()
    return caught.value


def get_from(url: str) -> Callable[[], object]:
    def get() -> object:
        records = SqlRecords(url)
        try:
            return records.book.get("0000000001")
        finally:
            records.close()

    return get


# What is there is not what it should be.


@pytest.mark.parametrize("schema", [3, RECORDS_SCHEMA + 1], ids=["earlier", "later"])
def test_records_of_another_schema_are_left_alone(file: Path, schema: int) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE footnote_schema SET version = ?", (schema,))
    connection.close()
    before = file.read_bytes()
    error = raised(get_from(f"sqlite:///{file}"))
    assert type(error) is RecordsMismatchError
    assert f"another schema ({schema}) than this version's ({RECORDS_SCHEMA})" in error.what
    assert "DATABASE_URL" in error.remedy
    assert file.read_bytes() == before


def test_records_from_before_lines_were_counted_are_read_and_added_to(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE kept_documents DROP COLUMN first_line")
        for column in ("guild_id", "asker", "scope"):
            connection.execute(f"ALTER TABLE receipts DROP COLUMN {column}")
        for table in ("servers_from_before", "servers", "channels"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE footnote_schema SET version = 5")
    connection.close()
    records = SqlRecords.in_file(file)
    document = Document(id="b", title="B", text="Drones came.", path="b.md", first_line=5)
    citation = Citation(passage=Passage(document=document, start=0, end=12), start=0, end=12)
    answer = Answer(question="What?", statements=(Statement(text="Drones came.", citations=(citation,)),))
    assert records.book.get("0000000001") == receipt_of()
    records.book.put(receipt_of("0000000002", outcome=answer))
    records.close()
    again = SqlRecords.in_file(file)
    assert again.book.get("0000000002") == receipt_of("0000000002", outcome=answer)
    again.close()


def test_tables_of_somebody_elses_are_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "theirs") as connection:
        connection.execute("CREATE TABLE receipts (amount)")
    connection.close()
    error = raised(get_from(f"sqlite:///{tmp_path / 'theirs'}"))
    assert type(error) is RecordsMismatchError
    assert "'receipts' that is not Footnote's" in error.what


@pytest.mark.parametrize("harm", ["no database", "cut short", "overwritten"])
def test_damaged_records_are_told_from_records_that_are_away(file: Path, harm: str) -> None:
    content = file.read_bytes()
    harmed = {
        "no database": b"not a database at all" * 100,
        "cut short": content[:5000],
        "overwritten": content[:4096] + bytes(len(content) - 4096),
    }
    file.write_bytes(harmed[harm])
    error = raised(get_from(f"sqlite:///{file}"))
    assert type(error) is RecordsError
    assert str(file) in error.what
    assert "move them away" in error.remedy


def test_new_records_are_begun_where_damaged_ones_were_moved_away(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 100)
    records = SqlRecords.in_file(file)
    raised(lambda: records.book.get("0000000001"))
    file.rename(file.with_name("damaged"))
    assert records.book.get("0000000001") is None
    records.book.put(receipt_of())
    records.close()


# What is there cannot be reached or written, for now.


def test_a_read_only_database_can_be_read_and_not_written(file: Path) -> None:
    records = SqlRecords(f"sqlite:///file:{file}?mode=ro&uri=true")
    error = raised(lambda: records.book.put(receipt_of("0000000002")))
    assert type(error) is RecordsUnreachableError
    assert "readonly" in error.what
    records.close()
    assert get_from(f"sqlite:///{file}")() == receipt_of()


def test_a_read_only_folder_is_told_and_once_it_can_be_written_it_goes_on(file: Path) -> None:
    file.parent.chmod(0o500)
    try:
        if os.access(file.parent, os.W_OK):
            pytest.skip("this user may write everywhere")
        records = SqlRecords.in_file(file)
        error = raised(lambda: records.book.put(receipt_of("0000000002")))
    finally:
        file.parent.chmod(0o700)
    assert type(error) is RecordsUnreachableError
    assert "can be written" in error.remedy
    records.book.put(receipt_of("0000000002"))
    records.close()


@pytest.mark.parametrize("place", ["a folder", "nowhere"])
def test_where_no_file_can_be_there_is_told(tmp_path: Path, place: str) -> None:
    file = tmp_path if place == "a folder" else tmp_path / "nowhere" / "records.sqlite3"
    error = raised(get_from(f"sqlite:///{file}"))
    assert type(error) is RecordsUnreachableError
    assert str(file) in error.what
    assert "DATABASE_URL" in error.remedy


def test_a_writer_waits_for_another_and_not_for_ever(file: Path) -> None:
    records = SqlRecords.in_file(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    # Those that read do not wait at all.
    assert records.book.get("0000000001") == receipt_of()
    began = time.monotonic()
    error = raised(lambda: records.book.put(receipt_of("0000000002")))
    assert type(error) is RecordsUnreachableError
    assert "locked" in error.what
    assert time.monotonic() - began > DATABASE_WAIT_SECONDS * 0.9
    other.execute("ROLLBACK")
    other.close()
    records.book.put(receipt_of("0000000002"))
    records.close()


WRITER = """
import sys
from pathlib import Path
from retrieval.adapters.sql.records import SqlRecords
from retrieval.errors import FootnoteError
from tests.building import answer_of, receipt_of
records = SqlRecords.in_file(Path(sys.argv[1]))
try:
    for number in range(2, 100):
        outcome = answer_of(f"{number} " * 20_000)
        records.book.put(receipt_of(f"{number:010}", outcome=outcome))
        print(number, flush=True)
except FootnoteError as error:
    print(type(error).__name__, error)
"""


def write_with(file: Path, **options: object) -> list[str]:
    """What a process tells that writes receipts until it cannot."""
    ran = subprocess.run(
        [sys.executable, "-c", WRITER, str(file)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return str(ran.stdout).splitlines()


def test_on_a_full_disk_what_is_written_is_whole(file: Path) -> None:
    def full_disk() -> None:
        """No file of the process grows beyond half a megabyte: as a full disk, for this process alone."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))

    *written, error = write_with(file, preexec_fn=full_disk)
    assert written
    assert error.startswith("RecordsUnreachableError")
    assert "not full" in error
    records = SqlRecords.in_file(file)
    for number in written:
        found = records.book.get(f"{int(number):010}")
        assert found is not None
        assert found.outcome == answer_of(f"{number} " * 20_000)
    assert records.book.get(f"{int(written[-1]) + 1:010}") is None
    # Once there is room again, it goes on.
    records.book.put(receipt_of("ZZZZZZZZZZ"))
    records.close()


def test_what_was_written_survives_a_kill(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(3)]
        process.kill()
    records = SqlRecords.in_file(file)
    assert lines == ["2", "3", "4"]
    for number in lines:
        assert records.book.get(f"{int(number):010}") is not None
    records.close()


def test_what_is_forgotten_is_not_left_on_the_disk(tmp_path: Path) -> None:
    records = SqlRecords.in_file(tmp_path / "records.sqlite3")
    records.book.put(receipt_of(outcome=answer_of("A sentence.", question="Was the unmentionable there?")))
    records.archive.keep([passage_of("Another sentence.", document_id="kept")], NOON)
    records.book.forget(datetime.now(UTC))
    records.close()
    (content,) = [path.read_bytes() for path in tmp_path.iterdir()]
    assert b"unmentionable" not in content
    assert b"Another sentence." in content


# What a DATABASE_URL may be.


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (SECRET, "no address of a database"),
        (f"postgresql://footnote:{SECRET}", "no address of a database"),
        (f"mysql://footnote:{SECRET}@example.org/db", "mysql is not supported"),
        (f"postgresql+nodriver://footnote:{SECRET}@example.org/db", "driver cannot be loaded"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_address_that_cannot_be_used_is_a_settings_error(url: str, words: str) -> None:
    error = raised(get_from(url))
    assert type(error) is SettingsError
    assert error.what.startswith("DATABASE_URL cannot be used: ")
    assert words in error.what
    assert SECRET not in told_in_full(error)


def told_in_full(error: FootnoteError) -> str:
    """All that a log could hold of it: its words, its causes and their traceback."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.handle(
        logging.LogRecord("x", logging.ERROR, "", 0, "%s", (error,), (type(error), error, error.__traceback__))
    )
    return out.getvalue() + "".join(traceback.format_exception(error)) + repr(error)


def test_a_password_is_not_told_where_the_server_is_away() -> None:
    pytest.importorskip("psycopg")
    url = f"postgres://footnote:{SECRET}@127.0.0.1:1/db?password={SECRET}"
    error = raised(get_from(url))
    assert type(error) is RecordsUnreachableError
    assert "postgresql://footnote:***@127.0.0.1:1/db" in error.what
    assert SECRET not in told_in_full(error)
    assert SECRET not in repr(vars(SqlRecords(url)))


@pytest.mark.skipif(not POSTGRESQL, reason="needs FOOTNOTE_POSTGRESQL")
def test_a_password_that_the_server_refuses_is_not_told() -> None:
    from sqlalchemy import make_url

    url = make_url(POSTGRESQL).set(password=SECRET).render_as_string(hide_password=False)
    error = raised(get_from(url))
    assert type(error) is RecordsUnreachableError
    assert "authentication failed" in error.what
    assert SECRET not in told_in_full(error)


def test_what_was_asked_is_not_told_where_it_cannot_be_written(file: Path) -> None:
    records = SqlRecords.in_file(file)
    shutil.copy(file, file.with_name("copy"))
    outcome = answer_of("A sentence.", question="Was the unmentionable there?")
    error = raised(lambda: records.book.put(receipt_of(outcome=outcome)))
    assert "UNIQUE" in error.what
    assert "unmentionable" not in told_in_full(error)
    records.close()
