"""The kind of each line of a document: body text, heading, boilerplate or entry of a reference list.

Works on Markdown and on plain text whose headings are just short lines. Nothing is rewritten: a block is a span.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from retrieval.documents.paragraphs import (
    BOILERPLATE_LINE,
    BULLET,
    CAPITALS_WORDS,
    ENDED,
    MARKDOWN_HEADING,
    REFERENCE,
    RULE,
    WORD,
    paragraph_start,
    paragraphs,
)
from retrieval.domain.documents import Document, PassageKind, Reference
from retrieval.text.cache import once_a_document
from retrieval.text.sentences import split_sentences

HEADING_WORDS = 12
"""A longer line without an end mark is taken for body text: the longest plain heading in the shipped corpus has 6."""

_PLAIN_BULLET = re.compile(r"[-*+•]\s+")
_NUMBERED_REFERENCE = re.compile(r"(?:\[\^?(\w{1,8})\]:?|(\d{1,4})[.)])\s*")
_MARKER = re.compile(r"\[\^?(\w{1,8})\]")

_REFERENCE_SECTIONS = frozenset({"references", "notes", "footnotes", "citations", "sources", "bibliography"})
_BOILERPLATE_SECTIONS = frozenset({"see also", "external links", "further reading", "related content"})
_LINE_BREAKS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_NAME_OF_A_SECTION = re.compile(
    rf"[{_LINE_BREAKS}](?:[:#*]|[^\S{_LINE_BREAKS}])*+"
    rf"(?:{'|'.join(sorted(_REFERENCE_SECTIONS | _BOILERPLATE_SECTIONS))})(?=[ :#*]*+(?:\s|\Z))",
    re.IGNORECASE,
)
"""A name of a section at the beginning of a line, and perhaps all of the line. Whether it is a heading is then looked
up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, heading or entry, without its bullet; `sentences` are spans of the document."""

    start: int
    end: int
    kind: PassageKind
    section: str
    sentences: tuple[tuple[int, int], ...]


@once_a_document
def layout_of(document: Document) -> tuple[Block, ...]:
    """Return the blocks of a document in order. Where no line looks like body text, every line but the title is."""
    blocks = tuple(_blocks(document))
    if _has_body(blocks):
        return blocks
    others = [b for b in blocks if document.text[b.start : b.end] != document.title]
    body = set([b for b in others if b.kind is PassageKind.HEADING] or others or blocks)
    return tuple(
        Block(start=b.start, end=b.end, kind=PassageKind.BODY, section="", sentences=b.sentences) if b in body else b
        for b in blocks
    )


def body_sentences_between(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences of body text in `layout_of` that have some of the characters `start` to `end`.
    Only the paragraphs there are laid out, so that it does not depend on how long the document is.
    """
    place = paragraph_start(document.text, start)
    blocks = takewhile(lambda block: block.start < end, _blocks(document, place, _section_at(document, place)))
    body = [block for block in blocks if block.kind is PassageKind.BODY]
    if not body and not _has_body(_blocks(document)):
        body = [block for block in layout_of(document) if block.kind is PassageKind.BODY]
    return [(first, last) for block in body for first, last in block.sentences if first < end and last > start]


def _has_body(blocks: Iterable[Block]) -> bool:
    return any(block.kind is PassageKind.BODY for block in blocks)


def references_of(document: Document) -> dict[str, Reference]:
    """Return the entries of the reference list by marker: its own number where it has one, else its place from 1."""
    references: dict[str, Reference] = {}
    entries = [block for block in layout_of(document) if block.kind is PassageKind.REFERENCE]
    for place, entry in enumerate(entries, start=1):
        numbered = _NUMBERED_REFERENCE.match(document.text, entry.start, entry.end)
        marker = next(filter(None, numbered.groups()), str(place)) if numbered else str(place)
        start = numbered.end() if numbered and numbered.end() < entry.end else entry.start
        references.setdefault(marker, Reference(document=document, marker=marker, start=start, end=entry.end))
    return references


def markers_in(text: str) -> list[str]:
    """Return the footnote markers in a text, `["24"]` for `…infrastructure.[24]`, in order, each once."""
    return list(dict.fromkeys(_MARKER.findall(text)))


class _Section(NamedTuple):
    """The section that a heading opens, for the blocks below it. `kind` is that of a section of its name."""

    name: str = ""
    kind: PassageKind = PassageKind.BODY


_NO_SECTION = _Section()


def _blocks(document: Document, place: int = 0, section: _Section = _NO_SECTION) -> Iterator[Block]:
    """Yield those from `place` on, where a paragraph of `section` starts."""
    for start, end, kind, below in _lines_of_sections(document, place, section):
        sentences = tuple(split_sentences(document.text, start, end))
        yield Block(start=start, end=end, kind=kind, section=below.name, sentences=sentences)


def _lines_of_sections(
    document: Document, place: int, section: _Section
) -> Iterator[tuple[int, int, PassageKind, _Section]]:
    """Yield the span of each block, its kind, and the section that it is in, or that it is the heading of."""
    text = document.text
    for start, end in paragraphs(document, place):
        line = text[start:end]
        if RULE.match(line):
            continue
        kind = _kind_of(line, document.title, section.kind)
        inner = min(start + _mark_chars(kind, line), end - 1)
        if kind is PassageKind.HEADING:
            name = text[inner:end]
            section = _Section(name="" if name == document.title else name, kind=_kind_of_section(name))
            if section.kind is PassageKind.BOILERPLATE:
                kind = PassageKind.BOILERPLATE
        elif text[inner:end] == document.title:
            kind = PassageKind.HEADING
        yield inner, end, kind, section


def _section_at(document: Document, place: int) -> _Section:
    """Return the section that is there, of one of body text without its name: what stands below a heading that names
    such a section is in it up to the next heading.
    """
    # The first line gets a line break before it, too.
    for mention in reversed(list(_NAME_OF_A_SECTION.finditer(f"\n{document.text[:place]}"))):
        end = mention.end() - 1
        lines = _lines_of_sections(document, paragraph_start(document.text, end - 1), _NO_SECTION)
        reached = (line for line in takewhile(lambda line: line[0] < place, lines) if line[1] >= end)
        _, _, _, section = next(reached, (0, 0, PassageKind.BODY, _NO_SECTION))
        if section.kind is not PassageKind.BODY:
            is_over = any(below.kind is PassageKind.BODY for _, _, _, below in reached)
            return _NO_SECTION if is_over else section
    return _NO_SECTION


def _mark_chars(kind: PassageKind, line: str) -> int:
    """Return how long the bullet, caret or number sign is that a line of this kind starts with."""
    marks = {PassageKind.HEADING: (MARKDOWN_HEADING,), PassageKind.REFERENCE: (REFERENCE, _PLAIN_BULLET)}
    found = (mark.match(line) for mark in marks.get(kind, (BULLET,)))
    return next((match.end() for match in found if match), 0)


def _kind_of(line: str, title: str, section_kind: PassageKind) -> PassageKind:
    if MARKDOWN_HEADING.match(line) or line == title or _kind_of_section(line) is not PassageKind.BODY:
        return PassageKind.HEADING
    if REFERENCE.match(line):
        return PassageKind.REFERENCE
    if BOILERPLATE_LINE.match(line) or _is_capitals(line):
        return PassageKind.BOILERPLATE
    if section_kind is PassageKind.REFERENCE and (BULLET.match(line) or _NUMBERED_REFERENCE.match(line)):
        return PassageKind.REFERENCE
    if _looks_like_heading(line):
        return PassageKind.HEADING
    if section_kind is PassageKind.BOILERPLATE:
        return PassageKind.BOILERPLATE
    return PassageKind.BODY


def _kind_of_section(heading: str) -> PassageKind:
    name = heading.casefold().strip(" :#*")
    if name in _REFERENCE_SECTIONS:
        return PassageKind.REFERENCE
    return PassageKind.BOILERPLATE if name in _BOILERPLATE_SECTIONS else PassageKind.BODY


def _looks_like_heading(line: str) -> bool:
    if "\n" in line or ENDED.search(line) or BULLET.match(line) or "|" in line:
        return False
    words = WORD.findall(line)
    return 0 < len(words) <= HEADING_WORDS and not line[0].islower()


def _is_capitals(line: str) -> bool:
    return line.isupper() and len(WORD.findall(line)) >= CAPITALS_WORDS
