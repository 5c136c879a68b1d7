"""What Word works out and shows: numbers of clauses, heads of tables, notes; and files with relations to nothing."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from retrieval.documents.formats.docx import read
from retrieval.errors import DocumentError
from tests.made_files import docx_of, with_xml, zip_of

LEVELS = {
    "clauses": (("decimal", "%1."), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3")),
    "letters": (("decimal", "%1)"), ("lowerLetter", "(%2)"), ("lowerRoman", "%3.")),
    "articles": (("upperRoman", "Article %1"), ("decimal", "%1.%2")),
    "bullets": (("bullet", "o"), ("bullet", "-")),
    "nothing": (("none", ""),),
}
OWN = 70
"""The number of the list that a test makes; its next is another list of the same kind that starts at 5."""


def with_list(document: WordDocument, kind: str, legal: int | None = None, style: str = "") -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        + (f'<w:pStyle w:val="{style}"/>' if style and level == 1 else "")
        + ("<w:isLgl/>" if level == legal else "")
        + f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (number_format, text) in enumerate(LEVELS[kind])
    )
    part = document.part.numbering_part.element
    part.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{OWN}">{levels}</w:abstractNum>'))
    for number, start in (
        (OWN, ""),
        (OWN + 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
    ):
        xml = f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{OWN}"/>{start}</w:num>'
        part.append(parse_xml(xml))


def numbered(document: WordDocument, level: int, text: str, listed: int = OWN, style: str = "") -> None:
    styled = f"<w:pStyle w:val='{style}'/>" if style else ""
    place = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{listed}'/></w:numPr>"
    with_xml(document, f"<w:p><w:pPr>{styled}{place}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")


def text_of(fill: Callable[[WordDocument], object]) -> str:
    return read("a.docx", docx_of(fill)).text


@pytest.mark.parametrize(
    ("kind", "levels", "text"),
    [
        ("clauses", [0, 1, 1, 0, 1, 2], "1. x\n\n1.1 x\n\n1.2 x\n\n2. x\n\n2.1 x\n\n2.1.1 x"),
        ("letters", [0, 1, 1, 2, 0, 1], "1) x\n   - (a) x\n   - (b) x\n     - i. x\n2) x\n   - (a) x"),
        ("articles", [0, 1, 0], "Article I x\n\nI.1 x\n\nArticle II x"),
        ("bullets", [0, 1, 1, 0], "- x\n  - x\n  - x\n- x"),
        ("nothing", [0, 0], "x\n\nx"),
        ("clauses", [1, 1], "1.1 x\n\n1.2 x"),
    ],
)
def test_paragraphs_have_the_numbers_that_word_shows(kind: str, levels: list[int], text: str) -> None:
    def fill(document: WordDocument) -> None:
        with_list(document, kind)
        for level in levels:
            numbered(document, level, "x")

    assert text_of(fill) == text


def test_a_level_of_a_contract_may_show_all_numbers_as_figures() -> None:
    def fill(document: WordDocument) -> None:
        with_list(document, "articles", legal=1)
        for level in (0, 1):
            numbered(document, level, "x")

    assert text_of(fill) == "Article I x\n\n1.1 x"


def test_headings_have_their_numbers_and_other_lists_go_on_or_start_where_they_say() -> None:
    def fill(document: WordDocument) -> None:
        with_list(document, "clauses")
        numbered(document, 0, "Rent", style="Heading1")
        document.add_paragraph("Text.")
        numbered(document, 1, "Late rent", style="Heading2")
        numbered(document, 0, "Other", listed=OWN + 1)

    assert text_of(fill) == "# 1. Rent\n\nText.\n\n## 1.1 Late rent\n\n5. Other"


def test_a_style_of_a_level_numbers_its_paragraphs() -> None:
    def fill(document: WordDocument) -> None:
        with_list(document, "clauses", style="Clause")
        style = document.styles.add_style("Clause", 1)
        style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{OWN}"/></w:numPr>'))
        document.add_paragraph("x", "Clause")
        document.add_paragraph("y", "Clause")

    assert text_of(fill) == "1.1 x\n\n1.2 y"


CELL = "<w:tc><w:tcPr>{}</w:tcPr><w:p>{}</w:p></w:tc>"


def cell(text: str, properties: str = "", bold: bool = False) -> str:
    run = f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"
    return CELL.format(properties, run)


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


HEAD = row(cell("Boat"), cell("Kept at"), properties="<w:tblHeader/>")
TABLES = {
    "head that is stated": (
        HEAD + row(cell("Merlin"), cell("pier")),
        "| Boat | Kept at |\n| --- | --- |\n| Merlin | pier |",
    ),
    "head in bold": (
        row(cell("Boat", bold=True), cell("Kept at", bold=True)) + row(cell("Merlin"), cell("pier")),
        "| Boat | Kept at |\n| --- | --- |\n| Merlin | pier |",
    ),
    "head over numbers": (
        row(cell("Boat"), cell("Seats")) + row(cell("Merlin"), cell("4")) + row(cell("Wren"), cell("2")),
        "| Boat | Seats |\n| --- | --- |\n| Merlin | 4 |\n| Wren | 2 |",
    ),
    "head of two rows": (
        row(cell("Boat"), cell("Price", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>")
        + row(cell(""), cell("day"), cell("week"), properties="<w:tblHeader/>")
        + row(cell("Merlin"), cell("5"), cell("20")),
        "| Boat | Price day | Price week |\n| --- | --- | --- |\n| Merlin | 5 | 20 |",
    ),
    "empty corner": (
        row(cell(""), cell("Mon"), cell("Tue")) + row(cell("Pool"), cell("open"), cell("")),
        "|  | Mon | Tue |\n| --- | --- | --- |\n| Pool | open |  |",
    ),
    "merged cells": (
        HEAD
        + row(cell("Merlin", '<w:vMerge w:val="restart"/>'), cell("pier"))
        + row(cell("", "<w:vMerge/>"), cell("pond")),
        "| Boat | Kept at |\n| --- | --- |\n| Merlin | pier |\n| Merlin | pond |",
    ),
    "title in a row of its own": (
        row(cell("Boats", '<w:gridSpan w:val="2"/>')) + HEAD + row(cell("Merlin"), cell("pier")),
        "Boats\n\n| Boat | Kept at |\n| --- | --- |\n| Merlin | pier |",
    ),
    "table in a table": (
        row(cell("Left"), f"<w:tc><w:tbl>{row(cell('a'), cell('b'))}</w:tbl><w:p/></w:tc>"),
        "Left\n\n|  |  |\n| --- | --- |\n| a | b |",
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_keeps_its_head_with_its_rows(kind: str) -> None:
    rows, text = TABLES[kind]
    assert text_of(lambda document: with_xml(document, f"<w:tbl>{rows}</w:tbl>")) == text


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def related(parts: dict[str, bytes], relation: str, file: str = "word/_rels/document.xml.rels") -> dict[str, bytes]:
    return parts | {file: parts[file].replace(b"</Relationships>", f"{relation}</Relationships>".encode())}


def one_paragraph() -> dict[str, bytes]:
    return parts_of(docx_of(lambda document: document.add_paragraph("Iran denied it.")))


@pytest.mark.parametrize(
    "target", ["NULL", "#_top", "media/gone.png", "..\\gone.xml", "/word/gone.xml", "", "http://["]
)
def test_a_relation_to_nothing_is_no_damage(target: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="{target}"/>'
    assert read("a.docx", zip_of(related(one_paragraph(), relation))).text == "Iran denied it."


def test_parts_with_back_slashes_in_their_names_are_found() -> None:
    parts = {name.replace("/", "\\"): part for name, part in one_paragraph().items()}
    assert read("a.docx", zip_of(parts)).text == "Iran denied it."


def test_a_file_that_is_saved_as_a_strict_one_is_read() -> None:
    parts = one_paragraph()
    for name, part in parts.items():
        parts[name] = re.sub(
            rb"http://schemas.openxmlformats.org/(\w+)/2006/main", rb"http://purl.oclc.org/ooxml/\1/main", part
        )
    assert b"purl.oclc.org" in parts["word/document.xml"]
    assert read("a.docx", zip_of(parts)).text == "Iran denied it."


def test_a_package_of_another_kind_is_told_from_a_damaged_one() -> None:
    parts = one_paragraph()
    workbook = parts | {"word/document.xml": b"<workbook xmlns='http://example.org'/>"}
    with pytest.raises(DocumentError, match="no Word document"):
        read("a.docx", zip_of(workbook))
    half = parts | {"word/document.xml": parts["word/document.xml"][:-40]}
    with pytest.raises(etree.XMLSyntaxError, match="expected"):
        read("a.docx", zip_of(half))


NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def test_footnotes_stand_at_the_end_in_the_order_in_which_they_are_referred_to() -> None:
    def fill(document: WordDocument) -> None:
        for note in (3, 2, 9):
            reference = f"<w:r><w:footnoteReference w:id='{note}'/></w:r>"
            with_xml(document, f"<w:p><w:r><w:t>x</w:t></w:r>{reference}</w:p>")

    notes = "".join(
        f'<w:footnote w:id="{note}"><w:p><w:r><w:footnoteRef/><w:t>note {note}</w:t></w:r></w:p></w:footnote>'
        for note in (1, 2, 3)
    )
    relation = f'<Relationship Id="rId98" Type="{NOTES}" Target="footnotes.xml"/>'
    parts = related(parts_of(docx_of(fill)), relation)
    parts["word/footnotes.xml"] = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode()
    assert read("a.docx", zip_of(parts)).text == "x[^1]\n\nx[^2]\n\nx[^3]\n\n[^1]: note 3\n\n[^2]: note 2"


def test_comments_are_no_text() -> None:
    def fill(document: WordDocument) -> None:
        paragraph = document.add_paragraph("Iran denied it.")
        document.add_comment(paragraph.runs, "Did it?", author="N. S.")

    assert text_of(fill) == "Iran denied it."
