"""The data folder is for the user alone who runs Footnote: it holds what people asked."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OWN_FILES = ("chroma*", "catalogues", "corpus", "*.sqlite3*", "lock*", "*.json", "*.socket")
"""The names of our files in a data folder."""
_OF_THE_SYSTEM = (".*", "lost+found")


def make_private_folder(folder: Path) -> None:
    """Make a folder that its owner alone may read. Raises OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    keep_private(folder)


def keep_private(folder: Path) -> None:
    """Keep anybody else from reading what is in it, whatever the umask was. A folder that holds other things besides
    ours is not closed to whoever uses those: then our files in it are, one by one. What belongs to another user stays
    as it is.
    """
    with suppress(OSError):
        entries = list(os.scandir(folder))
        ours = [entry for entry in entries if _is_one_of(entry.name, OWN_FILES)]
        if all(entry in ours or _is_one_of(entry.name, _OF_THE_SYSTEM) for entry in entries):
            _restrict(folder, FOLDER_MODE)
        for entry in ours:
            for path in _with_what_is_in_it(Path(entry.path)):
                is_folder = path.is_dir() and not path.is_symlink()
                _restrict(path, FOLDER_MODE if is_folder else FILE_MODE)


def _is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _with_what_is_in_it(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for folder, folders, files in os.walk(path):
            yield from (Path(folder) / name for name in (*folders, *files))


def _restrict(path: Path, mode: int) -> None:
    """Take rights away, and give none. A link is left alone, wherever it leads."""
    with suppress(OSError):
        now = path.lstat().st_mode
        if not stat.S_ISLNK(now) and (kept := stat.S_IMODE(now) & mode) != stat.S_IMODE(now):
            path.chmod(kept)
