"""What the lines of a document are: body text, headings, boilerplate or entries of a reference list.

Works on Markdown and on plain text whose headings are just short lines. Nothing is rewritten: a block is a span.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.domain import Document, PassageKind, Reference
from retrieval.sentences import split_sentences

HEADING_WORDS = 12
"""A longer line without an end mark is taken for body text: the longest plain heading in the shipped corpus has 6."""
CAPITALS_WORDS = 6
"""An all-capitals line this long is a link to another story, as news sites set them between paragraphs."""
WRAPPED_LINE_CHARS = 50
"""A line at least this long that stops without an end mark goes on in the next line: hard-wrapped text."""

_BULLET = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+")
_PLAIN_BULLET = re.compile(r"[-*+•]\s+")
_REFERENCE = re.compile(r"(?:[-*+•]\s+)?\^\s*")
_NUMBERED_REFERENCE = re.compile(r"(?:\[\^?(\w{1,8})\]:?|(\d{1,4})[.)])\s*")
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
_RULE = re.compile(r"(?:[-*_=]\s*){3,}$|```")
_ENDED = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*(?:\[\^?\w{1,8}\])*$")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")

_REFERENCE_SECTIONS = frozenset({"references", "notes", "footnotes", "citations", "sources", "bibliography"})
_BOILERPLATE_SECTIONS = frozenset({"see also", "external links", "further reading", "related content"})
_BOILERPLATE_LINE = re.compile(
    r"(?:click here\b|read more\b|read also\b|related (?:content|articles|stories|topics|news)\b|recommended stories\b"
    r"|advertisement\b|subscribe (?:to|now)\b|sign up (?:for|to)\b|follow us\b|share this\b|all rights reserved\b"
    r"|skip to (?:main )?content\b|download (?:the|our) app\b|media related to .{1,200} at wikimedia commons"
    r"|(?:©|copyright\s+(?:©|\d{4})))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, heading or entry, without its bullet; `sentences` are spans of the document."""

    start: int
    end: int
    kind: PassageKind
    section: str
    sentences: tuple[tuple[int, int], ...]


@lru_cache(maxsize=256)
def layout_of(document: Document) -> tuple[Block, ...]:
    """The blocks of a document in order. Where no line looks like body text, every line but the title is."""
    blocks = tuple(_blocks(document))
    if any(block.kind is PassageKind.BODY for block in blocks):
        return blocks
    others = [b for b in blocks if document.text[b.start : b.end] != document.title]
    body = set([b for b in others if b.kind is PassageKind.HEADING] or others or blocks)
    return tuple(
        Block(start=b.start, end=b.end, kind=PassageKind.BODY, section="", sentences=b.sentences) if b in body else b
        for b in blocks
    )


def references_of(document: Document) -> dict[str, Reference]:
    """The entries of the reference list by marker: its own number where it has one, else its place from 1."""
    references: dict[str, Reference] = {}
    entries = [block for block in layout_of(document) if block.kind is PassageKind.REFERENCE]
    for place, entry in enumerate(entries, start=1):
        numbered = _NUMBERED_REFERENCE.match(document.text, entry.start, entry.end)
        marker = next(filter(None, numbered.groups()), str(place)) if numbered else str(place)
        start = numbered.end() if numbered and numbered.end() < entry.end else entry.start
        references.setdefault(marker, Reference(document=document, marker=marker, start=start, end=entry.end))
    return references


def markers_in(text: str) -> list[str]:
    """The footnote markers in a text, `["24"]` for `…infrastructure.[24]`, in order, each once."""
    return list(dict.fromkeys(re.findall(r"\[\^?(\w{1,8})\]", text)))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines without the white space around them; an empty span is a blank line."""
    position = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        start = position + (len(line) - len(line.lstrip()) if stripped else 0)
        yield start, start + len(stripped)
        position += len(line)


def _paragraphs(document: Document) -> Iterator[tuple[int, int]]:
    """Spans of whole paragraphs: a line that was wrapped is joined to the one it goes on in."""
    text = document.text
    start = end = -1
    for line_start, line_end in _lines(text):
        if start >= 0 and line_start < line_end and _goes_on(document, text[start:end], text[line_start:line_end], end):
            end = line_end
            continue
        if start >= 0:
            yield start, end
        start, end = (line_start, line_end) if line_start < line_end else (-1, -1)
    if start >= 0:
        yield start, end


def _goes_on(document: Document, so_far: str, line: str, end: int) -> bool:
    last = so_far.rsplit("\n", 1)[-1].strip()
    if so_far == document.title or _ENDED.search(last) or _is_capitals(so_far):
        return False
    if _MARKDOWN_HEADING.match(so_far) or _RULE.match(last):
        return False
    if any(p.match(line) for p in (_BULLET, _REFERENCE, _MARKDOWN_HEADING, _RULE, _BOILERPLATE_LINE)):
        return False
    return line[0].islower() or len(last) >= WRAPPED_LINE_CHARS


def _blocks(document: Document) -> Iterator[Block]:
    text = document.text
    section, section_kind = "", PassageKind.BODY
    for start, end in _paragraphs(document):
        line = text[start:end]
        if _RULE.match(line):
            continue
        kind = _kind_of(line, document.title, section_kind)
        inner = min(start + _mark_chars(kind, line), end - 1)
        if kind is PassageKind.HEADING:
            name = text[inner:end]
            section, section_kind = ("" if name == document.title else name), _kind_of_section(name)
            if section_kind is PassageKind.BOILERPLATE:
                kind = PassageKind.BOILERPLATE
        elif text[inner:end] == document.title:
            kind = PassageKind.HEADING
        sentences = tuple(split_sentences(text, inner, end))
        yield Block(start=inner, end=end, kind=kind, section=section, sentences=sentences)


def _mark_chars(kind: PassageKind, line: str) -> int:
    """How long the bullet, caret or number sign is that a line of this kind begins with."""
    marks = {PassageKind.HEADING: (_MARKDOWN_HEADING,), PassageKind.REFERENCE: (_REFERENCE, _PLAIN_BULLET)}
    found = (mark.match(line) for mark in marks.get(kind, (_BULLET,)))
    return next((match.end() for match in found if match), 0)


def _kind_of(line: str, title: str, section_kind: PassageKind) -> PassageKind:
    if _MARKDOWN_HEADING.match(line) or line == title or _kind_of_section(line) is not PassageKind.BODY:
        return PassageKind.HEADING
    if _REFERENCE.match(line):
        return PassageKind.REFERENCE
    if _BOILERPLATE_LINE.match(line) or _is_capitals(line):
        return PassageKind.BOILERPLATE
    if section_kind is PassageKind.REFERENCE and (_BULLET.match(line) or _NUMBERED_REFERENCE.match(line)):
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
    if "\n" in line or _ENDED.search(line) or _BULLET.match(line) or "|" in line:
        return False
    words = _WORD.findall(line)
    return 0 < len(words) <= HEADING_WORDS and not line[0].islower()


def _is_capitals(line: str) -> bool:
    return line.isupper() and len(_WORD.findall(line)) >= CAPITALS_WORDS
