"""What the use cases ask of the outside: an embedding model, a store, a lexical index, a reader, records."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from retrieval.domain import Document, FoundPassage, Passage
from retrieval.records import Change, KeptPassage, Receipt
from retrieval.settings import Strictness

Vectors = NDArray[np.float32]
"""Shape (rows, dimensions), each row of length 1: a dot product is a cosine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStamp:
    """What an index was built with. Two indexes with different stamps cannot be compared or mixed."""

    schema: str
    chunker: str
    embedding_model: str
    embedding_weights_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """One document of the corpus as readers may see it. `record_hash` covers its text and all that it states."""

    indexed_hash: str
    record_hash: str
    path: str


class TokenCounter(Protocol):
    """Counts tokens as the embedding model does, special tokens left out."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...


class Embedder(TokenCounter, Protocol):
    """Turns texts into unit vectors. The same text gives the same vector."""

    @property
    def model_name(self) -> str: ...

    @property
    def weights_sha256(self) -> str: ...

    def load(self) -> None:
        """Load the model now, where it is not loaded yet, rather than with the first text."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order; no text, no row."""
        ...


class PassageStore(Protocol):
    """Passages with their vectors, and the manifest: which documents the corpus holds, in which version."""

    def stamp(self) -> IndexStamp | None:
        """What the index was built with; None where nothing has been indexed yet."""
        ...

    def manifest(self) -> Mapping[str, ManifestEntry]:
        """By document id, every document that readers may see."""
        ...

    def documents(self, ids: Collection[str] | None = None) -> dict[str, Document]:
        """The stored documents by id; all of them where `ids` is None. Unknown ids are left out."""
        ...

    def passage_ids(self) -> set[str]:
        """The ids of all passages of the manifest's versions."""
        ...

    def passages(self, ids: Collection[str]) -> list[Passage]:
        """The stored passages of the manifest's versions, in no given order; unknown ids are left out."""
        ...

    def nearest(
        self, vector: Vectors, limit: int, documents: Collection[str] | None = None
    ) -> Sequence[tuple[str, float]]:
        """Passage ids with their cosine to `vector` (shape (dimensions,)), the nearest first."""
        ...

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        """The stored vectors (shape (dimensions,)) by passage id; unknown ids are left out."""
        ...

    def write_passages(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages that nobody sees until their document is in the manifest. Writing twice changes nothing."""
        ...

    def flip(self, stamp: IndexStamp, documents: Sequence[Document], removed: Collection[str]) -> None:
        """Put these documents in the manifest and take `removed` out of it."""
        ...

    def size(self) -> int:
        """How many passages are stored, whether anybody sees them or not."""
        ...

    def sweep(self) -> int:
        """Drop passages that the manifest no longer refers to; says how many."""
        ...

    def close(self) -> None: ...


class LexicalIndex(Protocol):
    """Words to passages. Derived from the store: deleted, it can be built again."""

    def generation(self) -> str:
        """The corpus generation that this index was last synced to; empty where it never was."""
        ...

    def sync(self, generation: str, ids: Collection[str], load: Callable[[Collection[str]], Iterable[Passage]]) -> None:
        """Hold exactly the passages of these ids, all or nothing; `load` is asked for those not held yet."""
        ...

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> Sequence[tuple[str, float]]:
        """Passage ids with their BM25 score (higher is better), the best first; any of the words may match."""
        ...

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        """In how many passages each word stands."""
        ...

    def spellings(self, first_letter: str) -> dict[str, int]:
        """The words of letters that begin with it, folded but not stemmed, each with how many passages hold it."""
        ...

    def size(self) -> int:
        """How many passages the index holds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader makes of a place in a passage.

    `start` to `end` (characters of the document) is the answer, or the sentence that may hold it where the reader finds
    no shorter span. `answer_probability`, in [0, 1], is that it answers; `relevance`, in [0, 1], that the passage is
    about what is asked, whether it answers or not.
    """

    passage: Passage
    start: int
    end: int
    answer_probability: float
    relevance: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """From the readings of a question to the probability that they hold an answer: a logistic regression over the
    log-odds of the best reading and of the best of another passage; and from which probability a question is answered.
    Fitted by `training/calibrate.py` or with the reader; the reader's own file says on what data.
    """

    intercept: float = 0.0
    best: float = 1.0
    second: float = 0.0
    thresholds: Mapping[Strictness, float]


class Reader(Protocol):
    """Judges whether passages answer a question, not merely whether they are about the same thing."""

    @property
    def name(self) -> str: ...

    @property
    def weights_sha256(self) -> str: ...

    @property
    def calibration(self) -> Calibration: ...

    def load(self) -> None:
        """Load the model now, where it is not loaded yet, rather than with the first question."""
        ...

    def read(self, question: str, found: Sequence[FoundPassage]) -> Sequence[Reading]:
        """At least one reading a passage, in no given order. The same pair gives the same reading, whatever else is
        read with it.
        """
        ...


class Relation(StrEnum):
    """What a quote does for a statement."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    OPEN = "open"


class SupportJudge(Protocol):
    """Judges whether a quote supports a statement, contradicts it, or leaves it open."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Mapping[Relation, float]]:
        """Probabilities, which sum to 1, for each (quote, statement)."""
        ...


class SupportingReader(Reader, SupportJudge, Protocol):
    """A reader that judges support too."""


def judges_support(reader: Reader) -> TypeGuard[SupportingReader]:
    """As the packaged one does, in the same pass."""
    return hasattr(reader, "relations")


class ReceiptBook(Protocol):
    """The receipts of what was answered. Each raises RecordsError."""

    def put(self, receipt: Receipt) -> None:
        """Keep it, with the passages that it cites or shows and their documents: all of it or nothing."""
        ...

    def get(self, receipt_id: str) -> Receipt | None:
        """As it was put, its documents included, whatever has become of them since; None where there is none."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop those of questions asked before then; says how many."""
        ...


class Archive(Protocol):
    """Passages that the corpus may no longer hold, each with the text of its document. Each raises RecordsError."""

    def keep(self, passages: Sequence[Passage], at: datetime) -> None:
        """Keep them from now on; one that is kept already is kept for longer. A reload calls it before it sweeps."""
        ...

    def passage(self, passage_id: str) -> KeptPassage | None: ...

    def forget(self, before: datetime) -> int:
        """Drop passages that were last kept before then, and texts that neither they nor a receipt refer to any more;
        says how many passages.
        """
        ...


class ChangeLog(Protocol):
    """Who changed the corpus, when and how. Nothing in it is forgotten. Each raises RecordsError."""

    def write(self, change: Change) -> None: ...

    def latest(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """The last one first."""
        ...
