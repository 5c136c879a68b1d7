"""Whatever the text: folding twice is folding once, and what is found says the quote and stands there whole."""

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.matching import find, fold_for_matching

ODD = (
    "ﬁﬀ“”‘’«»'\"-‐‑–—−…  \u00a0\t\n\r\u200b\u200d\u00ad\u202e\u2066\ufeff\ufe0f\u0301\u0323\u0345"
    "[]^0123456789²½ßŉΐ한ᄒ👩👧🏽🇮🇷ab"
)
SCRAPS = st.one_of(
    st.sampled_from(ODD), st.sampled_from(["[1]", "[^2]", "30", "drones", "can't", " "]), st.characters()
)
TEXTS = st.lists(SCRAPS, max_size=25).map("".join)


@given(TEXTS)
@example("[\u200b24]")
@example("[1[2]3]")
@example("a - - b")
@example("´´")
@example("\u0345\u0301\u0323")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_for_matching(text)
    assert fold_for_matching(once.text).text == once.text


@given(TEXTS)
def test_texts_that_are_one_under_nfkc_fold_alike(text: str) -> None:
    assert fold_for_matching(unicodedata.normalize("NFKC", text)).text == fold_for_matching(text).text


@given(TEXTS)
def test_every_folded_character_comes_from_somewhere(text: str) -> None:
    folded = fold_for_matching(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for place in range(len(folded.text)):
        start, end = folded.origin(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert folded.text[place] in unicodedata.normalize("NFKD", text[start:end]) + "'- "


@given(TEXTS, TEXTS, TEXTS, st.booleans())
def test_what_is_found_folds_to_the_quote_and_is_not_cut_from_a_word(
    before: str, quote: str, after: str, flipped: bool
) -> None:
    text = before + quote + after
    wanted = quote.swapcase() if flipped else quote
    for start, end in find(wanted, text):
        found, folded = fold_for_matching(text[start:end]).text, fold_for_matching(wanted).text
        assert found[1:] == folded[1:] or found.casefold() == folded.casefold()
        assert end == len(text) or not unicodedata.category(text[end]).startswith("M")
        assert not (
            start > 0
            and text[start - 1].isascii()
            and text[start - 1].isalnum()
            and text[start].isascii()
            and text[start].isalnum()
        )
        assert not (
            end < len(text)
            and text[end].isascii()
            and text[end].isalnum()
            and text[end - 1].isascii()
            and text[end - 1].isalnum()
        )


@given(TEXTS, st.data())
def test_a_sentence_of_its_own_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    words = ["Iran", "denied", "sending", data.draw(st.sampled_from(["30", "ﬁve", "no-one’s", "a[1] b"])), "arms"]
    document = f"{text}\n{' '.join(words)}\n{text}"
    start = len(text) + 1
    assert (start, start + len(" ".join(words))) in find(" ".join(words), document)
