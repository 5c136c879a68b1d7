"""How each kind of file is read: one module a format, each a function from a file's name and bytes to what it says.

`.md`, `.txt` and `.jsonl` are read here (`FORMATS`). The others are taken apart by libraries that were not written for
files from strangers, and are read by a process apart (`FORMATS_APART`, `retrieval.formats.apart`).
"""

from collections.abc import Callable, Iterator, Mapping

from retrieval.errors import DocumentError
from retrieval.formats.extracted import MEBIBYTE, Extracted
from retrieval.formats.rows import MAX_JSONL_BYTES, ROWS_SUFFIX, read_rows
from retrieval.formats.text import MAX_TEXT_BYTES, read_text

Format = Callable[[str, bytes], Iterator[Extracted | DocumentError]]
"""From a file's name, for what is told of it, and its bytes to what it holds. What cannot be read is yielded or raised
as a DocumentError."""

FORMATS: Mapping[str, Format] = {".md": read_text, ".txt": read_text, ROWS_SUFFIX: read_rows}
FORMATS_APART: Mapping[str, str] = {
    ".html": "retrieval.formats.html",
    ".htm": "retrieval.formats.html",
    ".pdf": "retrieval.formats.pdf",
    ".docx": "retrieval.formats.docx",
}
"""The module with the `read` of each: imported by the process apart alone."""
SUFFIXES = (*FORMATS, *FORMATS_APART)

MAX_BYTES: Mapping[str, int] = {
    ".md": MAX_TEXT_BYTES,
    ".txt": MAX_TEXT_BYTES,
    ROWS_SUFFIX: MAX_JSONL_BYTES,
    ".html": 16 * MEBIBYTE,
    ".htm": 16 * MEBIBYTE,
    ".pdf": 256 * MEBIBYTE,
    ".docx": 64 * MEBIBYTE,
}
"""A file may be this large. An article's HTML is seldom over one mebibyte, even with its images inlined; a book
scanned with its text layer takes up to some hundred, and a report in Word with its pictures some dozen."""
