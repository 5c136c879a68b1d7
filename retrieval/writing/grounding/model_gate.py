"""The gates that go with a language model: one that holds its own verdicts beside those of another gate, and one for
what is shown before there are any.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.domain.verdicts import Flaw
from retrieval.writing.grounding.gate import Claim, Gate, Ruling

OVERRULED = frozenset[Flaw]()
"""The doubts of the other gate that a model's "supported" overrules: none. What it would take, and what it would let
through: docs/decisions/0043-the-model-judges-its-draft.md."""

Judge = Callable[[Sequence[Claim]], Sequence[Ruling] | None]
"""Returns a language model's rulings, one a claim; None where it gives none."""


def combined(ruling: Ruling, judged: Ruling | None, overruled: frozenset[Flaw] = OVERRULED) -> Ruling:
    """Return the ruling on a sentence that two gates ruled on. It passes where both let it pass; the second, a language
    model's, may be wanting, and then the first decides alone. What the first finds is no matter where it is all among
    `overruled`.
    """
    if judged is None:
        return ruling
    return judged if overruled.issuperset(ruling.flaws) else ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelGate:
    """The gate that has a language model judge what another gate lets pass, in one go."""

    other: Gate
    judge: Judge
    overruled: frozenset[Flaw] = OVERRULED

    def rule(self, claims: Sequence[Claim]) -> list[Ruling]:
        rulings = list(self.other.rule(claims))
        if len(rulings) != len(claims):
            return rulings
        asked = [n for n, ruling in enumerate(rulings) if self.overruled.issuperset(ruling.flaws)]
        judged = self.judge([claims[n] for n in asked]) if asked else None
        if judged is None:
            return rulings
        # Whose verdicts these are cannot be told.
        of_each = judged if len(judged) == len(asked) else [Ruling(flaws=(Flaw.NOT_JUDGED,))] * len(asked)
        for n, ruling in zip(asked, of_each, strict=True):
            rulings[n] = combined(rulings[n], ruling, self.overruled)
        return rulings


class QuotesAlone:
    """The gate that lets no sentence pass: for what is shown before a model has judged."""

    def rule(self, claims: Sequence[Claim]) -> list[Ruling]:
        return [Ruling(flaws=(Flaw.NOT_JUDGED,))] * len(claims)
