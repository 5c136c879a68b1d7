"""Counts the lines that a card takes on a phone: markdown as Discord displays it, 45 characters to a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

PHONE_CHARS = 45
"""The characters of a line of text on a screen of 360 pixels."""
BESIDE_BUTTON_CHARS = 35
"""Those beside a button."""
SMALL_RATIO = 1.2
"""How many more characters of small print, and how many fewer of a heading, a line has."""

ACTION_ROW, SECTION, TEXT_DISPLAY, SEPARATOR, CONTAINER = 1, 9, 10, 14, 17

Component = Mapping[str, Any]
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\(https?://[^)\s]*\)")
_MARKS = re.compile(r"\\(.)|\*\*|~~|(?<![\\*])\*(?=\S)|(?<=\S)\*(?!\*)|`|[\u200b\u200e]", re.DOTALL)
_BEGINNING = re.compile(r"(### |-# |> )?(.*)", re.DOTALL)


def displayed(markdown: str) -> str:
    """Return what is seen of a line of markdown: without what sets it, and what is escaped as it stands."""
    return _MARKS.sub(lambda match: match[1] or "", _LINK.sub(r"\1", markdown))


def lines_of_markdown(markdown: str, width: int = PHONE_CHARS) -> int:
    """Return how many lines of a phone some markdown takes, each line broken between words."""
    return sum(_lines(line, width) for line in markdown.split("\n"))


def lines_of_components(components: Sequence[Component]) -> int:
    """Return how many lines a message's components take: a row of buttons as one, and a thin line as none."""
    return sum(_lines_of(component) for component in components)


def each_component(components: Sequence[Component]) -> Iterator[Component]:
    """Yield each component, those within others too, as Discord counts them."""
    for component in components:
        yield component
        yield from each_component(component.get("components", ()))
        if "accessory" in component:
            yield component["accessory"]


def _lines_of(component: Component) -> int:
    match component["type"]:
        case _ if component["type"] == TEXT_DISPLAY:
            return lines_of_markdown(component["content"])
        case _ if component["type"] == SECTION:
            texts = (inner["content"] for inner in component["components"])
            return sum(lines_of_markdown(text, BESIDE_BUTTON_CHARS) for text in texts)
        case _ if component["type"] == CONTAINER:
            return lines_of_components(component["components"])
        case _ if component["type"] == ACTION_ROW:
            return 1
        case _:
            return 0


def _lines(line: str, width: int) -> int:
    found = _BEGINNING.fullmatch(line)
    assert found is not None
    beginning = found[1] or ""
    chars = {"### ": width / SMALL_RATIO, "-# ": width * SMALL_RATIO, "> ": width - 2}.get(beginning, width)
    count, used = 1, 0
    for word in displayed(found[2]).split():
        length = len(word) + (1 if used else 0)
        if used and used + length > chars:
            count, used = count + 1, len(word)
        else:
            used += length
        while used > chars:
            count, used = count + 1, used - int(chars)
    return count
