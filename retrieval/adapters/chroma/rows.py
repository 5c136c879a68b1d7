"""The rows of the store, each a version of a document or a passage; and Chroma's errors as ours."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import chromadb
import chromadb.errors
import httpx
import numpy as np
import portalocker

from retrieval.adapters.disk_space import is_roomy
from retrieval.documents.reading_text import search_hash_of
from retrieval.domain.documents import STATED_FIELDS, Document, Passage, PassageKind
from retrieval.errors import FootnoteError, StoreError, StoreUnreachableError, StoreUnwritableError
from retrieval.faults import IndexFault
from retrieval.ports import ManifestEntry, Vectors, Version

ROWS_PER_CALL = 1000
"""The most rows of a call: below Chroma's own limit on a batch (5,461 with SQLite's default number of variables)."""
MAX_ROWS_BY_FILTER = 10_000
"""The most rows of a call that filters them and does not name their ids. Chroma fails beyond SQLite's number of
variables, 32,766."""
STILL_SEEN = 0
"""The number that stands for "retired by no flip": readers still see such a version."""

Row = Mapping[str, Any]
_STATED_TOGETHER, _PASSAGE_PLACE = "stated", "place"
_UNWRITABLE = (
    *("readonly", "read-only", "disk is full", "no space", "permission denied", "unable to open", "disk i/o"),
    # Chroma says this where SQLite would not take the rows that it makes of its log. It does not say why.
    "failed to apply logs to the metadata segment",
)
_RAISED = (
    chromadb.errors.ChromaError,
    httpx.HTTPError,
    sqlite3.Error,
    portalocker.LockException,
    # A second opening of a file that is damaged, or numbers in it that are none.
    AttributeError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    RuntimeError,
    OSError,
)


def version_id(document_id: str, record_hash: str) -> str:
    """Return the id of a document's version, whichever flips it is seen between."""
    return hashlib.sha256(f"{document_id}\0{record_hash}".encode("utf-8", errors="surrogatepass")).hexdigest()[:32]


def version_row(version: Version, since: int) -> dict[str, str | int]:
    """Return the row of a version. Chroma keeps each value of a row in a row of its own, with an index over it: what
    is not asked for by itself stands together.
    """
    document = version.document
    stated = {
        "content_hash": document.content_hash,
        "indexed_hash": document.indexed_hash,
        "record_hash": document.record_hash,
        "passages": version.passages,
        "title": document.title,
        "path": document.path,
        "extra": dict(document.extra),
        "pages": document.pages,
        "first_line": document.first_line,
        **{name: value for name in STATED_FIELDS if (value := getattr(document, name)) is not None},
    }
    return {
        "document_id": document.id,
        "since": since,
        "until": STILL_SEEN,
        _STATED_TOGETHER: json.dumps(stated, ensure_ascii=False, sort_keys=True),
    }


def entry_of(row: Row) -> ManifestEntry:
    stated = _stated_in(row)
    return ManifestEntry(
        content_hash=str(stated["content_hash"]),
        indexed_hash=str(stated["indexed_hash"]),
        record_hash=str(stated["record_hash"]),
        path=str(stated["path"]),
        passages=int(stated["passages"]),
    )


def _stated_in(row: Row) -> Mapping[str, Any]:
    if _STATED_TOGETHER in row:
        stated: Mapping[str, Any] = json.loads(str(row[_STATED_TOGETHER]))
        return stated
    # Written before that stood together.
    return {
        **row,
        "extra": json.loads(str(row["extra"])),
        "pages": json.loads(str(row.get("pages", "[]"))),
        "first_line": row.get("first_line"),
    }


def manifests_of(rows: Iterable[Row], most: int) -> Iterator[dict[str, ManifestEntry]]:
    """Yield versions as manifests of `most` documents, one of each: it may have been retired in several."""
    left = list(rows)
    while left:
        some: dict[str, ManifestEntry] = {}
        others: list[Row] = []
        for row in left:
            if len(some) < most and row["document_id"] not in some:
                some[str(row["document_id"])] = entry_of(row)
            else:
                others.append(row)
        yield some
        left = others


def searched_of(row: Row) -> tuple[str, str]:
    """Return the document, and the version of what is searched of it, that a row of either collection is of."""
    searched = _stated_in(row) if _STATED_TOGETHER in row else row
    return str(row["document_id"]), str(searched["indexed_hash"])


def document_of(row: Row, text: str) -> Document:
    """Return the document of a row. Raises StoreError where the text is not the one that was stored."""
    stated = _stated_in(row)
    document = Document(
        id=str(row["document_id"]),
        title=str(stated["title"]),
        text=text,
        path=str(stated["path"]),
        pages=tuple(stated["pages"]),
        first_line=stated["first_line"],
        extra=stated["extra"],
        **{name: str(stated[name]) for name in STATED_FIELDS if name in stated},
    )
    if document.record_hash != stated["record_hash"]:
        raise StoreError(IndexFault.TEXT_ALTERED, id=document.id)
    return document


def passage_row(passage: Passage) -> dict[str, str | int]:
    """Return the row of a passage, without its vector."""
    return {
        "document_id": passage.document.id,
        "indexed_hash": passage.document.indexed_hash,
        "search_hash": search_hash_of(passage),
        _PASSAGE_PLACE: f"{passage.start} {passage.end} {passage.section}",
    }


def passage_of(row: Row, document: Document) -> Passage:
    # Before these stood together, they were written as three values.
    place = (
        str(row[_PASSAGE_PLACE]).split(" ", 2) if _PASSAGE_PLACE in row else (row["start"], row["end"], row["section"])
    )
    start, end, section = place
    return Passage(document=document, start=int(start), end=int(end), kind=PassageKind.BODY, section=str(section))


def placeholders(hashes: Sequence[str]) -> Vectors:
    """Return points on the circle, made from hashes: Chroma wants a vector a row, and equal ones make its graph
    slow.
    """
    angles = np.array([int(digest[:8], 16) for digest in hashes], dtype=np.float64) / 2**32 * 2 * np.pi
    return np.column_stack([np.cos(angles), np.sin(angles)]).astype(np.float32)


def pages(ids: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), ROWS_PER_CALL):
        yield list(ids[first : first + ROWS_PER_CALL])


def rows_where(collection: chromadb.Collection, where: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """Yield the rows that fit, however many. Where they are many, a page of them is in memory at a time, read by ids
    and not by a count: rows that another process drops meanwhile would shift a count, and are left out.
    """
    found = collection.get(where=dict(where), include=["metadatas"], limit=MAX_ROWS_BY_FILTER)
    if len(found["ids"]) < MAX_ROWS_BY_FILTER:
        yield from zip(found["ids"], found["metadatas"] or [], strict=True)
        return
    for page in pages(ids_where(collection, where)):
        found = collection.get(ids=page, include=["metadatas"])
        yield from zip(found["ids"], found["metadatas"] or [], strict=True)


def ids_where(collection: chromadb.Collection, where: Mapping[str, Any]) -> list[str]:
    """Return the ids of the rows that fit, however many."""
    return collection.get(where=dict(where), include=[])["ids"]


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn Chroma's errors into ours, with a way out. `where` is a folder, or the address of a server."""
    try:
        yield
    except FootnoteError:
        raise
    except BaseException as error:
        # The library makes a bare Exception of an answer that is none of Chroma's. An error in its own core is no
        # Exception.
        known = isinstance(error, _RAISED) or type(error) is Exception or type(error).__name__ == "PanicException"
        if not known:
            raise
        raise _translation(error, where) from error


def is_address(where: str) -> bool:
    """Whether that is the address of a server, and no folder."""
    return where.startswith("http")


def _translation(error: BaseException, where: str) -> StoreError:
    on_server = is_address(where)
    if on_server and (unreachable := _unreachable(error, where)) is not None:
        return unreachable
    # Where a disk is full, Chroma says in some places that something failed, and no more.
    if any(sign in str(error).lower() for sign in _UNWRITABLE) or not (on_server or is_roomy(Path(where))):
        unwritable = IndexFault.UNWRITABLE_ON_SERVER if on_server else IndexFault.UNWRITABLE
        return StoreUnwritableError(unwritable, where=where, reason=str(error))
    unusable = IndexFault.UNUSABLE_ON_SERVER if on_server else IndexFault.UNUSABLE
    return StoreError(unusable, where=where, reason=str(error))


def _unreachable(error: BaseException, where: str) -> StoreUnreachableError | None:
    """Return the error where the server is away, or what answers in its place is none of Chroma's; None for what
    Chroma itself says.
    """
    for cause in _causes(error):
        if isinstance(cause, httpx.TransportError):
            reason = str(cause) or type(cause).__name__
            # It was there, and went while it was asked, as one does whose own graph is broken.
            breaks_off = isinstance(cause, httpx.RemoteProtocolError | httpx.ReadError)
            fault = IndexFault.SERVER_BREAKS_OFF if breaks_off else IndexFault.SERVER_SILENT
            return StoreUnreachableError(fault, where=where, reason=reason)
        if isinstance(cause, httpx.HTTPStatusError) and not isinstance(error, chromadb.errors.ChromaError):
            status = cause.response.status_code
            if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                return StoreUnreachableError(IndexFault.SERVER_REFUSES, where=where, status=status)
            return StoreUnreachableError(IndexFault.SERVER_FAILS, where=where, status=status)
        if isinstance(cause, json.JSONDecodeError):
            return StoreUnreachableError(IndexFault.NO_SERVER, where=where)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, and what it was raised for."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
