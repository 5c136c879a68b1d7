"""Makes a document of what was extracted from a file: its id, its title, and what it states about itself."""

import json
import unicodedata
from collections.abc import Iterator

from retrieval.documents.bylines import author_below
from retrieval.documents.dates import date_of
from retrieval.documents.formats.extracted import Extracted, check_chars
from retrieval.documents.inline import is_marked_up
from retrieval.documents.markdown_masks import is_mdx_file, seen_lines
from retrieval.documents.titles import title_of
from retrieval.domain.authors import authors_in
from retrieval.domain.documents import STATED_FIELDS, Document
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault
from retrieval.text.invisible import is_unseen, without_seen_joiners, written_out

MAX_ID_CHARS = 200
MAX_STATED_CHARS = 100_000
"""The longest text of one thing that a document states: a few lines of YAML can stand for more text than there is
memory."""

_KNOWN = frozenset({"id", "title", "text", *STATED_FIELDS})


def document_or_error(extracted: Extracted) -> Document | DocumentError:
    try:
        return _document(extracted)
    except DocumentError as error:
        return error
    # A number may be too long to be written, and a value may hold itself.
    except (ValueError, RecursionError) as error:
        unreadable = DocumentError(extracted.place, DocumentFault.STATES_TOO_MUCH)
        unreadable.__cause__ = error
        return unreadable


def _document(extracted: Extracted) -> Document:
    place, text, stated = extracted.place, extracted.text, extracted.stated
    check_chars(place, len(text))
    stated_id = stated.get("id")
    document_id = _id_of(place) if stated_id is None else unicodedata.normalize("NFC", " ".join(str(stated_id).split()))
    title = _as_text(stated.get("title")) or " ".join((title_of(place, text) or extracted.untitled).split()) or place
    known = {key: _as_text(stated.get(key)) for key in STATED_FIELDS}
    others = {key: _as_text(value) for key, value in stated.items() if key not in _KNOWN}
    extra = {key: value for key, value in others.items() if value is not None}
    values = (document_id, place, text, title, *known.values(), *extra.values(), *others)
    if not _is_text("".join(filter(None, values))):
        raise DocumentError(place, DocumentFault.NO_CHARACTERS)
    _check_id(place, document_id)
    if not text or text.isspace() or _is_unseen(place, text):
        raise DocumentError(place, DocumentFault.NO_TEXT)
    if not authors_in(extra) and (author := author_below(title, text)):
        extra["author"] = author
    return Document(
        id=document_id,
        title=title,
        text=text,
        path=place,
        pages=extracted.pages,
        first_line=extracted.first_line,
        publisher=known["publisher"],
        date=known["date"] or date_of(place, text, title),
        url=known["url"],
        language=known["language"],
        kind=known["kind"],
        extra=extra,
    )


def _id_of(place: str) -> str:
    """Return a path as it is seen: whoever reads two ids can tell one from the other, and type them."""
    written = written_out(place) if any(map(is_unseen, without_seen_joiners(place))) else place
    seen = "".join(
        character if character == " " or not character.isspace() else f"\\u{ord(character):04x}"
        for character in written
    )
    return unicodedata.normalize("NFC", seen)


def _check_id(place: str, document_id: str) -> None:
    """Raise DocumentError where an id is empty, too long, or has a character that is not seen: that cannot be typed, a
    terminal may obey it, and two ids look the same. An id is never made a path, so that `..` or a slash at its start do
    no harm.
    """
    if not 0 < len(document_id) <= MAX_ID_CHARS:
        raise DocumentError(place, DocumentFault.ID_LENGTH, limit=MAX_ID_CHARS)
    if any(map(is_unseen, without_seen_joiners(document_id))):
        raise DocumentError(place, DocumentFault.UNSEEN_IN_ID, id=written_out(document_id))


def _as_text(value: object) -> str | None:
    """Return what was stated, as one line of text; None where nothing was. Raises ValueError where it has no end."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, list | dict | set):
        return _as_json(value)
    return " ".join(str(value).split())


def _as_json(value: list[object] | dict[object, object] | set[object]) -> str:
    """Return the value as JSON, written piece by piece and no further than `MAX_STATED_CHARS`: what refers to itself
    many times over has no end.
    """
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


def _is_unseen(place: str, text: str) -> bool:
    """Return whether a reader of the page sees nothing of a text, as of MDX that is all tags."""
    lines = text.strip().splitlines()
    # Where the first line is seen, the others need no look.
    return is_marked_up(place) and not any(_seen_lines(place, lines[:1])) and not any(_seen_lines(place, lines))


def _seen_lines(place: str, lines: list[str]) -> Iterator[str]:
    return seen_lines(lines, is_mdx=is_mdx_file(place))
