from collections.abc import Collection, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.deciding import (
    MAX_LOG_ODDS,
    in_turn,
    likelier_of,
    log_odds,
    probability_of_answer,
    shares_words,
    speaks_of,
    threshold_for,
    weight_of,
)
from retrieval.answering.question import words_asked
from retrieval.domain.readings import Calibration, Reading
from retrieval.settings import Strictness
from retrieval.text.words import stems
from tests.building import document_of, found, passage_of, reading_of


def readings(*probabilities: float) -> list[Reading]:
    """Each of a passage of its own."""
    documents = [document_of("It is so.", document_id=f"document {place}") for place in range(len(probabilities))]
    return [
        reading_of(document, "It is so.", probability)
        for document, probability in zip(documents, probabilities, strict=True)
    ]


def of_one_passage(*probabilities: float) -> list[Reading]:
    document = document_of("It is so.")
    return [reading_of(document, "It is so.", probability) for probability in probabilities]


def test_the_parts_of_a_question_take_turns() -> None:
    first, second, third = readings(0.9, 0.8, 0.7), readings(0.6), readings()
    assert in_turn([first, second, third]) == [first[0], second[0], *first[1:]]
    assert in_turn([]) == []


THRESHOLDS = dict.fromkeys(Strictness, 0.5)
AS_READ = Calibration(thresholds=THRESHOLDS)
BOTH = Calibration(intercept=0.5, best=0.9, second=0.3, thresholds=THRESHOLDS)
PROBABILITIES = st.lists(st.floats(0, 1), min_size=1, max_size=6)


def test_nothing_read_is_no_answer() -> None:
    surest = Calibration(intercept=50.0, thresholds=THRESHOLDS)
    assert probability_of_answer([], surest) == 0.0


@pytest.mark.parametrize("probability", [0.01, 0.3, 0.5, 0.99])
def test_uncalibrated_the_best_reading_is_taken_at_its_word(probability: float) -> None:
    assert probability_of_answer(readings(probability), AS_READ) == pytest.approx(probability)
    assert probability_of_answer(readings(0.001, probability, 0.002), AS_READ) == pytest.approx(probability)


def test_the_probability_is_the_logistic_of_the_weighed_log_odds() -> None:
    # Log-odds of 0.8 and 0.6: 1.38629 and 0.40547; 0.5 + 0.9 × 1.38629 + 0.3 × 0.40547 = 1.86930.
    assert probability_of_answer(readings(0.6, 0.8, 0.1), BOTH) == pytest.approx(0.86638, abs=1e-5)


def test_two_modest_passages_that_agree_count_for_more_than_one() -> None:
    alone = probability_of_answer(readings(0.6), BOTH)
    beside_an_unlikely_one = probability_of_answer(readings(0.6, 0.05), BOTH)
    agreeing = probability_of_answer(readings(0.6, 0.6), BOTH)
    assert agreeing > beside_an_unlikely_one > alone


def test_several_readings_of_one_passage_count_once() -> None:
    likely = probability_of_answer(of_one_passage(0.6), BOTH)
    assert probability_of_answer(of_one_passage(0.6, 0.6, 0.5), BOTH) == likely
    assert probability_of_answer(of_one_passage(0.2, 0.6), BOTH) == likely
    assert probability_of_answer(readings(0.6, 0.6), BOTH) > likely


@given(PROBABILITIES, st.data())
def test_a_likelier_best_reading_makes_an_answer_no_less_likely(
    probabilities: list[float], data: st.DataObject
) -> None:
    best = max(probabilities)
    better = data.draw(st.floats(best, 1.0))
    raised = [better if probability == best else probability for probability in probabilities]
    for calibration in (AS_READ, BOTH):
        before = probability_of_answer(readings(*probabilities), calibration)
        assert probability_of_answer(readings(*raised), calibration) >= before


@given(PROBABILITIES, st.randoms())
def test_it_is_a_probability_and_the_order_of_readings_does_not_matter(
    probabilities: list[float], random: Random
) -> None:
    read = readings(*probabilities)
    shuffled = random.sample(read, len(read))
    for calibration in (AS_READ, BOTH):
        probability = probability_of_answer(read, calibration)
        assert 0.0 < probability < 1.0, "nothing is sure"
        assert probability_of_answer(shuffled, calibration) == probability


def test_log_odds_of_a_half_are_none_and_of_the_surest_are_bounded() -> None:
    assert log_odds(0.5) == 0.0
    assert log_odds(1.0) == pytest.approx(MAX_LOG_ODDS)
    assert log_odds(0.0) == pytest.approx(-MAX_LOG_ODDS)


GERMAN = (
    "Teheran hat den Vorwurf zurückgewiesen, Moskau seit dem Sommer mehrere hundert Drohnen geliefert zu haben, und"
    " nannte entsprechende Berichte aus Kiew und Washington haltlos und politisch motiviert."
)


def test_a_passage_that_does_not_look_english_is_judged_strictly() -> None:
    calibration = Calibration(thresholds={Strictness.LENIENT: 0.2, Strictness.BALANCED: 0.4, Strictness.STRICT: 0.9})
    for text, expected in ((GERMAN, 0.9), ("It is so. " * 20, 0.4), ("So.", 0.4)):
        document = document_of(text)
        reading = Reading(passage=passage_of(text), start=0, end=len(text), answer_probability=0.5)
        assert threshold_for([reading], calibration, Strictness.BALANCED) == expected, document.text
    assert threshold_for([], calibration, Strictness.BALANCED) == 0.4


class Words:
    """The `LexicalIndex` of so many passages, each stem in one of them."""

    def __init__(self, text: str) -> None:
        self._stems = set(stems(text))

    def document_frequencies(self, words: Collection[str]) -> dict[str, int]:
        return {word: int(word in self._stems) for word in words}

    def search(self, words: Sequence[str], limit: int, documents: Collection[str] | None = None) -> list[Any]:
        raise AssertionError

    def spellings(self, first_letter: str) -> dict[str, int]:
        raise AssertionError

    def size(self) -> int:
        return 10


CORPUS = "Iran supplied 400 drones to Russia in 2022."


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        ("How many drones were there?", True),
        ("What happened in 2022?", True),
        ("Who won the cup?", False),
        ("كم عدد الطائرات؟", False),
        ("كم عدد الطائرات في 2022؟", False),
        ("Сколько дронов Shahed?", False),
        ("Сколько дронов у Iran?", True),
        ("Wie viele Drohnen waren es?", False),
        ("2022", True),
        ("今天天气怎么样?", False),
        ("What is it?", True),
    ],
)
def test_a_word_is_shared_with_the_corpus_or_none_is(question: str, shared: bool) -> None:
    near = [found(passage_of(CORPUS))]
    assert shares_words(words_asked(question), near, Words(CORPUS)) is shared


@pytest.mark.parametrize(
    ("question", "text"),
    [("狗的登记费是多少?", "狗的登记费三十元。"), ("会議は何時?", "会議は三時に始まる。"), ("ราคาตั๋ว", "ราคาตั๋วสิบบาท")],
    ids=["chinese", "japanese", "thai"],
)
def test_words_that_are_not_set_apart_are_looked_for_in_what_was_found(question: str, text: str) -> None:
    words = words_asked(question)
    assert shares_words(words, [found(passage_of(text))], Words(text))
    assert not shares_words(words, [found(passage_of(CORPUS))], Words(CORPUS))


def test_a_sentence_weighs_what_it_shares_and_the_rarer_the_more() -> None:
    counts = {"drone": 1, "iran": 9}
    assert weight_of("The drones.", counts, 10) > weight_of("In Iran.", counts, 10) > 0
    assert weight_of("It rains.", counts, 10) == weight_of("", counts, 10) == 0
    assert weight_of("The drones.", counts, 10) > weight_of("The drones at 08:14:07.113 in worker-3.", counts, 10)


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Israel has sold no drones.", True),
        ("Drones are flown by night.", False),
        ("Bread rises.", False),
    ],
)
def test_a_passage_speaks_of_what_it_has_most_words_of(text: str, speaks: bool) -> None:
    near = [found(passage_of("Nothing.")), found(passage_of(text))]
    assert speaks_of("Israel sell drones to Russia", near) is speaks


def test_of_two_readings_of_a_passage_the_likelier_is_taken() -> None:
    first, second = readings(0.6, 0.2), readings(0.3, 0.4)
    assert likelier_of(first, second) == [first[0], second[1]]
    assert likelier_of(first, second[:1]) == first
    assert likelier_of(first, []) == first
