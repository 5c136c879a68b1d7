"""What is kept beside the corpus: receipts of what was answered, texts that were quoted, and who changed the corpus."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from retrieval.domain import Outcome, Passage
from retrieval.settings import Strictness


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What an outcome came of besides its question: the corpus, by its generation; the models, by name and weights; how
    sure an answer had to be; the prompts, SHA-256 by name, of which there are none where no language model writes.
    """

    generation: str
    reader: str
    reader_weights_sha256: str
    embedding_model: str
    embedding_weights_sha256: str
    strictness: Strictness
    prompts: Mapping[str, str] = field(default_factory=dict)
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An answer or a refusal as it was given, its documents as they were. `documents` are the ids that the question was
    limited to, if any. `probability`, and the `threshold` that it was held against, are None where nothing was read.
    """

    id: str
    asked_at: datetime
    outcome: Outcome
    documents: tuple[str, ...] | None
    probability: float | None
    threshold: float | None
    timings_ms: Mapping[str, float]
    conditions: Conditions


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPassage:
    """A passage with its document as it was when it was last kept."""

    passage: Passage
    kept_at: datetime


TERMINAL = "terminal"
"""In place of a name, where somebody sat at the machine itself."""


class ChangeKind(StrEnum):
    """What somebody did to the corpus."""

    RELOAD = "reload"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of the log of changes: document ids (of what could not be read, paths), and the generation before and
    after. `who` is a name in Discord with its `discord_id`; without one, whoever sat at the terminal.
    """

    at: datetime
    who: str = TERMINAL
    discord_id: int | None = None
    what: ChangeKind
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    generation_before: str
    generation_after: str
