"""Who wrote a document, and what somebody wrote, by what the documents state of their authors."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from retrieval.answering.looking_up import sentences_within, telling_within
from retrieval.answering.named_documents import documents_called
from retrieval.domain.authors import authors_named_in
from retrieval.domain.documents import Document, DocumentSummary, FoundPassage, Passage
from retrieval.domain.readings import Reading
from retrieval.text.words import tokens

_KIND_OF_DOCUMENT = (
    r"(?:articles?|blog\s++posts?|chapters?|columns?|documents?|docs?|essays?|files?|guides?|handbooks?|manuals?|memos?"
    r"|notes?|pages?|papers?|pieces?|posts?|reports?|rules|stor(?:y|ies)|texts?|tutorials?)"
)
_WHO_WROTE = re.compile(
    r"\A\W*+(?:who\s++(?:wrote|has\s++written|authored)|who(?:['’]s|\s++(?:is|are|was|were))\s++the\s++(?:authors?|writers?)\s++of)\s++"
    r"[\"“‘']?(?!(?:it|this|that|these|those|them)\b)(?P<name>\w[^?]{0,120}?)\W*",
    re.IGNORECASE,
)
_BEGINS_WITH_ITS_KIND = re.compile(
    rf"(?:(?:the|this)\s++)?(?:about\s++|{_KIND_OF_DOCUMENT}\b\s*+(?:(?:about|called|for|in|of|on|titled|to)\s++)?)",
    re.IGNORECASE,
)
_PUT_IN_WRITING = r"(?:\s++(?:written|authored))?"
_NAME_ASKED = r"(?P<name>\w[^?]{0,80}?)"
_SOMEBODY_WROTE = tuple(
    re.compile(rf"\A\W*+{form}\W*", re.IGNORECASE)
    for form in (
        (
            rf"(?:what|(?:which|what)\s++{_KIND_OF_DOCUMENT})\s++(?:has|have|did)\s++{_NAME_ASKED}"
            r"\s++(?:written|write|authored|author|published|publish)(?:\s++here)?"
        ),
        rf"(?:which|what)(?:\s++{_KIND_OF_DOCUMENT})?\s++(?:is|are|was|were)(?:\s++there)?{_PUT_IN_WRITING}\s++by\s++{_NAME_ASKED}",
        rf"(?:list|show)(?:\s++me)?\s++(?:all|everything)(?:\s++(?:the\s++)?{_KIND_OF_DOCUMENT})?{_PUT_IN_WRITING}\s++by\s++{_NAME_ASKED}",
    )
)
LETTERS_OF_AN_AUTHOR = 3
"""The fewest letters of a word that by itself may name an author."""


def work_asked(question: str) -> str | None:
    """Return the name of the document whose author a question asks for; None where it asks for none."""
    found = _WHO_WROTE.fullmatch(question)
    return found["name"] if found else None


def author_asked(question: str) -> str | None:
    """Return the name of whom a question asks what they wrote; None where it asks for nobody's."""
    found = next(filter(None, (form.fullmatch(question) for form in _SOMEBODY_WROTE)), None)
    return found["name"] if found else None


def is_called(author: str, name: str) -> bool:
    """Return whether an author may be called by a name: by all of theirs or a part of it, whatever its capitals."""
    words, own = (tuple(word.casefold() for word in tokens(each)) for each in (name, author))
    return bool(words) and set(words) <= set(own) and any(len(word) >= LETTERS_OF_AN_AUTHOR for word in words)


def names_author(stated: str, name: str) -> bool:
    """Return whether what a document states of who wrote it names somebody who may be called by a name."""
    return any(is_called(author, name) for author in authors_named_in(stated))


def written_by(name: str, documents: Iterable[DocumentSummary]) -> list[DocumentSummary]:
    """Return the documents that state somebody of that name as an author."""
    return [document for document in documents if any(is_called(author, name) for author in document.authors)]


def with_authors(name: str, found: Sequence[FoundPassage]) -> list[Document]:
    """Return the documents of that name, among those found, that state who wrote them. One that is called by other
    words too, is meant where the name says that it is a document: "the guide to retries".
    """
    kind = _BEGINS_WITH_ITS_KIND.match(name)
    rest = name[kind.end() :] if kind else ""
    called = documents_called(name, found, exactly=kind is None) or (documents_called(rest, found) if rest else [])
    return [document for document in called if document.authors]


def openings_of(
    documents: Collection[str], passages_of: Callable[[str], Sequence[Passage]], authors: Collection[str] = ()
) -> list[Reading]:
    """Return a sentence of each document, by its id: that which names one of the authors where its text begins, else
    the first that tells something.
    """
    openings = []
    for document in documents:
        passages = sorted(passages_of(document), key=lambda passage: passage.start)
        sentences = [reading for passage in passages[:1] for reading in sentences_within(passage)]
        naming = (reading for reading in sentences[:3] if any(author in _text_of(reading) for author in authors))
        telling = (reading for passage in passages for reading in telling_within(passage))
        if opening := next(naming, None) or next(telling, None) or next(iter(sentences), None):
            openings.append(opening)
    return openings


def _text_of(reading: Reading) -> str:
    return reading.passage.document.text[reading.start : reading.end]
