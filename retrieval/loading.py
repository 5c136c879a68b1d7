"""Reads the corpus folder: `.md` and `.txt` files (one document each, with optional YAML front matter) and `.jsonl`
files (one document a line). Text is taken verbatim: what stands after the front matter is the document, to the letter.

A file that cannot be read is reported by name and reason, and the others go on.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from retrieval.domain import Document
from retrieval.errors import CorpusError, DocumentError

SUFFIXES = (".md", ".txt", ".jsonl")
MAX_ID_CHARS = 200
MAX_TITLE_CHARS = 300
"""A first line longer than this is taken for text, not for a title."""

_FIELDS = ("publisher", "date", "url", "language", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCorpus:
    """What a corpus folder holds: the documents in order of path, and what could not be read."""

    documents: tuple[Document, ...]
    unreadable: tuple[DocumentError, ...]


def read_corpus(folder: Path, only: Collection[str] | None = None) -> Iterator[Document | DocumentError]:
    """One document at a time, in order of path; `only` those of these files, relative to the folder."""
    paths: dict[str, str] = {}
    for loaded in _load_all(folder, only):
        if isinstance(loaded, DocumentError):
            yield loaded
        elif first := paths.get(loaded.id):
            what = f"{loaded.path} repeats the id {loaded.id!r} of {first}."
            yield DocumentError(loaded.path, what, remedy="Give one of the two another id.")
        else:
            paths[loaded.id] = loaded.path
            yield loaded


def load_corpus(folder: Path) -> LoadedCorpus:
    """Raises CorpusError where the folder cannot be read. Hidden files and the top README.md are no documents."""
    documents: dict[str, Document] = {}
    unreadable: list[DocumentError] = []
    for loaded in _load_all(folder):
        if isinstance(loaded, DocumentError):
            unreadable.append(loaded)
        elif first := documents.get(loaded.id):
            what = f"{loaded.path} repeats the id {loaded.id!r} of {first.path}."
            unreadable.append(DocumentError(loaded.path, what, remedy="Give one of the two another id."))
        else:
            documents[loaded.id] = loaded
    return LoadedCorpus(documents=tuple(documents.values()), unreadable=tuple(unreadable))


def _load_all(folder: Path, only: Collection[str] | None = None) -> Iterator[Document | DocumentError]:
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if only is not None and name not in only:
            continue
        try:
            text = _read(path, name)
            if path.suffix.lower() == ".jsonl":
                yield from _rows(name, text)
            else:
                yield _document_of_file(name, text)
        except DocumentError as error:
            yield error


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CorpusError(
            f"The corpus folder {folder} does not exist.", remedy="Create it, or name another by --corpus."
        )
    try:
        found = sorted(path for path in folder.rglob("*") if not path.is_dir())
    except OSError as error:
        remedy = "Allow this user to read it, or name another folder by --corpus."
        raise CorpusError(f"The corpus folder {folder} cannot be read: {error.strerror}.", remedy=remedy) from error
    return [
        path
        for path in found
        if not any(part.startswith(".") for part in path.relative_to(folder).parts) and path != folder / "README.md"
    ]


def _read(path: Path, name: str) -> str:
    if path.suffix.lower() not in SUFFIXES:
        remedy = f"Footnote reads {', '.join(SUFFIXES)}: convert it, or take it out of the corpus folder."
        raise DocumentError(name, f"{name} is of a kind that is not read.", remedy=remedy)
    try:
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        what = f"{name} is not UTF-8 text: the byte at {error.start} does not fit."
        raise DocumentError(name, what, remedy="Save it as UTF-8.") from error
    except OSError as error:
        what = f"{name} cannot be read: {error.strerror}."
        raise DocumentError(name, what, remedy="Allow this user to read it.") from error
    if not text.strip():
        raise DocumentError(name, f"{name} is empty.", remedy="Give it text, or take it out of the corpus folder.")
    return text


def _document_of_file(name: str, raw: str) -> Document:
    fields, text = _split_front_matter(name, raw)
    return _build(name, {**fields, "text": text}, untitled=Path(name).stem)


def _split_front_matter(name: str, raw: str) -> tuple[dict[str, object], str]:
    lines = raw.splitlines(keepends=True)
    if lines[0].rstrip() != "---":
        return {}, raw
    closing = next((place for place, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if closing is None:
        remedy = "Close it with a second line of three hyphens, above the text."
        raise DocumentError(name, f"{name} opens front matter with --- and never closes it.", remedy=remedy)
    try:
        fields = yaml.safe_load("".join(lines[1:closing]))
    # A date that is none is a ValueError; what is nested without end, a RecursionError.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" near line {mark.line + 2}" if mark else ""
        remedy = "Write one `key: value` a line; put a value that holds a colon in quotes."
        raise DocumentError(name, f"{name} has front matter that is not YAML{place}.", remedy=remedy) from error
    if not isinstance(fields, dict | None):
        remedy = "Write one `key: value` a line between the two --- lines."
        raise DocumentError(name, f"{name} has front matter that holds no keys.", remedy=remedy)
    return {str(key): value for key, value in (fields or {}).items()}, "".join(lines[closing + 1 :])


def _rows(name: str, text: str) -> Iterator[Document | DocumentError]:
    for number, line in enumerate(text.split("\n"), start=1):
        place = f"{name}:{number}"
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            remedy = "Write one JSON object a line, with id, title and text."
            yield DocumentError(place, f"{place} is not JSON: {error}.", remedy=remedy)
            continue
        try:
            yield _document_of_row(place, row)
        except DocumentError as error:
            yield error


def _document_of_row(place: str, row: object) -> Document:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        remedy = "Write one JSON object a line, with id, title and text."
        raise DocumentError(place, f'{place} is not an object with a "text".', remedy=remedy)
    return _build(place, row, untitled=_as_text(row.get("id")) or place)


def _build(place: str, fields: Mapping[str, object], untitled: str) -> Document:
    """`fields` holds the text and whatever else was stated; `untitled` is the title where neither has one."""
    try:
        return _checked(place, fields, untitled)
    except (ValueError, RecursionError) as error:
        what = f"{place} states something that holds itself, or is nested too deeply."
        raise DocumentError(place, what, remedy="Write plain values, one a key.") from error


def _checked(place: str, fields: Mapping[str, object], untitled: str) -> Document:
    text = str(fields["text"])
    stated_id = fields.get("id")
    document_id = place if stated_id is None else " ".join(str(stated_id).split())
    title = _as_text(fields.get("title")) or " ".join((_title_of(text) or untitled).split())
    known = {key: _as_text(fields.get(key)) for key in _FIELDS}
    extra = {key: _as_text(value) for key, value in fields.items() if key not in {"id", "title", "text", *_FIELDS}}
    values = [document_id, text, title, *known.values(), *extra.values(), *extra]
    if any("\0" in value or not _is_encodable(value) for value in values if value):
        what = f"{place} holds characters that are no text (a NUL or half of a surrogate pair)."
        raise DocumentError(place, what, remedy="Save it again as UTF-8 text.")
    if not 0 < len(document_id) <= MAX_ID_CHARS:
        remedy = f"Give it an id of 1 to {MAX_ID_CHARS} characters."
        raise DocumentError(place, f"{place} has an id that is empty or too long.", remedy=remedy)
    if not text.strip():
        raise DocumentError(place, f"{place} has no text.", remedy="Give it text, or take it out of the corpus folder.")
    return Document(
        id=document_id,
        title=title,
        text=text,
        path=place,
        publisher=known["publisher"],
        date=known["date"],
        url=known["url"],
        language=known["language"],
        kind=known["kind"],
        extra={key: value for key, value in extra.items() if value is not None},
    )


def _as_text(value: object) -> str | None:
    """What was stated, as one line of text; None where nothing was."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(str(value).split())


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _title_of(text: str) -> str | None:
    """The first line, where it is short enough and does not end as a sentence does."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    title = first.lstrip("#").strip() if first.startswith("#") else first
    return title if 0 < len(title) <= MAX_TITLE_CHARS and title[-1] not in ".!?:;," else None
