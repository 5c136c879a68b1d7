"""A language model as the judge of what it drafted: one call, sentences and quotes side by side, a verdict a sentence.

Its verdicts stand beside those of the exact checks and the reader, never above them (`grounding/model_gate`). Where it
does not give any, the others decide alone, and the receipt says so.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.domain.records import ModelCheck
from retrieval.domain.verdicts import Flaw
from retrieval.errors import (
    DraftError,
    FootnoteError,
    LanguageModelAwayError,
    LanguageModelDeclinedError,
    LanguageModelError,
    found_in,
)
from retrieval.text.display import one_line
from retrieval.writing.calls import Calls
from retrieval.writing.grounding.evidence import SourcePlace
from retrieval.writing.grounding.gate import Claim, Gate, Ruling
from retrieval.writing.grounding.model_gate import OVERRULED, ModelGate
from retrieval.writing.judgements import JUDGEMENT_EXAMPLE, JUDGEMENT_SCHEMA, Judgement
from retrieval.writing.prompts import Prompts, fenced, nonce_for, stated_of
from retrieval.writing.reply_reader import object_of
from retrieval.writing.retrying import Deadline

_WHY_NOT_JUDGED: Mapping[type[FootnoteError], ModelCheck] = {
    LanguageModelAwayError: ModelCheck.AWAY,
    LanguageModelDeclinedError: ModelCheck.DECLINED,
    LanguageModelError: ModelCheck.FAILED,
    DraftError: ModelCheck.UNREADABLE,
}

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class ModelJudge:
    """The judge of one draft. `check` is what came of asking it; None while it was not asked anything."""

    calls: Calls
    deadline: Deadline
    prompts: Prompts
    overruled: frozenset[Flaw] = OVERRULED
    check: ModelCheck | None = None

    def over(self, gate: Gate) -> Gate:
        """Return the gate that lets pass what a gate and the model let pass, as `combined` has it."""
        return ModelGate(other=gate, judge=self.rulings, overruled=self.overruled)

    def rulings(self, claims: Sequence[Claim]) -> list[Ruling] | None:
        """Return the model's rulings, one a claim; None where it does not give any. Nothing that a model or its
        provider does raises here.
        """
        texts = [(_quotes_of(claim), claim.sentence) for claim in claims]
        nonce = nonce_for([text for pair in texts for text in pair])
        labels = {pair: f"S{number}-{nonce}" for number, pair in enumerate(dict.fromkeys(texts), start=1)}
        pairs = "\n\n".join(
            f"{fenced('quotes', quotes, label)}\n{fenced('sentence', sentence, label)}"
            for (quotes, sentence), label in labels.items()
        )
        messages = self.prompts["judge"].filled(example=JUDGEMENT_EXAMPLE, nonce=nonce, pairs=pairs)
        if not self.calls.has_room_for(messages):
            self.check = ModelCheck.NO_ROOM
            return None
        try:
            judgement = object_of(
                self.calls.reply(messages, self.deadline, JUDGEMENT_SCHEMA), Judgement, JUDGEMENT_EXAMPLE
            )
        except tuple(_WHY_NOT_JUDGED) as error:
            _log.warning("%s does not judge its draft: %s", self.calls.model.model.name, error.what)
            self.check = found_in(_WHY_NOT_JUDGED, error)
            return None
        self.check = ModelCheck.JUDGED
        return [Ruling(flaws=judgement.flaws_of(labels[pair])) for pair in texts]


def _quotes_of(claim: Claim) -> str:
    """Return the sentences that a claim quotes as they are shown, each place under what its document states."""
    return "\n\n".join(dict.fromkeys(map(_quoted, claim.excerpts or claim.quoted)))


def _quoted(place: SourcePlace) -> str:
    return "\n".join([*stated_of(place.document), "", *map(one_line, place.sentences)])
