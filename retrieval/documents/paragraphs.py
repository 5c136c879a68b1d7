"""The paragraphs of a text, as spans: a line that was wrapped is joined to the one it goes on in."""

import re
from collections.abc import Iterator

from retrieval.domain.documents import Document

CAPITALS_WORDS = 6
"""An all-capitals line this long is a link to another story, as news sites set them between paragraphs."""
WRAPPED_LINE_CHARS = 50
"""A line at least this long that stops without an end mark goes on in the next line: hard-wrapped text."""
_CUT_AT_ONCE_CHARS = 10_000
"""The characters of a text that are cut into lines at once."""
_END_CHARS = 100
"""The characters of a line in which its end mark is looked for, where seeing none costs no more than looking on."""

BULLET = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+")
REFERENCE = re.compile(r"(?:[-*+•]\s+)?\^\s*")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
RULE = re.compile(r"\A(?:(?:[-*_=]\s*){3,}$|```)")
_RULE_MARKS = re.compile(r"[-*_=\s]+")
ENDED = re.compile(r"[.!?…:;,。！？][\"'”’»)\]]*(?:\[\^?\w{1,8}\])*$")
WORD = re.compile(r"\w+(?:[-'’]\w+)*")
BOILERPLATE_LINE = re.compile(
    r"(?:click here\b|read more\b|read also\b|related (?:content|articles|stories|topics|news)\b|recommended stories\b"
    r"|advertisement\b|subscribe (?:to|now)\b|sign up (?:for|to)\b|follow us\b|share this\b|all rights reserved\b"
    r"|skip to (?:main )?content\b|download (?:the|our) app\b|media related to .{1,200} at wikimedia commons"
    r"|(?:©|copyright\s+(?:©|\d{4})))",
    re.IGNORECASE,
)

_STARTS_A_PARAGRAPH = (BULLET, REFERENCE, MARKDOWN_HEADING, RULE, BOILERPLATE_LINE)


def _lines(text: str, position: int) -> Iterator[tuple[int, int]]:
    """Yield spans of the lines from `position` on, without the white space around them; an empty span is a blank
    line.
    """
    while position < len(text):
        piece_end = text.find("\n", position + _CUT_AT_ONCE_CHARS) + 1 or len(text)
        for line in text[position:piece_end].splitlines(keepends=True):
            stripped = line.strip()
            start = position + (len(line) - len(line.lstrip()) if stripped else 0)
            yield start, start + len(stripped)
            position += len(line)


def paragraphs(document: Document, position: int) -> Iterator[tuple[int, int]]:
    """Yield spans of whole paragraphs from `position` on, where one starts: a line that was wrapped is joined to the
    one it goes on in.
    """
    paragraph: _Paragraph | None = None
    for start, end in _lines(document.text, position):
        if paragraph is not None and start < end and paragraph.goes_on_in(start, end):
            paragraph.add(start, end)
            continue
        if paragraph is not None:
            yield paragraph.start, paragraph.end
        paragraph = _Paragraph(document, start, end) if start < end else None
    if paragraph is not None:
        yield paragraph.start, paragraph.end


def paragraph_start(text: str, place: int) -> int:
    """Return where a paragraph starts, whatever stands before: a line at or before `place`, or the text."""
    start = text.rfind("\n", 0, place) + 1
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        if _starts_a_paragraph(text, start, text[before:start].strip()):
            return start
        start = before
    return 0


def _starts_a_paragraph(text: str, start: int, before: str) -> bool:
    """Return whether the line at `start` does for certain, `before` being the one before it."""
    if not before or ENDED.search(before[-_END_CHARS:]):
        return True
    line = next(iter(text[start : text.find("\n", start) + 1 or len(text)].strip().splitlines()), "")
    if not line or any(pattern.match(line) for pattern in _STARTS_A_PARAGRAPH):
        return True
    return not line[0].islower() and len(before) < WRAPPED_LINE_CHARS


class _Paragraph:
    """The lines of a paragraph so far, and what decides whether it goes on: noted line by line, since a hard-wrapped
    text may be one paragraph of many thousand lines.
    """

    def __init__(self, document: Document, start: int, end: int) -> None:
        self._text = document.text
        self._title = document.title
        self.start = self._stretch_start = start
        self.end = start
        self._words = self._rule_marks = 0
        self._has_upper, self._has_lower, self._is_ended, self._is_rule = False, False, False, True
        self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take the next line, a span without white space around it."""
        line = self._text[start:end]
        # Unlike a line break, a page break or the like does not end a stretch.
        if "\n" in self._text[self.end : start]:
            self._stretch_start, self._is_rule, self._rule_marks = start, True, 0
        self.end = end
        self._is_ended = ENDED.search(line) is not None
        self._is_rule = self._is_rule and _RULE_MARKS.fullmatch(line) is not None
        self._rule_marks += len("".join(line.split())) if self._is_rule else 0
        self._has_upper = self._has_upper or line.isupper()
        # A text without letters has no small letter.
        self._has_lower = self._has_lower or not f"A{line}".isupper()
        self._words += 0 if self._has_lower else len(WORD.findall(line))

    def goes_on_in(self, start: int, end: int) -> bool:
        """Return whether it does in the line from start to end."""
        if self._is_ended or self._is_title() or self._is_capitals() or self._ends_as_rule():
            return False
        if MARKDOWN_HEADING.match(self._text, self.start, self.end):
            return False
        line = self._text[start:end]
        if any(pattern.match(line) for pattern in _STARTS_A_PARAGRAPH):
            return False
        return line[0].islower() or self.end - self._stretch_start >= WRAPPED_LINE_CHARS

    def _is_title(self) -> bool:
        return self.end - self.start == len(self._title) and self._text.startswith(self._title, self.start)

    def _is_capitals(self) -> bool:
        return self._has_upper and not self._has_lower and self._words >= CAPITALS_WORDS

    def _ends_as_rule(self) -> bool:
        return (self._is_rule and self._rule_marks >= 3) or self._text.startswith("```", self._stretch_start)
