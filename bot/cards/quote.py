"""Quotes as Discord shows them: a block quote with the bold, code, links, items and rows of its document."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from bot.cards.paging import QUOTE_CHARS, block_quote
from bot.text.discord_limits import discord_chars
from bot.text.markdown import escaped, escaped_pieces, fenced, followed_by
from retrieval import Citation
from retrieval.documents import Form, QuotedLine, quoted_lines


def quote_lines(citations: Sequence[Citation], numbers: Mapping[Citation, int]) -> list[str]:
    """Return each quote with its own number, where it has one, so that it can be seen which source says what. What is
    longer than a line is without bold, code and links: they might be cut in two.
    """
    return list(chain.from_iterable(_lines(line, numbers) for line in quoted_lines(citations)))


def _lines(line: QuotedLine, numbers: Mapping[Citation, int]) -> Iterator[str]:
    marks = [_marks(segment.citations, numbers) for segment in line.segments]
    if line.form is Form.CODE:
        # Together they are one line to whoever fills messages: a block of code goes into one.
        code = fenced("".join(text for segment in line.segments for text, _ in segment.pieces))
        yield "\n".join(f"> {code_line}" for code_line in code)
        yield from (f"> {mark}" for mark in marks if mark)
        return
    before = f"{line.mark or '-'} " if line.form is Form.ITEM else ""
    texts = [(segment.before, escaped_pieces(segment.pieces)) for segment in line.segments]
    whole = before + "".join(
        between + followed_by(text, mark) for (between, text), mark in zip(texts, marks, strict=True)
    )
    if discord_chars(whole) > QUOTE_CHARS:
        bare = [escaped("".join(text for text, _ in segment.pieces)) for segment in line.segments]
        parts = zip(line.segments, bare, marks, strict=True)
        whole = before + "".join(segment.before + followed_by(text, mark) for segment, text, mark in parts)
    yield from block_quote(whole)


def _marks(citations: Sequence[Citation], numbers: Mapping[Citation, int]) -> str:
    return " ".join(f"**[{numbers[citation]}]**" for citation in citations if citation in numbers)
