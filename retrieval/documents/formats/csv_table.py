"""`.csv` and `.tsv`: a table. Each row is read with the heads of its columns."""

import csv
import io
from collections.abc import Iterator, Sequence

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
    heads, body = (first[1], []) if _is_head(first[1]) else ([], [first])
    parts = _parts(body, rows, room=MAX_PART_CHARS - len(row_of(heads)))
    part = next(parts, [])
    following = next(parts, None)
    if following is None:
        yield Extracted(place=name, text=table([cells for _, cells in part], heads), untitled=stem_of(name))
        return
    while part:
        start, end = part[0][0], part[-1][0]
        yield Extracted(
            place=f"{name}:{start}",
            text=table([cells for _, cells in part], heads),
            untitled=f"{stem_of(name)}, rows {start:,} to {end:,}",
        )
        part, following = following or [], next(parts, None)


def _rows(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that say something, with their numbers from 1. Raises DocumentError."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    before = csv.field_size_limit(MAX_CELL_CHARS)
    try:
        for number, row in enumerate(reader, start=1):
            cells = [" ".join(cell.split()) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except csv.Error as error:
        raise DocumentError(
            name, DocumentFault.CSV_CELL_TOO_LONG, limit=MAX_CELL_CHARS, line=reader.line_num
        ) from error
    finally:
        csv.field_size_limit(before)


def _parts(
    body: list[tuple[int, list[str]]], rows: Iterator[tuple[int, list[str]]], *, room: int
) -> Iterator[list[tuple[int, list[str]]]]:
    part, chars = body, 0
    for number, cells in rows:
        length = sum(map(len, cells)) + 3 * len(cells) + 2
        if part and chars + length > room:
            yield part
            part, chars = [], 0
        part.append((number, cells))
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
