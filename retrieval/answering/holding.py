"""What a reading must hold to answer a question, however likely its reader takes it to be."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.answering.alternatives import of_the_labels_meant, of_the_rows_meant
from retrieval.answering.choosing import span_of_sentence
from retrieval.answering.echoes import after_echoes
from retrieval.answering.question import AnswerType, answer_type_of, counts, holds_a_count, is_a_figure
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import Identifier, identifiers_in, last_of_its_kind, stands_in
from retrieval.text.words import content_stems


def only_what_answers(question: str, readings: Sequence[Reading], *, beside: str = "") -> list[Reading]:
    """Return the readings, those with the probability 0 that cannot answer: another code than the one asked about, no
    number where a count is asked for, a figure where somebody is, what only says the question or what was pasted
    `beside` it, what stands in other rows or under other labels than those that are meant.
    """
    kind = answer_type_of(question)
    named = [list(same) for _, same in groupby(identifiers_in(question), key=lambda identifier: identifier.kind)]
    held = [
        reading
        if _names(reading, named) and _is_of_its_kind(question, kind, reading)
        else replace(reading, answer_probability=0.0)
        for reading in readings
    ]
    asked = frozenset(content_stems(question))
    return of_the_labels_meant(of_the_rows_meant(after_echoes(question, beside, held), asked), asked)


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


def _is_of_its_kind(question: str, kind: AnswerType, reading: Reading) -> bool:
    text = reading.passage.document.text
    if kind is AnswerType.NUMBER and counts(question):
        start, end = span_of_sentence(reading)
        return holds_a_count(text[start:end])
    return kind is not AnswerType.PERSON or not is_a_figure(text[reading.start : reading.end])
