"""A question that leans on the turns before it becomes one that stands alone, by rule and without a language model.

One that stands alone is never changed: a conversation may turn to another subject.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answering.parts import completed
from retrieval.domain.answers import Outcome
from retrieval.domain.inquiry import Turn
from retrieval.text.words import content_stems

_LEANS_BACK = re.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her|that|those|these|this)\b", re.IGNORECASE)
_OPENS_A_FOLLOW_UP = re.compile(r"^\W*(?:and\b|but\b|what about\b|how about\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question as it was understood: where it leans on the turns before it, so that it stands alone. `beside` is what
    is searched for with it; `several` are the questions that it may be, where what was said before leaves it open.
    """

    asked: str
    question: str
    beside: str = ""
    several: tuple[str, ...] = ()

    def shown_with(self, outcome: Outcome) -> Outcome:
        """Return what came of it as the outcome of what was asked, which says how that was read."""
        if self.question == self.asked:
            return outcome
        return replace(outcome, question=self.asked, read_as=outcome.read_as or self.question)


def understood(question: str, turns: Sequence[Turn]) -> Understood:
    """Return what a question means after the `turns` before it."""
    if not turns or not question.strip():
        return Understood(asked=question, question=question)
    before = turns[-1].question
    bare = _OPENS_A_FOLLOW_UP.sub("", question.strip())
    if not content_stems(bare):
        return Understood(asked=question, question=completed(bare, before))
    if bare == question.strip() and not _LEANS_BACK.search(bare):
        return Understood(asked=question, question=question)
    return Understood(asked=question, question=question, beside=before)
