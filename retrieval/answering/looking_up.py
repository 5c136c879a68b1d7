"""What is looked up rather than asked: a code by itself, or the clause, rule or chapter of a number. It is found where
the sources name it, and no reader takes part: none was trained on such.
"""

import re
from collections.abc import Iterator, Sequence

from retrieval.answering.choosing import sentence_of
from retrieval.answering.pasted_text import asks
from retrieval.documents.blocks import SECTIONS_BETWEEN
from retrieval.documents.context import body_of
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import coined_in, identifiers_in, stands_in
from retrieval.text.orders import orders_or_asks
from retrieval.text.words import content_stems, stem, tokens

_LABELS = (
    "clause|section|article|paragraph|rule|chapter|part|appendix|annex|schedule|regulation|step|point|item|subsection|§"
)
_NUMBER_OF_A_PART = r"(?:\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?|[A-Z]|[IVX]{1,6})"
_BY_NUMBER = re.compile(
    rf"""\W*(?:what\s+(?:does|do|is|are)\s+(?:(?:said|written)\s+)?(?:in\s+)?)?(?:the\s+)?(?P<label>{_LABELS})\s*
        (?:no\.?\s*|number\s+)?(?P<number>(?-i:{_NUMBER_OF_A_PART}))(?!\w)
        (?:\s+(?:of|in)\s+(?P<whole>\S[^?]{{0,80}}?))?
        (?:\s+(?:say|state|mean|require|cover|provide|contain|demand|regulate|about))?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_BEGINS_WITH_A_NUMBER = re.compile(
    rf"\W{{0,8}}(?:(?P<label>{_LABELS})\s*)?(?P<number>(?-i:{_NUMBER_OF_A_PART}))(?=[.):–—-]|\s|$)(?!\.\d)",
    re.IGNORECASE,
)
_WHAT_TO_DO = r"what\s+(?:now|(?:should|can|do|could|must)\s+(?:I|we|one)\s+do(?:\s+now)?)"
_A_CODE = re.compile(
    rf"""\W*(?:{_WHAT_TO_DO}\s+(?:about|against|with|on|for)\s+)?
        (?:(?:error|code|status|form|part|model|number|no\.?|the|an?|what|is|are|does)\s+){{0,5}}
        (?P<code>\S+(?:\s+\d+)?)(?:\s+(?:for|about|mean))?(?:\W+{_WHAT_TO_DO})?\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_A_MESSAGE = re.compile(rf"\W*(?P<code>[\w.]+):\s+(?P<said>\S.*?)(?:\W+{_WHAT_TO_DO}\W*)?", re.IGNORECASE | re.DOTALL)
_MARKS_AROUND_A_CODE = "`'\"“”()[]*_.,:;?!"
MOST_NAMING_A_WORD = 3
"""The passages that name a coined word which is looked up: what more of them name is no name of one thing."""
SENTENCES_OF_A_PART = 3
"""The most sentences of a clause or of what stands under its heading."""


def code_of(question: str) -> str | None:
    """Return the code that is all of a question, or the coined word of a message that is; None of any other."""
    if (message := _A_MESSAGE.fullmatch(question)) and not asks(message["said"]):
        return _coined(message["code"])
    if (asked := _A_CODE.fullmatch(question)) is None:
        return None
    code = asked["code"].strip(_MARKS_AROUND_A_CODE)
    named = [identifier.written for identifier in identifiers_in(question)]
    return named[0] if len(named) == 1 and code in named[0] else None if named else _coined(code)


def _coined(name: str) -> str | None:
    """Return the last word of a name with points, "heron.errors.ChecksumMismatch", where it alone is coined."""
    words = tokens(name)
    return words[-1] if words and coined_in(name) == [words[-1].casefold()] else None


def part_of(question: str) -> tuple[str, str, str] | None:
    """Return the label and number of the part that all of a question asks for, "clause" and "1.2", and what it is a
    part of, where that is said.
    """
    asked = _BY_NUMBER.fullmatch(question)
    return None if asked is None else (asked["label"].casefold(), asked["number"], asked["whole"] or "")


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


def numbered(label: str, number: str, whole: str, found: Sequence[FoundPassage]) -> list[Reading]:
    """Return the sentences of the part of that number, of the first passage that has it: what begins with the number,
    or stands under a heading that does. A number without a point is one of many, so that its label must stand before
    it, or be what the document or the section is called by.
    """
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
            return sentences[:SENTENCES_OF_A_PART]
        body = body_of(near.passage.document)
        for reading in sentences:
            block = body.blocks[body.place_of(reading.start)]
            line = near.passage.document.text.rfind("\n", 0, block.start) + 1
            if fits(near.passage.document.text[line : block.end]):
                of_block = [each for each in sentences if block.start <= each.start < block.end]
                return of_block[:SENTENCES_OF_A_PART]
    return []


def sentences_within(passage: Passage) -> Iterator[Reading]:
    """Yield the sentences that stand whole in a passage, as readings that nobody doubts."""
    for start, end in body_of(passage.document).sentences:
        if start >= passage.start and end <= passage.end:
            yield Reading(passage=passage, start=start, end=end, answer_probability=1.0)
