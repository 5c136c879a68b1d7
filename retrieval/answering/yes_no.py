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
from retrieval.text.calendar import WEEKDAYS, named_in
from retrieval.text.not_known import says_it_is_not_known
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
_NAME_OF_A_DAY = re.compile(
    rf"\b(?:{'|'.join(WEEKDAYS)}|{'|'.join(day[:3] for day in WEEKDAYS)})(?:s|\w?\b)\.?", re.IGNORECASE
)
_HOURS = re.compile(
    r"(?:[\d\W_]|\b(?:am|pm|a\.m|p\.m|h|noon|midnight|from|to|till|until|through|and|closed|shut|open|opens|hours?|o'clock)\b)*",
    re.IGNORECASE,
)
_SHUT = re.compile(r"\b(?:closed|closes?|shut)\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:open|opens|opened|opening)\b", re.IGNORECASE)
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
    so. Who says that it is not known does not say that it is so.
    """
    relations = judge.relations([(sentence_of(reading), statement) for reading in readings])
    return [
        _stance_of(sentence_of(reading), statement, each) for reading, each in zip(readings, relations, strict=True)
    ]


def _stance_of(sentence: str, statement: str, judged: Mapping[Relation, float]) -> Relation:
    if is_of_hours(sentence) and (days := named_in(statement).intersection(WEEKDAYS)):
        return _by_hours(sentence, statement) if days & named_in(sentence) else Relation.OPEN
    if _DENIES.search(sentence) and not _DENIES.search(statement):
        return Relation.CONTRADICTS
    is_of_it = has_most_of(set(content_stems(statement)), content_stems(sentence))
    if is_of_it and _ACCUSES.search(sentence) and not _ACCUSES.search(statement):
        return Relation.SUPPORTS
    side = next((side for side in (Relation.SUPPORTS, Relation.CONTRADICTS) if judged[side] >= SURE), Relation.OPEN)
    is_left_open = says_it_is_not_known(sentence) and not says_it_is_not_known(statement)
    return Relation.OPEN if side is Relation.SUPPORTS and is_left_open else side


def is_of_hours(line: str) -> bool:
    """Return whether a line says at what hours, or that it is closed, on which days, and nothing else: "Sun 9:00 to
    17:00". No judge of support reads it as an answer.
    """
    return bool(named_in(line)) and bool(_HOURS.fullmatch(_NAME_OF_A_DAY.sub(" ", line)))


def _by_hours(line: str, statement: str) -> Relation:
    """Return what a line of hours says to what is asked of its day: hours say that it is open then. It is open where
    the line has both, or a time is asked about, or something else.
    """
    is_shut, has_hours = bool(_SHUT.search(line)), any(map(str.isdigit, line))
    asks_open, asks_shut = bool(_OPEN.search(statement)), bool(_SHUT.search(statement))
    if is_shut is has_hours or asks_open is asks_shut or any(map(str.isdigit, statement)):
        return Relation.OPEN
    return Relation.SUPPORTS if has_hours is asks_open else Relation.CONTRADICTS


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
