"""Which readings an answer is made of: each would be answered with by itself, and each different answer comes before
any comes twice.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from retrieval.answering.deciding import probability_of_answer
from retrieval.answering.question import AnswerType
from retrieval.answering.values import Value, value_of
from retrieval.documents.blocks import last_heading_of
from retrieval.documents.context import body_of
from retrieval.domain.readings import Calibration, Reading
from retrieval.text.opposites import from_its_opposite
from retrieval.text.orders import orders_or_asks
from retrieval.text.words import content_stems

SHARE_OF_THE_BEST = 2 / 3
"""The share of the words of a question that the best sentence has, which another of its section has at the least."""


def readings_to_show(
    answer_type: AnswerType,
    readings: Sequence[Reading],
    calibration: Calibration,
    threshold: float,
    asked: Collection[str] = (),
) -> list[Reading]:
    """Return the readings that an answer is made of: the best, and of the others those that would be answered with by
    themselves, by `calibration` and `threshold`. The likeliest of each answer comes first, then what gives one again,
    each the likeliest first.

    None of the others orders its reader about or asks something, unless the best does: then the question is about what
    to do; or unless it goes on where the best ends, and says what to do about that. None ends in a colon where nothing
    is shown that it leads to. Of the section of the best none is about something else: it has most of the stems `asked`
    about that the best has, by itself or by its heading, or gives another value.
    """
    best = max(readings, key=lambda reading: (reading.answer_probability, -reading.start), default=None)
    if best is None:
        return []
    may_order = orders_or_asks(sentence_of(best))
    likely = [
        reading
        for reading in readings
        if reading is best
        or (
            probability_of_answer([reading], calibration) >= threshold
            and _may_stand_beside(reading, may_order=may_order or _goes_on(best, reading))
            and (_is_about_as_much(best, reading, asked) or _gives_another_value(best, reading))
        )
    ]
    if answer_type is AnswerType.YES_NO:
        # Which words of a sentence say yes is not for the reader to tell: the sentence does.
        likely = [whole_sentence(reading) for reading in likely]
    by_likelihood = sorted(
        likely, key=lambda reading: (-reading.answer_probability, reading.passage.document.id, reading.start)
    )
    return different_first(by_likelihood)


def different_first(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings with the first of each value before the second of any. One without a value that can be held
    against others is different from all.
    """
    firsts: list[Reading] = []
    again: list[Reading] = []
    given: list[Value] = []
    for reading in readings:
        value = value_of_reading(reading)
        if value is not None and any(value.agrees_with(other) for other in given):
            again.append(reading)
            continue
        firsts.append(reading)
        if value is not None:
            given.append(value)
    return firsts + again


def value_of_reading(reading: Reading) -> Value | None:
    """Return the value that a reading gives, with the opposite word before it that says which; None of a whole
    sentence, and of what is no value.
    """
    text, (start, end) = reading.passage.document.text, span_of_sentence(reading)
    if (reading.start, reading.end) == (start, end):
        return None
    value = value_of(text[reading.start : reading.end])
    if value is None or value.poles:
        return value
    opens = start + from_its_opposite(text[start:end], reading.start - start)
    return value_of(text[opens : reading.end]) or value


def place_of_reading(reading: Reading) -> tuple[str, int]:
    """Return the passage of a reading, by its id, and where it begins: no other of the same question has both."""
    return reading.passage.id, reading.start


def sentence_of(reading: Reading) -> str:
    """Return the sentence that holds a reading."""
    return reading.passage.document.text[slice(*span_of_sentence(reading))]


def sentences_read(read: Sequence[Reading]) -> Iterator[Reading]:
    """Yield each sentence of the passages of readings once, as likely as its passage answers."""
    for reading in {reading.passage.id: reading for reading in reversed(read)}.values():
        for start, end in body_of(reading.passage.document).sentences:
            if reading.passage.start <= start and end <= reading.passage.end:
                yield replace(reading, start=start, end=end)


def _may_stand_beside(reading: Reading, *, may_order: bool) -> bool:
    sentence, body = sentence_of(reading), body_of(reading.passage.document)
    place = body.place_of(reading.start)
    leads_nowhere = sentence.rstrip().endswith(":") and body.understandable(place)[1] == place
    return not leads_nowhere and (may_order or not orders_or_asks(sentence))


def _is_about_as_much(best: Reading, reading: Reading, asked: Collection[str]) -> bool:
    """Return whether a reading of the section of the best is about what is asked as that is; others are judged by the
    reader alone.
    """
    if reading.passage.document.id != best.passage.document.id or reading.passage.section != best.passage.section:
        return True
    return len(words_shared(reading, asked)) >= SHARE_OF_THE_BEST * len(words_shared(best, asked))


def words_shared(reading: Reading, asked: Collection[str]) -> set[str]:
    """Return the stems asked about that a sentence has, by itself or by what it stands under."""
    above = f"{reading.passage.document.title} {last_heading_of(reading.passage.section)}"
    return set(asked).intersection(content_stems(f"{above} {sentence_of(reading)}"))


def _gives_another_value(best: Reading, reading: Reading) -> bool:
    value, other = value_of_reading(best), value_of_reading(reading)
    return value is not None and other is not None and value.is_of_the_kind_of(other)


def _goes_on(best: Reading, reading: Reading) -> bool:
    """Return whether a reading is of the sentence after the best, in its paragraph."""
    if reading.passage.document.id != best.passage.document.id:
        return False
    body = body_of(best.passage.document)
    before, place = body.place_of(best.start), body.place_of(reading.start)
    return place == before + 1 and body.blocks[place] is body.blocks[before]


def span_of_sentence(reading: Reading) -> tuple[int, int]:
    """Return where the sentence that holds a reading begins and ends."""
    body = body_of(reading.passage.document)
    return body.sentences[body.place_of(reading.start)]


def whole_sentence(reading: Reading) -> Reading:
    """Return a reading of all of its sentence, as far as that stands in its passage."""
    start, end = span_of_sentence(reading)
    return replace(reading, start=max(start, reading.passage.start), end=min(end, reading.passage.end))
