"""The documents of a generation by their titles: to find the one that somebody names, and those that it may be.

Held in memory without the texts, since a suggestion while somebody types has no time to ask the index. To make it
takes a second for 100,000 documents; to find among them takes a few milliseconds.
"""

import threading
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from retrieval.domain.documents import DocumentSummary, title_order
from retrieval.domain.scope import Scope
from retrieval.index.typed_words import TypedWords
from retrieval.ports import Generation

_COMPARED = 50
"""The documents that are compared letter by letter: those that share most runs of three letters with what was typed."""
_FEWEST_ALIKE = 60
"""The likeness, of 100, from which on a title is near. With titles of the shipped corpus, what is misspelt has 67 and
more, and what is about something else 50 and less."""


class _AllTitles:
    """The titles of all documents, which several scopes share."""

    def __init__(self, documents: Iterable[DocumentSummary]) -> None:
        self.documents = tuple(sorted(documents, key=title_order))
        self.by_id = {document.id: document for document in self.documents}
        self.by_key = {document.key: document for document in self.documents}
        self.by_title: dict[str, list[DocumentSummary]] = {}
        for document in self.documents:
            self.by_title.setdefault(document.title.casefold(), []).append(document)
        self.texts = [_searched(document) for document in self.documents]
        self.words = TypedWords(self.texts)
        self.collections: dict[str | None, int] = {}
        numbered = [self.collections.setdefault(each.collection, len(self.collections)) for each in self.documents]
        self.collection_numbers = np.array(numbered, dtype=np.int32)

    def seen_in(self, scope: Scope) -> npt.NDArray[np.bool_]:
        """Return which documents are in a scope."""
        is_seen = np.array([scope.holds(collection) for collection in self.collections], dtype=np.bool_)
        return is_seen[self.collection_numbers] if len(is_seen) else is_seen


class Titles:
    """All documents of a generation, or those in a scope. Nothing changes it once it is made."""

    def __init__(self, documents: Iterable[DocumentSummary] | _AllTitles = (), scope: Scope | None = None) -> None:
        self._all = documents if isinstance(documents, _AllTitles) else _AllTitles(documents)
        self._scope = scope
        self._among = None if scope is None else self._all.seen_in(scope)

    @cached_property
    def documents(self) -> tuple[DocumentSummary, ...]:
        """The documents, in the order of their titles."""
        if self._among is None:
            return self._all.documents
        return tuple(self._all.documents[number] for number in np.flatnonzero(self._among))

    def within(self, scope: Scope) -> "Titles":
        """Return the titles of the documents in a scope alone: what is found among them is what would be found if there
        were no others.
        """
        return Titles(self._all, scope if self._scope is None else self._scope & scope)

    def find(self, named: str) -> DocumentSummary | None:
        """Return a document by its id, its key, or a title that only one has; None where there is none."""
        wanted = named.strip()
        for found in (self._all.by_id.get(wanted), self._all.by_key.get(wanted)):
            if found is not None and self._sees(found):
                return found
        titled = [found for found in self._all.by_title.get(wanted.casefold(), ()) if self._sees(found)]
        return titled[0] if len(titled) == 1 else None

    def holding(self, typed: str, most: int) -> list[DocumentSummary]:
        """Return the first `most` documents whose title, id or publisher hold all words typed, whole or in part."""
        numbers = self._all.words.first(typed.casefold().split(), most, self._among)
        return [self._all.documents[number] for number in numbers]

    def nearest(self, typed: str, most: int) -> list[DocumentSummary]:
        """Return up to `most` documents whose title, id or publisher has a part that is spelt much like what was typed,
        the most alike first.
        """
        sharing = self._all.words.sharing(typed.casefold(), _COMPARED, self._among)
        ranked = process.extract(
            typed.casefold(),
            {number: self._all.texts[number] for number in sharing},
            scorer=fuzz.partial_ratio,
            limit=most,
            score_cutoff=_FEWEST_ALIKE,
        )
        return [self._all.documents[number] for _, _, number in ranked]

    def _sees(self, document: DocumentSummary) -> bool:
        return self._scope is None or self._scope.holds(document.collection)


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
