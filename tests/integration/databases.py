"""Databases for records: an SQLite file, and PostgreSQL where `FOOTNOTE_POSTGRESQL` names a server to try it on."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text

POSTGRESQL = os.environ.get("FOOTNOTE_POSTGRESQL", "")
DATABASES = ["sqlite", "postgresql"] if POSTGRESQL else ["sqlite"]


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty one; of a server, a schema of its own that is dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'records.sqlite3'}"
        return
    schema = f"footnote_test_{uuid.uuid4().hex}"
    with by_sql(POSTGRESQL) as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        url = make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with by_sql(POSTGRESQL) as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


@contextmanager
def by_sql(url: str) -> Iterator[Connection]:
    """A transaction by SQL alone, as an operator's own tool would do it."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
