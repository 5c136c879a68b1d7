"""A quote as it is shown: without markup, part by part, and where each part ends in a form of its own.

A record keeps a quote to the letter. A face shows the words of it alone, set as the document sets them; what it adds is
the heads of a row, and the mark of an item.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from retrieval.documents.blocks import Block, Form
from retrieval.documents.body import is_plain_text, layout_of
from retrieval.documents.headings import is_heading
from retrieval.documents.inline import Run, clipped, literal, runs_of_document
from retrieval.documents.inline_emphasis import Style
from retrieval.documents.reading_text import cells_of
from retrieval.domain.answers import JOINED, Citation
from retrieval.domain.documents import Document

_ORDINAL_OF_ITEM = re.compile(r"(?:^|\s)(\d{1,9}[.)])[ \t]*\Z")
_LINE_OF_FENCE = re.compile(r"^[ \t>]*(?:`{3}|~{3})[^\n]*", re.MULTILINE)
_BETWEEN_ITEMS = re.compile(r"[\s\-*+•>|]*+(?:\d{1,9}[.)]\s*+)?(?:\[[ xX]\]\s*+)?")
_ORDINAL_CHARS = 16
"""How far before an item its number is looked for."""


class Look(NamedTuple):
    """How a piece of a quote is seen: as the document sets it, and whether it is what answers."""

    style: Style = Style.PLAIN
    href: str | None = None
    emphasised: bool = False

    @property
    def bold(self) -> bool:
        return self.emphasised or Style.BOLD in self.style

    def shared(self, other: "Look") -> "Look":
        """Return what two looks have in common."""
        if self == other:
            return self
        href = self.href if self.href == other.href else None
        return Look(self.style & other.style, href, self.emphasised and other.emphasised)


PLAIN_LOOK = Look()
Piece = tuple[str, Look]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPart:
    """A part of a quote that is one paragraph, item, row or piece of code; `mark` is the number of an item."""

    form: Form
    pieces: tuple[Piece, ...]
    mark: str = ""

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuote:
    """Citations that are shown together (a row of a table, and the head of the table) and what is shown of them. Where
    it `is_parted`, there is text in the document between this and the quote before it. Where it `is_headed`, that is
    the heading that it stands under.
    """

    citations: tuple[Citation, ...]
    parts: tuple[QuotedPart, ...]
    is_parted: bool
    is_headed: bool = False


class Segment(NamedTuple):
    """What is shown of a quote within a line, what stands before it there, and the citations that end with it."""

    before: str
    pieces: tuple[Piece, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """What stands by itself: running text of one or more quotes, or one item, row or piece of code."""

    form: Form
    segments: tuple[Segment, ...]
    mark: str = ""


def quoted_lines(citations: Sequence[Citation]) -> list[QuotedLine]:
    """Return the quotes of a statement line by line: what is running text together, and all else by itself."""
    lines: list[QuotedLine] = []
    for quote in shown_quotes(citations):
        for number, part in enumerate(quote.parts):
            cited = quote.citations if number + 1 == len(quote.parts) else ()
            is_parted = quote.is_parted and number == 0
            if lines and lines[-1].form is part.form is Form.PROSE and not (quote.is_headed and number == 0):
                segment = Segment(JOINED if is_parted else " ", part.pieces, cited)
                lines[-1] = replace(lines[-1], segments=(*lines[-1].segments, segment))
            else:
                before = JOINED.lstrip() if is_parted and part.form is not Form.CODE else ""
                lines.append(
                    QuotedLine(form=part.form, mark=part.mark, segments=(Segment(before, part.pieces, cited),))
                )
    return lines


def shown_quotes(citations: Sequence[Citation]) -> list[ShownQuote]:
    """Return the quotes of a statement as they are shown, in order; each citation is in one of them."""
    quotes: list[ShownQuote] = []
    heads: list[Citation] = []
    before: Citation | None = None
    for number, citation in enumerate(citations):
        if _is_head_of_a_row(citation, citations[number + 1 :]):
            heads.append(citation)
            continue
        parts = tuple(parts_between(citation.document, citation.start, citation.end, citation.emphasis))
        if not any(part.text.strip() for part in parts):
            # This is nothing but markup, and is shown as that.
            whole = literal(citation.document.text, citation.start, citation.end)
            parts = (QuotedPart(form=Form.PROSE, pieces=_pieces(whole, citation.emphasis)),)
        is_headed = before is not None and is_heading(before.document, before.start, before.end)
        is_parted = before is not None and not is_headed and _is_parted(before, citation)
        quotes.append(ShownQuote(citations=(*heads, citation), parts=parts, is_parted=is_parted, is_headed=is_headed))
        before, heads = citation, []
    return quotes


def shown_text(document: Document, start: int, end: int) -> str:
    """Return the words that stand between two places of a document, as one line or several."""
    return "\n".join(part.text for part in parts_between(document, start, end))


def parts_between(
    document: Document, start: int, end: int, emphasis: Sequence[tuple[int, int]] = ()
) -> Iterator[QuotedPart]:
    """Yield the parts of what stands between two places of a document."""
    if is_plain_text(document):
        yield QuotedPart(form=Form.PROSE, pieces=_pieces(literal(document.text, start, end), emphasis))
        return
    blocks = layout_of(document)
    first = bisect_right(blocks, start, key=lambda block: block.end)
    last = bisect_left(blocks, end, key=lambda block: block.start)
    reached = blocks[first - 1].end if first else 0
    for block in blocks[first:last]:
        yield from _beside_blocks(document, (reached, block.start), (start, end), emphasis)
        begin, stop = max(start, block.start, reached), min(end, block.end)
        if begin < stop:
            pieces = tuple(_pieces_of_block(document, block, begin, stop, emphasis))
            yield QuotedPart(form=block.form, pieces=pieces, mark=_mark(document, block, begin))
        reached = max(reached, block.end)
    following = blocks[last].start if last < len(blocks) else len(document.text)
    yield from _beside_blocks(document, (reached, following), (start, end), emphasis)


def _beside_blocks(
    document: Document, gap: tuple[int, int], span: tuple[int, int], emphasis: Sequence[tuple[int, int]]
) -> Iterator[QuotedPart]:
    """Yield what words of the span stand in a gap between blocks: a quote may have been made before they were parted
    so.
    """
    start, end = max(gap[0], span[0]), min(gap[1], span[1])
    if start >= end or not any(map(str.isalnum, document.text[start:end])):
        return
    fences = [
        (gap[0], gap[0]),
        *(found.span() for found in _LINE_OF_FENCE.finditer(document.text, *gap)),
        (gap[1], gap[1]),
    ]
    for (_, first), (last, _) in pairwise(fences):
        pieces = _pieces(clipped(runs_of_document(document, first, last), start, end), emphasis)
        if any(character.isalpha() for text, _ in pieces for character in text):
            yield QuotedPart(form=Form.PROSE, pieces=pieces)


def _pieces_of_block(
    document: Document, block: Block, start: int, end: int, emphasis: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    if block.form is Form.CODE:
        # The first line begins where its own indent ends.
        line = document.text.rfind("\n", 0, start) + 1
        indent = document.text[line:start] if start == block.start else ""
        if indent and not indent.strip():
            yield indent, PLAIN_LOOK
        yield from _pieces(literal(document.text, start, end), emphasis)
    elif block.form is Form.ROW:
        yield from _row(document, block, start, end, emphasis)
    else:
        yield from _pieces(clipped(runs_of_document(document, block.start, block.end), start, end), emphasis)


def _row(
    document: Document, block: Block, start: int, end: int, emphasis: Sequence[tuple[int, int]]
) -> Iterator[Piece]:
    heads = [] if block.head is None else cells_of(document.text, *block.head, block.columns)
    is_first = True
    for number, (first, last) in enumerate(cells_of(document.text, block.start, block.end, block.columns)):
        pieces = _pieces(clipped(_runs_of_cell(document, block, first, last), start, end), emphasis)
        if not any(text.strip() for text, _ in pieces):
            continue
        if not is_first:
            yield "; ", PLAIN_LOOK
        is_first = False
        head = _runs_of_cell(document, block, *heads[number]) if number < len(heads) else []
        if any(run.text.strip() for run in head):
            yield "".join(run.text for run in head) + ": ", PLAIN_LOOK
        yield from pieces


def _runs_of_cell(document: Document, row: Block, start: int, end: int) -> Sequence[Run]:
    """Return the runs of a cell; what is set in columns has no markup."""
    return literal(document.text, start, end) if row.columns else runs_of_document(document, start, end)


def _pieces(runs: Sequence[Run], emphasis: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return the runs, parted where what answers begins or ends."""
    pieces: list[Piece] = []
    for run in runs:
        edges = {edge for span in emphasis for edge in span if run.start < edge < run.end}
        if len(run.text) != run.end - run.start:
            edges.clear()
        for first, last in pairwise([run.start, *sorted(edges), run.end]):
            (part,) = clipped([run], first, last)
            emphasised = any(start < last and end > first for start, end in emphasis)
            pieces.append((part.text, Look(run.style, run.href, emphasised)))
    return tuple(pieces)


def _mark(document: Document, block: Block, start: int) -> str:
    if block.form is not Form.ITEM or start > block.start:
        return ""
    found = _ORDINAL_OF_ITEM.search(document.text[max(0, start - _ORDINAL_CHARS) : start].rpartition("\n")[2])
    return found[1] if found else ""


def _is_head_of_a_row(citation: Citation, following: Sequence[Citation]) -> bool:
    span = (citation.start, citation.end)
    return any(
        block.head == span for other in following if other.document == citation.document for block in _blocks_of(other)
    )


def _is_parted(before: Citation, citation: Citation) -> bool:
    """Return whether a reader misses something between two quotes: what leads to the second is no such thing."""
    if before.document != citation.document or before.end > citation.start:
        return True
    if any((before.start, before.end) in block.leads for block in _blocks_of(citation)[:1]):
        return False
    gap = citation.document.text[before.end : citation.start]
    return _BETWEEN_ITEMS.fullmatch(gap) is None


def _blocks_of(citation: Citation) -> Sequence[Block]:
    if is_plain_text(citation.document):
        return ()
    blocks = layout_of(citation.document)
    first = bisect_right(blocks, citation.start, key=lambda block: block.end)
    return blocks[first : bisect_left(blocks, citation.end, key=lambda block: block.start)]
