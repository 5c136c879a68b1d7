"""The row of a table that a question names together with a column: "Can a manager invite?" is told by the manager's row
under "Invite", and the treasurer's e-mail is the cell with an address in the row that names the treasurer. Rows are
alike in all but their cells, and of "yes" and "no" a reader hardly tells which is asked for.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from retrieval.answering.question import AUXILIARY, SAY_LITTLE, AnswerType, answer_type_of
from retrieval.answering.rows_meant import truth_of
from retrieval.documents.blocks import Form
from retrieval.documents.reading_text import blocks_within, cells_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from retrieval.text.words import content_stems, stem

TOLD_BY_A_CROSSING = 0.9
"""How likely a cell answers whose row and column are both named."""
MOST_WORDS_BESIDE = 1
"""The most words of a question that neither the row nor the column has: what is done with it, as in "Can a manager
change settings?"."""
_KINDS_OF_CELL = tuple(
    (frozenset(map(stem, words.split())), re.compile(form))
    for words, form in (
        ("email emails e-mail mail", r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++"),
        ("phone telephone call ring", r"(?<![\w.])\+?\d[\d ()/-]{5,24}\d(?![\w.])"),
        ("website webpage url link", r"(?:https?://|www\.)\S+"),
    )
)
"""The words that ask for what a cell holds, and the form of that, where no head names it."""

_ASKS_WHAT_OR_WHO = re.compile(
    r"\b(?:what|which)(?:['’]?s|\s+is|\s+are|\s+(?:e-?mail|phone|telephone|number|website|link))\b"
    rf"|\b(?:who|whom|where|what\s+number)\s+{AUXILIARY}\s+(?:i|we|you|one)\s+(?:e-?mail|mail|phone|call|ring)\b",
    re.IGNORECASE,
)
"""How an address or a number is asked for: "How do I report a lost phone?" asks for none."""
_AUXILIARY_FIRST = re.compile(rf"\A\W*{AUXILIARY}\b", re.IGNORECASE)

_Extent = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _CellsOfRow:
    """A row of a table in a passage: its span, its cells, and the stems of each and of the head above it."""

    table: _Extent | None
    span: _Extent
    cells: tuple[_Extent, ...]
    words: tuple[frozenset[str], ...]
    heads: tuple[frozenset[str], ...]


def at_crossings(question: str, passages: Sequence[Passage]) -> list[Reading]:
    """Return the row that tells whether it is so what a yes/no question asks, or the cell with an address, number or
    link that is asked for, of each table of the passages where one row and one column alone are named.
    """
    is_whether = answer_type_of(question) is AnswerType.YES_NO
    if not (is_whether or _ASKS_WHAT_OR_WHO.search(question)):
        return []
    tells = _telling if is_whether else _holding
    asked = frozenset(content_stems(_AUXILIARY_FIRST.sub("", question)))
    found = []
    for passage in passages:
        around = frozenset(content_stems(f"{passage.document.title} {passage.section}"))
        rows = list(_rows_of(passage))
        for table in dict.fromkeys(row.table for row in rows):
            of_table = [row for row in rows if row.table == table]
            spans = list(tells(of_table, asked, around, passage.document.text))
            if len(spans) == 1:
                (start, end) = spans[0]
                found.append(Reading(passage=passage, start=start, end=end, answer_probability=TOLD_BY_A_CROSSING))
    return found


def _rows_of(passage: Passage) -> Iterator[_CellsOfRow]:
    text = passage.document.text
    for block, start, end in blocks_within(passage):
        if block.form is not Form.ROW or (start, end) != (block.start, block.end):
            continue
        cells = cells_of(text, start, end, block.columns)
        heads = cells_of(text, *block.head, block.columns) if block.head else []
        yield _CellsOfRow(
            table=block.head,
            span=(start, end),
            cells=tuple(cells),
            words=tuple(frozenset(content_stems(text[slice(*cell)])) for cell in cells),
            heads=tuple(frozenset(content_stems(text[slice(*head)])) for head in heads),
        )


def _telling(
    rows: Sequence[_CellsOfRow], asked: Collection[str], around: Collection[str], text: str
) -> Iterator[_Extent]:
    """Yield the rows that are called by words of the question alone, once for each column of yes and no that is."""
    for row in rows:
        name = next(filter(None, row.words), frozenset[str]())
        if not name or not name.issubset(asked):
            continue
        for cell, head in zip(row.cells, row.heads, strict=False):
            beside = set(asked) - name - head - set(around) - SAY_LITTLE
            tells = truth_of(text[slice(*cell)]) is not None
            if head and head.issubset(asked) and tells and len(beside) <= MOST_WORDS_BESIDE:
                yield row.span


def _holding(
    rows: Sequence[_CellsOfRow], asked: Collection[str], around: Collection[str], text: str
) -> Iterator[_Extent]:
    """Yield what is asked for in the rows that have most words of the question."""
    for words, form in _KINDS_OF_CELL:
        rest = set(asked) - words
        if len(rest) == len(asked) or not rest:
            continue
        shared = [rest.intersection(frozenset[str]().union(*row.words)) for row in rows]
        most = max(map(len, shared), default=0)
        for row, has in zip(rows, shared, strict=True):
            held = [found.span() for cell in row.cells if (found := form.search(text, *cell))]
            beside = rest - has - set(around) - SAY_LITTLE
            if most and len(has) == most and len(held) == 1 and len(beside) <= MOST_WORDS_BESIDE:
                yield held[0]
