"""Puts files into the corpus folder and takes them out, one at a time; a reload then indexes what has changed.

A file is put beside the corpus first, under a hidden name, and read there as a reload would read it: what cannot be
read changes nothing. What is replaced or taken out is kept in a hidden folder, under its own name.
"""

import os
import re
import shutil
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retrieval.documents.file_names import suffix_of
from retrieval.documents.folder import CorpusFile, read_whole
from retrieval.documents.formats import MAX_BYTES, SUFFIXES
from retrieval.documents.formats.companion import (
    COMPANION_SUFFIX,
    MAX_COMPANION_BYTES,
    read_companion,
    written_companion,
)
from retrieval.documents.formats.extracted import MEBIBYTE
from retrieval.documents.formats.jsonl import ROWS_SUFFIX
from retrieval.documents.ignoring import check_not_ignored
from retrieval.documents.loading import each_id_once, read_corpus
from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.documents import Document
from retrieval.errors import CorpusError, DocumentError, UnknownDocumentError
from retrieval.faults import CorpusFault, DocumentFault
from retrieval.index.planning import file_of
from retrieval.ports import Manifest, ManifestEntry

INCOMING_FOLDER, REMOVED_FOLDER = ".incoming", ".removed"
"""Folders for files that are being added, and for those that were removed. They are in the corpus folder, so that a
file is moved by renaming it, and hidden, so that no reload reads them."""
MAX_NAME_BYTES = 180
"""The most bytes of a file's name. Most file systems take 255, and a companion's name has ten more than its file's; an
id has 200 characters at most."""
STALE_SECONDS = 3600
"""The seconds after which the leftovers of a killed add are swept. Reading a file is given up after half of that."""

_RESERVED = re.compile(r'[<>:"|?*]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that may be added: the name that it will have, and what the companion of the file that it is to replace
    states. Rows state things themselves, so that nothing can be stated about a file of them.
    """

    name: str
    stated: Mapping[str, object]

    @property
    def is_of_rows(self) -> bool:
        return suffix_of(self.name).lower() == ROWS_SUFFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that lies in the corpus folder now and is not indexed yet. `same_text` are pairs of ids of one text: of a
    document in it, and of one that the corpus has elsewhere. `replaced` is where the file before it is kept.
    """

    name: str
    document_ids: tuple[str, ...]
    same_text: tuple[tuple[str, str], ...]
    replaced: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curating:
    """The use case of adding and removing files, by the manifest that readers see now. It has no lock of its own:
    callers run one change at a time.
    """

    folder: Path
    manifest: Manifest

    def check(self, name: str, size_bytes: int, *, replace: bool) -> Upload:
        """Check what can be told without reading the file. Raises CorpusError, DocumentError."""
        safe = safe_name(name)
        _check_kind_and_size(safe, size_bytes)
        check_not_ignored(self.folder, safe)
        place = self.folder / safe
        if place.is_dir():
            raise DocumentError(safe, DocumentFault.FOLDER_OF_THAT_NAME)
        is_there = os.path.lexists(place)
        if is_there and not replace:
            raise DocumentError(safe, DocumentFault.FILE_OF_THAT_NAME)
        return Upload(name=safe, stated=_stated_beside(place) if is_there else {})

    def add(
        self, name: str, content: bytes, stated: Mapping[str, str], *, replace: bool, parsed: ParsedFiles | None = None
    ) -> Added:
        """Put a file into the folder once it has been read. `stated` wins over what it states itself, and what is empty
        in it states nothing. What it was parsed as is kept in `parsed`. Raises CorpusError, DocumentError, and then the
        corpus folder is as it was.
        """
        upload = self.check(name, len(content), replace=replace)
        beside = {} if upload.is_of_rows else {**upload.stated, **stated}
        beside = {key: value for key, value in beside.items() if value != ""}
        try:
            with self._staging() as staging:
                _write(staging / upload.name, content)
                if beside:
                    _write(_companion(staging / upload.name), written_companion(beside))
                documents = _all_read(staging, parsed)
                self._check_ids(upload.name, documents)
                kept = self._keep_aside(upload.name) if os.path.lexists(self.folder / upload.name) else None
                _place(staging / upload.name, self.folder / upload.name)
        except OSError as error:
            raise _unwritable(error) from error
        return Added(
            name=upload.name,
            document_ids=tuple(documents),
            same_text=self._same_text(upload.name, documents),
            replaced=kept,
        )

    def check_removal(self, document_id: str) -> ManifestEntry:
        """Return the entry of a document that can be removed by itself. Raises UnknownDocumentError, DocumentError."""
        entry = self.manifest.get(document_id)
        if entry is None:
            raise UnknownDocumentError(CorpusFault.UNKNOWN_DOCUMENT, id=document_id)
        file = file_of(entry.path)
        if file != entry.path:
            line = entry.path.rpartition(":")[2]
            raise DocumentError(entry.path, DocumentFault.ROW_OF_A_FILE, id=document_id, line=line, file=file)
        if len(self.manifest) == 1:
            raise DocumentError(entry.path, DocumentFault.LAST_DOCUMENT, id=document_id)
        return entry

    def remove(self, document_id: str, record_hash: str) -> str:
        """Take the file of a document out, as it was when its record had this hash (or began with it); returns where
        it is kept. Raises CorpusError, UnknownDocumentError, DocumentError.
        """
        entry = self.check_removal(document_id)
        place = self.folder / entry.path
        changed = DocumentError(entry.path, DocumentFault.CHANGED_SINCE, id=document_id)
        if not entry.record_hash.startswith(record_hash):
            raise changed
        if not os.path.lexists(place) or not place.parent.resolve().is_relative_to(self.folder.resolve()):
            raise DocumentError(entry.path, DocumentFault.GONE_SINCE, id=document_id)
        if any(_is_other(read, entry) for read in read_corpus(self.folder, {entry.path})):
            raise changed
        try:
            kept_path = self._new_kept_path(entry.path)
            for source, kept in zip(_both(place), _both(self.folder / kept_path), strict=True):
                if os.path.lexists(source):
                    source.replace(kept)
            _sync(place.parent)
        except OSError as error:
            raise _unwritable(error) from error
        return kept_path

    def _check_ids(self, name: str, documents: Mapping[str, str]) -> None:
        for document_id in documents:
            entry = self.manifest.get(document_id)
            if entry is not None and file_of(entry.path) != name:
                raise DocumentError(name, DocumentFault.ID_OF_ANOTHER, id=document_id, other=entry.path)

    def _same_text(self, name: str, documents: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        wanted = set(documents.values())
        elsewhere = {
            entry.content_hash: other
            for other, entry in self.manifest.items()
            if entry.content_hash in wanted and file_of(entry.path) != name
        }
        return tuple((document_id, elsewhere[text]) for document_id, text in documents.items() if text in elsewhere)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """Lend a folder for one file, which a reload does not look into."""
        incoming = self.folder / INCOMING_FOLDER
        incoming.mkdir(exist_ok=True)
        for left in incoming.iterdir():
            if time.time() - left.lstat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=incoming, ignore_cleanup_errors=True) as staging:
            yield Path(staging)

    def _keep_aside(self, name: str) -> str:
        """Copy a file aside. It stays in its place until another takes that, so that no reload finds it missing."""
        kept_path = self._new_kept_path(name)
        for place, kept in zip(_both(self.folder / name), _both(self.folder / kept_path), strict=True):
            if os.path.lexists(place):
                shutil.copy2(place, kept, follow_symlinks=False)
        return kept_path

    def _new_kept_path(self, name: str) -> str:
        """Return where to keep it: under its own name, in a folder named after the moment."""
        moment = Path(REMOVED_FOLDER) / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        (self.folder / moment / name).parent.mkdir(parents=True)
        return (moment / name).as_posix()


def safe_name(name: str) -> str:
    """Return a file name that any computer takes: without folders, what is invisible, and what some file system cannot
    hold. Raises DocumentError where nothing is left of it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(character if character.isprintable() else " " for character in last)
    plain = " ".join(_RESERVED.sub("_", visible).split()).strip(". ")
    suffix = suffix_of(plain)
    stem = plain.removesuffix(suffix).encode("utf-8")[: max(0, MAX_NAME_BYTES - len(suffix.encode("utf-8")))]
    safe = stem.decode("utf-8", errors="ignore").strip() + suffix
    if not suffix or safe == suffix:
        raise DocumentError(name, DocumentFault.NO_NAME, suffixes=", ".join(SUFFIXES))
    return safe


def _check_kind_and_size(name: str, size_bytes: int) -> None:
    most = MAX_BYTES.get(suffix_of(name).lower())
    if most is None:
        raise DocumentError(name, DocumentFault.ADDED_OF_UNKNOWN_KIND, suffixes=", ".join(SUFFIXES))
    if size_bytes > most:
        size, limit = size_bytes / MEBIBYTE, most / MEBIBYTE
        raise DocumentError(name, DocumentFault.TOO_LARGE, size_mebibytes=size, limit_mebibytes=limit)
    if not size_bytes:
        raise DocumentError(name, DocumentFault.ADDED_EMPTY)


def _all_read(folder: Path, parsed: ParsedFiles | None) -> dict[str, str]:
    """Return the text hashes of the one file in a folder, by document id. Raises DocumentError if any is unreadable."""
    documents: dict[str, str] = {}
    errors: list[DocumentError] = []
    for read in each_id_once(folder, parsed):
        if isinstance(read, Document):
            documents[read.id] = read.content_hash
        else:
            errors.append(read)
    if errors:
        first = errors[0]
        if len(errors) == 1:
            raise first
        raise DocumentError(first.path, DocumentFault.OTHERS_UNREADABLE, first=first, others=len(errors) - 1) from first
    return documents


def _stated_beside(place: Path) -> dict[str, object]:
    """Return what the companion of a file states; nothing where there is none that can be read."""
    companion = _companion(place)
    if not companion.is_file() or companion.is_symlink():
        return {}
    with suppress(DocumentError):
        file = CorpusFile(name=companion.name, path=str(companion))
        return read_companion(companion.name, read_whole(file, MAX_COMPANION_BYTES))
    return {}


def _is_other(read: Document | DocumentError, entry: ManifestEntry) -> bool:
    """Return whether it is another version. What cannot be read is not: its last good version is served or removed."""
    return isinstance(read, Document) and read.record_hash != entry.record_hash


def _both(place: Path) -> tuple[Path, Path]:
    """Return the paths of a file and of its companion."""
    return place, _companion(place)


def _companion(place: Path) -> Path:
    return place.with_name(place.name + COMPANION_SUFFIX)


def _write(place: Path, content: bytes) -> None:
    with place.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(staged: Path, place: Path) -> None:
    """Move a file into its place, its companion first: a reload in between finds no new file without that."""
    if _companion(staged).exists():
        _companion(staged).replace(_companion(place))
    else:
        _companion(place).unlink(missing_ok=True)
    staged.replace(place)
    _sync(place.parent)


def _sync(folder: Path) -> None:
    """Sync the folder, so that a power cut takes no name back. Windows has no such thing for folders."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(error: OSError) -> CorpusError:
    return CorpusError(CorpusFault.UNWRITABLE, reason=error.strerror)
