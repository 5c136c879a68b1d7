"""What files were read as."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from retrieval.domain import Outline


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
