"""Puts the pieces of a page's text in the order in which a reader reads them: columns one after the other, the cells of
a table row by row, paragraphs apart.

A page says where each piece stands, not what it is. Pieces that leave the same strip free over several lines are
columns where each is as full as prose is, and a table where they are not.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from retrieval.documents.formats.page_blocks import fenced, table

LEAST_GUTTER = 0.9
"""The width of a strip between columns or cells, in heights of the text, at least. Words are a third of that apart."""
LEAST_ROWS = 2
LEAST_COUNTED = 5
MOST_PARTED = 40
"""The rows that columns or a table have at least, and a column of numbers of lines; and the columns, at most."""
PROSE_CHARS = 18
"""The characters of a line of a column, on average, from which on it is prose: a cell has fewer. Where a page has four
columns, they have some twenty."""
MOST_APART = 1.6
"""The distance of two lines, in those usual on the page, from which on they are two paragraphs."""
LARGER = 1.15
"""A line is a heading where its letters are so many times as large as those of the text."""
LONGEST_HEADING_WORDS = 16
MOST_SIZES = 6

_MARK = re.compile(r"(?:[-–—•▪◦●○■□➢✓*·o]|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,5})[.)])", re.IGNORECASE)
_BULLET_OF_A_LINE = re.compile(r"[•▪◦●○■□➢·]\s*")
_TAKEN_FOR_A_HEADING = re.compile(r"#{1,6} |```|~~~")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a line: its edges in points, from the left and the bottom of the page, and the size of its letters."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class _Row:
    """The pieces that stand beside one another, from the left."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def top(self) -> float:
        return max(piece.top for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return min(piece.bottom for piece in self.pieces)

    @property
    def text(self) -> str:
        return " ".join(piece.text.strip() for piece in self.pieces)

    @property
    def size(self) -> float:
        return max(piece.size for piece in self.pieces)


def lines_of(pieces: Sequence[Piece], sizes: Sequence[float]) -> list[str]:
    """Return the lines of a page in their order, with an empty one where a paragraph ends for certain; rows of tables
    and headings have Markdown's marks. `sizes` are those of the letters of headings, the largest first.
    """
    rows = _rows(pieces)
    return list(_lines(rows, _pitch(rows), sizes))


def heading_sizes(pages: Sequence[Sequence[Piece]]) -> list[float]:
    """Return the sizes of letters that are larger than those of the text, the largest first; none where there are so
    many that they say nothing, as in what a machine has read from a scan.
    """
    chars: dict[float, int] = {}
    for page in pages:
        for piece in page:
            chars[piece.size] = chars.get(piece.size, 0) + len(piece.text)
    usual = max(chars, key=lambda size: (chars[size], -size), default=0.0)
    larger = sorted((size for size in chars if size >= usual * LARGER), reverse=True)
    return larger if len(larger) <= MOST_SIZES else []


def _rows(pieces: Sequence[Piece]) -> list[_Row]:
    """Return the rows from the top: pieces are in one where the middle of one is within the height of the other."""
    rows: list[_Row] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.middle, piece.left)):
        last = rows[-1].pieces[0] if rows else None
        if last is not None and (last.bottom < piece.middle < last.top or piece.bottom < last.middle < piece.top):
            rows[-1].pieces.append(piece)
        else:
            rows.append(_Row([piece]))
    for row in rows:
        row.pieces = _marks_joined(sorted(row.pieces, key=lambda piece: piece.left))
    return rows


def _marks_joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a row, the mark of an item in one with what it marks."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before is not None and (_MARK.fullmatch(before.text.strip()) or piece.left - before.right < piece.size / 4):
            gap = "" if piece.left - before.right < piece.size / 8 else " "
            joined[-1] = Piece(
                left=before.left,
                bottom=min(before.bottom, piece.bottom),
                right=piece.right,
                top=max(before.top, piece.top),
                text=f"{before.text.rstrip(' ')}{gap if not before.text.endswith(' ') else ' '}{piece.text}",
                size=max(before.size, piece.size),
            )
        else:
            joined.append(piece)
    return joined


def _pitch(rows: Sequence[_Row]) -> float:
    """Return the usual distance of two lines, in points."""
    apart = [above.pieces[0].middle - below.pieces[0].middle for above, below in pairwise(rows)]
    return median(apart) if apart else 0.0


def _lines(rows: Sequence[_Row], pitch: float, sizes: Sequence[float]) -> Iterator[str]:
    place = 0
    while place < len(rows):
        end, gutters = _zone(rows, place, pitch)
        if not gutters:
            if place and (_are_apart(rows[place - 1], rows[place], pitch) or _is_indented(rows[place - 1 : place + 2])):
                yield ""
            yield from _line(rows[place].text, rows[place].size, sizes)
            place += 1
            continue
        yield ""
        columns = _columns(rows[place:end], gutters)
        if _counts_lines(columns[0]):
            columns = columns[1:]
        if len(columns) == 1 or _is_prose(columns):
            for column in columns:
                yield from _lines_of_a_column([_Row(cell) for cell in column if cell], pitch, sizes)
        else:
            yield from _table(columns)
        yield ""
        place = end


def _lines_of_a_column(rows: Sequence[_Row], pitch: float, sizes: Sequence[float]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if number and (_are_apart(rows[number - 1], row, pitch) or _is_indented(rows[number - 1 : number + 2])):
            yield ""
        yield from _line(row.text, row.size, sizes)
    yield ""


def _is_indented(rows: Sequence[_Row]) -> bool:
    """Whether the second of three rows begins further right than both others: a paragraph begins there."""
    if len(rows) < 3:
        return False
    before, here, after = (row.pieces[0].left for row in rows)
    return before + rows[1].size / 2 < here < before + 5 * rows[1].size and after < here - rows[1].size / 2


def _counts_lines(column: Sequence[Sequence[Piece]]) -> bool:
    """Whether it holds the numbers of the lines beside it, as transcripts have them."""
    texts = [cell[0].text.strip() for cell in column if cell]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < 4]
    return len(numbers) == len(texts) >= LEAST_COUNTED and all(b - a == 1 for a, b in pairwise(numbers))


def _are_apart(above: _Row, below: _Row, pitch: float) -> bool:
    return above.pieces[0].middle - below.pieces[0].middle > MOST_APART * pitch or above.size >= LARGER * below.size


def _line(text: str, size: float, sizes: Sequence[float]) -> Iterator[str]:
    line = text.strip()
    if size in sizes and len(line.split()) <= LONGEST_HEADING_WORDS and _LETTER.search(line) and not line[0].islower():
        yield from ("", f"{'#' * (sizes.index(size) + 1)} {' '.join(line.split())}", "")
    elif _TAKEN_FOR_A_HEADING.match(line):
        yield from fenced(line)[0].split("\n")
    else:
        yield _BULLET_OF_A_LINE.sub("- ", line, count=1) if _BULLET_OF_A_LINE.match(line) else line


def _zone(rows: Sequence[_Row], start: int, pitch: float) -> tuple[int, list[tuple[float, float]]]:
    """Return where the rows from one on end that leave the same strips free, and these strips; none where the row is
    one by itself.
    """
    strips = _gaps(rows[start])
    if not 0 < len(strips) < MOST_PARTED:
        return start + 1, []
    left = rows[start].pieces[0].left
    end, last_parted, kept = start + 1, start, strips
    while end < len(rows):
        row = rows[end]
        narrower = _narrowed(strips, row)
        is_parted = len(row.pieces) > 1
        if not narrower or rows[end - 1].pieces[0].middle - row.pieces[0].middle > 2 * MOST_APART * pitch:
            break
        if not is_parted and (
            row.pieces[0].left < left - 2 * row.size
            or rows[end - 1].pieces[0].middle - row.pieces[0].middle > 1.3 * pitch
        ):
            break
        strips, end = narrower, end + 1
        if is_parted:
            last_parted, kept, left = end - 1, strips, min(left, row.pieces[0].left)
    parted = sum(len(row.pieces) > 1 for row in rows[start : last_parted + 1])
    if parted < LEAST_ROWS:
        return start + 1, []
    # The last lines of one column may be longer than the other.
    return (end, strips) if strips else (last_parted + 1, kept)


def _gaps(row: _Row) -> list[tuple[float, float]]:
    least = LEAST_GUTTER * median(piece.size for piece in row.pieces)
    return [(a.right, b.left) for a, b in pairwise(row.pieces) if b.left - a.right >= least]


def _narrowed(strips: Sequence[tuple[float, float]], row: _Row) -> list[tuple[float, float]]:
    """Return what a row leaves free of the strips, those parts that are as wide as a strip is at least."""
    least = LEAST_GUTTER * median(piece.size for piece in row.pieces)
    narrowed = []
    for start, end in strips:
        left, right = start, end
        for piece in row.pieces:
            if piece.left <= left < piece.right:
                left = piece.right
            if piece.left < right <= piece.right:
                right = piece.left
            if left < piece.left and piece.right < right:
                right = piece.left if piece.left - left >= right - piece.right else right
                left = piece.right if right > piece.right else left
        if right - left >= least:
            narrowed.append((left, right))
    return narrowed


def _columns(rows: Sequence[_Row], gutters: Sequence[tuple[float, float]]) -> list[list[list[Piece]]]:
    """Return each column from the left, with its pieces of each row."""
    edges = [(start + end) / 2 for start, end in sorted(gutters)]
    columns: list[list[list[Piece]]] = [[[] for _ in rows] for _ in range(len(edges) + 1)]
    for number, row in enumerate(rows):
        for piece in row.pieces:
            middle = (piece.left + piece.right) / 2
            columns[bisect_left(edges, middle)][number].append(piece)
    return columns


def _is_prose(columns: Sequence[Sequence[Sequence[Piece]]]) -> bool:
    """Whether each column holds lines of text, rather than cells."""
    for column in columns:
        lines = [sum(len(piece.text) for piece in cell) for cell in column if cell]
        if len(lines) < LEAST_ROWS or sum(lines) / len(lines) < PROSE_CHARS:
            return False
    return True


def _table(columns: Sequence[Sequence[Sequence[Piece]]]) -> Iterator[str]:
    rows = [[" ".join(piece.text.strip() for piece in cell) for cell in row] for row in zip(*columns, strict=True)]
    merged: list[list[str]] = []
    for row in rows:
        # A line that has no first cell goes on in those of the line above.
        if merged and not row[0] and sum(map(bool, row)) * 2 <= len(row) and not any(map(str.isdigit, "".join(row))):
            merged[-1] = [f"{above} {own}".strip() for above, own in zip(merged[-1], row, strict=True)]
        else:
            merged.append(row)
    for block in table(merged):
        yield from block.split("\n")
