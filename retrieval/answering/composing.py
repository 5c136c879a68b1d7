"""Statements from sentences of the sources: verbatim, with what it takes to understand them, none said twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.documents.citing import cite
from retrieval.documents.context import body_of
from retrieval.domain.answers import JOINED, Statement
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from retrieval.text.words import content_stems

MAX_COMPOSED_STATEMENTS = 4
"""The most statements of an answer that is made of sentences of the sources."""
DUPLICATE_RATIO = 0.8
"""The share of the content words of the shorter of two sentences from which on the two say the same. In the shipped
corpus the two pairs that do share 0.92 and 0.89, and the closest two that do not share 0.73."""

FEWEST_WORDS = 4
"""The fewest content words of a sentence that can be said twice: fewer ("And it is public.") are shared by chance."""


@dataclass(slots=True, eq=False)
class _Excerpt:
    """The sentences, first to last, of a document's body that a statement will quote."""

    passage: Passage
    first: int
    last: int
    answers: list[tuple[int, int]]


def compose(readings: Sequence[Reading]) -> tuple[Statement, ...]:
    """Return one statement a reading, in their order, at most `MAX_COMPOSED_STATEMENTS`: the sentence that holds it,
    with those that it takes to understand it. What one before says is left out, and so is what would give somebody
    another's words; two that meet in one document become one.
    """
    excerpts: list[_Excerpt] = []
    words_so_far: list[set[str]] = []
    for reading in readings:
        body = body_of(reading.passage.document)
        place = body.place_of(reading.start)
        start, end = body.sentences[place]
        words = set(content_stems(reading.passage.document.text[start:end]))
        answers = [(reading.start, reading.end)] if (reading.start, reading.end) != (start, end) else []
        same = [excerpt for excerpt in excerpts if excerpt.passage.document.id == reading.passage.document.id]
        if holding := next((excerpt for excerpt in same if excerpt.first <= place <= excerpt.last), None):
            holding.answers += answers
            continue
        if any(_same(words, earlier) for earlier in words_so_far):
            continue
        first, last = body.understandable(place)
        own = body.in_their_own_words(first, place, last)
        if own is None:
            continue
        first, last = own
        meets = [excerpt for excerpt in same if excerpt.first <= last and first <= excerpt.last]
        if meets:
            # The best of them grows to hold the others: no sentence is shown twice.
            meets[0].first = min(first, *(excerpt.first for excerpt in meets))
            meets[0].last = max(last, *(excerpt.last for excerpt in meets))
            meets[0].answers += answers
            excerpts = [excerpt for excerpt in excerpts if excerpt not in meets[1:]]
        elif len(excerpts) < MAX_COMPOSED_STATEMENTS:
            excerpts.append(_Excerpt(passage=reading.passage, first=first, last=last, answers=answers))
        words_so_far.append(words)
    return tuple(map(_statement, excerpts))


def _statement(excerpt: _Excerpt) -> Statement:
    spans = body_of(excerpt.passage.document).spans(excerpt.first, excerpt.last)
    citations = tuple(cite(excerpt.passage, start, end, excerpt.answers) for start, end in spans)
    return Statement(text=JOINED.join(citation.quote for citation in citations), citations=citations)


def _same(words: set[str], others: set[str]) -> bool:
    """Return whether the shorter of two sentences says little that the longer one does not."""
    if words and words == others:
        return True
    shorter = min(len(words), len(others))
    return shorter >= FEWEST_WORDS and len(words & others) >= DUPLICATE_RATIO * shorter
