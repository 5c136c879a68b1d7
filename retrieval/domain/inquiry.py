"""The types of what somebody asks, of what was said before it, and of who hears how far it is answered."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import KW_ONLY, dataclass

from retrieval.domain.answers import Answer, Outcome, Statement

LAST_TURNS = 4
"""The turns of a conversation that a question is understood by: what people lean on was said just before."""


def as_text(typed: str) -> str:
    """Return what was typed, with a mark for what is no text: a terminal or JSON may hand in halves of characters."""
    return typed.encode("utf-8", errors="replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of a conversation: its question as it was understood, and the texts of the statements that
    answered it, none where it was refused. It tells what a later question leans on, and is no source.
    """

    question: str
    statements: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", as_text(self.question))
        object.__setattr__(self, "statements", tuple(map(as_text, self.statements)))

    @classmethod
    def of(cls, outcome: Outcome) -> "Turn":
        """Return the turn that this came of."""
        statements = outcome.statements if isinstance(outcome, Answer) else ()
        return cls(outcome.read_as or outcome.question, tuple(statement.text for statement in statements))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to the whole corpus, or to `documents` (ids) alone. `turns` are those of the conversation before it,
    the earliest first: a question that leans on them is understood by them.

    What a language model reads and writes for it counts for the Discord guild `guild_id`: 0 outside of any.
    """

    question: str
    _: KW_ONLY
    documents: Collection[str] | None = None
    guild_id: int = 0
    turns: Sequence[Turn] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "question", as_text(self.question))
        object.__setattr__(self, "turns", tuple(self.turns))
        if self.documents is not None:
            object.__setattr__(self, "documents", frozenset(map(as_text, self.documents)))

    @classmethod
    def of(cls, question: "str | Inquiry", documents: Collection[str] | None = None) -> "Inquiry":
        """Return the inquiry, or one that asks a text. Raises TypeError where an inquiry is given others' documents."""
        if isinstance(question, str):
            return cls(question, documents=documents)
        if documents is not None:
            raise TypeError("an Inquiry has its own documents")
        return question


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a question as it begins: its name, as `Response.timings_ms` has it; and of reading, how many passages
    are read, and of how many documents they are.
    """

    name: str
    _: KW_ONLY
    passages: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Hears of a question while it is answered, in the thread that answers it; by default it makes nothing of it.

    `on_stage` is given each stage as it begins; a question of several parts is searched and read for each.
    `on_statements` is given all statements of a language model that have been checked so far, each time that there is
    another. The answer may be another in the end: then none of these. Without `on_statements`, nothing is checked
    before all is written.
    """

    on_stage: Callable[[Stage], None] = lambda _: None
    on_statements: Callable[[Sequence[Statement]], None] | None = None


SILENT = Listener()
