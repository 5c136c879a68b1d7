"""What is emphasised of a sentence, as somebody would mark it: no half of a bracket, no verb without the word that
belongs to it, a command as a whole; and nothing of what is said to be unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.choosing import span_of_sentence
from retrieval.documents.blocks import Form
from retrieval.documents.context import body_of
from retrieval.domain.readings import Reading
from retrieval.text.not_known import says_it_is_not_known
from retrieval.text.nouns import WHOLE_WORD

_ASKS_HOW_TO = re.compile(
    r"\b(?:how\s+(?:do|can|would|should|could)\s+(?:i|we|you|one)|how\s+to|(?:what|which)\s+command)\b", re.IGNORECASE
)
_LONG_CODE = re.compile(r"(?<!`)`([^`\s]++[ \t][^`\n]++)`(?!`)")
"""Code of several words within a line: one word is a name."""
_BELONGS_TO_THE_VERB = re.compile(
    r"\s+(?:again|back|off|out|up|down|away|over|apart|together|twice)(?=\s*(?:[.,;:!?)]|$))", re.IGNORECASE
)
# What goes on asking, as ", and why" does, is of the same clause.
_BETWEEN_CLAUSES = re.compile(
    r";|[,–—]\s+(?:but|and|so|while|though|although)\b(?!\s+(?:who|whom|whose|what|which|when|where|why|how|whether)\b)"
    r"|\s[–—]\s|[.!?]\s",
    re.IGNORECASE,
)
_EITHER_OR = re.compile(r"\b(\w+)\s+or\s+(?:(?:an?|the)\s+)?(\w+)\b(?=\s*[:;,.?–—])", re.IGNORECASE)
_DENIES_THE_NEXT = re.compile(r"(?:\b(?:not|never|no)|n['’]t)\s+(?:an?\s+|the\s+)?$", re.IGNORECASE)
_OPENING_OF = {")": "(", "]": "["}

PhraseSpan = tuple[int, int]


def in_whole_phrases(readings: Sequence[Reading], question: str) -> list[Reading]:
    """Return the readings, each with the words that are to be emphasised in its sentence; one of what is not known, or
    of a block of code that says how, is the whole sentence.
    """
    return [_whole(reading, question) for reading in readings]


def _whole(reading: Reading, question: str) -> Reading:
    document, sentence = reading.passage.document, span_of_sentence(reading)
    span = (reading.start, reading.end)
    if span == sentence or not (sentence[0] <= span[0] < span[1] <= sentence[1]):
        return reading
    if command := _command_asked_for(reading, sentence, question):
        span = command
    elif says_it_is_not_known(_clause_of(document.text, span, sentence)):
        span = sentence
    elif settled := _settled(document.text, span, sentence):
        span = settled
    else:
        span = _with_whole_brackets(document.text, _with_its_particle(document.text, span, sentence), sentence)
    start, end = max(span[0], reading.passage.start), min(span[1], reading.passage.end)
    return replace(reading, start=start, end=end) if start < end else reading


def _command_asked_for(reading: Reading, sentence: PhraseSpan, question: str) -> PhraseSpan | None:
    """Return the command that a sentence names to somebody who asks how to do something; None where it has none, or
    several.
    """
    if not _ASKS_HOW_TO.search(question):
        return None
    document = reading.passage.document
    body = body_of(document)
    form = body.blocks[body.place_of(reading.start)].form
    if form is Form.CODE:
        return sentence
    commands = [found.span(1) for found in _LONG_CODE.finditer(document.text, *sentence)]
    return commands[0] if len(commands) == 1 and form is not Form.ROW else None


def _clause_of(text: str, span: PhraseSpan, sentence: PhraseSpan) -> str:
    """Return the clause of a sentence that holds a span."""
    before = [found.end() for found in _BETWEEN_CLAUSES.finditer(text, sentence[0], span[0])]
    after = _BETWEEN_CLAUSES.search(text, span[1], sentence[1])
    return text[max(before, default=sentence[0]) : after.start() if after else sentence[1]]


def _settled(text: str, span: PhraseSpan, sentence: PhraseSpan) -> PhraseSpan | None:
    """Return which of the alternatives in a span it is, where the rest of the sentence says that of one alone: "red or
    blue: it was blue". None where there are none, or it does not.
    """
    for found in _EITHER_OR.finditer(text, *sentence):
        if found.start() < span[1] and span[0] < found.end():
            options = [found[1].casefold(), found[2].casefold()]
            named = [
                word for word in WHOLE_WORD.finditer(text, found.end(), sentence[1]) if word[0].casefold() in options
            ]
            if len({word[0].casefold() for word in named}) != 1:
                return None
            is_denied = _DENIES_THE_NEXT.search(text, max(found.end(), named[0].start() - 12), named[0].start())
            other = found.span(2 - options.index(named[0][0].casefold()))
            return other if is_denied else named[0].span()
    return None


def _with_its_particle(text: str, span: PhraseSpan, sentence: PhraseSpan) -> PhraseSpan:
    """Return a span with the word after it that belongs to its verb and ends the clause: "rolled again"."""
    found = _BELONGS_TO_THE_VERB.match(text, span[1], sentence[1])
    return (span[0], found.end()) if found else span


def _with_whole_brackets(text: str, span: PhraseSpan, sentence: PhraseSpan) -> PhraseSpan:
    """Return a span with the rest of a bracket that it breaks off in, and without the end of one that it begins in."""
    start, end = span
    opened: list[int] = []
    for place in range(start, end):
        if text[place] in _OPENING_OF.values():
            opened.append(place)
        elif text[place] in _OPENING_OF:
            if opened:
                opened.pop()
            elif place + 1 == end:
                return start, place
    if not opened:
        return span
    closing = next(mark for mark, opening in _OPENING_OF.items() if opening == text[opened[0]])
    closes = text.find(closing, end, sentence[1])
    if closes >= 0:
        return start, closes + 1
    return (start, opened[0]) if text[start : opened[0]].strip() else span
