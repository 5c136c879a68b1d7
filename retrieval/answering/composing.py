"""Statements from sentences of the sources: verbatim, with what it takes to understand them, none said twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from retrieval.answering.choosing import place_of_reading, value_of_reading
from retrieval.answering.headed import HeadingAsked
from retrieval.answering.repeating import Said, differ
from retrieval.documents.citing import cite
from retrieval.documents.context import Body, body_of
from retrieval.documents.descriptions import description_of
from retrieval.documents.explanation import MAX_EXPLANATION_CHARS, MAX_FURTHER_CHARS, Explains, with_its_section
from retrieval.documents.said_of_it import with_what_is_said_of_it
from retrieval.domain.answers import JOINED, Citation, Statement
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading, Relation

USUAL_STATEMENTS = 3
MAX_COMPOSED_STATEMENTS = 4
"""The most statements of an answer that is made of sentences of the sources: a fourth only where it gives an answer
that none of the others does, or the question has parts."""
SECOND_SHARE, THIRD_SHARE = 0.7, 0.9
"""How likely the second statement must be, of the likeliest, and each after it: of those that are less likely one in
three answers, and few questions are answered by them alone. What gives another answer than all before it need not be.
Where these are from: docs/decisions/0046-how-likely-a-further-statement-must-be.md."""
NO_STANCES: Mapping[tuple[str, int], Relation] = MappingProxyType({})
MAX_LISTED = 12
"""The most statements where all that was found is asked for: about what a message holds."""


class ListsWhole(Protocol):
    """What tells of a sentence whether a list that it stands in is shown as a whole."""

    def places(self, body: Body, place: int, /) -> Sequence[int] | None:
        """Return the places of that list that are shown, in order; None where the sentence is shown alone."""


@dataclass(slots=True, eq=False)
class _Excerpt:
    """The sentences, first to last, of a document's body that a statement will quote, and where in them the answer
    stands: in a part of a sentence, or in the whole of one (`answering`).
    """

    passage: Passage
    first: int
    last: int
    answers: list[tuple[int, int]]
    answering: list[tuple[int, int]]
    is_list: bool
    """Whether it is a list that is asked for as a whole: none of it answers more than the rest."""
    left_out: frozenset[int] = frozenset()
    """The sentences between that are not shown: rows of which it is not so what is asked."""


def compose(
    readings: Sequence[Reading],
    *,
    parts: int = 1,
    asked: Collection[str] = (),
    wanted: Explains | None = None,
    all_found: bool = False,
    listed: ListsWhole | None = None,
    stances: Mapping[tuple[str, int], Relation] = NO_STANCES,
    headed: HeadingAsked | None = None,
) -> tuple[Statement, ...]:
    """Return one statement a reading, in their order: the sentence that holds it, with those that it takes to
    understand it. They are at most `USUAL_STATEMENTS`, more for another answer or for a question of several `parts`,
    and at most `MAX_LISTED` where `all_found` is asked for. What one before says is left out, unless it gives another
    answer, and so is what would give somebody another's words; two that meet in one document become one. `asked` are
    the stems of the question: what the next sentence says of them belongs to a statement. Where an explanation is
    `wanted`, each is shown with what its section tells of it, the first with most of that. A list that is asked for as
    a whole, by `listed`, is shown so where it answers first. `stances`, by the places of readings, are the sides that
    they take: of two sides neither is left out. What `headed` asks of headings is shown with what stands under them.
    """
    excerpts: list[_Excerpt] = []
    said: list[Said] = []
    likeliest = max((reading.answer_probability for reading in readings), default=0.0)
    for reading in readings:
        body = body_of(reading.passage.document)
        place = body.place_of(reading.start)
        start, end = body.sentences[place]
        is_whole = (reading.start, reading.end) == (start, end)
        answers, answering = ([], [(start, end)]) if is_whole else ([(reading.start, reading.end)], [])
        same = [excerpt for excerpt in excerpts if excerpt.passage.document.id == reading.passage.document.id]
        if holding := next((excerpt for excerpt in same if excerpt.first <= place <= excerpt.last), None):
            holding.answers += [] if holding.is_list else answers
            continue
        saying = Said(
            sentence=reading.passage.document.text[start:end],
            value=value_of_reading(reading),
            stance=stances.get(place_of_reading(reading), Relation.OPEN),
        )
        if not all_found and any(map(saying.says_no_more_than, said)):
            continue
        first, last = body.understandable(place)
        own = body.in_their_own_words(first, place, last)
        if own is None:
            continue
        first, last = own
        first, last = with_what_is_said_of_it(body, first, last, asked)
        whole = listed.places(body, place) if listed and not excerpts else None
        if whole:
            first, last, answers, answering = whole[0], whole[-1], [], []
        elif description := description_of(body, place, asked):
            first, last = min(first, description[0]), max(last, _last_that_fits(body, first, description))
            answers, answering = [], [body.sentences[description[0]]]
        elif wanted is not None:
            most = MAX_FURTHER_CHARS if excerpts else MAX_EXPLANATION_CHARS
            first, last = with_its_section(body, first, place, last, asked, wanted=wanted, most=most)
        meets = [excerpt for excerpt in same if excerpt.first <= last and first <= excerpt.last]
        if wanted is not None and not meets:
            meets = [excerpt for excerpt in same if _are_neighbours(body, excerpt, first, last)][:1]
        if meets:
            # The best of them grows to hold the others: no sentence is shown twice.
            meets[0].first = min(first, *(excerpt.first for excerpt in meets))
            meets[0].last = max(last, *(excerpt.last for excerpt in meets))
            meets[0].answers += answers
            meets[0].answering += answering
            excerpts = [excerpt for excerpt in excerpts if excerpt not in meets[1:]]
        elif len(excerpts) < (MAX_LISTED if all_found else _room(saying, said, parts)) and (
            all_found or reading.answer_probability >= likeliest * _share(saying, said, len(excerpts) - parts)
        ):
            left_out = frozenset(range(first, last + 1)).difference(whole) if whole else frozenset[int]()
            is_list = whole is not None
            excerpts.append(_Excerpt(reading.passage, first, last, answers, answering, is_list, left_out))
        else:
            continue
        said.append(saying)
    leads: dict[tuple[str, int, int], Citation] = {}
    return tuple(_statement(excerpt, leads, asked, headed) for excerpt in excerpts)


def _last_that_fits(body: Body, first: int, description: range) -> int:
    """Return the last sentence of a description that can be shown with what is shown from `first` on."""
    return max((place for place in description if body.fits(min(first, description[0]), place)), default=description[0])


def _are_neighbours(body: Body, excerpt: _Excerpt, first: int, last: int) -> bool:
    """Return whether sentences stand right before or after those of an excerpt, and can be read with them."""
    is_next = last + 1 == excerpt.first or excerpt.last + 1 == first
    begin, end = min(first, excerpt.first), max(last, excerpt.last)
    chars = body.sentences[end][1] - body.sentences[begin][0]
    return is_next and chars <= MAX_EXPLANATION_CHARS and body.fits(begin, end) and body.are_meant(begin, end)


def _room(saying: Said, said: Sequence[Said], parts: int) -> int:
    """Return how many statements there may be with one more, which says that."""
    is_another = _is_another(saying, said)
    return MAX_COMPOSED_STATEMENTS if is_another else min(max(USUAL_STATEMENTS, parts), MAX_COMPOSED_STATEMENTS)


def _share(saying: Said, said: Sequence[Said], place: int) -> float:
    """Return how likely a statement must be, of the likeliest, which comes at that place after one for each part."""
    if place < 0 or _is_another(saying, said):
        return 0.0
    return THIRD_SHARE if place else SECOND_SHARE


def _is_another(saying: Said, said: Sequence[Said]) -> bool:
    """Return whether what is said gives a value that none of the earlier gives, or takes a side that none takes."""
    takes_another = saying.stance is not Relation.OPEN and all(saying.stance is not earlier.stance for earlier in said)
    return takes_another or (saying.value is not None and all(differ(saying.value, earlier.value) for earlier in said))


def _statement(
    excerpt: _Excerpt,
    leads: dict[tuple[str, int, int], Citation],
    asked: Collection[str],
    headed: HeadingAsked | None,
) -> Statement:
    """Return the statement of an excerpt. What leads to several, as the head of a table or a heading does, is cited
    once. A whole sentence that answers is emphasised where others stand beside it, and a heading where that does.
    """
    document = excerpt.passage.document
    body = body_of(document)
    above = headed.shown_above(body, excerpt.first, excerpt.last) if headed else []
    telling = [span for span, tells in above if tells]
    answers = telling or excerpt.answers + (excerpt.answering if excerpt.first < excerpt.last else [])
    # What the next sentence takes back answers nothing.
    held = [span for span in answers if span in telling or not body.is_taken_back(body.place_of(span[0]))]
    shown = [
        *(span for span, _ in above),
        *body.spans(excerpt.first, excerpt.last, asked, excerpt.left_out),
    ]
    citations = tuple(
        citation
        if citation.emphasis and (citation.start, citation.end) not in telling
        else leads.setdefault((document.id, citation.start, citation.end), citation)
        for citation in (cite(excerpt.passage, start, end, held) for start, end in shown)
    )
    return Statement(text=JOINED.join(citation.quote for citation in citations), citations=citations)
