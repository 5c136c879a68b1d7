"""What a language model is given and writes, and what it may cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class Role(StrEnum):
    """Who says a message to a language model, or has."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


class Message(NamedTuple):
    """One of those that a language model is given."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a language model wrote, and what that cost in tokens as its provider counts them; None where it does not
    say.
    """

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class ChatModel(Protocol):
    """A language model. Its methods may be called from several threads at once."""

    @property
    def name(self) -> str: ...

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Written:
        """As JSON by the schema (JSON Schema) where the provider takes one; it may be any text all the same. Raises
        LanguageModelError, and LanguageModelAwayError where that may pass: where it is not whole within
        `timeout_seconds`, too. A call that failed is not made again. `on_text` is told, in this thread, of all that has
        been written so far, each time that there is more.
        """
        ...


class TokenLedger(Protocol):
    """What language models have read and written, by guild and day (UTC). Each raises RecordsError."""

    def reserve(self, guild_id: int, day: date, tokens: int, limit: int) -> bool:
        """Whether the day's tokens, with these, are within the limit; then, and only then, these are counted."""
        ...

    def give_back(self, guild_id: int, day: date, tokens: int) -> None:
        """Of those reserved, what was not needed; more than was reserved is a negative number."""
        ...

    def used(self, guild_id: int, day: date) -> int: ...
