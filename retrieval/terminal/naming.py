"""A document as it is named in the terminal: by its id, its title, or a part of these that no other document has."""

from collections.abc import Callable, Iterable

from retrieval.domain.inquiry import as_text
from retrieval.errors import FootnoteError, UnknownDocumentError
from retrieval.seen_corpus import SeenCorpus
from retrieval.terminal.wording import NamingFault, documents_in_words

NAMED = 10
"""The most documents that an error names where several fit."""
NEAREST = 3
"""The most documents that an error names where none fits."""


class AmbiguousDocumentError(FootnoteError):
    """Several documents fit what was typed."""


def id_of(footnote: SeenCorpus, typed: str) -> str:
    """Return the id of the document that `typed` names. Raises UnknownDocumentError, AmbiguousDocumentError."""
    typed = as_text(typed)
    try:
        return footnote.document(typed).id
    except UnknownDocumentError:
        titles = footnote.titles()
        if (found := titles.find(typed)) is not None:
            return found.id
        fitting = titles.holding(typed, NAMED + 1) if typed.strip() else []
        if len(fitting) == 1:
            return fitting[0].id
        if fitting:
            named = documents_in_words(fitting[:NAMED], last="…" if len(fitting) > NAMED else "and")
            raise AmbiguousDocumentError(NamingFault.SEVERAL, typed=typed, documents=named) from None
        if nearest := titles.nearest(typed, NEAREST):
            named = documents_in_words(nearest, last="or")
            raise UnknownDocumentError(NamingFault.NONE, typed=typed, documents=named) from None
        raise


def ids_of(footnote: SeenCorpus, typed: Iterable[str], explain: Callable[[FootnoteError], None]) -> list[str]:
    """Return the ids of the documents that were named. What names none stays as it was typed, for the question to be
    refused, and `explain` is called where others are near. Raises AmbiguousDocumentError.
    """
    ids = []
    for name in typed:
        try:
            ids.append(id_of(footnote, name))
        except UnknownDocumentError as error:
            ids.append(name)
            if error.fault is NamingFault.NONE:
                explain(error)
    return ids
