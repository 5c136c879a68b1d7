"""Which rows of a table hold what a question says of them: "Which boats need no licence?" asks for those that say no in
a column of licences, "Which are free?" for those with that word in a cell.
"""

from collections.abc import Collection, Sequence

from retrieval.answering.choosing import sentence_of
from retrieval.answering.repeating import negates
from retrieval.documents.blocks import Form
from retrieval.documents.context import Body, body_of
from retrieval.documents.reading_text import cells_of, name_of_row
from retrieval.domain.readings import Reading
from retrieval.text.words import content_stems

_YES = frozenset("yes y true ja oui sí si ✓ ✔ ✅ ☑ x ● •".split())
_NO = frozenset("no n false nein non not none never – — - ✗ ✘ ❌ ☐ ○".split())
"""What the cells of a column begin with that says whether something is so."""

Column = tuple[str, list[str]]
"""The head of a column, and its cells, one a row."""


def rows_that_hold(body: Body, rows: Sequence[int], question: str) -> list[int] | None:
    """Return those of the rows of a table of which it is so what the question says: in the columns that tell yes or no
    of what is asked, or in cells that have its words. Return None where nothing in the table tells.
    """
    columns = _columns_of(body, rows)
    asked, is_negated = frozenset(content_stems(question)), negates(question)
    telling = _that_tell(columns, asked)
    said = _said_in_cells(columns, asked)
    if not telling and not said:
        return None
    # What a column of yes and no tells is what is denied; else the words of the cells are.
    denies_words = is_negated and not telling
    held = [
        row
        for number, row in enumerate(rows)
        if all(truth_of(cells[number]) is (negates(head) is is_negated) for head, cells in telling)
        and _has(columns, number, said, denied=denies_words)
    ]
    return held or None


def _columns_of(body: Body, rows: Sequence[int]) -> list[Column]:
    """Return the columns of the table of some rows; none where it has no head."""
    block, text = body.blocks[rows[0]], body.document.text
    if block.form is not Form.ROW or block.head is None:
        return []
    heads = [text[start:end] for start, end in cells_of(text, *block.head, block.columns)]
    lines = [
        [text[start:end] for start, end in cells_of(text, *body.sentences[row], body.blocks[row].columns)]
        for row in rows
    ]
    return [(head, [line[place] if place < len(line) else "" for line in lines]) for place, head in enumerate(heads)]


def _that_tell(columns: Sequence[Column], asked: Collection[str]) -> list[Column]:
    """Return the columns that tell yes or no, and whose heads have most of what is asked."""
    shared = [
        (len(set(content_stems(head)).intersection(asked)), (head, cells))
        for head, cells in columns
        if all(truth_of(cell) is not None for cell in cells)
    ]
    most = max((has for has, _ in shared), default=0)
    return [column for has, column in shared if has == most] if most else []


def truth_of(cell: str) -> bool | None:
    """Return whether a cell says yes or no; None where it says something else. An empty one among such says no."""
    first = next(iter(cell.split()), "—")
    word = first.strip("*_.,;:()").casefold() or first
    return True if word in _YES else False if word in _NO else None


def _said_in_cells(columns: Sequence[Column], asked: Collection[str]) -> set[str]:
    """Return the stems of what is asked that stand in cells, but in no head and not in what the rows are called."""
    heads = {word for head, _ in columns for word in content_stems(head)}
    names = {word for _, cells in columns[:1] for cell in cells for word in content_stems(cell)}
    said = {word for _, cells in columns[1:] for cell in cells for word in content_stems(cell)}
    return said.intersection(asked) - heads - names


def _has(columns: Sequence[Column], number: int, said: Collection[str], *, denied: bool) -> bool:
    """Return whether the cells of a row have all words that are said, or none of them where these are denied."""
    words = {word for _, cells in columns[1:] for word in content_stems(cells[number])}
    return words.isdisjoint(said) if denied else words.issuperset(said)


def calls_the_row(one: Reading, row: Reading) -> bool:
    """Return whether the sentence of a reading, or what it stands under, has a word of what the row of another is
    called; so it has where that is in no row.
    """
    document = row.passage.document
    body = body_of(document)
    block = body.blocks[body.place_of(row.start)]
    if block.form is not Form.ROW:
        return True
    first = name_of_row(document.text, block)
    named = set(content_stems(document.text[slice(*first)])) if first else set()
    said = content_stems(f"{sentence_of(one)} {one.passage.section} {one.passage.document.title}")
    return not named or not named.isdisjoint(said)
