"""The files of the corpus folder, and their bytes: nothing outside it is read, and nothing but whole files.

Hidden files and the top README.md are passed over; a companion (`a.pdf.meta.yaml`) goes with its file. A link to a file
inside the folder is read as a file of its own; one to a folder inside is passed over, since what is in there is read
where it is, and so no circle of links is ever walked.
"""

import os
import stat
import struct
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.errors import CorpusError, DocumentError
from retrieval.formats.companion import COMPANION_SUFFIX
from retrieval.formats.extracted import MEBIBYTE

READINGS = 3
"""Of a file that changes while it is read, before it is given up until the next reload."""
PAUSE_SECONDS = 0.05
"""Between them: longer than an editor takes to write a document."""
SETTLED_SECONDS = 2
"""After which what is written to a file shows in its times: the coarsest that file systems keep are of two seconds."""
_STATE = struct.Struct("<QqqQQ")
# Neither a link put in the file's place meanwhile nor a pipe that nobody writes to; Windows has neither flag.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """`name` is its path in the folder, with slashes; `path` is where it is, with no link at its end.
    `companion` is the file that states things about it, or what is wrong with that.
    """

    name: str
    path: str
    companion: "CorpusFile | DocumentError | None" = None


def files_of(folder: Path, only: Collection[str] | None = None) -> Iterator[CorpusFile | DocumentError]:
    """All files in order of path, or `only` those of these names; a file or folder that is refused, as its error.

    Raises CorpusError where the folder itself cannot be read.
    """
    if folder.is_file():
        remedy = "Name the folder that it is in by --corpus: every document there is indexed."
        raise CorpusError(f"The corpus folder {folder} is a file.", remedy=remedy)
    if not folder.is_dir():
        remedy = "Create it, or name another by --corpus."
        raise CorpusError(f"The corpus folder {folder} does not exist.", remedy=remedy)
    try:
        entries = _entries(str(folder))
    except OSError as error:
        remedy = "Allow this user to read it, or name another folder by --corpus."
        raise CorpusError(f"The corpus folder {folder} cannot be read: {error.strerror}.", remedy=remedy) from error
    wanted = None if only is None else set(only)
    above = {name[:end] for name in wanted or () for end, letter in enumerate(name) if letter == "/"}
    yield from _walk(entries, _Bounds(root=folder.resolve(), wanted=wanted, above=above))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """The real path of the corpus folder; which files are wanted (None: all), and the folders above them."""

    root: Path
    wanted: set[str] | None
    above: set[str]

    def hold(self, name: str, *, folder: bool) -> bool:
        return self.wanted is None or name in (self.above if folder else self.wanted)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _walk(entries: list[os.DirEntry[str]], bounds: _Bounds) -> Iterator[CorpusFile | DocumentError]:
    """Without recursion: folders may be nested as deeply as paths are long."""
    levels = [("", iter(entries), _files_among(entries))]
    while levels:
        prefix, level, files = levels[-1]
        entry = next(level, None)
        if entry is None:
            levels.pop()
            continue
        name = prefix + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if name == "README.md" or not bounds.hold(name, folder=is_folder):
            continue
        if is_folder:
            try:
                inside = _entries(entry.path)
            except OSError as error:
                what = f"The folder {name} cannot be read: {error.strerror}."
                yield DocumentError(name, what, remedy="Allow this user to read it.")
            else:
                levels.append((f"{name}/", iter(inside), _files_among(inside)))
        elif not entry.name.endswith(COMPANION_SUFFIX):
            file = _file(name, entry, bounds.root)
            if isinstance(file, CorpusFile) and (beside := files.get(entry.name + COMPANION_SUFFIX)):
                file = replace(file, companion=_file(prefix + beside.name, beside, bounds.root))
            if file is not None:
                yield file
        elif entry.name.removesuffix(COMPANION_SUFFIX) not in files:
            what = f"{name} states things about {name.removesuffix(COMPANION_SUFFIX)}, which is not there."
            yield DocumentError(name, what, remedy="Put that file beside it, or take it out of the corpus folder.")


def _files_among(entries: list[os.DirEntry[str]]) -> dict[str, os.DirEntry[str]]:
    return {entry.name: entry for entry in entries if not entry.is_dir(follow_symlinks=False)}


def _file(name: str, entry: os.DirEntry[str], root: Path) -> CorpusFile | DocumentError | None:
    return _linked(name, entry.path, root) if entry.is_symlink() else CorpusFile(name=name, path=entry.path)


def _linked(name: str, path: str, root: Path) -> CorpusFile | DocumentError | None:
    """What a link leads to; None where it is a folder inside the corpus folder."""
    remedy = "Put a copy in its place, or take it out of the corpus folder."
    try:
        real = Path(path).resolve(strict=True)
    # Links that lead in a circle are a RuntimeError before Python 3.13.
    except (OSError, RuntimeError):
        return DocumentError(name, f"{name} is a link that leads nowhere.", remedy=remedy)
    if not real.is_relative_to(root):
        return DocumentError(name, f"{name} is a link that leads out of the corpus folder.", remedy=remedy)
    return None if real.is_dir() else CorpusFile(name=name, path=str(real))


def state_of(file: CorpusFile, now: Callable[[], int] = time.time_ns) -> bytes:
    """Tells that a file has not been written to since, without reading it: another size, inode or time of change is
    another state. That time is the system's: no program sets it, as some do with the time of modification.

    Empty where it may be changed and look the same: it was changed within `SETTLED_SECONDS`, it cannot be looked at, or
    the system has no such time. `now` is in nanoseconds since 1970.
    """
    try:
        seen = os.stat(file.path, follow_symlinks=False)  # noqa: PTH116 a Path costs as much as the call
    except OSError:
        return b""
    changed = max(seen.st_mtime_ns, seen.st_ctime_ns)
    if os.name == "nt" or changed > now() - SETTLED_SECONDS * 1_000_000_000:
        return b""
    return _STATE.pack(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_dev)


def read_whole(file: CorpusFile, most: int, read: Callable[[int, int], bytes] = os.read) -> bytes:
    """The bytes of a file as they were at one moment: where they change meanwhile, it is read again.

    Raises DocumentError: it cannot be opened, is no regular file, has more than `most` bytes (which is seen before it
    is read), or does not stand still. `read` is `os.read`, or stands in for it.
    """
    for reading in range(READINGS):
        if reading:
            time.sleep(PAUSE_SECONDS)
        try:
            content = _read_once(file, most, read)
        except OSError as error:
            what = f"{file.name} cannot be read: {error.strerror}."
            raise DocumentError(file.name, what, remedy="Allow this user to read it.") from error
        if content is not None:
            return content
    what = f"{file.name} is being written: it changed each time that it was read."
    raise DocumentError(file.name, what, remedy="Reload once it is whole.")


def _read_once(file: CorpusFile, most: int, read: Callable[[int, int], bytes]) -> bytes | None:
    """None where it changed meanwhile."""
    handle = os.open(file.path, _FLAGS)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            what = f"{file.name} is no regular file, but a pipe, a socket or a device."
            raise DocumentError(file.name, what, remedy="Take it out of the corpus folder.")
        if before.st_size > most:
            what = f"{file.name} is too large: {_mebibytes(before.st_size)}, and {_mebibytes(most)} are read."
            raise DocumentError(file.name, what, remedy="Split it, or leave out its pictures.")
        # One byte more than it has: where that is there, it has grown.
        content = read(handle, before.st_size + 1)
        while 0 < len(content) < before.st_size and (more := read(handle, before.st_size + 1 - len(content))):
            content += more
        after = os.fstat(handle)
    finally:
        os.close(handle)
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if is_same and len(content) == before.st_size else None


def _mebibytes(count: int) -> str:
    return f"{count / MEBIBYTE:,.1f} MiB"
