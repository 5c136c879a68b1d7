"""The anchors of headings: what stands behind the `#` of an address that leads to one. A heading that states an id has
that; else it is made of its words, as GitHub and Docusaurus do.
"""

import re
import unicodedata
from bisect import bisect_right

from retrieval.documents.blocks import Block
from retrieval.documents.body import is_plain_text, layout_of
from retrieval.documents.inline import RunText, runs_of_document
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import once_a_document

_LOOKED_AT_CHARS = 300
"""How far before a heading, and how far from its end, an id is looked for."""
_LINE_BREAK_OF_HEADING = re.compile(r"[\r\n]")
_SETEXT_LINE = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t>]*(?:=+|-+)[ \t]*(?=[\r\n]|\Z)")
_OWN_ID = re.compile(r"\{(?::?[ \t]{0,9}|/\*[ \t]{0,9}|[^{}\n]{0,99}[ \t])#([\w:.-]{1,99})[^{}\n]{0,99}\}")
_HEADING_MARK = re.compile(r" {0,3}#{1,6}[ \t]+")
"""All that stands before a heading that says something, and is text."""
_TARGET = re.compile(
    r"<(?:a|span)\s[^<>]{0,99}?\b(?:id|name)=[\"']?([^\s\"'<>]{1,99})[^<>]{0,99}>(?:\s*</(?:a|span)>)?"
)
_TARGET_LINE = re.compile(rf"(?:\A|[\r\n])[ \t]*{_TARGET.pattern}\s*\Z")
_KINDS_IN_SLUGS = ("L", "M", "Nd", "Pc")
"""The categories of Unicode that stay in a slug: letters and their marks, digits, and what joins words (`_`)."""


def anchor_at(document: Document, place: int) -> str:
    """Return the anchor of the heading that a place of a document stands under; empty where there is none."""
    anchors = anchors_of(document)
    above = bisect_right(anchors, place, key=lambda found: found[0])
    return anchors[above - 1][1] if above else ""


@once_a_document
def anchors_of(document: Document) -> tuple[tuple[int, str], ...]:
    """Return the place of each heading, in order, and its anchor. Text without marks has no headings on a page."""
    if is_plain_text(document):
        return ()
    numbers: dict[str, int] = {}
    anchors: list[tuple[int, str]] = []
    for block in layout_of(document):
        is_text = block.kind is not PassageKind.HEADING
        if _HEADING_MARK.fullmatch(_before(document.text, block)) if is_text else _is_marked(document.text, block):
            words = RunText(runs_of_document(document, block.start, block.end)).text
            anchors.append((block.start, _own_id(document.text, block) or _numbered(slug_of(words), numbers)))
    return tuple(anchors)


def slug_of(heading: str) -> str:
    """Return the words of a heading in lower case, joined by hyphens, without punctuation."""
    words = " ".join(heading.split()).lower()
    kept = (c for c in words if c in " -" or unicodedata.category(c).startswith(_KINDS_IN_SLUGS))
    return "".join(kept).replace(" ", "-")


def _numbered(slug: str, numbers: dict[str, int]) -> str:
    """Return a slug that no heading before has: the second of a name ends in -1."""
    own = slug
    while own in numbers:
        numbers[slug] += 1
        own = f"{slug}-{numbers[slug]}"
    numbers[own] = 0
    return own


def _is_marked(text: str, block: Block) -> bool:
    """Return whether it is a heading by its marks: a short line of text is one to readers, and has no anchor."""
    return "#" in _before(text, block) or _SETEXT_LINE.match(text, block.end) is not None


def _own_id(text: str, block: Block) -> str:
    """Return the id that a heading states: `{#id}` behind it, or a target in or right before it."""
    before, heading = _before(text, block), text[block.start : block.end]
    behind = _LINE_BREAK_OF_HEADING.split(text[block.end : block.end + _LOOKED_AT_CHARS], maxsplit=1)[0]
    start = block.start - len(before)
    stated = (
        _OWN_ID.search(heading[-_LOOKED_AT_CHARS:] + behind)
        or _TARGET.search(before + heading[:_LOOKED_AT_CHARS])
        or _TARGET.search(heading[-_LOOKED_AT_CHARS:] + behind)
        or _TARGET_LINE.search(text[max(0, start - _LOOKED_AT_CHARS) : start])
    )
    return stated[1] if stated else ""


def _before(text: str, block: Block) -> str:
    """Return what stands before a heading in its line."""
    return _LINE_BREAK_OF_HEADING.split(text[max(0, block.start - _LOOKED_AT_CHARS) : block.start])[-1]
