r"""Markdown's block marks, in which the text of other kinds of file is written: headings, items, fences and tables. The
text within a block is literal: it has no marks for emphasis, code or links, and no escapes but `\|` in a cell.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

_BACKTICK_RUN = re.compile(r"`{3,}")
MAX_HEADING_LEVEL = 6
"""The deepest heading that Markdown has."""
LONGEST_HEAD_CELL = 60


def heading(level: int, text: str) -> str:
    return f"{'#' * min(level, MAX_HEADING_LEVEL)} {text}"


def item(blocks: Sequence[str], mark: str = "-") -> str:
    """Return a list item of these blocks, of which all but the first are indented as far as its mark is wide."""
    indent = " " * (len(mark) + 1)
    lines = "\n\n".join(blocks).split("\n")
    return f"{mark} {lines[0]}".rstrip() + "".join(f"\n{indent}{line}" if line else "\n" for line in lines[1:])


def defined(term: str, blocks: Sequence[str], *, is_run_on: bool = True) -> str:
    """Return an item that says something of a term: “term: text”. `is_run_on` says that the first block is prose."""
    lead = term if not term or term[-1] in ".:?!" else f"{term}:"
    if not blocks:
        return item([term])
    return item([f"{lead} {blocks[0]}".strip(), *blocks[1:]] if is_run_on else [lead, *blocks])


def fenced(code: str, language: str = "") -> str:
    """Return lines of code between fences that are longer than any in them."""
    longest = max((len(run) for run in _BACKTICK_RUN.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"


def table(rows: Iterable[Sequence[str]], heads: Sequence[str] = ()) -> str:
    """Return a table. Its heads are empty where it has none, and as many as its widest row has cells. Where none are
    given, the first row is the head if its form says so.
    """
    body = list(rows)
    if not any(heads) and _begins_with_a_head(body):
        heads = body.pop(0)
    width = max((len(row) for row in (heads, *body)), default=0)
    head = [*heads, *[""] * (width - len(heads))]
    return "\n".join([row_of(head), row_of(["---"] * width), *map(row_of, body)])


def _begins_with_a_head(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row of a table has an empty corner, and names the columns beside it of rows that have
    each a name of their own.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    corner, *names = rows[0]
    return (
        not corner
        and all(0 < len(name) <= LONGEST_HEAD_CELL for name in names)
        and all(row and row[0] for row in rows[1:])
    )


def merged_heads(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return one row of heads: each column's, from the top, once."""
    return [" ".join(dict.fromkeys(filter(None, column))) for column in zip_longest(*rows, fillvalue="")]


def row_of(cells: Sequence[str]) -> str:
    return f"| {' | '.join(one_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def one_line(text: str) -> str:
    return " ".join(text.split())
