"""Tags at the beginning of lines of Markdown, of HTML and of components: what goes on over several lines is masked, and
what a component is titled, which its reader sees, is read with what stands in it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.documents.blocks import Block
from retrieval.documents.inline_marks import tag_at
from retrieval.domain.documents import PassageKind

MOST_LINES_OF_A_TAG = 40
MOST_TITLES = 3
"""The most components with titles around a block whose titles are read with it."""
_OPENS = re.compile(r"([ \t]*)<[A-Za-z][\w.-]*(?:\s|$)")
_COMPONENT = re.compile(r"<(/?)([A-Z][\w.]{0,60})(?=[\s/>]|$)")
_TITLE_ATTRIBUTES = tuple(
    re.compile(rf"\s{name}\s*=\s*(?:\"([^\"\n]{{1,200}})\"|'([^'\n]{{1,200}})')")
    for name in ("title", "label", "heading", "header", "summary")
)
"""The attributes that hold what a reader sees above what stands in a component, the first of them first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledElement:
    """A component with a title: the spans of the document of the title and of what stands in the component."""

    title: tuple[int, int]
    inside: tuple[int, int]


def split_tags(lines: Sequence[str | None]) -> Iterator[tuple[range, int]]:
    """Yield the numbers of the lines that a tag goes on over, and the column behind it in the last of them. Lines of
    code are None.
    """
    number = 0
    while number < len(lines):
        together = _up_to_a_break(lines, number) if _begins_in(lines[number]) else []
        text = "\n".join(together)
        tag = tag_at(text, text.index("<"), len(text)) if len(together) > 1 else None
        count = text.count("\n", 0, tag.end) if tag else 0
        if tag and count:
            yield range(number, number + count + 1), tag.end - text.rfind("\n", 0, tag.end) - 1
        number += max(count, 1)


def _begins_in(line: str | None) -> bool:
    """Return whether a line begins with a tag that is not closed in it."""
    opening = _OPENS.match(line) if line else None
    return line is not None and opening is not None and tag_at(line, opening.end(1), len(line)) is None


def _up_to_a_break(lines: Sequence[str | None], number: int) -> list[str]:
    together: list[str] = []
    for line in lines[number : number + MOST_LINES_OF_A_TAG]:
        if not line or not line.strip():
            break
        together.append(line)
    return together


def titled_elements(text: str, code: Iterable[tuple[int, int]]) -> list[TitledElement]:
    """Return the components of a text that have a title and something in them. What stands between the places of `code`
    is none.
    """
    open_elements: list[tuple[str, tuple[int, int] | None, int]] = []
    counted: Counter[str] = Counter()
    found: list[TitledElement] = []
    spans = iter([*code, (len(text), len(text))])
    begin, end = next(spans)
    for tag in _COMPONENT.finditer(text):
        while tag.start() >= end and end < len(text):
            begin, end = next(spans)
        if begin <= tag.start() < end:
            continue
        if not tag[1]:
            whole = tag_at(text, tag.start(), len(text))
            if whole and not text.endswith("/>", 0, whole.end):
                open_elements.append((tag[2], _title_in(text, tag.start(), whole.end), whole.end))
                counted[tag[2]] += 1
            continue
        while counted[tag[2]]:
            name, title, inside = open_elements.pop()
            counted[name] -= 1
            if name == tag[2]:
                found += [TitledElement(title=title, inside=(inside, tag.start()))] if title else []
                break
    return found


def _title_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    for attribute in _TITLE_ATTRIBUTES:
        if found := attribute.search(text, start, end):
            return found.span(1) if found[1] else found.span(2)
    return None


def with_titles(blocks: Iterable[Block], elements: Iterable[TitledElement]) -> list[Block]:
    """Return the blocks, those of text with the titles of the innermost components around them among their leads."""
    coming = sorted(elements, key=lambda element: element.inside, reverse=True)
    around: list[TitledElement] = []
    titled = []
    for block in blocks:
        while coming and coming[-1].inside[0] <= block.start:
            around.append(coming.pop())
        around = [element for element in around[-MOST_TITLES:] if block.start < element.inside[1]]
        titles = [element.title for element in around]
        is_led = titles and block.kind is PassageKind.BODY
        titled.append(replace(block, leads=tuple(sorted({*block.leads, *titles}))) if is_led else block)
    return titled
