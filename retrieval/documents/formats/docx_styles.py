"""What the styles of Word make of their paragraphs: headings, items of lists, hidden text."""

import re
from dataclasses import dataclass

from lxml import etree

from retrieval.documents.formats.docx_names import is_on, number_in, value_of, word
from retrieval.documents.formats.docx_numbering import LEVELS

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordStyle:
    """The effect of a style on a paragraph. `level` is the depth of a heading, from 1; `listed` and `deep` are the list
    that its paragraphs belong to and their level there, from 0.
    """

    level: int | None
    listed: str | None
    deep: int | None
    is_hidden: bool


PLAIN_STYLE = WordStyle(level=None, listed=None, deep=None, is_hidden=False)


def styles_of(part: etree._Element | None) -> dict[str, WordStyle]:
    """Return the styles by id, each with what it inherits."""
    found = () if part is None else part.iterchildren(word("style"))
    elements = {style.get(word("styleId")): style for style in found}
    known: dict[str, WordStyle] = {}
    for style_id in elements:
        line: list[str] = []
        current = style_id
        # This goes up to an ancestor that is known, so that each is looked at once; a circle ends where it began.
        while current in elements and current not in known:
            known[current] = PLAIN_STYLE
            line.append(current)
            current = value_of(elements[current].find(word("basedOn")))
        inherited = known.get(current, PLAIN_STYLE)
        for heir_id in reversed(line):
            inherited = known[heir_id] = _heir(elements[heir_id], inherited)
    return known


def _heir(style: etree._Element, inherited: WordStyle) -> WordStyle:
    """Return what a style states and inherits; what it states wins."""
    vanish = style.find(f"{word('rPr')}/{word('vanish')}")
    listed, deep = list_of(style)
    return WordStyle(
        level=_level_of(style) or inherited.level,
        listed=inherited.listed if listed is None else listed,
        deep=inherited.deep if deep is None else deep,
        is_hidden=inherited.is_hidden if vanish is None else is_on(vanish),
    )


def _level_of(style: etree._Element) -> int | None:
    called = value_of(style.find(word("name"))) or ""
    if called.lower() == "title":
        return 1
    if heading := _HEADING.fullmatch(called):
        return int(heading[1])
    return outline_level(style)


def outline_level(element: etree._Element) -> int | None:
    """Level 9 is that of body text."""
    level = value_of(element.find(f"{word('pPr')}/{word('outlineLvl')}")) or ""
    return int(level) + 1 if level in set("012345678") else None


def list_of(element: etree._Element) -> tuple[str | None, int | None]:
    """Return the id of the list that is stated, empty where it is said to be none, and the level in it."""
    numbering = element.find(f"{word('pPr')}/{word('numPr')}")
    if numbering is None:
        return None, None
    listed, deep = (value_of(numbering.find(word(name))) for name in ("numId", "ilvl"))
    return "" if listed == "0" else listed, None if deep is None else min(number_in(deep, 0), LEVELS - 1)
