"""The database of the records, by SQLAlchemy: an SQLite file, or PostgreSQL. It is opened when it is first used, and
one that cannot be is tried again the next time.

No error tells the password of a `DATABASE_URL`, nor what was to be written.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from retrieval.adapters.sql_tables import SCHEMA, UPGRADES, SchemaRow, Table
from retrieval.errors import (
    FootnoteError,
    RecordsError,
    RecordsMismatchError,
    RecordsUnreachableError,
    SettingsError,
)

WAIT_SECONDS = 3
"""For another process that writes, or for a server to answer: whoever asked waits as long."""
_SUPPORTED = ("sqlite", "postgresql")
_DRIVERS = ("pysqlite", "psycopg", "psycopg2")
_ENCODINGS = ("UTF8", "SQL_ASCII")
"""Of a PostgreSQL database that holds every text: the second takes whatever bytes it is sent."""
_NOT_ALLOWED = {"42501", "25006"}
"""PostgreSQL's codes for a right that is lacking, and for a server or user that may only read."""
_OPENING = 0x464E54
"""What a Footnote locks in PostgreSQL while it makes the tables, so that two do not."""
_REMEDIES = {
    "sqlite": "Check that the database is there, can be written and is not full, or name another in DATABASE_URL.",
    "postgresql": "Check that the server is up and not full, and lets this user in, write and make tables; "
    "or name another database in DATABASE_URL.",
}
_OF_LIBPQ = {
    "connect_timeout": WAIT_SECONDS,
    # Of a connection that was cut on its way nobody is told: what was sent is not acknowledged, or nobody is there.
    "tcp_user_timeout": WAIT_SECONDS * 1000,
    "keepalives_idle": WAIT_SECONDS,
    "keepalives_interval": 1,
    "keepalives_count": WAIT_SECONDS,
    # The server's own may be one that the driver reads as bytes.
    "client_encoding": "utf8",
}


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
    """An insert that can say what is done where the row is there already."""
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def shown(url: URL) -> str:
    """Without the password, and without options, which may hold another."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


def _parsed(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        # Not told even in a traceback: what was set may hold a password.
        raise _unusable("it is no address of a database", "Write sqlite:///FILE or postgresql://…") from None
    if parsed.drivername == "postgres":
        parsed = parsed.set(drivername="postgresql")
    if parsed.get_backend_name() not in _SUPPORTED:
        raise _unusable(f"{parsed.get_backend_name()} is not supported", "Use SQLite or PostgreSQL.")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise _unusable("it names no file", "Write sqlite:///FILE.")
    return parsed


def _engine_of(url: URL) -> Engine:
    is_sqlite = url.get_backend_name() == "sqlite"
    try:
        # A server may have closed a connection that is kept: it is tried before it is used.
        engine = create_engine(
            url,
            hide_parameters=True,
            connect_args={"timeout": WAIT_SECONDS} if is_sqlite else _OF_LIBPQ,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=not is_sqlite,
        )
    except (SQLAlchemyError, ImportError) as error:
        raise _unusable(
            f"its driver cannot be loaded ({error})", "Install it: pip install 'psycopg[binary]'."
        ) from None
    if engine.dialect.is_async or engine.dialect.driver not in _DRIVERS:
        raise _unusable(f"the driver of {url.drivername} is not supported", "Write postgresql+psycopg://…")
    event.listen(engine, "connect", _set_up_sqlite if is_sqlite else _set_up_postgresql)
    if is_sqlite:
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _unusable(why: str, remedy: str) -> SettingsError:
    return SettingsError(f"DATABASE_URL cannot be used: {why}.", remedy=remedy)


def _set_up_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 a driver's connection
    """One that writes does not hold up those that read; and what is forgotten is gone from the disk."""
    # By itself the driver leaves some statements out of the transaction.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in ("synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(connection: Any, _: object) -> None:  # noqa: ANN401
    """By itself it waits for another's lock for ever."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.commit()


def _write_ahead(connection: Any) -> None:  # noqa: ANN401 a driver's connection
    """Where two turn to it at once, SQLite lets neither wait for the other."""
    give_up = time.monotonic() + WAIT_SECONDS
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
    """One that will write waits for its turn now: later it could not."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make_tables(engine: Engine) -> None:
    """Where there are none yet, or those of an earlier version, which keep what they hold. Raises RecordsMismatchError
    where there are others.
    """
    with engine.begin() as connection:
        if _schema_of(connection) == SCHEMA:
            return
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            _check_encoding(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _OPENING})
        # Another process may have been quicker.
        schema = _schema_of(connection)
        if schema == SCHEMA:
            return
        for earlier in range(schema, SCHEMA) if schema is not None else ():
            for statement in UPGRADES[earlier]:
                connection.execute(text(statement))
        Table.metadata.create_all(connection)
        connection.execute((insert if schema is None else update)(SchemaRow).values(version=SCHEMA))


def _check_encoding(connection: Connection) -> None:
    encoding = str(connection.scalar(text("SHOW server_encoding")))
    if encoding not in _ENCODINGS:
        raise _unusable(f"the database is encoded in {encoding}", "Make one with ENCODING 'UTF8' and name that.")


def _schema_of(connection: Connection) -> int | None:
    """That of the tables that are there: this version's, or an earlier one; None where there are none."""
    name = shown(connection.engine.url)
    there = set(inspect(connection).get_table_names())
    if SchemaRow.__tablename__ not in there:
        if others := sorted(there & Table.metadata.tables.keys()):
            what = f"The database {name} holds a table {others[0]!r} that is not Footnote's."
            raise RecordsMismatchError(what, remedy="Name another database in DATABASE_URL.")
        return None
    stored: int | None = connection.scalar(select(SchemaRow.version))
    if stored not in {SCHEMA, *UPGRADES}:
        raise RecordsMismatchError(
            f"The records in {name} were written with another schema ({stored}) than this version's ({SCHEMA}).",
            remedy="Run the version of Footnote that wrote them, or name another database in DATABASE_URL.",
        )
    return stored


@contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    """The library's errors become ours, with a way out."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError) as error:
        if _may_pass(error):
            raise RecordsUnreachableError(
                f"The records in {shown(engine.url)} cannot be reached or written: {_cause(error)}.",
                remedy=_REMEDIES[engine.dialect.name],
            ) from error
        raise RecordsError(
            f"The records in {shown(engine.url)} cannot be used: {_cause(error)}.",
            remedy="Put a good copy in their place; or move them away, and new ones are begun.",
        ) from error


def _may_pass(error: Exception) -> bool:
    """What is there is whole, as far as that is known: it is away, busy or full, or does not let this process in."""
    if isinstance(error, OperationalError | InterfaceError | PoolTimeoutError):
        return True
    said = error.orig if isinstance(error, DBAPIError) else None
    codes = {getattr(said, "sqlstate", None), getattr(said, "pgcode", None)}
    return bool(codes & _NOT_ALLOWED)


def _cause(error: Exception) -> str:
    """What the driver says, without the statement that it says it of."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).partition("\n")[0].rstrip(". ")
