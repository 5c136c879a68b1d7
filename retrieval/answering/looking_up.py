"""What is looked up rather than asked: a code by itself, or the clause, rule or chapter of a number. It is found where
the sources name it, and no reader takes part: none was trained on such.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from retrieval.answering.choosing import sentence_of
from retrieval.answering.pasted_text import asks
from retrieval.documents.blocks import SECTIONS_BETWEEN, Block
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import MOST_NAMING_A_WORD, coined_in, identifiers_in, stands_in
from retrieval.text.orders import orders_or_asks
from retrieval.text.words import content_stems, stem, tokens

_LABELS = (
    "clause|section|article|paragraph|rule|chapter|part|appendix|annex|schedule|regulation|step|point|item|subsection|§"
)
_NUMBER_OF_A_PART = r"(?:\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?|[A-Z]|[IVX]{1,6})"
_MARK_OF_AN_ITEM = r"(?:[a-z]|[ivx]{1,5}|\d{1,2})"
_BY_NUMBER = re.compile(
    rf"""\W*(?:what\s+(?:does|do|is|are)\s+(?:(?:said|written)\s+)?(?:in\s+)?)?(?:the\s+)?(?P<label>{_LABELS})\s*
        (?:no\.?\s*|number\s+)?(?P<number>(?-i:{_NUMBER_OF_A_PART}))(?:\s*\((?P<item>{_MARK_OF_AN_ITEM})\))?(?![\w(])
        (?:\s+(?:of|in)\s+(?P<whole>\S[^?]{{0,80}}?))?
        (?:\s+(?:say|state|mean|require|cover|provide|contain|demand|regulate|about))?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_BEGINS_WITH_A_NUMBER = re.compile(
    rf"\W{{0,8}}(?:(?P<label>{_LABELS})\s*)?(?P<number>(?-i:{_NUMBER_OF_A_PART}))(?=[.):–—-]|\s|$)(?!\.\d)",
    re.IGNORECASE,
)
_BEGINS_WITH_A_MARK = re.compile(rf"\W{{0,8}}(?P<item>{_MARK_OF_AN_ITEM})\)", re.IGNORECASE)
_WHAT_TO_DO = r"what\s+(?:now|(?:should|can|do|could|must)\s+(?:I|we|one)\s+do(?:\s+now)?)"
_ASKS_WHAT_TO_DO = re.compile(rf"\b{_WHAT_TO_DO}$", re.IGNORECASE)
_A_CODE = re.compile(
    rf"""(?:{_WHAT_TO_DO}\s+(?:about|against|with|on|for)\s+)?
        (?:(?:error|code|status|form|part|model|number|no\.?|the|an?|what|is|are|does)\s+){{0,5}}
        (?P<code>\S+(?:\s+\d+)?)(?:\s+(?:for|about|mean))?""",
    re.IGNORECASE | re.VERBOSE,
)
_A_MESSAGE = re.compile(r"(?P<code>\w[\w.]*+):\s++(?P<said>\S.*)", re.DOTALL)
_FROM_FIRST_TO_LAST_WORD = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_ENDS_WITH_A_MARK = re.compile(r"[.!?][\"”’)*_`\]]{0,5}$")
SENTENCES_OF_A_PART = 3
"""The most sentences of a clause or of what stands under its heading."""
FEWEST_TOKENS_OF_A_SENTENCE = 5
ITEMS_OF_A_PART = 10
"""The most items, (a) and (b), of a clause that goes on in them."""


def code_of(question: str) -> str | None:
    """Return the code that is all of a question, or the coined word of a message that is; None of any other."""
    whole = _without_marks_around(question)
    told = _without_marks_around(_ASKS_WHAT_TO_DO.sub("", whole))
    message = _A_MESSAGE.fullmatch(told)
    if message and not (asks(message["said"]) or (told == whole and asks(question))):
        return _coined(message["code"])
    if (asked := _A_CODE.fullmatch(told)) is None:
        return None
    code = _without_marks_around(asked["code"])
    named = [identifier.written for identifier in identifiers_in(question)]
    return named[0] if len(named) == 1 and code in named[0] else None if named else _coined(code)


def _without_marks_around(text: str) -> str:
    words = _FROM_FIRST_TO_LAST_WORD.search(text)
    return words[0] if words else ""


def _coined(name: str) -> str | None:
    """Return the last word of a name with points, "heron.errors.ChecksumMismatch", where it alone is coined."""
    words = tokens(name)
    return words[-1] if words and coined_in(name) == [words[-1].casefold()] else None


class NumberedPart(NamedTuple):
    """The label and number of a part, "clause" and "1.2", what it is a part of, and which of its items is asked for:
    "b" of "1.2 (b)"; both empty where that is not said.
    """

    label: str
    number: str
    whole: str = ""
    item: str = ""


def part_of(question: str) -> NumberedPart | None:
    """Return the part that all of a question asks for; None of any other question."""
    asked = _BY_NUMBER.fullmatch(question)
    if asked is None:
        return None
    item = (asked["item"] or "").casefold()
    return NumberedPart(asked["label"].casefold(), asked["number"], asked["whole"] or "", item)


def naming(code: str, found: Sequence[FoundPassage]) -> list[Reading]:
    """Return the sentences that name a code or a coined word, and the first below a heading that does; those that tell
    come before those that order. What a coined word names is told in the next sentence of the paragraph, too.
    """
    identifier = next(iter(identifiers_in(code)), None)

    def names_it(text: str) -> bool:
        return stands_in(identifier, text) if identifier else code.casefold() in coined_in(text)

    named = []
    passages = 0
    for near in found:
        sentences = list(sentences_within(near.passage))
        of_passage = sentences[:1] if names_it(near.passage.section) else []
        for place, each in enumerate(sentences):
            if names_it(sentence_of(each)):
                of_passage += [each, *(() if identifier else _next_of_paragraph(each, sentences[place + 1 :]))]
        passages += bool(of_passage)
        named += of_passage
    if identifier is None and passages > MOST_NAMING_A_WORD:
        return []
    return sorted(named, key=lambda reading: orders_or_asks(sentence_of(reading)))


def _next_of_paragraph(reading: Reading, following: Sequence[Reading]) -> list[Reading]:
    body = body_of(reading.passage.document)
    block = body.blocks[body.place_of(reading.start)]
    return [each for each in following[:1] if each.start < block.end]


def numbered(part: NumberedPart, found: Sequence[FoundPassage]) -> list[Reading]:
    """Return the sentences of the part of that number, of the first passage that has it: what begins with the number,
    with the items that it goes on in, or stands under a heading that does. A number without a point is one of many,
    so that its label must stand before it, or be what the document or the section is called by.
    """
    label, number, whole, _ = part
    wanted = set(content_stems(whole))
    for near in found:
        above = f"{near.passage.document.title} {near.passage.section}"
        if not wanted <= set(content_stems(f"{above} {near.passage.document.id}")):
            continue
        is_called_so = "." in number or stem(label) in map(stem, content_stems(above))

        def fits(text: str, is_called_so: bool = is_called_so) -> bool:
            begun = _BEGINS_WITH_A_NUMBER.match(text)
            if begun is None or begun["number"].casefold() != number.casefold():
                return False
            return is_called_so or (begun["label"] or "").casefold() == label

        sentences = list(sentences_within(near.passage))
        if any(map(fits, near.passage.section.split(SECTIONS_BETWEEN))):
            first = list(takewhile(lambda each: not _mark_of(each), sentences))
            return _with_items(first, sentences[len(first) :], part.item)
        body = body_of(near.passage.document)
        for reading in sentences:
            block = body.blocks[body.place_of(reading.start)]
            if fits(_line_of(near.passage.document, block)):
                of_block = [each for each in sentences if block.start <= each.start < block.end]
                after = [each for each in sentences if each.start >= block.end]
                return _with_items(of_block, after, part.item)
    return []


def _with_items(first: Sequence[Reading], after: Sequence[Reading], item: str) -> list[Reading]:
    """Return the first sentences of a part, and where they stop without an end mark the items, (a) and (b), that go on
    after them. Where one item is asked for, that with what leads to it; nothing where there is none.
    """
    items = list(takewhile(_mark_of, after))
    if item:
        asked = [each for each in items if _mark_of(each) == item]
        within = [each for each in first if f"({item})" in sentence_of(each)]
        return [*first[-1:], *asked] if asked else within
    if items and not (first and _ENDS_WITH_A_MARK.search(sentence_of(first[-1]))):
        return [*first[:SENTENCES_OF_A_PART], *items[:ITEMS_OF_A_PART]]
    return [*first, *items][:SENTENCES_OF_A_PART]


def _mark_of(reading: Reading) -> str:
    """Return the mark of the item that a sentence is of, "b" of "(b)"; empty of any other sentence."""
    document = reading.passage.document
    body = body_of(document)
    mark = _BEGINS_WITH_A_MARK.match(_line_of(document, body.blocks[body.place_of(reading.start)]))
    return mark["item"].casefold() if mark else ""


def _line_of(document: Document, block: Block) -> str:
    """Return a block with the mark before it in its line."""
    return document.text[document.text.rfind("\n", 0, block.start) + 1 : block.end]


def sentences_within(passage: Passage) -> Iterator[Reading]:
    """Yield the sentences that stand whole in a passage, as readings that nobody doubts."""
    for start, end in body_of(passage.document).sentences:
        if start >= passage.start and end <= passage.end:
            yield Reading(passage=passage, start=start, end=end, answer_probability=1.0)


def telling_within(passage: Passage) -> Iterator[Reading]:
    """Yield the sentences of a passage that tell something: no orders, questions, lead-ins or scraps."""
    for reading in sentences_within(passage):
        text = passage.document.text[reading.start : reading.end]
        if len(tokens(text)) < FEWEST_TOKENS_OF_A_SENTENCE or text.rstrip().endswith(":") or orders_or_asks(text):
            continue
        yield reading
