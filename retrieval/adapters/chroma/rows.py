"""What a row of the store holds: a version of a document, or a passage; and Chroma's errors as ours."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import chromadb
import chromadb.errors
import httpx
import numpy as np

from retrieval.domain import Document, Passage, PassageKind
from retrieval.errors import INDEX_COMMAND, FootnoteError, StoreError, StoreUnreachableError, StoreUnwritableError
from retrieval.ports import ManifestEntry, Version

PAGE = 1000
"""Rows a call: below Chroma's own limit on a batch (5,461 with SQLite's default number of variables)."""
AT_ONCE = 10_000
"""Rows of a call that does not name them: Chroma fails beyond SQLite's number of variables, 32,766."""
STILL_SEEN = 0
"""In place of the flip that retires a version, where none has."""

Row = Mapping[str, Any]
_FIELDS = ("publisher", "date", "url", "language", "kind")
_UNWRITABLE = ("readonly", "read-only", "disk is full", "no space", "permission denied", "unable to open", "disk i/o")
_RAISED = (chromadb.errors.ChromaError, httpx.HTTPError, ValueError, RuntimeError, OSError)


def version_id(document_id: str, record_hash: str) -> str:
    """Of a document in one version, whenever it is seen."""
    return hashlib.sha256(f"{document_id}\0{record_hash}".encode("utf-8", errors="surrogatepass")).hexdigest()[:32]


def version_row(version: Version, since: int) -> dict[str, str | int]:
    document = version.document
    stated = {name: value for name in _FIELDS if (value := getattr(document, name)) is not None}
    return {
        "document_id": document.id,
        "since": since,
        "until": STILL_SEEN,
        "content_hash": document.content_hash,
        "indexed_hash": document.indexed_hash,
        "record_hash": document.record_hash,
        "passages": version.passages,
        "title": document.title,
        "path": document.path,
        "extra": json.dumps(dict(document.extra), ensure_ascii=False, sort_keys=True),
        **({"pages": json.dumps(document.pages)} if document.pages else {}),
        **stated,
    }


def entry_of(row: Row) -> ManifestEntry:
    return ManifestEntry(
        content_hash=str(row["content_hash"]),
        indexed_hash=str(row["indexed_hash"]),
        record_hash=str(row["record_hash"]),
        path=str(row["path"]),
        passages=int(row["passages"]),
    )


def document_of(row: Row, text: str) -> Document:
    """Raises StoreError where the text is not the one that was stored."""
    stated = {name: str(row[name]) for name in _FIELDS if name in row}
    document = Document(
        id=str(row["document_id"]),
        title=str(row["title"]),
        text=text,
        path=str(row["path"]),
        pages=tuple(json.loads(str(row.get("pages", "[]")))),
        extra=json.loads(str(row["extra"])),
        **stated,
    )
    if document.record_hash != row["record_hash"]:
        remedy = f"Build the index anew: {INDEX_COMMAND} --rebuild"
        raise StoreError(f"The stored text of {document.id!r} is not the one that was indexed.", remedy=remedy)
    return document


def passage_row(passage: Passage) -> dict[str, str | int]:
    return {
        "document_id": passage.document.id,
        "indexed_hash": passage.document.indexed_hash,
        "start": passage.start,
        "end": passage.end,
        "section": passage.section,
        "search_hash": passage.search_hash,
    }


def passage_of(row: Row, document: Document) -> Passage:
    return Passage(
        document=document,
        start=int(row["start"]),
        end=int(row["end"]),
        kind=PassageKind.BODY,
        section=str(row["section"]),
    )


def placeholder(content_hash: str) -> list[float]:
    """A point on the circle, from the hash: Chroma wants a vector a row, and equal ones make its graph slow."""
    angle = int(content_hash[:8], 16) / 2**32 * 2 * np.pi
    return [float(np.cos(angle)), float(np.sin(angle))]


def pages(ids: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), PAGE):
        yield list(ids[first : first + PAGE])


def rows_where(collection: chromadb.Collection, where: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    """Of any number, a page in memory at a time where they are many. By their ids then, and not by a count, which what
    another process drops meanwhile would shift; those are left out.
    """
    found = collection.get(where=dict(where), include=["metadatas"], limit=AT_ONCE)
    if len(found["ids"]) < AT_ONCE:
        yield from zip(found["ids"], found["metadatas"] or [], strict=True)
        return
    for page in pages(ids_where(collection, where)):
        found = collection.get(ids=page, include=["metadatas"])
        yield from zip(found["ids"], found["metadatas"] or [], strict=True)


def ids_where(collection: chromadb.Collection, where: Mapping[str, Any]) -> list[str]:
    """Of any number."""
    return collection.get(where=dict(where), include=[])["ids"]


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Chroma's errors become ours, with a way out. `where` is a folder, or the address of a server."""
    try:
        yield
    except FootnoteError:
        raise
    except Exception as error:
        # Of an answer that is none of Chroma's, the library makes a bare Exception.
        if not (isinstance(error, _RAISED) or type(error) is Exception):
            raise
        raise _translation(error, where) from error


def _translation(error: Exception, where: str) -> StoreError:
    on_server = where.startswith("http")
    if on_server and (unreachable := _unreachable(error, where)) is not None:
        return unreachable
    if any(sign in str(error).lower() for sign in _UNWRITABLE):
        remedy = "Check that the data folder can be written and is not full, or name another by --data."
        if on_server:
            remedy = "Check that the server's own folder can be written and is not full."
        return StoreUnwritableError(f"The index in {where} cannot be written: {error}.", remedy=remedy)
    remedy = f"Try again; if it stays so, build the index anew: {INDEX_COMMAND} --rebuild"
    return StoreError(f"The index in {where} cannot be used: {error}.", remedy=remedy)


def _unreachable(error: Exception, where: str) -> StoreUnreachableError | None:
    """Where the server is away, or what answers in its place is none of Chroma's; None for what Chroma itself says."""
    for cause in _causes(error):
        if isinstance(cause, httpx.TransportError):
            reason = str(cause) or type(cause).__name__
            remedy = "Check that it is running (chroma run), and that CHROMA_URL is its address."
            return StoreUnreachableError(f"The Chroma server at {where} does not answer: {reason}.", remedy=remedy)
        if isinstance(cause, httpx.HTTPStatusError) and not isinstance(error, chromadb.errors.ChromaError):
            status = cause.response.status_code
            if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                what = f"The Chroma server at {where} does not let this process in (HTTP {status})."
                return StoreUnreachableError(what, remedy="Check that CHROMA_TOKEN is the token that it asks for.")
            what = f"What answers at {where} is no Chroma server that works (HTTP {status})."
            remedy = "Check that the server behind it is running, and that CHROMA_URL is its address."
            return StoreUnreachableError(what, remedy=remedy)
        if isinstance(cause, json.JSONDecodeError):
            what = f"What answers at {where} is no Chroma server."
            return StoreUnreachableError(what, remedy="Check that CHROMA_URL is the address of one.")
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """It, and what it was raised for."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
