"""`.csv` and `.tsv`: a table. Each row is read with the heads of its columns."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from retrieval.documents.file_names import stem_of, suffix_of
from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import MEBIBYTE, Extracted
from retrieval.documents.formats.marks import row_of, table
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

MAX_CSV_BYTES = 64 * MEBIBYTE
MAX_CELL_CHARS = 100_000
"""The longest cell. Where a quotation mark is never closed, all that follows is one."""
MAX_PART_CHARS = 2_000_000
"""A longer table becomes several documents, each with the heads: `prices.csv:1`, `prices.csv:20001`, by the row that it
begins with. Each can be cited and shown by itself."""
_DELIMITERS = ",;\t|"
_LINES_LOOKED_AT = 20


class _RowOfFile(NamedTuple):
    """A row: its number and that of the line where it begins, both from 1, and its cells."""

    number: int
    line: int
    cells: list[str]


def read_table(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    text = decoded(name, content)
    declared, _, rest = text.partition("\n")
    # Excel states the delimiter so, above the heads.
    if (stated := declared.strip().lower()).startswith("sep=") and len(stated) == len("sep=,"):
        delimiter, text = stated[-1], rest
    else:
        delimiter = "\t" if suffix_of(name).lower() == ".tsv" else _delimiter_of(text)
    rows = _rows(name, text, delimiter)
    first = next(rows, None)
    if first is None:
        raise DocumentError(name, DocumentFault.NO_TEXT)
    heads, body = (first.cells, []) if _is_head(first.cells) else ([], [first])
    # A citation names lines of the file: they are known where the head is the first.
    is_counted = first.line == 1 and text is not rest
    parts = _parts(body, rows, room=MAX_PART_CHARS - len(row_of(heads)))
    part = next(parts, [])
    following = next(parts, None)
    if following is None:
        yield Extracted(
            place=name,
            text=table([row.cells for row in part], heads),
            untitled=stem_of(name),
            first_line=_first_line_of(part) if is_counted else None,
        )
        return
    while part:
        start, end = part[0].number, part[-1].number
        yield Extracted(
            place=f"{name}:{start}",
            text=table([row.cells for row in part], heads),
            untitled=f"{stem_of(name)}, rows {start:,} to {end:,}",
            first_line=_first_line_of(part) if is_counted else None,
        )
        part, following = following or [], next(parts, None)


def _first_line_of(part: Sequence[_RowOfFile]) -> int | None:
    """Return the line of the first row of a part; None where a row is more than a line, or a line is no row."""
    are_lines = all(row.line == part[0].line + place for place, row in enumerate(part))
    return part[0].line if part and are_lines else None


def _rows(name: str, text: str, delimiter: str) -> Iterator[_RowOfFile]:
    """Yield the rows that say something. Raises DocumentError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    before = csv.field_size_limit(MAX_CELL_CHARS)
    try:
        line = 1
        for number, row in enumerate(reader, start=1):
            cells = [" ".join(cell.split()) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield _RowOfFile(number, line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise DocumentError(
            name, DocumentFault.CSV_CELL_TOO_LONG, limit=MAX_CELL_CHARS, line=reader.line_num
        ) from error
    finally:
        csv.field_size_limit(before)


def _parts(body: list[_RowOfFile], rows: Iterator[_RowOfFile], *, room: int) -> Iterator[list[_RowOfFile]]:
    part, chars = body, 0
    for row in rows:
        length = sum(map(len, row.cells)) + 3 * len(row.cells) + 2
        if part and chars + length > room:
            yield part
            part, chars = [], 0
        part.append(row)
        chars += length
    yield part


def _delimiter_of(text: str) -> str:
    """Return the sign that parts most of the first lines into as many cells as the first of them has."""
    start = text[: 4 * MAX_CELL_CHARS].splitlines(keepends=True)[:_LINES_LOOKED_AT]

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(start, delimiter=delimiter) if row]
        except csv.Error:
            return 0, 0
        width = widths[0] if widths else 0
        return (widths.count(width), width) if width > 1 else (0, 0)

    return max(_DELIMITERS, key=fit)


def _is_head(row: Sequence[str]) -> bool:
    """Return whether a row holds the heads of columns: no number is one, but beside an empty corner."""
    return (not row[0] and all(row[1:])) or not any(
        cell.lstrip("+-").replace(".", "").replace(",", "").isdigit() for cell in row
    )
