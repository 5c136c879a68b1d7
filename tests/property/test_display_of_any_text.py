import unicodedata
from itertools import groupby
from operator import and_

from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.text.display import one_line, one_line_in_pieces, plain, superscript_markers

# Every character that controls, hides, reorders or is not assigned for text, as often as others.
UNSAFE = st.characters(categories=["Cc", "Cf", "Cs", "Co"])
OFTEN = "[]0123456789\n\t \u202e\u2066\u200b\u200c\u200d\u0628\u06cc\u0915\u06dd"
FLAGS = [f"\U0001f3f4{''.join(chr(0xE0000 + ord(c)) for c in name)}\U000e007f" for name in ("gbeng", "gbsct", "gbwls")]
TEXTS = st.text(st.one_of(st.characters(), UNSAFE, st.sampled_from(OFTEN)))
FLAGGED = st.lists(st.one_of(TEXTS, st.sampled_from(FLAGS), st.sampled_from(FLAGS[0]))).map("".join)
STAYS = set("\n\t\u200d")
SEEN_SIGNS = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters that are seen."""


def without_meant(shown: str) -> str:
    """The text without the format characters that may be shown, each where it may be."""
    for flag in FLAGS:
        shown = shown.replace(flag, "")
    letters = [character > "\u05ff" and unicodedata.category(character)[0] in "LM" for character in shown]
    return "".join(
        character
        for place, character in enumerate(shown)
        if character not in SEEN_SIGNS
        and not (character == "\u200c" and all(letters[place - 1 : place] + letters[place + 1 : place + 2]))
    )


@given(FLAGGED)
@example("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
@example("\u200c\u0628\u200c")
@example(f"{FLAGS[0]}\U000e0067\U0001f3f4\U000e0061\U000e007f")
def test_nothing_that_controls_or_hides_comes_through(text: str) -> None:
    shown = plain(text)
    assert not shown.startswith("\u200c")
    assert not shown.endswith("\u200c")
    assert {unicodedata.category(character) for character in without_meant(shown) if character not in STAYS}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co"}
    )
    assert not any(
        unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for character in shown
    )


@given(FLAGGED)
def test_everything_else_does_in_order(text: str) -> None:
    unsafe = {"Cc", "Cf", "Cs", "Co"}
    safe = [c for c in text if c in STAYS or unicodedata.category(c) not in unsafe]
    shown = [c for c in plain(text) if not c.isspace() and (c in STAYS or unicodedata.category(c) not in unsafe)]
    assert shown == [c for c in safe if not c.isspace()]
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


@given(st.lists(st.tuples(FLAGGED, st.booleans())))
@example([("\u0628", True), ("\u200c", False), ("\u0628", True)])
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
