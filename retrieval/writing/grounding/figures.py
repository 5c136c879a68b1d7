"""Numbers and dates of a sentence, and whether those of one are borne out by another.

A number is its value, its unit and its bound: 1,000 is a thousand, 48 hours are two days, 5% is not 5 days, and "more
than 100" is not "fewer than 100". A date is as exact as it is said to be, and one that is more exact than its source is
not borne out by it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from retrieval.text.bounds import LOWER_BOUND, UPPER_BOUND
from retrieval.text.cache import KEPT_CHARS, remembered
from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.number_words import SCALES, WORD_VALUE, number_of

_MONTH = "|".join([*(name.capitalize() for name in MONTHS), "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"])
_MONTH_DAY = r"(?:the )?(?P<{0}>[12]?\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<{0}>1[5-9]\d\d|20\d\d)"
_MORE_DAYS = r"(?P<more>(?:(?:[12]?\d|3[01])(?:st|nd|rd|th)?(?:,| and| or| to|[-–])\s?){0,30})"
_DATE_PATTERNS = (
    re.compile(rf"\b{_YEAR.format('y')}-(?P<iso>\d\d)-(?P<d>\d\d)\b"),
    re.compile(
        rf"\b{_MORE_DAYS}{_MONTH_DAY.format('d')}(?: of)? (?P<m>{_MONTH})\b(?:\.(?=,? \d))?(?:,? {_YEAR.format('y')})?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\b\.? {_MONTH_DAY.format('d')}\b(?!,\d)(?:,? {_YEAR.format('y')})?"),
    re.compile(rf"\b(?P<m>{_MONTH})\b(?:,? {_YEAR.format('y')})?"),
    re.compile(rf"(?<![\d.,/-]){_YEAR.format('y')}(?![\d%]|[.,/-]\d)"),
    re.compile(rf"\b(?P<w>{'|'.join(name.capitalize() for name in WEEKDAYS)})\b"),
)

_SCALE = f"(?a:{'|'.join(SCALES)})"
_FIGURE = re.compile(
    r"(?P<sign>(?<![\w.)])[-−])?(?P<money>[$€£¥₹]\s?)?"
    rf"(?:(?P<digits>(?<![\w.,\[])\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<nth>st|nd|rd|th)?\b|\b(?P<word>{WORD_VALUE})\b"
    rf"|\b(?:an?|one) (?={_SCALE})|(?P<vague>\b(?:{_SCALE})s\b))"
    rf"(?:[ -]?(?P<scale>(?:{_SCALE})\b(?: (?:{_SCALE})\b)?))?"
    r"(?P<unit>\s?%|[ -](?:percentage points?|percent|per cent|dollars?|euros?|pounds?|rubles?|rials?"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?|kilometres?|kilometers?|miles?|metres?|meters?|tons?|tonnes?)\b)?",
    re.IGNORECASE,
)
_ONE_AS_PRONOUN = re.compile(r"(?:\b(?:no|any|every|this|that|which|the|another)\s+)$", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PLURAL_OR_MARK = re.compile(r"\W|s$")
_AGE = re.compile(r"[- ]old\b", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|another|by one)\b", re.IGNORECASE)


class Bound(StrEnum):
    """The side of a figure on which what it counts or dates lies."""

    NONE = "none"
    ABOVE = "above"
    BELOW = "below"


_NUMBER_BOUNDS = ((Bound.BELOW, UPPER_BOUND), (Bound.ABOVE, LOWER_BOUND))
_TIME_BOUNDS = (
    (Bound.ABOVE, r"since|from|starting(?: in| on)?|after|following"),
    (Bound.BELOW, r"before|prior to|ahead of|by|until|till|to|through"),
)
_AFTER_NUMBER = re.compile(
    r"\s(?:or|and) (?:(?P<above>more|over|above|longer|older|higher)|less|fewer|under|below|younger|lower)\b",
    re.IGNORECASE,
)
_BEFORE_NUMBER = [
    (bound, re.compile(rf"\b(?:{words})\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)) for bound, words in _NUMBER_BOUNDS
]
_BEFORE_DATE = [
    (bound, re.compile(rf"\b(?:{words})\s+(?:(?:early|mid|late|the)[ -])?$", re.IGNORECASE))
    for bound, words in _TIME_BOUNDS
]
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MONTHS_OF_A_YEAR = {"month": 1, "year": 12}
_METRES = {"meter": 1, "metre": 1, "kilometer": 1000, "kilometre": 1000}
_DIMENSIONS: tuple[Mapping[str, int], ...] = (_SECONDS, _MONTHS_OF_A_YEAR, _METRES)
"""Units of which one may stand for another, and how much of the smallest each is."""
_BEFORE_FIGURE_CHARS = 24
"""The characters before a figure in which its bound is looked for: more than any bound has."""
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|ago|(?:last|next|this|same|coming|previous|past|following)"
    r" (?:few |several |couple of )?(?:day|night|week|month|year|decade|century)s?|overnight|recently)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number or a date at `start` to `end` of a text.

    `value` holds a number and its unit, or year, month, day and day of the week as far as they are said.
    """

    value: tuple[str | None, ...]
    bound: Bound
    start: int
    end: int

    @property
    def is_date(self) -> bool:
        return len(self.value) == 4

    def is_borne_out_by(self, other: "Figure") -> bool:
        """Return whether the other says as much: the same amount, or a date that is as exact, and no bound to the other
        side.
        """
        if self.is_date is not other.is_date or {self.bound, other.bound} == {Bound.ABOVE, Bound.BELOW}:
            return False
        if self.is_date:
            return all(own in (None, others) for own, others in zip(self.value, other.value, strict=True))
        (number, unit), (other_number, other_unit) = self.value, other.value
        if number == other_number:
            return unit == other_unit or not (unit and other_unit)
        return any(_same_amount(self.value, other.value, by_unit) for by_unit in _DIMENSIONS)


def _same_amount(value: tuple[str | None, ...], other: tuple[str | None, ...], by_unit: Mapping[str, int]) -> bool:
    """Return whether two numbers with units of one dimension are the same amount."""
    amounts = [
        Decimal(number) * by_unit[unit]
        for number, unit in (value, other)
        if number and number[-1].isdigit() and unit in by_unit and unit
    ]
    return len(amounts) == 2 and amounts[0] == amounts[1]


@remembered(KEPT_CHARS)
def figures_in(text: str) -> tuple[Figure, ...]:
    """Return the numbers and dates of a text, in order. The day, month or year of a date is not counted as a number,
    too.
    """
    dates = list(_dates_in(text))
    taken = [(figure.start, figure.end) for figure in dates]
    numbers = [
        figure
        for figure in _numbers_in(text)
        if all(figure.end <= start or end <= figure.start for start, end in taken)
    ]
    return tuple(sorted(dates + numbers, key=lambda figure: (figure.start, figure.end)))


def unsupported_figures(statement: str, sources: Sequence[str]) -> list[Figure]:
    """Return the figures of a statement that no source bears out."""
    source_figures = [figure for source in sources for figure in figures_in(source)]
    return [figure for figure in figures_in(statement) if not any(map(figure.is_borne_out_by, source_figures))]


def unsupported_times(statement: str, sources: Sequence[str]) -> list[str]:
    """Return the times of a statement that are relative to the day of writing ("last week") and that no source has."""
    source_times = {found.group().casefold() for source in sources for found in _RELATIVE.finditer(source)}
    return [found.group() for found in _RELATIVE.finditer(statement) if found.group().casefold() not in source_times]


def _dates_in(text: str) -> Iterator[Figure]:
    taken: list[tuple[int, int]] = []
    for pattern in _DATE_PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(start < taken_end and taken_start < end for taken_start, taken_end in taken):
                continue
            groups = found.groupdict()
            if groups.get("m") and groups["m"] == "may":
                continue  # the verb
            taken.append((start, end))
            days = _DIGITS.findall(groups.get("more") or "") + ([groups["d"]] if groups.get("d") else [])
            for day in days or [None]:
                value = (
                    groups.get("y"),
                    _month(groups),
                    day and str(int(day)),
                    (groups.get("w") or "").casefold() or None,
                )
                yield _figure(text, value, start, end, _BEFORE_DATE)


def _month(groups: dict[str, str | None]) -> str | None:
    if named := groups.get("m"):
        return next(str(n) for n, name in enumerate(MONTHS, start=1) if name.startswith(named[:3].casefold()))
    return str(int(groups["iso"])) if groups.get("iso") else None  # type: ignore[arg-type]


def _numbers_in(text: str) -> Iterator[Figure]:
    for found in _FIGURE.finditer(text):
        groups = found.groupdict()
        word = (groups["word"] or "").casefold()
        near = text[max(0, found.start() - _BEFORE_FIGURE_CHARS) : found.start()]
        is_bound = any(words.search(near) for _, words in _BEFORE_NUMBER)
        if word == "one" and not is_bound and (_ONE_AS_PRONOUN.search(near) or _OF.match(text, found.end("word"))):
            continue
        unit = _PLURAL_OR_MARK.sub("", (groups["unit"] or "").casefold().replace("per cent", "percent"))
        unit = "" if _AGE.match(text, found.end()) else unit
        unit = "percent" if "%" in (groups["unit"] or "") else unit
        unit = {"$": "dollar", "€": "euro", "£": "pound"}.get((groups["money"] or "").strip(), unit)
        if groups["vague"]:
            value = groups["vague"].casefold()
        else:
            number = number_of(groups["digits"], word)
            for scale in (groups["scale"] or "").casefold().split():
                number *= SCALES[scale]
            value = f"{'-' if groups['sign'] else ''}{number.normalize():f}{'th' if groups['nth'] else ''}"
        yield _figure(text, (value, unit), *found.span(), _BEFORE_NUMBER)


def _figure(
    text: str, value: tuple[str | None, ...], start: int, end: int, bounds: Sequence[tuple[Bound, re.Pattern[str]]]
) -> Figure:
    near = text[max(0, start - _BEFORE_FIGURE_CHARS) : start]
    bound = next((bound for bound, words in bounds if words.search(near)), Bound.NONE)
    if bound is Bound.NONE and bounds is _BEFORE_NUMBER and (after := _AFTER_NUMBER.match(text, end)):
        bound = Bound.ABOVE if after["above"] else Bound.BELOW
    return Figure(value=value, bound=bound, start=start, end=end)
