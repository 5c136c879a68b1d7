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

from retrieval.domain import Document
from retrieval.errors import CorpusError, DocumentError, UnknownDocumentError
from retrieval.folder import CorpusFile, read_whole
from retrieval.formats import MAX_BYTES, SUFFIXES
from retrieval.formats.companion import COMPANION_SUFFIX, MAX_COMPANION_BYTES, read_companion, written_companion
from retrieval.formats.extracted import MEBIBYTE, suffix_of
from retrieval.formats.rows import ROWS_SUFFIX
from retrieval.loading import each_id_once, read_corpus
from retrieval.planning import file_of
from retrieval.ports import Manifest, ManifestEntry

INCOMING, REMOVED = ".incoming", ".removed"
"""In the corpus folder, so that a file moves by its name alone; hidden, so that no reload reads them."""
MAX_NAME_BYTES = 180
"""Most file systems take 255, and a companion has ten more than its file; an id has 200 characters at most."""
STALE_SECONDS = 3600
"""What an add that was killed has left is swept after this: reading one file is given up after half of it."""

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
    """The use case, over what readers see now. One at a time: it does not look out for another at work."""

    folder: Path
    manifest: Manifest

    def check(self, name: str, size_bytes: int, *, replace: bool) -> Upload:
        """What can be told without reading the file. Raises CorpusError, DocumentError."""
        safe = safe_name(name)
        _check_kind_and_size(safe, size_bytes)
        place = self.folder / safe
        if place.is_dir():
            remedy = "Give the file another name."
            raise DocumentError(safe, f"There is a folder {safe} in the corpus folder.", remedy=remedy)
        is_there = os.path.lexists(place)
        if is_there and not replace:
            remedy = "Give it another name, or say replace:True: the old one is kept aside."
            raise DocumentError(safe, f"There is a file {safe} in the corpus folder already.", remedy=remedy)
        return Upload(name=safe, stated=_stated_beside(place) if is_there else {})

    def add(self, name: str, content: bytes, stated: Mapping[str, str], *, replace: bool) -> Added:
        """Puts a file there once it has been read; `stated` wins over what it states itself, and what is empty in it
        states nothing. Raises CorpusError, DocumentError, and then the corpus folder is as it was.
        """
        upload = self.check(name, len(content), replace=replace)
        beside = {} if upload.is_of_rows else {**upload.stated, **stated}
        beside = {key: value for key, value in beside.items() if value != ""}
        try:
            with self._staging() as staging:
                _write(staging / upload.name, content)
                if beside:
                    _write(_companion(staging / upload.name), written_companion(beside))
                documents = _all_read(staging)
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
        """Of a document that can be removed by itself. Raises UnknownDocumentError, DocumentError."""
        entry = self.manifest.get(document_id)
        if entry is None:
            what = f"There is no document {document_id!r} in the corpus."
            raise UnknownDocumentError(what, remedy="`source list` shows the ids of all documents.")
        file = file_of(entry.path)
        if file != entry.path:
            what = f"{document_id} is line {entry.path.rpartition(':')[2]} of {file}, and no file of its own."
            remedy = "Take that line out of the file, and add the file with replace:True."
            raise DocumentError(entry.path, what, remedy=remedy)
        if len(self.manifest) == 1:
            what = f"{document_id} is the only document, and a corpus cannot be empty."
            raise DocumentError(entry.path, what, remedy="Add another one first.")
        return entry

    def remove(self, document_id: str, record_hash: str) -> str:
        """Takes the file of a document out, as it was when its record had this hash (or began with it); returns where
        it is kept. Raises CorpusError, UnknownDocumentError, DocumentError.
        """
        entry = self.check_removal(document_id)
        place = self.folder / entry.path
        what = f"{document_id} has changed since."
        changed = DocumentError(entry.path, what, remedy="Reload, and look at it again.")
        if not entry.record_hash.startswith(record_hash):
            raise changed
        if not os.path.lexists(place) or not place.parent.resolve().is_relative_to(self.folder.resolve()):
            what = f"The file of {document_id}, {entry.path}, is not in the corpus folder any more."
            raise DocumentError(entry.path, what, remedy="Reload: that takes the document out.")
        if any(_is_other(one, entry) for one in read_corpus(self.folder, {entry.path})):
            raise changed
        try:
            aside = self._aside(entry.path)
            for one, kept in zip(_both(place), _both(self.folder / aside), strict=True):
                if os.path.lexists(one):
                    one.replace(kept)
            _sync(place.parent)
        except OSError as error:
            raise _unwritable(error) from error
        return aside

    def _check_ids(self, name: str, documents: Mapping[str, str]) -> None:
        for document_id in documents:
            entry = self.manifest.get(document_id)
            if entry is not None and file_of(entry.path) != name:
                what = f"{name} has the id {document_id}, which is that of {entry.path}."
                remedy = "Give it another id, or remove that document first."
                raise DocumentError(name, what, remedy=remedy)

    def _same_text(self, name: str, documents: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        wanted = set(documents.values())
        elsewhere = {
            entry.content_hash: other
            for other, entry in self.manifest.items()
            if entry.content_hash in wanted and file_of(entry.path) != name
        }
        return tuple((one, elsewhere[text]) for one, text in documents.items() if text in elsewhere)

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        """A folder for one file, which a reload does not look into."""
        incoming = self.folder / INCOMING
        incoming.mkdir(exist_ok=True)
        for left in incoming.iterdir():
            if time.time() - left.lstat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=incoming, ignore_cleanup_errors=True) as staging:
            yield Path(staging)

    def _keep_aside(self, name: str) -> str:
        """The file stays in its place until another takes it, so that no reload finds it missing."""
        aside = self._aside(name)
        for place, kept in zip(_both(self.folder / name), _both(self.folder / aside), strict=True):
            if os.path.lexists(place):
                shutil.copy2(place, kept, follow_symlinks=False)
        return aside

    def _aside(self, name: str) -> str:
        """Where to keep it: under its own name, in a folder named after the moment."""
        moment = Path(REMOVED) / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        (self.folder / moment / name).parent.mkdir(parents=True)
        return (moment / name).as_posix()


def safe_name(name: str) -> str:
    """A file name of one's own computer made one for any: without folders, what is invisible, and what some file system
    cannot hold. Raises DocumentError where nothing is left of it.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(one if one.isprintable() else " " for one in last)
    plain = " ".join(_RESERVED.sub("_", visible).split()).strip(". ")
    suffix = suffix_of(plain)
    stem = plain.removesuffix(suffix).encode("utf-8")[: max(0, MAX_NAME_BYTES - len(suffix.encode("utf-8")))]
    safe = stem.decode("utf-8", errors="ignore").strip() + suffix
    if not suffix or safe == suffix:
        remedy = f"Give it a name that ends in one of {', '.join(SUFFIXES)}."
        raise DocumentError(name, "The file has no name that it could have in the corpus folder.", remedy=remedy)
    if safe == "README.md":
        what = "README.md is what stands there about the corpus folder, and no document."
        raise DocumentError(safe, what, remedy="Give it another name.")
    return safe


def _check_kind_and_size(name: str, size_bytes: int) -> None:
    most = MAX_BYTES.get(suffix_of(name).lower())
    if most is None:
        what = f"{name} is of a kind that is not read."
        raise DocumentError(name, what, remedy=f"Footnote reads {', '.join(SUFFIXES)}: convert it.")
    if size_bytes > most:
        what = f"{name} is too large: {size_bytes / MEBIBYTE:,.1f} MiB, and {most / MEBIBYTE:,.1f} MiB are read."
        raise DocumentError(name, what, remedy="Split it, or leave out its pictures.")
    if not size_bytes:
        raise DocumentError(name, f"{name} is empty.", remedy="Give it text.")


def _all_read(folder: Path) -> dict[str, str]:
    """Hashes of texts by document id, of the one file in a folder. Raises DocumentError where any of it cannot be."""
    documents: dict[str, str] = {}
    wrong: list[DocumentError] = []
    for one in each_id_once(folder):
        if isinstance(one, Document):
            documents[one.id] = one.content_hash
        else:
            wrong.append(one)
    if wrong:
        first = wrong[0]
        others = f" {len(wrong) - 1:,} more of its documents cannot be read." if len(wrong) > 1 else ""
        raise DocumentError(first.path, first.what + others, remedy=first.remedy) from first
    return documents


def _stated_beside(place: Path) -> dict[str, object]:
    """By the companion of a file; nothing where there is none that can be read."""
    companion = _companion(place)
    if not companion.is_file() or companion.is_symlink():
        return {}
    with suppress(DocumentError):
        file = CorpusFile(name=companion.name, path=str(companion))
        return read_companion(companion.name, read_whole(file, MAX_COMPANION_BYTES))
    return {}


def _is_other(read: Document | DocumentError, entry: ManifestEntry) -> bool:
    """Not where it cannot be read: then its last good version is what is served, and what is taken out."""
    return isinstance(read, Document) and read.record_hash != entry.record_hash


def _both(place: Path) -> tuple[Path, Path]:
    """A file and its companion."""
    return place, _companion(place)


def _companion(place: Path) -> Path:
    return place.with_name(place.name + COMPANION_SUFFIX)


def _write(place: Path, content: bytes) -> None:
    with place.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(staged: Path, place: Path) -> None:
    """What is stated first: a reload in between finds no new file without it."""
    if _companion(staged).exists():
        _companion(staged).replace(_companion(place))
    else:
        _companion(place).unlink(missing_ok=True)
    staged.replace(place)
    _sync(place.parent)


def _sync(folder: Path) -> None:
    """So that a power cut takes no name back. Windows has no such thing for folders."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritable(error: OSError) -> CorpusError:
    what = f"The corpus folder cannot be written: {error.strerror}."
    return CorpusError(what, remedy="Make room, or allow the user that Footnote runs as to write there.")
