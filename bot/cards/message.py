"""Messages to Discord, as plain data. A message that breaks one of Discord's limits cannot be built."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.buttons.keys import Key
from bot.text.discord_limits import (
    BUTTONS,
    CONTENT_CHARS,
    CUSTOM_ID_CHARS,
    DESCRIPTION_CHARS,
    EMBEDS,
    EMBEDS_CHARS,
    FOOTER_CHARS,
    LABEL_CHARS,
    TITLE_CHARS,
    URL_CHARS,
    discord_chars,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that does what its key says, or (a `str`) goes to a web page. The label is plain text; one that is a
    danger is red.
    """

    label: str
    does: Key | str
    disabled: bool = False
    is_danger: bool = False

    def __post_init__(self) -> None:
        _check("a button's label", self.label, LABEL_CHARS)
        if isinstance(self.does, str):
            _check("a button's link", self.does, URL_CHARS)
        else:
            _check("a button's custom id", self.does.custom_id, CUSTOM_ID_CHARS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEmbed:
    """A coloured block. Title and description are markdown with what is foreign in it escaped; the footer is plain."""

    description: str
    colour: int
    title: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        _check("a description", self.description, DESCRIPTION_CHARS)
        _check("a title", self.title, TITLE_CHARS, least=0)
        _check("a footer", self.footer, FOOTER_CHARS, least=0)

    @property
    def counted_chars(self) -> int:
        """Return what counts towards the limit of all embeds of a message."""
        return discord_chars(self.title) + discord_chars(self.description) + discord_chars(self.footer)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message to Discord. Raises ValueError where Discord would not take it."""

    content: str = ""
    embeds: tuple[OutgoingEmbed, ...] = ()
    buttons: tuple[Button, ...] = ()

    def __post_init__(self) -> None:
        _check("a message", self.content, CONTENT_CHARS, least=0 if self.embeds else 1)
        _check_count("embeds", self.embeds, EMBEDS)
        _check_count("buttons", self.buttons, BUTTONS)
        if (chars := sum(embed.counted_chars for embed in self.embeds)) > EMBEDS_CHARS:
            raise ValueError(f"the embeds of a message have {chars} characters, more than {EMBEDS_CHARS}")
        ids = [button.does.custom_id for button in self.buttons if not isinstance(button.does, str)]
        if len(set(ids)) < len(ids):
            raise ValueError("two buttons of a message have the same custom id")


def _check(what: str, text: str, most: int, least: int = 1) -> None:
    # Discord trims white space before it counts: a text of blanks alone is an empty one.
    if len(text.strip()) < least or discord_chars(text) > most:
        raise ValueError(f"{what} has {discord_chars(text)} characters, not {least} to {most}")


def _check_count(what: str, things: Sequence[object], most: int) -> None:
    if len(things) > most:
        raise ValueError(f"a message has {len(things)} {what}, more than {most}")
