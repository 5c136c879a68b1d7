import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from docx.document import Document as WordDocument

from retrieval.documents.formats.docx import read
from retrieval.documents.formats.docx_package import MAX_ENTRIES, MAX_UNPACKED_BYTES
from retrieval.errors import DocumentError
from tests.made_files import docx_of, pdf_of, with_xml, zip_of

MEBIBYTE = 1024 * 1024


def blocks_of(fill: Callable[[WordDocument], object]) -> list[str]:
    return read("a.docx", docx_of(fill)).text.split("\n\n")


def wrong_with(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read("a.docx", content)
    assert caught.value.path == "a.docx"
    assert "a.docx" in caught.value.what
    assert caught.value.remedy
    return caught.value.what


def test_paragraphs_headings_lists_and_tables_come_in_their_order() -> None:
    def fill(document: WordDocument) -> None:
        document.add_heading("Drones", 0)
        document.add_paragraph("Iran  denied\tit.")
        document.add_heading("What came\nbefore", 2)
        document.add_paragraph("One of them", "List Bullet")
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, ["Month", "Drones", "August", "46"], strict=True):
            cell.text = text
        document.add_paragraph("")
        document.add_paragraph("Two lines\nof one paragraph.")

    assert blocks_of(fill) == [
        "# Drones",
        "Iran denied it.",
        "## What came before",
        "- One of them",
        "|  |  |\n| --- | --- |\n| Month | Drones |\n| August | 46 |",
        "Two lines\nof one paragraph.",
    ]


CORE = "docProps/core.xml"
DELETED_ROW = "<w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr>"
CELLS = "<w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>kept</w:t></w:r></w:p></w:tc></w:tr>"


@pytest.mark.parametrize(
    ("xml", "blocks"),
    [
        ("<w:p><w:ins w:id='1'><w:r><w:t>inserted</w:t></w:r></w:ins></w:p>", ["inserted"]),
        ("<w:p><w:r><w:t>kept</w:t></w:r><w:del w:id='1'><w:r><w:t>gone</w:t></w:r></w:del></w:p>", ["kept"]),
        ("<w:p><w:moveFrom w:id='1'><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:r><w:t>kept</w:t></w:r></w:p>", ["kept"]),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>", ["controlled"]),
        ("<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>", ["linked"]),
        ("<w:p><w:fldSimple w:instr='DATE'><w:r><w:t>today</w:t></w:r></w:fldSimple></w:p>", ["today"]),
        ("<w:p><w:r><w:instrText>INCLUDETEXT x</w:instrText></w:r><w:r><w:t>kept</w:t></w:r></w:p>", ["kept"]),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>kept</w:t></w:r></w:p>", ["kept"]),
        ("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>kept</w:t></w:r></w:p>", ["kept"]),
        ("<w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r></w:p>", ["well-known"]),
        ("<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>Then</w:t></w:r></w:p>", ["### Then"]),
        ("<w:p><w:pPr><w:outlineLvl w:val='9'/></w:pPr><w:r><w:t>Text.</w:t></w:r></w:p>", ["Text."]),
        ("<w:p><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>", ["- x"]),
        ("<w:p><w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>", ["x"]),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>framed</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", ["framed"]),
        (f"<w:tbl>{DELETED_ROW}{CELLS}</w:tbl>", ["|  |\n| --- |\n| kept |"]),
    ],
)
def test_what_a_reader_of_the_document_sees_is_its_text(xml: str, blocks: list[str]) -> None:
    assert blocks_of(lambda document: with_xml(document, xml)) == blocks


def test_a_style_says_for_its_heirs_what_they_are() -> None:
    def fill(document: WordDocument) -> None:
        hidden = document.styles.add_style("Whispered", 1)
        hidden.font.hidden = True
        for name, base in (("My chapter", "Heading 3"), ("My item", "List Bullet"), ("My whisper", "Whispered")):
            document.styles.add_style(name, 1).base_style = document.styles[base]
            document.add_paragraph(f"In {name}", name)

    assert blocks_of(fill) == ["### In My chapter", "- In My item"]


def test_a_circle_of_styles_ends() -> None:
    def fill(document: WordDocument) -> None:
        style, other = (document.styles.add_style(name, 1) for name in ("One", "Other"))
        style.base_style, other.base_style = other, style
        document.add_paragraph("Text.", "One")

    assert blocks_of(fill) == ["Text."]


def test_it_states_its_title_author_and_language() -> None:
    content = docx_of(lambda document: document.add_paragraph("x"), title="Drones", author="N. S.", language="en-GB")
    assert read("a.docx", content).stated == {"title": "Drones", "author": "N. S.", "language": "en-GB"}


def test_what_the_library_makes_up_is_not_stated() -> None:
    content = docx_of(lambda document: document.add_paragraph("x"))
    assert b"python-docx" in zipfile.ZipFile(BytesIO(content)).read(CORE)
    assert not any(read("a.docx", content).stated.values())
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist() if name != CORE}
    relations = parts["_rels/.rels"].decode()
    parts["_rels/.rels"] = re.sub(r"<Relationship [^>]*core-properties[^>]*/>", "", relations).encode()
    assert parts["_rels/.rels"] != relations.encode()
    bare = read("a.docx", zip_of(parts))
    assert (bare.stated, bare.text, bare.untitled) == ({}, "x", "a")


def test_the_same_bytes_give_the_same_text() -> None:
    content = docx_of(lambda document: document.add_paragraph("Iran denied it."))
    assert read("a.docx", content) == read("a.docx", content)


def good() -> bytes:
    return docx_of(lambda document: document.add_paragraph("Iran denied it."))


def lying(size: int, stated: int) -> bytes:
    """A part of `size` zeros that says it has `said`, in both places."""
    honest = zip_of({"word/document.xml": b"0" * size})
    assert honest.count(struct.pack("<L", size)) == 2
    return honest.replace(struct.pack("<L", size), struct.pack("<L", stated))


# Each is made in its test: packed at import, they would be packed in every process that collects tests.
UNREADABLE: dict[str, tuple[Callable[[], bytes], str]] = {
    "text": (lambda: b"Iran denied it.", "is no Word document (.docx)."),
    "a PDF": (lambda: pdf_of(["x"]), "it looks like a PDF"),
    "an old file": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "an old Office file, or an encrypted one",
    ),
    "another archive": (lambda: zip_of({"a.txt": b"x"}), "is no Word document"),
    "half of one": (lambda: good()[:2000], "damaged zip archive"),
    "packed tightly": (lambda: zip_of({"a": b"0" * (2 * MEBIBYTE)}), "more than 200 times its size"),
    "too large": (lambda: lying(1000, MAX_UNPACKED_BYTES + 1), "more than 128 MiB"),
    "one that lies": (lambda: lying(20 * MEBIBYTE, 1000), "damaged zip archive: Bad CRC"),
    "many parts": (lambda: zip_of({f"a{n}": b"" for n in range(MAX_ENTRIES + 1)}), "more than 5,000 parts"),
    "bzip2": (lambda: zip_of({"a": b"x" * 1000}, zipfile.ZIP_BZIP2), "in a way that Word does not use"),
    "LZMA": (lambda: zip_of({"a": b"x" * 1000}, zipfile.ZIP_LZMA), "in a way that Word does not use"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_before_it_is_unpacked(name: str) -> None:
    made, what = UNREADABLE[name]
    assert what in wrong_with(made())


def test_a_part_that_lies_about_its_size_is_not_unpacked_further_than_it_says() -> None:
    content = lying(20 * MEBIBYTE, 1000)
    tracemalloc.start()
    wrong_with(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MEBIBYTE
