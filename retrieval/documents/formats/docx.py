"""`.docx`: paragraphs, headings, list items and tables in their order; no headers, footers, notes or text boxes.

Runs in the process apart. The package is weighed before it is unpacked. What was deleted with changes tracked, and what
is formatted as hidden, is no text of the document; what was inserted is, and so is what stands in content controls.
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

from retrieval.errors import DocumentError
from retrieval.formats.extracted import MEBIBYTE, Extracted, check_chars, other_than, stem_of

MAX_UNPACKED_BYTES = 128 * MEBIBYTE
"""Of all parts together: a novel's text takes ten, and pictures are as large unpacked as packed."""
MAX_ENTRIES = 5_000
"""Parts of the package: each picture is one."""
MAX_RATIO = 200
"""Of a part's size to its packed size, from a mebibyte on. The XML of Word packs to a tenth or a thirtieth; a bomb of
zeros to a thousandth."""

_KIND = "Word document (.docx)"
_ANEW = "Save it anew from Word, or take it out of the corpus folder."
_PIECE_BYTES = 64 * 1024

_WRAPPERS = frozenset(qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_NOT_READ = frozenset(
    {qn(f"w:{name}") for name in ("del", "moveFrom", "pict", "object", "drawing", "pPr", "rPr")}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"}
)
_TEXT = frozenset({qn("w:t"), qn("m:t")})
_AS_TEXT = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """What a style makes of a paragraph. `level` is the depth of a heading, from 1."""

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
    blocks: list[str] = []
    chars = 0
    for block in _blocks(document.element.body, _styles_of(document)):
        blocks.append(block)
        chars += len(block)
        check_chars(name, chars)
    text = "\n\n".join(blocks)
    return Extracted(place=name, text=text, untitled=stem_of(name), stated=_stated(document))


def _stated(document: WordDocument) -> dict[str, object]:
    """Of its properties, those that say what it is. When the file was made is not when the text was published."""
    # Where there are none, the library would make some up, with a title of its own.
    if not any(part.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for part in document.part.package.rels.values()):
        return {}
    known = document.core_properties
    # Its files name the library itself, until somebody says who wrote them.
    author = None if known.author == "python-docx" else known.author
    return {"title": known.title, "author": author, "language": known.language}


def _weigh(name: str, content: bytes) -> None:
    """Raises DocumentError where it is no zip archive, or one that does not say its size or is too large unpacked.

    The parts are unpacked piece by piece, and no further than they say: what lies about its size fails its checksum.
    """
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            if wrong := _wrong_with(entries):
                raise DocumentError(name, f"{name} {wrong}.", remedy=_ANEW)
            for entry in entries:
                with package.open(entry) as part:
                    while part.read(_PIECE_BYTES):
                        pass
    except BadZipFile as error:
        if content.startswith(b"PK"):
            raise DocumentError(name, f"{name} is a damaged zip archive: {error}.", remedy=_ANEW) from error
        raise other_than(name, _KIND, content) from error


def _wrong_with(entries: list[ZipInfo]) -> str | None:
    if len(entries) > MAX_ENTRIES:
        return f"has more than {MAX_ENTRIES:,} parts"
    if any(entry.flag_bits & 0x1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        return "is packed or encrypted in a way that Word does not use"
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        return f"would unpack to more than {MAX_UNPACKED_BYTES // MEBIBYTE} MiB"
    if any(entry.file_size > max(MEBIBYTE, MAX_RATIO * entry.compress_size) for entry in entries):
        return f"would unpack to more than {MAX_RATIO} times its size"
    return None


def _styles_of(document: WordDocument) -> dict[str, _Style]:
    """By id, each with what it inherits."""
    elements = {style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))}
    return {style_id: _style(style_id, elements) for style_id in elements if style_id is not None}


def _style(style_id: str, elements: Mapping[str | None, etree._Element]) -> _Style:
    level, is_listed, is_hidden = None, False, False
    seen: set[str | None] = set()
    current: str | None = style_id
    while current in elements and current not in seen:
        seen.add(current)
        style = elements[current]
        level = level or _level_of(style)
        is_listed = is_listed or _is_listed(style)
        is_hidden = is_hidden or _is_on(style.find(f"{qn('w:rPr')}/{qn('w:vanish')}"))
        current = _value(style.find(qn("w:basedOn")))
    return _Style(level=level, is_listed=is_listed, is_hidden=is_hidden)


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
        elif element.tag == qn("w:tbl"):
            yield from _rows(element, styles)


def _unwrapped(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent:
        if element.tag in _WRAPPERS:
            yield from _unwrapped(element)
        else:
            yield element


def _rows(table: etree._Element, styles: Mapping[str, _Style]) -> Iterator[str]:
    """A line each; of a row with one cell, what the cell holds: such tables are there for their frames."""
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
    for element in parent:
        if element.tag in _TEXT:
            yield element.text or ""
        elif element.tag in _AS_TEXT:
            yield _AS_TEXT[element.tag]
        elif element.tag not in _NOT_READ and not _is_hidden(element, styles):
            yield from _runs(element, styles)


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
