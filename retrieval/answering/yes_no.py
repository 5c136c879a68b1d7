"""A question that can be answered by yes or by no, and what each side says to it."""

import re
from collections.abc import Sequence

from retrieval.domain import Passage
from retrieval.ports import Reading, Relation, SupportJudge
from retrieval.question import AUXILIARY, AnswerType, analyse

SURE = 0.6
"""From this probability on a sentence takes a side; below, it leaves the question open."""

_FEWEST_TO_TURN = 3
"""Of two readings, the second comes right after the first as it is."""
_OPENING = re.compile(rf"^\W*{AUXILIARY}(?:n['’]t)?\s+", re.IGNORECASE)


def statement_of(question: str) -> str | None:
    """What a yes/no question asks whether it is so: "Did Iran deny it?" becomes "Iran deny it". None for others."""
    if analyse(question).answer_type is not AnswerType.YES_NO:
        return None
    rest, replaced = _OPENING.subn("", question.strip())
    return (rest.rstrip(" ?") or None) if replaced else None


def says_so(statement: str, passages: Sequence[Passage], judge: SupportJudge) -> Relation:
    """What the passages do for a statement: one that supports it is enough, and one that contradicts it where none
    does.
    """
    relations = judge.relations([(passage.text, statement) for passage in passages])
    for side in (Relation.SUPPORTS, Relation.CONTRADICTS):
        if any(each[side] >= SURE for each in relations):
            return side
    return Relation.OPEN


def both_sides(statement: str, readings: Sequence[Reading], judge: SupportJudge) -> list[Reading]:
    """The readings, the likeliest first, but the likeliest of the side that would come later right after the first."""
    if len(readings) < _FEWEST_TO_TURN:
        return list(readings)
    quotes = [one.passage.document.text[one.start : one.end] for one in readings]
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
