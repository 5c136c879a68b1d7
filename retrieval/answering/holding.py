"""What a reading must hold to answer a question, however likely its reader takes it to be."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.answering.alternatives import of_the_labels_meant, of_the_names_meant, of_the_rows_meant
from retrieval.answering.amounts_meant import of_the_quantity_asked
from retrieval.answering.bounded_values import bounding
from retrieval.answering.choosing import sentence_of, span_of_sentence
from retrieval.answering.echoes import after_echoes
from retrieval.answering.headed import HeadingAsked, heading_asked
from retrieval.answering.labelled_values import of_the_values_meant
from retrieval.answering.question import AnswerType, answer_type_of, counts, holds_a_count, is_a_figure
from retrieval.answering.unspaced import by_shared_characters
from retrieval.answering.whole_phrases import in_whole_phrases
from retrieval.documents.context import body_of
from retrieval.domain.readings import Reading
from retrieval.text.calendar import WEEKDAYS, named_in
from retrieval.text.identifiers import Identifier, identifiers_in, last_of_its_kind, stands_in
from retrieval.text.orders import orders, orders_whoever_answers
from retrieval.text.words import content_stems


def only_what_answers(question: str, readings: Sequence[Reading], *, beside: str = "") -> list[Reading]:
    """Return the readings, those with the probability 0 that cannot answer: another code than the one asked about and
    no bound of it, no number where a count is asked for, a figure where somebody is, what only says the question or
    what was pasted `beside` it, what stands in other rows or under other labels than those that are meant, an amount
    of another kind than is asked for. Of several values in a line each is the one that is meant, and of a phrase the
    whole.
    """
    kind = answer_type_of(question)
    headed = heading_asked(question)
    named = [list(same) for _, same in groupby(identifiers_in(question), key=lambda identifier: identifier.kind)]
    asked = frozenset(content_stems(question))
    readings = by_shared_characters(question, readings)
    held = [
        reading
        if (bound or _names(reading, named))
        and not _is_of_another_time(reading, headed)
        and _is_of_its_kind(question, kind, reading)
        and _tells(reading, kind, asked)
        else replace(reading, answer_probability=0.0)
        for reading, bound in zip(readings, bounding(question, readings), strict=True)
    ]
    of_names = of_the_names_meant(after_echoes(question, beside, held), question)
    of_rows = of_the_rows_meant(of_names, asked, named_in(question).intersection(WEEKDAYS))
    of_values = of_the_values_meant(of_the_labels_meant(of_rows, question), asked)
    return in_whole_phrases(of_the_quantity_asked(of_values, question), question)


def _names(reading: Reading, named: Sequence[Sequence[Identifier]]) -> bool:
    """Return whether a reading is about the identifiers: about any of those of a kind. A sentence that names none of
    its kind is about the last that was named before it in its passage, or by its headings.
    """
    if not named:
        return True
    passage, (start, end) = reading.passage, span_of_sentence(reading)
    text = passage.document.text
    sentence, so_far, above = text[start:end], text[passage.start : end], f"{passage.document.title}\n{passage.section}"
    for same in named:
        if any(stands_in(identifier, sentence) for identifier in same):
            continue
        last = last_of_its_kind(same[0].kind, so_far)
        if (
            last not in {identifier.value for identifier in same}
            if last
            else not any(stands_in(identifier, above) for identifier in same)
        ):
            return False
    return True


def _is_of_another_time(reading: Reading, asked: HeadingAsked) -> bool:
    """Return whether a reading stands under the heading of another year or day than the question names."""
    body = body_of(reading.passage.document)
    return asked.is_of_another_time(body, body.place_of(reading.start))


def _tells(reading: Reading, kind: AnswerType, asked: Collection[str]) -> bool:
    """Return whether a reading is of what a document tells or advises: an order to whoever answers is nobody's answer,
    one that has no word of the question is no reason, and no advice either, where nothing around it has one.
    """
    sentence = sentence_of(reading)
    if orders_whoever_answers(sentence, asked):
        return False
    if not orders(sentence):
        return True
    around = sentence if kind is AnswerType.REASON else _around(reading)
    return not set(asked).isdisjoint(content_stems(around))


def _around(reading: Reading) -> str:
    """Return the paragraph of a reading with what leads to it, and what it stands under."""
    document = reading.passage.document
    body = body_of(document)
    block = body.blocks[body.place_of(reading.start)]
    spans = [*block.leads, (block.start, block.end)]
    return "\n".join([document.title, reading.passage.section, *(document.text[a:b] for a, b in spans)])


def _is_of_its_kind(question: str, kind: AnswerType, reading: Reading) -> bool:
    text = reading.passage.document.text
    if kind is AnswerType.NUMBER and counts(question):
        start, end = span_of_sentence(reading)
        return holds_a_count(text[start:end])
    return kind is not AnswerType.PERSON or not is_a_figure(text[reading.start : reading.end])
