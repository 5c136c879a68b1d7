"""The types that keep the promise: what reaches a person is `Answer | Refusal`, and an answer is made of cited spans.

Every span is counted in characters of `Document.text`, end exclusive. Quotes are never stored: they are derived by
slicing the document, so that a source cannot be misquoted. Each type checks itself when built and cannot change after.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple


def content_hash_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal: the version of a document."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document of the corpus, verbatim.

    `id` is stable over edits; `content_hash` is the version of its text, and `indexed_hash` of all that is searched:
    text and title. Publisher, date, url, language and kind are what the document itself states, or None: nothing is
    guessed. `path` is where it was read, relative to the corpus folder. `pages` are the characters of the text at which
    pages 1, 2, 3 and so on begin: a page without text begins where the next one does, and a format without pages has
    none.
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
    extra: Mapping[str, str] = field(default_factory=dict)
    content_hash: str = field(init=False)
    indexed_hash: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ValueError("a document needs an id")
        if not self.title.strip():
            raise ValueError(f"document {self.id!r} needs a title")
        if not self.text.strip():
            raise ValueError(f"document {self.id!r} has no text")
        if not isinstance(self.pages, tuple) or not _are_page_starts(self.pages, len(self.text)):
            raise ValueError(f"the pages of {self.id!r} do not begin in order, from 0, within its text")
        object.__setattr__(self, "content_hash", content_hash_of(self.text))
        object.__setattr__(self, "indexed_hash", content_hash_of(f"{self.title}\0{self.content_hash}"))
        object.__setattr__(self, "extra", MappingProxyType(dict(self.extra)))

    def __hash__(self) -> int:
        return hash((self.id, self.content_hash))

    @property
    def record_hash(self) -> str:
        """SHA-256 over the text and all that is stated about it: differs where anything does."""
        stated = (self.publisher, self.date, self.url, self.language, self.kind, sorted(self.extra.items()))
        return content_hash_of(repr((self.id, self.path, self.indexed_hash, stated, *self.pages)))

    @property
    def outline(self) -> "Outline":
        return Outline(self.id, self.path, self.content_hash, self.indexed_hash, self.record_hash)

    def pages_of(self, start: int, end: int) -> range:
        """The numbers of the pages that characters `start` to `end` stand on; empty where there are no pages."""
        return range(bisect_right(self.pages, start), bisect_right(self.pages, end - 1) + 1) if self.pages else range(0)


class Outline(NamedTuple):
    """A document without its text: what tells whether it has changed. A hundred thousand are made for a plan."""

    id: str
    path: str
    content_hash: str
    indexed_hash: str
    record_hash: str


def _are_page_starts(starts: tuple[int, ...], length: int) -> bool:
    if not all(isinstance(one, int) for one in starts):
        return False
    return not starts or (starts[0] == 0 and all(before <= after for before, after in pairwise((*starts, length))))


def _check_span(document: Document, start: int, end: int, what: str) -> None:
    if not 0 <= start < end <= len(document.text):
        raise ValueError(f"{what} [{start}:{end}] is not a span of {document.id!r} ({len(document.text)} characters)")
    if not document.text[start:end].strip():
        raise ValueError(f"{what} [{start}:{end}] of {document.id!r} holds no text")


class PassageKind(StrEnum):
    """What part a passage plays in its document. Only body text answers."""

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
        _check_span(self.document, self.start, self.end, "a passage")

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def id(self) -> str:
        """Twenty hexadecimal digits of document, version and span: the same text indexed twice has the same ids."""
        key = f"{self.document.id}\0{self.document.indexed_hash}\0{self.start}\0{self.end}"
        return hashlib.sha256(key.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]

    @property
    def search_text(self) -> str:
        """What is embedded and indexed: the passage with the title and heading that it stands under."""
        return "\n".join(part for part in (self.document.title, self.section, self.text) if part)

    @property
    def search_hash(self) -> str:
        """Twenty hexadecimal digits of `search_text`: passages that share it share their vector."""
        return content_hash_of(self.search_text)[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage that a search found. `score`, in [0, 1], fuses the cosine `dense` and the BM25 score `lexical` (at
    least 0, unbounded); it compares within one search only.
    """

    passage: Passage
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An entry of a document's own reference list, and the marker (such as `24`) that points to it."""

    document: Document
    marker: str
    start: int
    end: int

    def __post_init__(self) -> None:
        _check_span(self.document, self.start, self.end, "a reference")

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quoted span of a stored document, the entries of its reference list that the quote leans on, and the places in
    it, in order, that hold the answer itself: spans of the document, as the quote is.
    """

    passage: Passage
    start: int
    end: int
    leans_on: tuple[Reference, ...] = ()
    emphasis: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        _check_span(self.document, self.start, self.end, "a citation")
        if not isinstance(self.leans_on, tuple) or not all(isinstance(one, Reference) for one in self.leans_on):
            raise ValueError("what a citation leans on is a tuple of references")
        if any(reference.document != self.document for reference in self.leans_on):
            raise ValueError("a citation leans on references of its own document only")
        if not isinstance(self.emphasis, tuple):
            raise ValueError("what a citation emphasises is a tuple of spans")
        reached = self.start
        for start, end in self.emphasis:
            if not reached <= start < end <= self.end:
                raise ValueError(f"[{start}:{end}] is not emphasised in order within [{self.start}:{self.end}]")
            reached = end

    @property
    def document(self) -> Document:
        return self.passage.document

    @property
    def document_id(self) -> str:
        return self.document.id

    @property
    def content_hash(self) -> str:
        return self.document.content_hash

    @property
    def quote(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The quote in pieces, each with whether it is emphasised; together they are the quote."""
        edges = [self.start, *(edge for span in self.emphasis for edge in span), self.end]
        pieces = [(self.document.text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(edges))]
        return tuple((text, emphasised) for text, emphasised in pieces if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer, or as many as it takes to be understood, with the quotes it rests on."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a statement needs text")
        _check_tuple_of(Citation, self.citations, "a statement needs citations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the corpus says to a question: cited statements, the best first, and which parts of the question it does not
    answer. `read_as` is how the question was read, where that is not as it was asked.
    """

    question: str
    statements: tuple[Statement, ...]
    unanswered: tuple[str, ...] = ()
    read_as: str | None = None

    def __post_init__(self) -> None:
        _check_tuple_of(Statement, self.statements, "an answer needs statements")
        if not isinstance(self.unanswered, tuple) or not all(isinstance(p, str) and p.strip() for p in self.unanswered):
            raise ValueError("what an answer leaves unanswered is a tuple of parts of its question")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, in the order of first use: its place here, from 1, is the number that a reader sees."""
        return tuple(dict.fromkeys(citation for statement in self.statements for citation in statement.citations))


class RefusalReason(StrEnum):
    """Why there is no answer."""

    EMPTY_QUESTION = "empty_question"
    QUESTION_TOO_LONG = "question_too_long"
    NO_WORDS = "no_words"
    UNKNOWN_DOCUMENT = "unknown_document"
    NO_SHARED_WORDS = "no_shared_words"
    NOT_ANSWERED = "not_answered"
    PREMISE_NOT_FOUND = "premise_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No answer, and why. `nearest` are passages about the same things: they do *not* answer the question. `read_as` is
    how the question was read, where that is not as it was asked.
    """

    question: str
    reason: RefusalReason
    explanation: str
    nearest: tuple[FoundPassage, ...] = ()
    read_as: str | None = None

    def __post_init__(self) -> None:
        if not self.explanation.strip():
            raise ValueError("a refusal needs an explanation")
        if not isinstance(self.nearest, tuple) or not all(isinstance(near, FoundPassage) for near in self.nearest):
            raise ValueError("the nearest passages are a tuple of found passages")


Outcome = Answer | Refusal
"""What reaches a person. There is no third thing."""


def _check_tuple_of(kind: type, values: object, complaint: str) -> None:
    if not isinstance(values, tuple) or not values or not all(isinstance(value, kind) for value in values):
        raise ValueError(f"{complaint}: a tuple of at least one {kind.__name__}")
