"""The paragraphs of a plain text, as spans: a line that was wrapped is joined to the one that it goes on in, and what
stands between two blank lines is one stanza.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from retrieval.documents.lines import (
    BEGINS_WITH_A_LABEL,
    BULLET,
    CODE_LINE,
    ENDED,
    MARKDOWN_HEADING,
    REFERENCE,
    RULE,
    SITE_LINE,
    STOPPED,
    is_value,
)
from retrieval.domain.documents import Document
from retrieval.text.cache import once_a_document
from retrieval.text.sentences import is_abbreviated

WRAPPED_LINE_CHARS = 50
"""A line at least this long that stops without an end mark goes on in the next line, in a text whose own lines do not
tell how long they were made."""
_NARROWEST_CHARS = 25
_SAMPLE_CHARS = 50_000
"""The characters at the beginning of a text whose lines tell how it was wrapped."""
_FEWEST_WRAPPED = 3
_FULL_SHARE = 0.9
"""Of the lines that were certainly wrapped, those that are no longer than the width: the others stick out of it."""
_CUT_AT_ONCE_CHARS = 10_000
"""The characters of a text that are cut into lines at once."""
_TAB_CHARS = 4
_CODE_SHARE = 0.6
_CODE_INDENT = 4

_FENCE_LINE = re.compile(r"^[ \t]*+```[^`\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*+(?=\r?\n|\Z)", re.MULTILINE)
_STARTS_A_PARAGRAPH = (BULLET, REFERENCE, MARKDOWN_HEADING, RULE, SITE_LINE)


class Line(NamedTuple):
    """A line without the white space around it, `indent` characters from the edge. A blank one is an empty span."""

    start: int
    end: int
    indent: int


class LinesTogether(NamedTuple):
    """Lines that belong together. `indent` is that of the first."""

    start: int
    end: int
    indent: int
    is_one_line: bool


class Stanza(NamedTuple):
    """What stands between blank lines. The lines of code are one paragraph."""

    paragraphs: list[LinesTogether]
    is_code: bool


def stanzas(document: Document, position: int) -> Iterator[Stanza]:
    """Yield those from `position` on, where one starts."""
    text = document.text
    width = wrap_width(document)
    all_fences = _fences(document)
    fences = iter(all_fences[bisect_right(all_fences, position, key=itemgetter(1)) :])
    fence = next(fences, None)
    lines: list[Line] = []
    is_fenced = False
    for line in _lines(text, position):
        while fence is not None and line.start >= fence[1]:
            fence = next(fences, None)
        within = fence is not None and fence[0] <= line.start
        if (line.start == line.end or within != is_fenced) and lines:
            yield _stanza(document, lines, width, is_fenced=is_fenced)
            lines = []
        is_fenced = within
        if line.start < line.end and not (within and fence is not None and line.start == fence[0]):
            lines.append(line)
    if lines:
        yield _stanza(document, lines, width, is_fenced=is_fenced)


def stanza_start(document: Document, place: int) -> int:
    """Return where a stanza starts, whatever stands before: at or before `place`."""
    text = document.text
    fences = _fences(document)
    within = bisect_right(fences, place, key=itemgetter(1))
    if within < len(fences) and fences[within][0] < place:
        place = fences[within][0]
    start = text.rfind("\n", 0, place) + 1
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].strip():
            return start
        start = before
    return 0


@once_a_document
def wrap_width(document: Document) -> int:
    """Return the most characters of a line where the text was wrapped by hand or program; 0 where nothing tells it.

    A line without an end mark before one that begins with a small letter was wrapped for certain.
    """
    text = document.text
    lines = list(_lines(text[:_SAMPLE_CHARS], 0))
    pairs = [
        (line, following)
        for line, following in pairwise(lines)
        if line.start < line.end and following.start < following.end
    ]
    wrapped = sorted(
        line.end - line.start
        for line, following in pairs
        if text[following.start].islower() and not ENDED.search(text, max(line.start, line.end - 20), line.end)
    )
    if len(wrapped) < _FEWEST_WRAPPED or len(wrapped) * 4 < len(pairs):
        return 0
    width = wrapped[int(len(wrapped) * _FULL_SHARE)]
    return width if width >= _NARROWEST_CHARS else 0


@once_a_document
def _fences(document: Document) -> tuple[tuple[int, int], ...]:
    """Return the spans between two lines of backticks, with the first and without the last. One that is never closed
    is none.
    """
    if "```" not in document.text:
        return ()
    starts = [found.end() - len(found[0].lstrip()) for found in _FENCE_LINE.finditer(document.text)]
    return tuple(zip(starts[::2], starts[1::2], strict=False))


def _lines(text: str, position: int) -> Iterator[Line]:
    """Yield the lines from `position` on."""
    while position < len(text):
        piece_end = text.find("\n", position + _CUT_AT_ONCE_CHARS) + 1 or len(text)
        for line in text[position:piece_end].splitlines(keepends=True):
            stripped = line.strip()
            before = line[: len(line) - len(line.lstrip())] if stripped else ""
            start = position + len(before)
            yield Line(start, start + len(stripped), len(before) + before.count("\t") * (_TAB_CHARS - 1))
            position += len(line)


def _stanza(document: Document, lines: Sequence[Line], width: int, *, is_fenced: bool) -> Stanza:
    text = document.text
    if is_fenced or _is_code(text, lines):
        first, last = lines[0], lines[-1]
        return Stanza([LinesTogether(first.start, last.end, first.indent, len(lines) == 1)], is_code=True)
    return Stanza(list(_joined(document, lines, width)), is_code=False)


def _is_code(text: str, lines: Sequence[Line]) -> bool:
    written = [text[line.start : line.end] for line in lines]
    found = sum(CODE_LINE.search(line) is not None for line in written)
    if found >= max(1, _CODE_SHARE * len(lines)):
        return True
    # What is set in and has no end marks is a command or what it prints.
    return all(line.indent >= _CODE_INDENT for line in lines) and not any(
        ENDED.search(line[-100:]) or BULLET.match(line) or line[0].isupper() for line in written
    )


def _joined(document: Document, lines: Sequence[Line], width: int) -> Iterator[LinesTogether]:
    text, title = document.text, document.title
    first = last = lines[0]
    for line in lines[1:]:
        is_title = last.end - first.start == len(title) and text.startswith(title, first.start)
        if not is_title and _goes_on(text, first, last, line, width):
            last = line
            continue
        yield LinesTogether(first.start, last.end, first.indent, first is last)
        first = last = line
    yield LinesTogether(first.start, last.end, first.indent, first is last)


def _goes_on(text: str, first: Line, last: Line, line: Line, width: int) -> bool:
    """Return whether a paragraph from `first` to `last` goes on in the next line."""
    before, after = text[last.start : last.end], text[line.start : line.end]
    if any(pattern.match(after) for pattern in _STARTS_A_PARAGRAPH) or RULE.match(before):
        return False
    if MARKDOWN_HEADING.match(text, first.start, first.end) or SITE_LINE.fullmatch(before):
        return False
    word = after.split(maxsplit=1)[0]
    is_full = len(before) + 1 + len(word) > width if width else len(before) >= WRAPPED_LINE_CHARS
    if STOPPED.search(before) and not is_abbreviated(before, after):
        # Only a text that is wrapped for certain goes on after the end of a sentence.
        is_open = before.endswith(":") and not after[0].islower()
        return width >= WRAPPED_LINE_CHARS and is_full and not is_open and last.indent == line.indent
    if after == word and is_value(after) and (is_value(before) or any(map(str.isdigit, before))):
        # An address among others: it begins with a small letter wherever it stands.
        return False
    if after[0].islower() or is_abbreviated(before, after) or before.endswith((",", ";", "，", "、")):
        return True
    if BEGINS_WITH_A_LABEL.match(after) and BEGINS_WITH_A_LABEL.match(text, first.start, first.end):
        return False
    if before.isupper() and not after.isupper() and len(before.split()) > 1:
        return False
    return is_full
