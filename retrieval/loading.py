"""Reads the corpus folder, one document at a time: its files in order of path, each as its format says.

A file that cannot be read is reported by name and reason, and the others go on.
"""

import hashlib
import json
import time
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from retrieval.domain import Document, Outline
from retrieval.errors import DocumentError
from retrieval.folder import CorpusFile, files_of, read_whole, state_of
from retrieval.formats import FORMATS, MAX_BYTES, SUFFIXES
from retrieval.formats.apart import ReadingApart
from retrieval.formats.companion import COMPANION_SUFFIX, MAX_COMPANION_BYTES, read_companion
from retrieval.formats.extracted import Extracted, check_chars, suffix_of
from retrieval.formats.rows import ROWS_SUFFIX
from retrieval.ports import FileMemory, ReadFile

READING = "2"
"""Of how a file becomes documents: a change to what comes of any file changes this, and all are read again."""
MAX_ID_CHARS = 200
MAX_TITLE_CHARS = 300
"""A first line longer than this is taken for text, not for a title."""
MAX_STATED_CHARS = 100_000
"""Of one thing that a document states: a few lines of YAML can stand for more text than there is memory."""

_FIELDS = ("publisher", "date", "url", "language", "kind")
_KNOWN = frozenset({"id", "title", "text", *_FIELDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCorpus:
    """What a corpus folder holds: the documents in order of path, and what could not be read."""

    documents: tuple[Document, ...]
    unreadable: tuple[DocumentError, ...]


def load_corpus(folder: Path) -> LoadedCorpus:
    """Raises CorpusError where the folder cannot be read."""
    documents: list[Document] = []
    unreadable: list[DocumentError] = []
    for one in each_id_once(folder):
        if isinstance(one, Document):
            documents.append(one)
        else:
            unreadable.append(one)
    return LoadedCorpus(documents=tuple(documents), unreadable=tuple(unreadable))


def each_id_once(folder: Path) -> Iterator[Document | DocumentError]:
    """As `read_corpus`; what repeats an id is wrong."""
    path_with: dict[str, str] = {}
    for read in read_corpus(folder):
        yield unless_repeated(read, path_with) if isinstance(read, Document) else read


def read_corpus(folder: Path, only: Collection[str] | None = None) -> Iterator[Document | DocumentError]:
    """Every document of the folder in order of path, or what is wrong with it; raises CorpusError where the folder
    cannot be read. Two of them may have one id. Of what was read before, nothing is held.

    `only` limits it to these files: paths relative to the folder, where a `.jsonl` file stands for all its rows.
    """
    with ReadingApart() as apart:
        for file in files_of(folder, only):
            yield from _read(file, apart)


def outline_corpus(
    folder: Path, memory: FileMemory, now: Callable[[], int] = time.time_ns
) -> Iterator[Outline | DocumentError]:
    """As `read_corpus`, without the texts. A file that is as it is remembered is not read again; `now` as in
    `retrieval.folder.state_of`.
    """
    with ReadingApart() as apart:
        for file in files_of(folder):
            yield from _outlined(file, apart, memory, now)


_Named = TypeVar("_Named", bound=Document | Outline)


def unless_repeated(one: _Named, path_with: dict[str, str]) -> _Named | DocumentError:
    """`path_with` are the ids that were read before, each with its path; this one's is put with them."""
    first = path_with.setdefault(one.id, one.path)
    if first == one.path:
        return one
    what = f"{one.path} repeats the id {one.id!r} of {first}."
    return DocumentError(one.path, what, remedy="Give one of the two another id.")


def _outlined(
    file: CorpusFile | DocumentError, apart: ReadingApart, memory: FileMemory, now: Callable[[], int]
) -> Iterable[Outline | DocumentError]:
    if isinstance(file, DocumentError):
        return [file]
    known, state = memory.recall(file.name), _state_of(file, now)
    if known is not None and state and known.state == state:
        return known.outlines
    try:
        content, beside = _content(file), _beside(file)
    except DocumentError as error:
        return [error]
    digest = _digest_of(content, beside)
    if known is not None and known.digest == digest:
        read: Sequence[Outline | DocumentError] = known.outlines
    else:
        documents = _documents(file, content, beside, apart)
        read = [one.outline if isinstance(one, Document) else one for one in documents]
    outlines = [one for one in read if isinstance(one, Outline)]
    if len(outlines) == len(read):
        # Its state from before it was read: one that is written to meanwhile has another.
        memory.remember(file.name, ReadFile(state, digest, outlines))
    return read


def _state_of(file: CorpusFile, now: Callable[[], int]) -> bytes:
    """Of a file with its companion, where it has one: the state of both."""
    if file.companion is None:
        return state_of(file, now)
    if isinstance(file.companion, DocumentError):
        return b""
    states = (state_of(file, now), state_of(file.companion, now))
    return b"".join(states) if all(states) else b""


def _digest_of(content: bytes, beside: bytes | None) -> bytes:
    digest = hashlib.sha256(content).digest()
    return digest if beside is None else hashlib.sha256(digest + hashlib.sha256(beside).digest()).digest()


def _read(file: CorpusFile | DocumentError, apart: ReadingApart) -> Iterator[Document | DocumentError]:
    if isinstance(file, DocumentError):
        yield file
        return
    try:
        content, beside = _content(file), _beside(file)
    except DocumentError as error:
        yield error
    else:
        yield from _documents(file, content, beside, apart)


def _content(file: CorpusFile) -> bytes:
    """Raises DocumentError."""
    suffix = suffix_of(file.name).lower()
    if suffix not in MAX_BYTES:
        remedy = f"Footnote reads {', '.join(SUFFIXES)}: convert it, or take it out of the corpus folder."
        raise DocumentError(file.name, f"{file.name} is of a kind that is not read.", remedy=remedy)
    content = read_whole(file, MAX_BYTES[suffix])
    if not content:
        remedy = "Give it text, or take it out of the corpus folder."
        raise DocumentError(file.name, f"{file.name} is empty.", remedy=remedy)
    return content


def _beside(file: CorpusFile) -> bytes | None:
    """Its companion, where it has one. What is wrong with that is told of the file: it is not read without."""
    companion = file.companion
    if companion is None:
        return None
    try:
        if isinstance(companion, DocumentError):
            raise companion
        return read_whole(companion, MAX_COMPANION_BYTES)
    except DocumentError as error:
        raise DocumentError(file.name, error.what, remedy=error.remedy) from error


def _documents(
    file: CorpusFile, content: bytes, beside: bytes | None, apart: ReadingApart
) -> Iterator[Document | DocumentError]:
    try:
        stated = {} if beside is None else _stated_beside(file, beside)
        if stated and suffix_of(file.name).lower() == ROWS_SUFFIX:
            yield _of_rows(file)
            stated = {}
        for one in _extracted(file.name, content, apart):
            if isinstance(one, DocumentError):
                yield one
            else:
                yield _document_or_error(replace(one, stated={**one.stated, **stated}) if stated else one)
    except DocumentError as error:
        yield error


def _stated_beside(file: CorpusFile, content: bytes) -> dict[str, object]:
    """Raises DocumentError, of the file."""
    try:
        return read_companion(f"{file.name}{COMPANION_SUFFIX}", content)
    except DocumentError as error:
        remedy = f"{error.remedy} Until then {file.name} is not read either."
        raise DocumentError(file.name, error.what, remedy=remedy) from error


def _of_rows(file: CorpusFile) -> DocumentError:
    what = f"{file.name}{COMPANION_SUFFIX} states things about {file.name}, whose rows state their own."
    return DocumentError(f"{file.name}{COMPANION_SUFFIX}", what, remedy="Write it into the rows, and take it away.")


def _extracted(name: str, content: bytes, apart: ReadingApart) -> Iterator[Extracted | DocumentError]:
    """As its format says; what is wrong with the whole of it is raised."""
    suffix = suffix_of(name).lower()
    if suffix in FORMATS:
        yield from FORMATS[suffix](name, content)
    else:
        yield apart.read(name, suffix, content)


def _document_or_error(extracted: Extracted) -> Document | DocumentError:
    try:
        return _document(extracted)
    except DocumentError as error:
        return error
    # Of a number too long to be written, or of what holds itself.
    except (ValueError, RecursionError) as error:
        what = f"{extracted.place} states something that holds itself, or is nested too deeply or too long."
        wrong = DocumentError(extracted.place, what, remedy="Write plain values, one a key.")
        wrong.__cause__ = error
        return wrong


def _document(extracted: Extracted) -> Document:
    place, text, stated = extracted.place, extracted.text, extracted.stated
    check_chars(place, len(text))
    stated_id = stated.get("id")
    document_id = place if stated_id is None else " ".join(str(stated_id).split())
    title = _as_text(stated.get("title")) or " ".join((_title_of(text) or extracted.untitled).split()) or place
    known = {key: _as_text(stated.get(key)) for key in _FIELDS}
    extra = {key: _as_text(value) for key, value in stated.items() if key not in _KNOWN}
    values = (document_id, place, text, title, *known.values(), *extra.values(), *extra)
    if not _is_text("".join(filter(None, values))):
        what = f"{place} holds characters that are no text (a NUL or half of a surrogate pair)."
        raise DocumentError(place, what, remedy="Save it again as UTF-8 text.")
    _check_id(place, document_id)
    if not text or text.isspace():
        raise DocumentError(place, f"{place} has no text.", remedy="Give it text, or take it out of the corpus folder.")
    return Document(
        id=document_id,
        title=title,
        text=text,
        path=place,
        pages=extracted.pages,
        publisher=known["publisher"],
        date=known["date"],
        url=known["url"],
        language=known["language"],
        kind=known["kind"],
        extra={key: value for key, value in extra.items() if value is not None},
    )


def _check_id(place: str, document_id: str) -> None:
    """An id names a document in commands and messages, and is never made a path: `..` or a slash at its start do no
    harm. A control character does: it cannot be typed, and a terminal obeys it.
    """
    if not 0 < len(document_id) <= MAX_ID_CHARS:
        remedy = f"Give it an id of 1 to {MAX_ID_CHARS} characters."
        raise DocumentError(place, f"{place} has an id that is empty or too long.", remedy=remedy)
    if not document_id.isprintable() and any(unicodedata.category(one) == "Cc" for one in document_id):
        what = f"{place} has an id with a control character in it."
        raise DocumentError(place, what, remedy="Give it another id, or its file another name.")


def _as_text(value: object) -> str | None:
    """What was stated, as one line of text; None where nothing was. Raises ValueError where it has no end."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, list | dict | set):
        return _as_json(value)
    return " ".join(str(value).split())


def _as_json(value: list[object] | dict[object, object] | set[object]) -> str:
    """Piece by piece, and no further than `MAX_STATED_CHARS`: what refers to itself many times over has no end."""
    encoder = json.JSONEncoder(ensure_ascii=False, default=str)
    pieces: list[str] = []
    chars = 0
    for piece in encoder.iterencode(sorted(value, key=str) if isinstance(value, set) else value):
        pieces.append(piece)
        chars += len(piece)
        if chars > MAX_STATED_CHARS:
            raise ValueError("too long")
    return "".join(pieces)


def _is_text(value: str) -> bool:
    try:
        return b"\0" not in value.encode("utf-8")
    except UnicodeEncodeError:
        return False


def _title_of(text: str) -> str | None:
    """The first line, where it is short enough and does not end as a sentence does."""
    start = len(text) - len(text.lstrip())
    first = next(iter(text[start : start + 2 * MAX_TITLE_CHARS].splitlines()), "").strip()
    title = first.lstrip("#").strip() if first.startswith("#") else first
    return title if 0 < len(title) <= MAX_TITLE_CHARS and title[-1] not in ".!?:;," else None
