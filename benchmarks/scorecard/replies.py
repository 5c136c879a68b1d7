"""What comes of a question, and what would be shown if it were not refused: both sides of a threshold need it."""

from dataclasses import dataclass

from retrieval.answering import Asked, Judged
from retrieval.composing import compose
from retrieval.deciding import answering
from retrieval.domain import Answer, Refusal, Statement
from retrieval.footnote import Footnote


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`statements` are those of the answer; of a refusal, those that the highest threshold to answer it would show."""

    asked: Asked
    statements: tuple[Statement, ...]

    @property
    def answered(self) -> bool:
        return isinstance(self.asked.outcome, Answer)

    @property
    def probability(self) -> float:
        """0 where it was refused unread."""
        return self.asked.probability or 0.0

    @property
    def judged(self) -> Judged:
        """The likeliest part of the question, as it was searched and read."""
        nothing = Judged(found=(), readings=(), probability=0.0)
        return max(self.asked.judged, key=lambda one: one.probability, default=nothing)


def reply_to(footnote: Footnote, question: str) -> Reply:
    asked = footnote.answer(question)
    match asked.outcome:
        case Answer(statements=statements):
            return Reply(asked=asked, statements=statements)
        case Refusal():
            likeliest = Reply(asked=asked, statements=()).judged
            return Reply(asked=asked, statements=compose(answering(question, likeliest.readings)))
