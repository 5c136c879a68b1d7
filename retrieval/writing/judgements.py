"""The form of a language model's verdicts on sentences: one a sentence, with what its quotes do not bear out.

What is not clearly a "supported" is none: a verdict in another word, and one beside which something is not borne out.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from retrieval.domain.verdicts import Flaw
from retrieval.writing.forms import Label, ReplyForm, at_most, each_once, null_is, schema_of

MAX_VERDICTS = 64
"""The most verdicts that are read: more than a draft of the most points has sentences to judge, each looked for a quote
at three places."""


class VerdictKind(StrEnum):
    """What the quotes of a sentence say to it."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not_supported"
    CONTRADICTED = "contradicted"


class Unsupported(StrEnum):
    """What of a sentence its quotes do not bear out."""

    NUMBER = "number"
    NAME = "name"
    DENIAL = "denial"
    CERTAINTY = "certainty"
    SPEAKER = "speaker"
    ROLES = "roles"
    OTHER = "other"


_FLAWS: Mapping[VerdictKind, Flaw] = {
    VerdictKind.NOT_SUPPORTED: Flaw.MODEL_NOT_SUPPORTED,
    VerdictKind.CONTRADICTED: Flaw.MODEL_CONTRADICTED,
}
_FLAW_OF_KIND: Mapping[Unsupported, Flaw] = {
    Unsupported.NUMBER: Flaw.FIGURE,
    Unsupported.NAME: Flaw.NAME,
    Unsupported.DENIAL: Flaw.NEGATION,
    Unsupported.CERTAINTY: Flaw.DOUBT,
    Unsupported.SPEAKER: Flaw.SPEAKER,
    Unsupported.ROLES: Flaw.ROLES,
    Unsupported.OTHER: Flaw.NEW_WORDS,
}


def _one_of(kinds: type[StrEnum], otherwise: StrEnum) -> BeforeValidator:
    """Return what takes a kind, and any other text for `otherwise`."""

    def kind(given: object) -> object:
        named = given.strip().lower().replace(" ", "_") if isinstance(given, str) else given
        return named if named in set(kinds) or not isinstance(named, str) else otherwise

    return BeforeValidator(kind)


class Verdict(ReplyForm):
    """The verdict on a sentence, by the label that a model gave."""

    sentence: Label = Field(description="the id of the sentence")
    not_borne_out: Annotated[
        tuple[Annotated[Unsupported, _one_of(Unsupported, Unsupported.OTHER)], ...],
        null_is(()),
        AfterValidator(each_once),
    ] = Field(default=(), description="what of the sentence its quotes do not bear out")
    verdict: Annotated[VerdictKind, _one_of(VerdictKind, VerdictKind.NOT_SUPPORTED)]

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """Why the sentence may not be shown; none where all of it is supported."""
        if self.verdict is VerdictKind.SUPPORTED and not self.not_borne_out:
            return ()
        why = _FLAWS.get(self.verdict, Flaw.MODEL_NOT_SUPPORTED)
        return (why, *(_FLAW_OF_KIND[kind] for kind in self.not_borne_out))


class Judgement(ReplyForm):
    """A model's verdicts."""

    verdicts: Annotated[tuple[Verdict, ...], AfterValidator(at_most(MAX_VERDICTS, "verdicts"))]

    def flaws_of(self, label: str) -> tuple[Flaw, ...]:
        """Return why a sentence may not be shown, by all that is said of it: one verdict against it is enough. Where
        nothing is said, it is not judged.
        """
        found = [verdict for verdict in self.verdicts if verdict.sentence == label]
        if not found:
            return (Flaw.NOT_JUDGED,)
        return next((verdict.flaws for verdict in found if verdict.flaws), ())


JUDGEMENT_EXAMPLE = Judgement(
    verdicts=(
        Verdict(sentence="…", not_borne_out=(), verdict=VerdictKind.SUPPORTED),
        Verdict(
            sentence="…", not_borne_out=(Unsupported.NUMBER, Unsupported.CERTAINTY), verdict=VerdictKind.NOT_SUPPORTED
        ),
    )
).model_dump_json()
"""Verdicts as a model is shown them."""
JUDGEMENT_SCHEMA = schema_of(Judgement, "judgement")
