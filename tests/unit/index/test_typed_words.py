"""Words that somebody types are found in a hundred thousand titles without looking at each."""

from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.typed_words import SEARCHED_CHARS, TypedWords

TYPED = st.text("abcé ß中😀\0İ", max_size=6)
MANY = 20_000
MOST = 25


class Looked(str):
    """Counts how often it is looked into."""

    __slots__ = ()
    times = 0

    def __contains__(self, word: object) -> bool:
        Looked.times += 1
        return self.find(str(word)) >= 0


@given(st.lists(st.text("abcé ß中😀\0İ", max_size=12), max_size=40), st.lists(TYPED.filter(bool), max_size=4))
def test_the_first_texts_that_hold_all_words_are_found(texts: list[str], words: list[str]) -> None:
    words = [word for text in words for word in text.replace("\0", " ").split()]

    found = TypedWords(texts).first(words, 3)

    assert found == [n for n, text in enumerate(texts) if all(word in text for word in words)][:3]


@pytest.fixture(scope="module")
def titles() -> list[str]:
    random = Random(7)
    words = ["".join(random.choices("etaoinshrdlu", k=random.randint(2, 9))) for _ in range(2_000)]
    return [Looked(f"{' '.join(random.choices(words, k=6))} folder/{n} cnn") for n in range(MANY)]


@pytest.mark.parametrize(
    "typed",
    ["", "e", "folder", "cnn folder", "zzzz", "e " * 3_000, "x" * 6_000, "the eth het", "😀", "cnn 19999"],
    ids=["nothing", "a letter", "a word", "two words", "none", "a letter often", "long", "turned", "emoji", "the last"],
)
def test_few_titles_are_looked_at_whatever_is_typed(titles: list[str], typed: str) -> None:
    index, words = TypedWords(titles), typed.split()
    Looked.times = 0

    found = index.first(words, MOST)

    assert Looked.times <= 1_000 < MANY
    expected = (n for n, text in enumerate(titles) if all(str(text).find(word) >= 0 for word in set(words)))
    assert found == list(islice(expected, MOST))


def test_what_is_typed_to_be_slow_ends(titles: list[str]) -> None:
    """Every title has all of a word's runs, and none has the word."""
    texts = [Looked("abcabdbcacabdabbcdcadabc" * 10) for _ in range(MANY)]
    index = TypedWords(texts)
    index._rows[:] = 0xFF
    Looked.times = 0

    assert index.first(["dddd"], MOST) == []

    assert Looked.times * len(texts[0]) <= SEARCHED_CHARS + len(texts[0])


def test_texts_that_share_most_runs_come_first() -> None:
    index = TypedWords(["nothing alike", "the lighthouse", "the lighthouse keeper", "a light"])
    assert index.sharing("the lighthuose keeper", 2) == [2, 1]
    assert index.sharing("no", 4) == []
