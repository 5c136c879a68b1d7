"""What a pasted log says: its messages, without when and where each came, and which sentences of a source quote one."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from retrieval.answering.choosing import place_of_reading, sentence_of
from retrieval.documents.context import body_of
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import MOST_NAMING_A_WORD, coined_in
from retrieval.text.words import tokens, words_in_a_row

MESSAGES_SEARCHED = 3
"""The messages of a log that passages are searched by: what is told last is often only what came of the first."""
QUOTED_PROBABILITY = 0.9
"""How likely a sentence that quotes a pasted message tells what it means or what to do: a reader is trained on
questions, and a message is none."""
QUOTED_IN_A_ROW = 5
"""The words in a row that a sentence and a message share by no chance; two are enough where one of them is coined, and
a coined word by itself in a sentence that does not quote what follows it."""
_OF_A_MACHINE = re.compile(
    r"""\d:\d\d:\d\d | (?:Error|Exception|Errno|Warning)\b | \b0x[0-9a-f]{4} | ^\s*\#\d | ^\s*at\s\S+\(
      | \b(?:ERROR|WARN(?:ING)?|FATAL|INFO|DEBUG|TRACE|ERR!|FAIL(?:ED)?|PANIC)\b
      | \b(?:error|fatal|panic|failed|failure|exception|warning|denied)(?:\[\w+\])?: | (?:^|[\s"'(])/\w[\w.-]*/\w
      | \b[A-Za-z]:\\\w | \bline\s\d+\b | (?<![\w.])[\w.]++:\d+[:)] | \bexit(?:ed)?\s(?:code|status)\b
      | ^\s*(?:\w++\.)*+(?=\w*[a-z][A-Z])\w++:\s""",
    re.VERBOSE,
)
"""What the lines of logs, traces and consoles have, and sentences seldom do."""
_NOT_OF_THE_MESSAGE = re.compile(
    r"""\d{4}[-/]\d\d[-/]\d\d[T\s]?(?:\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?)?(?:Z|UTC|[+-]\d\d:?\d\d)?(?!\w)
      | \b\d\d:\d\d:\d\d(?:[.,]\d+)? | \b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\b
      | \[[^\[\]\n]{0,60}\] | (?<![\w.])(?:/[\w.@-]+){2,}/? | \b0x[0-9a-f]{6,}
      | \b(?:ERROR|WARN(?:ING)?|FATAL|INFO|DEBUG|TRACE|UTC|GMT)\b:?""",
    re.VERBOSE,
)
"""What says when and where a message came, and not what it says: times, levels, threads, paths, addresses."""
_TOLD_FOR_INFORMATION = re.compile(
    r"\b(?:INFO|DEBUG|TRACE|LOG)\b|^\s*(?:[$>]|PS\s[A-Z]:)|^\s*(?:at\s\S+\(|File\s\"|\#\d)"
)
"""What lines say that tell of no trouble: what was begun, what was typed, the calls on the way to an error."""
_MARKS_AROUND = " \t-–—:;,|>#"
_GOES_ON_AS_A_MESSAGE = re.compile(r":\s*\w")
_CODE = re.compile(r"(?<![\w-])[A-Z]{1,8}[-_]?\d{2,7}(?![\w-])")
"""The code of an error, in capitals: E-217, ORA00942."""


def message_of(sentence: str) -> str | None:
    """Return what a line of a log, a trace or a console says, without when and where; None of any other sentence."""
    if not _OF_A_MACHINE.search(sentence):
        return None
    return " ".join(_NOT_OF_THE_MESSAGE.sub(" ", sentence).split()).strip(_MARKS_AROUND) or None


def messages_of(sentences: Sequence[str]) -> list[str]:
    """Return what the lines of a log say that tell of trouble, each once, the last of those that are alike."""
    troubles = [sentence for sentence in sentences if not _TOLD_FOR_INFORMATION.search(sentence)]
    return list(dict.fromkeys(filter(None, map(message_of, reversed(troubles)))))[::-1]


def telling_messages(messages: Sequence[str], weigh: Callable[[str], float]) -> list[str]:
    """Return the messages that `weigh` gives most, at most `MESSAGES_SEARCHED`, and none that it gives nothing."""
    weights = {message: weigh(message) for message in messages}
    by_weight = sorted(messages, key=lambda message: weights[message])[::-1]
    return [message for message in by_weight if weights[message] > 0][:MESSAGES_SEARCHED]


def as_quoted(messages: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings, those of the sentences that quote one of the messages as likely as `QUOTED_PROBABILITY`, and
    those that follow them in their paragraph. Of a passage whose heading has the code of a message, its likeliest is.
    """
    runs = {run for message in messages for run in _telling_runs(message)}
    codes = {code for message in messages for code in _CODE.findall(message)}
    if not (runs or codes):
        return list(readings)
    names = {word for message in messages for word in coined_in(message)}
    naming = Counter(word for text in {each.passage.text for each in readings} for word in names & {*coined_in(text)})
    names = {word for word, passages in naming.items() if passages <= MOST_NAMING_A_WORD}
    raised: set[tuple[str, int]] = set()
    for reading in readings:
        sentence = sentence_of(reading)
        told = runs & _telling_runs(sentence) or names & _named_alone(sentence)
        if told or not codes.isdisjoint(_CODE.findall(sentence)):
            raised |= {place_of_reading(reading), *_following(reading, readings)}
    under: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda each: each.answer_probability):
        if not codes.isdisjoint(_CODE.findall(reading.passage.section)):
            under[reading.passage.id] = reading
    raised |= set(map(place_of_reading, under.values()))
    return [
        replace(reading, answer_probability=max(reading.answer_probability, QUOTED_PROBABILITY))
        if place_of_reading(reading) in raised
        else reading
        for reading in readings
    ]


def _following(reading: Reading, readings: Sequence[Reading]) -> list[tuple[str, int]]:
    """Return the place of the reading of the next sentence of its paragraph; none where there is none."""
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    return [
        place_of_reading(other)
        for other in readings
        if other.passage.id == reading.passage.id
        and body.place_of(other.start) == place + 1
        and body.blocks[place] is body.blocks[place + 1]
    ]


def _telling_runs(text: str) -> set[tuple[str, ...]]:
    """Return the runs of words of a text that say by themselves which message it is."""
    folded = [word.casefold() for word in tokens(text)]
    coined = set(coined_in(text))
    pairs = {pair for pair in words_in_a_row(folded, 2) if pair[0] in coined}
    return {*words_in_a_row(folded, QUOTED_IN_A_ROW), *pairs}


def _named_alone(sentence: str) -> set[str]:
    """Return the coined words of a sentence, but those that it quotes with what the message says after them."""
    folded = sentence.casefold()
    return {
        word for word in coined_in(sentence) if not _GOES_ON_AS_A_MESSAGE.match(folded, folded.find(word) + len(word))
    }
