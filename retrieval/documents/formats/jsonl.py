"""`.jsonl`: one document a line."""

import codecs
import json
from collections.abc import Iterator

from retrieval.errors import DocumentError
from retrieval.formats.extracted import MEBIBYTE, Extracted
from retrieval.formats.text import not_utf_8

ROWS_SUFFIX = ".jsonl"
MAX_JSONL_BYTES = 512 * MEBIBYTE
"""It is held whole while its rows are read: 100,000 documents of five kilobytes each."""
_REMEDY = "Write one JSON object a line, with id, title and text."


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
        raise DocumentError(name, f"{name} is empty.", remedy="Give it text, or take it out of the corpus folder.")


def _check_utf_8(name: str, content: bytes) -> None:
    """The whole of it, so that no row of a file in another encoding is taken; piece by piece, to hold it but once."""
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
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return DocumentError(place, f"{place} is not JSON: {error.msg} at character {error.colno}.", remedy=_REMEDY)
    except (ValueError, RecursionError) as error:
        return DocumentError(place, f"{place} is not JSON: {error}.", remedy=_REMEDY)
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return DocumentError(place, f'{place} is not an object with a "text".', remedy=_REMEDY)
    return Extracted(place=place, text=row.pop("text"), untitled=str(row.get("id") or place), stated=row)
