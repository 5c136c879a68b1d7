import pytest

from retrieval.deciding import NEAREST, SECOND_BEST_RATIO, answering, refusal_after_reading, refusal_before_search
from retrieval.domain import RefusalReason
from retrieval.ports import Reading
from retrieval.question import MAX_QUESTION_CHARS
from tests.building import document_of, found, passage_of, reading_of

KNOWN = {"a-document", "another-document"}


def readings(*probabilities: float) -> list[Reading]:
    document = document_of("It is so.")
    return [reading_of(document, "It is so.", probability) for probability in probabilities]


def chosen(*probabilities: float, threshold: float) -> list[float]:
    return [reading.answer_probability for reading in answering(readings(*probabilities), threshold)]


def test_nothing_read_nothing_answered() -> None:
    assert answering([], 0.5) == []


@pytest.mark.parametrize(("probability", "answers"), [(0.49, False), (0.5, True), (0.51, True)])
def test_the_best_answers_from_the_threshold_on(probability: float, answers: bool) -> None:
    assert bool(chosen(probability, threshold=0.5)) is answers


def test_where_the_best_does_not_answer_nothing_does() -> None:
    assert chosen(0.4, 0.3, 0.2, threshold=0.5) == []


def test_a_further_statement_is_nearly_as_likely_as_the_best() -> None:
    least = 0.8 * SECOND_BEST_RATIO
    assert chosen(0.8, least + 0.01, least - 0.01, threshold=0.1) == [0.8, least + 0.01]


def test_and_never_less_likely_than_the_threshold() -> None:
    assert chosen(0.55, 0.51, 0.49, threshold=0.5) == [0.55, 0.51]


def test_readings_keep_their_order() -> None:
    assert chosen(0.7, 0.9, 0.8, threshold=0.5) == [0.7, 0.9, 0.8]


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
    assert "en, fa" in refused.explanation


def test_a_corpus_that_states_no_language_names_none() -> None:
    refused = refusal_after_reading("Сколько?", [], {"Сколько": 0}, [])
    assert refused.reason is RefusalReason.NO_SHARED_WORDS
    assert "are in" not in refused.explanation


def test_a_refusal_shows_the_nearest_few_in_their_order() -> None:
    near = [found(passage_of(f"Passage {place}.", document_id=str(place))) for place in range(NEAREST + 2)]
    for frequencies in ({"word": 0}, {"word": 1}):
        assert refusal_after_reading("Who?", near, frequencies, []).nearest == tuple(near[:NEAREST])
