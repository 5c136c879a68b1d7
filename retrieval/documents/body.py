"""The blocks of a document, by what kind of text it is."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile

from retrieval.documents.blocks import Block
from retrieval.documents.markdown_blocks import blocks_of_markdown
from retrieval.documents.plain_text import NUMBERED_REFERENCE, blocks_of_plain_text
from retrieval.documents.roles import layout_start
from retrieval.domain.documents import Document, PassageKind, Reference
from retrieval.text.cache import once_a_document

_MARKER = re.compile(r"\[\^?(\w{1,8})\]")


_PLAIN_PATH = re.compile(r"(?:\A|\.txt|\.jsonl(?::\d{1,9})?)\Z")


def is_plain_text(document: Document) -> bool:
    """Return whether it is text without any marks, by its path, as one that was read from no file is."""
    return _PLAIN_PATH.search(document.path) is not None


@once_a_document
def layout_of(document: Document) -> tuple[Block, ...]:
    """Return the blocks of a document in order. Where no line looks like body text, every line but the title is."""
    marked = None if is_plain_text(document) else blocks_of_markdown(document)
    blocks = tuple(blocks_of_plain_text(document) if marked is None else marked)
    if _has_body(blocks):
        return blocks
    others = [b for b in blocks if document.text[b.start : b.end] != document.title]
    body = set([b for b in others if b.kind is PassageKind.HEADING] or others or blocks)
    return tuple(replace(b, kind=PassageKind.BODY, section="") if b in body else b for b in blocks)


def body_sentences_between(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences of body text in `layout_of` that have some of the characters `start` to `end`.
    Only the paragraphs there are laid out, so that it does not depend on how long the document is.
    """
    if is_plain_text(document):
        place = layout_start(document, start)
        blocks = takewhile(lambda block: block.start < end, blocks_of_plain_text(document, place))
        body = [block for block in blocks if block.kind is PassageKind.BODY]
        is_body = bool(body) or _has_body(blocks_of_plain_text(document))
    if not is_plain_text(document) or not is_body:
        body = [block for block in layout_of(document) if block.kind is PassageKind.BODY]
    return [(first, last) for block in body for first, last in block.sentences if first < end and last > start]


def _has_body(blocks: Iterable[Block]) -> bool:
    return any(block.kind is PassageKind.BODY for block in blocks)


def references_of(document: Document) -> dict[str, Reference]:
    """Return the entries of the reference list by marker: its own number where it has one, else its place from 1."""
    references: dict[str, Reference] = {}
    entries = [block for block in layout_of(document) if block.kind is PassageKind.REFERENCE]
    for place, entry in enumerate(entries, start=1):
        numbered = NUMBERED_REFERENCE.match(document.text, entry.start, entry.end)
        marker = next(filter(None, numbered.groups()), str(place)) if numbered else str(place)
        start = numbered.end() if numbered and numbered.end() < entry.end else entry.start
        references.setdefault(marker, Reference(document=document, marker=marker, start=start, end=entry.end))
    return references


def markers_in(text: str) -> list[str]:
    """Return the footnote markers in a text, `["24"]` for `…infrastructure.[24]`, in order, each once."""
    return list(dict.fromkeys(_MARKER.findall(text)))
