"""The types of what is kept beside the corpus: receipts of what was answered, texts that were quoted, and who changed
the corpus.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain.answers import Outcome
from retrieval.domain.corpus_diff import CorpusDiff
from retrieval.domain.documents import Passage
from retrieval.domain.scope import EVERYTHING, Scope, Viewer
from retrieval.domain.verdicts import Fate, FateKind
from retrieval.settings import Strictness


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions under which an outcome came about, besides its question: the generation of the corpus; the
    models, by name and weights; how sure an answer had to be; the SHA-256 of each prompt by name, none where no
    language model writes.
    """

    generation: str
    reader: str
    reader_weights_sha256: str
    embedding_model: str
    embedding_weights_sha256: str
    strictness: Strictness
    prompts: Mapping[str, str] = field(default_factory=dict)
    version: str


class Floor(StrEnum):
    """Why an answer is made of the sources' own sentences though a language model was to write it."""

    AWAY = "away"
    FAILED = "failed"
    DECLINED = "declined"
    UNREADABLE = "unreadable"
    ABSTAINED = "abstained"
    NOT_BORNE_OUT = "not_borne_out"
    DAY_SPENT = "day_spent"
    LEDGER_AWAY = "ledger_away"
    UNASKED = "unasked"


class ModelCheck(StrEnum):
    """How a language model judged the sentences of its draft, or why it did not; then the exact checks and the reader
    decided alone.
    """

    JUDGED = "judged"
    AWAY = "away"
    FAILED = "failed"
    DECLINED = "declined"
    UNREADABLE = "unreadable"
    NO_ROOM = "no_room"


_CHECKS_IN_WORDS = {
    ModelCheck.JUDGED: "sentences judged by the language model, too",
    ModelCheck.AWAY: "sentences not judged by the language model, which did not answer in time",
    ModelCheck.FAILED: "sentences not judged by the language model, which failed",
    ModelCheck.DECLINED: "sentences not judged by the language model, which declined",
    ModelCheck.UNREADABLE: "sentences not judged by the language model, whose verdicts could not be read",
    ModelCheck.NO_ROOM: "sentences not judged by the language model: the tokens of the question had no room for it",
}


class Rewriting(StrEnum):
    """What came of asking a language model to make a follow-up stand alone. Where it gave none that could be used, the
    plain rule said what was meant.
    """

    REWRITTEN = "rewritten"
    UNCHANGED = "unchanged"
    PUTS_IN = "puts_in"
    AWAY = "away"
    FAILED = "failed"
    DECLINED = "declined"
    UNREADABLE = "unreadable"
    NO_ROOM = "no_room"
    TOO_LONG = "too_long"
    DAY_SPENT = "day_spent"
    LEDGER_AWAY = "ledger_away"


_BY_RULE = "follow-up read by the plain rule"
_REWRITINGS_IN_WORDS = {
    Rewriting.REWRITTEN: "follow-up made to stand alone by the language model",
    Rewriting.UNCHANGED: f"{_BY_RULE}: the language model left it as it is",
    Rewriting.PUTS_IN: f"{_BY_RULE}: the language model put in what nobody had said",
    Rewriting.AWAY: f"{_BY_RULE}: the language model did not answer in time",
    Rewriting.FAILED: f"{_BY_RULE}: the language model failed",
    Rewriting.DECLINED: f"{_BY_RULE}: the language model declined",
    Rewriting.UNREADABLE: f"{_BY_RULE}: what the language model wrote could not be read",
    Rewriting.NO_ROOM: f"{_BY_RULE}: the tokens of the question had no room for the language model",
    Rewriting.TOO_LONG: f"{_BY_RULE}: it is too long for the language model",
    Rewriting.DAY_SPENT: f"{_BY_RULE}: what the language model may be used for today is used up",
    Rewriting.LEDGER_AWAY: f"{_BY_RULE}: how much the language model was used today cannot be told",
}
_THEREFORE = "these are sentences of the sources."
_FLOORS_IN_WORDS = {
    Floor.AWAY: f"The language model does not answer just now: {_THEREFORE}",
    Floor.FAILED: f"The language model cannot be used as it is set up: {_THEREFORE}",
    Floor.DECLINED: f"The language model declined to write: {_THEREFORE}",
    Floor.UNREADABLE: f"The language model did not write what can be checked: {_THEREFORE}",
    Floor.ABSTAINED: f"The language model found no answer in the sources; {_THEREFORE}",
    Floor.NOT_BORNE_OUT: f"What the language model wrote is not borne out by the sources: {_THEREFORE}",
    Floor.DAY_SPENT: f"What the language model may be used for today is used up: {_THEREFORE}",
    Floor.UNASKED: f"The language model was not asked to write: {_THEREFORE}",
    Floor.LEDGER_AWAY: f"How much the language model was used today cannot be told just now: {_THEREFORE}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The share that a language model had in an outcome: which model it was, how often it was called and for how many
    tokens, and what became of each point that it drafted. `floor` is why the outcome is not of its making, None where
    it is. `cause` is a sentence on what stood in the way, where something did. `check` is how it judged its sentences,
    None where there was none to judge, or it was not to; `rewriting` is
    what came of having it read the question after those before, None where there were none.
    """

    model: str
    floor: Floor | None
    cause: str = ""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    fates: tuple[Fate, ...] = ()
    check: ModelCheck | None = None
    rewriting: Rewriting | None = None

    @property
    def check_in_words(self) -> str:
        """The words on how its sentences were judged, for people who read a receipt; empty where none was."""
        return _CHECKS_IN_WORDS[self.check] if self.check else ""

    @property
    def rewriting_in_words(self) -> str:
        """The words on who made the question stand alone, for people who read a receipt; empty where it did."""
        return _REWRITINGS_IN_WORDS[self.rewriting] if self.rewriting else ""

    @property
    def has_sentences(self) -> bool:
        """Whether a sentence of its own stands above quotes. Else all words are the sources'."""
        return self.floor is None and any(fate.kind in {FateKind.KEPT, FateKind.CITED} for fate in self.fates)

    @property
    def in_words(self) -> str:
        """The words that say to people who wrote."""
        if self.floor:
            return _FLOORS_IN_WORDS[self.floor]
        if not self.has_sentences:
            return f"Quotes chosen by {self.model}, and all words are the sources'."
        written = f"Written by {self.model}, each sentence checked against its quotes"
        if not (repaired := sum(fate.kind is FateKind.REPAIRED for fate in self.fates)):
            return f"{written}."
        what = "a sentence that was" if repaired == 1 else f"{repaired} sentences that were"
        return f"{written}; quotes stand without {what} not borne out."

    @property
    def why(self) -> str:
        """The floor and its cause; empty where it wrote."""
        return ": ".join(part for part in (self.floor.replace("_", " "), self.cause) if part) if self.floor else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The place that a receipt was written for: the Discord guild, 0 for none; what was seen from there; and a mark of
    the asker, empty for nobody in particular, which tells neither who that is nor which receipts are of one person.
    """

    guild_id: int
    asker: str
    scope: Scope

    @classmethod
    def of(cls, viewer: Viewer, receipt_id: str) -> "Origin":
        """Return the origin of a receipt that is written for a viewer."""
        return cls(guild_id=viewer.guild_id, asker=_mark_of(viewer, receipt_id), scope=viewer.scope)

    def opens_to(self, viewer: Viewer, receipt_id: str) -> bool:
        """Return whether the viewer may read the receipt: in the guild it was written in, or where they asked for it
        themselves and are in no guild; and nowhere where less is seen than it was made of.
        """
        if viewer.guild_id:
            is_theirs = viewer.guild_id == self.guild_id
        else:
            is_theirs = bool(self.asker) and self.asker == _mark_of(viewer, receipt_id)
        return is_theirs and self.scope <= viewer.scope


def _mark_of(viewer: Viewer, receipt_id: str) -> str:
    return hashlib.sha256(f"{receipt_id}\0{viewer.name}".encode()).hexdigest()[:32] if viewer.name else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An answer or a refusal as it was given, its documents as they were. `documents` are the ids that the question was
    limited to, if any. `probability`, and the `threshold` that it was held against, are None where nothing was read.
    `origin` is None where an earlier version wrote it, which did not keep that.
    """

    id: str
    asked_at: datetime
    outcome: Outcome
    documents: tuple[str, ...] | None
    probability: float | None
    threshold: float | None
    timings_ms: Mapping[str, float]
    conditions: Conditions
    trace: Trace | None = None
    origin: Origin | None = None

    def opens_to(self, viewer: Viewer) -> bool:
        """Return whether the viewer may read it. One whose origin was not kept was made when everybody saw everything,
        and opens where that is so.
        """
        if self.origin is None:
            return viewer.scope == EVERYTHING
        return self.origin.opens_to(viewer, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPassage:
    """A passage with its document as it was when it was last kept."""

    passage: Passage
    kept_at: datetime


TERMINAL = "terminal"
"""Stands in place of a name where somebody sat at the machine itself."""
FORGOTTEN = "(forgotten)"
"""Stands in place of a name that was kept for as long as names are kept."""


class ChangeKind(StrEnum):
    """A kind of change that somebody made to the corpus."""

    RELOAD = "reload"
    REBUILD = "rebuild"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(CorpusDiff[str]):
    """An entry of the log of changes: what differs, and the generation before and after. `unreadable` are paths. `who`
    is a name in Discord with its `discord_id`; without one, whoever sat at the terminal, or `FORGOTTEN`.
    """

    at: datetime
    who: str = TERMINAL
    discord_id: int | None = None
    what: ChangeKind
    generation_before: str
    generation_after: str
