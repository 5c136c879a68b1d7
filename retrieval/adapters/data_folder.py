"""Where in the data folder the index is, and how one that was built anew takes its place."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import StoreUnwritableError


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
        """For whoever asks what is indexed here. An index goes without, where that cannot be written."""
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
            self.path.mkdir(parents=True, exist_ok=True)

    def mend(self) -> None:
        """Clears up after a rebuild that was killed. The caller holds the lock."""
        with self._writing():
            if self.chroma_old.exists() and not self.chroma.exists():
                self.chroma_old.rename(self.chroma)
            self._remove(self.chroma_old, self.chroma_new)

    def swap(self) -> None:
        """The new store in the place of the old one. Its catalogue is told by its name from those of the old one."""
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
            remedy = "Make room there or allow writing, or name another folder by --data or DATA_DIR."
            what = f"The data folder {self.path} cannot be written: {error.strerror}."
            raise StoreUnwritableError(what, remedy=remedy) from error
