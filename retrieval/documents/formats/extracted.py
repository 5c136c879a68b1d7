"""What a format hands on, and what all of them check."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

MEBIBYTE = 1024 * 1024
# Neither a link put in the file's place meanwhile nor a pipe that nobody writes to; Windows has neither flag.
READ_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
MAX_TEXT_CHARS = 5_000_000
"""The longest text of one document. The King James Bible has 4.3 million; what is longer is better cited in parts."""

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, as .docx, .odt and .xlsx files are"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, or an encrypted one"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a database"),
)
_ALL_SIGNATURES = tuple(signature for signature, _ in _SIGNATURES)
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """The text of one document and what it states about itself, as taken from its file and not yet checked.

    `place` is the file's path, or `path:line`; `untitled` is the title where none is stated and none stands at the top
    of the text; `pages` and `first_line` are as in `Document`.
    """

    place: str
    text: str
    untitled: str
    stated: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    first_line: int | None = None


def looks_like(content: bytes) -> str | None:
    """Return what the first bytes of a file say it is; None where they say nothing, as text does."""
    if content.startswith(_ALL_SIGNATURES):
        return next(what for signature, what in _SIGNATURES if content.startswith(signature))
    return "HTML" if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS) else None


def other_than(name: str, kind: str, content: bytes) -> DocumentError:
    """Return the error for a file that is not of the kind that its name says."""
    seen = looks_like(content)
    if seen is None:
        return DocumentError(name, DocumentFault.OTHER_KIND, kind=kind)
    return DocumentError(name, DocumentFault.LOOKS_OTHERWISE, kind=kind, seen=seen)


def as_plain(error: DocumentError) -> dict[str, object]:
    """Return what an error of a file is made of, whatever the file is called, for JSON."""
    return {"fault": error.fault.name, "facts": {key: fact for key, fact in error.facts.items() if key != "name"}}


def from_plain(name: str, plain: Mapping[str, Any]) -> DocumentError:
    """Return the error that `as_plain` took apart, of a file of this name."""
    return DocumentError(name, DocumentFault[plain["fault"]], **plain["facts"])


def check_chars(name: str, count: int) -> None:
    """Raise DocumentError where that is more text than a document may have."""
    if count > MAX_TEXT_CHARS:
        raise DocumentError(name, DocumentFault.TOO_MANY_CHARACTERS, limit=MAX_TEXT_CHARS)


_PARTING_CONTROLS = re.compile(r"[\x0b\x0c]")
_NO_XML = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def without_controls(text: str) -> str:
    """Return the text without the characters that XML does not know, of which one makes a library give up a whole
    file. A space takes the place of those that part words.
    """
    return _NO_XML.sub("", _PARTING_CONTROLS.sub(" ", text))


def mended(text: str) -> str:
    """Return a library's text with the sign for a lost character in place of each NUL or half of a surrogate pair,
    which no text may hold, and with line breaks as one character.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.encode("utf-8", errors="surrogatepass").decode("utf-8", errors="replace")
