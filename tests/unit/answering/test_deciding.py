from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.deciding import (
    MAX_LOG_ODDS,
    NEAREST,
    SECOND_BEST_RATIO,
    answering,
    in_turn,
    log_odds,
    probability_of_answer,
    refusal_after_reading,
    refusal_before_search,
    threshold_for,
)
from retrieval.domain import RefusalReason
from retrieval.ports import Calibration, Reading, Relation
from retrieval.question import MAX_QUESTION_CHARS
from retrieval.settings import Strictness
from tests.building import document_of, found, passage_at, passage_of, reading_of, span_of

KNOWN = {"a-document", "another-document"}
QUESTION = "Who denied it?"


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


def chosen(*probabilities: float) -> list[float]:
    return [reading.answer_probability for reading in answering(QUESTION, readings(*probabilities))]


def test_nothing_read_nothing_shown() -> None:
    assert answering(QUESTION, []) == []


def test_the_best_is_shown_however_unlikely() -> None:
    """Whether the question is answered at all was decided before."""
    assert chosen(0.02) == [0.02]


def test_a_further_statement_is_nearly_as_likely_as_the_best() -> None:
    least = 0.8 * SECOND_BEST_RATIO
    assert chosen(0.8, least + 0.01, least - 0.01) == [0.8, least + 0.01]


def test_the_likeliest_is_shown_first() -> None:
    assert chosen(0.7, 0.9, 0.8) == [0.9, 0.8, 0.7]


def words_read_for(question: str) -> str:
    document = document_of("Iran denied supplying 400 drones. Kyiv did not.")
    passage = passage_at(document, document.text)
    start, end = span_of(document, "400 drones")
    (reading,) = answering(question, [Reading(passage=passage, start=start, end=end, answer_probability=0.9)])
    return document.text[reading.start : reading.end]


def test_which_words_of_a_sentence_say_yes_or_no_is_not_told() -> None:
    assert words_read_for("How many drones did Iran deny supplying?") == "400 drones"
    assert words_read_for("Did Iran supply drones?") == "Iran denied supplying 400 drones."


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
    one = probability_of_answer(of_one_passage(0.6), BOTH)
    assert probability_of_answer(of_one_passage(0.6, 0.6, 0.5), BOTH) == one
    assert probability_of_answer(of_one_passage(0.2, 0.6), BOTH) == one
    assert probability_of_answer(readings(0.6, 0.6), BOTH) > one


@given(PROBABILITIES, st.data())
def test_a_likelier_best_reading_makes_an_answer_no_less_likely(
    probabilities: list[float], data: st.DataObject
) -> None:
    best = max(probabilities)
    better = data.draw(st.floats(best, 1.0))
    raised = [better if one == best else one for one in probabilities]
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


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u3000"])
def test_an_empty_question_is_refused(question: str) -> None:
    refused = refusal_before_search(question, None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.EMPTY_QUESTION
    assert refused.question == question
    assert "is empty" in refused.explanation


def test_a_question_that_is_too_long_is_refused_and_told_by_how_much() -> None:
    refused = refusal_before_search("drones " * 1500, None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.QUESTION_TOO_LONG
    assert "10,500 characters" in refused.explanation
    assert f"at most {MAX_QUESTION_CHARS:,}" in refused.explanation


def test_a_question_of_the_greatest_length_is_not() -> None:
    assert refusal_before_search("a" * MAX_QUESTION_CHARS, None, KNOWN) is None
    assert refusal_before_search("a" * (MAX_QUESTION_CHARS + 1), None, KNOWN) is not None


@pytest.mark.parametrize("question", ["🛩️🛩️", "?!", "…", "\x07\x1b", "\u200b", "— —", "()[]{}", "\udcff"])
def test_a_question_without_words_is_refused(question: str) -> None:
    refused = refusal_before_search(question, None, KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.NO_WORDS
    assert "no words" in refused.explanation


def test_an_unknown_document_is_refused_by_name() -> None:
    refused = refusal_before_search("Who?", ["a-document", "b", "a"], KNOWN)
    assert refused is not None
    assert refused.reason is RefusalReason.UNKNOWN_DOCUMENT
    assert "No such document in the corpus: a, b." in refused.explanation
    assert "a-document" not in refused.explanation


@pytest.mark.parametrize("documents", [None, [], ["a-document"], ["another-document", "a-document"]])
@pytest.mark.parametrize("question", ["Who?", "400", "谁?", "Кто?", "' OR 1=1 --"])
def test_what_can_be_looked_up_is(question: str, documents: list[str] | None) -> None:
    assert refusal_before_search(question, documents, KNOWN) is None


@pytest.mark.parametrize(("question", "documents"), [("", ["b"]), ("?" * 2000, ["b"]), ("?", ["b"])])
def test_a_refusal_before_search_has_nothing_near(question: str, documents: list[str]) -> None:
    refused = refusal_before_search(question, documents, KNOWN)
    assert refused is not None
    assert refused.nearest == ()


def test_a_refusal_names_the_words_that_nothing_speaks_of() -> None:
    refused = refusal_after_reading("Who won the Cup?", [], {"won": 0, "iran": 4, "Cup": 0}, ["en"])
    assert refused.reason is RefusalReason.NOT_ANSWERED
    assert "Nothing in it speaks of: won, Cup." in refused.explanation
    assert "iran" not in refused.explanation


@pytest.mark.parametrize("frequencies", [{"iran": 4}, {}])
def test_a_refusal_does_not_blame_words_that_are_there(frequencies: dict[str, int]) -> None:
    refused = refusal_after_reading("Who?", [], frequencies, ["en"])
    assert refused.reason is RefusalReason.NOT_ANSWERED
    assert "speaks of" not in refused.explanation


def test_where_no_word_is_known_the_corpus_names_its_languages() -> None:
    refused = refusal_after_reading("Сколько дронов?", [], {"Сколько": 0, "дронов": 0}, ["fa", "en"])
    assert refused.reason is RefusalReason.NO_SHARED_WORDS
    assert "None of the words asked about" in refused.explanation
    assert "in English, Persian." in refused.explanation
    refused = refusal_after_reading("Сколько?", [], {"Сколько": 0}, ["Old Norse", "pt-BR", "xx"])
    assert "in Old Norse, Portuguese (Brazil), xx." in refused.explanation


def test_a_corpus_that_states_no_language_names_none() -> None:
    refused = refusal_after_reading("Сколько?", [], {"Сколько": 0}, [])
    assert refused.reason is RefusalReason.NO_SHARED_WORDS
    assert "are in" not in refused.explanation


def test_a_refusal_shows_the_nearest_few_in_their_order() -> None:
    near = [found(passage_of(f"Passage {place}.", document_id=str(place))) for place in range(NEAREST + 2)]
    for frequencies in ({"word": 0}, {"word": 1}):
        assert refusal_after_reading("Who?", near, frequencies, []).nearest == tuple(near[:NEAREST])


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        (Relation.OPEN, "No passage was found to say yes to"),
        (Relation.CONTRADICTS, "A passage that was found seems to say no to"),
    ],
)
def test_what_is_taken_for_granted_and_not_told_is_said(relation: Relation, said: str) -> None:
    premise = ("Did Israel sell drones?", relation)
    refused = refusal_after_reading("Why did Israel sell drones?", [], {"drones": 3}, [], premise=premise)
    assert refused.reason is RefusalReason.PREMISE_NOT_FOUND
    assert refused.explanation == f"{said} what the question takes for granted: “Did Israel sell drones?”"


def test_a_premise_that_is_told_is_none_to_complain_of() -> None:
    premise = ("Did Iran sell drones?", Relation.SUPPORTS)
    refused = refusal_after_reading("Why did Iran sell drones?", [], {"drones": 3}, [], premise=premise)
    assert refused.reason is RefusalReason.NOT_ANSWERED


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


def test_and_a_refusal_near_it_says_so() -> None:
    refused = refusal_after_reading("Who?", [found(passage_of(GERMAN))], {"drones": 1}, [])
    assert "do not look English" in refused.explanation
    assert "English" not in refusal_after_reading("Who?", [found(passage_of("It is."))], {"drones": 1}, []).explanation
