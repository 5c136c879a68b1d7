"""Pairs the marks of emphasis (`*`, `_`, `~~`) as CommonMark does, in time that grows with their number.

Three things are told from emphasis that CommonMark takes for it: a star between two digits (`2*3*4`), stars of a path
(`src/**/*.py`), and an underscore that closes within a name (`__init__.py`).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple


class Style(IntFlag):
    """How a run of text is set."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    STRUCK = 8


class Stretch(NamedTuple):
    """The tokens from `first` up to `last`, without that, and the style that they are set in."""

    first: int
    last: int
    style: Style


@dataclass(slots=True)
class Delimiter:
    """A run of marks, the token that it is, and how many of them were used to open (`right`) and close (`left`)."""

    token: int
    mark: str
    length: int
    can_open: bool
    can_close: bool
    left: int = 0
    right: int = 0

    @property
    def count(self) -> int:
        return self.length - self.left - self.right


def delimiter_at(text: str, start: int, end: int, token: int, edges: tuple[int, int]) -> Delimiter:
    """Return the run of marks from `start` to `end`, by what stands around it between the `edges` of its paragraph."""
    mark, length = text[start], end - start
    before = text[start - 1] if start > edges[0] else " "
    after = text[end] if end < edges[1] else " "
    is_left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    is_right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    can_open, can_close = is_left, is_right
    if mark == "_":
        can_open = is_left and (not is_right or _is_punctuation(before))
        can_close = is_right and (not is_left or _is_punctuation(after)) and not _goes_on(text, end, edges[1])
    elif mark == "*" and before.isdigit() and after.isdigit():
        can_open = can_close = False
    elif mark == "*":
        is_in_path = before == "/" and not after.isalnum()
        can_open = can_open and not is_in_path
        can_close = can_close and not is_in_path and not (after == "/" and not before.isalnum())
    elif length == 1:
        can_open = can_close = False
    return Delimiter(token, mark, length, can_open, can_close)


def _goes_on(text: str, place: int, end: int) -> bool:
    """Return whether a name goes on: `.py`, `()`, `/core`."""
    return place + 1 < end and text[place] in "./(" and (text[place + 1].isalnum() or text[place + 1] == ")")


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def paired(delimiters: Iterable[Delimiter]) -> list[Stretch]:
    """Return what is emphasised, and count in the delimiters which of their marks were used for it."""
    stretches: list[Stretch] = []
    openers: list[tuple[int, Delimiter]] = []
    # What was looked through in vain is not looked through again.
    bottoms: dict[tuple[str, bool, int], int] = {}
    for serial, closer in enumerate(delimiters):
        key = (closer.mark, closer.can_open, closer.length % 3)
        while closer.can_close and closer.count >= _least(closer.mark):
            place = len(openers) - 1
            bottom = bottoms.get(key, -1)
            while place >= 0 and openers[place][0] > bottom and not _fit(openers[place][1], closer):
                place -= 1
            if place < 0 or openers[place][0] <= bottom:
                bottoms[key] = serial - 1
                break
            del openers[place + 1 :]
            opener = openers[place][1]
            used = 2 if opener.count >= 2 and closer.count >= 2 else 1
            opener.right += used
            closer.left += used
            style = Style.STRUCK if closer.mark == "~" else Style.BOLD if used == 2 else Style.ITALIC
            stretches.append(Stretch(opener.token + 1, closer.token, style))
            if opener.count < _least(opener.mark):
                openers.pop()
        if closer.can_open and closer.count >= _least(closer.mark):
            openers.append((serial, closer))
    return stretches


def _least(mark: str) -> int:
    return 2 if mark == "~" else 1


def _fit(opener: Delimiter, closer: Delimiter) -> bool:
    if opener.mark != closer.mark:
        return False
    if closer.mark == "~" or not (opener.can_close or closer.can_open):
        return True
    return (opener.length + closer.length) % 3 != 0 or (opener.length % 3 == 0 and closer.length % 3 == 0)
