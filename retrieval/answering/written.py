"""An answer as a language model drafted it, in place of the one that was composed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.answering.choosing import sentence_of
from retrieval.answering.disagreeing import Choice, stated_sides
from retrieval.answering.judged import JudgedPart
from retrieval.domain.answers import Answer
from retrieval.ports import SupportJudge
from retrieval.text.orders import orders_or_asks

if TYPE_CHECKING:
    from retrieval.writing.writer import Composition


def asks_what_to_do(chosen: Sequence[Choice]) -> bool:
    """Return whether what answers a part best orders its reader about, or asks: so may what stands beside it."""
    return any(orders_or_asks(sentence_of(choice.readings[0])) for choice in chosen if choice.readings)


def as_written(
    answer: Answer, written: "Composition", parts: Sequence[JudgedPart], judge: SupportJudge | None
) -> Answer:
    """Return the answer with the statements of a draft, what it leaves open, and the sides that it states, as far as
    they are found to be taken; else those that were found without it. `parts` are those that are answered.
    """
    statement = parts[0].part.statement if len(parts) == 1 else None
    stated = zip(written.statements, written.stances, strict=True)
    sides = stated_sides(statement, list(stated), judge) if statement and judge else ()
    return replace(
        answer,
        statements=written.statements,
        unanswered=(*answer.unanswered, *written.not_told),
        sides=sides or answer.sides,
    )
