"""The database of the records, by SQLAlchemy: an SQLite file, or PostgreSQL. It is opened when it is first used, and
one that cannot be is tried again the next time.

No error tells the password of a `DATABASE_URL`, nor what was to be written.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from retrieval.adapters.sql.tables import RECORDS_SCHEMA, UPGRADES, SchemaRow, Table
from retrieval.errors import (
    FootnoteError,
    RecordsError,
    RecordsMismatchError,
    RecordsUnreachableError,
    SettingsError,
)
from retrieval.faults import RecordsFault, SettingsFault
from retrieval.installation import install_command

DATABASE_WAIT_SECONDS = 3
"""The seconds to wait for another process that writes, or for a server to answer. Whoever asked waits as long."""
_SUPPORTED_DATABASES = ("sqlite", "postgresql")
_DRIVERS = ("pysqlite", "psycopg", "psycopg2")
_ENCODINGS = ("UTF8", "SQL_ASCII")
"""The encodings of a PostgreSQL database that can hold every text. The second takes whatever bytes it is sent."""
_NOT_ALLOWED = {"42501", "25006"}
"""PostgreSQL's codes for a right that is lacking, and for a server or user that may only read."""
_TABLES_LOCK = 0x464E54
"""The key of the lock in PostgreSQL that a process holds while it makes the tables, so that two do not."""
_UNREACHABLE_FAULTS = {"sqlite": RecordsFault.UNREACHABLE_FILE, "postgresql": RecordsFault.UNREACHABLE_SERVER}
_OF_LIBPQ = {
    "connect_timeout": DATABASE_WAIT_SECONDS,
    # Nobody is told of a connection that was cut on its way: what was sent is not acknowledged, or nobody is there.
    "tcp_user_timeout": DATABASE_WAIT_SECONDS * 1000,
    "keepalives_idle": DATABASE_WAIT_SECONDS,
    "keepalives_interval": 1,
    "keepalives_count": DATABASE_WAIT_SECONDS,
    # The server's own may be one that the driver reads as bytes.
    "client_encoding": "utf8",
}


_log = logging.getLogger(__name__)


class SqlDatabase:
    """Transactions, each committed as a whole or not at all. Either raises RecordsError, and SettingsError where the
    address names no database that can be used.
    """

    def __init__(self, url: str | URL) -> None:
        self._url = url
        self._opening = Lock()
        self._opened: Engine | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        engine = self._engine()
        with _translated(engine), Session(engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        engine = self._engine().execution_options(writes=True)
        with _translated(engine), Session(engine) as session, session.begin():
            yield session

    def scrub(self) -> None:
        """Empty SQLite's write-ahead log. What was deleted is overwritten where it stood, but stands in there until
        then; where somebody reads just now, until the next time, which is logged. PostgreSQL has its own ways.
        """
        engine = self._engine()
        if engine.dialect.name != "sqlite":
            return
        with _translated(engine), engine.connect() as connection:
            # Past the library, which would begin a transaction.
            driver: Any = connection.connection.driver_connection
            try:
                is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError as error:
                _log.info("what was forgotten stands in the write-ahead log for now: %s", error)
            else:
                if is_busy:
                    _log.info("what was forgotten stands in the write-ahead log for now: somebody reads it")

    def close(self) -> None:
        with self._opening:
            if self._opened is not None:
                self._opened.dispose()
            self._opened = None

    def _engine(self) -> Engine:
        with self._opening:
            if self._opened is None:
                engine = _engine_of(_parsed(self._url))
                try:
                    with _translated(engine):
                        _make_tables(engine)
                except FootnoteError:
                    engine.dispose()
                    raise
                self._opened = engine
            return self._opened


def insert_into(session: Session, table: type[Table]) -> sqlite.Insert | postgresql.Insert:
    """Return an insert that can say what is done where the row is there already."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def without_secrets(url: URL) -> str:
    """Return an address without the password, and without options, which may hold another."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


def _parsed(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        # The cause is left out even of a traceback: what was set may hold a password.
        raise SettingsError(SettingsFault.DATABASE_NO_ADDRESS) from None
    if parsed.drivername == "postgres":
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() not in _SUPPORTED_DATABASES:
        raise SettingsError(SettingsFault.DATABASE_UNSUPPORTED, database=parsed.get_backend_name())
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise SettingsError(SettingsFault.DATABASE_WITHOUT_FILE)
    return parsed


def _engine_of(url: URL) -> Engine:
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        _make_private(str(url.database))
    try:
        # A server may have closed a connection that is kept: it is tried before it is used.
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args={"timeout": DATABASE_WAIT_SECONDS} if is_sqlite else _OF_LIBPQ,
            pool_timeout=DATABASE_WAIT_SECONDS,
            pool_pre_ping=not is_sqlite,
        )
    except (SQLAlchemyError, ImportError) as error:
        command = install_command("postgresql")
        raise SettingsError(SettingsFault.DATABASE_DRIVER_MISSING, reason=str(error), command=command) from None
    if engine.dialect.is_async or engine.dialect.driver not in _DRIVERS:
        raise SettingsError(SettingsFault.DATABASE_DRIVER_UNSUPPORTED, driver=url.drivername)
    event.listen(engine, "connect", _set_up_sqlite if is_sqlite else _set_up_postgresql)
    if is_sqlite:
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: str) -> None:
    """Make a file that is not there yet, for this user alone; SQLite makes those beside it like it. Where none can be
    made, SQLite says why.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 a driver's connection
    """Set up a connection. A connection that writes does not hold up those that read, and what is forgotten is gone
    from the disk.
    """
    # The driver by itself leaves some statements out of the transaction.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(connection: Any, _: object) -> None:  # noqa: ANN401
    """Bound how long PostgreSQL waits for another's lock: by itself it waits for ever."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{DATABASE_WAIT_SECONDS}s'")
    connection.commit()


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 a driver's connection
    """Turn to the write-ahead log. Where two turn to it at once, SQLite lets neither wait for the other."""
    give_up = time.monotonic() + DATABASE_WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Begin a transaction. One that will write waits for its turn now: later it could not."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_tables(engine: Engine) -> None:
    """Make the tables where there are none yet, and those of an earlier schema this version's. Raises
    RecordsMismatchError where that cannot be done.
    """
    with engine.begin() as connection:
        if _schema_of(connection) == RECORDS_SCHEMA:
            return
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            _check_encoding(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _TABLES_LOCK})
        # Another process may have been quicker.
        stored = _schema_of(connection)
        if stored is None:
            Table.metadata.create_all(connection)
            connection.execute(insert(SchemaRow).values(version=RECORDS_SCHEMA))
        elif stored != RECORDS_SCHEMA:
            for earlier in range(stored, RECORDS_SCHEMA):
                for statement in UPGRADES[earlier]:
                    connection.execute(text(statement))
            Table.metadata.create_all(connection)
            connection.execute(update(SchemaRow).values(version=RECORDS_SCHEMA))


def _check_encoding(connection: Connection) -> None:
    encoding = str(connection.scalar(text("SHOW server_encoding")))
    if encoding not in _ENCODINGS:
        raise SettingsError(SettingsFault.DATABASE_ENCODING, encoding=encoding)


def _schema_of(connection: Connection) -> int | None:
    """Return the version of the tables that are there, which is this one's or one that leads to it; None where there
    are none.
    """
    name = without_secrets(connection.engine.url)
    tables = set(inspect(connection).get_table_names())
    if SchemaRow.__tablename__ not in tables:
        if others := sorted(tables & Table.metadata.tables.keys()):
            raise RecordsMismatchError(RecordsFault.TABLE_OF_ANOTHER, database=name, table=others[0])
        return None
    stored: int | None = connection.scalar(select(SchemaRow.version))
    if stored != RECORDS_SCHEMA and stored not in UPGRADES:
        raise RecordsMismatchError(RecordsFault.OTHER_SCHEMA, database=name, stored=stored, schema=RECORDS_SCHEMA)
    return stored


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """Raise the library's errors as ours, with a way out."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError) as error:
        database, reason = without_secrets(engine.url), _cause(error)
        if _may_pass(error):
            fault = _UNREACHABLE_FAULTS[engine.dialect.name]
            raise RecordsUnreachableError(fault, database=database, reason=reason) from error
        raise RecordsError(RecordsFault.UNUSABLE, database=database, reason=reason) from error


def _may_pass(error: Exception) -> bool:
    """Return whether an error may pass: the database is away, busy or full, or keeps this process out."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeoutError):
        return True
    driver_error = error.orig if isinstance(error, DBAPIError) else None
    codes = {getattr(driver_error, "sqlstate", None), getattr(driver_error, "pgcode", None)}
    return bool(codes & _NOT_ALLOWED)


def _cause(error: Exception) -> str:
    """Return what the driver says, without the statement that it says it of."""
    driver_error = error.orig if isinstance(error, DBAPIError) else error
    return str(driver_error).partition("\n")[0].rstrip(". ")
