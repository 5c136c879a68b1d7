"""What the search adds to a reader's judgement."""

import pytest

from retrieval.answering.weighing import weighed
from retrieval.domain.documents import Passage
from retrieval.domain.readings import INTERCEPT, Reading
from tests.building import found, passage_of

ALONE = {INTERCEPT: 0.0, "reader": 1.0, "cosine": 0.0}
NEAR, FAR = passage_of("It is so.", document_id="near"), passage_of("It was so.", document_id="far")
FOUND = [found(NEAR, score=0.9, dense=0.7), found(FAR, score=0.3, dense=0.2)]


def reading(passage: Passage, probability: float, end: int | None = None) -> Reading:
    return Reading(passage=passage, start=0, end=end or passage.end, answer_probability=probability)


def probabilities(readings: list[Reading], **weights: float) -> list[float]:
    return [each.answer_probability for each in weighed(FOUND, readings, ALONE | weights)]


def test_without_weights_a_reader_is_taken_at_its_word() -> None:
    readings = [reading(NEAR, 0.4), reading(FAR, 0.7)]
    assert weighed(FOUND, readings, {}) == readings
    assert probabilities(readings) == pytest.approx([0.4, 0.7])


def test_what_was_found_nearer_is_likelier() -> None:
    nearer, farther = probabilities([reading(NEAR, 0.5), reading(FAR, 0.5)], cosine=2.0)
    assert nearer > farther > 0.5


def test_what_another_passage_was_found_by_changes_nothing() -> None:
    alone = [each.answer_probability for each in weighed(FOUND[1:], [reading(FAR, 0.5)], ALONE | {"cosine": 2.0})]
    assert probabilities([reading(NEAR, 0.5), reading(FAR, 0.5)], cosine=2.0)[1:] == alone


def test_the_readings_of_a_passage_keep_their_order() -> None:
    best, second = probabilities([reading(NEAR, 0.5), reading(NEAR, 0.25, 5)], cosine=1.0)
    assert second == pytest.approx(best / 2)


def test_a_reading_that_cannot_be_stays_so() -> None:
    assert probabilities([reading(NEAR, 0.0)], cosine=9.0) == [0.0]
