"""The place of the index in the data folder: how an index that was built anew takes its place, and that it is nobody
else's.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.adapters.private_files import keep_private, make_private_folder
from retrieval.errors import StoreUnwritableError
from retrieval.faults import IndexFault


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Raises StoreUnwritableError where the disk says no."""

    path: Path

    @property
    def chroma(self) -> Path:
        return self.path / "chroma"

    @property
    def chroma_old(self) -> Path:
        return self.path / "chroma.old"

    @property
    def chroma_new(self) -> Path:
        return self.path / "chroma.new"

    @property
    def catalogues(self) -> Path:
        return self.path / "catalogues"

    @property
    def holds_an_index(self) -> bool:
        return any((chroma / "chroma.sqlite3").is_file() for chroma in (self.chroma, self.chroma_old))

    @property
    def indexed(self) -> Path | None:
        """The corpus folder that was indexed here; None where that is not known."""
        try:
            noted = Path(os.fsdecode(self._noted.read_bytes()))
        except OSError:
            return None
        return noted if noted.is_absolute() else (self.path / noted).resolve()

    def note_indexed(self, corpus: Path) -> None:
        """Note which corpus is indexed here, for whoever asks. Where that cannot be written, it is not noted."""
        data, corpus = self.path.resolve(), corpus.resolve()
        # Beside one another, they are moved and copied together.
        noted = os.path.relpath(corpus, data) if corpus.is_relative_to(data.parent) else corpus
        with suppress(OSError):
            if not self._noted.is_file() or self._noted.read_bytes() != os.fsencode(noted):
                self._noted.write_bytes(os.fsencode(noted))

    @property
    def _noted(self) -> Path:
        return self.path / "corpus"

    def make(self) -> None:
        with self._writing():
            make_private_folder(self.path)

    def keep_private(self) -> None:
        """Make what is in the folder private. Called after writing, since libraries make their files as the umask
        says.
        """
        keep_private(self.path)

    @property
    def is_untidy(self) -> bool:
        """Whether a rebuild that was killed has left something to mend."""
        return self.chroma_old.exists() or self.chroma_new.exists()

    def mend(self) -> None:
        """Clear up after a rebuild that was killed. The caller holds the lock for itself alone."""
        with self._writing():
            if self.chroma_old.exists() and not self.chroma.exists():
                self.chroma_old.rename(self.chroma)
            self._remove(self.chroma_old, self.chroma_new)

    def swap(self) -> None:
        """Put the new store in the place of the old one. The names of their catalogues differ."""
        with self._writing():
            if self.chroma.exists():
                self.chroma.rename(self.chroma_old)
            self.chroma_new.rename(self.chroma)
            self._remove(self.chroma_old)

    def _remove(self, *paths: Path) -> None:
        for path in paths:
            if path.is_dir():
                shutil.rmtree(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreUnwritableError(IndexFault.DATA_UNWRITABLE, folder=self.path, reason=error.strerror) from error
