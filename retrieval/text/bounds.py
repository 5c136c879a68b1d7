"""Bounds of a text, and whether a value keeps within them: "under 8", "up to 20 kg", "from 3.9 on", "on weekdays only",
"between December and February".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from retrieval.text.calendar import MONTHS, WEEKDAYS, named_in
from retrieval.text.measured import AGED, OF_TIME, MeasuredValue, measured_in
from retrieval.text.units import SECONDS_OF_A_YEAR

UPPER_BOUND = (
    r"less than|fewer than|under|below|at most|up to|no more than|not more than|no later than|within|as many as"
    r"|as much as|a maximum of|all but|nearly|almost|close to"
)
LOWER_BOUND = (
    r"at least|no fewer than|no less than|not less than|not fewer than|more than|over|above|upwards? of"
    r"|exceed(?:s|ed|ing)?|greater than|longer than|in excess of|a minimum of"
)
"""What stands before a number and says on which side of it what it counts lies."""
_LESS = r"(?:less|fewer|smaller|shorter|younger|lower|lighter|earlier|narrower|thinner|cheaper|slower)"
_MORE = r"(?:more|(?!rather|other)[^\W\d_]{3,12}+(?<=er))"
_BOUND_BEFORE = tuple(
    (
        side,
        re.compile(
            rf"\b(?:{words})\s+(?:than\s+)?(?:age\s+|the\s+|an?\s+)?(?P<label>[^\W\d_]\w*\s+)?\Z", re.IGNORECASE
        ),
    )
    for side, words in (
        (
            "<=",
            rf"(?:no|not)\s+{_MORE}(?=\s+than\b)|at (?:the )?most|up to|max(?:imum|\.)?(?: of)?|until|till|within",
        ),
        (
            ">=",
            rf"(?:no|not)\s+{_LESS}(?=\s+than\b)|at (?:the )?least|min(?:imum|\.)?(?: of)?|since|starting",
        ),
        ("<", rf"{_LESS}(?=\s+than\b)|before|prior to|{UPPER_BOUND}"),
        (">", rf"{_MORE}(?=\s+than\b)|after|beyond|{LOWER_BOUND}"),
    )
)
"""What stands before an amount, by what it says: what is negated comes first."""
_OLDER = re.compile(r"\b(?P<not>not?\s+)?(?P<older>older|newer)\s+than\s+(?:[^\W\d_]\w*\s+)?\Z", re.IGNORECASE)
"""What is older than a version is below it, and what is older than a day is above it."""
_BOUND_AFTER = re.compile(
    r"(?:\s(?!or\b|and\b)[^\W\d_][\w-]*){0,2}?(?:\s?\+(?!\w)"
    r"|\s(?:or|and|&)\s(?:(?P<less>less|fewer|under|below|younger|earlier|lower|smaller|shorter|cheaper|lighter)"
    r"|(?P<older>older)|more|over|above|up(?:wards)?|beyond|after|later|newer|larger|longer|bigger|higher|heavier|taller"
    r"|greater|wider|deeper|thicker|faster)\b"
    r"|\s(?:at (?:the )?least|minimum)\b|\s(?P<most>at (?:the )?most|maximum)\b)",
    re.IGNORECASE,
)
_ON_AFTER = re.compile(
    r"(?:\s[^\W\d_][\w-]*){0,2}?\s(?:onwards?|on(?!\s(?:the|an?|this|that|its?|any|all|each|every)\b)(?!\s(?-i:[A-Z\d])))\b",
    re.IGNORECASE,
)
"""The end of what began with "from"."""
_BETWEEN_TWO = re.compile(r"\s?(?:[–—-]|\b(?:to|until|till|through)\b)\s?", re.IGNORECASE)
_AND_BETWEEN = re.compile(r"\s(?:and|to)\s", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(r"\bbetween\s+\Z", re.IGNORECASE)
_FROM_BEFORE = re.compile(r"\bfrom\s+(?:the\s+)?\Z", re.IGNORECASE)
_OF_A_COUNT = re.compile(r"\b(?:up to|at|as|more|less|fewer|within|max|min)\b", re.IGNORECASE)
"""What bounds no age, unless it says that it does: "Up to four may share a tent"."""
_BEFORE_CHARS_OF_BOUND = 40
_DAYS = "|".join(WEEKDAYS)
_OF_THE_WEEK = re.compile(
    rf"(?:\b(?:only|every|each)\s(?:on\s)?)?\b(?:(?:{_DAYS})s?|(?P<all>weekdays?|working days?|workdays?)"
    r"|(?P<end>weekends?))\b(?:\sonly\b)?",
    re.IGNORECASE,
)
_NAMES_ALL = re.compile(
    rf"\b(?:(?:{_DAYS}|weekend|weekday|workday|working day)s|only|every|each|weekday|from|to|until|between|till)\b"
    r"|[–—-]",
    re.IGNORECASE,
)
_MONTH_NAMES = "|".join(month for month in MONTHS if month != "may")
_MONTH_OF_THE_YEAR = re.compile(rf"\b(?:{_MONTH_NAMES}|(?-i:(?<!\A)May))\b", re.IGNORECASE)
_BETWEEN_MONTHS = re.compile(
    rf"\b(?:from|between)?\s?\b(?P<first>{_MONTH_NAMES}|(?-i:May))\s?(?:[–—-]|\b(?:to|and|until|till|through)\b)\s?"
    rf"(?:the end of )?(?P<last>{_MONTH_NAMES}|may)\b",
    re.IGNORECASE,
)
_MONTH_BOUND = re.compile(r"\b(?:only|before|after|until|till|since|from|every)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|not|but|other than|excluding|apart from|no|never|closed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundOf:
    """A bound at `start` to `end` of a text, by words of its kind; whether it `includes` the value that it was found
    for, None where that is not plain.
    """

    start: int
    end: int
    includes: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedValues:
    """The values that a question gives, and where they stand in it."""

    quantities: tuple[MeasuredValue, ...]
    days: frozenset[str]
    months: frozenset[str]
    spans: tuple[tuple[int, int], ...]

    @property
    def are_ages(self) -> bool:
        """Whether one of them is an age."""
        return any(quantity.dimension == AGED for quantity in self.quantities)

    def __bool__(self) -> bool:
        return bool(self.quantities or self.days or self.months)


def values_in(question: str) -> AskedValues:
    """Return the values that a question gives."""
    quantities = tuple(measured_in(question))
    days, months = list(_OF_THE_WEEK.finditer(question)), list(_MONTH_OF_THE_YEAR.finditer(question))
    return AskedValues(
        quantities=quantities,
        days=frozenset(name for found in days for name in _days_of(found)),
        months=frozenset(found[0].casefold() for found in months),
        spans=(
            *((quantity.start, quantity.end) for quantity in quantities),
            *(found.span() for found in (*days, *months)),
        ),
    )


def bound_of(values: AskedValues, text: str) -> BoundOf | None:
    """Return the first bound of a text that one of the values can be held against; None where it has none."""
    found = [
        *(bound for value in values.quantities for bound in _bounds_of_quantity(value, text)),
        *_bounds_of_days(values.days, text),
        *_bounds_of_months(values.months, text),
    ]
    return min(found, key=lambda bound: bound.start, default=None)


def _bounds_of_quantity(value: MeasuredValue, text: str) -> Iterator[BoundOf]:
    found = measured_in(text)
    in_ranges: set[int] = set()
    for first, second in pairwise(found):
        start = _start_of_range(text, first, second)
        if start is None:
            continue
        in_ranges.update((first.start, second.start))
        if value.is_of_the_kind_of(second):
            yield BoundOf(start=start, end=_end_of(second, value), includes=_lies_between(value, first, second))
    for bound in found:
        if bound.start not in in_ranges and value.is_of_the_kind_of(bound):
            yield from _one_sided(value, bound, text)


def _one_sided(value: MeasuredValue, bound: MeasuredValue, text: str) -> Iterator[BoundOf]:
    """Yield the bound that an amount of a text is, if any."""
    before = text[max(0, bound.start - _BEFORE_CHARS_OF_BOUND) : bound.start]
    after, opening = _BOUND_AFTER.match(text, bound.end), _FROM_BEFORE.search(before)
    if older := _OLDER.search(before):
        is_below = (older["older"].casefold() == "older") is bound.is_bare
        side = ("<" if is_below else ">") if not older["not"] else (">=" if is_below else "<=")
        opening, after = older, None
    elif after:
        is_below = bool(after["less"] or after["most"] or (after["older"] and bound.is_bare and bound.label))
        side = "<=" if is_below else ">="
    elif opening:
        side, after = ">=", _ON_AFTER.match(text, bound.end)
    else:
        side, opening = next(((side, at) for side, words in _BOUND_BEFORE if (at := words.search(before))), ("", None))
    if not side:
        return
    if value.dimension == AGED and bound.is_bare and opening and _OF_A_COUNT.search(opening[0]):
        return
    start = bound.start - (len(before) - opening.start()) if opening else bound.start
    end = max(_end_of(bound, value), after.end() if after else 0)
    one, other = _held_against(value, bound)
    includes = side.endswith("=") if one == other else (one < other) is side.startswith("<")
    yield BoundOf(start=start, end=end, includes=includes)


def _end_of(bound: MeasuredValue, value: MeasuredValue) -> int:
    """Return where an amount ends, with what it counts."""
    counted = [stop for word, stop in bound.words if bound.counts and word in value.nouns]
    return max([bound.end, *counted])


def _start_of_range(text: str, first: MeasuredValue, second: MeasuredValue) -> int | None:
    """Return where a range of two amounts begins; None where they are none."""
    if first.dimension not in {"", second.dimension} and second.dimension:
        return None
    before = text[max(0, first.start - _BEFORE_CHARS_OF_BOUND) : first.start]
    joined = text[first.end : second.start]
    if opening := _BETWEEN_BEFORE.search(before):
        return first.start - (len(before) - opening.start()) if _AND_BETWEEN.fullmatch(joined) else None
    if not _BETWEEN_TWO.fullmatch(joined):
        return None
    from_ = _FROM_BEFORE.search(before)
    return first.start - (len(before) - from_.start()) if from_ else first.start


def _lies_between(value: MeasuredValue, first: MeasuredValue, second: MeasuredValue) -> bool:
    """Return whether a value lies in a range; one of times may go over midnight."""
    if not first.dimension and second.dimension not in {"", AGED}:
        first = replace(first, amount=tuple(number * second.size for number in first.amount))
    one, least = _held_against(value, first)
    _, most = _held_against(value, second)
    if value.dimension == OF_TIME and most < least:
        return one >= least or one <= most
    return least <= one <= most


def _held_against(value: MeasuredValue, bound: MeasuredValue) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Return both amounts as they are compared: ages in years, and 4.0 as 4."""
    amount = bound.amount
    if value.dimension == AGED and bound.dimension not in {"", AGED}:
        amount = (amount[0] / SECONDS_OF_A_YEAR,)
    return _without_zeros(value.amount), _without_zeros(amount)


def _without_zeros(amount: Sequence[Decimal]) -> tuple[Decimal, ...]:
    kept = list(amount)
    while len(kept) > 1 and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _days_of(found: re.Match[str]) -> Sequence[str]:
    if found["all"]:
        return WEEKDAYS[:5]
    return WEEKDAYS[5:] if found["end"] else tuple(named_in(found[0]))


def _bounds_of_days(days: frozenset[str], text: str) -> Iterator[BoundOf]:
    found = list(_OF_THE_WEEK.finditer(text)) if days else []
    if not found or not _NAMES_ALL.search(text):
        return
    start, end = found[0].start(), found[-1].end()
    named = {name for each in found for name in _days_of(each)} | named_in(text[start:end]).intersection(WEEKDAYS)
    yield BoundOf(start=start, end=end, includes=_includes(days, named, text))


def _bounds_of_months(months: frozenset[str], text: str) -> Iterator[BoundOf]:
    if not months:
        return
    if between := _BETWEEN_MONTHS.search(text):
        named = named_in(f"{between['first']} to {between['last']}")
        yield BoundOf(start=between.start(), end=between.end(), includes=_includes(months, named, text))
    elif (found := _MONTH_OF_THE_YEAR.search(text)) and _MONTH_BOUND.search(text):
        yield BoundOf(start=found.start(), end=found.end(), includes=None)


def _includes(asked: frozenset[str], named: set[str] | frozenset[str], text: str) -> bool | None:
    if _EXCEPT.search(text):
        return None
    return True if asked <= named else False if asked.isdisjoint(named) else None
