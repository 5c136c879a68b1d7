"""The text of a file of bytes: by its byte order mark, as UTF-8 where it fits, else as the file declares."""

import codecs

from retrieval.documents.formats.extracted import looks_like, other_than
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

_BYTE_ORDER_MARKS = (
    # The mark of UTF-32 begins as that of UTF-16 does.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(name: str, content: bytes, declared: str | None = None) -> str:
    """Return a file's text without its byte order mark. An encoding is never guessed: a wrong one gives wrong words.

    Raises DocumentError where it is in no encoding that it declares, is no text, or holds nothing.
    """
    text = _decoded(name, content, declared)
    if looks_like(content) not in (None, "HTML"):
        raise other_than(name, "text", content)
    if not text or text.isspace():
        raise DocumentError(name, DocumentFault.EMPTY)
    return text


def _decoded(name: str, content: bytes, declared: str | None) -> str:
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    try:
        return content.decode(marked or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if marked is None and declared is not None:
            try:
                return content.decode(declared)
            # It may be no encoding of text, or none that there is.
            except (LookupError, UnicodeError):
                pass
        raise not_utf_8(name, content, error.start) from error


def not_utf_8(name: str, content: bytes, place: int) -> DocumentError:
    """Return the error for a file whose byte at `place` is no UTF-8."""
    if looks_like(content) is not None:
        return other_than(name, "text", content)
    return DocumentError(name, DocumentFault.NOT_UTF_8, place=place)
