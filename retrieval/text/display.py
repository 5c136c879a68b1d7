"""Text of documents and people made safe to show: nothing in it can forge, hide or reorder what stands around it."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from retrieval.domain import Document

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NOT_STATED = "not stated"


def plain(text: str) -> str:
    """Without control, invisible and bidirectional characters; line breaks, tabs and joiners inside emoji stay."""
    return "".join(c for c in text if c in "\n\t\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def one_line(text: str) -> str:
    """Plain, with every run of white space as one space."""
    return re.sub(r"\s+", " ", plain(text)).strip()


def one_line_in_pieces(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """`one_line` of the pieces together, in pieces that take turns: emphasised or not. One that is emphasised neither
    begins nor ends with a space, and what is seen as one character (letter and accent, joined emoji) is not parted.
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
    return [("".join(c for c, _ in run), emphasised) for emphasised, run in groupby(marked, key=lambda one: one[1])]


def _belongs(character: str, before: str) -> bool:
    """Whether it is seen as one with the character before it."""
    joined = "\u200d" in (character, before) or "\U0001f3fb" <= character <= "\U0001f3ff"
    return not before.isspace() and (joined or unicodedata.category(character).startswith("M"))


def superscript_markers(text: str, markers: tuple[str, ...]) -> str:
    """A document's own footnote markers raised, `[24]` to `⁽²⁴⁾`, so that they do not look like our citations; each as
    long as it was.
    """
    for marker in markers:
        if marker.isdecimal():
            text = re.sub(rf"\[{marker}\]", superscript(marker), text)
    return text


def superscript(marker: str) -> str:
    """In parentheses, so that two markers side by side stay two: `⁽¹⁴⁾⁽¹⁵⁾`."""
    return f"⁽{marker.translate(_SUPERSCRIPTS)}⁾"


def pages_told(document: Document, start: int, end: int) -> str:
    """The pages of a span, "page 3" or "pages 3–4"; empty where its document has none."""
    pages = document.pages_of(start, end)
    if not pages:
        return ""
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"


def provenance(publisher: str | None, date: str | None) -> str:
    """Who published it and when, or that it does not say."""
    if publisher is None and date is None:
        return f"publisher and date {NOT_STATED}"
    return f"{publisher or f'publisher {NOT_STATED}'}, {date or f'date {NOT_STATED}'}"
