"""The pieces of some code that are read by themselves, and the tables that are set in columns there, as a timetable in
`<pre>` or what a program prints is.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from retrieval.documents.lines import CODE_LINE

CODE_LINES = 12
"""The most lines of code that are shown as one. Where a longer piece has blank lines, it is cut there."""
FEWEST_ROWS = 3
"""Fewer lines may have their words one below the other by chance."""
WIDEST_ROW = 400
_BETWEEN_COLUMNS = re.compile(r"(?<=x) {2,}(?=x)")
_IN_CODE = re.compile(r"[=#/:{}\[\]<>|&\\;,!*@][^\n]|[^\n]*[{(\[,;=:\\]$")
"""The beginning or the end of what stands in columns in code, and seldom in a table: `= 1`, `# why`, `INTEGER,`."""


class PieceOfCode(NamedTuple):
    """Lines from `begin` to before `end`. Where they are rows of a table, `columns` are the places in each line where
    its columns begin, and it `has_head` where the first line names them.
    """

    begin: int
    end: int
    columns: tuple[int, ...] = ()
    has_head: bool = False


def pieces_of_code(lines: Sequence[str]) -> Iterator[PieceOfCode]:
    """Yield the tables among some lines; of the code around them what blank lines part, and as much of that together
    as fits.
    """
    begin = 0
    for is_blank, group in groupby(range(len(lines)), key=lambda number: not lines[number].strip()):
        numbers = list(group)
        first, after = numbers[0], numbers[-1] + 1
        if not is_blank and (columns := columns_of(lines[first:after])):
            yield from _parts(lines, begin, first)
            yield PieceOfCode(first, after, columns, _has_head(lines[first:after], columns))
            begin = after
    yield from _parts(lines, begin, len(lines))


def columns_of(lines: Sequence[str]) -> tuple[int, ...]:
    """Return the places where the columns of some lines begin, where two spaces and more stand between them all the way
    down; none where these are no rows of a table.
    """
    lines = [line for line in lines if any(map(str.isalnum, line))]
    if len(lines) < FEWEST_ROWS or any("  " not in line.strip() or "\t" in line for line in lines):
        return ()
    width = max(map(len, lines))
    if width > WIDEST_ROW or any(CODE_LINE.search(line.strip()) for line in lines):
        return ()
    filled = [" "] * width
    for line in lines:
        for place, character in enumerate(line):
            if character != " ":
                filled[place] = "x"
    shape = "".join(filled)
    columns = (shape.index("x"), *(gap.end() for gap in _BETWEEN_COLUMNS.finditer(shape)))
    rows = [_cells(line, columns) for line in lines]
    is_table = (
        len(columns) > 1
        and all(row[0] or (number == 0 and all(row[1:])) for number, row in enumerate(rows))
        and all(sum(map(bool, row)) > 1 for row in rows)
        and all(2 * sum(map(bool, column)) >= len(rows) for column in zip(*rows, strict=True))
        and not any(_IN_CODE.match(cell) for row in rows for cell in row)
    )
    return columns if is_table else ()


def _cells(line: str, columns: Sequence[int]) -> list[str]:
    return [line[begin:end].strip() for begin, end in pairwise([*columns, len(line) + columns[-1]])]


def _has_head(lines: Sequence[str], columns: Sequence[int]) -> bool:
    """Return whether the first row names what stands below: over a rule, in capitals, or words over numbers."""
    first, *others = (_cells(line, columns) for line in lines if any(map(str.isalnum, line)))
    if not all(first[1:]) or any(map(str.isdigit, "".join(first))):
        return False
    has_rule = any(map(str.isalnum, lines[0])) and not any(map(str.isalnum, lines[1]))
    is_in_capitals = lines[0].isupper() and not any(line.isupper() for line in lines[1:])
    has_corner = not first[0]
    numbers = any(all(any(map(str.isdigit, cell)) for cell in column) for column in zip(*others, strict=True))
    return has_rule or is_in_capitals or has_corner or numbers


def _parts(lines: Sequence[str], first: int, after: int) -> Iterator[PieceOfCode]:
    runs: list[list[int]] = []
    for number in range(first, after):
        if lines[number].strip():
            if runs and runs[-1][1] == number and number - runs[-1][0] < CODE_LINES:
                runs[-1][1] = number + 1
            else:
                runs.append([number, number + 1])
    while runs:
        begin, end = runs.pop(0)
        while runs and runs[0][1] - begin <= CODE_LINES:
            end = runs.pop(0)[1]
        yield PieceOfCode(begin, end)
