"""Which of the amounts in a sentence is of the kind that a question asks for: of "24 cm wide, and weighs 2.4 kg" the
second tells how heavy it is, wherever a reader finds the answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.answering.choosing import span_of_sentence
from retrieval.answering.quantities_asked import KINDS_OF_NOUN, QuantityAsked, quantity_asked
from retrieval.documents.blocks import Block, Form
from retrieval.documents.context import body_of
from retrieval.documents.reading_text import cells_of, name_of_row
from retrieval.domain.readings import Reading
from retrieval.text.nouns import words_of
from retrieval.text.quantities import Amount, amounts_in, kinds_of_unit
from retrieval.text.units import Quantity
from retrieval.text.words import stem


def of_the_quantity_asked(readings: Sequence[Reading], question: str) -> list[Reading]:
    """Return the readings, each with the amount in its sentence that is of the kind asked for, where it gives one of
    another kind; with the probability 0 where the sentence has none. A number of something else than what is counted
    is no answer by itself: of such a one the sentence is left as a whole.
    """
    asked = quantity_asked(question)
    return list(readings) if asked is None else [_with_its_quantity(reading, asked) for reading in readings]


def _with_its_quantity(reading: Reading, asked: QuantityAsked) -> Reading:
    document, (start, end) = reading.passage.document, span_of_sentence(reading)
    body = body_of(document)
    block = body.blocks[body.place_of(reading.start)]
    if block.form is Form.CODE or not reading.answer_probability:
        return reading
    is_row = block.form is Form.ROW
    amounts = list(_amounts_of_row(document.text, block) if is_row else amounts_in(document.text, start, end))
    held = [amount for amount in amounts if amount.start < reading.end and reading.start < amount.end]
    is_name = is_row and _is_its_name(document.text, block, reading)
    if not held and not is_name:
        return reading
    sentence = document.text[start:end]
    meeting = [amount for amount in amounts if asked.is_met_by(amount, sentence)]
    meant = [amount for amount in meeting if asked.is_asked_by(amount)]
    is_whole = (reading.start, reading.end) == (start, end)
    held_meeting = [amount for amount in held if amount in meeting]
    if not is_whole and any(amount in meant for amount in held_meeting):
        return reading
    # Of nothing at all it is true as well.
    count_another = all(map(asked.counts_another, held_meeting))
    if len(meant) == 1 and (is_whole or count_another):
        return _within(reading, meant[0].start, meant[0].end)
    if not held:
        return reading
    # Of a row the heads tell the rest: who asks for people finds them under "Seats", and what is paid under "Day rate".
    is_told_by_head = is_row and any(amount.kinds == {Quantity.COUNT} for amount in held)
    if not (held_meeting or meant or is_told_by_head or (is_row and meeting)):
        return replace(reading, answer_probability=0.0)
    return _within(reading, start, end) if count_another else reading


def _within(reading: Reading, start: int, end: int) -> Reading:
    start, end = max(start, reading.passage.start), min(end, reading.passage.end)
    return replace(reading, start=start, end=end) if start < end else reading


def _is_its_name(text: str, row: Block, reading: Reading) -> bool:
    """Return whether a reading is of the first cell of a row, which says what that is about."""
    first = name_of_row(text, row)
    return first is not None and reading.end <= first[1]


def _amounts_of_row(text: str, row: Block) -> Iterator[Amount]:
    """Yield the amounts in the cells of a row. The head of its column tells what a number without a unit is, but for
    what the row is called.
    """
    heads = cells_of(text, *row.head, row.columns) if row.head else []
    for place, cell in enumerate(cells_of(text, row.start, row.end, row.columns)):
        words = [word[0] for word in words_of(text[slice(*heads[place])])] if 0 < place < len(heads) else []
        # The unit stands last: a "Day rate" is not measured in days.
        of_words = (KINDS_OF_NOUN.get(word.casefold(), frozenset[Quantity]()) for word in words)
        kinds = kinds_of_unit(words[-1] if words else "").union(*of_words)
        for amount in amounts_in(text, *cell):
            if amount.kinds != {Quantity.COUNT} or amount.nouns:
                yield amount
            elif kinds:
                yield replace(amount, kinds=kinds)
            else:
                yield replace(amount, nouns=frozenset(map(stem, words)))
