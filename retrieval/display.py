"""Text of documents and people made safe to show: nothing in it can forge, hide or reorder what stands around it."""

import re
import unicodedata

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NOT_STATED = "not stated"


def plain(text: str) -> str:
    """Without control, invisible and bidirectional characters; line breaks, tabs and joiners inside emoji stay."""
    return "".join(c for c in text if c in "\n\t\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def one_line(text: str) -> str:
    """Plain, with every run of white space as one space."""
    return spaced(text).strip()


def spaced(text: str) -> str:
    """As `one_line`, for a piece of a line: a space at its start or end stays."""
    return re.sub(r"\s+", " ", plain(text))


def superscript_markers(text: str, markers: tuple[str, ...]) -> str:
    """A document's own footnote markers raised, `[24]` to `⁽²⁴⁾`, so that they do not look like our citations."""
    for marker in markers:
        if marker.isdecimal():
            text = re.sub(rf"\[{marker}\]", superscript(marker), text)
    return text


def superscript(marker: str) -> str:
    """In parentheses, so that two markers side by side stay two: `⁽¹⁴⁾⁽¹⁵⁾`."""
    return f"⁽{marker.translate(_SUPERSCRIPTS)}⁾"


def provenance(publisher: str | None, date: str | None) -> str:
    """Who published it and when, or that it does not say."""
    if publisher is None and date is None:
        return f"publisher and date {NOT_STATED}"
    return f"{publisher or f'publisher {NOT_STATED}'}, {date or f'date {NOT_STATED}'}"
