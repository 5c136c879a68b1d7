"""The port for a language model: what it is given and writes, and what it may cost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class Role(StrEnum):
    """The speaker of a message to or from a language model."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


class Message(NamedTuple):
    """A message among those that a language model is given."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """The reply of a language model, and its cost in tokens as the provider counts them. A count is None where the
    provider does not say, and no more to be believed than what anybody else says.
    """

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class ChatModel(Protocol):
    """A language model. Its methods may be called from several threads at once."""

    @property
    def name(self) -> str:
        """The provider and the model, as settings name them."""
        ...

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> ModelReply:
        """Return what the model writes: JSON by the schema (JSON Schema) where the provider takes one; it may be any
        text all the same. Raises LanguageModelError, and LanguageModelAwayError where that may pass: where it is not
        whole within `timeout_seconds`, too. A call that failed is not made again. `on_text` is given, in this thread,
        all that has been written so far, each time that there is more.
        """
        ...

    def close(self) -> None:
        """End what it keeps open, and what it is at. Nothing is to be asked of it afterwards."""
        ...


class TokenLedger(Protocol):
    """The count of the tokens that language models have read and written, by guild and day (UTC). Each method raises
    RecordsError.
    """

    def reserve(self, guild_id: int, day: date, tokens: int, limit: int) -> bool:
        """Return whether the day's tokens, with these, are within the limit; then, and only then, these are counted."""
        ...

    def give_back(self, guild_id: int, day: date, tokens: int) -> None:
        """Give back what was not needed of those reserved; more than was reserved is a negative number."""
        ...

    def used(self, guild_id: int, day: date) -> int:
        """Return how many tokens a guild has used on a day."""
        ...
