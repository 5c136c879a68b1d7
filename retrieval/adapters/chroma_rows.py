"""What a row of the store holds: a version of a document, or a passage; and Chroma's errors as ours."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import chromadb
import chromadb.errors
import numpy as np

from retrieval.domain import Document, Passage, PassageKind
from retrieval.errors import StoreError, StoreUnwritableError
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
        remedy = "Build the index anew: python -m retrieval index --rebuild."
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
    """Chroma's errors become ours, with a way out."""
    try:
        yield
    except (chromadb.errors.ChromaError, ValueError, RuntimeError, OSError) as error:
        if any(sign in str(error).lower() for sign in _UNWRITABLE):
            remedy = "Check that the data folder can be written and is not full, or name another by --data."
            raise StoreUnwritableError(f"The index in {where} cannot be written: {error}.", remedy=remedy) from error
        remedy = "Try again; if it stays so, build the index anew: python -m retrieval index --rebuild."
        raise StoreError(f"The index in {where} cannot be used: {error}.", remedy=remedy) from error
