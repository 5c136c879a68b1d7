"""The places in a passage where an answer may stand, by a model's logits: what the readers with a model share."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.signal_reader import sentences_of
from retrieval.documents.inline import RunText
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading

MAX_HEADER_CHARS = 120
"""The most characters of a title with its section, which stand before the passage. Training uses the same limit."""
MAX_ANSWER_TOKENS = 40

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSpans:
    """The logits that a span starts or ends with each of the tokens that it may hold: `offsets` are their characters in
    the text that was read, in order.
    """

    start: Logits
    end: Logits
    offsets: Sequence[tuple[int, int]]


def header_of(passage: Passage) -> str:
    """Return the title and the heading that a passage stands under: who "he" is may be told only there."""
    return " – ".join(part for part in (passage.document.title, passage.section) if part)[:MAX_HEADER_CHARS]


def best_span(start: Logits, end: Logits) -> tuple[int, int, float]:
    """Return the best first and last token, at most `MAX_ANSWER_TOKENS` apart, and the sum of their logits."""
    sums = start[:, None] + end[None, :]
    allowed = np.triu(np.ones_like(sums, dtype=bool)) & ~np.triu(np.ones_like(sums, dtype=bool), MAX_ANSWER_TOKENS)
    first, last = np.unravel_index(int(np.where(allowed, sums, -np.inf).argmax()), sums.shape)
    return int(first), int(last), float(sums[first, last])


def reading_a_sentence(
    passage: Passage, text: RunText, tokens: TokenSpans, *, probability: float, relevance: float
) -> Iterator[Reading]:
    """Yield one reading a sentence of a passage, which was read as `text`: its best span. The best of the passage is as
    likely as the passage answers (`probability`), another by as much less as its span scores lower.
    """
    spans = list(_span_a_sentence(passage, text, tokens))
    best = max((score for *_, score in spans), default=0.0)
    for start, end, score in spans or [(passage.start, passage.end, 0.0)]:
        yield Reading(
            passage=passage,
            start=start,
            end=end,
            answer_probability=probability * math.exp(score - best),
            relevance=relevance,
        )


def _span_a_sentence(passage: Passage, text: RunText, tokens: TokenSpans) -> Iterator[tuple[int, int, float]]:
    """Yield the best span of each sentence, in characters of the document, and its score."""
    places = [text.span(a, b) for a, b in tokens.offsets]
    starts = np.array([a for a, _ in places], dtype=np.int64)
    for begin, close in sentences_of(passage):
        inside = np.flatnonzero((starts >= begin) & (starts < close))
        if len(inside):
            first, last, score = best_span(tokens.start[inside], tokens.end[inside])
            a, b = places[inside[first]][0], places[inside[last]][1]
            yield *_whole_words(passage.document.text, a, min(b, close), within=(begin, close)), score


def _whole_words(text: str, start: int, end: int, *, within: tuple[int, int]) -> tuple[int, int]:
    """Return a span that begins and ends where words do, and has a word where there is one to its right. Tokens are
    parts of words and marks, so that the best span may be half of a name, or what stands around it.
    """
    least, most = within
    while end < most and not any(map(str.isalnum, text[start:end])):
        end += 1
    while start > least and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < most and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, max(start + 1, end)
