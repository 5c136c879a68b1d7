"""The version that a section or a document is, by the date or the number in its heading: of two that are called alike
but for these, one is newer.
"""

import re
from dataclasses import dataclass

from retrieval.documents.blocks import SECTIONS_BETWEEN
from retrieval.documents.dates import days_in
from retrieval.domain.documents import Document
from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.words import content_stems, stem

_CALLED_A_VERSION = re.compile(
    r"\b(?:(?:version|release|edition|revision|rev|ver)\b\.?\s?v?|v)(\d{1,5}(?:\.\d{1,5}){0,4})", re.IGNORECASE
)
_DOTTED = re.compile(r"(?<![\w./-])\d{1,5}(?:\.\d{1,5}){1,4}(?![\w/]|\.\d)")
_DAY_IN_DOTS = re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b")
_MONTH_WITH_YEAR = re.compile(rf"\b((?a:{'|'.join(MONTHS)}))\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_LONE_YEAR = re.compile(r"(?<![\w./-])(?:19|20)\d\d(?![\w/-]|\.\d)")
_ISO_DATE_OR_YEAR = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?\Z")
_HAS_DIGITS = re.compile(r"\d")
_NAMES_NO_TEXT = frozenset(
    stem(word)
    for word in (
        *(form for name in (*MONTHS, *WEEKDAYS) for form in (name, name[:3], name[:4])),
        *"version release released edition revision rev ver v x dated date updated".split(),
    )
)
"""The words of a heading that belong to its date or its number."""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A version of a text. `name` is what it is called without date and number, as stems; `number` and `date` (year,
    month, day, as far as they are told) say which it is, and are empty where nothing does; `told` is how it is shown.
    """

    name: frozenset[str]
    number: tuple[int, ...]
    date: tuple[int, ...]
    told: str

    def is_newer_than(self, other: "TextVersion") -> bool:
        """Return whether it is a later version of the same text; False where that cannot be told."""
        if self.name != other.name:
            return False
        told = min(len(self.date), len(other.date))
        if self.date[:told] != other.date[:told]:
            return self.date > other.date
        return bool(self.number and other.number) and self.number > other.number


def version_of_document(document: Document) -> TextVersion | None:
    """Return the version that a document is, by its title and the date that it states; None where neither says."""
    title = document.title
    date, number = _date_in(title), _number_in(title)
    if document.date and _ISO_DATE_OR_YEAR.match(document.date):
        date = tuple(map(int, document.date.split("-")))
    if not (date or number):
        return None
    told = title if _HAS_DIGITS.search(title) else f"{title}, {document.date}"
    return TextVersion(name=name_of(title), number=number, date=date, told=told)


def version_of_section(document: Document, section: str) -> TextVersion | None:
    """Return the version that a section is, by the innermost of its headings that has a date or a number; None where
    none has. A number that is called no version is one where no words stand beside it but those of the title: "4.1
    Committee" is a place in an order.
    """
    title = frozenset(content_stems(document.title))
    for heading in reversed(section.split(SECTIONS_BETWEEN)):
        if heading == document.title:
            continue
        name = name_of(heading)
        date = _date_in(heading)
        number = _number_in(heading) if name <= title or _CALLED_A_VERSION.search(heading) else ()
        if date or number:
            return TextVersion(name=name - title, number=number, date=date, told=heading)
    return None


def name_of(heading: str) -> frozenset[str]:
    """Return the stems of what a text is called, without its date and number."""
    return frozenset(
        word for word in content_stems(heading) if word not in _NAMES_NO_TEXT and not _HAS_DIGITS.search(word)
    )


def _date_in(heading: str) -> tuple[int, ...]:
    """Return the one date that a heading names, as far as it tells it; empty where there is none, or several."""
    days = set(days_in(heading))
    if days:
        day = days.pop() if len(days) == 1 else None
        return (day.year, day.month, day.day) if day else ()
    if month := _MONTH_WITH_YEAR.search(heading):
        return int(month[2]), 1 + MONTHS.index(month[1].casefold())
    years = set(_LONE_YEAR.findall(heading))
    return (int(years.pop()),) if len(years) == 1 else ()


def _number_in(heading: str) -> tuple[int, ...]:
    """Return the one number of a version that a heading names; empty where there is none, or several."""
    without_day = _DAY_IN_DOTS.sub(" ", heading)
    called = _CALLED_A_VERSION.search(without_day)
    numbers = {called[1]} if called else set(_DOTTED.findall(without_day))
    return tuple(map(int, numbers.pop().split("."))) if len(numbers) == 1 else ()
