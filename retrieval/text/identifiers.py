"""Identifiers: codes, versions, numbers of rooms, parts and sections, days.

Two of a kind differ in a character and mean different things, which neither a search by meaning nor a reader can tell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.text.calendar import MONTHS
from retrieval.text.words import tokens

_WRITTEN = re.compile(r"[^\W_]+(?:[-_./:#][^\W_]+)*")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_RUN_OF_LETTERS = re.compile(r"[^\W\d_]+")
_RUN_OF_DIGITS = re.compile(r"\d+")
_BETWEEN_PIECES = re.compile(r"[^\w\s]?[\s_]?")
_NUMBER_BEFORE = re.compile(r"\d\.")
_NUMBER_AFTER = re.compile(r"\.\d")
_NO_IDENTIFIER = re.compile(
    r"\d+(?:st|nd|rd|th|[a-z]{1,3})|\d+[-/:.]\d+|[\d.]+[a-z/-]+\d?|(?:pre|post|mid|non|early|late)-\d\w*",
    re.IGNORECASE,
)
"""An ordinal, a number with its unit ("40GB", "30-day"), a range, a time, a fraction, a time before a year."""
_YEARS = re.compile(r"[12]\d{3}[-/][12]?\d{1,3}")
_MIXED = "mixed"
"""The kind of hexadecimal numbers, and of letters and figures in turn, whose order says nothing."""
_MOST_PIECES = 2
_LABEL = (
    r"(?:room|suite|gate|platform|route|flight|bus|line|error|code|status|form|section|article|rule|part"
    r"|model|version|case|ticket|issue|clause|paragraph|chapter|appendix|annex|schedule|regulation|rfc|pep|port|page)"
)
_LABELLED = re.compile(rf"\b({_LABEL})s?\s+(?:no\.?\s+|number\s+|#)?(\d++(?:\.\d++)*+)(?!\w|-\d)", re.IGNORECASE)
_A_LABEL = re.compile(rf"{_LABEL}s?", re.IGNORECASE)
_NAMED_MONTH = rf"({'|'.join(MONTHS)})"
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAMED_MONTH}\b|\b{_NAMED_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[/:.]\d)",
    re.IGNORECASE,
)
_DAY_IN_FIGURES = re.compile(r"(?<![\w-])\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_FEWEST_DIGITS = 7
"""Of figures without a letter: what is shorter is an amount, a year or a range more often."""
_COINED = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
"""What a word has that somebody has made of several: SocketTimeoutException."""
FEWEST_COINED_CHARS = 9
MOST_NAMING_A_WORD = 3
"""The passages that name a coined word which stands for one thing: what more of them name is no name of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """An identifier as it is `written`; what tells it from another of its `kind`, which is the same for all that are
    written alike.
    """

    written: str
    kind: str
    value: str


def identifiers_in(text: str) -> list[Identifier]:
    """Return the identifiers of a text, each once, in no given order."""
    return list(dict.fromkeys([*_words_with_digits(text), *_labelled(text), *_days(text)]))


def days_written_in(text: str) -> list[Identifier]:
    """Return the days that a text names by month, in words and after these in figures ("2024-11-02")."""
    in_figures = (
        Identifier(written=match.group(), kind="day", value=f"{int(match[2])} {MONTHS[int(match[1]) - 1]}")
        for match in _DAY_IN_FIGURES.finditer(text)
    )
    return [*_days(text), *in_figures]


def coined_in(text: str) -> list[str]:
    """Return the coined words of a text, in small letters, each once, in order: such a word names one thing."""
    coined = (word for word in tokens(text) if len(word) >= FEWEST_COINED_CHARS and _COINED.search(word))
    return list(dict.fromkeys(word.casefold() for word in coined))


def is_label(word: str) -> bool:
    """Return whether a word says what the number after it counts, as "clause" and "line" do."""
    return bool(_A_LABEL.fullmatch(word))


def last_of_its_kind(kind: str, text: str) -> str | None:
    """Return the value of the last identifier of a kind that a text names; None where it names none."""
    return next((identifier.value for identifier in reversed(_of_kind(kind, text))), None)


def stands_in(identifier: Identifier, text: str) -> bool:
    """Return whether a text names the identifier, or has its number by itself, as a cell of a table has."""
    if any(other.value == identifier.value for other in _of_kind(identifier.kind, text)):
        return True
    if identifier.kind == "day":
        return False
    return _pieces_stand_in(_PIECE.findall(identifier.value), text)


def _pieces_stand_in(pieces: list[str], text: str) -> bool:
    """Return whether pieces stand in a text one after the other, and are no part of a longer word or number."""
    found = list(_PIECE.finditer(text))
    for first, last in zip(range(len(found)), range(len(pieces) - 1, len(found)), strict=False):
        if found[first][0].casefold() == pieces[0] and (
            [piece[0].casefold() for piece in found[first : last + 1]] == pieces
            and all(
                _BETWEEN_PIECES.fullmatch(text, before.end(), after.start())
                for before, after in pairwise(found[first : last + 1])
            )
            and _stands_alone(text, found[first].start(), found[last].end())
        ):
            return True
    return False


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text is no part of a longer word or number."""
    within_word = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
    return not (within_word or _NUMBER_BEFORE.match(text, max(0, start - 2), start) or _NUMBER_AFTER.match(text, end))


def _of_kind(kind: str, text: str) -> list[Identifier]:
    if kind == "day":
        return days_written_in(text)
    if kind.endswith(" 9"):
        return [identifier for identifier in _labelled(text) if identifier.kind == kind]
    return [identifier for identifier in _words_with_digits(text) if identifier.kind == kind]


def _words_with_digits(text: str) -> Iterator[Identifier]:
    for match in _WRITTEN.finditer(text):
        written, pieces = match.group(), _PIECE.findall(match.group())
        digits = sum(len(piece) for piece in pieces if piece.isdigit())
        several = len(pieces) > 1 and not _NO_IDENTIFIER.fullmatch(written)
        if digits and (several or (digits >= _FEWEST_DIGITS and not _YEARS.fullmatch(written))):
            # A version is the same with and without its "v".
            value = written.casefold().removeprefix("v") if pieces[0] in "vV" else written.casefold()
            shape = _RUN_OF_LETTERS.sub("a", _RUN_OF_DIGITS.sub("9", value))
            turns = written.isalnum() and len(pieces) > _MOST_PIECES
            yield Identifier(written=written, kind=_MIXED if turns else shape, value=value)


def _labelled(text: str) -> Iterator[Identifier]:
    for match in _LABELLED.finditer(text):
        yield Identifier(written=match.group(), kind=f"{match[1].casefold()} 9", value=match[2])


def _days(text: str) -> Iterator[Identifier]:
    for match in _DAY.finditer(text):
        day, month = match[1] or match[4], (match[2] or match[3]).casefold()
        yield Identifier(written=match.group(), kind="day", value=f"{int(day)} {month}")
