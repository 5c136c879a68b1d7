"""The types of what reaches a person: an answer made of cited spans, or a refusal."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from retrieval.domain.documents import Document, FoundPassage, Passage, Reference, check_span
from retrieval.domain.links import check_link
from retrieval.domain.refusal_reasons import RefusalFacts as RefusalFacts  # noqa: PLC0414 - offered on
from retrieval.domain.refusal_reasons import RefusalReason as RefusalReason  # noqa: PLC0414 - offered on

_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quoted span of a stored document, the entries of its reference list that the quote leans on, and the places in
    it, in order, that hold the answer itself: spans of the document, as the quote is. `link` is where it can be opened,
    as far as that was known when it was cited.
    """

    passage: Passage
    start: int
    end: int
    leans_on: tuple[Reference, ...] = ()
    emphasis: tuple[tuple[int, int], ...] = ()
    link: str | None = None

    def __post_init__(self) -> None:
        check_link(self.link)
        check_span(self.document, self.start, self.end, "a citation")
        if not isinstance(self.leans_on, tuple) or not all(
            isinstance(reference, Reference) for reference in self.leans_on
        ):
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
        """The words of the span, sliced from the document."""
        return self.document.text[self.start : self.end]

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The quote in pieces, each with whether it is emphasised; together they are the quote."""
        edges = [self.start, *(edge for span in self.emphasis for edge in span), self.end]
        pieces = [(self.document.text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(edges))]
        return tuple((text, emphasised) for text, emphasised in pieces if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of an answer, or as many as it takes to be understood, with the quotes that it rests on."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a statement needs text")
        _check_tuple_of(Citation, self.citations, "a statement needs citations")


class AnswerForm(StrEnum):
    """What the statements of an answer are: what answers the question; all that was found of what it asks for; the
    documents, or those that state who wrote them, each by a sentence; or sentences on what is to be summed up.
    """

    ANSWER = "answer"
    LISTING = "listing"
    DOCUMENTS = "documents"
    ABOUT = "about"
    AUTHORED = "authored"


class Stance(StrEnum):
    """What a side of a disagreement says: yes or no to what was asked, or a value."""

    YES = "yes"
    NO = "no"
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A source that takes a side. `speaker` is who says so in the quote, as it names them; None where the document says
    it by itself. Tellings of a side that are of one `origin` count once: the same sentence, or sentences that lean on
    the same reference.
    """

    citation: Citation
    speaker: str | None = None
    origin: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side of a disagreement, and the sources that take it. `value` is what they say, as the first of them words it;
    empty of a yes or a no.
    """

    stance: Stance
    value: str = ""
    tellings: tuple[Telling, ...]

    def __post_init__(self) -> None:
        _check_tuple_of(Telling, self.tellings, "a side needs tellings")
        if bool(self.value.strip()) is not (self.stance is Stance.VALUE):
            raise ValueError("a side has a value, or says yes or no")

    @property
    def origins(self) -> int:
        """How many sources say so that are not of one origin."""
        return len({telling.origin for telling in self.tellings})

    @property
    def newest(self) -> str:
        """The newest date that a document of it states, where dates are stated so that they can be compared; empty
        where none is.
        """
        dates = (telling.citation.document.date or "" for telling in self.tellings)
        return max(filter(_ISO_DATE.match, dates), default="")


class Supersession(StrEnum):
    """What makes a text superseded: a text says that another took its place, or a note at it that it holds no longer,
    or it is of an older version by date or number.
    """

    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    OLDER = "older"


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """A quote that is superseded, and `how`. `by` is the quote that stands in its place, None where none was found;
    `said_in` are the words that say so. Of an older version nothing says so, but `versions` are what the headings tell
    of both, the older first; they are empty otherwise.
    """

    citation: Citation
    how: Supersession
    by: Citation | None = None
    said_in: Citation | None = None
    versions: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        is_older = self.how is Supersession.OLDER
        if is_older is not all(map(str.strip, self.versions)) or is_older is not (self.said_in is None):
            raise ValueError("what is superseded is said to be, or is of an older version")
        if self.by is None and is_older:
            raise ValueError("what is older is so beside what is newer")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Return the quotes that it takes to tell."""
        return tuple(filter(None, (self.by, self.citation, self.said_in)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of the corpus to a question: cited statements, the best first, and the parts of the question that it
    does not answer. `sides` are what its sources say where they exclude one another, none where they do not.
    `superseded` are those of its quotes that are, by what the sources say of one another: they are no sides.
    `form` says what the statements are, and `in_all` of how many documents they were taken, where they are documents.
    `read_as` is how the question was read, where that is not as it was asked.
    """

    question: str
    statements: tuple[Statement, ...]
    unanswered: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    form: AnswerForm = AnswerForm.ANSWER
    in_all: int = 0
    read_as: str | None = None

    def __post_init__(self) -> None:
        _check_tuple_of(Statement, self.statements, "an answer needs statements")
        if self.sides:
            _check_tuple_of(Side, self.sides, "the sides of an answer")
        if self.superseded:
            _check_tuple_of(Superseded, self.superseded, "what is superseded")
        if not isinstance(self.sides, tuple) or len(self.sides) == 1:
            raise ValueError("a disagreement has two sides or more")
        if not isinstance(self.unanswered, tuple) or not all(isinstance(p, str) and p.strip() for p in self.unanswered):
            raise ValueError("what an answer leaves unanswered is a tuple of parts of its question")

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each citation once, in the order of first use: its place here, from 1, is the number that a reader sees."""
        stated = (citation for statement in self.statements for citation in statement.citations)
        taken = (telling.citation for side in self.sides for telling in side.tellings)
        compared = (citation for each in self.superseded for citation in each.citations)
        return tuple(dict.fromkeys((*stated, *taken, *compared)))

    @property
    def newest_side(self) -> Side | None:
        """The side with the newest date, where each side has a date and they differ: said to people, not chosen."""
        by_date = sorted(self.sides, key=lambda side: side.newest, reverse=True)
        if not by_date or not all(side.newest for side in by_date) or by_date[0].newest == by_date[1].newest:
            return None
        return by_date[0]


_NEEDED_FACTS = {
    RefusalReason.QUESTION_TOO_LONG: "limit_chars",
    RefusalReason.UNKNOWN_DOCUMENT: "unknown_documents",
    RefusalReason.PREMISE_NOT_FOUND: "premise",
    RefusalReason.SEVERAL_MEANINGS: "meanings",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refusal to answer, and its reason. `nearest` are passages about the same things: they do *not* answer the
    question. `read_as` is how the question was read, where that is not as it was asked.
    """

    question: str
    reason: RefusalReason
    facts: RefusalFacts = field(default_factory=RefusalFacts)
    nearest: tuple[FoundPassage, ...] = ()
    read_as: str | None = None

    def __post_init__(self) -> None:
        needed = _NEEDED_FACTS.get(self.reason)
        if needed is not None and not getattr(self.facts, needed):
            raise ValueError(f"a refusal for {self.reason} needs {needed}")
        if not isinstance(self.nearest, tuple) or not all(isinstance(near, FoundPassage) for near in self.nearest):
            raise ValueError("the nearest passages are a tuple of found passages")

    @property
    def is_gap(self) -> bool:
        """Whether something was asked and looked up that the documents do not answer: they may lack it."""
        is_of_documents = not self.reason.is_before_search and self.reason is not RefusalReason.NOTHING_ASKED
        return is_of_documents and not self.facts.asks_nothing


Outcome = Answer | Refusal
"""The two things that can reach a person. There is no third."""


def _check_tuple_of(kind: type, values: object, complaint: str) -> None:
    if not isinstance(values, tuple) or not values or not all(isinstance(value, kind) for value in values):
        raise ValueError(f"{complaint}: a tuple of at least one {kind.__name__}")


JOINED = " … "
"""The text between two quotes of a statement that do not follow one another."""
