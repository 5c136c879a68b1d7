"""The blocks of plain text, whose headings are just short lines: body text, headings, boilerplate and entries of a
reference list.
"""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from retrieval.documents.blocks import BOILERPLATE_SECTIONS, REFERENCE_SECTIONS, Block, kind_of_section
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
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.sentences import split_sentences

HEADING_WORDS = 12
"""A longer line without an end mark is taken for body text: the longest plain heading in the shipped corpus has 6."""

_PLAIN_BULLET = re.compile(r"[-*+•]\s+")
NUMBERED_REFERENCE = re.compile(r"(?:\[\^?(\w{1,8})\]:?|(\d{1,4})[.)])\s*")
_LINE_BREAKS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_NAME_OF_A_SECTION = re.compile(
    rf"[{_LINE_BREAKS}](?:[:#*]|[^\S{_LINE_BREAKS}])*+"
    rf"(?:{'|'.join(sorted(REFERENCE_SECTIONS | BOILERPLATE_SECTIONS))})(?=[ :#*]*+(?:\s|\Z))",
    re.IGNORECASE,
)
"""A name of a section at the beginning of a line, and perhaps all of the line. Whether it is a heading is then looked
up."""


class _Section(NamedTuple):
    """The section that a heading opens, for the blocks below it. `kind` is that of a section of its name."""

    name: str = ""
    kind: PassageKind = PassageKind.BODY


_NO_SECTION = _Section()


def blocks_of_plain_text(document: Document, place: int = 0) -> Iterator[Block]:
    """Yield those from `place` on, where a paragraph starts."""
    section = _section_at(document, place) if place else _NO_SECTION
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
            section = _Section(name="" if name == document.title else name, kind=kind_of_section(name))
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
    if MARKDOWN_HEADING.match(line) or line == title or kind_of_section(line) is not PassageKind.BODY:
        return PassageKind.HEADING
    if REFERENCE.match(line):
        return PassageKind.REFERENCE
    if BOILERPLATE_LINE.match(line) or _is_capitals(line):
        return PassageKind.BOILERPLATE
    if section_kind is PassageKind.REFERENCE and (BULLET.match(line) or NUMBERED_REFERENCE.match(line)):
        return PassageKind.REFERENCE
    if _looks_like_heading(line):
        return PassageKind.HEADING
    if section_kind is PassageKind.BOILERPLATE:
        return PassageKind.BOILERPLATE
    return PassageKind.BODY


def _looks_like_heading(line: str) -> bool:
    if "\n" in line or ENDED.search(line) or BULLET.match(line) or "|" in line:
        return False
    words = WORD.findall(line)
    return 0 < len(words) <= HEADING_WORDS and not line[0].islower()


def _is_capitals(line: str) -> bool:
    return line.isupper() and len(WORD.findall(line)) >= CAPITALS_WORDS
