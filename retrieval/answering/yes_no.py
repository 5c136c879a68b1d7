"""A question that can be answered by yes or by no, and what each side says to it."""

from collections.abc import Sequence

from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import SupportJudge

SURE = 0.6
"""The probability from which on a sentence takes a side. Below it the sentence leaves the question open."""

_FEWEST_TO_TURN = 3
"""The fewest readings whose order is changed. With two, the second comes right after the first as it is."""


def says_so(statement: str, passages: Sequence[Passage], judge: SupportJudge) -> Relation:
    """Return what the passages do for a statement: one that supports it is enough, and one that contradicts it where
    none does.
    """
    relations = judge.relations([(passage.text, statement) for passage in passages])
    for side in (Relation.SUPPORTS, Relation.CONTRADICTS):
        if any(each[side] >= SURE for each in relations):
            return side
    return Relation.OPEN


def both_sides(statement: str, readings: Sequence[Reading], judge: SupportJudge) -> list[Reading]:
    """Return the readings, the likeliest first, but the likeliest of the side that would come later right after the
    first.
    """
    if len(readings) < _FEWEST_TO_TURN:
        return list(readings)
    quotes = [reading.passage.document.text[reading.start : reading.end] for reading in readings]
    relations = judge.relations([(quote, statement) for quote in quotes])
    sides = [
        next((side for side in (Relation.SUPPORTS, Relation.CONTRADICTS) if each[side] >= SURE), Relation.OPEN)
        for each in relations
    ]
    taken = next((side for side in sides if side is not Relation.OPEN), None)
    other = next((n for n, side in enumerate(sides) if side is not Relation.OPEN and side is not taken), None)
    if other is None:
        return list(readings)
    return [*readings[:1], readings[other], *readings[1:other], *readings[other + 1 :]]
