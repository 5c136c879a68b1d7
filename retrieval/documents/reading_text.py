"""The text of a passage as it is searched and read: without markup, each row of a table with its heads, and with what
leads to it. Quotes are sliced from the document: each character is mapped back to its place there.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.documents.blocks import Block, Form
from retrieval.documents.body import is_plain_text, layout_of
from retrieval.documents.inline import Run, RunText, clipped, literal, runs_of_document
from retrieval.domain.documents import Document, Passage, PassageKind, content_hash_of
from retrieval.text.cache import once_a_document

_CELL_EDGE = re.compile(r"(?<!\\)\|")


class _Writer:
    """Puts the runs of a text together."""

    def __init__(self, document: Document) -> None:
        self.runs: list[Run] = []
        self._document = document

    def copy(self, start: int, end: int) -> None:
        """Take what the document has there, as it stands."""
        self.runs += literal(self._document.text, start, end)

    def add(self, text: str, place: int) -> None:
        """Take a text that stands for nothing, at that place."""
        self.runs.append(Run(text, place, place))

    def take(self, block: tuple[int, int], start: int, end: int) -> None:
        """Take the words between two places in a block, without markup."""
        self.runs += clipped(runs_of_document(self._document, *block), start, end)

    def take_cell(self, start: int, end: int, *, is_literal: bool) -> None:
        """Take a cell of a row, without markup or as it stands."""
        if is_literal:
            self.copy(start, end)
        else:
            self.take((start, end), start, end)

    @property
    def is_within_a_line(self) -> bool:
        return bool(self.runs) and not self.runs[-1].text.endswith("\n")


def reading_text_of(passage: Passage) -> RunText:
    """Return the text of a passage as it is read."""
    writer = _Writer(passage.document)
    within = list(blocks_within(passage))
    if is_plain_text(passage.document) and all(block.form is Form.PROSE and not block.leads for block, _, _ in within):
        writer.copy(passage.start, passage.end)
        within = []
    for place, (block, start, end) in enumerate(within):
        if place == 0:
            _write_leads(writer, block, passage.start)
        else:
            if writer.runs:
                writer.add("\n", start)
            _write_title(writer, block, within[place - 1][0])
        _write(writer, passage.document.text, block, start, end)
    if not writer.runs:
        writer.copy(passage.start, passage.end)
    return RunText(writer.runs)


def text_of_part(document: Document, block: Block, start: int, end: int) -> str:
    """Return a part of a block as it is read."""
    writer = _Writer(document)
    _write(writer, document.text, block, start, end)
    return RunText(writer.runs).text


def search_text_of(passage: Passage) -> str:
    """Return the text that is embedded and indexed: the passage with the title and heading that it stands under."""
    return _searched(passage)[0]


def search_hash_of(passage: Passage) -> str:
    """Return twenty hexadecimal digits of `search_text_of`: passages that share it share their vector."""
    return _searched(passage)[1]


def _searched(passage: Passage) -> tuple[str, str]:
    """Return the search text of a passage and its hash, which an index asks for several times over."""
    known = _search_texts(passage.document)
    key = (passage.start, passage.end, passage.kind, passage.section)
    if (found := known.get(key)) is None:
        parts = (passage.document.title, passage.section, reading_text_of(passage).text)
        text = "\n".join(part for part in parts if part)
        found = known[key] = text, content_hash_of(text)[:20]
    return found


@once_a_document
def _search_texts(_: Document) -> dict[tuple[int, int, PassageKind, str], tuple[str, str]]:
    """Return the table of what `_searched` has made for this document."""
    return {}


def blocks_within(passage: Passage) -> Iterator[tuple[Block, int, int]]:
    """Yield the blocks of a passage in order, each with the span of its part there."""
    blocks = layout_of(passage.document)
    for place in range(bisect_right(blocks, passage.start, key=_end), bisect_left(blocks, passage.end, key=_start)):
        block = blocks[place]
        if block.kind is passage.kind:
            yield block, max(block.start, passage.start), min(block.end, passage.end)


def _start(block: Block) -> int:
    return block.start


def _end(block: Block) -> int:
    return block.end


def _write_leads(writer: _Writer, block: Block, before: int) -> None:
    """Write what the first block is read with, where that is not in the passage itself."""
    for start, end in block.leads:
        if end <= before:
            writer.take((start, end), start, end)
            writer.add("\n", before)


def _write_title(writer: _Writer, block: Block, before: Block) -> None:
    """Write the title of a box or a tab before what stands in it: of what leads to a block, what is no block itself."""
    for start, end in block.leads:
        if before.end <= start and end <= block.start:
            writer.take((start, end), start, end)
            writer.add("\n", block.start)


def _write(writer: _Writer, text: str, block: Block, start: int, end: int) -> None:
    if block.form is Form.CODE:
        writer.copy(start, end)
    elif block.form is Form.ROW:
        heads = [] if block.head is None else cells_of(text, *block.head, block.columns)
        # A passage may begin or end within a long row: a cell keeps the head of its place in the whole one.
        cells = [
            (max(start, first), min(end, last)) for first, last in cells_of(text, block.start, block.end, block.columns)
        ]
        _write_row(writer, heads, cells, is_literal=bool(block.columns))
    else:
        writer.take((block.start, block.end), start, end)


def _write_row(
    writer: _Writer, heads: Sequence[tuple[int, int]], cells: Sequence[tuple[int, int]], *, is_literal: bool
) -> None:
    for place, (start, end) in enumerate(cells):
        if start >= end:
            continue
        if writer.is_within_a_line:
            writer.add("; ", start)
        if place < len(heads) and heads[place][0] < heads[place][1]:
            first = len(writer.runs)
            writer.take_cell(*heads[place], is_literal=is_literal)
            head = "".join(run.text for run in writer.runs[first:])
            writer.runs[first:] = [Run(f"{head}: ", start, start)] if head.strip() else []
        writer.take_cell(start, end, is_literal=is_literal)


def cells_of(text: str, start: int, end: int, columns: Sequence[int] = ()) -> list[tuple[int, int]]:
    """Return the spans of the cells of a row, empty ones too, whose outer edges are not in it. They begin at `columns`
    of its line, where none but spaces part them.
    """
    edges = [start, *(place for found in _CELL_EDGE.finditer(text, start, end) for place in found.span()), end]
    if columns:
        line = text.rfind("\n", 0, start) + 1
        begins = [min(max(start, line + column), end) for column in columns]
        edges = [edge for pair in pairwise([*begins, end]) for edge in pair]
    cells = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        cell = text[first:last]
        begin = first + len(cell) - len(cell.lstrip())
        cells.append((begin, max(begin, first + len(cell.rstrip()))))
    return cells


def name_of_row(text: str, row: Block) -> tuple[int, int] | None:
    """Return the span of the first cell with something in it, which says what a row is about; None of an empty row."""
    return next((cell for cell in cells_of(text, row.start, row.end, row.columns) if cell[0] < cell[1]), None)
