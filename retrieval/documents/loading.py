"""Reads the corpus folder, one document at a time: its files in order of path, each as its format says.

A file that cannot be read is reported by name and reason, and the others go on.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from retrieval.documents.assembling import document_or_error
from retrieval.documents.file_names import suffix_of
from retrieval.documents.folder import CorpusFile, Measured, files_of, measure, read_whole
from retrieval.documents.folder_state import FolderState
from retrieval.documents.formats import FORMATS, MAX_BYTES, SUFFIXES
from retrieval.documents.formats.companion import COMPANION_SUFFIX, MAX_COMPANION_BYTES, read_companion
from retrieval.documents.formats.extracted import Extracted
from retrieval.documents.formats.jsonl import ROWS_SUFFIX
from retrieval.documents.formats.sandbox import ReadingApart
from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.documents import Document, Outline
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault
from retrieval.ports import FileMemory, ReadFile

READING_VERSION = "12"
"""The version of how a file becomes documents. A change to what comes of any file changes it, and all are read
again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCorpus:
    """The contents of a corpus folder: the documents in order of path, and what could not be read."""

    documents: tuple[Document, ...]
    unreadable: tuple[DocumentError, ...]


def load_corpus(folder: Path) -> LoadedCorpus:
    """Return all documents of a folder. Raises CorpusError where it cannot be read."""
    documents: list[Document] = []
    unreadable: list[DocumentError] = []
    for read in each_id_once(folder):
        if isinstance(read, Document):
            documents.append(read)
        else:
            unreadable.append(read)
    return LoadedCorpus(documents=tuple(documents), unreadable=tuple(unreadable))


def each_id_once(folder: Path, parsed: ParsedFiles | None = None) -> Iterator[Document | DocumentError]:
    """Yield what `read_corpus` does, but a document that repeats the id of another as an error."""
    path_with: dict[str, str] = {}
    for read in read_corpus(folder, parsed=parsed):
        yield unless_repeated(read, path_with) if isinstance(read, Document) else read


def read_corpus(
    folder: Path, only: Collection[str] | None = None, parsed: ParsedFiles | None = None
) -> Iterator[Document | DocumentError]:
    """Yield every document of the folder in order of path, or what is wrong with it. Two of them may have one id.

    `only` limits it to these files: paths relative to the folder, where a `.jsonl` file stands for all its rows. What
    `parsed` holds is not parsed again, and what is parsed is kept in it. Raises CorpusError where the folder cannot be
    read.
    """
    with ReadingApart() as apart:
        for file in files_of(folder, only):
            yield from _read(file, apart, parsed)


def outline_corpus(
    state: FolderState, memory: FileMemory, only: Collection[str] | None = None, parsed: ParsedFiles | None = None
) -> Iterator[Outline | DocumentError]:
    """Yield what `read_corpus` does of the folder that was looked at, without the texts. A file that is as it is
    remembered is not read again. `only` limits it to these files.
    """
    with ReadingApart(memory) as apart:
        for file, file_state in state.files:
            if only is None or (isinstance(file, CorpusFile) and file.name in only):
                yield from _outlined(file, file_state, apart, memory, parsed)


_Named = TypeVar("_Named", bound=Document | Outline)


def unless_repeated(named: _Named, path_with: dict[str, str]) -> _Named | DocumentError:
    """Return it, or an error where its id is that of another. `path_with` are the paths of ids that were read before,
    and this one is put with them.
    """
    first = path_with.setdefault(named.id, named.path)
    if first == named.path:
        return named
    return DocumentError(named.path, DocumentFault.REPEATED_ID, id=named.id, first=first)


def _outlined(
    file: CorpusFile | DocumentError,
    state: bytes,
    apart: ReadingApart,
    memory: FileMemory,
    parsed: ParsedFiles | None,
) -> Iterable[Outline | DocumentError]:
    if isinstance(file, DocumentError):
        return [file]
    known = memory.recall(file.name)
    if known is not None and state and known.state == state:
        return known.outlines
    try:
        content, beside = _content(file), _beside(file)
    except DocumentError as error:
        return [error]
    digest = _digest_of(_digest(content), beside)
    if known is not None and known.digest == digest:
        read: Sequence[Outline | DocumentError] = known.outlines
    else:
        documents = _parsed(file, content, beside, apart, parsed)
        read = [document.outline if isinstance(document, Document) else document for document in documents]
    outlines = [outline for outline in read if isinstance(outline, Outline)]
    if len(outlines) == len(read):
        # The state is from before it was read: a file that is written to meanwhile has another.
        memory.remember(file.name, ReadFile(state, digest, outlines))
    return read


def _digest(content: bytes | Measured) -> bytes:
    return content.digest if isinstance(content, Measured) else hashlib.sha256(content).digest()


def _digest_of(digest: bytes, beside: bytes | None) -> bytes:
    return digest if beside is None else hashlib.sha256(digest + hashlib.sha256(beside).digest()).digest()


def _read(
    file: CorpusFile | DocumentError, apart: ReadingApart, parsed: ParsedFiles | None
) -> Iterator[Document | DocumentError]:
    if isinstance(file, DocumentError):
        yield file
        return
    try:
        content, beside = _content(file), _beside(file)
    except DocumentError as error:
        yield error
    else:
        yield from _parsed(file, content, beside, apart, parsed)


def _parsed(
    file: CorpusFile,
    content: bytes | Measured,
    beside: bytes | None,
    apart: ReadingApart,
    parsed: ParsedFiles | None,
) -> Iterable[Document | DocumentError]:
    """Return what stands in a file, out of `parsed` where it was parsed before."""
    if parsed is None:
        return _documents(file, content, beside, apart)
    digest = _digest_of(_digest(content), beside)
    known = parsed.of_file(file.name, digest)
    return parsed.keep(file.name, digest, _documents(file, content, beside, apart)) if known is None else known


def _content(file: CorpusFile) -> bytes | Measured:
    """Return the file's bytes, or its measures where it is read apart: then the bytes are not held here. Raises
    DocumentError.
    """
    suffix = suffix_of(file.name).lower()
    if suffix not in MAX_BYTES:
        raise DocumentError(file.name, DocumentFault.UNKNOWN_KIND, suffixes=", ".join(SUFFIXES))
    content = read_whole(file, MAX_BYTES[suffix]) if suffix in FORMATS else measure(file, MAX_BYTES[suffix])
    if not (content.size if isinstance(content, Measured) else content):
        raise DocumentError(file.name, DocumentFault.EMPTY)
    return content


def _beside(file: CorpusFile) -> bytes | None:
    """Return the file's companion, where it has one. A fault of the companion is told of the file: it is not read
    without.
    """
    companion = file.companion
    if companion is None:
        return None
    try:
        if isinstance(companion, DocumentError):
            raise companion
        return read_whole(companion, MAX_COMPANION_BYTES)
    except DocumentError as error:
        raise DocumentError(file.name, error.fault, **error.facts) from error


def _documents(
    file: CorpusFile, content: bytes | Measured, beside: bytes | None, apart: ReadingApart
) -> Iterator[Document | DocumentError]:
    try:
        stated = {} if beside is None else _stated_beside(file, beside)
        if stated and suffix_of(file.name).lower() == ROWS_SUFFIX:
            yield _of_rows(file)
            stated = {}
        for extracted in _extracted(file, content, apart):
            if isinstance(extracted, DocumentError):
                yield extracted
            else:
                yield document_or_error(
                    replace(extracted, stated={**extracted.stated, **stated}) if stated else extracted
                )
    except DocumentError as error:
        yield error


def _stated_beside(file: CorpusFile, content: bytes) -> dict[str, object]:
    """Return what the companion of a file states. Raises DocumentError, of the file."""
    try:
        return read_companion(f"{file.name}{COMPANION_SUFFIX}", content)
    except DocumentError as error:
        raise DocumentError(file.name, DocumentFault.COMPANION_UNFIT, cause=error, file=file.name) from error


def _of_rows(file: CorpusFile) -> DocumentError:
    return DocumentError(f"{file.name}{COMPANION_SUFFIX}", DocumentFault.COMPANION_OF_ROWS, file=file.name)


def _extracted(file: CorpusFile, content: bytes | Measured, apart: ReadingApart) -> Iterator[Extracted | DocumentError]:
    """Yield what a file holds, as its format says. What is wrong with the whole file is raised."""
    suffix = suffix_of(file.name).lower()
    if isinstance(content, Measured):
        yield apart.read_file(file.name, suffix, file.path, content.digest, content.size)
    else:
        yield from FORMATS[suffix](file.name, content)
