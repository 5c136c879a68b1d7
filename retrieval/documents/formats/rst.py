"""`.rst`: reStructuredText, by docutils. Nothing is inserted from other files, and what is unknown is kept as its text.

Runs in the process apart.
"""

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Parser

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import Extracted, check_chars, mended, without_controls
from retrieval.documents.formats.rst_blocks import blocks_of, words_of
from retrieval.documents.formats.rst_directives import know_those_in
from retrieval.documents.formats.rst_inline import PlainInliner
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

_DOCUTILS_SETTINGS: dict[str, Any] = {
    "_disable_config": True,
    "docinfo_xform": False,
    "file_insertion_enabled": False,
    "halt_level": 5,
    "input_encoding": "unicode",
    "line_length_limit": 1_000_000,
    "raw_enabled": False,
    "report_level": 5,
    "sectnum_xform": False,
    "syntax_highlight": "none",
    "warning_stream": False,
}
_CODING_LINE = re.compile(rb"coding[:=][ \t]{0,8}([-\w.]{1,40})")
"""The encoding that a file declares in its first two lines, as Python's files do; docutils reads it so."""
_PEP_LIKE_HEADER = re.compile(r"\s{0,80}(?:[A-Z][\w-]{0,40}:(?: .*)?\n(?:[ \t]+\S.*\n)*){2,}\s*\n")
"""Two lines or more of `Name: value` at the top, as PEPs have them."""
_FIELDS_THAT_STATE = {
    "title": ("title",),
    "date": ("date", "created", "published"),
    "publisher": ("publisher", "organization"),
    "author": ("author", "authors"),
    "language": ("language",),
    "url": ("url",),
}
"""What a document states about itself, and the fields that state it."""


def read(name: str, content: bytes) -> Extracted:
    source = without_controls(mended(decoded(name, content, _declared(content))))
    know_those_in(source)
    document = publish_doctree(
        source,
        source_path=name,
        parser=Parser(rfc2822=_PEP_LIKE_HEADER.match(source) is not None, inliner=PlainInliner()),
        settings_overrides=_DOCUTILS_SETTINGS,
    )
    has_title = any(isinstance(child, nodes.title) for child in document.children)
    text = "\n\n".join(blocks_of(document, 2 if has_title else 1)).strip()
    if not text:
        is_included = ".. include::" in source
        raise DocumentError(name, DocumentFault.RST_ONLY_INCLUDES if is_included else DocumentFault.NO_TEXT)
    check_chars(name, len(text))
    return Extracted(place=name, text=text, untitled=stem_of(name), stated=_stated(document))


def _declared(content: bytes) -> str | None:
    found = _CODING_LINE.search(b"".join(content[:1024].splitlines(keepends=True)[:2]))
    return found[1].decode("ascii", errors="replace") if found else None


def _stated(document: nodes.document) -> dict[str, object]:
    """Return what stands in the fields at the top of a document."""
    fields = dict(_fields(document))
    stated: dict[str, object] = {}
    for key, names in _FIELDS_THAT_STATE.items():
        value = next((fields[field] for field in names if fields.get(field)), None)
        if value is not None and (key != "url" or value.startswith(("https://", "http://"))):
            stated[key] = value
    return stated


def _fields(document: nodes.document) -> Iterator[tuple[str, str]]:
    for child in document.children:
        if isinstance(child, nodes.field_list):
            for field in child.children:
                label, body = field.children
                yield label.astext().strip().lower(), words_of(body).strip("$ ")
            return
        if not isinstance(child, nodes.Titular | nodes.Invisible | nodes.system_message):
            return
