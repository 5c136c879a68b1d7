"""The store of passages and versions, and what readers see of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.domain.documents import Document, Passage
from retrieval.domain.heads import Head, Manifest, ManifestEntry
from retrieval.ports.embedding import Vectors

DOCUMENTS_AT_ONCE = 200
"""Documents that are read from a store together where all of them are wanted: no more of them are in memory."""


class CorpusView(Protocol):
    """A generation of the corpus, for as long as somebody reads it, whatever is written meanwhile."""

    def manifest(self) -> Manifest:
        """Return the documents that readers see."""
        ...

    def within(self, manifest: Manifest) -> "CorpusView":
        """Return a view of the documents of this manifest alone, which is part of this view's."""
        ...

    def documents(self, ids: Collection[str] | None = None) -> dict[str, Document]:
        """Return the stored documents by id; all of them where `ids` is None. Unknown ids are left out."""
        ...

    def passage_ids(self) -> set[str]:
        """Return the ids of all passages of the manifest's versions."""
        ...

    def passages(self, ids: Collection[str]) -> list[Passage]:
        """Return the stored passages of the manifest's versions, in no given order; unknown ids are left out."""
        ...

    def passages_of(self, documents: Collection[str]) -> list[Passage]:
        """Return all passages of these documents, by id."""
        ...

    def hashes_of(self, documents: Collection[str]) -> dict[str, str]:
        """Return the hash of what was embedded (`search_hash_of`) of each passage of these documents, by id."""
        ...

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        """Return the stored vectors (shape (dimensions,)) by passage id; unknown ids are left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """The difference between two heads of a store: the documents that came or changed, by id, and the ids that went."""

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
        """Return what readers may see now; None where nothing has been indexed yet."""
        ...

    def follow(self, head: Head) -> None:
        """Turn to the index that the head is of, where another process has built it anew."""
        ...

    def drop_others(self) -> None:
        """Drop what an index that was built anew has replaced."""
        ...

    def view(self, manifest: Manifest) -> CorpusView:
        """Return the corpus of a head's manifest."""
        ...

    def manifest(self, number: int) -> Iterator[tuple[str, ManifestEntry]]:
        """Yield the documents visible after a flip, by id."""
        ...

    def turnover(self, since: int, number: int) -> Turnover:
        """Return what differs from one flip to a later one. What was retired up to `Head.swept` is not known."""
        ...

    def write(self, number: int, versions: Sequence[Version], passages: Sequence[Passage], vectors: Vectors) -> Vectors:
        """Write what is seen from the flip of that number on, and return the vectors as the store has them.

        A version is written with its passages or before them, for it is by the version that they are found and dropped;
        a passage that is never written stands already. Writing twice changes nothing.
        """
        ...

    def retire(self, number: int, ids: Collection[str]) -> None:
        """Hide the visible versions of these documents from the flip of that number on."""
        ...

    def reusable(self, hashes: Collection[str]) -> dict[str, Vectors]:
        """Return the vectors of stored passages by the hash of what was embedded, seen or not."""
        ...

    def undo(self, number: int, keep: Mapping[str, str]) -> None:
        """Take back what was begun after that flip, but for the versions to `keep`: record hashes by document id."""
        ...

    def flip(self, head: Head) -> None:
        """Show readers what was written for `head.number`, all at once."""
        ...

    def retired(self, number: int) -> Iterator[list[Passage]]:
        """Yield the passages of versions that flips up to that one have retired, some documents at a time."""
        ...

    def sweep(self, number: int) -> int:
        """Drop what flips up to that one have retired, and return how many passages."""
        ...

    def size(self) -> int:
        """Return how many passages are stored, whether anybody sees them or not."""
        ...

    def close(self) -> None:
        """Close the store. Nothing is to be asked of it afterwards."""
        ...
