"""A table of AsciiDoc: cells that begin with a bar, in rows as wide as its columns."""

import csv
import re

from retrieval.documents.formats.asciidoc_inline import AsciiDocWords
from retrieval.documents.formats.marks import table

_ADOC_CELL = re.compile(r"(?:(?:^|(?<=\s))(\d{0,3}(?:\.\d{1,3})?[+*])?[<^>]?(?:\.[<^>])?[adehlms]?)?\|")
_ADOC_COLUMNS = re.compile(r"cols=(?:\"([^\"]{0,400})\"|'([^']{0,400})'|([^,\]\s]{1,40}))")
MAX_ADOC_COLUMNS = 500


def table_of(lines: list[str], mark: str, attributes: str, words: AsciiDocWords) -> str:
    """Return a table in Markdown; empty where it has no cell."""
    is_first_apart = mark == "|" and len(lines) > 1 and bool(lines[0]) and not lines[1]
    has_head = "noheader" not in attributes and ("header" in attributes or is_first_apart)
    if mark != "|":
        rows = [[words.of(cell) for cell in row] for row in csv.reader(lines, delimiter="," if mark == "," else ":")]
        rows = [row for row in rows if any(row)]
    else:
        first = next((place for place, line in enumerate(lines) if line), 0)
        width = _width(attributes) or sum(across for across, _, _ in _cells(lines[first : first + 1], words)) or 1
        rows = _rows(_cells(lines, words), width, has_head=has_head)
    if not rows:
        return ""
    return table(rows[1:], rows[0]) if has_head else table(rows)


def _width(attributes: str) -> int:
    found = _ADOC_COLUMNS.search(attributes)
    if found is None:
        return 0
    count = 0
    for column in (found[1] or found[2] or found[3]).replace(";", ",").split(","):
        times, star, _ = column.strip().partition("*")
        count += int(times) if star and times.isdigit() and len(times) < 4 else 1
    return min(count, MAX_ADOC_COLUMNS)


def _cells(lines: list[str], words: AsciiDocWords) -> list[tuple[int, int, str]]:
    """Return the cells: how many columns and rows each spans, and its words."""
    text = "\n".join(lines).replace("\\|", "\0")
    found = list(_ADOC_CELL.finditer(text))
    cells: list[tuple[int, int, str]] = []
    for cell, following in zip(found, [*found[1:], None], strict=True):
        said = words.of(text[cell.end() : following.start() if following else len(text)].replace("\0", "|"))
        span = cell[1] or ""
        across, _, down = span.rstrip("+*").partition(".")
        if span.endswith("*"):
            cells += [(1, 1, said)] * min(int(across or 1), MAX_ADOC_COLUMNS)
        else:
            cells.append((min(int(across or 1), MAX_ADOC_COLUMNS), int(down or 1), said))
    return cells


def _rows(cells: list[tuple[int, int, str]], width: int, *, has_head: bool) -> list[list[str]]:
    """Put cells into rows. One that spans rows is said in each, and a head in all its columns."""
    rows: list[list[str]] = []
    row: list[str] = []
    spanning: dict[int, tuple[int, str]] = {}
    for across, down, said in cells:
        _say_again(row, spanning)
        parts = [said, *[said if has_head and not rows else ""] * (across - 1)]
        if down > 1:
            spanning |= {len(row) + place: (down - 1, part) for place, part in enumerate(parts)}
        row += parts
        _say_again(row, spanning)
        if len(row) >= width:
            rows.append(row)
            row = []
    if row:
        rows.append(row)
    return rows


def _say_again(row: list[str], spanning: dict[int, tuple[int, str]]) -> None:
    """Say what spans the next columns of a row from above."""
    while len(row) in spanning:
        more, said = spanning.pop(len(row))
        if more > 1:
            spanning[len(row)] = more - 1, said
        row.append(said)
