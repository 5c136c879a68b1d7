"""A question that can be answered by yes or by no, and what each side says to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from retrieval.answering.choosing import sentence_of
from retrieval.answering.deciding import has_most_of
from retrieval.documents.blocks import last_heading_of
from retrieval.documents.context import body_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import SupportJudge
from retrieval.text.orders import asks
from retrieval.text.words import content_stems

SURE = 0.6
"""The probability from which on a sentence takes a side. Below it the sentence leaves the question open."""


_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed)|dismiss(?:es|ed)|refute[sd]|dispute[sd]|struck down"
    r"|(?:responded|replied|countered) (?:that|by)|baseless|groundless|unfounded|untrue|erroneous|as false)\b",
    re.IGNORECASE,
)
_ACCUSES = re.compile(
    r"\b(?:accus(?:e|es|ed|ing)|alleg(?:e|es|ed|ing)|claim(?:s|ed|ing)?|blam(?:e|es|ed|ing))\b", re.IGNORECASE
)
REPLY_WITHIN = 2
"""The sentences after one that takes a side in which a denial answers it."""


def says_so(statement: str, passages: Sequence[Passage], judge: SupportJudge) -> Relation:
    """Return what the passages do for a statement: one that supports it is enough, and one that contradicts it where
    none does. What stands below a question is judged with it: that says what the answer is about.
    """
    relations = judge.relations([(_with_its_question(passage), statement) for passage in passages])
    for side in (Relation.SUPPORTS, Relation.CONTRADICTS):
        if any(each[side] >= SURE for each in relations):
            return side
    return Relation.OPEN


def _with_its_question(passage: Passage) -> str:
    heading = last_heading_of(passage.section)
    return f"{heading}\n{passage.text}" if asks(heading) else passage.text


def stances_of(statement: str, readings: Sequence[Reading], judge: SupportJudge) -> list[Relation]:
    """Return the side that the sentence of each reading takes to a statement; `OPEN` where it takes none. Who denies
    something, as no judge of two sentences sees, takes the other side, and who accuses somebody of it says that it is
    so.
    """
    relations = judge.relations([(sentence_of(reading), statement) for reading in readings])
    return [
        _stance_of(sentence_of(reading), statement, each) for reading, each in zip(readings, relations, strict=True)
    ]


def _stance_of(sentence: str, statement: str, judged: Mapping[Relation, float]) -> Relation:
    if _DENIES.search(sentence) and not _DENIES.search(statement):
        return Relation.CONTRADICTS
    is_of_it = has_most_of(set(content_stems(statement)), content_stems(sentence))
    if is_of_it and _ACCUSES.search(sentence) and not _ACCUSES.search(statement):
        return Relation.SUPPORTS
    return next((side for side in (Relation.SUPPORTS, Relation.CONTRADICTS) if judged[side] >= SURE), Relation.OPEN)


def with_replies(statement: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings, each of which takes up what is asked about, with the denials that follow one in its
    paragraph, where none of the readings is one.
    """
    if _DENIES.search(statement) or any(_DENIES.search(sentence_of(reading)) for reading in readings):
        return list(readings)
    for place, reading in enumerate(readings):
        body = body_of(reading.passage.document)
        here = body.place_of(reading.start)
        for after in range(here + 1, min(here + 1 + REPLY_WITHIN, len(body.sentences))):
            start, end = body.sentences[after]
            in_reach = body.blocks[after] is body.blocks[here] and end <= reading.passage.end
            if in_reach and _DENIES.search(reading.passage.document.text[start:end]):
                reply = replace(reading, start=start, end=end)
                return [*readings[: place + 1], reply, *readings[place + 1 :]]
    return list(readings)


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
