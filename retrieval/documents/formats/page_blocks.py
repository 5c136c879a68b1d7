"""The blocks of pages and Word files with Markdown's marks, each a piece of text of its own; and their joints."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from retrieval.documents.formats import marks

DEEPEST_ITEM = 8
"""Items nested more deeply stand on this level: what is indented further is read by nobody."""
MOST_PADDED = 10_000
"""Cells that a table may lack, besides three times as many as it has."""

_MARKED_ITEM = re.compile(r" *(?:-|\d{1,9}[.)]) ")
_TAKEN_FOR_A_MARK = re.compile(r"^(?:```|~~~|#{1,6} )", re.MULTILINE)
_DIGIT = re.compile(r"\d")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def joined(blocks: Iterable[str]) -> str:
    """Return the blocks as one text: items that follow one another line by line, others an empty line apart."""
    parts: list[str] = []
    before = ""
    for block in blocks:
        if parts:
            is_list = _MARKED_ITEM.match(before) and _MARKED_ITEM.match(block) and "\n\n" not in before
            parts.append("\n" if is_list else "\n\n")
        parts.append(block)
        before = block
    return "".join(parts)


def heading(level: int, text: str) -> list[str]:
    return [marks.heading(level, marks.one_line(text))] if text.strip() else []


def paragraph(text: str) -> list[str]:
    """Return a paragraph with its own line breaks; an empty line parts two. One that would open a fence, or a section,
    stands as code does.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    blocks = ["\n".join(group) for is_text, group in groupby(lines, key=bool) if is_text]
    return [marked for block in blocks for marked in _unmarked(block)]


def _unmarked(block: str) -> list[str]:
    return fenced(block) if _TAKEN_FOR_A_MARK.search(block) else [block]


def fenced(code: str) -> list[str]:
    """Return code with its spaces, but for those at the ends of its lines."""
    lines = "\n".join(line.rstrip() for line in code.split("\n")).strip("\n")
    return [marks.fenced(lines)] if lines else []


def item(mark: str, blocks: Sequence[str]) -> list[str]:
    """Return the blocks of an item: the first with its mark, those after it indented as far as its text."""
    if not blocks:
        return []
    width = " " * (len(mark) + 1)
    return [f"{mark} {indented(blocks[0], width).lstrip(' ')}", *(indented(block, width) for block in blocks[1:])]


def indented(block: str, width: str) -> str:
    return "\n".join(width + line if line else line for line in block.split("\n"))


def letters(number: int) -> str:
    """Return a, b, … z, aa, bb, … as word processors and browsers count."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)


def roman(number: int) -> str:
    """Return a number as i, ii, iii, iv, …; as it is where it has no such form."""
    if not 0 < number < 4000:
        return str(number)
    written = ""
    for value, numeral in _ROMAN:
        times, number = divmod(number, value)
        written += numeral * times
    return written


LETTERED: Mapping[str, Callable[[int], str]] = {
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}


def table(rows: Sequence[Sequence[str]], heads: int | None = None) -> list[str]:
    """Return a table of rows of cells, the first `heads` of which are its head: one row, whatever they were. Where
    `heads` is None, the first row is the head if it has words alone over rows with numbers.
    """
    written = [list(map(marks.one_line, row)) for row in rows]
    heads = None if heads is None else sum(any(line) for line in written[:heads])
    lines = [line for line in written if any(line)]
    width = max(map(len, lines), default=0)
    # Rows of one cell under a row of thousands would be as wide as that: they are lines of text.
    if width * len(lines) > 4 * sum(map(len, lines)) + MOST_PADDED:
        return [" | ".join(filter(None, line)) for line in lines]
    lines = [[*line, *[""] * (width - len(line))] for line in lines]
    used = [place for place in range(width) if any(line[place] for line in lines)]
    lines = [[line[place] for place in used] for line in lines]
    heads = int(_has_head(lines)) if heads is None else heads
    return [marks.table(lines[heads:], marks.merged_heads(lines[:heads]))] if lines else []


def _has_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names what stands under it: words in each column, and numbers below in one."""
    if len(rows) < 3 or len(rows[0]) < 2:
        return False
    first, others = rows[0], rows[1:]
    named = [bool(cell) and len(cell) <= marks.LONGEST_HEAD_CELL and not _DIGIT.search(cell) for cell in first]
    if not all(named[1:]) or not (named[0] or not first[0]):
        return False
    return any(all(_DIGIT.search(row[place]) or not row[place] for row in others) for place in range(len(first)))
