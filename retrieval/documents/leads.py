"""What leads to a block of plain text: the sentence before it that ends in a colon, the question that it answers, the
item that it is a part of, the line that says what the lines below it are.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from retrieval.documents.blocks import LEADS_ON, MAX_LEAD_CHARS, Block, Form
from retrieval.domain.documents import PassageKind
from retrieval.text.orders import asks, orders_or_asks, orders_whoever_answers
from retrieval.text.words import content_stems

MAX_LEADS = 3
_SPEAKS_OF_IT = re.compile(r"(?:it|they|this|that|these|those|its|their|there|both|all|then|so)\b", re.IGNORECASE)
COMMON_TO_A_LEAD = 0.25
"""The least share of the words of a question or an order that leads to something that is to the point."""

_ASKS = re.compile(r"\?[\"”’)*_]*$")


class _Above(NamedTuple):
    """A line that deeper ones below it are a part of."""

    indent: int
    span: tuple[int, int]


class Leads:
    """What leads to the next block, kept from block to block."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._colon: tuple[int, int] | None = None
        self._question: tuple[int, int] | None = None
        self._stanza: tuple[int, int] | None = None
        self._above: list[_Above] = []
        self._has_led_items = self._is_answered = False

    def led(self, block: Block, indent: int, *, opens_stanza: bool, leads_stanza: bool) -> Block:
        """Return the block with what leads to it."""
        if block.kind is not PassageKind.BODY:
            self._colon = self._question = self._stanza = None
            self._above = []
            return block
        is_prose = block.form is Form.PROSE
        asks = len(block.sentences) == 1 and _ASKS.search(self._text, block.start, block.end) is not None
        self._forget(indent, asks=asks, opens_stanza=opens_stanza, is_prose=is_prose)
        leads = [self._question, self._colon, self._stanza, *(above.span for above in self._above)]
        spans = sorted({span for span in leads if span is not None})[-MAX_LEADS:]
        self._note(block, indent, asks=asks, leads_stanza=leads_stanza)
        return replace(block, leads=tuple(spans)) if spans else block

    def _forget(self, indent: int, *, asks: bool, opens_stanza: bool, is_prose: bool) -> None:
        """Forget what does not lead to a block of that form and place."""
        if opens_stanza or is_prose:
            self._stanza = None
        while self._above and (self._above[-1].indent >= indent or (opens_stanza and is_prose and not indent)):
            self._above.pop()
        # An answer has a paragraph, of whatever lines, with what is listed below it.
        if asks or (self._is_answered and is_prose and opens_stanza):
            self._question = None
        # Text after a list that was led to is no part of it.
        if self._has_led_items and is_prose:
            self._colon = None

    def _note(self, block: Block, indent: int, *, asks: bool, leads_stanza: bool) -> None:
        """Note what the block leads to."""
        last = block.sentences[-1]
        whole = (block.start, block.end) if block.end - block.start <= MAX_LEAD_CHARS else last
        self._is_answered = not asks
        self._has_led_items = block.form is not Form.PROSE
        if block.form is Form.PROSE:
            self._colon = None
        if asks:
            self._question = last
        elif LEADS_ON.search(self._text, max(last[0], last[1] - 8), last[1]):
            self._colon, self._has_led_items = last, False
        if leads_stanza:
            self._stanza = whole
        elif block.form is Form.ITEM:
            self._above.append(_Above(indent, whole))


def is_to_the_point(lead: str, said: Collection[str]) -> bool:
    """Return whether what leads to a sentence says what that is about: a question or an order has something in common
    with what is asked and `said`, unless it ends in a colon.
    """
    if not orders_or_asks(lead) or LEADS_ON.search(lead):
        return not orders_whoever_answers(lead)
    words = set(content_stems(lead))
    return len(words.intersection(said)) >= max(1.0, COMMON_TO_A_LEAD * len(words))


def may_be_pointed_back_to(before: str, sentence: str) -> bool:
    """Return whether a sentence that orders nothing may speak of what an order or a question before it in its paragraph
    does: by "it" and the like, or of an order by a word of both.
    """
    if _SPEAKS_OF_IT.match(sentence):
        return True
    return not asks(before) and not set(content_stems(before)).isdisjoint(content_stems(sentence))
