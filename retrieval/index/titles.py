"""The documents of a generation by their titles: to find the one that somebody names, and those that it may be.

Held in memory without the texts, since a suggestion while somebody types has no time to ask the index. To make it
takes a second for 100,000 documents; to find among them takes a few milliseconds.
"""

import threading
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from retrieval.domain.documents import Document, DocumentSummary
from retrieval.index.typed_words import TypedWords
from retrieval.ports import Generation

_COMPARED = 50
"""The documents that are compared letter by letter: those that share most runs of three letters with what was typed."""
_FEWEST_ALIKE = 60
"""The likeness, of 100, from which on a title is near. With titles of the shipped corpus, what is misspelt has 67 and
more, and what is about something else 50 and less."""


def title_order(document: Document | DocumentSummary) -> tuple[str, str]:
    """Return what documents are sorted by, wherever they are listed: title, then id."""
    return document.title.casefold(), document.id


class Titles:
    """All documents of a generation, `documents`, in the order of their titles. Nothing changes it once it is made."""

    def __init__(self, documents: Iterable[DocumentSummary] = ()) -> None:
        self.documents = tuple(sorted(documents, key=title_order))
        self._by_id = {document.id: document for document in self.documents}
        self._by_key = {document.key: document for document in self.documents}
        self._by_title: dict[str, DocumentSummary | None] = {}
        for document in self.documents:
            title = document.title.casefold()
            self._by_title[title] = None if title in self._by_title else document
        self._texts = [_searched(document) for document in self.documents]
        self._words = TypedWords(self._texts)

    def find(self, named: str) -> DocumentSummary | None:
        """Return a document by its id, its key, or a title that only one has; None where there is none."""
        wanted = named.strip()
        return self._by_id.get(wanted) or self._by_key.get(wanted) or self._by_title.get(wanted.casefold())

    def holding(self, typed: str, most: int) -> list[DocumentSummary]:
        """Return the first `most` documents whose title, id or publisher hold all words typed, whole or in part."""
        return [self.documents[number] for number in self._words.first(typed.casefold().split(), most)]

    def nearest(self, typed: str, most: int) -> list[DocumentSummary]:
        """Return up to `most` documents whose title, id or publisher has a part that is spelt much like what was typed,
        the most alike first.
        """
        texts = {number: self._texts[number] for number in self._words.sharing(typed.casefold(), _COMPARED)}
        ranked = process.extract(
            typed.casefold(), texts, scorer=fuzz.partial_ratio, limit=most, score_cutoff=_FEWEST_ALIKE
        )
        return [self.documents[number] for _, _, number in ranked]


def _searched(document: DocumentSummary) -> str:
    return f"{document.title} {document.id} {document.publisher or ''}".casefold()


class CurrentTitles:
    """The titles of the generation that they were last asked of. Several threads may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flip: str | None = None
        self._titles = Titles()

    def of(self, generation: Generation) -> Titles:
        """Return the titles of a generation, made where another was asked of before."""
        with self._lock:
            if self._flip != generation.head.flip:
                self._titles, self._flip = Titles(generation.catalogue.summaries()), generation.head.flip
            return self._titles
