"""The words and the vectors of a generation."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from retrieval.domain.documents import Document, DocumentSummary, Passage, PassagePlace
from retrieval.domain.heads import Head, IndexStamp, Manifest
from retrieval.domain.scope import Scope
from retrieval.ports.embedding import Vectors
from retrieval.ports.store import PassageStore, Version


class LexicalIndex(Protocol):
    """Words to passages, of one generation. Derived from the store: deleted, it can be built again."""

    def search(
        self, words: Sequence[str], limit: int, documents: Collection[str] | None = None
    ) -> Sequence[tuple[str, float]]:
        """Return passage ids with their BM25 score (higher is better), the best first; any of the words may match."""
        ...

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        """Return in how many passages each word stands."""
        ...

    def spellings(self, first_letter: str) -> dict[str, int]:
        """Return the words that begin with a letter, folded but not stemmed, each with how many passages hold it."""
        ...

    def size(self) -> int:
        """Return how many passages the index holds."""
        ...


class VectorIndex(Protocol):
    """Vectors to passages, of one generation. Derived from the store: deleted, it can be built again."""

    def nearest(
        self, vector: Vectors, limit: int, documents: Collection[str] | None = None
    ) -> Sequence[tuple[str, float]]:
        """Return passage ids with their cosine to `vector` (shape (dimensions,)), the nearest first. None is missed."""
        ...

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        """Return vectors (shape (dimensions,)) by passage id; unknown ids are left out."""
        ...


class Catalogue(LexicalIndex, VectorIndex, Protocol):
    """The words and the vectors of a generation, and its manifest."""

    def manifest(self) -> Manifest:
        """Return the documents that readers see."""
        ...

    def summaries(self) -> Iterator[DocumentSummary]:
        """Yield every document of the manifest without its text, in order of title and id."""
        ...

    def publishers(self) -> frozenset[str]:
        """Return what documents state of who published them, each once."""
        ...

    def writers(self) -> frozenset[str]:
        """Return what documents state of who wrote them (below one of `domain.authors.AUTHOR_KEYS`), each once, as it
        stands: it may name several.
        """
        ...

    def stating(self, publishers: Collection[str], writers: Collection[str]) -> list[str]:
        """Return the ids of the documents that state one of these of who published or wrote them, in order."""
        ...

    def documents(self, ids: Collection[str]) -> dict[str, Document]:
        """Return documents by id, in no given order; unknown ids are left out. They may have been read before, and kept
        in memory since.
        """
        ...

    def places(self, ids: Collection[str]) -> dict[str, PassagePlace]:
        """Return the places of passages by id; unknown ids are left out."""
        ...

    def ids_of_texts(self, content_hashes: Collection[str]) -> dict[str, str]:
        """Return the id of a document by the hash of its text; of several with one text, the first in order."""
        ...

    def passage_hashes(self) -> Iterator[tuple[str, str]]:
        """Yield the id of every passage and the hash of what is searched of it."""
        ...

    def collections(self) -> dict[str | None, int]:
        """Return how many documents each collection has; None stands for those whose place is not known."""
        ...

    def within(self, scope: Scope) -> "Catalogue":
        """Return the catalogue of the documents in a scope alone: it gives what one does that was built of no others.
        It is closed with this one.
        """
        ...

    def close(self) -> None:
        """Close its files. Nothing is to be asked of it afterwards."""
        ...


class CatalogueBuilder(Protocol):
    """A catalogue that is being built for a flip to come."""

    def enter(self, versions: Sequence[Version], passages: Sequence[Passage], vectors: Iterable[Vectors]) -> None:
        """Enter documents, and passages of documents that were entered, with their vectors as the store has them.
        Entering twice changes nothing.
        """
        ...

    def complete(self) -> Catalogue:
        """Enter what the store has for the flip besides, take out what is gone, and return the catalogue."""
        ...

    @property
    def generation(self) -> str:
        """The name of what it holds, once it is complete."""
        ...

    def finish(self) -> None:
        """Keep a catalogue that is complete, once readers may see what it holds."""
        ...


class CatalogueStore(Protocol):
    """Derived from the store, and kept where this process runs."""

    def of(self, head: Head, store: PassageStore) -> Catalogue:
        """Return the catalogue of a head, built where there is none."""
        ...

    def build(self, head: Head, store: PassageStore) -> AbstractContextManager[CatalogueBuilder]:
        """Begin the catalogue of a flip to come. It is gone afterwards, unless it was finished."""
        ...

    def latest_bytes(self) -> int:
        """Return how much the next catalogue takes to begin with: as much as the largest that is there."""
        ...

    def reusable(self, hashes: Collection[str], stamp: IndexStamp) -> dict[str, Vectors]:
        """Return vectors of a model by the hash of what was embedded, as far as a catalogue has them: of a store, too,
        that cannot be read any more.
        """
        ...
