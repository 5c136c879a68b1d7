"""A question that can be answered by yes or by no, and what each side says to it."""

from collections.abc import Sequence

from retrieval.answering.choosing import sentence_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import SupportJudge

SURE = 0.6
"""The probability from which on a sentence takes a side. Below it the sentence leaves the question open."""


def says_so(statement: str, passages: Sequence[Passage], judge: SupportJudge) -> Relation:
    """Return what the passages do for a statement: one that supports it is enough, and one that contradicts it where
    none does.
    """
    relations = judge.relations([(passage.text, statement) for passage in passages])
    for side in (Relation.SUPPORTS, Relation.CONTRADICTS):
        if any(each[side] >= SURE for each in relations):
            return side
    return Relation.OPEN


def stances_of(statement: str, readings: Sequence[Reading], judge: SupportJudge) -> list[Relation]:
    """Return the side that the sentence of each reading takes to a statement; `OPEN` where it takes none."""
    relations = judge.relations([(sentence_of(reading), statement) for reading in readings])
    return [
        next((side for side in (Relation.SUPPORTS, Relation.CONTRADICTS) if each[side] >= SURE), Relation.OPEN)
        for each in relations
    ]


def other_side_second(readings: Sequence[Reading], stances: Sequence[Relation]) -> list[tuple[Reading, Relation]]:
    """Return the readings, the likeliest first, with their stances, but the likeliest of the side that would come later
    right after the first.
    """
    taken = next((stance for stance in stances if stance is not Relation.OPEN), None)
    others = {Relation.SUPPORTS, Relation.CONTRADICTS} - {taken}
    other = next((n for n, stance in enumerate(stances) if stance in others), None) if taken else None
    judged = list(zip(readings, stances, strict=True))
    if other is None:
        return judged
    return [*judged[:1], judged[other], *judged[1:other], *judged[other + 1 :]]
