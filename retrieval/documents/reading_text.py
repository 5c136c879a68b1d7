"""The text of a passage as it is searched and read: without markup, each row of a table with its heads, and with what
leads to it. Quotes are sliced from the document: each character is mapped back to its place there.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.documents.blocks import Block, Form
from retrieval.documents.body import is_plain_text, layout_of
from retrieval.domain.documents import Document, Passage, content_hash_of

_CELL_EDGE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingText:
    """A text, and for each of its characters the first character of the document that it stands for, and the one after
    the last.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the document that characters `start` to `end` of this text stand for."""
        return self.starts[start], max(self.ends[end - 1], self.starts[start] + 1)


@dataclass(slots=True)
class _Writer:
    document: Document
    pieces: list[str]
    starts: list[int]
    ends: list[int]

    def copy(self, start: int, end: int) -> None:
        """Take what the document has there, as it stands."""
        self.pieces.append(self.document.text[start:end])
        self.starts.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def add(self, text: str, place: int) -> None:
        """Take a text that stands for nothing at that place."""
        self.pieces.append(text)
        self.starts.extend([place] * len(text))
        self.ends.extend([place] * len(text))

    def take(self, start: int, end: int) -> None:
        """Take the words that stand there, without markup."""
        self.copy(start, end)


def reading_text_of(passage: Passage) -> ReadingText:
    """Return the text of a passage as it is read."""
    writer = _Writer(passage.document, [], [], [])
    within = list(blocks_within(passage))
    if is_plain_text(passage.document) and all(block.form is Form.PROSE and not block.leads for block, _, _ in within):
        writer.copy(passage.start, passage.end)
        within = []
    for place, (block, start, end) in enumerate(within):
        if place == 0:
            _write_leads(writer, block, passage.start)
        elif writer.pieces:
            writer.add("\n", start)
        _write(writer, block, start, end)
    if not writer.pieces:
        writer.copy(passage.start, passage.end)
    return ReadingText(text="".join(writer.pieces), starts=writer.starts, ends=writer.ends)


def plain_text_of(document: Document, block: Block, start: int, end: int) -> str:
    """Return the words of a part of a block as they are read."""
    writer = _Writer(document, [], [], [])
    _write(writer, block, start, end)
    return "".join(writer.pieces)


def search_text_of(passage: Passage) -> str:
    """Return the text that is embedded and indexed: the passage with the title and heading that it stands under."""
    return "\n".join(part for part in (passage.document.title, passage.section, reading_text_of(passage).text) if part)


def search_hash_of(passage: Passage) -> str:
    """Return twenty hexadecimal digits of `search_text_of`: passages that share it share their vector."""
    return content_hash_of(search_text_of(passage))[:20]


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
            writer.take(start, end)
            writer.add("\n", before)


def _write(writer: _Writer, block: Block, start: int, end: int) -> None:
    if block.form is Form.CODE:
        writer.copy(start, end)
    elif block.form is Form.ROW:
        heads = [] if block.head is None else _cells(writer.document.text, *block.head)
        _write_row(writer, heads, _cells(writer.document.text, start, end))
    else:
        writer.take(start, end)


def _write_row(writer: _Writer, heads: Sequence[tuple[int, int]], cells: Sequence[tuple[int, int]]) -> None:
    for place, (start, end) in enumerate(cells):
        if start == end:
            continue
        if writer.pieces and not writer.pieces[-1].endswith("\n"):
            writer.add("; ", start)
        if place < len(heads) and heads[place][0] < heads[place][1]:
            writer.add(f"{plain_text(writer.document, *heads[place])}: ", start)
        writer.take(start, end)


def plain_text(document: Document, start: int, end: int) -> str:
    """Return the words between two places, without markup."""
    writer = _Writer(document, [], [], [])
    writer.take(start, end)
    return "".join(writer.pieces)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the cells of a row, empty ones too, whose outer edges are not in it."""
    edges = [start, *(place for found in _CELL_EDGE.finditer(text, start, end) for place in found.span()), end]
    cells = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        cell = text[first:last]
        begin = first + len(cell) - len(cell.lstrip())
        cells.append((begin, max(begin, first + len(cell.rstrip()))))
    return cells
