"""Fills messages: what does not fit into one goes into the next, and nothing is cut off."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage
from bot.text import words
from bot.text.discord_limits import BUTTONS, DESCRIPTION_CHARS, EMBEDS_CHARS, FOOTER_CHARS, TITLE_CHARS, discord_chars
from bot.text.markdown import escaped, linked_title, split

LINE_CHARS = 1900
"""A longer line is continued in the next: two of them fit into a description."""
QUOTE_CHARS = LINE_CHARS - len("> ")
FOOTER_ROOM = min(FOOTER_CHARS, EMBEDS_CHARS - DESCRIPTION_CHARS - TITLE_CHARS)
"""A footer of at most this leaves title and description their full length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Lines of markdown that belong together, each of at most `LINE_CHARS`, and the button that goes with them."""

    lines: Sequence[str]
    button: Button | None = None


@dataclass(slots=True)
class _Page:
    lines: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    chars: int = 0

    def has_room(self, lines: Iterable[str], buttons: int = 0) -> bool:
        chars = sum(discord_chars(line) + 1 for line in lines)
        return self.chars + chars <= DESCRIPTION_CHARS and len(self.buttons) + buttons <= BUTTONS

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.chars += discord_chars(line) + 1


def heading(mark: str, title: str, link: str | None = None) -> list[str]:
    """Return a foreign title in bold, after a mark of ours; with a link, where it has one and both fit into a line."""
    whole = f"{mark} {linked_title(title, link)}".strip()
    if discord_chars(whole) <= LINE_CHARS - 4:
        return [f"**{whole}**"]
    return [f"**{piece}**" for piece in split(f"{mark} {escaped(title)}".strip(), LINE_CHARS - 4)]


def block_quote(markdown: str) -> list[str]:
    return [f"> {piece}" for piece in split(markdown, QUOTE_CHARS)]


def lines_of(markdown: str) -> list[str]:
    """Return markdown as lines; of none there is none."""
    return split(markdown, LINE_CHARS) if markdown else []


def packed(entries: Iterable[Entry], *, title: str, colour: int, footer: str = "") -> list[OutgoingMessage]:
    """Return the entries in as many messages as they take, one embed each, a blank line between two entries.

    `title` is foreign text; one that is too long for a title is the first entry. The footer, of at most `FOOTER_ROOM`
    characters, ends the last message.
    """
    embed_title = escaped(title) if title.strip() else ""
    if discord_chars(embed_title) > TITLE_CHARS:
        entries = [Entry(lines=heading("", title)), *entries]
        embed_title = ""
    pages = list(_pages(entries))
    return [
        OutgoingMessage(
            embeds=(
                OutgoingEmbed(
                    title=embed_title if number == 0 else "",
                    description="\n".join(page.lines).strip(),
                    colour=colour,
                    footer=footer if number == len(pages) - 1 else words.CONTINUED,
                ),
            ),
            buttons=tuple(page.buttons),
        )
        for number, page in enumerate(pages)
    ]


def _pages(entries: Iterable[Entry]) -> Iterator[_Page]:
    page = _Page()
    for entry in entries:
        if page.lines:
            if page.has_room(["", *entry.lines], 0 if entry.button is None else 1):
                page.add("")
            else:
                yield page
                page = _Page()
        if entry.button is not None:
            page.buttons.append(entry.button)
        for line in entry.lines:
            if not page.has_room([line]):
                yield page
                page = _Page()
            page.add(line)
    yield page
