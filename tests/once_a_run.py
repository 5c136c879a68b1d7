"""What several processes that run tests need and one of them makes: an index, or a model's files."""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import portalocker

Value = TypeVar("Value")


@dataclass(frozen=True)
class OnceARun:
    """Folders that are made by whoever needs them first, while the others wait for it."""

    shared: Path

    def folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder of that name, in which `make` has put what it makes: not to be written to by anybody else.
        What is left of one that failed is made anew.
        """
        made = self.shared / name
        with portalocker.Lock(self.shared / f"{name}.lock", flags=portalocker.LockFlags.EXCLUSIVE):
            if not made.exists():
                making = self.shared / f"{name}.making"
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir()
                make(making)
                making.rename(made)
        return made

    def value(self, name: str, make: Callable[[Path], Value]) -> Value:
        """What `make` returns, given a folder of its own that stays: what commands printed, say."""
        kept = self.shared / f"{name}.pickle"
        with portalocker.Lock(self.shared / f"{name}.lock", flags=portalocker.LockFlags.EXCLUSIVE):
            if kept.exists():
                value: Value = pickle.loads(kept.read_bytes())
                return value
            folder = self.shared / name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            value = make(folder)
            kept.write_bytes(pickle.dumps(value))
            return value
