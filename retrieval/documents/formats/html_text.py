"""The text of a part of a page, with Markdown's marks of blocks: every word that stands there, in its order.

What is no text of the page is taken out before (`html_seen`, `html_main`): nothing is left out here.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import repeat, takewhile

from lxml import etree
from lxml.html import HtmlElement

from retrieval.documents.formats.page_blocks import (
    DEEPEST_ITEM,
    LETTERED,
    fenced,
    heading,
    item,
    joined,
    paragraph,
    table,
)

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center caption dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search section "
    "summary table tbody td tfoot th thead tr ul".split()
)
LIST_TAGS = frozenset({"ul", "ol", "menu", "dir"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MOST_SPANNED = 100
MOST_SPREAD = 100_000
"""The most columns or rows that a cell is taken to span, and the most cells that are written for others in a table."""
LONGEST_CELL = 600
"""A table with a longer cell is there to lay out a page, and its cells are read one after the other."""

_FORCED_BREAK = "\v"
"""Stands for `<br>` until white space is put in order: no text of a page holds this character by then."""
_SPACES_IN_A_ROW = re.compile(r"[^\S\v]+")
_NO_COLON_AFTER = (":", ".", "?", "!", "…", "-", "—", "：", "？")
_NUMBER = re.compile(r"-?[0-9]{1,6}")
_LAID_OUT = etree.XPath("boolean(.//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6 | .//pre | .//dl | .//figure)")
_HOLDS_A_TABLE = etree.XPath("boolean(.//table)")


def text_of(part: HtmlElement) -> str:
    return joined(_PageWalk(part).blocks(part))


class _PageWalk:
    """Reads the blocks of one part; `deep` is the level of the list that it is in. A table in a cell of another stands
    there in one line.
    """

    def __init__(self, part: HtmlElement) -> None:
        self.holders = holders_of(part)
        self.deep = 0
        self.in_a_cell = False

    def blocks(self, element: HtmlElement) -> list[str]:
        """Return the blocks in an element, in order, each with its mark."""
        blocks: list[str] = []
        for child, run in runs(element, self.holders):
            blocks += paragraph(_lines(run)) if child is None else self.block(child)
        return blocks

    def block(self, element: HtmlElement) -> list[str]:
        tag = element.tag
        if tag in HEADINGS or element.get("role") == "heading":
            return self.heading(element)
        if tag == "pre":
            return fenced(_code(element))
        if tag in LIST_TAGS:
            return self.items(element)
        if tag == "dl":
            return self.definitions(element)
        if tag == "table":
            return self.table(element)
        return self.blocks(element)

    def heading(self, element: HtmlElement) -> list[str]:
        level = element.tag[1] if element.tag in HEADINGS else element.get("aria-level", "2")
        return heading(int(level) if level in set("123456") else 2, inline(element))

    def items(self, element: HtmlElement) -> list[str]:
        blocks: list[str] = []
        marks = _marks(element)
        is_flat = self.deep >= DEEPEST_ITEM
        self.deep += 1
        for child, run in runs(element, self.holders):
            if child is None:
                blocks += paragraph(_lines(run))
            elif child.tag != "li":
                blocks += self.block(child)
            else:
                mark, inner = next(marks), self.blocks(child)
                # A card has a heading of its own, and a list in a list no words: neither is an item.
                is_item = inner and not inner[0].lstrip().startswith(("#", "- ", "| "))
                blocks += inner if is_flat or not is_item else item(mark, inner)
        self.deep -= 1
        return blocks

    def definitions(self, element: HtmlElement) -> list[str]:
        """Return each definition with the terms that it is of before it."""
        blocks: list[str] = []
        terms: list[str] = []
        for part in _parts_of_definitions(element):
            inner = self.blocks(part)
            if part.tag == "dt":
                terms += [" ".join(block.split()) for block in inner]
            elif part.tag == "dd":
                blocks += _defined(terms, inner)
                terms = []
            else:
                blocks += inner
        return blocks + terms

    def table(self, element: HtmlElement) -> list[str]:
        """Return the caption and the rows; of a table that lays out a page, what stands in its cells."""
        rows = [list(row.iterchildren("td", "th")) for row in element.iter("tr") if _is_of(row, element)]
        rows = list(filter(None, rows))
        flat = [cell for row in rows for cell in row]
        if (
            element.get("role") in ("presentation", "none")
            or max(map(len, rows), default=0) < 2
            or any(_LAID_OUT(cell) or len(cell.text_content()) > LONGEST_CELL for cell in flat)
            or (any(map(_HOLDS_A_TABLE, flat)) and not any(_is_a_head(row) for row in rows))
        ):
            return self.blocks(element)
        blocks = [block for caption in element.iterchildren("caption") for block in self.blocks(caption)]
        if self.in_a_cell:
            return [*blocks, "; ".join(" ".join(map(self.cell, row)) for row in rows)]
        titles = list(takewhile(lambda row: len(row) < 2, rows))
        blocks += [block for row in titles for cell in row for block in self.blocks(cell)]
        rows = rows[len(titles) :]
        heads = _heads(rows)
        texts = [[self.cell(cell) for cell in row] for row in rows]
        return blocks + table(_spread(rows, texts, heads or 0), heads)

    def cell(self, cell: HtmlElement) -> str:
        """Return the text of a cell in one line."""
        outer, self.in_a_cell = self.in_a_cell, True
        text = " ".join(" ".join(self.blocks(cell)).split())
        self.in_a_cell = outer
        return text


def _is_a_head(row: Sequence[HtmlElement]) -> bool:
    """Return whether the cells of a row are heads, but for empty ones such as a corner."""
    said = [cell for cell in row if cell.tag == "th" or cell.text_content().strip()]
    return bool(said) and all(cell.tag == "th" for cell in said)


def _heads(rows: Sequence[Sequence[HtmlElement]]) -> int | None:
    """Return the number of rows that are the head. None where nothing says so, and the first may be."""
    head = list(takewhile(lambda row: row[0].getparent().getparent().tag == "thead", rows))
    head = head or list(takewhile(_is_a_head, rows))
    if len(head) == len(rows):
        return 0
    return len(head) or (0 if any(row and row[0].tag == "th" for row in rows) else None)


def _spread(rows: Sequence[Sequence[HtmlElement]], texts: Sequence[Sequence[str]], heads: int) -> list[list[str]]:
    """Return the rows with the text of each cell in all rows and columns that it spans: each is read with its head. One
    that spans a whole row of the body stands in it once.
    """
    spread: list[list[str]] = []
    above: dict[int, tuple[int, str]] = {}
    left = MOST_SPREAD
    for number, (row, row_texts) in enumerate(zip(rows, texts, strict=True)):
        line: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell, text in zip(row, row_texts, strict=True):
            _fill(line, above, below)
            columns, down = (max(1, min(_number(cell.get(name), 1), MOST_SPANNED)) for name in ("colspan", "rowspan"))
            if columns * down > left:
                columns = down = 1
            left -= columns * down - 1
            for place in range(columns):
                shown = text if place == 0 or number < heads or len(row) > 1 else ""
                if down > 1:
                    below[len(line)] = (down - 1, shown)
                line.append(shown)
        _fill(line, above, below)
        spread.append(line)
        above = below
    return spread


def _fill(line: list[str], above: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]) -> None:
    """Add to a row the cells above that reach into it, up to the place where its own next cell stands."""
    while len(line) in above:
        rows, text = above.pop(len(line))
        if rows > 1:
            below[len(line)] = (rows - 1, text)
        line.append(text)


def holders_of(part: HtmlElement) -> frozenset[HtmlElement]:
    """Return the elements that hold a block: those of a line of text do not."""
    holders: set[HtmlElement] = set()
    for element in part.iter(*BLOCK_TAGS):
        parent = element.getparent()
        while parent is not None and parent not in holders:
            holders.add(parent)
            parent = parent.getparent()
    return frozenset(holders)


def runs(element: HtmlElement, holders: frozenset[HtmlElement]) -> Iterator[tuple[HtmlElement | None, str]]:
    """Yield what is in an element: each block, and the text between two of them, with None, where there is some."""
    run = [element.text or ""]
    for child in element:
        if child.tag in BLOCK_TAGS or child in holders:
            if text := "".join(run).strip(" \t\n\r\f"):
                yield None, text
            yield child, ""
            run = []
        else:
            run.append(inline(child))
        run.append(child.tail or "")
    if text := "".join(run).strip(" \t\n\r\f"):
        yield None, text


def inline(element: HtmlElement) -> str:
    """Return the text in an element, with a sign for each line break."""
    pieces: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            pieces.append(_FORCED_BREAK if part.tag == "br" else part.text or "")
        elif part is not element:
            pieces.append(part.tail or "")
    return "".join(pieces)


def _lines(run: str) -> str:
    return _SPACES_IN_A_ROW.sub(" ", run).replace(_FORCED_BREAK, "\n")


def _code(element: HtmlElement) -> str:
    """Return preformatted text as it stands; elements that are blocks begin lines."""
    pieces: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        is_block = part is not element and part.tag in BLOCK_TAGS
        if is_block and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
        text = part.text if event == "start" else part.tail if part is not element else ""
        pieces += filter(None, ["\n" if event == "start" and part.tag == "br" else text])
    return "".join(pieces)


def _marks(element: HtmlElement) -> Iterator[str]:
    """Yield the mark of each item: its number, or its letter behind that of a plain item."""
    if element.tag != "ol":
        yield from repeat("-")
    items = [child for child in element if child.tag == "li"]
    kind, step = element.get("type", "1"), -1 if "reversed" in element.attrib else 1
    number = _number(element.get("start"), len(items) if step < 0 else 1)
    for child in items:
        number = _number(child.get("value"), number)
        yield f"{number}." if kind not in LETTERED or number < 1 else f"- {LETTERED[kind](number)}."
        number += step


def _parts_of_definitions(element: HtmlElement) -> Iterator[HtmlElement]:
    for child in element:
        if child.tag == "div":
            yield from child
        else:
            yield child


def _defined(terms: list[str], inner: list[str]) -> list[str]:
    """Return a definition after its terms, on one line where it is text."""
    term = ", ".join(terms)
    if not term:
        return inner
    lead = term if term.endswith(_NO_COLON_AFTER) else f"{term}:"
    if not inner or inner[0].lstrip().startswith(("#", "- ", "| ", "```", "1. ")):
        return [term if not inner else lead, *inner]
    return [f"{lead} {inner[0]}", *inner[1:]]


def _is_of(row: HtmlElement, table_element: HtmlElement) -> bool:
    return next(row.iterancestors("table")) is table_element


def _number(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and _NUMBER.fullmatch(stated) else otherwise
