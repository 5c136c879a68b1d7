"""Sentences that say nothing but the question: a quoted error that was pasted, a question of a list. What follows one
answers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from retrieval.answering.choosing import sentence_of
from retrieval.answering.question import AnswerType, answer_type_of
from retrieval.documents.blocks import Form
from retrieval.documents.context import body_of
from retrieval.domain.readings import Reading
from retrieval.text.orders import asks
from retrieval.text.words import content_stems, tokens, words_in_a_row

ECHO_RATIO = 0.9
"""The share of the content words of a sentence that stand in the question, from which on it says nothing else."""
FEWEST_ECHOED = 3
"""The fewest content words of a sentence that can say nothing but the question: fewer are shared by chance."""
ASKS_THE_SAME_RATIO = 0.5
"""The share of the content words of a question in a document that stand in the one that is asked, from which on it is
taken for the same."""
PASTED_IN_A_ROW = 5
"""The words in a row that a sentence and a pasted message share."""
PASTED_RATIO = 0.7
"""The share of a sentence that stands in a pasted message, from which on it only repeats that."""
_PASTED = re.compile(r":\s(.+)|[\"“`]([^\"“”`]{20,400})[\"”`]", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class AskedAndPasted:
    """What was asked, and what was pasted beside it."""

    question: str
    beside: str

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(content_stems(f"{self.beside} {self.question}"))

    @cached_property
    def asks_for_questions(self) -> bool:
        return "question" in self.words or "ask" in self.words

    @cached_property
    def may_be_confirmed(self) -> bool:
        """Whether what it asks may be answered in its own words."""
        return not self.beside and (answer_type_of(self.question) is AnswerType.YES_NO or "or" in tokens(self.question))

    @cached_property
    def is_pasted(self) -> bool:
        return bool(self.beside or _PASTED.search(self.question))

    @cached_property
    def in_a_row(self) -> frozenset[tuple[str, ...]]:
        pasted = [self.beside] if self.beside else [a or b for a, b in _PASTED.findall(self.question)]
        return frozenset(run for text in pasted or [self.question] for run in _runs(text))

    def is_said_by(self, reading: Reading) -> bool:
        """Return whether the sentence of a reading says no more."""
        sentence = sentence_of(reading)
        said = set(content_stems(sentence))
        common = len(said & self.words)
        if asks(sentence):
            return common >= ASKS_THE_SAME_RATIO * len(said)
        if self.may_be_confirmed:
            return False
        if len(said) >= FEWEST_ECHOED and common >= ECHO_RATIO * len(said):
            return True
        body = body_of(reading.passage.document)
        is_code = body.blocks[body.place_of(reading.start)].form is Form.CODE
        return (self.is_pasted or is_code) and self._repeats(sentence)

    def _repeats(self, sentence: str) -> bool:
        """Return whether most of a sentence stands, word by word, in what was pasted."""
        runs = _runs(sentence)
        repeated = {place + n for place, run in enumerate(runs) if run in self.in_a_row for n in range(len(run))}
        return len(repeated) >= PASTED_RATIO * len(tokens(sentence)) > 0


def _runs(text: str) -> list[tuple[str, ...]]:
    return words_in_a_row([word.casefold() for word in tokens(text)], PASTED_IN_A_ROW)


def after_echoes(question: str, beside: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings; where a sentence says nothing but the question or what was pasted `beside` it, the one after
    it in its passage, and the likeliest after it, are as likely in its place. A sentence that asks something else
    answers nothing.
    """
    asked = AskedAndPasted(question=question, beside=beside)
    kept: list[Reading] = []
    for _, of_passage in groupby(
        sorted(readings, key=lambda each: (each.passage.id, each.start)), lambda each: each.passage.id
    ):
        in_order = list(of_passage)
        echoes = [asked.is_said_by(reading) for reading in in_order]
        for place, is_echo in enumerate(echoes):
            if not is_echo:
                continue
            following = [n for n in range(place + 1, len(in_order)) if not echoes[n]]
            likely, in_order[place] = in_order[place], replace(in_order[place], answer_probability=0.0)
            likeliest = sorted(following, key=lambda n: -in_order[n].answer_probability)
            for n in {*following[:1], *likeliest[:1]}:
                raised = max(in_order[n].answer_probability, likely.answer_probability)
                in_order[n] = replace(in_order[n], answer_probability=raised)
        kept += in_order
    if asked.asks_for_questions:
        return kept
    return [replace(each, answer_probability=0.0) if asks(sentence_of(each)) else each for each in kept]
