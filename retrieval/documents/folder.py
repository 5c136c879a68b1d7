"""The files of the corpus folder, and their bytes: nothing outside it is read, and nothing but whole files.

Hidden files and what `.footnoteignore` names are passed over; a companion (`a.pdf.meta.yaml`) goes with its file. A
link to a file inside the folder is read as a file of its own; one to a folder inside is passed over, since what is in
there is read where it is, and so no circle of links is ever walked.
"""

import hashlib
import os
import stat
import struct
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pathspec import GitIgnoreSpec

from retrieval.documents.formats.companion import COMPANION_SUFFIX
from retrieval.documents.formats.extracted import MEBIBYTE, READ_FLAGS
from retrieval.documents.ignoring import ignored_in
from retrieval.errors import CorpusError, DocumentError
from retrieval.faults import CorpusFault, DocumentFault
from retrieval.text.invisible import name_of_bytes

READINGS = 3
"""The times that a file is read that changes meanwhile, before it is given up until the next reload."""
PAUSE_SECONDS = 0.05
"""The seconds to wait between two such readings: longer than an editor takes to write a document."""
SETTLED_SECONDS = 2
"""The seconds after a file's last change from which on its times can be trusted. File systems keep times to two
seconds at the coarsest, so that a change within that may not show."""
_STATE = struct.Struct("<QqqQQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """`name` is its path in the folder, with slashes; `path` is where it is, with no link at its end.
    `companion` is the file that states things about it, or what is wrong with that.
    """

    name: str
    path: str
    companion: "CorpusFile | DocumentError | None" = None


def files_of(folder: Path, only: Collection[str] | None = None) -> Iterator[CorpusFile | DocumentError]:
    """Yield all files in order of path, or `only` those of these names; a file or folder that is refused, as its
    error.

    Raises CorpusError where the folder itself cannot be read.
    """
    if folder.is_file():
        raise CorpusError(CorpusFault.IS_A_FILE, folder=folder)
    if not folder.is_dir():
        raise CorpusError(CorpusFault.MISSING, folder=folder)
    try:
        entries = _entries(str(folder))
    except OSError as error:
        raise CorpusError(CorpusFault.UNREADABLE, folder=folder, reason=error.strerror) from error
    wanted = None if only is None else set(only)
    above = {name[:end] for name in wanted or () for end, letter in enumerate(name) if letter == "/"}
    yield from _walk(entries, _Bounds(root=folder.resolve(), wanted=wanted, above=above, ignored=ignored_in(folder)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """The real path of the corpus folder; which files are wanted (None: all), the folders above them, and what is left
    out.
    """

    root: Path
    wanted: set[str] | None
    above: set[str]
    ignored: GitIgnoreSpec

    def hold(self, name: str, *, folder: bool) -> bool:
        if self.ignored.patterns and self.ignored.match_file(f"{name}/" if folder else name):
            return False
        return self.wanted is None or name in (self.above if folder else self.wanted)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _walk(entries: list[os.DirEntry[str]], bounds: _Bounds) -> Iterator[CorpusFile | DocumentError]:
    """Walk the folder without recursion: folders may be nested as deeply as paths are long."""
    levels = [("", iter(entries), _files_among(entries))]
    while levels:
        prefix, level, files = levels[-1]
        entry = next(level, None)
        if entry is None:
            levels.pop()
            continue
        name = prefix + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if not bounds.hold(name, folder=is_folder):
            continue
        if (readable := name_of_bytes(name)) != name:
            yield DocumentError(readable, DocumentFault.NAME_NOT_UTF_8)
            continue
        if is_folder:
            try:
                inside = _entries(entry.path)
            except OSError as error:
                yield DocumentError(name, DocumentFault.FOLDER_UNREADABLE, reason=error.strerror)
            else:
                levels.append((f"{name}/", iter(inside), _files_among(inside)))
        elif not entry.name.endswith(COMPANION_SUFFIX):
            file = _file(name, entry, bounds.root)
            if isinstance(file, CorpusFile) and (beside := files.get(entry.name + COMPANION_SUFFIX)):
                file = replace(file, companion=_file(prefix + beside.name, beside, bounds.root))
            if file is not None:
                yield file
        elif entry.name.removesuffix(COMPANION_SUFFIX) not in files:
            yield DocumentError(name, DocumentFault.COMPANION_ALONE, file=name.removesuffix(COMPANION_SUFFIX))


def _files_among(entries: list[os.DirEntry[str]]) -> dict[str, os.DirEntry[str]]:
    return {entry.name: entry for entry in entries if not entry.is_dir(follow_symlinks=False)}


def _file(name: str, entry: os.DirEntry[str], root: Path) -> CorpusFile | DocumentError | None:
    return _linked(name, entry.path, root) if entry.is_symlink() else CorpusFile(name=name, path=entry.path)


def _linked(name: str, path: str, root: Path) -> CorpusFile | DocumentError | None:
    """Return what a link leads to; None where it is a folder inside the corpus folder."""
    try:
        real = Path(path).resolve(strict=True)
    # Links that lead in a circle are a RuntimeError before Python 3.13.
    except (OSError, RuntimeError):
        return DocumentError(name, DocumentFault.LINK_TO_NOWHERE)
    if not real.is_relative_to(root):
        return DocumentError(name, DocumentFault.LINK_OUT)
    return None if real.is_dir() else CorpusFile(name=name, path=str(real))


def state_of(file: CorpusFile, now: Callable[[], int] = time.time_ns) -> bytes:
    """Return the state of a file, by which it shows without reading that it has not been written to since: another
    size, inode or time of change is another state. That time is the system's: no program sets it, as some do with the
    time of modification.

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
    """Return the bytes of a file as they were at one moment: where they change meanwhile, it is read again.

    Raises DocumentError: it cannot be opened, is no regular file, has more than `most` bytes (which is seen before it
    is read), or does not stand still. `read` is `os.read`, or stands in for it.
    """
    return _at_one_moment(file, lambda: _read_once(file, most, read))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The SHA-256 and the number of the bytes that a file held at one moment, without the bytes."""

    digest: bytes
    size: int


def measure(file: CorpusFile, most: int) -> Measured:
    """Measure a file that somebody else reads, as `read_whole` does: no more than a piece of it is held."""
    return _at_one_moment(file, lambda: _measure_once(file, most))


_Seen = TypeVar("_Seen", bytes, Measured)


def _at_one_moment(file: CorpusFile, look: Callable[[], _Seen | None]) -> _Seen:
    for reading in range(READINGS):
        if reading:
            time.sleep(PAUSE_SECONDS)
        try:
            content = look()
        except OSError as error:
            raise DocumentError(file.name, DocumentFault.UNREADABLE, reason=error.strerror) from error
        if content is not None:
            return content
    raise DocumentError(file.name, DocumentFault.BEING_WRITTEN)


def _read_once(file: CorpusFile, most: int, read: Callable[[int, int], bytes]) -> bytes | None:
    """None where it changed meanwhile."""
    handle = os.open(file.path, READ_FLAGS)
    try:
        before = _looked_at(file, handle, most)
        # This reads one byte more than the file had: where that byte is there, the file has grown.
        content = read(handle, before.st_size + 1)
        while 0 < len(content) < before.st_size and (more := read(handle, before.st_size + 1 - len(content))):
            content += more
        after = os.fstat(handle)
    finally:
        os.close(handle)
    return content if _is_same(before, after) and len(content) == before.st_size else None


def _measure_once(file: CorpusFile, most: int) -> Measured | None:
    """None where it changed meanwhile."""
    with os.fdopen(os.open(file.path, READ_FLAGS), "rb", buffering=0) as opened:
        before = _looked_at(file, opened.fileno(), most)
        digest, size = hashlib.sha256(), 0
        # This reads no further than the file may be long: a file that is written to all the while has no end.
        while size <= before.st_size and (piece := opened.read(MEBIBYTE)):
            digest.update(piece)
            size += len(piece)
        after = os.fstat(opened.fileno())
    return Measured(digest=digest.digest(), size=size) if _is_same(before, after) and size == before.st_size else None


def _looked_at(file: CorpusFile, handle: int, most: int) -> os.stat_result:
    """Return the state of an open file. Raises DocumentError where it is no regular file or too large."""
    seen = os.fstat(handle)
    if not stat.S_ISREG(seen.st_mode):
        raise DocumentError(file.name, DocumentFault.NOT_REGULAR)
    if seen.st_size > most:
        size, limit = seen.st_size / MEBIBYTE, most / MEBIBYTE
        raise DocumentError(file.name, DocumentFault.TOO_LARGE, size_mebibytes=size, limit_mebibytes=limit)
    return seen


def _is_same(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
