"""The names of months and of days of the week, in English, and which of them a text names."""

import re
from collections.abc import Iterator

MONTHS = tuple("january february march april may june july august september october november december".split())
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())

_PLACES = {
    form: (names, place)
    for names in (WEEKDAYS, MONTHS)
    for place, name in enumerate(names)
    for form in (name, f"{name}s", name[:3], name[:4])
}
"""Each name and its short forms, with the names that it is among and its place there."""
_NAME_OR_SHORT = rf"(?P<{{0}}>(?a:{'|'.join(sorted(_PLACES, key=len, reverse=True))}))\b\.?"
_ONE_OR_MORE = re.compile(
    rf"\b{_NAME_OR_SHORT.format('first')}(?:\s?(?:to|through|thru|until|till|[-–—])\s?{_NAME_OR_SHORT.format('last')})?",
    re.IGNORECASE,
)


def named_in(text: str) -> frozenset[str]:
    """Return the days of the week and the months that a text names, whole and in small letters: of a range ("Mon–Fri",
    "June to August") all that it goes over.
    """
    return frozenset(name for found in _ONE_OR_MORE.finditer(text) for name in _over(found))


def _over(found: re.Match[str]) -> Iterator[str]:
    names, first = _PLACES[found["first"].casefold()]
    others, last = _PLACES[found["last"].casefold()] if found["last"] else (names, first)
    if others is not names:
        last = first
    yield from (names[(first + step) % len(names)] for step in range((last - first) % len(names) + 1))
