"""Cuts running text into sentences, as exact spans: every character of a sentence is where it was.

Rules rather than a model: they are quick, they never drop or rewrite a character, and what they do can be read here.
"""

import re

MAX_SENTENCE_CHARS = 600
"""A longer run without an end (a table, a list without stops) is cut at a comma or a space: it must fit a screen."""

STATEMENT_ENDS = "。！｡।॥۔։።။។᠃"
"""The marks of other scripts that end a statement, wherever they stand: no abbreviation is written with one."""
QUESTION_ENDS = "？؟፧"
"""Those that end a question."""
CLOSING_MARKS = r"\"'”’»)\]」』）"
"""The quotation marks and brackets that close after an end mark, as a class of characters holds them."""
# An end mark, the quotes and brackets that close after it, and footnote markers such as [3] or [note 1].
_END = re.compile(rf"(?:[.!?…]+|[{STATEMENT_ENDS}{QUESTION_ENDS}])[{CLOSING_MARKS}]*(?:\[\^?(?:\w+ )?\w{{1,8}}\])*")
_LAST_WORD = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){0,20}[^\W_]{1,40}$")
_LOOKED_BACK_CHARS = 40
_WORD_ENDS = re.compile(r"\W")

_ALWAYS_ABBREVIATED = frozenset(
    """adm approx brig capt cf col dr e.g eg etc fig gen gov hon i.e ie jr lt maj messrs mr mrs ms mt prof rep rev sen
    sgt sr st supt viz vs""".split()
)
_ABBREVIATED_BEFORE_A_NUMBER = frozenset(
    "apr art aug ch dec eq feb jan jul jun mar no nos nov oct op p para pp sec sect sep sept vol".split()
)
# After an initial or an abbreviation with inner stops ("Room B. The", "the U.S. The"), only a word that seldom follows
# a name starts a sentence.
_STARTERS = frozenset(
    "a after also an and as at but by for from he her his however i if in it its on she since that the their there they"
    " this these those we when while you".split()
)

_WITHIN_CODES = ("-", "/", "_", "#")
"""What joins the last letter of a code to it: the B of "88-2043-B." is no initial."""
_CODE_SPAN_CHARS = 200
"""How far behind an end mark the end of the code is looked for that it stands in, as the message of a program may."""
_SEEN_CHARS = 20
"""The characters that are looked at behind an end mark: more than the longest of the starters has."""


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences between `start` and `end`, in order, without the white space around them."""
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = counted = start
    marks = 0
    for match in _END.finditer(text, start, end):
        marks += text.count("`", counted, match.start())
        counted = match.start()
        is_in_code = marks % 2 and text.find("`", match.start(), min(end, match.end() + _CODE_SPAN_CHARS)) >= 0
        if not is_in_code and _ends_sentence(text, match, end):
            _add(spans, text, begin, match.end())
            begin = counted = match.end()
            marks = 0
    _add(spans, text, begin, end)
    return spans


def _ends_sentence(text: str, match: re.Match[str], end: int) -> bool:
    mark = text[match.start()]
    if mark in STATEMENT_ENDS + QUESTION_ENDS:
        return True
    following = match.end()
    if following < end and not text[following].isspace():
        return False
    while following < end and text[following].isspace():
        following += 1
    # This looks no further than its first word: in a long paragraph, it is asked again and again.
    rest = text[following : min(end, following + _SEEN_CHARS)]
    if not rest:
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - _LOOKED_BACK_CHARS), match.start())
    word = before.group() if before else ""
    closed = match.end() - match.start() > 1
    if mark == "." and not closed:
        is_part_of_a_code = before is not None and text[before.start() - 1 : before.start()] in _WITHIN_CODES
        if not is_part_of_a_code and _is_abbreviation(word, rest):
            return False
        # Somebody's typing error is still an end: "…sanctions against Tehran. the president's predecessor…"
        return not rest[0].islower() or len(word) > 3
    return not rest[0].islower()


def is_abbreviated(text: str, following: str) -> bool:
    """Return whether a text ends in an abbreviation that takes what follows it with it: "e.g.", "No." before a 5."""
    before = _LAST_WORD.search(text, max(0, len(text) - 1 - _LOOKED_BACK_CHARS), len(text) - 1)
    word = before.group().casefold() if before and text.endswith(".") else ""
    return word in _ALWAYS_ABBREVIATED or (word in _ABBREVIATED_BEFORE_A_NUMBER and following[:1].isdigit())


def _is_abbreviation(word: str, rest: str) -> bool:
    folded = word.casefold()
    if folded in _ALWAYS_ABBREVIATED:
        return True
    if folded in _ABBREVIATED_BEFORE_A_NUMBER:
        return rest[0].isdigit()
    if len(word) == 1 and word.isalpha() and word.isupper():
        return rest[0].isupper() and not _starts_a_sentence(rest)
    return "." in word and not _starts_a_sentence(rest)


def _starts_a_sentence(rest: str) -> bool:
    return _WORD_ENDS.split(rest, maxsplit=1)[0].casefold() in _STARTERS


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE_CHARS:
        cut = _place_to_cut(text, start, start + MAX_SENTENCE_CHARS)
        spans.append((start, start + len(text[start:cut].rstrip())))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        spans.append((start, end))


def _place_to_cut(text: str, start: int, limit: int) -> int:
    """Return the end of the last clause before `limit`, else of the last word; `limit` where there is neither."""
    middle = start + (limit - start) // 2
    for marks in (";:\n", ",", " \t"):
        cut = max(text.rfind(mark, middle, limit) for mark in marks)
        if cut > start:
            return cut + 1 if marks != " \t" else cut
    return limit
