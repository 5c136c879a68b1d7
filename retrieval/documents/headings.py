"""The headings that a sentence stands under, as spans of its document: what they say may be quoted with it."""

from bisect import bisect_left

from retrieval.documents.blocks import SECTIONS_BETWEEN, Block
from retrieval.documents.body import is_plain_text, layout_of
from retrieval.documents.context import Body
from retrieval.documents.reading_text import text_of_part
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import once_a_document

HeadingSpan = tuple[int, int]


def headings_above(body: Body, place: int) -> list[HeadingSpan]:
    """Return the spans of the headings that make the section of the sentence at `place`, outermost first. Those that
    are not found in the text, such as what is too long to be kept whole, are left out.
    """
    block = body.blocks[place]
    headings = _headings_of(body.document)
    last = bisect_left(headings, block.start, key=lambda heading: heading[0][0])
    spans: list[HeadingSpan] = []
    for name in reversed(block.section.split(SECTIONS_BETWEEN) if block.section else []):
        above = next((place for place in range(last - 1, -1, -1) if headings[place][1] == _as_words(name)), None)
        if above is not None:
            last = above
            spans.append(headings[above][0])
    return spans[::-1]


def is_heading(document: Document, start: int, end: int) -> bool:
    """Return whether a span of a document is all of a heading."""
    headings = _headings_of(document)
    place = bisect_left(headings, (start, end), key=lambda heading: heading[0])
    return place < len(headings) and headings[place][0] == (start, end)


@once_a_document
def _headings_of(document: Document) -> tuple[tuple[HeadingSpan, str], ...]:
    """Return the headings of a document in order, each with its words."""
    return tuple(
        ((block.start, block.end), _words_of_heading(document, block))
        for block in layout_of(document)
        if block.kind is PassageKind.HEADING
    )


def _words_of_heading(document: Document, block: Block) -> str:
    if is_plain_text(document):
        return _as_words(document.text[block.start : block.end])
    return _as_words(text_of_part(document, block, block.start, block.end))


def _as_words(name: str) -> str:
    return " ".join(name.split())
