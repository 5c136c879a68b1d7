"""The sentences that a sentence of a document needs around it to be understood: who "he" is, what "the disclosure"
was, the rest of a quotation, and the "However, …" that takes it back.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from retrieval.documents.blocks import LEADS_ON, Block, Form
from retrieval.documents.body import layout_of
from retrieval.documents.leads import is_to_the_point, may_be_pointed_back_to
from retrieval.documents.pointing_back import begins_by_pointing_back, needs_the_one_before
from retrieval.documents.taking_back import contradicts, is_note, leaves_open_what_is_so, takes_back
from retrieval.domain.documents import Document, PassageKind
from retrieval.text.cache import once_a_document
from retrieval.text.orders import orders_or_asks, orders_whoever_answers
from retrieval.text.people import Gender, People, leans_on, people_of
from retrieval.text.words import content_stems

MAX_CONTEXT_SENTENCES = 2
"""The most sentences that are brought from before a sentence that cannot be understood without them."""
MAX_EXCERPT_CHARS = 900
"""The longest that a sentence with its context may be; a sentence alone may be longer. About what is read at a glance
on a phone."""

_QUOTATION_MARK = re.compile(r"[“”\"]")
# Somebody is asked: what follows is the answer.
_SOMEBODY_IS_ASKED = re.compile(
    r"\b(?:(?:was|were|when|if) asked|^asked|asked (?:if|whether|about|why|how|what))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The sentences of a document's body text, in order, each with the block that it stands in; `quotations` are spans
    of what stands in quotation marks, marks included, of all its blocks in order. A block may be a whole book.
    """

    document: Document
    sentences: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]
    quotations: tuple[tuple[int, int], ...]

    def place_of(self, start: int) -> int:
        """Return the place of the sentence that holds the character at `start`, or of the nearest before it."""
        return max(0, bisect_right(self.sentences, start, key=_start) - 1)

    def understandable(self, place: int) -> tuple[int, int]:
        """Return the first and the last of the sentences that it takes to understand the one at `place`."""
        first, last = self._with_whole_quotations(place, place)
        while self.points_back(first) and place - first < MAX_CONTEXT_SENTENCES:
            longer, _ = self._with_whole_quotations(first - 1, last)
            if longer < 0 or not self.fits(longer, last):
                break
            first = longer
        following = last + 1
        if self._goes_on(last) and self.fits(first, following):
            last = following
            if self._is_open(last) and self.fits(first, last + 1):
                last += 1
        while self._leads_to(first, last, last + 1) and self.fits(first, last + 1):
            last += 1
        return first, last

    def in_their_own_words(self, first: int, place: int, last: int) -> tuple[int, int] | None:
        """Return those of the sentences from first to last, brought for the one at `place`, that may be shown with it:
        without the ones before that would give somebody another's words, or with more, up to who may be meant. Return
        None where it would itself be taken for the words of somebody who may not be meant.
        """
        for begin in (*range(first, place + 1), *range(first - 1, first - 1 - MAX_CONTEXT_SENTENCES, -1)):
            alone = begin == place > first and leans_on(self.text_of(place)) is not None
            if alone or not self.fits(begin, last) or self._brings_an_order(begin, place):
                continue
            if self.are_meant(begin, last):
                return begin, last
        return None

    def are_meant(self, first: int, last: int) -> bool:
        """Return whether whoever the sentences from first to last lean on may be who is spoken of in them."""
        return all(self._may_be_meant(sentence, first) for sentence in range(first + 1, last + 1))

    def _brings_an_order(self, first: int, place: int) -> bool:
        """Whether a sentence before one that orders nothing is an order or a question: what a sentence points back to
        is told, but for what "it" is of the same paragraph. What orders whoever answers is never brought.
        """
        if any(orders_whoever_answers(self.text_of(n)) for n in range(first, place)):
            return True
        sentence = self.text_of(place)
        if sentence[0].islower() or orders_or_asks(sentence):
            return False
        return any(
            not (self.is_together(n, place) and may_be_pointed_back_to(self.text_of(n), sentence))
            for n in range(first, place)
            if orders_or_asks(self.text_of(n))
        )

    def _may_be_meant(self, place: int, first: int) -> bool:
        """Whether the "he" or "she" that a sentence leans on may be who is spoken of before it, from `first` on. Where
        a paragraph before speaks of "the minister" and several may be meant, it may not.
        """
        wanted = leans_on(self.text_of(place))
        if wanted is None:
            return True
        others = False
        for before in range(place - 1, first - 1, -1):
            sentence = self.text_of(before)
            people = self.people.in_sentence(sentence)
            meant = [person for person in people if person.gender in {None, wanted}]
            if leans_on(sentence) is wanted or any(person.gender for person in meant):
                return True
            if meant:
                is_next = any(person.name for person in meant) and not others
                return is_next or self.is_together(before, place) or self._one_may_be_meant(before, wanted)
            others = others or bool(people) or leans_on(sentence) is not None
        return not others

    def _one_may_be_meant(self, place: int, wanted: Gender) -> bool:
        """Whether at most one of those that the document names as far as there."""
        text = self.document.text[: self.sentences[place][1]]
        return sum(name in text for name, gender in self.people.names.items() if gender in {None, wanted}) <= 1

    @property
    def people(self) -> People:
        """Return the people of the document, with what is known of them."""
        return _people_of(self.document)

    def spans(
        self, first: int, last: int, asked: Collection[str] = (), left_out: Collection[int] = ()
    ) -> list[tuple[int, int]]:
        """Return the sentences from first to last as one span, or as several where there is text between them, and
        before them what leads to the first, where it is to the point. `asked` are stems of the question; `left_out` are
        places between that are not shown.
        """
        sentences = [self.sentences[place] for place in range(first, last + 1) if place not in left_out]
        said = {*asked, *content_stems(self.text_of(first))}
        leads = [lead for lead in self.leads_of(first) if lead not in sentences]
        spans = [lead for lead in leads if is_to_the_point(self.document.text[slice(*lead)], said)]
        spans.append(self.sentences[first])
        for start, end in sentences[1:]:
            if self.document.text[spans[-1][1] : start].strip(" \t\r\n-*+•|"):
                spans.append((start, end))
            else:
                spans[-1] = (spans[-1][0], end)
        return spans

    def text_of(self, place: int) -> str:
        """Return the sentence at `place`."""
        return self.document.text[slice(*self.sentences[place])]

    def fits(self, first: int, last: int) -> bool:
        """Return whether the sentences from first to last stand in one section and are not too long."""
        return (
            first >= 0
            and self.blocks[first].section == self.blocks[last].section
            and self.sentences[last][1] - self.sentences[first][0] <= MAX_EXCERPT_CHARS
        )

    def _leads_to(self, first: int, last: int, following: int) -> bool:
        """Whether one of the sentences from first to last leads to the next, as "Run this:" does, or whatever is said
        right before some code.
        """
        if following >= len(self.blocks):
            return False
        block, text = self.blocks[following], self.document.text
        return any(
            (start, end) in block.leads and (block.form is Form.CODE or LEADS_ON.search(text, max(start, end - 8), end))
            for start, end in self.sentences[first : last + 1]
        )

    def leads_of(self, place: int) -> tuple[tuple[int, int], ...]:
        """Return the spans that the sentence at `place` has to be shown with: what leads to it, and the head of its
        table.
        """
        block = self.blocks[place]
        return (*block.leads, block.head) if block.head else block.leads

    def is_together(self, place: int, other: int) -> bool:
        """Return whether two sentences stand in one block."""
        return other < len(self.blocks) and self.blocks[place] is self.blocks[other]

    def points_back(self, place: int) -> bool:
        """Return whether the sentence at `place` leans on the one before it."""
        text, form = self.text_of(place), self.blocks[place].form
        # What stands below a table leans on all of it, and not on its last row.
        if place == 0 or form in {Form.CODE, Form.ROW} or self.blocks[place - 1].form is Form.ROW:
            return False
        # An item that begins with a small letter leans on what leads to it, and not on the item before.
        goes_on = text[0].islower() and (form is Form.PROSE or self.is_together(place - 1, place))
        return (
            goes_on
            or begins_by_pointing_back(text)
            or (self.is_together(place - 1, place) and needs_the_one_before(text, self.text_of(place - 1)))
        )

    def is_taken_back(self, place: int) -> bool:
        """Return whether the next sentence says that what the one at `place` says is not so."""
        return self._is_followed(place) and takes_back(self.text_of(place + 1))

    def _goes_on(self, place: int) -> bool:
        """Whether the next sentence takes this one back, is a note on it, or answers what it asks."""
        if not self._is_followed(place):
            return False
        following = self.text_of(place + 1)
        if not self.is_together(place, place + 1):
            return takes_back(following)
        return contradicts(following) or is_note(following) or bool(_SOMEBODY_IS_ASKED.search(self.text_of(place)))

    def _is_open(self, place: int) -> bool:
        """Whether the sentence at `place` takes back what was said, and only the next may say what is so instead."""
        return self.is_together(place, place + 1) and leaves_open_what_is_so(self.text_of(place))

    def _is_followed(self, place: int) -> bool:
        """Whether a sentence of the same block follows, or one of the next paragraph of the section."""
        if place + 1 >= len(self.sentences):
            return False
        own, following = self.blocks[place], self.blocks[place + 1]
        are_paragraphs = own.form is following.form is Form.PROSE and own.section == following.section
        return own is following or are_paragraphs

    def _with_whole_quotations(self, first: int, last: int) -> tuple[int, int]:
        """Return the sentences as far as the quotations reach that they cut open, where that is not too far."""
        if first < 0:
            return first, last
        # What begins before or ends after these does not fit with them.
        begin, end = self.sentences[last][1] - MAX_EXCERPT_CHARS, self.sentences[first][0] + MAX_EXCERPT_CHARS
        for block in {id(b): b for b in (self.blocks[first], self.blocks[last])}.values():
            for opening, closing in self._quotations_within(max(begin, block.start), min(end, block.end)):
                inner_first = bisect_right(self.sentences, opening, key=_end)
                inner_last = bisect_left(self.sentences, closing, key=_start) - 1
                cuts = inner_first <= inner_last and inner_first <= last and inner_last >= first
                if cuts and self.fits(min(first, inner_first), max(last, inner_last)):
                    first, last = min(first, inner_first), max(last, inner_last)
        return first, last

    def _quotations_within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Those that stand between, wholly or in part."""
        for place in range(bisect_right(self.quotations, start, key=_end), len(self.quotations)):
            if self.quotations[place][0] >= end:
                return
            yield self.quotations[place]


def body_of(document: Document) -> Body:
    sentences, blocks, quotations = _body_spans(document)
    return Body(document=document, sentences=sentences, blocks=blocks, quotations=quotations)


_Spans = tuple[tuple[int, int], ...]


@once_a_document
def _body_spans(document: Document) -> tuple[_Spans, tuple[Block, ...], _Spans]:
    """Return the sentences of its body text, the block that each stands in, and the quotations."""
    blocks = [block for block in layout_of(document) if block.kind is PassageKind.BODY]
    return (
        tuple(span for block in blocks for span in block.sentences),
        tuple(block for block in blocks for _ in block.sentences),
        tuple(span for block in blocks for span in _quotations(document.text, block.start, block.end)),
    )


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _end(span: tuple[int, int]) -> int:
    return span[1]


@once_a_document
def _people_of(document: Document) -> People:
    return people_of(document.text[start:end] for start, end in body_of(document).sentences)


def _quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Return the spans of the quotations in double marks, curly or straight, marks included; one left open ends with
    the block.
    """
    opened = -1
    for found in _QUOTATION_MARK.finditer(text, start, end):
        if opened < 0 and found[0] != "”":
            opened = found.start()
        elif opened >= 0 and found[0] != "“":
            yield opened, found.end()
            opened = -1
    if opened >= 0:
        yield opened, end
