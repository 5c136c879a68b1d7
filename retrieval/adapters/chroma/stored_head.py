"""The head as it stands in Chroma, and how it is read out of Chroma's file where that lies in a folder: without Chroma,
which takes longer to import than all else that a list of documents needs.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

from retrieval.domain.heads import Head, IndexStamp

POINTER_COLLECTION = "footnote"
HEAD_KEY = "head"
PASSAGE_ROWS, DOCUMENT_ROWS = "passages", "documents"
"""What the names of a store's collections begin with."""
CHROMA_FILE = "chroma.sqlite3"
_HEAD_AS_WRITTEN = """SELECT str_value FROM collection_metadata
    JOIN collections ON collections.id = collection_id JOIN databases ON databases.id = database_id
    WHERE databases.name = 'default_database' AND databases.tenant_id = 'default_tenant'
    AND collections.name = ? AND key = ?"""
_COLLECTIONS_OF_STORE = "SELECT count(*) FROM collections WHERE name IN (?, ?)"

_READ_AT_OPENING = (
    *("migrations", "acquire_write", "tenants", "databases", "collections", "collection_metadata", "segments"),
    *("segment_metadata", "embeddings_queue_config"),
)
"""The tables that Chroma reads to open a file and its collections: a few rows each, however much is indexed."""


def head_from(stated: str) -> Head:
    """Return the head that a text states, as it was written. Raises ValueError, TypeError, LookupError."""
    values = json.loads(stated)
    return Head(**(values | {"stamp": _stamp(values["stamp"])}))


def head_in_file(folder: Path) -> Head | None:
    """Return the head in Chroma's file in that folder, as far as it can be told by its tables alone; None where whoever
    opens it with Chroma must tell. The caller holds the lock on the data folder.
    """
    try:
        uri = f"{(folder / CHROMA_FILE).absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            if any(_is_damaged(connection, table) for table in _READ_AT_OPENING):
                return None
            ((stated,),) = connection.execute(_HEAD_AS_WRITTEN, (POINTER_COLLECTION, HEAD_KEY)).fetchall()
            head = head_from(stated)
            names = [f"{kind}-{head.store}" for kind in (PASSAGE_ROWS, DOCUMENT_ROWS)]
            ((count,),) = connection.execute(_COLLECTIONS_OF_STORE, names).fetchall()
    except (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError):
        return None
    return head if count == len(names) else None


def _is_damaged(connection: sqlite3.Connection, table: str) -> bool:
    """Whether that table or an index of it is damaged, or not there."""
    return connection.execute(f"PRAGMA integrity_check({table})").fetchall() != [("ok",)]


def _stamp(stated: Mapping[str, Any]) -> IndexStamp:
    # A stamp of another schema may state more or less. That it is another shows all the same.
    return IndexStamp(**{field.name: str(stated.get(field.name, "")) for field in fields(IndexStamp)})
