"""Numbers and dates of a sentence, and whether those of one are borne out by another.

A number is its value, its unit and its bound: "more than 100" is not "100", 1,000 is a thousand, 5% is not 5. A date is
as exact as it is said to be, and one that is more exact than its source is not borne out by it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile

from retrieval.text.cache import KEPT_CHARS, remembered
from retrieval.text.calendar import MONTHS, WEEKDAYS
from retrieval.text.words import content_stems

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

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {
    **{word: value for value, word in enumerate(_UNITS + _TEENS)},
    **{word: value * 10 for value, word in enumerate(_TENS, start=2)},
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_WORD_VALUE = (
    rf"(?:(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_UNITS[1:10])})|{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
)
_SCALE = "|".join(_SCALES)
_FIGURE = re.compile(
    r"(?P<sign>(?<![\w.)])[-−])?(?P<money>[$€£¥₹]\s?)?"
    rf"(?:(?P<digits>(?<![\w.,\[])\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<nth>st|nd|rd|th)?\b|\b(?P<word>{_WORD_VALUE})\b"
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
    """A bound that a figure sets to what it counts or dates."""

    EXACTLY = "exactly"
    ABOUT = "about"
    ALMOST = "almost"
    MORE = "more"
    AT_LEAST = "at least"
    LESS = "less"
    AT_MOST = "at most"
    ALL_BUT = "all but"
    SINCE = "since"
    AFTER = "after"
    BEFORE = "before"
    BY = "by"
    UNTIL = "until"


_NUMBER_BOUNDS = (
    (Bound.AT_LEAST, r"at least|no fewer than|no less than|not less than"),
    (Bound.AT_MOST, r"at most|up to|no more than|not more than|as many as|as much as"),
    (Bound.MORE, r"more than|over|above|upwards? of|exceed(?:s|ed|ing)?|greater than|in excess of"),
    (Bound.LESS, r"less than|fewer than|under|below"),
    (Bound.ALL_BUT, r"all but"),
    (Bound.ALMOST, r"nearly|almost|close to"),
    (Bound.ABOUT, r"about|around|roughly|approximately|some|circa|an estimated"),
)
_TIME_BOUNDS = (
    (Bound.SINCE, r"since|from|starting(?: in| on)?"),
    (Bound.AFTER, r"after|following"),
    (Bound.BEFORE, r"before|prior to|ahead of"),
    (Bound.BY, r"by"),
    (Bound.UNTIL, r"until|till|to|through"),
)
_BORNE_OUT_BY = {
    Bound.ABOUT: {Bound.ABOUT, Bound.EXACTLY},
    Bound.AT_LEAST: {Bound.AT_LEAST, Bound.MORE, Bound.EXACTLY},
    Bound.AT_MOST: {Bound.AT_MOST, Bound.LESS, Bound.EXACTLY},
}
"""Each bound is borne out by itself, and by what says more than it."""
_BEFORE_NUMBER = [
    (bound, re.compile(rf"\b(?:{words})\s+(?:an?\s+)?$", re.IGNORECASE)) for bound, words in _NUMBER_BOUNDS
]
_BEFORE_DATE = [
    (bound, re.compile(rf"\b(?:{words})\s+(?:(?:early|mid|late|the)[ -])?$", re.IGNORECASE))
    for bound, words in _TIME_BOUNDS
]
_BEFORE_FIGURE_CHARS = 24
"""The characters before a figure in which its bound is looked for: more than any bound has."""
_AROUND_FIGURE_CHARS = 60
"""The characters on each side of a figure from which the words around it are taken."""
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tomorrow|tonight|ago|(?:last|next|this|same|coming|previous|past|following)"
    r" (?:few |several |couple of )?(?:day|night|week|month|year|decade|century)s?|overnight|recently)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number or a date at `start` to `end` of a text.

    `value` holds a number and its unit, or year, month, day and day of the week as far as they are said. `among` are
    the stems of the words around it: the nearest of each side with 1, the next with 1/2, up to another
    figure.
    """

    value: tuple[str | None, ...]
    bound: Bound
    start: int
    end: int
    among: Mapping[str, float]

    @property
    def is_date(self) -> bool:
        return len(self.value) == 4

    def nearness(self, other: "Figure") -> float:
        """Return how much two figures stand among the same words: the sum of the products of the words' weights."""
        return sum(weight * other.among.get(word, 0.0) for word, weight in self.among.items())

    def is_borne_out_by(self, other: "Figure") -> bool:
        if self.is_date is not other.is_date or other.bound not in _BORNE_OUT_BY.get(self.bound, {self.bound}):
            return False
        if not self.is_date:
            return self.value == other.value
        return all(own in (None, others) for own, others in zip(self.value, other.value, strict=True))


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
    """Return the figures of a statement that no source bears out, or that a source bears out of something else: the
    words around them stand around another figure there.
    """
    source_figures = [figure for source in sources for figure in figures_in(source)]
    return [figure for figure in figures_in(statement) if not _is_borne_out(figure, source_figures)]


def unsupported_times(statement: str, sources: Sequence[str]) -> list[str]:
    """Return the times of a statement that are relative to the day of writing ("last week") and that no source has."""
    source_times = {found.group().casefold() for source in sources for found in _RELATIVE.finditer(source)}
    return [found.group() for found in _RELATIVE.finditer(statement) if found.group().casefold() not in source_times]


def _is_borne_out(figure: Figure, source_figures: Sequence[Figure]) -> bool:
    same = [other for other in source_figures if figure.is_borne_out_by(other)]
    rivals = [
        other for other in source_figures if other.is_date is figure.is_date and not figure.is_borne_out_by(other)
    ]
    return bool(same) and max(map(figure.nearness, same)) >= max(map(figure.nearness, rivals), default=0.0)


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
            number = _value_of(groups["digits"], word)
            for scale in (groups["scale"] or "").casefold().split():
                number *= _SCALES[scale]
            value = f"{'-' if groups['sign'] else ''}{number.normalize():f}{'th' if groups['nth'] else ''}"
        yield _figure(text, (value, unit), *found.span(), _BEFORE_NUMBER)


def _value_of(digits: str | None, word: str) -> Decimal:
    if digits:
        return Decimal(digits.replace(",", ""))
    return Decimal(sum(_VALUES[part] for part in word.replace("-", " ").split(" "))) if word else Decimal(1)


def _figure(
    text: str, value: tuple[str | None, ...], start: int, end: int, bounds: Sequence[tuple[Bound, re.Pattern[str]]]
) -> Figure:
    near = text[max(0, start - _BEFORE_FIGURE_CHARS) : start]
    bound = next((bound for bound, words in bounds if words.search(near)), Bound.EXACTLY)
    among: dict[str, float] = {}
    before, after = text[max(0, start - _AROUND_FIGURE_CHARS) : start], text[end : end + _AROUND_FIGURE_CHARS]
    for side in (content_stems(before)[::-1], content_stems(after)):
        for distance, stem in enumerate(takewhile(lambda stem: not stem[0].isdigit(), side), start=1):
            among[stem] = max(among.get(stem, 0.0), 1 / distance)
    return Figure(value=value, bound=bound, start=start, end=end, among=among)
