"""The state of the corpus folder at one look, without reading any file: by it a reload sees that nothing was written to
since the last one, at the cost of listing the folder.
"""

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.documents.folder import CorpusFile, files_of, state_of
from retrieval.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """The files in order of path, each with its state (`folder.state_of`), or what is wrong with one. `digest` is a
    SHA-256 over all names and states; empty where one has no state to rely on.
    """

    files: Sequence[tuple[CorpusFile | DocumentError, bytes]]
    digest: bytes

    @property
    def states(self) -> list[tuple[str, bytes]]:
        """The names of files that can be looked at, in order, with their states."""
        return [(file.name, state) for file, state in self.files if isinstance(file, CorpusFile)]


def look_at(folder: Path, now: Callable[[], int] = time.time_ns) -> FolderState:
    """Return the state of the folder. `now` as in `folder.state_of`. Raises CorpusError where it cannot be read."""
    files: list[tuple[CorpusFile | DocumentError, bytes]] = []
    digest = hashlib.sha256()
    reliable = True
    for file in files_of(folder):
        state = b"" if isinstance(file, DocumentError) else _state_of(file, now)
        files.append((file, state))
        if isinstance(file, DocumentError) or not state:
            reliable = False
        else:
            # The length of a state says whether the file has a companion.
            digest.update(b"%b\0%d\0%b" % (os.fsencode(file.name), len(state), state))
    return FolderState(files=files, digest=digest.digest() if reliable else b"")


def _state_of(file: CorpusFile, now: Callable[[], int]) -> bytes:
    """Return the state of a file and of its companion, where it has one."""
    if file.companion is None:
        return state_of(file, now)
    if isinstance(file.companion, DocumentError):
        return b""
    states = (state_of(file, now), state_of(file.companion, now))
    return b"".join(states) if all(states) else b""
