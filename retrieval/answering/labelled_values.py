"""Which of several values that stand in one line a question asks for: each has a label of its own, beside it ("adults
12 €, children 6 €") or at the head of its column. A reader finds the line, and hardly tells its values apart.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.answering.choosing import span_of_sentence
from retrieval.documents.blocks import Block, Form
from retrieval.documents.context import body_of
from retrieval.documents.reading_text import cells_of
from retrieval.domain.readings import Reading
from retrieval.text.calendar import MONTHS
from retrieval.text.grammar import ALL_AUXILIARIES
from retrieval.text.words import content_stems, is_stop_word, tokens

MOST_WORDS_OF_A_PIECE = 10
"""The most words of a label with its value. Longer pieces are clauses, which a reader tells apart."""
_NAME_OF_THE_LINE = re.compile(r"[^:.!?\n]{1,60}:[*_]*\s+(?=\S)")
_BETWEEN_LABELLED = re.compile(
    r"(?<!\s)(?:\s*+[;,]\s++|\s++(?P<joins>and|or|&|/)\s++|\s++(?:but|[|]|[–—-]"
    rf"(?!\s++(?:\W?\d|{'|'.join(MONTHS)})))\s++)",
    re.IGNORECASE,
)
"""A dash before a figure or a month is that of a range, or stands between a label and its value."""
_STATED_FIGURE = re.compile(
    r"(?:[$€£¥₹]\s?)?(?<![\w.])\d[\w.,:]*(?<![.,:])(?:\s?[€$£¥₹%°]|\s[ap]\.?m\b\.?)?", re.IGNORECASE
)
_WORD_OF_UNIT = re.compile(r"[^\W_]+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _LabelledValue:
    """A part of a line with one label: its span, that of the figures in it, None where it has none, and the stems of
    the words before them and after them.
    """

    span: Span
    value: Span | None
    before: frozenset[str]
    after: frozenset[str]


def of_the_values_meant(readings: Sequence[Reading], asked: Collection[str]) -> list[Reading]:
    """Return the readings, each with the value in its line whose label has words that are `asked` about. Where several
    or none has, and each has a label, it is the whole line; what its row's heads do not tell is left to the reader.
    """
    return [_value_meant(reading, frozenset(asked)) for reading in readings]


def _value_meant(reading: Reading, asked: frozenset[str]) -> Reading:
    document, line = reading.passage.document, span_of_sentence(reading)
    if (reading.start, reading.end) == line or not _STATED_FIGURE.search(document.text, reading.start, reading.end):
        return reading
    body = body_of(document)
    block = body.blocks[body.place_of(reading.start)]
    span = (reading.start, reading.end)
    if block.form is Form.ROW:
        cells = cells_of(document.text, block.start, block.end, block.columns)
        span = _cell_meant(document.text, block, cells, span, asked)
        line = next((cell for cell in cells if cell[0] <= span[0] and span[1] <= cell[1]), span)
    start, end = _piece_meant(document.text, line, span, asked) if block.form is not Form.CODE else span
    start, end = max(start, reading.passage.start), min(end, reading.passage.end)
    return replace(reading, start=start, end=end) if start < end else reading


def _cell_meant(text: str, block: Block, cells: Sequence[Span], span: Span, asked: frozenset[str]) -> Span:
    """Return the one cell whose head has most words of the question; `span`, where it lies in that, or no head tells.
    A cell that has such words itself is what is asked about.
    """
    heads = cells_of(text, *block.head, block.columns) if block.head else []
    shared = {
        cell: len(asked.intersection(content_stems(text[slice(*head)])))
        for cell, head in zip(cells, heads, strict=False)
        if cell[0] < cell[1] and asked.isdisjoint(content_stems(text[slice(*cell)]))
    }
    most = max(shared.values(), default=0)
    best = [cell for cell, has in shared.items() if has == most]
    if not most or len(best) > 1 or (best[0][0] <= span[0] and span[1] <= best[0][1]):
        return span
    return best[0]


def _piece_meant(text: str, line: Span, span: Span, asked: frozenset[str]) -> Span:
    """Return the value in a line whose label is asked about: the part of it that was read, or its figures. Return the
    whole line where no label tells, and what was read lies in one piece of several.
    """
    pieces = _pieces_of(text, *line)
    valued = [piece for piece in pieces if piece.value]
    own = [piece for piece in pieces if piece.span[0] <= span[0] and span[1] <= piece.span[1]]
    are_short = all(len(tokens(text[slice(*piece.span)])) <= MOST_WORDS_OF_A_PIECE for piece in pieces)
    if len(valued) < 2 or not are_short or sum(_is_a_clause(text[slice(*piece.span)]) for piece in pieces) > 1:
        return span
    stand_after = all(piece.after and not piece.before for piece in valued[1:])
    labels = _labels_of(pieces, stand_after=stand_after)
    if not all(label for piece, label in zip(pieces[1:], labels[1:], strict=True) if piece.value):
        return span
    is_sure_of_first = stand_after or pieces[0].span[0] > line[0]
    meant = _meant_by([len(asked & label) for label in labels], is_sure_of_first=is_sure_of_first)
    if meant is None:
        return line if own else span
    piece = pieces[meant]
    return span if piece in own else _with_its_unit(text, piece, stand_after=stand_after)


def _is_a_clause(text: str) -> bool:
    """Return whether words have a verb, as far as an auxiliary tells."""
    return any(word.casefold() in ALL_AUXILIARIES for word in tokens(text))


def _with_its_unit(text: str, piece: _LabelledValue, *, stand_after: bool) -> Span:
    """Return the value of a piece with what it is counted in: all that follows it, or as far as a label may begin."""
    if piece.value is None:
        return piece.span
    (start, end), rest = piece.value, text[piece.value[1] : piece.span[1]]
    words = list(_WORD_OF_UNIT.finditer(rest))
    behind = next((place for place, word in enumerate(words) if is_stop_word(word[0])), 0)
    unit = words[:behind] if stand_after else words
    return start, end + unit[-1].end() if unit else end


def _meant_by(scores: Sequence[int], *, is_sure_of_first: bool) -> int | None:
    """Return the place of the one best score; None where there is none. What stands before the first value may be said
    of all ("Members pay 40 €, guests 60 €"): of two alike the other is meant, where nothing tells that it is not.
    """
    most, most_of_others = max(scores), max(scores[1:])
    best = [place for place, score in enumerate(scores) if score == most]
    if not is_sure_of_first and most_of_others:
        best = [place for place in best if place] if most == most_of_others else []
    return best[0] if most and len(best) == 1 else None


def _labels_of(pieces: Sequence[_LabelledValue], *, stand_after: bool) -> list[frozenset[str]]:
    """Return the stems of the label of each piece that no other has: those that stand after its value, or any."""
    own = [piece.after if stand_after else piece.before | piece.after for piece in pieces]
    counted = Counter(word for label in own for word in label)
    return [frozenset(word for word in label if counted[word] == 1) for label in own]


def _pieces_of(text: str, start: int, end: int) -> list[_LabelledValue]:
    """Return the pieces of a line, without what names all of it. What only an "and" parts from a value has that."""
    if named := _NAME_OF_THE_LINE.match(text, start, end):
        start = named.end()
    edges: list[Span] = [(start, start)]
    for between in _BETWEEN_LABELLED.finditer(text, start, end):
        if not between["joins"] or _STATED_FIGURE.search(text, edges[-1][1], between.start()):
            edges.append(between.span())
    edges.append((end, end))
    return [_piece(text, first, last) for (_, first), (last, _) in pairwise(edges) if first < last]


def _piece(text: str, start: int, end: int) -> _LabelledValue:
    figures = list(_STATED_FIGURE.finditer(text, start, end))
    first, last = (figures[0].start(), figures[-1].end()) if figures else (end, end)
    return _LabelledValue(
        span=(start, end),
        value=(first, last) if figures else None,
        before=frozenset(content_stems(text[start:first])),
        after=frozenset(content_stems(text[last:end])),
    )
