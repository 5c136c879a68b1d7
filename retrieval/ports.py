"""What the use cases ask of the outside: an embedding model, a store, a lexical index, a reader, a language model,
records.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol, TypeGuard

import numpy as np
from numpy.typing import NDArray

from retrieval.domain import Document, FoundPassage, Outline, Passage
from retrieval.records import Change, KeptPassage, Receipt
from retrieval.settings import Strictness

Vectors = NDArray[np.float32]
"""Shape (rows, dimensions), each row of length 1: a dot product is a cosine."""
UNIT_LENGTH_ERROR = 1e-3
"""Of a length that is taken for 1: far more than single precision takes from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStamp:
    """What an index was built with. Two indexes with different stamps cannot be compared or mixed."""

    schema: str
    chunker: str
    embedding_model: str
    embedding_weights_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """One document of the corpus as readers may see it. `content_hash` covers its text, `indexed_hash` what is searched
    of it, `record_hash` all that it states as well.
    """

    content_hash: str
    indexed_hash: str
    record_hash: str
    path: str
    passages: int


Manifest = Mapping[str, ManifestEntry]
"""By document id, every document that readers may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What readers may see now, as one value that a flip replaces.

    `number` counts the flips of a store, and `store` names that among all stores; `flip` names this one among all that
    were ever tried, at `flipped_at` (seconds since 1970); `generation` names what the corpus holds. Of versions
    retired by flips up to `swept` nothing is left.
    """

    number: int
    store: str
    flip: str
    generation: str
    stamp: IndexStamp
    swept: int = 0
    flipped_at: float = 0.0


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


class CorpusView(Protocol):
    """One generation of the corpus, for as long as somebody reads it, whatever is written meanwhile."""

    def manifest(self) -> Manifest: ...

    def documents(self, ids: Collection[str] | None = None) -> dict[str, Document]:
        """The stored documents by id; all of them where `ids` is None. Unknown ids are left out."""
        ...

    def passage_ids(self) -> set[str]:
        """The ids of all passages of the manifest's versions."""
        ...

    def passages(self, ids: Collection[str]) -> list[Passage]:
        """The stored passages of the manifest's versions, in no given order; unknown ids are left out."""
        ...

    def passages_of(self, documents: Collection[str]) -> list[Passage]:
        """All passages of these documents, by id."""
        ...

    def hashes_of(self, documents: Collection[str]) -> dict[str, str]:
        """By the id of each passage of these documents, the hash of what was embedded of it (`Passage.search_hash`)."""
        ...

    def nearest(
        self, vector: Vectors, limit: int, documents: Collection[str] | None = None
    ) -> Sequence[tuple[str, float]]:
        """Passage ids with their cosine to `vector` (shape (dimensions,)), the nearest first."""
        ...

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        """The stored vectors (shape (dimensions,)) by passage id; unknown ids are left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """What differs between two heads of a store: by id, the documents that came or changed, and the ids that went."""

    entries: Mapping[str, ManifestEntry]
    removed: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A document as it is to be seen, and how many passages it has."""

    document: Document
    passages: int

    @property
    def entry(self) -> ManifestEntry:
        """As the manifest has it."""
        return ManifestEntry(
            content_hash=self.document.content_hash,
            indexed_hash=self.document.indexed_hash,
            record_hash=self.document.record_hash,
            path=self.document.path,
            passages=self.passages,
        )


class PassageStore(Protocol):
    """Passages with their vectors, and versions of documents, each visible from one flip until another.

    What is written for the flip to come is seen by nobody until then. A process that dies before it leaves rows that
    nobody sees: `undo` drops them.
    """

    @property
    def name(self) -> str:
        """As `Head.store` has it."""
        ...

    def head(self) -> Head | None:
        """What readers may see now; None where nothing has been indexed yet."""
        ...

    def follow(self, head: Head) -> None:
        """Turns to the index that the head is of, where another process has built it anew."""
        ...

    def drop_others(self) -> None:
        """Drops what an index that was built anew has replaced."""
        ...

    def view(self, manifest: Manifest) -> CorpusView:
        """The corpus of a head's manifest."""
        ...

    def manifest(self, number: int) -> Iterator[tuple[str, ManifestEntry]]:
        """The documents visible after that flip."""
        ...

    def turnover(self, since: int, number: int) -> Turnover:
        """From one flip to a later one. What was retired up to `Head.swept` is not known any more."""
        ...

    def write(self, number: int, versions: Sequence[Version], passages: Sequence[Passage], vectors: Vectors) -> None:
        """For the flip of that number. A version is written with its passages or before them, for it is by the version
        that they are found and dropped; a passage that is never written stands already. Writing twice changes nothing.
        """
        ...

    def retire(self, number: int, ids: Collection[str]) -> None:
        """The visible versions of these documents are to be seen no longer after the flip of that number."""
        ...

    def reusable(self, hashes: Collection[str]) -> dict[str, Vectors]:
        """Vectors of stored passages by the hash of what was embedded, seen or not."""
        ...

    def undo(self, number: int, keep: Mapping[str, str]) -> None:
        """Takes back what was begun after that flip, but for the versions to `keep`: record hashes by document id."""
        ...

    def flip(self, head: Head) -> None:
        """Readers see what was written for `head.number`, all at once."""
        ...

    def retired(self, number: int) -> Iterator[list[Passage]]:
        """Passages of versions that flips up to that one have retired, some documents at a time."""
        ...

    def sweep(self, number: int) -> int:
        """Drops what flips up to that one have retired; says how many passages."""
        ...

    def size(self) -> int:
        """How many passages are stored, whether anybody sees them or not."""
        ...

    def close(self) -> None: ...


class LexicalIndex(Protocol):
    """Words to passages, of one generation. Derived from the store: deleted, it can be built again."""

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


class Catalogue(LexicalIndex, Protocol):
    """The words of a generation, and its manifest."""

    def manifest(self) -> Manifest: ...

    def ids_of_texts(self, content_hashes: Collection[str]) -> dict[str, str]:
        """By the hash of each text that a document has, its id; of several, the first in order."""
        ...

    def passage_hashes(self) -> Iterator[tuple[str, str]]:
        """Of every passage its id and the hash of what is searched of it."""
        ...

    def close(self) -> None: ...


class Catalogues(Protocol):
    """Derived from the store, and kept where this process runs."""

    def of(self, head: Head, store: PassageStore) -> Catalogue:
        """Built where it is not there."""
        ...

    def build(self, head: Head, store: PassageStore) -> AbstractContextManager[Path]:
        """For a flip to come; gone afterwards, unless it was finished."""
        ...

    def opened(self, building: Path) -> Catalogue: ...

    def finish(self, building: Path, head: Head) -> None:
        """Once readers may see what it holds."""
        ...


class ReadFile(NamedTuple):
    """What a file was read as: `state` as `retrieval.folder.state_of` gave it (empty where it gave none), `digest` the
    SHA-256 of its bytes.
    """

    state: bytes
    digest: bytes
    outlines: Sequence[Outline]


class FileMemory(Protocol):
    """Remembers files by name, so that what is the same is not read again. It may forget: a file is then read."""

    def recall(self, name: str) -> ReadFile | None:
        """Quickest where files are asked for as `retrieval.folder` gives them."""
        ...

    def remember(self, name: str, read: ReadFile) -> None: ...


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


class Role(StrEnum):
    """Who says a message to a language model, or has."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


class Message(NamedTuple):
    """One of those that a language model is given."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a language model wrote, and what that cost in tokens as its provider counts them; None where it does not
    say.
    """

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None


class ChatModel(Protocol):
    """A language model. Its methods may be called from several threads at once."""

    @property
    def name(self) -> str: ...

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Written:
        """As JSON by the schema (JSON Schema) where the provider takes one; it may be any text all the same. Raises
        LanguageModelError, and LanguageModelAwayError where that may pass: where it is not whole within
        `timeout_seconds`, too. A call that failed is not made again. `on_text` is told, in this thread, of all that has
        been written so far, each time that there is more.
        """
        ...


class TokenLedger(Protocol):
    """What language models have read and written, by guild and day (UTC). Each raises RecordsError."""

    def reserve(self, guild_id: int, day: date, tokens: int, limit: int) -> bool:
        """Whether the day's tokens, with these, are within the limit; then, and only then, these are counted."""
        ...

    def give_back(self, guild_id: int, day: date, tokens: int) -> None:
        """Of those reserved, what was not needed; more than was reserved is a negative number."""
        ...

    def used(self, guild_id: int, day: date) -> int: ...


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
