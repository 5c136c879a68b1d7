"""`.docx`: paragraphs with the numbers that Word shows before them, headings, lists, tables, text boxes and notes.

Runs in the process apart. What was deleted with changes tracked, and what is formatted as hidden, is no text of the
document, nor are headers, footers and comments; what was inserted is, and so is what stands in content controls. A text
box comes after the paragraph that it is anchored in, notes at the end.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.docx_names import is_on, math, number_in, value_of, word, words
from retrieval.documents.formats.docx_numbering import Numbers
from retrieval.documents.formats.docx_package import WordParts, parts_of, stated_in
from retrieval.documents.formats.docx_styles import PLAIN_STYLE, WordStyle, list_of, outline_level, styles_of
from retrieval.documents.formats.extracted import Extracted, check_chars
from retrieval.documents.formats.page_blocks import heading, indented, item, joined, paragraph, table
from retrieval.documents.formats.symbols import symbol

LONGEST_CELL_CHARS = 600
MOST_COLUMNS = 100
"""A table with a longer cell is there for the layout. A cell spans no more columns than Word allows, and a few."""

_WRAPPING_TAGS = words("sdt sdtContent customXml smartTag ins moveTo")
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DRAWN = words("pict object drawing")
_SKIPPED_TAGS = _DRAWN | words("del moveFrom pPr rPr")
_TEXT = frozenset({word("t"), math("t")})
_AS_TEXT = {word("tab"): "\t", word("ptab"): "\t", word("br"): "\n", word("cr"): "\n", word("noBreakHyphen"): "-"}
_NOTES = {word("footnoteReference"): "footnotes", word("endnoteReference"): "endnotes"}
_NUMBER_OF_AN_ITEM = re.compile(r"[0-9]{1,9}[.)]")
_NUMBER_OF_A_CLAUSE = re.compile(r"\w[^\w]+\w|§")
"""1.2, A.3, Article 4: not the (a) of an item."""


@dataclass(slots=True)
class _Open:
    """What is known at a place of the text: the lists that are open there, and the notes that were referred to."""

    parts: WordParts
    styles: Mapping[str, WordStyle]
    numbers: Numbers
    items: list[tuple[int, int]] = field(default_factory=list)
    """Each open item's level, and how far what stands in it is indented."""
    notes: dict[tuple[str, str], int] = field(default_factory=dict)


def read(name: str, content: bytes) -> Extracted:
    parts = parts_of(name, content)
    styles = styles_of(parts.styles)
    lists = {style_id: style.listed for style_id, style in styles.items() if style.listed}
    at = _Open(parts=parts, styles=styles, numbers=Numbers.of(parts.numbering, lists))
    blocks: list[str] = []
    chars = 0
    body = parts.document.find(word("body"))
    for block in () if body is None else _with_notes(body, at):
        blocks.append(block)
        chars += len(block)
        check_chars(name, chars)
    return Extracted(place=name, text=joined(blocks), untitled=stem_of(name), stated=stated_in(parts.properties))


def _with_notes(body: etree._Element, at: _Open) -> Iterator[str]:
    yield from _blocks(body, at)
    parts = {"footnotes": at.parts.footnotes, "endnotes": at.parts.endnotes}
    known = {
        (kind, note.get(word("id")) or ""): note
        for kind, part in parts.items()
        for note in (() if part is None else part.iterchildren(*words("footnote endnote")))
    }
    written = 0
    # A note may refer to others, which come after it.
    while written < len(at.notes):
        for place, number in list(at.notes.items())[written:]:
            text = " ".join(" ".join(_blocks(known[place], at)).split()) if place in known else ""
            yield from [f"[^{number}]: {text}"] if text else ()
            written += 1


def _blocks(parent: etree._Element, at: _Open) -> Iterator[str]:
    for element in _unwrapped(parent):
        if element.tag == word("p"):
            yield from _paragraph(element, at)
            for box in _text_boxes(element):
                yield from _apart(box, at)
        elif element.tag == word("tbl"):
            at.items.clear()
            yield from _table(element, at)


def _apart(parent: etree._Element, at: _Open) -> list[str]:
    """Return the blocks of what stands by itself: no list goes on from before it, or after it."""
    at.items.clear()
    blocks = list(_blocks(parent, at))
    at.items.clear()
    return blocks


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
        if element.tag == word("txbxContent"):
            yield element
        elif element.tag in _DRAWN or element.tag not in _SKIPPED_TAGS:
            yield from _text_boxes(element)


def _table(element: etree._Element, at: _Open) -> list[str]:
    """Return the rows; of a table that is there for the layout, and of a row above all others with a single cell, what
    their cells hold.
    """
    rows = [[cell for cell in _unwrapped(row) if cell.tag == word("tc")] for row in _kept_rows(element)]
    rows = list(filter(None, rows))
    blocks = [[_apart(cell, at) for cell in row] for row in rows]
    titles = len(list(takewhile(lambda row: len(row) < 2, rows)))
    texts = [[" ".join(" ".join(cell).split()) for cell in row] for row in blocks[titles:]]
    inner = [block.lstrip() for row in blocks[titles:] for cell in row for block in cell]
    is_layout = any(block.startswith(("| ", "# ", "## ", "### ")) for block in inner) or any(
        len(text) > LONGEST_CELL_CHARS for row in texts for text in row
    )
    above = [block for row in (blocks if is_layout else blocks[:titles]) for cell in row for block in cell]
    if is_layout:
        return above
    heads = _heads(rows[titles:])
    return above + table(_spread(rows[titles:], texts, heads or 0), heads)


def _kept_rows(element: etree._Element) -> Iterator[etree._Element]:
    for row in _unwrapped(element):
        if row.tag == word("tr") and row.find(f"{word('trPr')}/{word('del')}") is None:
            yield row


def _heads(rows: Sequence[Sequence[etree._Element]]) -> int | None:
    """Return the number of rows that are said to be the head, or are the only bold ones. None where none is."""

    def is_head(row: Sequence[etree._Element]) -> bool:
        return is_on(row[0].getparent().find(f"{word('trPr')}/{word('tblHeader')}"))

    stated = len(list(takewhile(is_head, rows)))
    if not stated and len(rows) > 1 and _is_bold(rows[0]) and not any(map(_is_bold, rows[1:])):
        return 1
    return stated if 0 < stated < len(rows) else None


def _is_bold(row: Sequence[etree._Element]) -> bool:
    runs = [run for cell in row for run in cell.iter(word("r")) if run.find(word("t")) is not None]
    return bool(runs) and all(is_on(run.find(f"{word('rPr')}/{word('b')}")) for run in runs)


def _spread(rows: Sequence[Sequence[etree._Element]], texts: Sequence[Sequence[str]], heads: int) -> list[list[str]]:
    """Return the rows with the text of each cell in all rows that it goes on in, and of a head in all its columns."""
    spread: list[list[str]] = []
    for number, (row, row_texts) in enumerate(zip(rows, texts, strict=True)):
        line: list[str] = []
        for cell, own in zip(row, row_texts, strict=True):
            merged = cell.find(f"{word('tcPr')}/{word('vMerge')}")
            goes_on = merged is not None and value_of(merged) != "restart" and spread and len(line) < len(spread[-1])
            text = spread[-1][len(line)] if goes_on and not own else own
            span = number_in(value_of(cell.find(f"{word('tcPr')}/{word('gridSpan')}")), 1)
            # What a table may span is bounded by what it holds.
            more = max(0, min(span, MOST_COLUMNS) - 1) if len(line) < MOST_COLUMNS else 0
            line += [text, *[text if number < heads else ""] * more]
        spread.append(line)
    return spread


def _paragraph(element: etree._Element, at: _Open) -> list[str]:
    style_id = value_of(element.find(f"{word('pPr')}/{word('pStyle')}")) or ""
    style = at.styles.get(style_id, PLAIN_STYLE)
    if style.is_hidden:
        return []
    text = "".join(_runs(element, at))
    listed, deep = list_of(element)
    listed = style.listed if listed is None else listed
    deep = style.deep if deep is None else deep
    if listed and deep is None:
        deep = at.numbers.level_of_style(listed, style_id)
    number = at.numbers.next(listed, deep or 0) if listed else ""
    # Word counts empty paragraphs as well.
    if not text.strip():
        return []
    if level := style.level or outline_level(element):
        at.items.clear()
        return heading(level, f"{number or ''} {text}")
    if number == "" or (number and _NUMBER_OF_A_CLAUSE.search(number)):
        at.items.clear()
        return paragraph(f"{number} {text.strip()}")
    if number is None or not _NUMBER_OF_AN_ITEM.fullmatch(number):
        return _item("-", paragraph(f"{number or ''} {text.strip()}"), deep or 0, at)
    return _item(number, paragraph(text), deep or 0, at)


def _item(mark: str, blocks: Sequence[str], deep: int, at: _Open) -> list[str]:
    """Return an item, indented as far as the text of the one that it stands in."""
    while at.items and at.items[-1][0] >= deep:
        at.items.pop()
    width = at.items[-1][1] if at.items else 0
    at.items.append((deep, width + len(mark) + 1))
    return [indented(block, " " * width) for block in item(mark, blocks)]


def _runs(parent: etree._Element, at: _Open) -> Iterator[str]:
    for element in _unwrapped(parent):
        if element.tag in _TEXT:
            yield (element.text or "") + "".join(child.tail or "" for child in element)
        elif element.tag in _AS_TEXT:
            yield _AS_TEXT[element.tag]
        elif element.tag == word("sym"):
            yield symbol(element.get(word("font")) or "", element.get(word("char")) or "")
        elif element.tag in _NOTES:
            place = (_NOTES[element.tag], element.get(word("id")) or "")
            yield f"[^{at.notes.setdefault(place, len(at.notes) + 1)}]"
        elif element.tag == word("ruby"):
            yield from _ruby(element, at)
        elif element.tag not in _SKIPPED_TAGS and not _is_hidden(element, at):
            yield from _runs(element, at)


def _ruby(ruby: etree._Element, at: _Open) -> Iterator[str]:
    """Yield the text that it is about, and in parentheses what stands small above it."""
    base, above = ("".join(_runs(part, at)) for tag in ("rubyBase", "rt") for part in ruby.iter(word(tag)))
    yield f"{base}({above})" if above.strip() else base


def _is_hidden(run: etree._Element, at: _Open) -> bool:
    properties = run.find(word("rPr"))
    if properties is None:
        return False
    vanish = properties.find(word("vanish"))
    if vanish is not None:
        return is_on(vanish)
    return at.styles.get(value_of(properties.find(word("rStyle"))) or "", PLAIN_STYLE).is_hidden
