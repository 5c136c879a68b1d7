"""The words of a generation."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from retrieval.ports.store import Head, Manifest, PassageStore


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
