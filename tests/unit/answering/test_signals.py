import pytest

from retrieval.answering.question import analyse
from retrieval.answering.signals import Rarity, Signals, signals_of
from retrieval.domain.documents import FoundPassage
from tests.building import found, passage_of

# Of 35 passages, `drone` stands in 3 and `iran` in all; `cup` stands nowhere. Worked out by hand: drone
# ln(36/3.5)/ln 36 = 0.65041, iran ln(36/35.5)/ln 36 = 0.0039 (at least 0.02), cup ln(36/0.5)/ln 36 = 1.19 (at most 1).
RARITY = Rarity.of({"drone": 3, "iran": 35, "cup": 0}, 35)
WORDS = ["iran", "drone", "cup"]
DRONE, IRAN = 0.65041, 0.02


def close(value: float) -> object:
    return pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(
    ("present", "cover"),
    [
        (set(), 0.0),
        ({"iran"}, IRAN / 1.67041),
        ({"drone"}, DRONE / 1.67041),
        ({"iran", "drone"}, 0.40134),
        ({"iran", "drone", "cup"}, 1.0),
        ({"other"}, 0.0),
    ],
)
def test_cover_weighs_words_by_their_rarity(present: set[str], cover: float) -> None:
    assert RARITY.cover(WORDS, frozenset(present)) == close(cover)


def test_a_word_that_was_not_counted_is_as_rare_as_can_be() -> None:
    assert RARITY.cover(["uncounted", "cup"], frozenset({"cup"})) == 0.5


def test_where_no_word_is_asked_for_none_is_missing() -> None:
    assert RARITY.cover([], frozenset()) == 1.0


@pytest.mark.parametrize("passages", [0, 1])
def test_an_index_of_almost_nothing_divides_by_nothing(passages: int) -> None:
    rarity = Rarity.of({"drone": passages}, passages)
    assert rarity.cover(["drone"], frozenset({"drone"})) == 1.0
    assert rarity.cover(["drone"], frozenset()) == 0.0


QUESTION = analyse("Which Shahed drones were destroyed by Ukraine in 2023?")
SENTENCES = [
    "Iran denied it.",
    "On 20 June, 35 drones flew, and 32 of them were destroyed by Ukraine.",
    "Kyiv said so.",
    "Nobody else did.",
]


def found_in(text: str) -> FoundPassage:
    return found(passage_of(text, title="Shahed drones"), dense=0.71, lexical=2.5)


@pytest.fixture
def signals() -> list[Signals]:
    """Of each sentence. Every word is as rare as the others: a cover is a share of the words."""
    rarity = Rarity.of(dict.fromkeys(QUESTION.stems, 1), 9)
    return signals_of(QUESTION, found_in(" ".join(SENTENCES)), SENTENCES, [0.1, 0.33, 0.2, 0.0], rarity)


def of_one(question: str, sentence: str) -> Signals:
    (signal,) = signals_of(analyse(question), found_in(sentence), [sentence], [0.0], RARITY)
    return signal


def test_every_sentence_has_its_signals_in_order(signals: list[Signals]) -> None:
    assert [signal.sentence_cosine for signal in signals] == [0.1, 0.33, 0.2, 0.0]
    assert {signal.passage_cosine for signal in signals} == {0.71}


def test_a_sentence_covers_the_words_in_it(signals: list[Signals]) -> None:
    assert QUESTION.stems == ("shahe", "drone", "destroy", "ukrain", "2023")
    assert [signal.sentence_cover for signal in signals] == [0.0, close(3 / 5), 0.0, 0.0]  # drone, destroy, ukrain


def test_a_passage_covers_those_of_its_title_too(signals: list[Signals]) -> None:
    assert [signal.passage_cover for signal in signals] == [close(4 / 5)] * 4  # and shahe


def test_what_is_told_may_stand_in_a_neighbouring_sentence(signals: list[Signals]) -> None:
    """Of the words that are no names: drone and destroy of those and 2023."""
    assert [signal.told_cover for signal in signals] == [close(2 / 3), close(2 / 3), close(2 / 3), 0.0]


def test_names_and_numbers_are_looked_for_in_the_passage(signals: list[Signals]) -> None:
    assert {signal.names_in_passage for signal in signals} == {1.0}  # Shahed in the title, Ukraine in the text
    assert {signal.numbers_missing for signal in signals} == {1.0}  # 2023


def test_a_question_without_names_and_numbers_misses_none() -> None:
    signal = of_one("did it rain", "It rained.")
    assert (signal.names_in_passage, signal.numbers_missing) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("question", "type_found", "type_missing"),
    [
        ("How many drones were there?", 1.0, 0.0),
        ("Where were they?", 0.0, 1.0),
        ("Did Iran deny it?", 0.0, 0.0),
        ("What was denied?", 0.0, 0.0),
    ],
)
def test_only_a_question_for_a_kind_of_thing_finds_or_misses_it(
    question: str, type_found: float, type_missing: float
) -> None:
    signal = of_one(question, "There were 400 of them.")
    assert (signal.type_found, signal.type_missing) == (type_found, type_missing)


@pytest.mark.parametrize(
    ("sentence", "pairs"),
    [
        ("Iran denied supplying drones.", 1.0),
        ("Drones were what Iran denied.", 0.5),
        ("Iran was, on that day and ever after, denied some of its very own drones.", 0.0),
        ("Nothing here.", 0.0),
    ],
)
def test_words_that_stand_together_in_the_question_stand_together_in_the_answer(sentence: str, pairs: float) -> None:
    assert of_one("iran denied drones", sentence).pairs_in_sentence == pairs


def test_one_word_alone_has_no_neighbours() -> None:
    assert of_one("drones", "Drones.").pairs_in_sentence == 0.0


def test_every_signal_is_between_0_and_1(signals: list[Signals]) -> None:
    assert all(0.0 <= value <= 1.0 for signal in signals for value in signal.vector())
