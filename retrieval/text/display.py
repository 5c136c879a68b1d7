"""Text of documents and people made safe to show: nothing in it can forge, hide or reorder what stands around it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, islice
from typing import TypeVar

from retrieval.domain.documents import Document

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
Look = TypeVar("Look")
_WINDOWS_LINE_BREAK = re.compile(r"\r(?=\n)")
INVISIBLE_CATEGORIES = frozenset(["Cc", "Cf", "Cs", "Co"])
"""Categories of Unicode: control, format, halves of characters, private use."""


_LETTERS_THAT_JOIN = (
    "\u0620-\u065f\u066e-\u06dc\u06df-\u06ff\u0750-\u077f\u0870-\u0887\u08a0-\u08e1\u08e3-\u08ff\u0900-\u0dff"
)
"""Letters and marks of Arabic script and of the scripts of India: between two of them, a non-joiner parts the halves of
a word, as in Persian."""
_TAGGED = "|".join("".join(chr(0xE0000 + ord(letter)) for letter in flag) for flag in ("gbeng", "gbsct", "gbwls"))
"""The three flags that are spelt in tags, says Unicode (`emoji-sequences.txt`): those of England, Scotland, Wales."""
_MEANT = re.compile(
    f"(?<=[{_LETTERS_THAT_JOIN}])\u200c(?=[{_LETTERS_THAT_JOIN}])|\U0001f3f4(?:{_TAGGED})\U000e007f"
    "|[\u0600-\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd]"
)
"""Format characters that a reader of the language sees or needs. The last are signs that stand around numbers."""


def plain(text: str) -> str:
    """Return the text without control, invisible and bidirectional characters. Line breaks, tabs, joiners inside emoji
    and non-joiners inside words stay. A control character that parts words (a form feed, a carriage return by itself)
    becomes a line break.
    """
    return "".join(_as_shown(text))


def _as_shown(text: str) -> list[str]:
    """Return what is shown of each character of a text: itself, a line break, or nothing."""
    meant = {place for found in _MEANT.finditer(text) for place in range(*found.span())}
    shown = [
        c if c in "\n\t\u200d" or unicodedata.category(c) not in INVISIBLE_CATEGORIES else "\n" if c.isspace() else ""
        for c in text
    ]
    for place in meant:
        shown[place] = text[place]
    for found in _WINDOWS_LINE_BREAK.finditer(text):
        shown[found.start()] = ""
    return shown


def one_line(text: str) -> str:
    """Return the text as `plain` gives it, with every run of white space as one space."""
    return " ".join(plain(text).split())


def one_line_in_pieces(
    pieces: Iterable[tuple[str, Look]], shared: Callable[[Look, Look], Look]
) -> list[tuple[str, Look]]:
    """Return the pieces as one line, as `one_line` gives it, cut where another look begins: the text of each piece, and
    its look. A space between two looks has what is `shared` by them, so that no look begins or ends with a space. What
    is seen as one character (a letter and its accent, joined emoji) is not parted.
    """
    # Two lists, and no pair for each character: so many would set off the collector of cycles again and again.
    characters: list[str] = []
    looks: list[Look] = []
    parts = list(pieces)
    shown = iter(_as_shown("".join(text for text, _ in parts)))
    for text, look in parts:
        for character in islice(shown, len(text)):
            if not character:
                continue
            if not character.isspace():
                belongs = bool(characters) and _belongs(character, characters[-1])
                looks.append(looks[-1] if belongs else look)
                characters.append(character)
            elif characters and not characters[-1].isspace():
                looks.append(look)
                characters.append(" ")
    if characters and characters[-1] == " ":
        characters.pop()
        looks.pop()
    for place, character in enumerate(characters):
        if character == " ":
            looks[place] = shared(looks[place - 1], looks[place + 1])
    line: list[tuple[str, Look]] = []
    start = 0
    for look, run in groupby(looks):
        end = start + sum(1 for _ in run)
        line.append(("".join(characters[start:end]), look))
        start = end
    return line


def _belongs(character: str, before: str) -> bool:
    """Return whether a character is seen as one with the character before it."""
    return not before.isspace() and (before == "\u200d" or belongs_before(character))


def belongs_before(character: str) -> bool:
    """Return whether a character is seen as one with whatever stands before it: an accent, a joiner or a non-joiner, a
    skin colour, a letter of a flag.
    """
    is_skin, is_tag = "\U0001f3fb" <= character <= "\U0001f3ff", "\U000e0020" <= character <= "\U000e007f"
    return character in "\u200c\u200d" or is_skin or is_tag or unicodedata.category(character).startswith("M")


def superscript_markers(text: str, markers: tuple[str, ...]) -> str:
    """Return the text with a document's own footnote markers raised, `[24]` as `⁽²⁴⁾`, so that they do not look like
    our citations. Each marker keeps its length.
    """
    for marker in markers:
        if marker.isdecimal():
            text = text.replace(f"[{marker}]", superscript(marker))
    return text


def superscript(marker: str) -> str:
    """Return a marker raised and in parentheses, so that two markers side by side stay two: `⁽¹⁴⁾⁽¹⁵⁾`."""
    return f"⁽{marker.translate(_SUPERSCRIPTS)}⁾"


def page_range(document: Document, start: int, end: int) -> str:
    """Return the pages of a span as text, "page 3" or "pages 3–4"; empty where its document has no pages."""
    return _numbered("page", document.pages_of(start, end))


def page_or_line_range(document: Document, start: int, end: int) -> str:
    """Return the pages of a span as `page_range` does, or else its lines in the file, "line 3" or "lines 3–4"; empty
    where its document has neither.
    """
    return page_range(document, start, end) or _numbered("line", document.lines_of(start, end))


def _numbered(name: str, numbers: range) -> str:
    if not numbers:
        return ""
    return f"{name} {numbers[0]}" if len(numbers) == 1 else f"{name}s {numbers[0]}–{numbers[-1]}"


def provenance(publisher: str | None, date: str | None, authors: Sequence[str] = ()) -> str:
    """Return who wrote and published a document and when, as text: what it states of these, on one line."""
    by = f"by {', '.join(map(one_line, authors))}" if authors else ""
    return ", ".join(filter(None, (by, one_line(publisher or ""), one_line(date or ""))))
