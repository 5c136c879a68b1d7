"""Fills messages: what does not fit into one goes into the next, and nothing is cut off."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.cards.message import Block, Button, ButtonRow, Divider, OutgoingMessage, Section, Text, component_count
from bot.text import words
from bot.text.discord_limits import BUTTONS_IN_ROW, COMPONENTS, MESSAGE_CHARS, discord_chars
from bot.text.markdown import escaped, linked_title, split

LINE_CHARS = 1600
"""A longer line is continued in the next: two of them fit into a message beside its footer."""
QUOTE_CHARS = LINE_CHARS - len("> ")
FOOTER_ROOM = 600
"""The characters of a message that are left to its footer."""
HEADING_CHARS = 300
"""The longest title that is set as a heading; a longer one is text, or it would fill the screen."""
_TEXT_ROOM = MESSAGE_CHARS - FOOTER_ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Lines of markdown that belong together, each of at most `LINE_CHARS`, and the button that goes with them. One
    that `joins` goes on in the text of the entry before it, without a gap; one that is `divided` stands below a thin
    line.
    """

    lines: Sequence[str]
    button: Button | None = None
    joins: bool = False
    divided: bool = False


def heading(title: str) -> list[str]:
    """Return a foreign title as the lines of a heading."""
    text = escaped(title)
    return [f"### {text}"] if discord_chars(text) <= HEADING_CHARS else lines_of(text)


def titled(mark: str, title: str, link: str | None = None) -> list[str]:
    """Return a foreign title after a mark of ours; with a link, where it has one and both fit into a line."""
    whole = f"{mark} {linked_title(title, link)}".strip()
    return [whole] if discord_chars(whole) <= LINE_CHARS else split(f"{mark} {escaped(title)}".strip(), LINE_CHARS)


def block_quote(markdown: str) -> list[str]:
    return [f"> {piece}" for piece in split(markdown, QUOTE_CHARS)]


def lines_of(markdown: str) -> list[str]:
    """Return markdown as lines; of none there is none."""
    return split(markdown, LINE_CHARS) if markdown else []


def small(markdown: str) -> list[str]:
    """Return markdown as lines of small print; of none there is none."""
    pieces = (piece for line in markdown.split("\n") if line for piece in split(line, QUOTE_CHARS - 1))
    return [f"-# {piece}" for piece in pieces]


def packed(
    entries: Iterable[Entry],
    *,
    title: str = "",
    colour: int,
    footer: str = "",
    buttons: Sequence[Button] = (),
) -> list[OutgoingMessage]:
    """Return the entries in as many messages as they take, below the title, which is foreign text. The footer, markdown
    of at most `FOOTER_ROOM` characters, ends the last message in small print, and below it are the buttons.
    """
    rows = [
        ButtonRow(tuple(buttons[start : start + BUTTONS_IN_ROW])) for start in range(0, len(buttons), BUTTONS_IN_ROW)
    ]
    # Of the box, the footer and the rows.
    component_room = COMPONENTS - 2 - sum(map(component_count, rows))
    head = [Entry(lines=heading(title))] if title.strip() else []
    pages = list(_pages([*head, *entries], component_room))
    messages = []
    for number, page in enumerate(pages):
        is_last = number == len(pages) - 1
        below = small(footer if is_last else words.CONTINUED)
        blocks = [*page.blocks(), *([Text("\n".join(below))] if below else []), *(rows if is_last else ())]
        messages.append(OutgoingMessage(blocks=tuple(blocks), colour=colour))
    return messages


def single(
    entries: Iterable[Entry], *, title: str = "", colour: int, footer: str = "", buttons: Sequence[Button] = ()
) -> OutgoingMessage:
    """Return the entries in one message. Raises ValueError where they are more than it takes."""
    (message,) = packed(entries, title=title, colour=colour, footer=footer, buttons=buttons)
    return message


def notice(markdown: str, colour: int) -> OutgoingMessage:
    """Return a message of a line or two in a box."""
    return OutgoingMessage(blocks=(Text(markdown),), colour=colour)


@dataclass(slots=True)
class _Page:
    """Blocks, and lists of lines that will be a text each."""

    parts: list[Block | list[str]] = field(default_factory=list)
    chars: int = 0
    components: int = 0

    def has_room(self, lines: Iterable[str], components: int, component_room: int) -> bool:
        chars = sum(discord_chars(line) + 1 for line in lines)
        return self.chars + chars <= _TEXT_ROOM and self.components + components <= component_room

    def add(self, block: Block) -> None:
        self.parts.append(block)
        self.components += component_count(block)

    def add_section(self, lines: Sequence[str], button: Button) -> None:
        self.add(Section(texts=(Text("\n".join(lines)),), button=button))
        self.chars += sum(discord_chars(line) + 1 for line in lines)

    def add_line(self, line: str, *, joins: bool) -> None:
        last = self.parts[-1] if self.parts else None
        if joins and isinstance(last, list):
            last.append(line)
        else:
            self.parts.append([line])
            self.components += 1
        self.chars += discord_chars(line) + 1

    def blocks(self) -> list[Block]:
        joined = (Text("\n".join(part).strip()) if isinstance(part, list) else part for part in self.parts)
        return list(joined)


def _pages(entries: Iterable[Entry], component_room: int) -> Iterator[_Page]:
    page = _Page()
    for entry in entries:
        components = entry.divided + (3 if entry.button is not None else 1)
        if page.parts and not page.has_room(entry.lines, components, component_room):
            yield page
            page = _Page()
        if entry.divided and page.parts:
            page.add(Divider())
        lines = list(entry.lines)
        if entry.button is not None:
            beside = lines if page.has_room(lines, 3, component_room) else lines[:1]
            page.add_section(beside, entry.button)
            lines = lines[len(beside) :]
        for number, line in enumerate(lines):
            if not page.has_room([line], 1, component_room):
                yield page
                page = _Page()
            page.add_line(line, joins=entry.joins or number > 0)
    yield page
