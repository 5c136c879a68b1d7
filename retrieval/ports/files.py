"""The port for the memory of what files were read as."""

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol

from retrieval.domain.documents import Outline


class ReadFile(NamedTuple):
    """The result of reading a file. `state` is as `documents.folder.state_of` gave it (empty where it gave none),
    `digest` is the SHA-256 of the file's bytes.
    """

    state: bytes
    digest: bytes
    outlines: Sequence[Outline]


class Settled(NamedTuple):
    """The state of a folder of which all stands in the index: its `digest` (`documents.folder_state`; empty where it
    had none to rely on), how many documents there are, and the pairs of ids of one text.
    """

    digest: bytes
    documents: int
    same_text: tuple[tuple[str, str], ...]


class Differing(NamedTuple):
    """The names of files that are not in the state in which they are remembered, and of those that are gone."""

    changed: Sequence[str]
    gone: Sequence[str]


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
        `retrieval.documents.folder` gives them, one after the other.
        """
        ...

    def remember(self, name: str, read: ReadFile) -> None:
        """Remember what a file was read as."""
        ...

    def differing(self, files: Sequence[tuple[str, bytes]]) -> Differing:
        """Return which files are not as they are remembered, of all that the folder has, with their states and in its
        order.
        """
        ...

    def forget(self, names: Collection[str]) -> None:
        """Forget files that are gone."""
        ...

    def ids_of_texts(self, content_hashes: Collection[str]) -> Collection[tuple[str, str]]:
        """Return the hashes of these that documents of remembered files have, each with the id of each document."""
        ...

    def recall_settled(self, flip: str) -> Settled | None:
        """Return what was settled after that flip; None where anything else was remembered of a file since."""
        ...

    def settle(self, flip: str, settled: Settled) -> None:
        """Remember that what is remembered of all files stands in the index after that flip. Nothing is where another
        pass over the folder has remembered a file since this one began.
        """
        ...

    def flush(self) -> None:
        """Write what is remembered so far."""
        ...
