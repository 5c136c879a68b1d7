"""Quotes as Discord shows them: a block quote with the bold, code, links, items and rows of its document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from bot.cards.paging import QUOTE_CHARS, block_quote
from bot.text.discord_limits import discord_chars
from bot.text.markdown import escaped, escaped_pieces, fenced, followed_by
from retrieval import Citation
from retrieval.documents import Form, QuotedLine, quoted_lines, short_quote

_ELLIPSIS = "…"


def quote_lines(citations: Sequence[Citation], numbers: Mapping[Citation, int]) -> list[str]:
    """Return each quote with its own number, where it has one, so that it can be seen which source says what. What is
    longer than a line is without bold, code and links: they might be cut in two.
    """
    return list(chain.from_iterable(_lines(line, numbers) for line in quoted_lines(citations)))


def short_quote_lines(
    citations: Sequence[Citation], numbers: Mapping[Citation, int], *, ends_with_answer: bool = False
) -> list[str]:
    """Return the quotes as `quote_lines` does, shortened as `short_quote` does it: "…" stands for what is left out,
    with the numbers of those that nothing is shown of.
    """
    short = short_quote(citations, ends_with_answer=ends_with_answer)
    first, *others = _plain_where_all_answers(short.lines)
    if short.begins_later:
        segment, *segments = first.segments
        first = replace(first, segments=(segment._replace(before=f"{_ELLIPSIS} "), *segments))
    lines = list(chain.from_iterable(_lines(line, numbers) for line in (first, *others)))
    marks = _marks(short.left_out, numbers)
    if short.ends_earlier:
        lines[-1] = f"{lines[-1]} {_ELLIPSIS}"
    if marks:
        lines.append(f"> {_ELLIPSIS} {marks}")
    return lines


def marks_of(citations: Sequence[Citation], numbers: Mapping[Citation, int]) -> str:
    """Return the numbers of citations as an answer shows them, each once."""
    return _marks(tuple(dict.fromkeys(citations)), numbers)


def _plain_where_all_answers(lines: Sequence[QuotedLine]) -> list[QuotedLine]:
    """Return the lines without what is emphasised where that is all of them: bold that sets nothing apart is noise."""
    pieces = [piece for line in lines for segment in line.segments for piece in segment.pieces]
    if not all(look.emphasised for text, look in pieces if any(map(str.isalnum, text))):
        return list(lines)
    return [
        replace(
            line,
            segments=tuple(
                segment._replace(pieces=tuple((text, look._replace(emphasised=False)) for text, look in segment.pieces))
                for segment in line.segments
            ),
        )
        for line in lines
    ]


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
