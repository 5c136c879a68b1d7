"""What is found for a question and what is, or would be, shown: both sides of a threshold need it."""

from dataclasses import dataclass

from retrieval.answering import Judged
from retrieval.bootstrap import Footnote
from retrieval.composing import compose
from retrieval.deciding import answering, in_turn
from retrieval.domain import Statement
from retrieval.question import as_text, parts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`probability` is that of the likeliest part of the question, whose search and readings are `judged`. `statements`
    are shown where the question is answered; where it is not, they would be with the highest threshold that answers it.
    """

    probability: float
    judged: Judged
    statements: tuple[Statement, ...]


def reply_to(footnote: Footnote, question: str, threshold: float) -> Reply:
    """For a question that can be looked up. Decides and composes as `retrieval.answering` does."""
    parts = [(part, footnote.judge(part.read_as)) for part in parts_of(as_text(question))]
    likeliest = max((judged for _, judged in parts), key=lambda one: one.probability)
    least = min(threshold, likeliest.probability)
    shown = [answering(part.read_as, one.readings) for part, one in parts if one.probability >= least]
    return Reply(probability=likeliest.probability, judged=likeliest, statements=compose(in_turn(shown)))
