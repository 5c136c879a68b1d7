"""Messages to Discord, as plain data. A message that breaks one of Discord's limits cannot be built.

All are of one form, Discord's components V2, from the first that is shown of a reply to the last: what was sent in that
form cannot be edited back to another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.buttons.keys import Key
from bot.text.discord_limits import (
    BUTTONS_IN_ROW,
    COMPONENTS,
    CUSTOM_ID_CHARS,
    HIGHEST_COLOUR,
    LABEL_CHARS,
    MESSAGE_CHARS,
    SECTION_TEXTS,
    URL_CHARS,
    discord_chars,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that does what its key says, or (a `str`) goes to a web page. The label is plain text; one that is a
    danger is red, and the one that is mostly pressed stands out.
    """

    label: str
    does: Key | str
    disabled: bool = False
    is_danger: bool = False
    stands_out: bool = False

    def __post_init__(self) -> None:
        _check("a button's label", self.label, LABEL_CHARS)
        if isinstance(self.does, str):
            _check("a button's link", self.does, URL_CHARS)
        else:
            _check("a button's custom id", self.does.custom_id, CUSTOM_ID_CHARS)


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown, with what is foreign in it escaped."""

    markdown: str

    def __post_init__(self) -> None:
        _check("a text", self.markdown, MESSAGE_CHARS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Texts, and the button that goes with them beside them."""

    texts: tuple[Text, ...]
    button: Button

    def __post_init__(self) -> None:
        _check_count("a section has", self.texts, 1, SECTION_TEXTS, "texts")


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line."""


@dataclass(frozen=True, slots=True)
class ButtonRow:
    """Buttons beside one another."""

    buttons: tuple[Button, ...]

    def __post_init__(self) -> None:
        _check_count("a row has", self.buttons, 1, BUTTONS_IN_ROW, "buttons")


Block = Text | Section | Divider | ButtonRow


def component_count(block: Block) -> int:
    """Return how many components Discord counts of a block."""
    match block:
        case Section():
            return 1 + len(block.texts) + 1
        case ButtonRow():
            return 1 + len(block.buttons)
        case Text() | Divider():
            return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message to Discord: blocks below one another, in a box with an edge of this colour, or without a box. Raises
    ValueError where Discord would not take it.
    """

    blocks: tuple[Block, ...]
    colour: int | None = None

    def __post_init__(self) -> None:
        _check_count("a message has", self.blocks, 1, COMPONENTS, "blocks")
        if self.colour is not None and not 0 <= self.colour <= HIGHEST_COLOUR:
            raise ValueError(f"a message has no such colour: {self.colour}")
        if self.components > COMPONENTS:
            raise ValueError(f"a message has {self.components} components, more than {COMPONENTS}")
        if (chars := sum(map(discord_chars, self.texts))) > MESSAGE_CHARS:
            raise ValueError(f"the texts of a message have {chars} characters, more than {MESSAGE_CHARS}")
        ids = [button.does.custom_id for button in self.buttons if not isinstance(button.does, str)]
        if len(set(ids)) < len(ids):
            raise ValueError("two buttons of a message have the same custom id")

    @property
    def components(self) -> int:
        """Return how many components Discord counts."""
        return sum(map(component_count, self.blocks)) + (self.colour is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the markdown of each text, in order."""
        return tuple(self._texts())

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Return every button, in order."""
        return tuple(self._buttons())

    def _texts(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Text):
                yield block.markdown
            elif isinstance(block, Section):
                yield from (text.markdown for text in block.texts)

    def _buttons(self) -> Iterator[Button]:
        for block in self.blocks:
            if isinstance(block, Section):
                yield block.button
            elif isinstance(block, ButtonRow):
                yield from block.buttons


def line_message(markdown: str) -> OutgoingMessage:
    """Return a message of a line or two, without a box."""
    return OutgoingMessage(blocks=(Text(markdown),))


def _check(what: str, text: str, most: int) -> None:
    # Discord trims white space before it counts: a text of blanks alone is an empty one.
    if not text.strip() or discord_chars(text) > most:
        raise ValueError(f"{what} has {discord_chars(text)} characters, not 1 to {most}")


def _check_count(whose: str, things: Sequence[object], least: int, most: int, what: str) -> None:
    if not least <= len(things) <= most:
        raise ValueError(f"{whose} {len(things)} {what}, not {least} to {most}")
