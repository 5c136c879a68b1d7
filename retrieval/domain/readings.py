"""The types of what a reader finds in passages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retrieval.domain.documents import Passage
from retrieval.settings import Strictness

INTERCEPT = "intercept"
"""The name of what is added to the weighed clues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The judgement of a reader on a place in a passage.

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
class Clues:
    """What tells whether a passage answers. A weight has the name of its clue.

    `reader` is the log-odds that its reader gives, `cosine` that of passage and question. Whether another was found
    nearer is no clue: what says the same or otherwise elsewhere is as likely, and belongs beside it.
    """

    reader: float
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A logistic regression that turns the readings of a question into the probability that they hold an answer, and
    the probability from which on a question is answered. It works on the log-odds of the best reading and of the best
    reading of another passage. `training/calibrate.py` fits it, or it comes with the reader; the reader's own file
    says on what data.

    `clues` are the weights by which each reading is weighed before, of `Clues` and of what is added to them; none where
    a reader's word is taken as it is.
    """

    intercept: float = 0.0
    best: float = 1.0
    second: float = 0.0
    clues: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[Strictness, float]


class Relation(StrEnum):
    """The relation of a quote to a statement."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    OPEN = "open"
