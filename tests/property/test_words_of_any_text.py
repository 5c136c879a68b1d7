from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.question import analyse
from retrieval.answering.signals import Rarity
from retrieval.text.words import content_stems, fold, stems, tokens

WORDS = st.sampled_from("Iran US us U.S. it's drones O'Neil 1,000 3.5 Kottasová ﬁ 𝐃rone Ⅻ İ ǅ 伊朗 дроны".split())
TEXTS = st.one_of(st.text(), st.lists(st.one_of(WORDS, st.text(max_size=6))).map(" ".join))


@given(TEXTS)
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    place = 0
    for token in tokens(text):
        place = text.index(token, place) + len(token)


@given(TEXTS)
def test_what_is_folded_is_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_a_text_shouted_has_the_same_stems(text: str) -> None:
    """But for "US", which is no pronoun, and for letters that have no other case to come back from."""
    spoken = text.lower()
    shouted = spoken.upper()
    if shouted.lower() == spoken and "usa" not in stems(shouted):
        assert stems(shouted) == stems(spoken)


@given(TEXTS)
def test_every_token_has_a_stem(text: str) -> None:
    assert len(stems(text)) == len(tokens(text))
    assert all(stems(text))
    assert set(content_stems(text)) <= set(stems(text))


@given(TEXTS)
def test_any_question_can_be_analysed(text: str) -> None:
    asked = analyse(text)
    assert asked.names <= set(stems(text))
    assert asked.numbers <= set(stems(text))
    assert list(asked.stems) == content_stems(text)


@given(TEXTS, st.dictionaries(st.sampled_from(["iran", "drone", "x"]), st.integers(0, 50)), st.sets(st.text()))
def test_rarity_gives_shares(text: str, frequencies: dict[str, int], found: set[str]) -> None:
    rarity = Rarity.of(frequencies, 50)
    words = content_stems(text)
    assert 0.0 <= rarity.cover(words, frozenset(found)) <= 1.0
    assert rarity.cover(words, frozenset(words)) == 1.0
