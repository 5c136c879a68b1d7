"""`.docx`: paragraphs, headings, list items, tables and text boxes in their order; no headers, footers or notes.

Runs in the process apart. The package is weighed before it is unpacked. What was deleted with changes tracked, and what
is formatted as hidden, is no text of the document; what was inserted is, and so is what stands in content controls. A
text box comes after the paragraph that it is anchored in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from retrieval.documents.formats.extracted import MEBIBYTE, Extracted, check_chars, other_than, stem_of
from retrieval.documents.formats.symbols import symbol
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

MAX_UNPACKED_BYTES = 128 * MEBIBYTE
"""The unpacked size of all parts together: a novel's text takes ten, and pictures are as large unpacked as packed."""
MAX_ENTRIES = 5_000
"""The most parts of the package: each picture is one."""
MAX_RATIO = 200
"""The highest ratio of a part's size to its packed size, checked from a mebibyte on. The XML of Word packs to a tenth
or a thirtieth; a bomb of zeros packs to a thousandth."""

_KIND = "Word document (.docx)"
_UNPACKED_PIECE_BYTES = 64 * 1024

_WRAPPING_TAGS = frozenset(qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DRAWN = frozenset(qn(f"w:{name}") for name in ("pict", "object", "drawing"))
_SKIPPED_TAGS = _DRAWN | {qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr")}
_TEXT = frozenset({qn("w:t"), qn("m:t")})
_AS_TEXT = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """The effect of a style on a paragraph. `level` is the depth of a heading, from 1."""

    level: int | None
    is_listed: bool
    is_hidden: bool


_PLAIN = _Style(level=None, is_listed=False, is_hidden=False)


def read(name: str, content: bytes) -> Extracted:
    _weigh(name, content)
    try:
        document = docx.Document(BytesIO(content))
    except (KeyError, ValueError) as error:
        raise other_than(name, _KIND, content) from error
    _check_no_entities(name, document)
    blocks: list[str] = []
    chars = 0
    for block in _blocks(document.element.body, _styles_of(document)):
        blocks.append(block)
        chars += len(block)
        check_chars(name, chars)
    text = "\n\n".join(blocks)
    return Extracted(place=name, text=text, untitled=stem_of(name), stated=_stated(document))


def _check_no_entities(name: str, document: WordDocument) -> None:
    """Raise DocumentError where text may stand in an entity, as no file of Word's has it and Word reads none."""
    for element in (document.element, document.styles.element):
        if element.getroottree().docinfo.doctype:
            raise DocumentError(name, DocumentFault.WORD_DECLARATION)


def _stated(document: WordDocument) -> dict[str, object]:
    """Return the properties that say what the document is. When the file was made is not when the text was
    published.
    """
    # Where there are none, the library would make some up, with a title of its own.
    if not any(part.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for part in document.part.package.rels.values()):
        return {}
    known = document.core_properties
    # Its files name the library itself, until somebody says who wrote them.
    author = None if known.author == "python-docx" else known.author
    return {"title": known.title, "author": author, "language": known.language}


def _weigh(name: str, content: bytes) -> None:
    """Raise DocumentError where a file is no zip archive, or one that does not say its size or is too large unpacked.

    The parts are unpacked piece by piece, and no further than they say: what lies about its size fails its checksum.
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(name, entries)
            for entry in entries:
                with package.open(entry) as part:
                    while part.read(_UNPACKED_PIECE_BYTES):
                        pass
    except BadZipFile as error:
        if content.startswith(b"PK"):
            raise DocumentError(name, DocumentFault.WORD_DAMAGED, reason=str(error)) from error
        raise other_than(name, _KIND, content) from error


def _check_entries(name: str, entries: list[ZipInfo]) -> None:
    """Raise DocumentError where an archive has parts that no Word file has."""
    if len(entries) > MAX_ENTRIES:
        raise DocumentError(name, DocumentFault.WORD_TOO_MANY_PARTS, limit=MAX_ENTRIES)
    if any(entry.flag_bits & 0x1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise DocumentError(name, DocumentFault.WORD_PACKING)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise DocumentError(name, DocumentFault.WORD_TOO_LARGE, limit_mebibytes=MAX_UNPACKED_BYTES // MEBIBYTE)
    if any(entry.file_size > max(MEBIBYTE, MAX_RATIO * entry.compress_size) for entry in entries):
        raise DocumentError(name, DocumentFault.WORD_TOO_DENSE, limit=MAX_RATIO)


def _styles_of(document: WordDocument) -> dict[str, _Style]:
    """Return the styles by id, each with what it inherits."""
    elements = {style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))}
    known: dict[str, _Style] = {}
    for style_id in elements:
        line: list[str] = []
        current = style_id
        # This goes up to an ancestor that is known, so that each is looked at once; a circle ends where it began.
        while current in elements and current not in known:
            known[current] = _PLAIN
            line.append(current)
            current = _value(elements[current].find(qn("w:basedOn")))
        inherited = known.get(current, _PLAIN)
        for heir_id in reversed(line):
            inherited = known[heir_id] = _heir(elements[heir_id], inherited)
    return known


def _heir(style: etree._Element, inherited: _Style) -> _Style:
    """Return what a style states and inherits; what it states wins."""
    vanish = style.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    numbering = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    return _Style(
        level=_level_of(style) or inherited.level,
        is_listed=inherited.is_listed if numbering is None else _is_listed(style),
        is_hidden=inherited.is_hidden if vanish is None else _is_on(vanish),
    )


def _level_of(style: etree._Element) -> int | None:
    called = _value(style.find(qn("w:name"))) or ""
    if called.lower() == "title":
        return 1
    if heading := _HEADING.fullmatch(called):
        return int(heading[1])
    return _outline_level(style)


def _outline_level(element: etree._Element) -> int | None:
    """Level 9 is that of body text."""
    level = _value(element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")) or ""
    return int(level) + 1 if level in set("012345678") else None


def _is_listed(element: etree._Element) -> bool:
    numbering = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    return numbering is not None and _value(numbering.find(qn("w:numId"))) != "0"


def _blocks(parent: etree._Element, styles: Mapping[str, _Style]) -> Iterator[str]:
    for element in _unwrapped(parent):
        if element.tag == qn("w:p"):
            yield from _paragraph(element, styles)
            for box in _text_boxes(element):
                yield from _blocks(box, styles)
        elif element.tag == qn("w:tbl"):
            yield from _rows(element, styles)


def _unwrapped(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent:
        if element.tag in _WRAPPING_TAGS:
            yield from _unwrapped(element)
        elif element.tag == _ALTERNATIVES:
            yield from _unwrapped(_plainest(element))
        else:
            yield element


def _plainest(alternatives: etree._Element) -> etree._Element:
    """Return, of several ways to write one thing, that for programs which know the least: the last."""
    return alternatives[-1] if len(alternatives) else alternatives


def _text_boxes(parent: etree._Element) -> Iterator[etree._Element]:
    """Those that stand in a paragraph; what stands in one of them belongs to that."""
    for element in _unwrapped(parent):
        if element.tag == qn("w:txbxContent"):
            yield element
        elif element.tag in _DRAWN or element.tag not in _SKIPPED_TAGS:
            yield from _text_boxes(element)


def _rows(table: etree._Element, styles: Mapping[str, _Style]) -> Iterator[str]:
    """Yield a line for each row; of one with a single cell, what that holds: such tables are there for a frame."""
    for row in _unwrapped(table):
        if row.tag != qn("w:tr") or row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        cells = [list(_blocks(cell, styles)) for cell in _unwrapped(row) if cell.tag == qn("w:tc")]
        if len(cells) == 1:
            yield from cells[0]
        elif any(cells):
            yield " | ".join(" ".join(" ".join(cell).split()) for cell in cells).strip()


def _paragraph(paragraph: etree._Element, styles: Mapping[str, _Style]) -> Iterator[str]:
    style = styles.get(_value(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) or "", _PLAIN)
    if style.is_hidden:
        return
    lines = [" ".join(line.split()) for line in "".join(_runs(paragraph, styles)).strip().split("\n")]
    if not any(lines):
        return
    if level := style.level or _outline_level(paragraph):
        yield f"{'#' * min(level, 6)} {' '.join(filter(None, lines))}"
    else:
        yield ("- " if style.is_listed or _is_listed(paragraph) else "") + "\n".join(lines)


def _runs(parent: etree._Element, styles: Mapping[str, _Style]) -> Iterator[str]:
    for element in _unwrapped(parent):
        if element.tag in _TEXT:
            yield (element.text or "") + "".join(child.tail or "" for child in element)
        elif element.tag in _AS_TEXT:
            yield _AS_TEXT[element.tag]
        elif element.tag == qn("w:sym"):
            yield symbol(element.get(qn("w:font")) or "", element.get(qn("w:char")) or "")
        elif element.tag == qn("w:ruby"):
            yield from _ruby(element, styles)
        elif element.tag not in _SKIPPED_TAGS and not _is_hidden(element, styles):
            yield from _runs(element, styles)


def _ruby(ruby: etree._Element, styles: Mapping[str, _Style]) -> Iterator[str]:
    """Yield the text that it is about, and in parentheses what stands small above it."""
    base, above = ("".join(_runs(part, styles)) for tag in ("rubyBase", "rt") for part in ruby.iter(qn(f"w:{tag}")))
    yield f"{base}({above})" if above.strip() else base


def _is_hidden(run: etree._Element, styles: Mapping[str, _Style]) -> bool:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return False
    vanish = properties.find(qn("w:vanish"))
    if vanish is not None:
        return _is_on(vanish)
    return styles.get(_value(properties.find(qn("w:rStyle"))) or "", _PLAIN).is_hidden


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and _value(switch) not in ("0", "false", "off")


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(qn("w:val"))
