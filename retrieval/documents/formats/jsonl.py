"""`.jsonl`: one document a line."""

import codecs
import json
from collections.abc import Iterator

from retrieval.documents.formats.decoding import not_utf_8
from retrieval.documents.formats.extracted import MEBIBYTE, Extracted
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

ROWS_SUFFIX = ".jsonl"
MAX_JSONL_BYTES = 512 * MEBIBYTE
"""The most bytes of a file. It is held whole while its rows are read: 100,000 documents of five kilobytes each."""


def read_rows(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    _check_utf_8(name, content)
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    number, is_empty = 0, True
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        line = content[start:end].decode("utf-8")
        start, number = end + 1, number + 1
        if line.strip():
            is_empty = False
            yield _row(f"{name}:{number}", line)
    if is_empty:
        raise DocumentError(name, DocumentFault.EMPTY)


def _check_utf_8(name: str, content: bytes) -> None:
    """Raise DocumentError where any of a file is not UTF-8. It is decoded piece by piece, to hold it but once."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    for start in range(0, len(content), MEBIBYTE):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start : start + MEBIBYTE], final=start + MEBIBYTE >= len(content))
        except UnicodeDecodeError as error:
            raise not_utf_8(name, content, start - pending + error.start) from error


def _row(place: str, line: str) -> Extracted | DocumentError:
    try:
        # This is not strict: a tab or another control character within a text is no reason to lose it.
        row = json.loads(line, strict=False)
    except json.JSONDecodeError as error:
        reason = f"{error.msg} at character {error.colno}"
        return DocumentError(place, DocumentFault.ROW_NOT_JSON, reason=reason)
    except (ValueError, RecursionError) as error:
        return DocumentError(place, DocumentFault.ROW_NOT_JSON, reason=str(error))
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return DocumentError(place, DocumentFault.ROW_WITHOUT_TEXT)
    return Extracted(place=place, text=row.pop("text"), untitled=str(row.get("id") or place), stated=row)
