"""What is sent to Discord, as plain data. A message that breaks one of Discord's limits cannot be built."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.limits import (
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
class SourceKey:
    """What a source's button remembers: characters `start` to `end` of the document of a passage, end exclusive.

    `mark` is what the source is called in its message, a number or a letter; it tells apart two buttons of one span.
    """

    mark: str
    passage_id: str
    start: int
    end: int

    TEMPLATE: ClassVar[str] = (
        r"footnote:source:(?P<mark>\w{1,9}):(?P<passage_id>[0-9a-f]{20}):(?P<start>\d{1,12})-(?P<end>\d{1,12})"
    )

    @property
    def custom_id(self) -> str:
        return f"footnote:source:{self.mark}:{self.passage_id}:{self.start}-{self.end}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Of a match of `TEMPLATE`."""
        start, end = int(match["start"]), int(match["end"])
        return cls(mark=match["mark"], passage_id=match["passage_id"], start=start, end=end)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """What a page button remembers: a page, from 0, of the document with this shelf key, or of the list of all."""

    shelf_key: str
    page: int

    LIST: ClassVar[str] = "list"
    TEMPLATE: ClassVar[str] = r"footnote:page:(?P<shelf_key>[0-9a-f]{20}|list):(?P<page>\d{1,9})"

    @property
    def custom_id(self) -> str:
        return f"footnote:page:{self.shelf_key}:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Of a match of `TEMPLATE`."""
        return cls(shelf_key=match["shelf_key"], page=int(match["page"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogKey:
    """What a button of the log of changes remembers: a page of it, from 0, the latest changes first."""

    page: int

    TEMPLATE: ClassVar[str] = r"footnote:log:(?P<page>\d{1,9})"

    @property
    def custom_id(self) -> str:
        return f"footnote:log:{self.page}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Of a match of `TEMPLATE`."""
        return cls(page=int(match["page"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelKey:
    """What the button that stops a job remembers: which one it was sent with."""

    job_id: str

    TEMPLATE: ClassVar[str] = r"footnote:cancel:(?P<job_id>[0-9a-f]{8})"

    @property
    def custom_id(self) -> str:
        return f"footnote:cancel:{self.job_id}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Of a match of `TEMPLATE`."""
        return cls(job_id=match["job_id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalKey:
    """What an answer to "remove it?" remembers: the shelf key of the document, and its version as it was shown, the
    first digits of its record's hash.
    """

    removes: bool
    shelf_key: str
    version: str

    TEMPLATE: ClassVar[str] = r"footnote:(?P<answer>remove|keep):(?P<shelf_key>[0-9a-f]{20}):(?P<version>[0-9a-f]{20})"

    @property
    def custom_id(self) -> str:
        return f"footnote:{'remove' if self.removes else 'keep'}:{self.shelf_key}:{self.version}"

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Of a match of `TEMPLATE`."""
        return cls(removes=match["answer"] == "remove", shelf_key=match["shelf_key"], version=match["version"])


Key = SourceKey | PageKey | LogKey | CancelKey | RemovalKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that does what its key says, or (a `str`) goes to a web page. The label is plain text; one that is grave
    is red.
    """

    label: str
    does: Key | str
    disabled: bool = False
    is_grave: bool = False

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
        """What counts towards the limit of all embeds of a message."""
        return discord_chars(self.title) + discord_chars(self.description) + discord_chars(self.footer)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One message. Raises ValueError where Discord would not take it."""

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
