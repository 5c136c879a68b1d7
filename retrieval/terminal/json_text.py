"""The output of `--json` as text, and a document as one JSON object."""

import json
from collections.abc import Mapping
from typing import Any

from retrieval.domain.documents import Document, DocumentSummary
from retrieval.text.invisible import written_out

Json = dict[str, Any]


def as_json_text(value: object, *, indent: int | None = None) -> str:
    r"""Return the value as JSON, as it is printed everywhere: what a terminal would obey or not show is written out, as
    `\u202e`, which is the same value to whoever parses it.
    """
    return written_out(json.dumps(value, ensure_ascii=False, indent=indent), keep="\n")


def document_as_json(document: DocumentSummary, link: str | None) -> Json:
    return {
        "id": document.id,
        "title": document.title,
        **stated(document),
        "link": link,
        "language": document.language,
        "kind": document.kind,
        "path": document.path,
        "collection": document.collection,
        "content_hash": document.content_hash,
        "characters": document.characters,
        "extra": dict(document.extra),
    }


def stated(document: Document | DocumentSummary) -> Mapping[str, str | list[str] | None]:
    """Return what a document states of where it is from."""
    return {
        "authors": list(document.authors),
        "publisher": document.publisher,
        "date": document.date,
        "url": document.url,
    }
