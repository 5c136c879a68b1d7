"""Lists that are asked for as a whole: a row of a table or an item of a list has the others with it, where what stands
above them all says what is asked for.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from retrieval.answering.asked_kinds import asks_for_several
from retrieval.answering.question import AUXILIARY
from retrieval.answering.rows_meant import rows_that_hold
from retrieval.documents.blocks import SECTIONS_BETWEEN, Block, Form, last_heading_of
from retrieval.documents.context import MAX_EXCERPT_CHARS, Body, body_of
from retrieval.documents.lines import looks_like_heading
from retrieval.domain.readings import Reading
from retrieval.text.orders import orders_whoever_answers
from retrieval.text.words import content_stems

MOST_LOOKED_AT = 200
"""The most rows or items that are looked at before one, and after it: a table may have as many as a book has lines."""
_WHAT_IS_OF_IT = re.compile(
    rf"\W*(?:what|who)(?:['’]s)?(?:\s+{AUXILIARY})?(?:\s+\w+)?"
    r"\s+(?:about|at|by|for|from|in|inside|of|on|since|to|under|with|within)\s",
    re.IGNORECASE,
)
_WHAT_IS_SO = re.compile(
    rf"\W*(?:what|who)(?:['’]s|\s+{AUXILIARY}(?:n['’]t)?)(?:\s+[\w'’-]+){{1,4}}\W*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAsked:
    """What a question says of a list that may answer it as a whole: `stems` of it, and whether what stands above the
    list has to say all of them, as of "What changed in version 2.4?". Of "Which tools need a deposit?", what the rows
    and what is above them do not say is left to the reader. Where the list is a table, the rows of which it is so what
    the question `says` are meant: all of it says nothing of single rows where this is empty.
    """

    stems: frozenset[str]
    in_all_words: bool
    says: str = ""
    of_rows_alone: bool = False
    """Whether it asks for what rows of a table say, and for no list as a whole: "What is free?"."""

    def places(self, body: Body, place: int) -> Sequence[int] | None:
        """Return the places of the list of the sentence at `place` that are asked for, in order, as far as they fit
        into what is shown; None where it stands in none, or what is asked for is not told by the list.
        """
        rows = _list_of(body, place, self.stems)
        if len(rows) < 2:
            return None
        if self.says and (held := rows_that_hold(body, rows, self.says)) and len(held) < len(rows):
            meant = _that_fit(body, held)
            return None if meant == [place] or _orders(body, meant) else meant
        if self.of_rows_alone or set(_asked_for(body, rows, place, self.stems)) != set(rows):
            return None
        if self.in_all_words and not self.stems <= _said_above(body, place):
            return None
        first = last = rows[0]
        while last < rows[-1] and body.fits(first, last + 1):
            last += 1
        shown: Sequence[int] = range(first, last + 1)
        if place not in shown or _orders(body, shown):
            return None
        return shown if body.in_their_own_words(first, place, last) == (first, last) else None


def _orders(body: Body, shown: Iterable[int]) -> bool:
    return any(orders_whoever_answers(body.text_of(each)) for each in shown)


def _that_fit(body: Body, rows: Sequence[int]) -> list[int]:
    """Return the first of some rows, as many as fit into what is shown."""
    chars = accumulate(len(body.text_of(row)) for row in rows)
    return [row for row, length in zip(rows, chars, strict=True) if length <= MAX_EXCERPT_CHARS]


def list_asked(question: str) -> ListAsked | None:
    """Return what a question says of a list that it may ask for as a whole; None where it asks for one thing."""
    if asks_for_several(question):
        return ListAsked(stems=frozenset(content_stems(question)), in_all_words=False, says=question)
    if found := _WHAT_IS_OF_IT.match(question):
        rest = frozenset(content_stems(question[found.end() :]))
        return ListAsked(stems=rest, in_all_words=True) if rest else None
    if _WHAT_IS_SO.match(question):
        stems = frozenset(content_stems(question))
        return ListAsked(stems=stems, in_all_words=False, says=question, of_rows_alone=True) if stems else None
    return None


def with_their_lists(
    readings: Sequence[Reading], denied: Iterable[Reading], asked: Collection[str], most: int
) -> list[Reading]:
    """Return readings of what is listed with the rows and items beside them that are asked for as well, at most so
    many: document by document, the likeliest first, and in the order of each. Those `denied` are left out, and a line
    that is only the heading of what follows stands for that. `asked` are the stems of the question.
    """
    left_out = {_place(reading) for reading in denied}
    kept = {_place(told): told for told in map(_what_is_headed, readings)}
    for reading in tuple(kept.values()):
        for brother in _brothers(reading, asked):
            if _place(brother) not in left_out:
                kept.setdefault(_place(brother), brother)
    documents = list(dict.fromkeys(document for document, _ in kept))
    return sorted(
        list(kept.values())[:most],
        key=lambda reading: (documents.index(reading.passage.document.id), reading.start),
    )


def _place(reading: Reading) -> tuple[str, int]:
    """Return the document of a reading and the place in it of its sentence."""
    return reading.passage.document.id, body_of(reading.passage.document).place_of(reading.start)


def _brothers(reading: Reading, asked: Collection[str]) -> Iterator[Reading]:
    """Yield readings of what is asked for in the list of a reading, in order."""
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    for row in _asked_for(body, _list_of(body, place, asked), place, asked):
        if body.blocks[row].sentences[0] == body.sentences[row] and not orders_whoever_answers(body.text_of(row)):
            yield _reading_of(reading, body, row)


def _reading_of(reading: Reading, body: Body, place: int) -> Reading:
    start, end = body.sentences[place]
    return replace(reading, start=start, end=end)


def _what_is_headed(reading: Reading) -> Reading:
    """Return a reading, or that of the sentence which follows it, where it is only a heading of that."""
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    return _reading_of(reading, body, place + 1) if _heads(body, place) else reading


def _heads(body: Body, place: int) -> bool:
    """Return whether the line at `place`, which was taken for body text, is only a heading of what follows."""
    if place + 1 == len(body.blocks) or len(_list_of(body, place, ())) > 1:
        return False
    block, following = body.blocks[place], body.blocks[place + 1]
    is_alone = block is not following and len(block.sentences) == 1 and block.form in {Form.ITEM, Form.PROSE}
    is_text = following.form is Form.PROSE and following.section == block.section
    return is_alone and is_text and looks_like_heading(body.text_of(place))


def heading_of(body: Body, place: int) -> str:
    """Return the nearest heading that the sentence at `place` stands under: of a plain text, a line may be one that was
    taken for body text. Empty where there is none.
    """
    section = body.blocks[place].section
    for above in range(place - 1, max(-1, place - 1 - MOST_LOOKED_AT), -1):
        if body.blocks[above].section != section:
            break
        if _heads(body, above):
            return body.text_of(above)
    return last_heading_of(section)


def _list_of(body: Body, place: int, asked: Collection[str]) -> range:
    """Return the places of the rows of the table, or of the items of the list, that the sentence at `place` stands in,
    with what is below each; only its own where it stands in none. It is the list of an item that is asked about, where
    that has one, and else the outermost.
    """
    block = body.blocks[place]
    if block.form not in {Form.ROW, Form.ITEM}:
        return range(place, place + 1)
    level = _level(body, block, asked)
    first = last = place
    while place - first < MOST_LOOKED_AT and first > 0 and _is_of_list(body.blocks[first - 1], block, level):
        first -= 1
    most = len(body.blocks) - 1
    while last - place < MOST_LOOKED_AT and last < most and _is_of_list(body.blocks[last + 1], block, level):
        last += 1
    return range(first, last + 1)


_Leads = tuple[tuple[int, int], ...]


def _level(body: Body, block: Block, asked: Collection[str]) -> _Leads:
    """Return what leads to the list of a block: as far as the innermost item that is asked about, or to the first."""
    leads = block.leads
    while leads:
        above = body.blocks[body.place_of(leads[-1][0])]
        is_item = above.form is Form.ITEM and above.start <= leads[-1][0] < above.end
        if not is_item or not set(asked).isdisjoint(content_stems(body.document.text[slice(*leads[-1])])):
            return leads
        leads = leads[:-1]
    return leads


def _is_of_list(other: Block, block: Block, level: _Leads) -> bool:
    if other.form is not block.form or other.section != block.section or other.head != block.head:
        return False
    return other.leads[: len(level)] == level


def _asked_for(body: Body, rows: Sequence[int], place: int, asked: Collection[str]) -> list[int]:
    """Return those of a list that are asked for. What is said above says it of all; of what is left, the rows that have
    most are meant, and all where none has any. A list that nothing above says to be asked for has only its own place.
    """
    if set(asked).isdisjoint(_said_above(body, place, with_title=not body.blocks[place].section)):
        return [place]
    left = set(asked) - _said_above(body, place)
    shared = [len(left.intersection(content_stems(body.text_of(row)))) for row in rows]
    most = max(shared)
    return [row for row, has in zip(rows, shared, strict=True) if has == most]


def _said_above(body: Body, place: int, *, with_title: bool = True) -> set[str]:
    """Return the stems of what stands above a row or an item: headings, what leads to it, the head of its table."""
    document, block = body.document, body.blocks[place]
    above = [document.text[slice(*lead)] for lead in body.leads_of(place)]
    title = document.title if with_title else ""
    return set(content_stems(" ".join((title, block.section.replace(SECTIONS_BETWEEN, " "), *above))))
