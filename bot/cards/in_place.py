"""Quotes in their place: each in bold, in a block quote, with the sentences before and after it as they stand."""

from collections.abc import Iterator, Sequence

from bot.cards.paging import LINE_CHARS, lines_of
from bot.text.markdown import escaped, split
from retrieval import Document
from retrieval.documents import body_sentences_between, shown_text

AROUND_CHARS = 250
"""The characters shown before and after a quote, to the next sentence."""


def in_place(document: Document, spans: Sequence[tuple[int, int]]) -> Iterator[list[str]]:
    """Yield the lines of each stretch of a document that holds some of the quotes: those that are near to one another
    stand in one.
    """
    for (first, last), quotes in _stretches(document, sorted(spans)):
        yield [*_lines(document, first, last, quotes)]


def window_of(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the span from the first sentence that starts to the last that ends within `AROUND_CHARS` of a quote."""
    text = document.text
    lowest, highest = max(0, start - AROUND_CHARS), min(len(text), end + AROUND_CHARS)
    sentences = body_sentences_between(document, lowest, highest)
    # A quote from within a very long sentence has no end of one nearby: then from word to word.
    first_word, last_word = text.find(" ", lowest, start) + 1, text.rfind(" ", end, highest)
    first = min((begin for begin, _ in sentences if lowest <= begin <= start), default=first_word or start)
    last = max((stop for _, stop in sentences if end <= stop <= highest), default=max(last_word, end))
    return first, last


def _stretches(
    document: Document, spans: Sequence[tuple[int, int]]
) -> list[tuple[tuple[int, int], list[tuple[int, int]]]]:
    stretches: list[tuple[tuple[int, int], list[tuple[int, int]]]] = []
    for start, end in spans:
        first, last = window_of(document, start, end)
        if stretches and first <= stretches[-1][0][1]:
            (before, reached), quotes = stretches[-1]
            # A quote that overlaps the one before it is one with it.
            if start <= quotes[-1][1]:
                quotes[-1] = (quotes[-1][0], max(quotes[-1][1], end))
            else:
                quotes.append((start, end))
            stretches[-1] = ((before, max(reached, last)), quotes)
        else:
            stretches.append(((first, last), [(start, end)]))
    return stretches


def _lines(document: Document, first: int, last: int, quotes: Sequence[tuple[int, int]]) -> Iterator[str]:
    reached = first
    for place, (start, end) in enumerate(quotes):
        before = "… " if first > 0 and place == 0 else ""
        yield from lines_of(f"{before}{_context(document, reached, start)}".strip())
        quote = shown_text(document, start, end).strip() or document.text[start:end]
        yield from (f"> **{piece}**" for piece in split(escaped(quote), LINE_CHARS - len("> ****")))
        reached = end
    after = " …" if last < len(document.text) else ""
    yield from lines_of(f"{_context(document, reached, last)}{after}".strip())


def _context(document: Document, start: int, end: int) -> str:
    """Return it escaped, as one line; empty where there is nothing to see."""
    shown = shown_text(document, start, end)
    return escaped(shown) if shown.strip() else ""
