from dataclasses import replace

import pytest

from retrieval.domain.documents import Document
from retrieval.text.display import (
    one_line,
    page_or_line_range,
    page_range,
    plain,
    provenance,
    superscript,
    superscript_markers,
)


@pytest.mark.parametrize(
    ("name", "character"),
    [
        ("null", "\x00"),
        ("bell", "\x07"),
        ("escape", "\x1b"),
        ("delete", "\x7f"),
        ("C1 control", "\x9b"),
        ("right-to-left override", "\u202e"),
        ("left-to-right isolate", "\u2066"),
        ("right-to-left mark", "\u200f"),
        ("zero-width space", "\u200b"),
        ("zero-width non-joiner", "\u200c"),
        ("word joiner", "\u2060"),
        ("byte order mark", "\ufeff"),
        ("soft hyphen", "\u00ad"),
        ("tag character", "\U000e0041"),
        ("private use", "\ue000"),
        ("half of a surrogate pair", "\ud800"),
    ],
)
def test_what_hides_or_reorders_is_taken_out(name: str, character: str) -> None:
    assert plain(f"dro{character}nes") == "drones", name


@pytest.mark.parametrize(
    "text",
    [
        "line\nbreak",
        "a\ttab",
        "👩\u200d🚀",
        "Ébène",
        "e\u0301",
        "伊朗",
        "סוף",
        "❤️",
        "[24]",
        "*a* <b> `c`",
        "…—“”",
        "می\u200cخوانیم کتاب\u200cها",
        "ক্\u200cষ",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "\u06dd١٢",
    ],
)
def test_what_is_text_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dro\u200cnes \u200cمی \u200c", "drones می "),
        ("می\u200c\u200cخوانیم", "میخوانیم"),
        ("\u202eمی\u200cخوانیم", "می\u200cخوانیم"),
        ("🏴\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065\U000e007f", "🏴"),
    ],
    ids=["outside of words", "more than one", "beside an override", "a text in tags"],
)
def test_what_a_language_needs_is_kept_only_where_it_needs_it(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_an_escape_sequence_cannot_colour_or_move() -> None:
    assert plain("\x1b[31mred\x1b[0m \x1b]0;title\x07") == "[31mred[0m ]0;title"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\nb\r\nc", "a b c"),
        ("a\rb\x0cc\x0bd\x85e", "a b c d e"),
        ("  a \t b  ", "a b"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\u00a0b", "a b"),
        ("", ""),
        ("\u202e\u200b", ""),
    ],
)
def test_one_line_is_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "markers", "raised"),
    [
        ("It was.[24]", ("24",), "It was.⁽²⁴⁾"),
        ("It was.[14][15]", ("14", "15"), "It was.⁽¹⁴⁾⁽¹⁵⁾"),
        ("It was.[24][2]", ("2",), "It was.[24]⁽²⁾"),
        ("It was.[24]", (), "It was.[24]"),
        ("It was.[note]", ("note",), "It was.[note]"),
        ("In 2024 it was.[24]", ("24",), "In 2024 it was.⁽²⁴⁾"),
    ],
)
def test_resolved_markers_of_the_document_are_raised(text: str, markers: tuple[str, ...], raised: str) -> None:
    assert superscript_markers(text, markers) == raised


def test_every_figure_has_a_superscript() -> None:
    assert superscript("0123456789") == "⁽⁰¹²³⁴⁵⁶⁷⁸⁹⁾"


@pytest.mark.parametrize(
    ("publisher", "date", "wording"),
    [
        ("CNN", "2022-11-01", "CNN, 2022-11-01"),
        ("CNN", None, "CNN"),
        (None, "2022-11-01", "2022-11-01"),
        ("\u200b\n", "2022", "2022"),
        (None, None, ""),
    ],
)
def test_what_is_not_stated_is_not_mentioned(publisher: str | None, date: str | None, wording: str) -> None:
    assert provenance(publisher, date) == wording


def test_who_wrote_it_comes_first() -> None:
    assert provenance("CNN", None, ("Kylie Atwood", "A\nB")) == "by Kylie Atwood, A B, CNN"


@pytest.mark.parametrize(("end", "wording"), [(4, "page 1"), (6, "pages 1–2"), (11, "pages 1–4")])
def test_pages_are_told_as_one_or_as_a_stretch(end: int, wording: str) -> None:
    document = Document(id="a", title="A", text="One. Two. 3", pages=(0, 5, 10, 10))
    assert page_range(document, 0, end) == wording


def test_of_a_document_without_pages_none_are_told() -> None:
    assert page_range(Document(id="a", title="A", text="One."), 0, 4) == ""


@pytest.mark.parametrize(("end", "wording"), [(4, "line 7"), (8, "lines 7–8"), (12, "lines 7–10")])
def test_lines_are_told_where_there_are_no_pages(end: int, wording: str) -> None:
    document = Document(id="a", title="A", text="One.\nTwo\n\nx.", first_line=7)
    assert page_or_line_range(document, 0, end) == wording
    assert page_or_line_range(replace(document, pages=(0,)), 0, end) == "page 1"
    assert page_or_line_range(replace(document, first_line=None), 0, end) == ""
