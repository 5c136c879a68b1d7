"""Sections that are shown as a whole, each below its headings."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from retrieval.answering.composing import MAX_LISTED, compose
from retrieval.answering.looking_up import sentences_within
from retrieval.answering.sections_asked import OF_ALL_IT_SAYS, SectionAsked
from retrieval.answering.told_by_headings import COME_TO_BE
from retrieval.documents.context import MAX_EXCERPT_CHARS, Body, body_of
from retrieval.documents.headings import HeadingSpan, headings_above
from retrieval.domain.answers import Statement
from retrieval.domain.documents import Document, FoundPassage, Passage, PassageKind
from retrieval.text.calendar import MONTHS
from retrieval.text.identifiers import days_written_in, identifiers_in
from retrieval.text.orders import orders_whoever_answers
from retrieval.text.times_named import is_a_version, versions_in, years_in
from retrieval.text.words import content_stems, stems

_NUMBER_IN_VERSION = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeSection:
    """A list of all sentences of a section that are shown."""

    shown: tuple[int, ...]

    def places(self, _body: Body, _place: int) -> Sequence[int]:
        """Return the places of its sentences."""
        return self.shown


@dataclass(frozen=True, slots=True, kw_only=True)
class _PassagesOfSection:
    """Passages in a row that stand under the same headings: the spans of these, outermost first, and their words."""

    spans: tuple[HeadingSpan, ...]
    words: tuple[str, ...]
    passages: tuple[Passage, ...]


def sections_as_asked(
    asked: SectionAsked, found: Sequence[FoundPassage], passages_of: Callable[[str], Iterable[Passage]]
) -> tuple[Statement, ...]:
    """Return the sections that are asked for, one statement each, of the first document found that has any. Where what
    is done is the name of sections ("Added"), these alone are meant. `passages_of` gives those of a document.
    """
    for document in dict.fromkeys(near.passage.document for near in found):
        sections = _sections_of(document, passages_of(document.id))
        headings = _headings_meant(asked, document, sections)
        meant = _doing(asked.verb, [each for each in sections if headings.intersection(each.spans)], sections)
        about = {*content_stems(document.title), *content_stems(document.id)}
        about.update(word for each in meant for word in content_stems(" ".join(each.words)))
        if meant and asked.rest <= about:
            return tuple(statement for each in meant[:MAX_LISTED] for statement in _stated(asked, each, headings))
    return ()


def _sections_of(document: Document, passages: Iterable[Passage]) -> list[_PassagesOfSection]:
    body = body_of(document)
    in_order = sorted(
        (each for each in passages if each.kind is PassageKind.BODY and each.section), key=lambda each: each.start
    )
    under = [(tuple(headings_above(body, body.place_of(each.start))), each) for each in in_order]
    return [
        _PassagesOfSection(
            spans=spans,
            words=tuple(document.text[start:end] for start, end in spans),
            passages=tuple(passage for _, passage in of_section),
        )
        for spans, of_section in groupby(under, key=lambda each: each[0])
    ]


def _headings_meant(
    asked: SectionAsked, document: Document, sections: Sequence[_PassagesOfSection]
) -> set[HeadingSpan]:
    headings = {span: words for each in sections for span, words in zip(each.spans, each.words, strict=True)}
    if asked.is_last is None:
        return {span for span, words in headings.items() if asked.headed.names_all(words)}
    ranked = {span: rank for span, words in headings.items() if (rank := _rank(words, document.title))}
    outermost = (max if asked.is_last else min)(ranked.values(), default=())
    return {span for span, rank in ranked.items() if rank == outermost}


def _rank(heading: str, title: str) -> tuple[int, ...]:
    """Return what tells which of two versions or days is the later; empty of what is neither."""
    if is_a_version(heading, title):
        return tuple(map(int, _NUMBER_IN_VERSION.findall(max(versions_in(heading)))))
    year = max(years_in(heading), default="")
    days = [each.value.split() for each in days_written_in(heading)]
    return (int(year), *((MONTHS.index(days[0][1]), int(days[0][0])) if days else ())) if year else ()


def _doing(
    verb: str, meant: Sequence[_PassagesOfSection], others: Sequence[_PassagesOfSection]
) -> list[_PassagesOfSection]:
    """Return those of the sections that are meant in which it is done what a question asks for: all, where that may be
    whatever they say; those that are called so, where any section of the document is; and all where none is, of what
    comes to be.
    """
    if verb in OF_ALL_IT_SAYS:
        return list(meant)
    if any(verb in stems(" ".join(each.words)) for each in others):
        return [each for each in meant if verb in stems(" ".join(each.words))]
    return list(meant) if verb in COME_TO_BE else []


def _stated(asked: SectionAsked, section: _PassagesOfSection, headings: Iterable[HeadingSpan]) -> tuple[Statement, ...]:
    document = section.passages[0].document
    body = body_of(document)
    readings = [each for passage in section.passages for each in sentences_within(passage)]
    shown: list[int] = []
    for reading in readings:
        place = body.place_of(reading.start)
        is_short = not shown or body.sentences[place][1] - body.sentences[shown[0]][0] <= MAX_EXCERPT_CHARS
        if is_short and not orders_whoever_answers(body.text_of(place)):
            shown.append(place)
    if not shown:
        return ()
    named = " ".join(document.text[slice(*span)] for span in section.spans if span in set(headings))
    headed = replace(
        asked.headed,
        stems=frozenset({*asked.headed.stems, *content_stems(" ".join(section.words))}),
        named=tuple(identifiers_in(named)),
        versions=versions_in(named),
        years=years_in(named) | asked.headed.years,
    )
    first = next(each for each in readings if body.place_of(each.start) == shown[0])
    return compose([first], listed=WholeSection(shown=tuple(shown)), headed=headed)
