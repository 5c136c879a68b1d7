"""The numbers that Word shows before paragraphs and does not write into them: "1.2", "(a)", "iv."."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from retrieval.documents.formats.docx_names import is_on, number_in, value_of, word
from retrieval.documents.formats.page_blocks import LETTERED

LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_LETTERS_OF_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """A level of a list: what stands before its paragraphs, with `%1` for the number on the first level."""

    start: int = 1
    kind: str = "bullet"
    text: str = ""
    is_legal: bool = False
    style: str | None = None


@dataclass(slots=True)
class Numbers:
    """Counts the paragraphs of each list, in the order of the text."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: etree._Element | None, lists_of_styles: Mapping[str, str]) -> "Numbers":
        """Return those of a part; `lists_of_styles` are the ids of the lists that styles of lists are, by style."""
        numbers = cls()
        if numbering is None:
            return numbers
        linked: dict[str, str] = {}
        for kind in numbering.iterchildren(word("abstractNum")):
            kind_id = kind.get(word("abstractNumId")) or ""
            numbers._levels[kind_id] = dict(map(_level, kind.iterchildren(word("lvl"))))
            if style := value_of(kind.find(word("numStyleLink"))):
                linked[kind_id] = style
        for listed in numbering.iterchildren(word("num")):
            list_id = listed.get(word("numId")) or ""
            numbers._lists[list_id] = value_of(listed.find(word("abstractNumId"))) or ""
            numbers._restarts[list_id] = {
                min(number_in(override.get(word("ilvl")), 0), LEVELS - 1): number_in(value_of(start), 1)
                for override in listed.iterchildren(word("lvlOverride"))
                if (start := override.find(word("startOverride"))) is not None
            }
        for list_id, kind_id in numbers._lists.items():
            numbers._lists[list_id] = numbers._lists.get(lists_of_styles.get(linked.get(kind_id, ""), ""), kind_id)
        return numbers

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """Return the level of a list that is that of the paragraphs of a style."""
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        return next((level for level, known in levels.items() if known.style == style), None)

    def next(self, list_id: str, level: int) -> str | None:
        """Return what stands before the next paragraph on a level of a list: None for a bullet."""
        kind_id = self._lists.get(list_id, "")
        levels = self._levels.get(kind_id, {})
        counts = self._counts.setdefault(kind_id, {})
        for above, start in self._restarts.pop(list_id, {}).items():
            counts[above] = start - 1
        known = levels.get(level, _Level())
        counts[level] = counts.get(level, known.start - 1) + 1
        for below in range(level + 1, LEVELS):
            counts.pop(below, None)
        if known.kind == "bullet":
            return None
        if known.kind == "none":
            return ""

        def shown(place: re.Match[str]) -> str:
            other = int(place[1]) - 1
            at = levels.get(other, _Level())
            number = counts.setdefault(other, at.start)
            return _written(number, "decimal" if known.is_legal else at.kind)

        return _PLACE.sub(shown, known.text)[:LONGEST_NUMBER].strip()


def _level(element: etree._Element) -> tuple[int, _Level]:
    return min(number_in(element.get(word("ilvl")), 0), LEVELS - 1), _Level(
        start=number_in(value_of(element.find(word("start"))), 1),
        kind=value_of(element.find(word("numFmt"))) or "decimal",
        text=value_of(element.find(word("lvlText"))) or "",
        is_legal=is_on(element.find(word("isLgl"))),
        style=value_of(element.find(word("pStyle"))),
    )


def _written(number: int, kind: str) -> str:
    if kind == "decimalZero":
        return f"{number:02}"
    if kind in _LETTERS_OF_FORMATS and number > 0:
        return LETTERED[_LETTERS_OF_FORMATS[kind]](number)
    return str(number)
