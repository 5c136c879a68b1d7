"""A part of a question with what was found and read for it, and whether that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.answering.bounded_values import at_their_bounds, bounding
from retrieval.answering.choosing import readings_to_show
from retrieval.answering.deciding import in_turn, probability_of_answer, threshold_for
from retrieval.answering.parts import Part
from retrieval.answering.question import AnswerType, analyse, holds_type
from retrieval.domain.answers import Statement
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Calibration, Reading, Relation
from retrieval.settings import Strictness
from retrieval.text.calendar import named_in
from retrieval.text.words import content_stems

FEWEST_TOLD = 2
"""The fewest content words of a part that a statement is told to answer by: one ("glass") stands anywhere."""


@dataclass(frozen=True, kw_only=True)
class JudgedPart:
    """A part of a question with what was found and read for it, the likeliest reading first.

    `premise` is what the nearest passage does for what the part takes for granted: None where it takes nothing, or
    nobody could judge that. `asked_of` is whose words alone would answer it, empty where anybody's do, and `said_by`
    are others who say what would.
    """

    part: Part
    found: tuple[FoundPassage, ...]
    readings: tuple[Reading, ...]
    calibration: Calibration
    strictness: Strictness
    premise: Relation | None = None
    asked_of: str = ""
    said_by: tuple[str, ...] = ()

    @cached_property
    def probability(self) -> float:
        """The probability that the part is answered, in [0, 1]."""
        return probability_of_answer(self.readings, self.calibration)

    @cached_property
    def threshold(self) -> float:
        """The probability from which on it is answered."""
        return threshold_for(self.readings, self.calibration, self.strictness)

    @property
    def is_answered(self) -> bool:
        """Whether it is likely enough, and the passage that would answer does not deny what the question takes for
        granted. Of 115 held-back questions that are answered none is denied so, of 70 that are not 33 in a hundred.
        """
        return self.probability >= self.threshold and (self.premise is not Relation.CONTRADICTS or self._is_in_bounds)

    @property
    def _is_in_bounds(self) -> bool:
        """Whether the likeliest reading is a rule for the value that is asked about: that it names another value, by
        which it bounds this one, denies nothing.
        """
        bounds = bounding(self.part.alone or self.part.asked, self.readings[:1])
        return any(bound is not None and bound.includes is True for bound in bounds)

    def is_told_by(self, statements: Sequence[Statement]) -> bool:
        """Return whether a statement that is shown for another part has all words of this one, and what answers it: who
        reads "Paper is collected on Mondays, glass on Fridays" has been told both days, and so has who reads that
        what is taken for granted is not so.
        """
        kind, words = self.part.answer_type, set(content_stems(self.part.found_by))
        is_bare = kind in {AnswerType.OTHER, AnswerType.YES_NO} and not content_stems(self.part.asked)
        if is_bare or len(words) < FEWEST_TOLD:
            return False
        asked = analyse(self.part.found_by)
        return any(
            words <= set(content_stems(statement.text))
            and (holds_type(kind, statement.text, asked) or (kind is AnswerType.TIME and named_in(statement.text)))
            for statement in statements
        )

    @property
    def is_sure(self) -> bool:
        """Whether it would be answered however strict somebody is."""
        return self.probability >= self.calibration.thresholds[Strictness.STRICT]

    @cached_property
    def nearest(self) -> tuple[FoundPassage, ...]:
        """The passages that were found, what answers likeliest first: the reader's order, not the search's."""
        places = {reading.passage.id: -place for place, reading in enumerate(reversed(self.readings))}
        return tuple(sorted(self.found, key=lambda found: places.get(found.passage.id, 1)))

    def readings_to_show(self, threshold: float | None = None) -> Sequence[Reading]:
        """Return the readings that an answer is made of, the likeliest first, by `threshold` or its own."""
        least = self.threshold if threshold is None else threshold
        question = self.part.alone or self.part.asked
        asked = set(content_stems(question))
        shown = readings_to_show(self.part.answer_type, self.readings, self.calibration, least, asked)
        return at_their_bounds(question, shown) if self.part.answer_type is AnswerType.YES_NO else shown


def passages_read(parts: Sequence[JudgedPart]) -> list[Passage]:
    """Return the passages that were read for parts of a question, each once, the parts in turn."""
    readings = in_turn([judged.readings for judged in parts])
    return list({reading.passage.id: reading.passage for reading in readings}.values())
