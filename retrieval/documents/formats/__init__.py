"""The readers of each kind of file: one module a format, each a function from a file's name and bytes to what it says.

Texts, tables and rows are read here (`FORMATS`). The others are taken apart by libraries that were not written for
files from strangers, and are read by a process apart (`FORMATS_APART`, `retrieval.documents.formats.sandbox`).
"""

from collections.abc import Callable, Iterator, Mapping

from retrieval.documents.formats.asciidoc import read_asciidoc
from retrieval.documents.formats.csv_table import MAX_CSV_BYTES, read_table
from retrieval.documents.formats.extracted import MEBIBYTE, Extracted
from retrieval.documents.formats.jsonl import MAX_JSONL_BYTES, ROWS_SUFFIX, read_rows
from retrieval.documents.formats.markdown import MAX_TEXT_BYTES, read_text
from retrieval.documents.formats.org import read_org
from retrieval.errors import DocumentError

Format = Callable[[str, bytes], Iterator[Extracted | DocumentError]]
"""A function that takes a file's name, for what it says about the file, and its bytes, and yields what the file holds.
What cannot be read is yielded or raised as a DocumentError."""

FORMATS: Mapping[str, Format] = {
    ".md": read_text,
    ".mdx": read_text,
    ".markdown": read_text,
    ".txt": read_text,
    ROWS_SUFFIX: read_rows,
    ".adoc": read_asciidoc,
    ".asciidoc": read_asciidoc,
    ".org": read_org,
    ".csv": read_table,
    ".tsv": read_table,
}
FORMATS_APART: Mapping[str, str] = {
    ".html": "retrieval.documents.formats.html",
    ".htm": "retrieval.documents.formats.html",
    ".pdf": "retrieval.documents.formats.pdf",
    ".docx": "retrieval.documents.formats.docx",
    ".rst": "retrieval.documents.formats.rst",
    ".wiki": "retrieval.documents.formats.wiki",
    ".mediawiki": "retrieval.documents.formats.wiki",
}
"""The module with the `read` of each: imported by the process apart alone."""
COMPUTING_SECONDS: Mapping[str, int] = {
    ".html": 60,
    ".htm": 60,
    ".pdf": 300,
    ".docx": 60,
    ".rst": 180,
    ".wiki": 60,
    ".mediawiki": 60,
}
"""A file has so much: a PDF of 3,000 pages that places each letter by itself takes 120, the longest page 20, and the
longest report in Word 10; 100,000 rows of a table in reStructuredText take 130. What takes far longer goes in
circles."""
SUFFIXES_OF_SEVERAL = (ROWS_SUFFIX, ".csv", ".tsv")
"""A file of these may be several documents, each `file:line`."""
SUFFIXES = (*FORMATS, *FORMATS_APART)

MAX_BYTES: Mapping[str, int] = {
    ".md": MAX_TEXT_BYTES,
    ".mdx": MAX_TEXT_BYTES,
    ".markdown": MAX_TEXT_BYTES,
    ".txt": MAX_TEXT_BYTES,
    ROWS_SUFFIX: MAX_JSONL_BYTES,
    ".adoc": MAX_TEXT_BYTES,
    ".asciidoc": MAX_TEXT_BYTES,
    ".org": MAX_TEXT_BYTES,
    ".csv": MAX_CSV_BYTES,
    ".tsv": MAX_CSV_BYTES,
    ".html": 16 * MEBIBYTE,
    ".htm": 16 * MEBIBYTE,
    ".pdf": 256 * MEBIBYTE,
    ".docx": 64 * MEBIBYTE,
    ".rst": 8 * MEBIBYTE,
    ".wiki": 8 * MEBIBYTE,
    ".mediawiki": 8 * MEBIBYTE,
}
"""A file may be this large. An article's HTML is seldom over one mebibyte, even with its images inlined; a book
scanned with its text layer takes up to some hundred, and a report in Word with its pictures some dozen. The manual of a
large library is split into files of less than one."""
