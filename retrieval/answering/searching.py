"""A search of the sources by hand: narrowed by what documents state, and to passages that have the words in quotation
marks to the letter.
"""

import re
from collections.abc import Collection

from retrieval.answering.retriever import HybridRetriever
from retrieval.domain.documents import FoundPassage
from retrieval.domain.filters import SourceFilter
from retrieval.ports import Generation
from retrieval.text.matching import find
from retrieval.text.words import tokens

EXACT_AMONG = 500
"""The passages, the best by words and meaning, among which those are looked for that have the exact words."""
_EXACT_WORDS = re.compile(r"\"([^\"]++)\"|“([^“”„]++)”|„([^„“”]++)[“”]|«([^«»]++)»")


def exact_words(query: str) -> list[str]:
    """Return what stands in quotation marks in a query, and has a word."""
    found = (next(filter(None, match.groups())).strip() for match in _EXACT_WORDS.finditer(query))
    return [words for words in found if tokens(words)]


def narrowed(generation: Generation, narrowing: SourceFilter) -> Collection[str] | None:
    """Return the ids of the documents that are searched; None for all of them."""
    if not narrowing.narrows:
        return None
    return frozenset(document.id for document in generation.catalogue.summaries() if narrowing.holds(document))


def search_sources(
    generation: Generation, retriever: HybridRetriever, query: str, narrowing: SourceFilter, *, limit: int, skip: int
) -> tuple[FoundPassage, ...]:
    """Return the passages nearest to a query, without the first `skip`, among the documents that it is narrowed to. Of
    a query with words in quotation marks, those alone that have them so, in the text or a title.
    """
    documents = narrowed(generation, narrowing)
    if documents is not None and not documents:
        return ()
    exact = exact_words(query)
    if not exact:
        return retriever.retrieve(query, limit=skip + limit, documents=documents)[skip:]
    found = retriever.retrieve(query, limit=EXACT_AMONG, documents=documents, candidates=EXACT_AMONG)
    having = [near for near in found if all(_says(near, words) for words in exact)]
    return tuple(having[skip : skip + limit])


def _says(found: FoundPassage, words: str) -> bool:
    passage = found.passage
    return any(find(words, text) for text in (passage.text, passage.document.title, passage.section))
