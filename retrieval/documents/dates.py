"""The date of a document that states none: the full one of its title, of the line below that or of its file's name."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from retrieval.text.calendar import MONTHS, WEEKDAYS

_TOP_CHARS_OF_TITLE = 2000
_MOST_CHARS_OF_A_BYLINE = 120
_MONTH_OF_A_DATE = rf"(?P<month>(?a:{'|'.join(MONTHS)}|sept|{'|'.join(month[:3] for month in MONTHS)}))\b\.?"
_DAY_OF_A_DATE = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR_OF_A_DATE = r"(?P<year>\d{4})(?![\d/]|[.-]\d)"
_IN_WORDS = tuple(
    re.compile(rf"(?<![\w./-]){form}", re.IGNORECASE)
    for form in (
        rf"{_DAY_OF_A_DATE}\.?\s+(?:of\s+)?{_MONTH_OF_A_DATE},?\s+{_YEAR_OF_A_DATE}",
        rf"{_MONTH_OF_A_DATE}\s+{_DAY_OF_A_DATE},?\s+{_YEAR_OF_A_DATE}",
    )
)
_MARKS_OF_A_LINE = " \t#*_>"
_WORD_OF_A_LINE = re.compile(r"[^\W\d_][\w'’.-]*")
_ISO = re.compile(
    r"(?<![\d.])(?<!\d-)(?P<year>\d{4})(?P<between>[-_])(?P<month>\d{2})(?P=between)(?P<day>\d{2})(?![\d.]*\d|-\d)"
)
_IN_FIGURES = re.compile(
    r"(?<![\w./-])(?P<one>\d{1,2})(?P<between>[./])(?P<other>\d{1,2})(?P=between)(?P<year>\d{4})(?![\d/]|[.-]\d)"
)
_HAS_A_YEAR = re.compile(r"\d{4}")
_IS_A_VERSION = re.compile(r"(?:\A|[^a-z])(?:v|ver|version|release|build)[\s._-]*\Z", re.IGNORECASE)
_IS_ONE_OF_SEVERAL = re.compile(
    rf"(?:\d(?:st|nd|rd|th)?|\b(?:{'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS)})\.?)"
    r"\s*(?:[-–—/&,]|\b(?:and|or|through|till|to|until)\b)\s*\Z",
    re.IGNORECASE,
)
"""The end of what stands before the last day of several: "20–22 August 2024"."""
_OF_A_BYLINE = frozenset(
    """a and at by created date dated edited in issued last modified of on posted published revised the updated written
    """.split()
) | {form for day in WEEKDAYS for form in (day, day[:3])}
"""The words that say when or by whom something was written, besides names."""
_PARTS_NAMES = re.compile(r"[,;|·•()–—]|\s-\s")


def date_of(place: str, text: str, title: str) -> str | None:
    """Return the one day that a document is dated by, in ISO form: that of its title, of a byline below it or of its
    file's name. None where these have none, or several between them, or what may be read as several or as a version.
    """
    # The name of a file of rows is not that of a row.
    path = PurePosixPath(place)
    name = "" if ":" in path.name else path.stem
    found = [days_in(title), days_in(_byline_below(title, text)), days_in(name)]
    days = {day for each in found for day in each}
    only = days.pop() if len(days) == 1 else None
    return only.isoformat() if only else None


def _byline_below(title: str, text: str) -> str:
    """Return the line below the title of a text, where it says by names alone who wrote it and when; else nothing, and
    where it is one of several marked alike, as the heading of each version or meeting is.
    """
    lines = [line for line in text.lstrip()[:_TOP_CHARS_OF_TITLE].splitlines() if any(map(str.isalnum, line))]
    told = [_words_of_line(line) for line in lines]
    place = told.index(title) + 1 if title in told else len(told)
    if place == len(told) or not _is_byline(told[place]) or _has_others_like(lines[place], text):
        return ""
    return told[place]


def _words_of_line(line: str) -> str:
    return " ".join(line.strip(_MARKS_OF_A_LINE).split())


def _has_others_like(line: str, text: str) -> bool:
    """Return whether other lines of a text that begin with the same marks, such as those of a heading, are of names
    and a day, too.
    """
    marks = line[: len(line) - len(line.lstrip(_MARKS_OF_A_LINE))].strip()
    alike = [other for other in text.splitlines() if marks and other.startswith(marks) and other != line]
    return any(_is_byline(_words_of_line(other)) for other in alike)


def _is_byline(line: str) -> bool:
    """Return whether a line has a day between names: "Port Courier, 20 August 2024", "Updated: 2024-08-20"."""
    if len(line) > _MOST_CHARS_OF_A_BYLINE or not _HAS_A_YEAR.search(line):
        return False
    spans = [found.span() for pattern in (*_IN_WORDS, _ISO, _IN_FIGURES) for found in pattern.finditer(line)]
    if not spans:
        return False
    (start, _), (_, end) = min(spans), max(spans)
    before, after = line[:start], line[end:]
    directly_before = [word for word in _words(_PARTS_NAMES.split(before)[-1]) if word.casefold() not in _OF_A_BYLINE]
    others = [word for word in _words(f"{before} {after}") if word.casefold() not in _OF_A_BYLINE]
    return (
        not directly_before
        and not any(word[0].islower() for word in others)
        and not after.rstrip().endswith((".", ":"))
    )


def _words(text: str) -> list[str]:
    return _WORD_OF_A_LINE.findall(text)


def days_in(text: str) -> Iterator[date | None]:
    """Yield the days that a text names in full; None for what may be one of several days, or is a version."""
    if not _HAS_A_YEAR.search(text):
        return
    for pattern in _IN_WORDS:
        for found in pattern.finditer(text):
            is_alone = _IS_ONE_OF_SEVERAL.search(text[: found.start()]) is None
            month = [name[:3] for name in MONTHS].index(found["month"][:3].casefold()) + 1
            yield _day(found["year"], month, found["day"]) if is_alone else None
    for found in _ISO.finditer(text):
        is_version = _IS_A_VERSION.search(text[: found.start()])
        yield None if is_version else _day(found["year"], found["month"], found["day"])
    for found in _IN_FIGURES.finditer(text):
        # Which of the two is the month is told by the one that is none.
        readings = {
            _day(found["year"], found["other"], found["one"]),
            _day(found["year"], found["one"], found["other"]),
        } - {None}
        is_version = _IS_A_VERSION.search(text[: found.start()])
        yield readings.pop() if len(readings) == 1 and not is_version else None


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
