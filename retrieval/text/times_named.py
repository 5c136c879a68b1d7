"""The years and days that a text names, and whether it names any time, or nothing but a version, as headings do."""

import re

from retrieval.text.calendar import MONTHS, WEEKDAYS, named_in
from retrieval.text.words import is_stop_word, stems, tokens

_YEAR_OR_YEARS = re.compile(
    r"(?<![\w.,/-])(?P<first>(?:1[5-9]|20)\d{2})(?:\s?[-–/]\s?(?P<last>(?:1[5-9]|20)?\d{2})(?!\d))?(?!\w|[.,]\d)"
)
_CAPITALISED_MONTHS = "|".join(month.capitalize() for month in MONTHS)
_DAY_OF_WEEK = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_MONTH_NAMED = re.compile(rf"\b(?:{_CAPITALISED_MONTHS})\b")
_VERSION_WRITTEN = re.compile(r"(?<![\w.])v?\d++(?:\.\d++)++(?:[-+.]?[a-z]\w*+)?(?!\w|\.\d)", re.IGNORECASE)
_MOST_YEARS = 200
"""The most years of a range: of more, it is none."""
KINDS_OF_VERSION = frozenset(stems("build release revision update version"))
_BESIDE_A_VERSION = KINDS_OF_VERSION | frozenset(stems("alpha beta candidate draft final latest released stable"))


def years_in(text: str) -> frozenset[str]:
    """Return the years that a text names; of a range, "2019–2023" or "2019/20", all of them."""
    years: set[str] = set()
    for found in _YEAR_OR_YEARS.finditer(text):
        first, last = found["first"], found["last"] or ""
        until = int(first[: 4 - len(last)] + last)
        years.add(first)
        if int(first) < until <= int(first) + _MOST_YEARS:
            years.update(map(str, range(int(first), until + 1)))
    return frozenset(years)


def days_in(text: str) -> frozenset[str]:
    """Return the days of the week that a text names in full, or in a range that begins or ends with one."""
    return named_in(text).intersection(WEEKDAYS) if _DAY_OF_WEEK.search(text) else frozenset()


def names_a_time(text: str) -> bool:
    """Return whether a text names a year, a month or a day."""
    return bool(_YEAR_OR_YEARS.search(text) or _MONTH_NAMED.search(text) or _DAY_OF_WEEK.search(text))


def versions_in(text: str) -> frozenset[str]:
    """Return the versions that a text names in figures with points."""
    return frozenset(found[0].casefold().removeprefix("v") for found in _VERSION_WRITTEN.finditer(text))


def is_a_version(heading: str, title: str) -> bool:
    """Return whether a heading names a version and says no more, but perhaps when it was made and what it is of."""
    if not versions_in(heading):
        return False
    rest = _VERSION_WRITTEN.sub(" ", _MONTH_NAMED.sub(" ", heading))
    named = _BESIDE_A_VERSION.union(stems(title))
    return all(word[0].isdigit() or is_stop_word(word) or named.issuperset(stems(word)) for word in tokens(rest))
