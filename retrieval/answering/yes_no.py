"""A question that can be answered by yes or by no, and what each side says to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from retrieval.answering.choosing import sentence_of, sentences_read
from retrieval.answering.deciding import has_most_of
from retrieval.answering.factuality import Factuality, factuality_of
from retrieval.answering.repeating import negates
from retrieval.answering.speakers import speaker_of
from retrieval.documents.blocks import last_heading_of
from retrieval.documents.context import body_of
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading, Relation
from retrieval.ports import SupportJudge
from retrieval.text.calendar import WEEKDAYS, named_in
from retrieval.text.not_known import says_it_is_not_known
from retrieval.text.orders import asks
from retrieval.text.words import content_stems, stem, tokens

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
_DENIES_IT = re.compile(
    r"\s*(?:(?:of|the|any|all|both|such|these|those|his|her|its|their|by)\s+){0,3}(?:it|this|them"
    r"|accusations?|allegations?|charges?|claims?|connections?|involvement|knowledge|reports?|responsibility|rumou?rs?"
    r"|wrongdoing)\b",
    re.IGNORECASE,
)
"""What stands behind a denial of what others say."""
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
    so. Who says that it is not known, asks whether it is so, or tells that somebody is accused of it does not say that
    it is so, nor does what the next sentence takes back.
    """
    relations = judge.relations([(sentence_of(reading), statement) for reading in readings])
    return [_stance_of(reading, statement, each) for reading, each in zip(readings, relations, strict=True)]


def _stance_of(reading: Reading, statement: str, judged: Mapping[Relation, float]) -> Relation:
    sentence = sentence_of(reading)
    if is_of_hours(sentence) and (days := named_in(statement).intersection(WEEKDAYS)):
        return _by_hours(sentence, statement) if days & named_in(sentence) else Relation.OPEN
    about = set(content_stems(statement))
    held = factuality_of(sentence, about)
    if held is Factuality.DENIED and _speaks_of(reading, about):
        return Relation.CONTRADICTS
    if held in {Factuality.DENIED, Factuality.OPEN}:
        return Relation.OPEN
    if _denies_what_is_asked(sentence, statement):
        return Relation.CONTRADICTS
    if held is Factuality.CLAIMED:
        if has_most_of(about, content_stems(sentence)) and _ACCUSES.search(sentence):
            return Relation.SUPPORTS
        if speaker_of(sentence) is None:
            return Relation.OPEN
    side = next((side for side in (Relation.SUPPORTS, Relation.CONTRADICTS) if judged[side] >= SURE), Relation.OPEN)
    if side is Relation.SUPPORTS:
        is_left_open = says_it_is_not_known(sentence) and not says_it_is_not_known(statement)
        return Relation.OPEN if is_left_open or _is_taken_back(reading) else side
    return Relation.OPEN if side is Relation.CONTRADICTS and _says_else(sentence, statement, about) else side


def _denies_what_is_asked(sentence: str, statement: str) -> bool:
    """Return whether a sentence denies what is asked about, or what others say, and nothing else: "The mayor denied
    it".
    """
    found = _DENIES.search(sentence)
    if found is None or _DENIES.search(statement):
        return False
    denied = sentence[found.end() :]
    is_bare = _DENIES_IT.match(denied) or not content_stems(denied)
    return bool(is_bare) or has_most_of(set(content_stems(statement)), content_stems(sentence))


def _speaks_of(reading: Reading, about: set[str]) -> bool:
    passage = reading.passage
    return has_most_of(about, content_stems(f"{passage.document.title} {passage.section} {passage.text}"))


def _is_taken_back(reading: Reading) -> bool:
    body = body_of(reading.passage.document)
    return body.is_taken_back(body.place_of(reading.start))


def _says_else(sentence: str, statement: str, about: set[str]) -> bool:
    """Return whether a sentence shares with a statement nothing but names, and negates nothing: it says something else
    of the same.
    """
    shared = about.intersection(content_stems(sentence))
    names = {stem(word) for word in tokens(statement) if word[0].isupper() and not named_in(word)}
    return bool(shared) and shared <= names < about and not (negates(sentence) or _DENIES.search(sentence))


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


def with_replies(statement: str, readings: Sequence[Reading], read: Sequence[Reading] = ()) -> list[Reading]:
    """Return the readings, each of which takes up what is asked about, with the denials that follow one in its
    paragraph, where none of the readings is one; or, where none follows, with the likeliest of another of the passages
    that were `read`.
    """
    about = set(content_stems(statement))
    if _DENIES.search(statement) or any(
        _denies_what_is_asked(sentence_of(reading), statement) or _is_denied_in(sentence_of(reading), about)
        for reading in readings
    ):
        return list(readings)
    for place, reading in enumerate(readings):
        body = body_of(reading.passage.document)
        here = body.place_of(reading.start)
        for after in range(here + 1, min(here + 1 + REPLY_WITHIN, len(body.sentences))):
            start, end = body.sentences[after]
            in_reach = body.blocks[after] is body.blocks[here] and end <= reading.passage.end
            if in_reach and _denies_what_is_asked(reading.passage.document.text[start:end], statement):
                reply = replace(reading, start=start, end=end)
                return [*readings[: place + 1], reply, *readings[place + 1 :]]
    elsewhere = next(_denials(about, read), None) if readings else None
    return [*readings, elsewhere] if elsewhere else list(readings)


def _denials(about: set[str], read: Sequence[Reading]) -> Iterator[Reading]:
    """Yield the sentences of the passages that were read which deny what is asked about."""
    for sentence in sentences_read(read):
        if _is_denied_in(sentence_of(sentence), about) and _speaks_of(sentence, about):
            yield sentence


def _is_denied_in(sentence: str, about: set[str]) -> bool:
    return factuality_of(sentence, about) is Factuality.DENIED


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
