"""A Word file takes as long as it is long, whatever its tables and lists are like. Processor time is compared with
itself.
"""

from io import BytesIO
from zipfile import ZipFile

import pytest

from retrieval.documents.formats.docx import read
from tests.growing import times_longer
from tests.made_files import docx_of, zip_of

SMALL, LARGE = 400, 3_200
MOST_GROWTH = 24
"""Between that of eight times the elements where each is looked at once, and where each looks at all others."""

WORDS = "<w:p><w:r><w:t>a word</w:t></w:r></w:p>"
CELL = f"<w:tc>{WORDS}</w:tc>"
PARTS = {
    "items": ("{}", "<w:p><w:pPr><w:numPr><w:ilvl w:val='8'/><w:numId w:val='1'/></w:numPr></w:pPr>" + WORDS[5:]),
    "rows": ("<w:tbl>{}</w:tbl>", f"<w:tr>{CELL}{CELL}</w:tr>"),
    "cells": ("<w:tbl><w:tr>{}</w:tr></w:tbl>", CELL),
    "rows under a wide one": (f"<w:tbl><w:tr>{CELL}{{}}</w:tr></w:tbl>", f"{CELL}</w:tr><w:tr>{CELL}"),
    "wide cells": (
        f"<w:tbl><w:tr>{CELL}{{}}</w:tr></w:tbl>",
        f"<w:tc><w:tcPr><w:gridSpan w:val='900000000'/><w:vMerge/></w:tcPr>{WORDS}</w:tc>",
    ),
    "notes": ("{}", "<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id='7'/></w:r></w:p>"),
}


def file_of(body: str) -> bytes:
    with ZipFile(BytesIO(docx_of(lambda document: document.add_paragraph("BODY")))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    before, _, after = parts["word/document.xml"].partition(b"<w:body>")
    parts["word/document.xml"] = before + b"<w:body>" + body.encode() + after[after.index(b"<w:sectPr") :]
    content = zip_of(parts, compression=0)
    assert "a" in read("a.docx", content).text
    return content


@pytest.mark.parametrize("part", [*PARTS][:1] + [pytest.param(part, marks=pytest.mark.slow) for part in [*PARTS][1:]])
def test_read_takes_no_square_of_what_stands_in_a_file(part: str) -> None:
    frame, unit = PARTS[part]
    large, small = (file_of(frame.format(unit * count)) for count in (LARGE, SMALL))
    assert times_longer(lambda _: read("a.docx", large), lambda _: read("a.docx", small), MOST_GROWTH) < MOST_GROWTH
