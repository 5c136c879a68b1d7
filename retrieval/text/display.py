"""Text of documents and people made safe to show: nothing in it can forge, hide or reorder what stands around it."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from retrieval.domain.documents import Document

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NOT_STATED = "not stated"
INVISIBLE_CATEGORIES = frozenset(["Cc", "Cf", "Cs", "Co"])
"""Categories of Unicode: control, format, halves of characters, private use."""


def plain(text: str) -> str:
    """Return the text without control, invisible and bidirectional characters. Line breaks, tabs and joiners inside
    emoji stay. A control character that parts words (a form feed, a carriage return by itself) becomes a line break.
    """
    return "".join(
        c if c in "\n\t\u200d" or unicodedata.category(c) not in INVISIBLE_CATEGORIES else "\n" if c.isspace() else ""
        for c in text.replace("\r\n", "\n")
    )


def one_line(text: str) -> str:
    """Return the text as `plain` gives it, with every run of white space as one space."""
    return " ".join(plain(text).split())


def one_line_in_pieces(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the pieces as one line, as `one_line` gives it, cut where emphasis begins or ends: the text of each piece,
    and whether it is emphasised. An emphasised piece neither begins nor ends with a space. What is seen as one
    character (a letter and its accent, joined emoji) is not parted.
    """
    marked: list[tuple[str, bool]] = []
    for text, emphasised in pieces:
        for character in plain(text):
            before = marked[-1] if marked else (" ", False)
            if not character.isspace():
                marked.append((character, before[1] if _belongs(character, before[0]) else emphasised))
            elif not before[0].isspace():
                marked.append((" ", emphasised))
    if marked and marked[-1][0] == " ":
        marked.pop()
    for place, (character, _) in enumerate(marked):
        # A space is emphasised between two characters that are.
        if character == " ":
            marked[place] = (" ", marked[place - 1][1] and marked[place + 1][1])
    return [("".join(c for c, _ in run), emphasised) for emphasised, run in groupby(marked, key=itemgetter(1))]


def _belongs(character: str, before: str) -> bool:
    """Return whether a character is seen as one with the character before it."""
    return not before.isspace() and (before == "\u200d" or belongs_before(character))


def belongs_before(character: str) -> bool:
    """Return whether a character is seen as one with whatever stands before it: an accent, a joiner, a skin colour."""
    is_skin = "\U0001f3fb" <= character <= "\U0001f3ff"
    return character == "\u200d" or is_skin or unicodedata.category(character).startswith("M")


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
    pages = document.pages_of(start, end)
    if not pages:
        return ""
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"


def provenance(publisher: str | None, date: str | None) -> str:
    """Return who published a document and when, as text. What it does not state is named as not stated."""
    if publisher is None and date is None:
        return f"publisher and date {NOT_STATED}"
    return f"{publisher or f'publisher {NOT_STATED}'}, {date or f'date {NOT_STATED}'}"
