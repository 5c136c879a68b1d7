"""Each thing that may stand in a paragraph of Word: what a reader sees is kept, in its place, and nothing after it is
lost.
"""

from io import BytesIO
from zipfile import ZipFile

import pytest

from retrieval.documents.formats.docx import read
from retrieval.errors import DocumentError
from tests.made_files import docx_of, with_xml, zip_of

T = "<w:t>☺</w:t>"
MC = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"


def t(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def box(text: str) -> str:
    return f"<w:pict><w:txbxContent><w:p>{t(text)}</w:p></w:txbxContent></w:pict>"


def part(of_field: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{of_field}'/></w:r>"


def blocks_of(*paragraphs: str) -> list[str]:
    """Each between its tags."""

    def fill(document: object) -> None:
        for paragraph in paragraphs:
            with_xml(document, f"<w:p>{paragraph}</w:p>")  # type: ignore[arg-type]

    return read("a.docx", docx_of(fill)).text.split("\n\n")


INLINE = {
    "tab": ("<w:r><w:tab/></w:r>", "a b"),
    "tab to a place": ("<w:r><w:ptab/></w:r>", "a b"),
    "line break": ("<w:r><w:br/></w:r>", "a\nb"),
    "page break": ("<w:r><w:br w:type='page'/></w:r>", "a\nb"),
    "carriage return": ("<w:r><w:cr/></w:r>", "a\nb"),
    "space by itself": (t(" "), "a b"),
    "soft hyphen": ("<w:r><w:softHyphen/></w:r>", "ab"),
    "no-break hyphen": ("<w:r><w:noBreakHyphen/></w:r>", "a-b"),
    "symbol": ("<w:r><w:sym w:font='Symbol' w:char='F061'/></w:r>", "aαb"),
    "arrow of Wingdings": ("<w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>", "a→b"),
    "symbol that is not known": ("<w:r><w:sym w:font='Mine' w:char='F0E0'/></w:r>", "a\ufffdb"),
    "symbol of any font": ("<w:r><w:sym w:font='Arial' w:char='2122'/></w:r>", "a™b"),
    "ruby": (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{t('kan')}</w:rt><w:rubyBase>{t('漢')}</w:rubyBase></w:ruby></w:r>",
        "a漢(kan)b",
    ),
    "inserted": (f"<w:ins w:id='1'>{t('+')}</w:ins>", "a+b"),
    "moved here": (f"<w:moveTo w:id='1'>{t('+')}</w:moveTo>", "a+b"),
    "deleted": ("<w:del w:id='1'><w:r><w:delText>-</w:delText></w:r></w:del>", "ab"),
    "moved away": (f"<w:moveFrom w:id='1'>{t('-')}</w:moveFrom>", "ab"),
    "hyperlink": (f"<w:hyperlink w:anchor='x'>{t('+')}</w:hyperlink>", "a+b"),
    "field": (f"<w:fldSimple w:instr='DATE'>{t('+')}</w:fldSimple>", "a+b"),
    "field in parts": (
        f"{part('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>{part('separate')}{t('+')}{part('end')}",
        "a+b",
    ),
    "footnote": ("<w:r><w:footnoteReference w:id='2'/></w:r>", "a[^1]b"),
    "bookmark": ("<w:bookmarkStart w:id='1' w:name='x'/><w:bookmarkEnd w:id='1'/>", "ab"),
    "smart tag": (f"<w:smartTag w:element='x'>{t('+')}</w:smartTag>", "a+b"),
    "custom XML": (f"<w:customXml w:element='x'>{t('+')}</w:customXml>", "a+b"),
    "content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{t('+')}</w:sdtContent></w:sdt>", "a+b"),
    "direction": (f"<w:bdo w:val='rtl'>{t('+')}</w:bdo>", "a+b"),
    "emoji with its fallback": (
        f"<w:r><mc:AlternateContent {MC}><mc:Choice/><mc:Fallback>{T}</mc:Fallback></mc:AlternateContent></w:r>",
        "a☺b",
    ),
    "comment in the file": ("<w:r><w:t>+<!-- said -->+</w:t></w:r>", "a++b"),
    "instruction in the file": ("<w:r><w:t>+<?do it?>+</w:t></w:r>", "a++b"),
    "picture": ("<w:r><w:drawing/></w:r>", "ab"),
    "hidden": ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>-</w:t></w:r>", "ab"),
}


@pytest.mark.parametrize("kind", INLINE)
def test_what_stands_in_a_paragraph(kind: str) -> None:
    xml, text = INLINE[kind]
    assert blocks_of(t("a") + xml + t("b")) == [text]


def test_a_text_box_comes_after_its_paragraph() -> None:
    two_ways = (
        f"<w:r><mc:AlternateContent {MC}><mc:Choice Requires='wps'>{box('boxed')}</mc:Choice>"
        f"<mc:Fallback>{box('boxed')}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert blocks_of(t("a") + two_ways + t("b"), t("c")) == ["ab", "boxed", "c"]
    assert blocks_of(t("a") + f"<w:r>{box('boxed')}</w:r>") == ["a", "boxed"]
    inner = (
        f"<w:r><w:pict><w:txbxContent><w:p>{t('outer')}<w:r>{box('inner')}</w:r></w:p></w:txbxContent></w:pict></w:r>"
    )
    assert blocks_of(t("a") + inner, t("b")) == ["a", "outer", "inner", "b"]
    assert blocks_of(t("a") + f"<w:del w:id='1'><w:r>{box('gone')}</w:r></w:del>") == ["a"]


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_text_in_an_entity_is_not_lost_in_silence(part: str) -> None:
    """No file of Word's has any, and Word opens none that has."""
    with ZipFile(BytesIO(docx_of(lambda document: document.add_paragraph("Iran denied it.")))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    start, xml = parts[part].split(b"?>", 1)
    declared = b'?><!DOCTYPE w [<!ENTITY said "denied">]>'
    parts[part] = start + declared + xml.replace(b"Iran denied it", b"Iran &said; it, and &said; it again")
    with pytest.raises(DocumentError, match=r"a\.docx has a document type declaration") as caught:
        read("a.docx", zip_of(parts))
    assert caught.value.remedy
