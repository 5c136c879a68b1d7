import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.display import one_line, plain, superscript_markers

# Every character that controls, hides, reorders or is not assigned for text, as often as others.
UNSAFE = st.characters(categories=["Cc", "Cf", "Cs", "Co"])
TEXTS = st.text(st.one_of(st.characters(), UNSAFE, st.sampled_from("[]0123456789\n\t \u202e\u2066\u200b\u200d")))
STAYS = set("\n\t\u200d")


@given(TEXTS)
@example("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_nothing_that_controls_or_hides_comes_through(text: str) -> None:
    assert {unicodedata.category(character) for character in plain(text) if character not in STAYS}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co"}
    )
    assert not any(
        unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for character in plain(text)
    )


@given(TEXTS)
def test_everything_else_does_in_order(text: str) -> None:
    safe = [c for c in text if c in STAYS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}]
    assert plain(text) == "".join(safe)
    assert plain(plain(text)) == plain(text)


@given(TEXTS)
def test_what_is_shown_can_be_written_out(text: str) -> None:
    plain(text).encode("utf-8")


@given(TEXTS)
def test_one_line_is_one_line_for_every_reader(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line


@given(TEXTS, st.lists(st.text("0123456789abc^.*+?(", min_size=1, max_size=4), max_size=4))
def test_raising_markers_changes_nothing_else(text: str, markers: list[str]) -> None:
    raised = superscript_markers(text, tuple(markers))
    back = raised.translate(str.maketrans("⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "[]0123456789"))
    assert back == text.translate(str.maketrans("⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "[]0123456789"))
