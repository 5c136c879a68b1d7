r"""Markdown's block marks, in which the text of other kinds of file is written: headings, items, fences and tables. The
text within a block is literal: it has no marks for emphasis, code or links, and no escapes but `\|` in a cell.
"""

import re
from collections.abc import Iterable, Sequence

_BACKTICK_RUN = re.compile(r"`{3,}")
MAX_HEADING_LEVEL = 6
"""The deepest heading that Markdown has."""


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
    """Return a table. Its heads are empty where it has none, and as many as its widest row has cells."""
    body = list(rows)
    width = max((len(row) for row in (heads, *body)), default=0)
    head = [*heads, *[""] * (width - len(heads))]
    return "\n".join([row_of(head), row_of(["---"] * width), *map(row_of, body)])


def row_of(cells: Sequence[str]) -> str:
    return f"| {' | '.join(one_line(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def one_line(text: str) -> str:
    return " ".join(text.split())
