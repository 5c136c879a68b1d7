"""What each paragraph of a plain text does in it, told by what stands around it: one heads what is below it, others are
lines of a list, text, code, or what a site sets around its text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import groupby
from operator import itemgetter

from retrieval.documents.blocks import kind_of_section
from retrieval.documents.lines import (
    BULLET,
    ENDED,
    HEADING_WORDS,
    MARKDOWN_HEADING,
    NEWS_SITE,
    PERHAPS_OF_A_SITE,
    RULE,
    SITE_LINE,
    SITE_LINE_WORDS,
    is_capitals,
    is_sentence,
    is_value,
    looks_like_heading,
    words_of,
)
from retrieval.documents.paragraphs import LinesTogether, Stanza, stanza_start, stanzas
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import once_a_document

HEADINGS_IN_A_ROW = 2
"""The most headings that stand one below the other: a part and its chapter. More short lines are a list of lines."""
_CLAUSE_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_FIRST_NUMBER = re.compile(r"[01]\D")
_UNDERLINE = re.compile(r"([=~-])\1{2,}$")
_UNDERLINE_CHARS_BEYOND = 4


class LineRole(Enum):
    """What a paragraph does in the document."""

    HEADING = auto()
    HEADING_AND_TEXT = auto()
    """The number and name of a clause, or a step with more about it: a heading that says something."""
    TEXT = auto()
    LEADING_LINE = auto()
    """A short line that says what those below it are."""
    LINE = auto()
    """A short line among others, or one that heads nothing."""
    CODE = auto()
    OF_A_SITE = auto()


Placed = tuple[LinesTogether, LineRole]


def placed(document: Document, place: int) -> Iterator[Sequence[Placed]]:
    """Yield the stanzas from `place` on, each paragraph with what it does."""
    alone: list[LinesTogether] = []
    clause: LinesTogether | None = None
    for stanza in stanzas(document, place):
        if clause is not None:
            yield [(clause, LineRole.HEADING_AND_TEXT if _is_below(document, stanza, clause) else LineRole.LINE)]
            clause = None
        if _may_be_heading(document, stanza):
            alone.extend(stanza.paragraphs)
            continue
        placed = _roles(document, stanza)
        heads = bool(placed) and placed[0][1] is not LineRole.HEADING and not _goes_on_counting(document, placed[0][0])
        for number, paragraph in enumerate(alone, start=1):
            is_heading = heads and (number == len(alone) or len(alone) <= HEADINGS_IN_A_ROW)
            yield [(paragraph, LineRole.HEADING if is_heading else LineRole.LINE)]
        # What has a heading of its own needs no line to say what it is.
        if alone and len(placed) > 2 and placed[0][1] is LineRole.LEADING_LINE:
            placed[0] = (placed[0][0], LineRole.LINE)
        alone = []
        if len(placed) == 1 and _is_clause(document, placed[0][0]):
            clause = placed[0][0]
        else:
            yield placed
    for paragraph in [*alone, *([clause] if clause else [])]:
        yield [(paragraph, LineRole.LINE)]


def _goes_on_counting(document: Document, paragraph: LinesTogether) -> bool:
    """Return whether a paragraph is the second of a numbered list, or a later one: a line before it heads nothing."""
    number = _CLAUSE_NUMBER.match(document.text, paragraph.start, paragraph.end)
    return number is not None and not _FIRST_NUMBER.match(number[0])


def _is_clause(document: Document, paragraph: LinesTogether) -> bool:
    """Return whether a paragraph is a number and a name, as clauses and steps have."""
    line = document.text[paragraph.start : paragraph.end]
    return (number := _CLAUSE_NUMBER.match(line)) is not None and looks_like_heading(line[number.end() :])


def _is_below(document: Document, stanza: Stanza, clause: LinesTogether) -> bool:
    """Return whether a stanza says what a clause of that name does."""
    first = stanza.paragraphs[0]
    line = document.text[first.start : first.end]
    return first.indent <= clause.indent and _can_be_headed(line) and not _CLAUSE_NUMBER.match(line)


def _may_be_heading(document: Document, stanza: Stanza) -> bool:
    """Return whether it is a line that stands alone and may be a heading, unless it is one for certain."""
    if len(stanza.paragraphs) > 1 or stanza.is_code:
        return False
    (paragraph,) = stanza.paragraphs
    line = document.text[paragraph.start : paragraph.end]
    if RULE.match(line):
        return False
    return looks_like_heading(line) and not _is_heading(document, line) and not _is_of_a_site(document, line)


def _roles(document: Document, stanza: Stanza) -> list[Placed]:
    """Return what the paragraphs of a stanza do, rules left out, where it is no line that may be a heading."""
    if stanza.is_code:
        return [(paragraph, LineRole.CODE) for paragraph in stanza.paragraphs]
    lines = [document.text[paragraph.start : paragraph.end] for paragraph in stanza.paragraphs]
    placed = []
    for number, (paragraph, line) in enumerate(zip(stanza.paragraphs, lines, strict=True)):
        if not RULE.match(line):
            placed.append((paragraph, _role(document, stanza, lines, number)))
    begin = 0
    for role, run in groupby(placed, key=itemgetter(1)):
        paragraphs = [paragraph for paragraph, _ in run]
        if role is LineRole.LINE and _leads_the_others([document.text[line.start : line.end] for line in paragraphs]):
            placed[begin] = (placed[begin][0], LineRole.LEADING_LINE)
        begin += len(paragraphs)
    return placed


def _leads_the_others(lines: Sequence[str]) -> bool:
    """Return whether the first of some short lines says what the others are: it has no value, and most of them do. Of
    two, the first is the name of the second.
    """
    first, others = lines[0], lines[1:]
    if not others or BULLET.match(first) or not looks_like_heading(first) or any(map(str.isdigit, first)):
        return False
    values = sum(is_value(line) or any(map(str.isdigit, line)) for line in others)
    return len(others) == 1 or 2 * values > len(others)


def _role(document: Document, stanza: Stanza, lines: Sequence[str], number: int) -> LineRole:
    line = lines[number]
    before = lines[number - 1] if number else ""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    if _is_heading(document, line) or (looks_like_heading(line) and _underlines(after, line)):
        return LineRole.HEADING
    if _stands_among_text(before, after) and _is_of_a_site(document, line):
        return LineRole.OF_A_SITE
    if looks_like_heading(line):
        deeper = after and stanza.paragraphs[number + 1].indent > stanza.paragraphs[number].indent
        is_first = not before or RULE.match(before) or _is_heading(document, before) or _is_text(before)
        return LineRole.HEADING if is_first and after and not deeper and _can_be_headed(after) else LineRole.LINE
    if "\n" not in line and not ENDED.search(line[-100:]) and words_of(line) <= HEADING_WORDS:
        return LineRole.LINE
    return LineRole.TEXT


def _is_heading(document: Document, line: str) -> bool:
    """Return whether a line is a heading wherever it stands."""
    return bool(MARKDOWN_HEADING.match(line)) or line == document.title or kind_of_section(line) is not PassageKind.BODY


def _underlines(rule: str, line: str) -> bool:
    return _UNDERLINE.match(rule) is not None and (
        rule[0] == "=" or abs(len(rule) - len(line)) <= _UNDERLINE_CHARS_BEYOND
    )


def _stands_among_text(before: str, after: str) -> bool:
    return all(not line or RULE.match(line) or _is_text(line) for line in (before, after))


def _is_text(line: str) -> bool:
    """Return whether a paragraph is running text."""
    return is_sentence(line) or words_of(line) > HEADING_WORDS


def _can_be_headed(line: str) -> bool:
    return _is_text(line) or BULLET.match(line) is not None


def _is_of_a_site(document: Document, line: str) -> bool:
    """Return whether a line that stands by itself is what a site sets around its text."""
    if SITE_LINE.fullmatch(line):
        return True
    if "\n" in line or words_of(line) > 2 * SITE_LINE_WORDS:
        return False
    is_news_site, repeated = _set_by_a_site(document)
    if is_news_site and is_capitals(line):
        return True
    if words_of(line) > SITE_LINE_WORDS or not PERHAPS_OF_A_SITE.fullmatch(line):
        return False
    return is_news_site or line in repeated


@once_a_document
def _set_by_a_site(document: Document) -> tuple[bool, frozenset[str]]:
    """Return whether a document has lines that a news site alone sets between paragraphs; and those that one may, that
    stand in it more than once.
    """
    lines = Counter(found.strip() for found in PERHAPS_OF_A_SITE.findall(document.text))
    return NEWS_SITE.search(document.text) is not None, frozenset(line for line, times in lines.items() if times > 1)


def layout_start(document: Document, place: int) -> int:
    """Return a place at or before `place` at which blocks can be begun: they are those of the whole document."""
    start = stanza_start(document, place)
    # A line that stands alone is what it is by those that stand alone before it, and by no more than it takes to tell
    # headings from a list; a clause is what it is by what follows it.
    for _ in range(HEADINGS_IN_A_ROW + 1):
        before = start - 1
        while before >= 0 and document.text[before].isspace():
            before -= 1
        if before < 0:
            return 0
        start = stanza_start(document, before)
        if not _may_be_heading(document, next(stanzas(document, start))):
            break
    return start
