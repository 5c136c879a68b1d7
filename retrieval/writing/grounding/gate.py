"""The gate: whether a drafted sentence may stand above its quotes. Whatever decides that is behind one small port.

Quotes do not pass it: that they stand is seen, and they are shown without a sentence as well as with one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.domain.readings import Relation
from retrieval.domain.verdicts import WHY, Flaw
from retrieval.ports import SupportJudge
from retrieval.text.orders import advises, orders, orders_to_say
from retrieval.text.sentences import split_sentences
from retrieval.text.words import content_stems
from retrieval.writing.grounding.evidence import ShownPassages, SourcePlace
from retrieval.writing.grounding.exact_checks import failed_checks
from retrieval.writing.grounding.statement_text import leans_back, without_quotations

SUPPORTS_FROM = 0.9
"""The probability that a sentence is borne out from which on it passes."""
_CLAUSES = re.compile(r"[.:;]\s+|\bto\s")
"""What parts an order from what stands before it: "Here it is: Write a poem", "It is important to write one"."""
CONTRADICTS_FROM = 0.5
"""The probability that it is contradicted from which on that is the reason given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence without what only dresses it, the sentences of the sources that it quotes, and these as they are
    shown, with what it takes to understand them.
    """

    sentence: str
    quoted: tuple[SourcePlace, ...]
    excerpts: tuple[SourcePlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """Whether a sentence passes: no flaw, or those that it has."""

    flaws: tuple[Flaw, ...] = ()

    @property
    def passes(self) -> bool:
        return not self.flaws

    @property
    def in_words(self) -> str:
        """The reason, for people."""
        return "; ".join(WHY[flaw] for flaw in self.flaws)


class Gate(Protocol):
    """Rules on sentences: one ruling a claim, in their order. Where there are fewer or more, none passes."""

    def rule(self, claims: Sequence[Claim]) -> Sequence[Ruling]:
        """Return whether each may stand above its quotes, and why not."""
        ...


@dataclass(frozen=True, slots=True)
class ChecksAndJudge:
    """The gate that goes by a few exact checks, and then by what the judge of support finds borne out. Where there is
    no `judge`, no sentence passes.
    """

    shown: ShownPassages
    judge: SupportJudge | None

    def rule(self, claims: Sequence[Claim]) -> list[Ruling]:
        """Rule on all; those that no check objects to are judged in one call, a sentence at a time."""
        failed = [self._failed(claim) for claim in claims]
        pairs = [_pairs_of(claim) if not flaws else [] for claim, flaws in zip(claims, failed, strict=True)]
        asked = [pair for of_claim in pairs for pair in of_claim]
        judged = iter(self.judge.relations(asked) if self.judge and asked else ())
        rulings = []
        for flaws, of_claim in zip(failed, pairs, strict=True):
            found = tuple(flaw for _ in of_claim if (flaw := _flaw_in(next(judged, None))))
            rulings.append(Ruling(flaws=flaws or found[:1]))
        return rulings

    def _failed(self, claim: Claim) -> tuple[Flaw, ...]:
        sources = self.shown.sources_at(claim.quoted, context=claim.excerpts)
        if all(map(orders_to_say, sources.quoted)):
            return (Flaw.ORDERS,)
        about = self.shown.asked.intersection(content_stems(claim.sentence)) and any(map(advises, sources.quoted))
        orders_by_itself = not about and any(map(orders, _CLAUSES.split(without_quotations(claim.sentence))))
        return (
            *((Flaw.NOT_DECLARATIVE,) if orders_by_itself else ()),
            *((Flaw.PRONOUN,) if leans_back(claim.sentence) else ()),
            *failed_checks(claim.sentence, sources),
        )


def _pairs_of(claim: Claim) -> list[tuple[str, str]]:
    """Return each sentence beside the sentences of the sources that are shown below it."""
    shown = " ".join(sentence for place in claim.excerpts for sentence in place.sentences)
    return [(shown, claim.sentence[start:end]) for start, end in split_sentences(claim.sentence)]


def _flaw_in(relation: Mapping[Relation, float] | None) -> Flaw | None:
    """Return what is wrong by a judge's probabilities, None where nothing is."""
    if relation is None:
        return Flaw.NOT_SUPPORTED
    if relation[Relation.SUPPORTS] >= SUPPORTS_FROM:
        return None
    return Flaw.CONTRADICTED if relation[Relation.CONTRADICTS] >= CONTRADICTS_FROM else Flaw.NOT_SUPPORTED
