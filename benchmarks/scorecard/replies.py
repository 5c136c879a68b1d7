"""What comes of a question, and what would be shown if it were not refused: both sides of a threshold need it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retrieval.answering.ask import Response
from retrieval.answering.composing import compose
from retrieval.domain.answers import Answer, Refusal, Statement
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Reading
from retrieval.footnote import Footnote
from retrieval.settings import Strictness


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`statements` are those of the answer; of a refusal, those that it would show were it answered, leniently."""

    asked: Response
    statements: tuple[Statement, ...]

    @property
    def answered(self) -> bool:
        return isinstance(self.asked.outcome, Answer)

    @property
    def disagreement(self) -> bool:
        """Return whether the answer says that its sources do not agree."""
        return isinstance(self.asked.outcome, Answer) and bool(self.asked.outcome.sides)

    @property
    def probability(self) -> float:
        """Return the probability of an answer; 0 where the question was refused unread."""
        return self.asked.probability or 0.0

    @property
    def found(self) -> Sequence[FoundPassage]:
        """Return what was found for the likeliest part of the question."""
        return self.asked.likeliest.found if self.asked.likeliest else ()

    @property
    def readings(self) -> Sequence[Reading]:
        """Return the readings of that part, the likeliest reading first."""
        return self.asked.likeliest.readings if self.asked.likeliest else ()


def reply_to(footnote: Footnote, question: str, documents: Collection[str] | None = None) -> Reply:
    asked = footnote.answer(question, documents=documents)
    match asked.outcome:
        case Answer(statements=statements):
            return Reply(asked=asked, statements=statements)
        case Refusal():
            least = footnote.reader.calibration.thresholds[Strictness.LENIENT]
            readings = asked.likeliest.readings_to_show(least) if asked.likeliest else ()
            return Reply(asked=asked, statements=compose(readings))
