"""What a format hands on, and what all of them check."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.errors import DocumentError

MEBIBYTE = 1024 * 1024
MAX_TEXT_CHARS = 5_000_000
"""Of one document. The King James Bible has 4.3 million; what is longer is better cited in parts."""

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
    """What one document says, and what it states about itself, as it was taken from its file: not checked yet.

    `place` is the file's path, or `path:line`; `untitled` is the title where none is stated and none stands at the top
    of the text; `pages` are as in `Document`.
    """

    place: str
    text: str
    untitled: str
    stated: Mapping[str, object] = field(default_factory=dict)
    pages: tuple[int, ...] = ()


def stem_of(name: str) -> str:
    """The name of a file without its folders and its suffix."""
    return name.rpartition("/")[2].removesuffix(suffix_of(name))


def suffix_of(name: str) -> str:
    """`.md` of `a/b.c.md`; empty where nothing stands before the last dot, or after it."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return dot + suffix if stem and suffix else ""


def looks_like(content: bytes) -> str | None:
    """What the first bytes of a file say it is; None where they say nothing, as text does."""
    if content.startswith(_ALL_SIGNATURES):
        return next(what for signature, what in _SIGNATURES if content.startswith(signature))
    return "HTML" if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_HTML_STARTS) else None


def other_than(name: str, kind: str, content: bytes) -> DocumentError:
    """Of a file that is not of the kind that its name says."""
    seen = looks_like(content)
    what = f"{name} is no {kind}" + (f": it looks like {seen}." if seen else ".")
    return DocumentError(name, what, remedy="Give it the suffix of what it is, or save it anew.")


def check_chars(name: str, count: int) -> None:
    """Raises DocumentError where that is more text than a document may have."""
    if count > MAX_TEXT_CHARS:
        what = f"{name} has more than {MAX_TEXT_CHARS:,} characters of text."
        raise DocumentError(name, what, remedy="Split it into several documents.")


def mended(text: str) -> str:
    """Of a library's text: a NUL or half of a surrogate pair, which no text may hold, as the sign for a lost character;
    line breaks as one character.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return text.encode("utf-8", errors="surrogatepass").decode("utf-8", errors="replace")
