"""What a reading must hold to answer a question, however likely its reader takes it to be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.answering.choosing import span_of_sentence
from retrieval.answering.question import AnswerType, answer_type_of, counts, holds_a_count, is_a_figure
from retrieval.documents.blocks import Form
from retrieval.documents.context import body_of
from retrieval.domain.readings import Reading
from retrieval.text.identifiers import Identifier, identifiers_in, last_of_its_kind, stands_in
from retrieval.text.words import content_stems, tokens

ECHO_RATIO = 0.9
"""The share of the content words of a sentence that stand in the question, from which on it says nothing else."""
FEWEST_ECHOED = 3
"""The fewest content words of a sentence that can say nothing but the question: fewer are shared by chance."""


def only_what_answers(question: str, readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings, those with the probability 0 that cannot answer: another code than the one asked about, no
    number where a count is asked for, a figure where somebody is.

    Where a sentence says nothing but the question, as a quoted error or a question of a list does, the likeliest after
    it in its passage is as likely in its place.
    """
    kind = answer_type_of(question)
    named = [list(same) for _, same in groupby(identifiers_in(question), key=lambda identifier: identifier.kind)]
    echoes_may_answer = kind is AnswerType.YES_NO or "or" in tokens(question)
    words = frozenset() if echoes_may_answer else frozenset(content_stems(question))
    held = [
        reading
        if _names(reading, named) and _is_of_its_kind(question, kind, reading)
        else replace(reading, answer_probability=0.0)
        for reading in readings
    ]
    return _of_the_rows_meant(_after_echoes(held, words), set(content_stems(question)))


def _of_the_rows_meant(readings: Sequence[Reading], asked: set[str]) -> list[Reading]:
    """Return the readings; of a table only those of the rows that have most of the words asked about. Rows are alike in
    all but these, so a reader cannot tell one from another: such a row is as likely as the likeliest of its passage.
    """
    tables: dict[tuple[str, int], list[tuple[Reading, int]]] = defaultdict(list)
    others: list[Reading] = []
    for reading in readings:
        body = body_of(reading.passage.document)
        place = body.place_of(reading.start)
        if body.blocks[place].form is not Form.ROW:
            others.append(reading)
            continue
        start, end = body.sentences[place]
        shared = len(asked & set(content_stems(reading.passage.document.text[start:end])))
        table = (reading.passage.document.id, (body.blocks[place].head or (start, end))[0])
        tables[table].append((reading, shared))
    for rows in tables.values():
        most = max(shared for _, shared in rows)
        for reading, shared in rows:
            if not most:
                others.append(reading)
            elif shared == most:
                of_passage = (row.answer_probability for row, _ in rows if row.passage.id == reading.passage.id)
                others.append(replace(reading, answer_probability=max(of_passage)))
            else:
                others.append(replace(reading, answer_probability=0.0))
    return others


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


def _after_echoes(readings: Sequence[Reading], words: frozenset[str]) -> list[Reading]:
    kept: list[Reading] = []
    for _, of_passage in groupby(
        sorted(readings, key=lambda each: (each.passage.id, each.start)), lambda each: each.passage.id
    ):
        in_order = list(of_passage)
        for place, reading in enumerate(in_order):
            if not _echoes(reading, words):
                continue
            following = [other for other in in_order[place + 1 :] if not _echoes(other, words)]
            in_order[place] = replace(reading, answer_probability=0.0)
            if following:
                likeliest = max(following, key=lambda other: other.answer_probability)
                raised = max(likeliest.answer_probability, reading.answer_probability)
                in_order[in_order.index(likeliest)] = replace(likeliest, answer_probability=raised)
        kept += in_order
    return kept


def _echoes(reading: Reading, words: frozenset[str]) -> bool:
    start, end = span_of_sentence(reading)
    said = set(content_stems(reading.passage.document.text[start:end]))
    return len(said) >= FEWEST_ECHOED and len(said & words) >= ECHO_RATIO * len(said)
