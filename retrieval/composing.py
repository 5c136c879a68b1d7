"""Statements from sentences of the sources: verbatim, with what it takes to understand them, none said twice."""

import re
from collections.abc import Sequence

from retrieval.domain import Citation, Document, Passage, PassageKind, Statement
from retrieval.grounding import cite
from retrieval.layout import layout_of
from retrieval.ports import Reading
from retrieval.words import content_stems, overlap_ratio

MAX_STATEMENTS = 4
MAX_CONTEXT_SENTENCES = 2
"""Sentences brought from before one that leans on them."""
MAX_STATEMENT_CHARS = 900
"""A statement with its context; a sentence alone may be longer."""
DUPLICATE_RATIO = 0.6
"""Two statements that share this much of their content words say the same. By the shipped corpus: its two tellings of
one Kirby quotation share 0.7, its closest pair of different statements 0.45 (tests/unit/test_composing.py)."""

# A pronoun or a connective that points back: what it points to must be shown too.
_POINTS_BACK = re.compile(
    r"[\"“‘'(]?(?:he|she|they|it|this|these|that|those|his|her|their|its|such|another|both|neither|either"
    r"|(?:in|on) (?:response|that|this|the (?:speech|interview|letter|statement|same))"
    r"|in a (?:press release|related context)"
    r"|however|additionally|furthermore|moreover|meanwhile|instead|therefore|also|but|and|so|nor|then"
    r"|the (?:\w+ )?(?:disclosure|announcement|move|decision|statement|allegations?|accusations?|claims?|latter|former"
    r"|two|pair|same|spokes\w+|official|officials|diplomat|director|minister|secretary|president|agency|group|country"
    r"|embargo|resolution|deal|agreement|report|operation|attack|attacks|strike|strikes)\s+"
    r"(?!of\b|in\b|on\b|between\b|against\b|for\b|that\b|to\b|with\b))\b",
    re.IGNORECASE,
)
# The speaker is only a pronoun: `…," he said.`
_PRONOUN_SPEAKS = re.compile(
    r"\b(?:(?:he|she|they|it) (?:also )?(?:said|says|added|told|explained|claimed|warned|noted|stated|continued|wrote)"
    r"|(?:said|added|explained|claimed|warned|noted) (?:he|she|they|it))\b",
    re.IGNORECASE,
)
_QUOTED_ONLY = re.compile(r"^[\"“].*[\"”]\s*(?:\[\w{1,4}\])*$", re.DOTALL)
_CONTRADICTS = re.compile(
    r"(?:however|but|yet|nevertheless|on the other hand|in contrast|by contrast)\b", re.IGNORECASE
)
# Somebody is asked: what follows is the answer.
_ASKS = re.compile(r"\b(?:(?:was|were|when|if) asked|^asked|asked (?:if|whether|about|why|how|what))\b", re.IGNORECASE)
_OPENING, _CLOSING = "“", "”"


def compose(readings: Sequence[Reading]) -> tuple[Statement, ...]:
    """One statement a reading, the best first, at most `MAX_STATEMENTS`; what a better one says already is left out."""
    statements: list[Statement] = []
    said: list[list[str]] = []
    for reading in sorted(readings, key=_best_first):
        document = reading.passage.document
        words = content_stems(document.text[reading.start : reading.end])
        if _is_quoted(reading, statements) or any(_same(words, other) for other in said):
            continue
        statements.append(_statement(reading.passage, understandable_span(document, reading.start, reading.end)))
        said.append(words)
        if len(statements) == MAX_STATEMENTS:
            break
    return tuple(statements)


def _is_quoted(reading: Reading, statements: Sequence[Statement]) -> bool:
    """Whether a statement shows the sentence already, as its context."""
    return any(
        citation.document_id == reading.passage.document.id
        and citation.start <= reading.start
        and citation.end >= reading.end
        for statement in statements
        for citation in statement.citations
    )


def understandable_span(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence at `start`, with the sentences before it that it leans on: one span, or more where boilerplate or a
    heading stands between. A quotation that is cut open is brought whole. What a source goes on to contradict in the
    same breath ("However, …"), or asks, is not shown without what follows.
    """
    blocks = [block for block in layout_of(document) if block.kind is PassageKind.BODY for _ in block.sentences]
    sentences = [span for block in dict.fromkeys(blocks) for span in block.sentences]
    place = next((n for n, span in enumerate(sentences) if span[0] <= start < span[1]), None)
    if place is None:
        return [(start, end)]
    first = last = place
    while first > 0 and place - first < MAX_CONTEXT_SENTENCES and _leans(document, sentences, first):
        too_long = sentences[last][1] - sentences[first - 1][0] > MAX_STATEMENT_CHARS
        if too_long or blocks[first - 1].section != blocks[place].section:
            break
        first -= 1
    following = [n for n in range(place + 1, len(sentences)) if blocks[n] is blocks[place]]
    if following and _goes_on(document, sentences[place], sentences[following[0]]):
        last = following[0]
    if document.text.count(_OPENING, *sentences[place]) > document.text.count(_CLOSING, *sentences[place]):
        closing = document.text.find(_CLOSING, sentences[place][1])
        last = next((n for n in following[:2] if sentences[n][0] <= closing < sentences[n][1]), last)
    return _joined(document, sentences[first : last + 1])


def _goes_on(document: Document, sentence: tuple[int, int], following: tuple[int, int]) -> bool:
    contradicted = _CONTRADICTS.match(document.text, *following)
    return bool(contradicted or _ASKS.search(document.text[slice(*sentence)]))


def _leans(document: Document, sentences: Sequence[tuple[int, int]], place: int) -> bool:
    start, end = sentences[place]
    sentence = document.text[start:end]
    if (
        sentence[0].islower()
        or _POINTS_BACK.match(sentence)
        or _PRONOUN_SPEAKS.search(sentence)
        or _QUOTED_ONLY.match(sentence)
    ):
        return True
    # Inside a quotation that an earlier sentence opened.
    return sentence.count(_CLOSING) > sentence.count(_OPENING) or _inside_quotation(document, sentences, place)


def _inside_quotation(document: Document, sentences: Sequence[tuple[int, int]], place: int) -> bool:
    before = document.text[sentences[max(0, place - 4)][0] : sentences[place][0]]
    paragraph = before.rsplit("\n", 1)[-1]
    return paragraph.count(_OPENING) > paragraph.count(_CLOSING)


def _joined(document: Document, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring sentences as one span; apart where other than white space or a bullet stands between."""
    spans = [sentences[0]]
    for start, end in sentences[1:]:
        if document.text[spans[-1][1] : start].strip(" \t\r\n-*+•"):
            spans.append((start, end))
        else:
            spans[-1] = (spans[-1][0], end)
    return spans


def _statement(passage: Passage, spans: Sequence[tuple[int, int]]) -> Statement:
    citations: tuple[Citation, ...] = tuple(cite(passage, start, end) for start, end in spans)
    return Statement(text=" … ".join(citation.quote for citation in citations), citations=citations)


def _same(words: Sequence[str], other: Sequence[str]) -> bool:
    return overlap_ratio(words, other) >= DUPLICATE_RATIO


def _best_first(reading: Reading) -> tuple[float, str, int]:
    return (-reading.answer_probability, reading.passage.document.id, reading.start)
