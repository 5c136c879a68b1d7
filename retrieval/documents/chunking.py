"""Documents to passages: whole sentences of one kind and one section, about as long as the embedding model reads well.

Greedy and from the top: a passage closes at the end of the first paragraph where it is long enough, so that an edit
moves the passages around it and soon meets the old ones again. A change of what comes of it changes `CHUNKER` in
`index/stamping`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from retrieval.documents.blocks import Block
from retrieval.documents.body import layout_of
from retrieval.documents.inline import has_inline_markup
from retrieval.documents.reading_text import text_of_part
from retrieval.domain.documents import Document, Passage, PassageKind
from retrieval.ports import TokenCounter

MIN_PASSAGE_TOKENS = 60
MAX_PASSAGE_TOKENS = 180
"""The fewest tokens that a passage is to have, and the most. Between these an all-MiniLM-L6-v2 passage has enough to
go by and, with title and heading, stays under the 256 tokens that the model reads (its `sentence_bert_config.json`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    start: int
    end: int
    tokens: int
    ends_paragraph: bool


def chunk(document: Document, counter: TokenCounter) -> tuple[Passage, ...]:
    """Return the passages of a document in order of text; together they hold every sentence once."""
    return tuple(
        Passage(document=document, start=start, end=end, kind=kind, section=section)
        for kind, section, blocks in _runs(layout_of(document))
        for start, end in _spans(document, kind, blocks, counter)
    )


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[PassageKind, str, list[Block]]]:
    """Yield the runs of neighbouring blocks of one kind and one section."""
    run: list[Block] = []
    for block in blocks:
        if run and (block.kind, block.section) != (run[0].kind, run[0].section):
            yield run[0].kind, run[0].section, run
            run = []
        run.append(block)
    if run:
        yield run[0].kind, run[0].section, run


def _spans(document: Document, kind: PassageKind, blocks: list[Block], counter: TokenCounter) -> list[tuple[int, int]]:
    if kind is not PassageKind.BODY:
        return [(block.start, block.end) for block in blocks]
    spans: list[tuple[int, int]] = []
    sizes: list[int] = []
    size = start = end = 0
    for piece in _pieces(document, blocks, counter):
        if size and size + piece.tokens > MAX_PASSAGE_TOKENS:
            spans.append((start, end))
            sizes.append(size)
            size = 0
        start = start if size else piece.start
        size, end = size + piece.tokens, piece.end
        if piece.ends_paragraph and size >= MIN_PASSAGE_TOKENS:
            spans.append((start, end))
            sizes.append(size)
            size = 0
    if size:
        if spans and size < MIN_PASSAGE_TOKENS and sizes[-1] + size <= MAX_PASSAGE_TOKENS:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _pieces(document: Document, blocks: list[Block], counter: TokenCounter) -> Iterator[_Piece]:
    text = document.text
    spans = [(span, block) for block in blocks for span in block.sentences]
    if not has_inline_markup(document):
        # This counts what stands before it, such as the bullet of a list: the passage will hold that too.
        before = [spans[0][0][0], *(end for (_, end), _ in spans)] if spans else []
        texts = [text[gap:end] for gap, ((_, end), _) in zip(before, spans, strict=False)]
    else:
        texts = [text_of_part(document, block, *span) for span, block in spans]
    counts = counter.count_tokens(texts)
    following = [block for _, block in spans[1:]]
    for ((start, end), block), after, tokens in zip_longest(spans, following, counts):
        # What leads to the next block stays with it.
        ends_paragraph = after is not block and (after is None or not _leads_to(after, start))
        for half_start, half_end, half_tokens in _halves(text, start, end, tokens, counter):
            yield _Piece(
                start=half_start,
                end=half_end,
                tokens=max(1, half_tokens),
                ends_paragraph=ends_paragraph and half_end == end,
            )


def _leads_to(block: Block, place: int) -> bool:
    return any(start <= place < end for start, end in block.leads)


def _halves(text: str, start: int, end: int, tokens: int, counter: TokenCounter) -> Iterator[tuple[int, int, int]]:
    """Yield a sentence in halves, until none has more than `MAX_PASSAGE_TOKENS`, cut at white space where there is
    some.
    """
    if tokens <= MAX_PASSAGE_TOKENS or end - start < 2:
        yield start, end, tokens
        return
    middle = (start + end) // 2
    space = max(text.rfind(" ", start + 1, middle), text.rfind("\n", start + 1, middle))
    cut = space if space > start + (end - start) // 4 else middle
    right = cut
    while right < end and text[right].isspace():
        right += 1
    parts = [(start, cut), (right, end)]
    counts = counter.count_tokens([text[a:b] for a, b in parts])
    for (part_start, part_end), count in zip(parts, counts, strict=True):
        yield from _halves(text, part_start, part_end, count, counter)
