"""Statements from sentences of the sources: verbatim, with what it takes to understand them, none said twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.context import body_of
from retrieval.domain import Passage, Statement
from retrieval.grounding import cite
from retrieval.ports import Reading
from retrieval.words import content_stems

MAX_STATEMENTS = 4
JOINED = " … "
"""Between the quotes of a statement that do not follow one another."""
DUPLICATE_RATIO = 0.8
"""Of the content words of the shorter of two sentences: they say the same. In the shipped corpus the two pairs that do
share 0.92 and 0.89, and the closest two that do not 0.73."""

FEWEST_WORDS = 4
"""Content words of a sentence that can be said twice: fewer ("And it is public.") are shared by chance."""


@dataclass(slots=True, eq=False)
class _Excerpt:
    """What a statement will quote: the sentences first to last of a document's body."""

    passage: Passage
    first: int
    last: int
    answers: list[tuple[int, int]]


def compose(readings: Sequence[Reading]) -> tuple[Statement, ...]:
    """One statement a reading, in their order, at most `MAX_STATEMENTS`: the sentence that holds it, with those that it
    takes to understand it. What one before says is left out, and two that meet in one document become one.
    """
    excerpts: list[_Excerpt] = []
    said: list[set[str]] = []
    for reading in readings:
        body = body_of(reading.passage.document)
        place = body.place_of(reading.start)
        start, end = body.sentences[place]
        words = set(content_stems(reading.passage.document.text[start:end]))
        answers = [(reading.start, reading.end)] if (reading.start, reading.end) != (start, end) else []
        same = [one for one in excerpts if one.passage.document.id == reading.passage.document.id]
        if shown := next((one for one in same if one.first <= place <= one.last), None):
            shown.answers += answers
            continue
        if any(_same(words, other) for other in said):
            continue
        first, last = body.understandable(place)
        meets = [one for one in same if one.first <= last and first <= one.last]
        if meets:
            # The best of them grows to hold the others: no sentence is shown twice.
            meets[0].first = min(first, *(one.first for one in meets))
            meets[0].last = max(last, *(one.last for one in meets))
            meets[0].answers += answers
            excerpts = [one for one in excerpts if one not in meets[1:]]
        elif len(excerpts) < MAX_STATEMENTS:
            excerpts.append(_Excerpt(passage=reading.passage, first=first, last=last, answers=answers))
        said.append(words)
    return tuple(_statement(one) for one in excerpts)


def _statement(excerpt: _Excerpt) -> Statement:
    spans = body_of(excerpt.passage.document).spans(excerpt.first, excerpt.last)
    citations = tuple(cite(excerpt.passage, start, end, excerpt.answers) for start, end in spans)
    return Statement(text=JOINED.join(citation.quote for citation in citations), citations=citations)


def _same(words: set[str], others: set[str]) -> bool:
    """Whether the shorter of two sentences says little that the longer one does not."""
    if words and words == others:
        return True
    shorter = min(len(words), len(others))
    return shorter >= FEWEST_WORDS and len(words & others) >= DUPLICATE_RATIO * shorter
