"""The port for the memory of what files were read as."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from retrieval.domain.documents import Outline


class ReadFile(NamedTuple):
    """The result of reading a file. `state` is as `documents.folder.state_of` gave it (empty where it gave none),
    `digest` is the SHA-256 of the file's bytes.
    """

    state: bytes
    digest: bytes
    outlines: Sequence[Outline]


class Unchanged(NamedTuple):
    """What a plan that finds nothing to do tells: how many documents there are, and the pairs of ids of one text."""

    documents: int
    same_text: tuple[tuple[str, str], ...]


class BreakageMemory(Protocol):
    """Remembers what broke the process that reads files, by a digest of its reader and its bytes."""

    def recall_breakage(self, digest: bytes) -> str | None:
        """Return how it broke, as it was remembered; None where nothing is known."""
        ...

    def remember_breakage(self, digest: bytes, how: str) -> None:
        """Remember how it broke."""
        ...


class FileMemory(BreakageMemory, Protocol):
    """Remembers files by name, so that what is the same is not read again. It may forget: a file is then read."""

    def recall(self, name: str) -> ReadFile | None:
        """Return what a file was read as; None where that is forgotten. Quickest where files are asked for as
        `retrieval.documents.folder` gives them.
        """
        ...

    def remember(self, name: str, read: ReadFile) -> None:
        """Remember what a file was read as."""
        ...

    def recall_unchanged(self, digest: bytes) -> Unchanged | None:
        """Return what a plan found of a folder and an index in that state; None where that is not what was last
        remembered.
        """
        ...

    def remember_unchanged(self, digest: bytes, unchanged: Unchanged) -> None:
        """Remember that a plan found nothing to do, in place of what was remembered before."""
        ...
