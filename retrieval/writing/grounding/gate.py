"""The gate: whether a drafted sentence may stand above its quotes. Whatever decides that is behind one small port.

Quotes do not pass it: that they stand is seen, and they are shown without a sentence as well as with one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.domain.readings import Relation
from retrieval.domain.verdicts import WHY, Flaw
from retrieval.ports import SupportJudge
from retrieval.writing.grounding.claims import new_words, unsupported_claims
from retrieval.writing.grounding.english.pronouns import refers_outside
from retrieval.writing.grounding.evidence import ShownPassages, SourcePlace
from retrieval.writing.grounding.statement_text import without_quotations

SUPPORTED = 0.5
"""The probability from which on the reader supports a sentence, or contradicts it. Of 64 statements written over the
shipped corpus the reader supports 60 and contradicts none."""


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
class WordsAndReader:
    """The gate that goes by rules over words, and then by what the reader finds supported; where there is no `judge`,
    by words alone.
    """

    shown: ShownPassages
    judge: SupportJudge | None

    def rule(self, claims: Sequence[Claim]) -> list[Ruling]:
        """Rule on all; those that words bear out are judged in one call."""
        held = [self._held(claim) for claim in claims]
        pairs = [(quoted, claim.sentence) for claim, (flaws, quoted) in zip(claims, held, strict=True) if not flaws]
        judged = iter(self.judge.relations(pairs) if self.judge and pairs else ())
        rulings = []
        for flaws, _ in held:
            if not flaws and self.judge:
                relation = next(judged)
                if relation[Relation.SUPPORTS] < SUPPORTED:
                    contradicts = relation[Relation.CONTRADICTS] >= SUPPORTED
                    flaws = (Flaw.CONTRADICTED if contradicts else Flaw.NOT_SUPPORTED,)  # noqa: PLW2901
            rulings.append(Ruling(flaws=flaws))
        return rulings

    def _held(self, claim: Claim) -> tuple[tuple[Flaw, ...], str]:
        """Return the flaws that words tell of a sentence, and what bears it out where there are none."""
        if refers_outside(without_quotations(claim.sentence)):
            return (Flaw.PRONOUN,), ""
        # A sentence that orders or asks bears nothing out.
        telling = [pair for pair in zip(claim.quoted, claim.excerpts, strict=True) if self.shown.tells(pair[0])]
        if not telling:
            return (Flaw.ORDERS,), ""
        quoted, excerpts = zip(*telling, strict=True)
        missing = self._not_borne_out(claim.sentence, quoted)
        if not missing:
            return (), _text_of(quoted)
        if all(map(self.shown.tells, excerpts)):
            missing = self._not_borne_out(claim.sentence, quoted, excerpts)
        return missing, "" if missing else _text_of(excerpts)

    def _not_borne_out(
        self, sentence: str, quoted: Sequence[SourcePlace], context: Sequence[SourcePlace] = ()
    ) -> tuple[Flaw, ...]:
        sources = self.shown.sources_at(quoted, context=context)
        claims = unsupported_claims(sentence, sources)
        return (*claims, Flaw.NEW_WORDS) if new_words(sentence, sources) else claims


def _text_of(places: Sequence[SourcePlace]) -> str:
    return " ".join(sentence for place in places for sentence in place.sentences)
