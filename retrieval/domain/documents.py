"""Documents and their passages.

Every span is counted in characters of `Document.text`, end exclusive. Quotes are never stored: they are derived by
slicing the document, so that a source cannot be misquoted. Each type checks itself when built and cannot change after.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from retrieval.domain.authors import authors_in
from retrieval.domain.links import check_link
from retrieval.domain.scope import collection_of

_ROW_OF_JSON = re.compile(r"\.jsonl:(\d{1,9})\Z", re.IGNORECASE)
_FILE_OF_ROWS = re.compile(r"\.(?:csv|tsv)(?::\d{1,9})?\Z", re.IGNORECASE)
_LINES_ABOVE_THE_ROWS = 2
"""The lines of the head of a table, with the rule below it."""
STATED_FIELDS = ("publisher", "date", "url", "language", "kind")
"""Fields of a document that hold what it states about itself beside id and title: a text, or None."""


def content_hash_of(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal: the version of a document."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def line_breaks_between(text: str, start: int, end: int) -> int:
    r"""Return how many lines end in characters `start` to `end`: by `\n`, `\r\n` or `\r`, as in a file."""
    both = text.count("\r\n", start, end)
    return text.count("\n", start, end) + text.count("\r", start, end) - both


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of the corpus, verbatim.

    `id` is stable over edits; `content_hash` is the version of its text, and `indexed_hash` of all that is searched:
    text and title. Publisher, date, url, language and kind are what the document itself states, or None: nothing is
    guessed; a date may be that of its title, of the byline below it or of its file's name. `path` is where it was read,
    relative to the corpus folder. `pages` are the characters of the text at which pages 1, 2, 3 and so on begin: a page
    without text begins where the next one does, and a format without pages has none. `first_line` is the line of its
    file, from 1, on which the text begins; None where the lines of the text are not those of the file.
    """

    id: str
    title: str
    text: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    kind: str | None = None
    path: str = ""
    pages: tuple[int, ...] = ()
    first_line: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    content_hash: str = field(init=False)
    indexed_hash: str = field(init=False)
    derived: dict[object, object] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The values that `retrieval.text.cache.once_a_document` has computed from this document."""

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("a document needs an id")
        if not self.title.strip():
            raise ValueError(f"document {self.id!r} needs a title")
        if not self.text.strip():
            raise ValueError(f"document {self.id!r} has no text")
        if not isinstance(self.pages, tuple) or not _are_page_starts(self.pages, len(self.text)):
            raise ValueError(f"the pages of {self.id!r} do not begin in order, from 0, within its text")
        if self.first_line is not None and self.first_line < 1:
            raise ValueError(f"the text of {self.id!r} begins on no line of a file: {self.first_line}")
        object.__setattr__(self, "content_hash", content_hash_of(self.text))
        object.__setattr__(self, "indexed_hash", content_hash_of(f"{self.title}\0{self.content_hash}"))
        object.__setattr__(self, "extra", MappingProxyType(dict(self.extra)))

    def __hash__(self) -> int:
        return hash((self.id, self.content_hash))

    @property
    def record_hash(self) -> str:
        """SHA-256 over the text and all that is stated about it: differs where anything does."""
        stated = (self.publisher, self.date, self.url, self.language, self.kind, sorted(self.extra.items()))
        # A version that was stored before lines were counted keeps its hash.
        line = () if self.first_line is None else (("first line", self.first_line),)
        return content_hash_of(repr((self.id, self.path, self.indexed_hash, stated, *self.pages, *line)))

    @property
    def collection(self) -> str | None:
        """The collection that it belongs to; None where its place in the corpus folder is not known."""
        return collection_of(self.path)

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of those who wrote it, as far as it states them."""
        return authors_in(self.extra)

    @property
    def summary(self) -> "DocumentSummary":
        return DocumentSummary(
            id=self.id,
            title=self.title,
            publisher=self.publisher,
            date=self.date,
            url=self.url,
            language=self.language,
            kind=self.kind,
            path=self.path,
            content_hash=self.content_hash,
            characters=len(self.text),
            extra=self.extra,
        )

    @property
    def outline(self) -> "Outline":
        """The document without its text."""
        return Outline(self.id, self.path, self.content_hash, self.indexed_hash, self.record_hash)

    def pages_of(self, start: int, end: int) -> range:
        """Return the numbers of the pages that characters `start` to `end` stand on; empty where there are no pages."""
        return range(bisect_right(self.pages, start), bisect_right(self.pages, end - 1) + 1) if self.pages else range(0)

    def lines_of(self, start: int, end: int) -> range:
        """Return the numbers of the lines of the file that characters `start` to `end` stand on; empty where the text
        has other lines than the file. A row of JSON is one line, whatever its text has. Of a table, `first_line` is of
        the first row, and the head is above all of them.
        """
        if row := _ROW_OF_JSON.search(self.path):
            return range(int(row[1]), int(row[1]) + 1)
        if self.first_line is None:
            return range(0)
        first = self.first_line + line_breaks_between(self.text, 0, start)
        if _FILE_OF_ROWS.search(self.path):
            first -= _LINES_ABOVE_THE_ROWS
            if first < self.first_line:
                return range(1, 2)
        last = first + line_breaks_between(self.text, start, start + len(self.text[start:end].rstrip()))
        return range(first, last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A document without its text, as lists of documents show it. `characters` is the length of the text."""

    id: str
    title: str
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    kind: str | None = None
    path: str = ""
    content_hash: str
    characters: int
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def collection(self) -> str | None:
        """The collection that it belongs to; None where its place in the corpus folder is not known."""
        return collection_of(self.path)

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of those who wrote it, as far as it states them."""
        return authors_in(self.extra)

    @property
    def key(self) -> str:
        """Return twenty hexadecimal digits of the id: short enough for a button, the same after restart and edit."""
        return hashlib.sha256(self.id.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]


class Outline(NamedTuple):
    """A document without its text: what tells whether it has changed. A hundred thousand are made for a plan."""

    id: str
    path: str
    content_hash: str
    indexed_hash: str
    record_hash: str


def _are_page_starts(starts: tuple[int, ...], length: int) -> bool:
    if not all(isinstance(start, int) for start in starts):
        return False
    return not starts or (starts[0] == 0 and all(before <= after for before, after in pairwise((*starts, length))))


def check_span(document: Document, start: int, end: int, what: str) -> None:
    """Raise ValueError where characters `start` to `end` are no span of the document that holds text."""
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"{what} [{start}:{end}] is not a span of {document.id!r} ({len(document.text)} characters)")
    if not document.text[start:end].strip():
        raise ValueError(f"{what} [{start}:{end}] of {document.id!r} holds no text")


class PassageKind(StrEnum):
    """The part that a passage plays in its document. Only body text answers."""

    BODY = "body"
    HEADING = "heading"
    BOILERPLATE = "boilerplate"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A retrievable slice of a document. `section` is the heading it stands under, empty at the top."""

    document: Document
    start: int
    end: int
    kind: PassageKind = PassageKind.BODY
    section: str = ""

    def __post_init__(self) -> None:
        check_span(self.document, self.start, self.end, "a passage")

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def id(self) -> str:
        """Twenty hexadecimal digits of document, version and span: the same text indexed twice has the same ids."""
        key = f"{self.document.id}\0{self.document.indexed_hash}\0{self.start}\0{self.end}"
        return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]


class PassagePlace(NamedTuple):
    """The place of a passage: which characters of which document it is, and the title and the headings that it stands
    under.
    """

    document_id: str
    title: str
    section: str
    start: int
    end: int


def place_of(passage: Passage) -> PassagePlace:
    """Return the place of a passage."""
    return PassagePlace(passage.document.id, passage.document.title, passage.section, passage.start, passage.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage that a search found. `score`, in [0, 1], fuses the cosine `dense` and the BM25 score `lexical` (at
    least 0, unbounded); it compares within one search only. `link` is where the passage can be opened, as far as known.
    """

    passage: Passage
    score: float
    dense: float
    lexical: float
    link: str | None = None

    def __post_init__(self) -> None:
        check_link(self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An entry of a document's own reference list, and the marker (such as `24`) that points to it."""

    document: Document
    marker: str
    start: int
    end: int

    def __post_init__(self) -> None:
        check_span(self.document, self.start, self.end, "a reference")

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


def title_order(document: Document | DocumentSummary) -> tuple[str, str]:
    """Return what documents are sorted by, wherever they are listed: title, then id."""
    return document.title.casefold(), document.id
