"""The blocks of a Markdown text, by markdown-it-py: fences, lists, tables, quotations and headings, whatever stands in
what. Nothing is rewritten: a block is a span of the document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.documents.blocks import LEADS_ON, MAX_LEAD_CHARS, Block, Form, kind_of_section, section_of
from retrieval.documents.code_blocks import PieceOfCode, pieces_of_code
from retrieval.documents.inline import RunText, has_inline_markup, runs_of_document
from retrieval.documents.lines import is_entry_of, is_sentence, states_something
from retrieval.documents.markdown_headings import OF_A_CLAUSE, with_headings_of_clauses
from retrieval.documents.markdown_masks import MASK, Masked, is_mdx_file, masked, unmasked
from retrieval.documents.markdown_tags import titled_elements, with_titles
from retrieval.documents.parted_lines import DEFINITION, pieces_of_paragraph
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.sentences import split_sentences

MAX_DEPTH = 100
"""The most blocks that may stand in one another."""
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_DEEP_QUOTATION = re.compile(rf"(?:[ \t]{{0,3}}>){{{MAX_DEPTH}}}")
_ROW_EDGES = f" \t|{MASK}"
_BEFORE_A_ROW = re.compile(rf"(?:[ \t>{MASK}]|(?:[-*+]|\d{{1,9}}[.)])[ \t]++(?=\|))*+\|?[ \t{MASK}]*+")
"""What stands before the first cell of a row: the marks of what the table stands in, and one bar at most. A second bar
is the edge of an empty cell."""
_TOLD_BY = frozenset({"heading_open", "fence", "table_open"})


@dataclass(slots=True)
class _Item:
    """A list item, and the span of it that what else stands in it is read with; None where it has no text yet."""

    lead: tuple[int, int] | None = None


@dataclass(slots=True)
class _Walk:
    """The state of a walk over the tokens."""

    document: Document
    masked: Masked
    starts: list[int]
    headings: list[tuple[int, str]] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    leading: tuple[int, int] | None = None
    """The sentence that leads to the next block, whole lists and tables included."""
    said: tuple[int, int] | None = None
    """The last sentence, where nothing stands between it and the next block."""
    held: list[tuple[int, int] | None] = field(default_factory=list)
    """The leading sentences of the lists and quotations that are open."""
    head: tuple[int, int] | None = None
    """The head of the table that is open."""
    is_head: bool = False

    @property
    def section(self) -> str:
        """The heading that is above, with the one that it stands under."""
        return section_of(*(name for _, name in self.headings[-2:]))

    @property
    def leads(self) -> tuple[tuple[int, int], ...]:
        spans = [*self.held, *(item.lead for item in self.items), self.leading]
        return tuple(sorted({span for span in spans if span is not None}))


def blocks_of_markdown(document: Document) -> list[Block] | None:
    """Return the blocks in order of text; None where it has no heading, code, table or box of Markdown, no comment or
    tag for whatever shows it, and is no MDX: then its headings may be just short lines. None, too, where lists or
    quotations stand deeper in one another than anybody means.

    A text that was extracted from another kind of file has Markdown's blocks, and within them no markup.
    """
    text = document.text
    breaks = list(_LINE_BREAK.finditer(text))
    starts = [0, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    lines = [text[start:end].replace("\0", "\ufffd") for start, end in zip(starts, ends, strict=True)]
    is_mdx, is_markdown = is_mdx_file(document.path), has_inline_markup(document)
    if any(_DEEP_QUOTATION.match(line) for line in lines):
        return None
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH}).enable("table").disable("html_block")
    if is_mdx:
        parser.disable("code")
    parser.core.ruler.enableOnly(["normalize", "block"])
    seen = masked(lines, is_mdx=is_mdx) if is_markdown else unmasked(lines)
    walk = _Walk(document=document, masked=seen, starts=starts)
    tokens = list(with_headings_of_clauses(parser.parse("\n".join(seen.lines))))
    # The parser leaves out what stands deeper.
    is_too_deep = any(token.level >= MAX_DEPTH - 1 for token in tokens)
    is_told = is_mdx or (is_markdown and seen.lines != lines) or any(token.type in _TOLD_BY for token in tokens)
    if is_too_deep or not is_told:
        return None
    before = [*tokens[:1], *tokens]
    blocks = [
        block for token, opening in zip(tokens, before, strict=False) for block in _blocks_of(walk, token, opening)
    ]
    code = [(starts[number], starts[number] + len(lines[number])) for number in sorted(seen.code)]
    return with_titles(blocks, titled_elements(text, code)) if is_markdown and "</" in text else blocks


def _blocks_of(walk: _Walk, token: Token, opening: Token) -> Iterator[Block]:
    """Yield those of a token. `opening` is the one before it: of a text, what it is the text of."""
    match token.type:
        case "inline" if opening.type == "heading_open":
            yield from _heading(walk, opening, _line_spans(walk, token))
        case "inline" if opening.type == "paragraph_open":
            yield from _text_blocks(walk, token)
        case "thead_open" | "thead_close":
            walk.is_head = token.type == "thead_open"
        case "tr_open":
            yield from _row(walk, token)
        case "fence" | "code_block":
            yield from _code_blocks(walk, token)
            walk.leading = walk.said = None
        case "bullet_list_open" | "ordered_list_open" | "blockquote_open":
            walk.held.append(walk.leading)
            walk.leading = walk.said = None
        case "bullet_list_close" | "ordered_list_close" | "blockquote_close":
            walk.held.pop()
            walk.leading = walk.said = None
        case "list_item_open":
            walk.items.append(_Item())
        case "list_item_close":
            walk.items.pop()
            walk.leading = walk.said = None
        case "tbody_close" | "table_close":
            walk.head = walk.leading = walk.said = None


def _text_blocks(walk: _Walk, token: Token) -> Iterator[Block]:
    """Yield what a paragraph holds."""
    assert token.map is not None
    first = token.map[0]
    spans = _line_spans(walk, token)
    if first in walk.masked.titles:
        # This is the title of a box: what stands below, or goes on in the next line, is read with it.
        start, end = walk.masked.titles[first]
        walk.items[-1].lead = (walk.starts[first] + start, walk.starts[first] + end)
    if spans and first in walk.masked.footnotes:
        yield _block(walk, spans[0][0], spans[-1][1], PassageKind.REFERENCE)
    elif spans:
        start, end = spans[0][0], spans[-1][1]
        # A first character that is a letter or a digit is no markup.
        if walk.document.text[start].isalnum() or any(map(str.isalnum, _words_of(walk.document, start, end))):
            yield from _paragraph(walk, spans)


def _words_of(document: Document, start: int, end: int) -> str:
    """Return what a reader sees of a text, on one line."""
    return " ".join(RunText(runs_of_document(document, start, end)).text.split())


def _heading(walk: _Walk, opening: Token, spans: list[tuple[int, int]]) -> Iterator[Block]:
    """Yield a heading; one that says something as text too, in the section that it opens."""
    start, end = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    name = opening.info + _words_of(walk.document, start, end)
    says_something = name != walk.document.title and (opening.tag == OF_A_CLAUSE or states_something(name))
    if says_something and opening.markup == "-":
        # A sentence between two rules is no heading, though the rule below it would make one of it.
        yield from _paragraph(walk, spans)
        return
    walk.leading = walk.said = None
    level = int(opening.tag[1])
    while walk.headings and walk.headings[-1][0] >= level:
        walk.headings.pop()
    if not spans:
        return
    if name != walk.document.title:
        walk.headings.append((level, name))
    if says_something:
        yield _block(walk, start, end, PassageKind.BODY)
    else:
        yield Block(start=start, end=end, kind=PassageKind.HEADING, section=walk.section, sentences=((start, end),))


def _paragraph(walk: _Walk, spans: list[tuple[int, int]]) -> Iterator[Block]:
    text = walk.document.text
    item = walk.items[-1] if walk.items else None
    form = Form.ITEM if item else Form.PROSE
    kind = _kind_of_item(walk, spans[0][0], spans[-1][1]) if item else PassageKind.BODY
    pieces = pieces_of_paragraph(text, spans)
    for number, (start, end, is_line) in enumerate(pieces):
        block = _block(walk, start, end, kind, Form.ITEM if is_line else form)
        yield block
        last = block.sentences[-1]
        if item is not None and item.lead is None:
            item.lead = (start, end) if end - start <= MAX_LEAD_CHARS else last
        walk.said = last
        walk.leading = last if LEADS_ON.search(text, max(last[0], last[1] - 8), last[1]) else None
        if number + 1 < len(pieces) and DEFINITION.match(text, pieces[number + 1][0]):
            walk.leading = (start, end)


def _kind_of_item(walk: _Walk, start: int, end: int) -> PassageKind:
    """Return whether an item is an entry of a list of references or says something. Where it is a sentence, the
    addresses of its links do not make it an entry.
    """
    heading = walk.headings[-1][1] if walk.headings else ""
    if kind_of_section(heading) is not PassageKind.REFERENCE:
        return PassageKind.BODY
    words = _words_of(walk.document, start, end)
    line = words if is_sentence(words) else walk.document.text[start:end]
    return PassageKind.REFERENCE if is_entry_of(heading, line) else PassageKind.BODY


def _row(walk: _Walk, token: Token) -> Iterator[Block]:
    """Yield a row of a table; the head of the table is the lead of those below it."""
    assert token.map is not None
    number = token.map[0]
    line = walk.masked.lines[number]
    before = _BEFORE_A_ROW.match(line)
    assert before is not None
    start, end = before.end(), len(line.rstrip(_ROW_EDGES))
    if line[:end].endswith("\\") and line[end:].startswith("|"):
        # This bar is escaped: the last cell ends with it.
        end += 1
    if end <= start:
        return
    span = (walk.starts[number] + start, walk.starts[number] + end)
    if walk.is_head:
        walk.head = span
    else:
        yield _block(walk, *span, PassageKind.BODY, Form.ROW)


def _code_blocks(walk: _Walk, token: Token) -> Iterator[Block]:
    """Yield the pieces of some code: parts between blank lines, as many together as are read at a glance."""
    if token.map is None:
        return
    first, after = token.map
    if token.type == "fence":
        first, after = first + 1, first + 1 + token.content.count("\n")
    lines = walk.masked.lines
    for piece in pieces_of_code(lines[first:after]):
        begin, end = first + piece.begin, first + piece.end
        if piece.columns:
            yield from _aligned_rows(walk, range(begin, end), piece)
            continue
        span = (walk.starts[begin], walk.starts[end - 1] + len(lines[end - 1].rstrip()))
        text = walk.document.text[slice(*span)]
        start = span[0] + len(text) - len(text.lstrip())
        if any(map(str.isalnum, text)):
            # What is said right before some code is said of it, with a colon or without.
            walk.leading = walk.leading or walk.said
            yield _block(walk, start, span[1], PassageKind.BODY, Form.CODE)


def _aligned_rows(walk: _Walk, numbers: range, piece: PieceOfCode) -> Iterator[Block]:
    """Yield the rows of a table that is set in columns."""
    walk.head = None
    for number in numbers:
        line, start = walk.masked.lines[number], walk.starts[number]
        if not any(map(str.isalnum, line)):
            continue
        span = (start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
        if piece.has_head and walk.head is None:
            walk.head = span
        else:
            yield replace(_block(walk, *span, PassageKind.BODY, Form.ROW), columns=piece.columns)
    walk.head = None


def _block(walk: _Walk, start: int, end: int, kind: PassageKind, form: Form = Form.PROSE) -> Block:
    text = walk.document.text
    whole = form in {Form.CODE, Form.ROW}
    return Block(
        start=start,
        end=end,
        kind=kind,
        section=walk.section,
        sentences=((start, end),) if whole else tuple(split_sentences(text, start, end)),
        form=form,
        leads=tuple(span for span in walk.leads if span[1] <= start),
        head=walk.head if form is Form.ROW else None,
    )


def _line_spans(walk: _Walk, token: Token) -> list[tuple[int, int]]:
    """Return the spans of the lines of some text, without the marks of what it stands in and what is masked."""
    assert token.map is not None
    spans = []
    for number, content in enumerate(token.content.split("\n"), start=token.map[0]):
        inner = content.strip(MASK + " \t")
        column = walk.masked.lines[number].find(inner) if inner else -1
        if column >= 0:
            start = walk.starts[number] + column
            spans.append((start, start + len(inner)))
    return spans
