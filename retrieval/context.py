"""How much of a document a sentence needs around it to be understood: who "he" is, what "the disclosure" was, the rest
of a quotation, and the "However, …" that takes it back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.domain import Document, PassageKind
from retrieval.layout import Block, layout_of

MAX_CONTEXT_SENTENCES = 2
"""Brought from before a sentence that leans on them."""
MAX_EXCERPT_CHARS = 900
"""With its context; a sentence alone may be longer. About what is read at a glance on a phone."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The sentences of a document's body text, in order, each with the block that it stands in."""

    document: Document
    sentences: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]

    def place_of(self, start: int) -> int:
        """The place of the sentence that holds the character at `start`; the nearest before it where none does."""
        return max((n for n, span in enumerate(self.sentences) if span[0] <= start), default=0)

    def understandable(self, place: int) -> tuple[int, int]:
        """The first and the last of the sentences that it takes to understand the one at `place`."""
        first, last = self._with_whole_quotations(place, place)
        while self._leans(first) and place - first < MAX_CONTEXT_SENTENCES:
            longer, _ = self._with_whole_quotations(first - 1, last)
            if longer < 0 or not self._fits(longer, last):
                break
            first = longer
        following = last + 1
        if self._is_together(last, following) and self._goes_on(last) and self._fits(first, following):
            last = following
        return first, last

    def spans(self, first: int, last: int) -> list[tuple[int, int]]:
        """The sentences from first to last as one span; apart where other than white space or a bullet is between."""
        spans = [self.sentences[first]]
        for start, end in self.sentences[first + 1 : last + 1]:
            if self.document.text[spans[-1][1] : start].strip(" \t\r\n-*+•"):
                spans.append((start, end))
            else:
                spans[-1] = (spans[-1][0], end)
        return spans

    def is_quotation(self, place: int) -> bool:
        """Whether all words of the sentence stand in quotation marks, wherever these open and close."""
        start, end = self.sentences[place]
        block = self.blocks[place]
        outside = list(self.document.text[start:end])
        for a, b in _quotations(self.document.text, block.start, block.end):
            for n in range(max(a, start), min(b, end)):
                outside[n - start] = " "
        return not any(character.isalnum() for character in outside)

    def _text(self, place: int) -> str:
        return self.document.text[slice(*self.sentences[place])]

    def _fits(self, first: int, last: int) -> bool:
        """Whether they stand in one section and are not too long."""
        return (
            first >= 0
            and self.blocks[first].section == self.blocks[last].section
            and self.sentences[last][1] - self.sentences[first][0] <= MAX_EXCERPT_CHARS
        )

    def _is_together(self, place: int, other: int) -> bool:
        return other < len(self.blocks) and self.blocks[place] is self.blocks[other]

    def _leans(self, place: int) -> bool:
        text = self._text(place)
        return place > 0 and bool(
            text[0].islower() or _POINTS_BACK.match(text) or _PRONOUN_SPEAKS.search(text) or _QUOTED_ONLY.match(text)
        )

    def _goes_on(self, place: int) -> bool:
        """Whether the next sentence takes this one back, or answers what it asks."""
        return bool(_CONTRADICTS.match(self._text(place + 1)) or _ASKS.search(self._text(place)))

    def _with_whole_quotations(self, first: int, last: int) -> tuple[int, int]:
        """As far as the quotations reach that the sentences cut open, where that is not too far."""
        if first < 0:
            return first, last
        for block in {id(b): b for b in (self.blocks[first], self.blocks[last])}.values():
            for opening, closing in _quotations(self.document.text, block.start, block.end):
                inside = [n for n, (a, b) in enumerate(self.sentences) if a < closing and b > opening]
                cuts = inside and inside[0] <= last and inside[-1] >= first
                if cuts and self._fits(min(first, inside[0]), max(last, inside[-1])):
                    first, last = min(first, inside[0]), max(last, inside[-1])
        return first, last


@lru_cache(maxsize=256)
def body_of(document: Document) -> Body:
    blocks = [block for block in layout_of(document) if block.kind is PassageKind.BODY]
    return Body(
        document=document,
        sentences=tuple(span for block in blocks for span in block.sentences),
        blocks=tuple(block for block in blocks for _ in block.sentences),
    )


def _quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the quotations in double marks, curly or straight, marks included; one left open ends with the block."""
    opened = -1
    for place in range(start, end):
        mark = text[place]
        if opened < 0 and mark in '“"':
            opened = place
        elif opened >= 0 and mark in '”"':
            yield opened, place + 1
            opened = -1
    if opened >= 0:
        yield opened, end
