import unicodedata
from itertools import groupby
from operator import and_

from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.display import one_line, one_line_in_pieces, plain, superscript_markers

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
    assert [c for c in plain(text) if not c.isspace()] == [c for c in safe if not c.isspace()]
    assert plain(plain(text)) == plain(text)


@given(TEXTS)
def test_words_that_a_control_character_parts_are_not_joined(text: str) -> None:
    assert one_line(text).split() == ["".join(safe) for word in text.split() if (safe := plain(word).split())]


@given(TEXTS)
def test_what_is_shown_can_be_written_out(text: str) -> None:
    plain(text).encode("utf-8")


@given(TEXTS)
def test_one_line_is_one_line_for_every_reader(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line


@given(st.lists(st.tuples(TEXTS, st.booleans())))
@example([("a ", True), (" b", True), ("\u0301", False)])
@example([("a", True), ("\u200b \u200b", False), (" ", False), ("b", True)])
@example([("👩", True), ("\u200d", False), ("🚀", False), ("🏽", True)])
def test_pieces_of_a_line_are_the_line(pieces: list[tuple[str, bool]]) -> None:
    displayed = one_line_in_pieces(pieces, and_)
    assert "".join(text for text, _ in displayed) == one_line("".join(text for text, _ in pieces))
    assert all(text == text.strip() and text for text, emphasised in displayed if emphasised)
    assert [len(list(run)) for _, run in groupby(displayed, key=lambda piece: piece[1])] == [1] * len(displayed)
    assert one_line_in_pieces(displayed, and_) == displayed


@given(TEXTS, st.booleans())
def test_a_line_of_one_piece_is_all_of_it_or_none(text: str, emphasised: bool) -> None:
    line = one_line(text)
    assert one_line_in_pieces([(text, emphasised)], and_) == ([(line, emphasised)] if line else [])


@given(TEXTS, st.lists(st.text("0123456789abc^.*+?(", min_size=1, max_size=4), max_size=4))
def test_raising_markers_changes_nothing_else(text: str, markers: list[str]) -> None:
    raised = superscript_markers(text, tuple(markers))
    back = raised.translate(str.maketrans("⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "[]0123456789"))
    assert len(raised) == len(text)
    assert back == text.translate(str.maketrans("⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "[]0123456789"))
