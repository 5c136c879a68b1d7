"""The quantities in a text, each with its kind: "34 km" is a length, "55 minutes" a duration, "320 seats" a count."""

import re
from dataclasses import dataclass

from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.phrases import is_plural_noun
from retrieval.text.units import UNIT, Quantity, unit_of
from retrieval.text.words import is_stop_word, stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A quantity in a text: its span with its unit, and its kinds. `nouns` are the stems of what is counted, none where
    that is not said; `dimension` is that of a length, where it is said: "25 m long" is one of "long".
    """

    start: int
    end: int
    kinds: frozenset[Quantity]
    nouns: frozenset[str] = frozenset()
    dimension: str | None = None


NUMBER_WORDS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety dozen dozens hundred hundreds thousand
    thousands million millions billion billions half third quarter once twice several many few""".split()
)
_PLAIN_FIGURE = r"\d++(?:[.,]\d++)*+"
_SPELT = rf"(?:{'|'.join(sorted(NUMBER_WORDS - {'once', 'twice'}, key=len, reverse=True))})(?![^\W_])"
_FIGURE_OR_WORD = rf"(?:{_PLAIN_FIGURE}|{_SPELT}(?:[ -]{_SPELT})?+)"
_CURRENCY = r"(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF)\b)"
_CAPITALISED_MONTH = rf"(?-i:{'|'.join(month.capitalize() for month in MONTHS)})"
_TIME_OF_DAY = (
    r"(?<![\w.])\d{1,2}:\d\d(?!\d)(?::\d\d)?(?:\s?[ap]\.?m\b)?|(?<![\w.])\d{1,2}\s?[ap]\.?m\b|\b(?:noon|midnight)\b"
    r"|\bo['’]clock\b"
)
_CALENDAR_DATE = (
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?\b{_CAPITALISED_MONTH}\b(?:\s\d{{1,2}}(?:st|nd|rd|th)?\b(?!:))?(?:,?\s\d{{4}}\b)?"
    r"|\b\d{4}-\d\d-\d\d\b|\b(?:1[0-9]|20)\d\ds\b|\b\d{1,2}th[- ]century\b"
    rf"|(?-i:\b(?:{'|'.join(day.capitalize() for day in WEEKDAYS)})s?\b)"
)
_SPELT_ONE = (
    r"\b(?:an?|another)(?=\s(?:half|quarter|hour|minute|second|day|week|fortnight|month|year|decade|century)\b)"
)
_MANIFOLD = (
    r"(?:\s?(?:(?:million|billion|thousand|hundred|dozen)s?|bn|k|(?-i:M))\b)?+"
    r"(?:\s(?:and\s)?an?\shalf\b)?+(?:(?<=half)\san?\b)?+"
)
_AMOUNT = re.compile(
    rf"(?P<time>{_TIME_OF_DAY})|(?P<date>{_CALENDAR_DATE})"
    r"|(?P<times>\b(?:once|twice|thrice|daily|hourly|weekly|monthly|yearly|annually)\b)"
    rf"|(?P<number>(?P<before>{_CURRENCY}\s?)?(?<![\w.,:-])(?:{_FIGURE_OR_WORD}|{_SPELT_ONE})"
    rf"(?:\s?(?:-|–|—|\bto\b|\bor\b)\s?{_CURRENCY}?\s?{_FIGURE_OR_WORD})?+{_MANIFOLD})"
    rf"(?:(?:\sof\s|[\s-]{{0,2}})(?P<unit>{UNIT})(?:\sand\sa\shalf\b)?+)?+",
    re.IGNORECASE,
)
_A_RATE = re.compile(
    r"(?:\s?/\s?|\s(?:per|an?|each|every)\s)(?P<per>[^\W\d_]+)(?![^\W_])|(?P<each>\seach\b)", re.IGNORECASE
)
_OF_A_SECOND = frozenset("second sec s minute min hour h".split())
_DIMENSION_OF_WORD = {
    word: dimension
    for dimension, words in (
        ("long", "long length"),
        ("wide", "wide width broad across diameter"),
        ("high", "high tall height"),
        ("deep", "deep depth"),
        ("thick", "thick thickness"),
    )
    for word in words.split()
}
_IN_A_DIMENSION = re.compile(rf"\s(?:in\s)?((?a:{'|'.join(_DIMENSION_OF_WORD)}))\b", re.IGNORECASE)
_TOLD_BY_TIME = re.compile(
    r"[\s-](?:away|walk|drive|ride|from|on\sfoot|by\s(?:air|bike|boat|bus|car|ferry|foot|plane|ship|train))\b",
    re.IGNORECASE,
)
"""What follows a duration that tells how far away something is."""
_OF_WHOSE = re.compile(r"['’]")
_BEFORE_A_YEAR = re.compile(
    r"(?:\b(?:in|since|by|from|until|till|before|after|early|late|spring|summer|autumn|winter|year"
    r"|(?P<may_count>around|about|circa|to|and|of|between|than))\s|[(\[–—/-])$",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?:an?|another)[\s-]", re.IGNORECASE)
_BEFORE_ONE = re.compile(
    r"\b(?:for|in|within|after|about|takes?|took|lasts?|lasted|of|is|was|be|to|than|least|most|over|under|nearly|almost"
    r"|only|just|roughly|around|until)\s$",
    re.IGNORECASE,
)
"""What stands before "a day" where that is a duration: in "1,000 requests a day" it is none."""
_RANGE_OF_YEARS = re.compile(r"(?:1\d|20)\d\d(?:\s?(?:-|–|—|to|or)\s?(?:(?:1\d|20)\d\d|\d\d))?")
_WORD_COUNTED = re.compile(
    r"[\s-](?:(?:of|more|other|different|new)\s(?:(?:the|our|their|its|these)\s)?)?([^\W\d_][\w'’-]*)"
)
_NEXT_WORD_COUNTED = re.compile(r"\s([^\W\d_][\w'’-]*)")
MOST_WORDS_COUNTED = 3
"""The most words after a number that say what is counted."""
_BEFORE_CHARS = 12
"""The most characters before a number that are looked at."""


def amounts_in(text: str, start: int = 0, end: int | None = None) -> list[Amount]:
    """Return the amounts that stand in a text from `start` to `end`, in order."""
    last = len(text) if end is None else end
    amounts: list[Amount] = []
    for found in _AMOUNT.finditer(text, start, last):
        is_of_the_last = bool(amounts) and found.start() < amounts[-1].end
        before = max(start, found.start() - _BEFORE_CHARS)
        is_rate = _ONE.match(found[0]) and not _BEFORE_ONE.search(text, before, found.start())
        if not (is_of_the_last or is_rate):
            amounts.append(_amount(text, found, start, last))
    return amounts


def kinds_of_unit(words: str) -> frozenset[Quantity]:
    """Return the kinds of what is measured in the unit that words begin with: of "GB" data; none where they do not."""
    found = _AMOUNT.match(f"1 {words}")
    return _kinds_of_match(found) if found else frozenset()


def _kinds_of_match(found: re.Match[str]) -> frozenset[Quantity]:
    if found["time"]:
        return frozenset({Quantity.TIME_OF_DAY})
    if found["date"]:
        return frozenset({Quantity.DATE})
    if found["times"]:
        return frozenset({Quantity.TIMES})
    if found["before"]:
        return frozenset({Quantity.MONEY})
    return unit_of(found["unit"]).kinds if found["unit"] else frozenset()


def _amount(text: str, found: re.Match[str], first: int, last: int) -> Amount:
    start, end = found.span()
    kinds = _kinds_of_match(found)
    if not kinds:
        return _counted(text, found, first, last)
    nouns = frozenset({stem(found["unit"])}) if Quantity.TEXT_LENGTH in kinds else frozenset[str]()
    dimension = None
    if Quantity.DURATION in kinds and _TOLD_BY_TIME.match(text, end, last):
        kinds |= {Quantity.LENGTH}
    elif Quantity.DURATION in kinds and _OF_WHOSE.match(text, end, last):
        # "Three months' rent" is a sum.
        kinds |= {Quantity.MONEY}
    if Quantity.LENGTH in kinds and (said := _IN_A_DIMENSION.match(text, end, last)):
        dimension = _DIMENSION_OF_WORD[said[1].casefold()]
    if (rate := _A_RATE.match(text, end, last)) and not kinds & {Quantity.DATE, Quantity.TIME_OF_DAY}:
        end = rate.end()
        if rate["per"] and rate["per"].casefold() in _OF_A_SECOND and Quantity.MONEY not in kinds:
            kinds = kinds - {Quantity.LENGTH, Quantity.DATA} | {Quantity.SPEED}
    return Amount(start=start, end=end, kinds=kinds, nouns=nouns, dimension=dimension)


def _counted(text: str, found: re.Match[str], first: int, last: int) -> Amount:
    """Return a number without a unit: a year, or a count of what the words after it say."""
    start, end = found.span()
    counted: list[str] = []
    place = end
    while len(counted) < MOST_WORDS_COUNTED and not (counted and is_plural_noun(counted[-1])):
        word = (_NEXT_WORD_COUNTED if counted else _WORD_COUNTED).match(text, place, last)
        if word is None or is_stop_word(word[1]):
            break
        counted.append(word[1])
        place = word.end()
    nouns = frozenset(map(stem, counted)) if counted and is_plural_noun(counted[-1]) else frozenset[str]()
    before = _BEFORE_A_YEAR.search(text, max(first, start - _BEFORE_CHARS), start)
    if before and _RANGE_OF_YEARS.fullmatch(found[0]) and not (before["may_count"] and nouns):
        return Amount(start=start, end=end, kinds=frozenset({Quantity.DATE}))
    return Amount(start=start, end=end, kinds=frozenset({Quantity.COUNT}), nouns=nouns)


def dimension_of(word: str) -> str | None:
    """Return the dimension that a word names: of "height" it is "high"; None of another word."""
    return _DIMENSION_OF_WORD.get(word)
