"""The parts of a question that can be answered alone, and what the words of each tell."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.answering.asked_kinds import asks_for_steps, asks_to_explain
from retrieval.answering.carried_verbs import with_verb_of
from retrieval.answering.pasted_logs import message_of, messages_of, telling_messages
from retrieval.answering.pasted_text import asking_alone, asks, is_pasted, sentences_of
from retrieval.answering.question import (
    AUXILIARY,
    SAY_LITTLE,
    AnswerType,
    Premise,
    answer_type_of,
    premise_of,
    statement_of,
    words_asked,
)
from retrieval.documents.explanation import Explains
from retrieval.text.direct_question import directly
from retrieval.text.grammar import ANYWHERE
from retrieval.text.words import content_stems

MAX_PARTS = 4
_BEGINS_A_QUESTION = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_BETWEEN_PARTS = re.compile(
    rf"\?\s++(?=\w)|(?<!\s)\s*+[,;](?:\s*+(?:and|but|or)(?=\s))?\s++(?={_BEGINS_A_QUESTION})"
    rf"|(?<!\s)\s++(?:and|but)\s++(?={_BEGINS_A_QUESTION})"
    rf"|(?<!\s)\s*+[,;]\s*+(?:and|but|or)\s++(?={AUXILIARY}\b)",
    re.IGNORECASE,
)
_BEGINS_BY_ASKING = re.compile(rf"^\W*(?:(?:and|but|so|or)\s+)?(?:{_BEGINS_A_QUESTION}|{AUXILIARY}\b)", re.IGNORECASE)
_SELF_CONTAINED_STEMS = 2
"""The content words from which on a part says by itself what it is about. A part with fewer is read with the first
part."""
_PART_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|she|him|his|her|hers|this|that|these|those|there|then|so)\b", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a question that can be answered alone: as it was asked, as it is searched for, and as it is read. What
    its words tell is found out once.

    What leans on the first part is searched for together with it. It is not read so: a reader that is given both
    answers the first once more. docs/decisions/0016-parts.md has what was measured.
    """

    asked: str
    found_by: str
    read_as: str
    pasted: tuple[str, ...] = ()
    """What stands beside it in a long text and it may be about, such as the messages of a log."""

    @cached_property
    def alone(self) -> str | None:
        """The sentence of it that asks, where others only tell: it is read by itself too, since what is told may lead
        a reader astray. None where there is none.
        """
        if self.pasted:
            return self.asked if len(content_stems(self.asked)) >= _SELF_CONTAINED_STEMS else None
        return asking_alone(self.read_as)

    @property
    def asked_alone(self) -> str:
        """The part without what is only told beside it; all of it where what asks does not say what it is about."""
        if self.alone is None or self.pasted or _leans(self.alone):
            return self.asked
        says_what_about = set(content_stems(self.alone)) - ANYWHERE - SAY_LITTLE
        return self.alone if says_what_about else self.asked

    @cached_property
    def answer_type(self) -> AnswerType:
        """The kind of thing that a sentence must hold to answer it."""
        return answer_type_of(self.alone or self.asked)

    @cached_property
    def asks_to_explain(self) -> bool:
        """Whether what answers it is said in more than one sentence."""
        return asks_to_explain(self.alone or self.asked)

    @cached_property
    def wanted(self) -> Explains | None:
        """What an explanation is to tell; None where one sentence answers it."""
        if not self.asks_to_explain:
            return None
        if self.answer_type is AnswerType.YES_NO:
            return Explains.WHETHER
        return Explains.HOW if asks_for_steps(self.alone or self.asked) else Explains.WHAT

    @cached_property
    def statement(self) -> str | None:
        """The statement whose truth it asks for. None where it asks something else, or leans on another part ("Did
        they?") and states nothing by itself.
        """
        return statement_of(self.asked) if self.asked == self.found_by else None

    @cached_property
    def premise(self) -> Premise | None:
        """The premise that it takes for granted; None where it takes nothing, or what was pasted shows it."""
        return None if self.pasted else premise_of(self.alone or self.asked)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that say what it is about, in order."""
        return tuple(words_asked(self.found_by))


def parts_of(question: str, weigh: Callable[[str], float] = lambda _: 0.0) -> tuple[Part, ...]:
    """Return the question in parts, each once, at most `MAX_PARTS`: one that asks several things in several sentences,
    or in one by "and who", "and when", "or why". Where a piece is no question of its own, the question is one part.

    The parts of a long text are its sentences that ask; there are none where no sentence does. What one of them leans
    on is the sentence beside them that `weigh` gives most.
    """
    if is_pasted(question):
        return _parts_of_long(sentences_of(question), weigh)
    whole = (Part(asked=question, found_by=question, read_as=question),)
    pieces = [piece.strip(" \t\n,;") for piece in _BETWEEN_PARTS.split(question.strip())]
    pieces = [piece for piece in pieces if piece]
    if not 2 <= len(pieces) <= MAX_PARTS or not all(_BEGINS_BY_ASKING.match(piece) for piece in pieces):
        return whole
    parts: list[Part] = []
    for piece in [pieces[0], *(with_verb_of(piece, pieces[0]) for piece in pieces[1:])]:
        asked = piece if piece.endswith("?") else f"{piece}?"
        says = len(content_stems(piece))
        together = f"{parts[0].asked} {asked}" if parts and _leans(piece) else asked
        read_as = asked if says else completed(piece, parts[0].asked) if parts else together
        parts.append(Part(asked=asked, found_by=together, read_as=read_as))
    return tuple(dict.fromkeys(parts))


def _parts_of_long(sentences: list[str], weigh: Callable[[str], float]) -> tuple[Part, ...]:
    asking = list(dict.fromkeys(directly(sentence) for sentence in sentences if asks(sentence)))[:MAX_PARTS]
    others = [sentence for sentence in sentences if not asks(sentence)]
    messages = messages_of(others)
    telling = telling_messages(messages, weigh)
    subject = max((message_of(sentence) or sentence for sentence in others), key=weigh, default="")
    return tuple(_part_beside(asked, subject, messages, telling) for asked in asking)


def _part_beside(asked: str, subject: str, messages: Sequence[str], telling: Sequence[str]) -> Part:
    """Return a question that stands in a long text: one about a log is searched for by what the log says; of another
    text by what the question leans on.
    """
    about = telling or ([subject] if _leans(asked) and subject else [])
    return Part(
        asked=asked,
        found_by=" ".join([*about, asked]),
        read_as=" ".join([*about[:1], asked]),
        pasted=tuple(messages) or tuple(about),
    )


def _leans(piece: str) -> bool:
    """Return whether a piece does not say by itself what it is about."""
    return bool(_PART_POINTS_BACK.search(piece)) or len(content_stems(piece)) < _SELF_CONTAINED_STEMS


_FROM_ITS_VERB = re.compile(rf"\b({AUXILIARY}\s+\S.*)", re.IGNORECASE | re.DOTALL)
_AFTER_ITS_FIRST_WORD = re.compile(r"^\W*\w+\s+(\S.*)", re.DOTALL)


def completed(piece: str, first: str) -> str:
    """Return a part without a word of its own with those of the first part: "when" after "How many drones did Iran
    sell?" is "when did Iran sell?", and after "Who founded it?" is "when founded it?", which a reader takes as it is
    meant.
    """
    bare = piece.rstrip(" ?")
    if " " not in bare:
        if verb := _FROM_ITS_VERB.search(first):
            return f"{bare} {verb[1][0].lower()}{_to_its_last_word(verb[1][1:])}?"
        if rest := _AFTER_ITS_FIRST_WORD.search(first):
            return f"{bare} {_to_its_last_word(rest[1])}?"
    return f"{first} {piece}"


def _to_its_last_word(text: str) -> str:
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] == "_"):
        end -= 1
    return text[:end]
