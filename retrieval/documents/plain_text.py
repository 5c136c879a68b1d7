"""The blocks of plain text, whose headings are just short lines: told by what a line does among the others.

A line that stands alone, or between two pieces of running text, and that text follows is a heading. Short lines among
short lines are a list of lines. What is not told for certain is body text, which is searched.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple

from retrieval.documents.blocks import (
    BOILERPLATE_SECTIONS,
    REFERENCE_SECTIONS,
    Block,
    Form,
    kind_of_section,
    section_of,
)
from retrieval.documents.leads import Leads
from retrieval.documents.lines import (
    BULLET,
    ENDED,
    HEADING_WORDS,
    MARKDOWN_HEADING,
    REFERENCE,
    is_entry_of,
    is_sentence,
    is_value,
    looks_like_reference,
    states_something,
    words_of,
)
from retrieval.documents.paragraphs import LinesTogether
from retrieval.documents.roles import LineRole, layout_start, placed
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import once_a_document
from retrieval.text.sentences import MAX_SENTENCE_CHARS, split_sentences

NUMBERED_REFERENCE = re.compile(r"(?:\[\^?(\w{1,8})\]:?|(\d{1,4})[.)])\s*")

_PLAIN_BULLET = re.compile(r"[-*+•‣◦▪–]\s+")
_POINTER = re.compile(r"(?<=[\w.,;:!?)\]\"'”’])[ \t]?\[\^?(\w{1,8})\]")
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


class _Part(NamedTuple):
    """A paragraph without its mark, and what it is."""

    start: int
    end: int
    kind: PassageKind
    section: _Section
    form: Form
    paragraph: LinesTogether
    role: LineRole
    opens_stanza: bool


def blocks_of_plain_text(document: Document, place: int = 0) -> Iterator[Block]:
    """Yield those from `place` on, which is where `layout_start` says that one can begin."""
    text = document.text
    leads = Leads(text)
    section = _section_at(document, place) if place else _NO_SECTION
    for part in _parts(document, place, section):
        whole = part.form is Form.CODE or (part.form is Form.ITEM and not ENDED.search(text, part.start, part.end))
        whole = whole and part.end - part.start <= MAX_SENTENCE_CHARS
        sentences = ((part.start, part.end),) if whole else tuple(split_sentences(text, part.start, part.end))
        block = Block(
            start=part.start,
            end=part.end,
            kind=part.kind,
            section=part.section.name,
            sentences=sentences,
            form=part.form,
        )
        leads_stanza = part.role is LineRole.LEADING_LINE
        yield leads.led(block, part.paragraph.indent, opens_stanza=part.opens_stanza, leads_stanza=leads_stanza)


def _parts(document: Document, place: int, section: _Section) -> Iterator[_Part]:
    """Yield each block's span, its kind and form, and the section that it is in, or that it is the heading of."""
    text = document.text
    for stanza in placed(document, place):
        for number, (paragraph, role) in enumerate(stanza):
            start, end = paragraph.start, paragraph.end
            line = text[start:end]
            kind, form = _kind_and_form(document, line, role, section)
            mark = PassageKind.HEADING if role is LineRole.HEADING else kind
            inner = min(start + _mark_chars(mark, line), end - 1)
            if role in {LineRole.HEADING, LineRole.HEADING_AND_TEXT}:
                name = text[inner:end] if role is LineRole.HEADING else line
                kind_below = kind_of_section(name) if role is LineRole.HEADING else PassageKind.BODY
                section = _Section(name="" if name == document.title else section_of(name), kind=kind_below)
                if section.kind is PassageKind.BOILERPLATE:
                    kind = PassageKind.BOILERPLATE
            elif text[inner:end] == document.title:
                kind = PassageKind.HEADING
            yield _Part(inner, end, kind, section, form, paragraph, role, number == 0)


def _kind_and_form(document: Document, line: str, role: LineRole, section: _Section) -> tuple[PassageKind, Form]:
    if role is LineRole.HEADING:
        mark = MARKDOWN_HEADING.match(line)
        is_text = mark and states_something(line) and line[mark.end() :] != document.title
        return PassageKind.BODY if is_text else PassageKind.HEADING, Form.PROSE
    if role is LineRole.CODE:
        return PassageKind.BODY, Form.CODE
    if REFERENCE.match(line) or _is_entry(document, line, section):
        return PassageKind.REFERENCE, Form.PROSE
    if role is LineRole.OF_A_SITE or (section.kind is PassageKind.BOILERPLATE and _is_link(line)):
        return PassageKind.BOILERPLATE, Form.PROSE
    is_item = role in {LineRole.LINE, LineRole.LEADING_LINE, LineRole.HEADING_AND_TEXT} or BULLET.match(line)
    return PassageKind.BODY, Form.ITEM if is_item else Form.PROSE


def _is_entry(document: Document, line: str, section: _Section) -> bool:
    """Return whether a line in a section of such a name is an entry: marked, and pointed at or in the form of one."""
    numbered = NUMBERED_REFERENCE.match(line)
    if section.kind is not PassageKind.REFERENCE or not (numbered or _PLAIN_BULLET.match(line)):
        return False
    is_pointed_at = numbered is not None and (numbered[1] or numbered[2]) in _pointed_at(document)
    return is_pointed_at or is_entry_of(section.name, _unmarked(line))


def _unmarked(line: str) -> str:
    found = NUMBERED_REFERENCE.match(line) or BULLET.match(line)
    return line[found.end() :] if found else line


def _is_link(line: str) -> bool:
    """Return whether a line is a name of something else, rather than something said or a value."""
    name = _unmarked(line)
    if is_sentence(name):
        return False
    return looks_like_reference(name) or (words_of(name) <= HEADING_WORDS and not is_value(name))


@once_a_document
def _pointed_at(document: Document) -> frozenset[str]:
    """Return the markers that stand behind some text, as the 4 in "It was.[4]"."""
    return frozenset(_POINTER.findall(document.text))


def _section_at(document: Document, place: int) -> _Section:
    """Return the section that is there, of one of body text without its name: what stands below a heading that names
    such a section is in it up to the next heading.
    """
    # The first line gets a line break before it, too.
    mentions = [found.end() - 2 for found in _NAME_OF_A_SECTION.finditer(f"\n{document.text[:place]}")]
    while mentions:
        start = layout_start(document, mentions[-1])
        opened = [part.section for part in _headings_between(document, start, place)]
        if opened:
            return _NO_SECTION if opened[-1].kind is PassageKind.BODY else opened[-1]
        # What was looked through is not looked through again: a line of that name may be anything.
        place = start
        mentions = mentions[: bisect_left(mentions, place)]
    return _NO_SECTION


def _headings_between(document: Document, start: int, end: int) -> Iterator[_Part]:
    parts = takewhile(lambda part: part.start < end, _parts(document, start, _NO_SECTION))
    return (part for part in parts if part.role in {LineRole.HEADING, LineRole.HEADING_AND_TEXT})


def _mark_chars(kind: PassageKind, line: str) -> int:
    """Return how long the bullet, caret or number sign is that a line of this kind starts with."""
    marks = {PassageKind.HEADING: (MARKDOWN_HEADING,), PassageKind.REFERENCE: (REFERENCE, _PLAIN_BULLET)}
    found = (mark.match(line) for mark in marks.get(kind, (BULLET,)))
    return next((match.end() for match in found if match), 0)
