"""What the search adds to a reader's judgement of a passage: a reader looks at a question and a passage alone, and does
not know how near the passage was found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from retrieval.answering.deciding import log_odds, sigmoid
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import INTERCEPT, Clues, Reading

_LEAST_PROBABILITY = 1e-12


def clues_of(found: FoundPassage, probability: float) -> Clues:
    """Return the clues of a passage, whose likeliest reading has this probability."""
    return Clues(reader=log_odds(probability), cosine=found.dense)


def weighed(found: Sequence[FoundPassage], readings: Sequence[Reading], weights: Mapping[str, float]) -> list[Reading]:
    """Return the readings, each as likely as all clues together make its passage; as they are where there are no
    weights.
    """
    if not weights:
        return list(readings)
    best: dict[str, float] = {}
    for reading in readings:
        best[reading.passage.id] = max(best.get(reading.passage.id, 0.0), reading.answer_probability)
    likelier = {}
    for near in found:
        probability = best.get(near.passage.id, 0.0)
        clues = asdict(clues_of(near, probability))
        logit = weights[INTERCEPT] + sum(weights[name] * value for name, value in clues.items())
        likelier[near.passage.id] = sigmoid(logit) / max(probability, _LEAST_PROBABILITY)
    return [
        replace(reading, answer_probability=min(1.0, reading.answer_probability * likelier[reading.passage.id]))
        for reading in readings
    ]
