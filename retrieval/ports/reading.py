"""What a reader makes of passages, and how it judges support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeGuard

from retrieval.domain import FoundPassage, Passage
from retrieval.settings import Strictness


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader makes of a place in a passage.

    `start` to `end` (characters of the document) is the answer, or the sentence that may hold it where the reader finds
    no shorter span. `answer_probability`, in [0, 1], is that it answers; `relevance`, in [0, 1], that the passage is
    about what is asked, whether it answers or not.
    """

    passage: Passage
    start: int
    end: int
    answer_probability: float
    relevance: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From the readings of a question to the probability that they hold an answer: a logistic regression over the
    log-odds of the best reading and of the best of another passage; and from which probability a question is answered.
    Fitted by `training/calibrate.py` or with the reader; the reader's own file says on what data.
    """

    intercept: float = 0.0
    best: float = 1.0
    second: float = 0.0
    thresholds: Mapping[Strictness, float]


class Reader(Protocol):
    """Judges whether passages answer a question, not merely whether they are about the same thing."""

    @property
    def name(self) -> str: ...

    @property
    def weights_sha256(self) -> str: ...

    @property
    def calibration(self) -> Calibration: ...

    def load(self) -> None:
        """Load the model now, where it is not loaded yet, rather than with the first question."""
        ...

    def read(self, question: str, found: Sequence[FoundPassage]) -> Sequence[Reading]:
        """At least one reading a passage, in no given order. The same pair gives the same reading, whatever else is
        read with it.
        """
        ...


class Relation(StrEnum):
    """What a quote does for a statement."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    OPEN = "open"


class SupportJudge(Protocol):
    """Judges whether a quote supports a statement, contradicts it, or leaves it open."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Mapping[Relation, float]]:
        """Probabilities, which sum to 1, for each (quote, statement)."""
        ...


class SupportingReader(Reader, SupportJudge, Protocol):
    """A reader that judges support too."""


def judges_support(reader: Reader) -> TypeGuard[SupportingReader]:
    """As the packaged one does, in the same pass."""
    return hasattr(reader, "relations")
