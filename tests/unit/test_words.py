import pytest

from retrieval.words import content_stems, fold, is_stop_word, stem, stems, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran denied it.", ["Iran", "denied", "it"]),
        ("Shahed-136", ["Shahed", "136"]),
        ("the U.S. said", ["the", "U.S.", "said"]),
        ("1,000 or 3.5 drones", ["1,000", "or", "3.5", "drones"]),
        ("Iran's and Iran’s", ["Iran's", "and", "Iran’s"]),
        ("O'Neil", ["O'Neil"]),
        ("snake_case", ["snake", "case"]),
        ("Дронов было 400", ["Дронов", "было", "400"]),
        ("伊朗", ["伊朗"]),
        ("🛩️ … — !?", []),
        ('" OR 1=1 NEAR(', ["OR", "1", "1", "NEAR"]),
        ("\x00\x07\ud800", []),
        ("", []),
    ],
)
def test_tokens_are_the_words_and_numbers_as_written(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("drones", "drone"),
        ("Drones", "DRONE"),
        ("supplied", "supplying"),
        ("Iran's", "Iran"),
        ("Iran’s", "iran"),
        ("Kottasová", "KOTTASOVA"),
        ("U.S.", "USA"),
        ("US", "U.S.A."),
        ("1,000", "1000"),
        ("Straße", "STRASSE"),
        ("ﬁnd", "find"),
        ("４００", "400"),
        ("𝐃𝐫𝐨𝐧𝐞", "drone"),
        ("ℌouse", "house"),
    ],
)
def test_forms_of_one_word_are_the_same(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("US", "us"), ("3.5", "35"), ("Iran", "Iraq"), ("Iran", "Iranian")])
def test_other_words_are_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("text", ["Kottasová", "STRASSE", "ﬁ", "𝐃rone", "ℌ", "İstanbul", "ǅ", "Ⅻ", "①"])
def test_what_is_folded_once_is_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_stems_keep_order_and_stop_words() -> None:
    assert stems("The drones and the drones") == ["the", "drone", "and", "the", "drone"]


def test_content_stems_are_the_words_with_meaning_in_order_and_once() -> None:
    question = "Did the U.S. say that Iran's drones, the drones, are Iranian?"
    assert content_stems(question) == ["usa", "say", "iran", "drone", "iranian"]


@pytest.mark.parametrize("word", ["the", "The", "isn't", "isn’t", "WHO", "us", "how", "many", "much"])
def test_a_function_word_or_a_word_that_asks_is_a_stop_word(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["US", "Iran", "drones", "400", "oppose"])
def test_a_word_with_meaning_is_none(word: str) -> None:
    assert not is_stop_word(word)
