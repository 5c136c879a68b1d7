"""What a browser is to look for on the page of a source is what the page shows."""

import pytest

from retrieval.documents.text_fragments import text_fragment_of
from retrieval.domain.documents import Document


def fragment_of(text: str, quote: str | None = None, path: str = "a.md") -> str:
    document = Document(id="a", title="A title", text=text, path=path)
    start = 0 if quote is None else text.index(quote)
    return text_fragment_of(document, start, start + len(quote or text))


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("The pump is blue.", "The%20pump%20is%20blue."),
        ("It's re-used, oil & all.", "It%27s%20re%2Dused%2C%20oil%20%26%20all."),
        ("Wait a\n  minute.", "Wait%20a%20minute."),
        ("Öl nachfüllen!", "%C3%96l%20nachf%C3%BCllen%21"),
    ],
)
def test_a_short_quote_is_looked_for_whole(text: str, fragment: str) -> None:
    assert fragment_of(f"# A title\n\n{text}\n", text) == fragment


def test_of_a_long_quote_its_first_and_last_words_are_looked_for() -> None:
    text = "The first of the pumps was built in 1844, and the last of them in 1901."
    assert fragment_of(text, path="a.txt") == "The%20first%20of%20the%20pumps,last%20of%20them%20in%201901."


def test_the_words_at_both_ends_do_not_overlap() -> None:
    seven = "Somewhat longer words than usual stand here, comparatively notwithstanding extraordinary circumstances"
    assert fragment_of(seven, path="a.txt") == (
        "Somewhat%20longer%20words%20than%20usual,"
        "here%2C%20comparatively%20notwithstanding%20extraordinary%20circumstances"
    )


def test_marks_are_not_looked_for() -> None:
    text = "# A title\n\nSet **`MAX_OIL`** in [the *file*](x.toml), ~~never~~ &amp; often.\n"
    assert fragment_of(text, text.split("\n\n")[1].strip()) == (
        "Set%20MAX_OIL%20in%20the%20file%2C%20never%20%26%20often."
    )


def test_a_footnote_mark_is_passed_over() -> None:
    text = "# A title\n\nThe pump is blue[^note] and it is red inside.\n\n[^note]: Mostly.\n"
    quote = "The pump is blue[^note] and it is red inside."
    assert fragment_of(text, quote) == "The%20pump%20is%20blue,and%20it%20is%20red%20inside."


def test_items_are_looked_for_from_the_first_to_the_last() -> None:
    text = "# A title\n\nYou need:\n\n1. a can of oil\n2. a lamp\n"
    assert fragment_of(text, "You need:\n\n1. a can of oil\n2. a lamp") == "You%20need%3A,a%20lamp"


def test_of_code_what_leads_to_it_is_looked_for() -> None:
    text = "# A title\n\nPrime it with:\n\n```sh\nprime --now\n```\n"
    assert fragment_of(text, "Prime it with:\n\n```sh\nprime --now") == "Prime%20it%20with%3A"
    assert fragment_of(text, "prime --now") == ""


@pytest.mark.parametrize("quote", ["It is ![a blue pump](pump.png) here.", "It is version {{ pump.version }} now."])
def test_what_a_page_shows_otherwise_is_not_looked_for(quote: str) -> None:
    assert fragment_of(f"# A title\n\n{quote}\n", quote) == ""
    assert fragment_of(quote, path="a.txt") != ""


def test_a_row_of_a_table_is_not_looked_for() -> None:
    text = "# A title\n\n| Plan | Price |\n|---|---|\n| Pro | 25 euros |\n"
    assert fragment_of(text, "Pro | 25 euros") == ""
    assert fragment_of(text, "Plan | Price") == ""


def test_what_has_no_spaces_is_looked_for_where_it_is_short() -> None:
    assert fragment_of("ポンプは青い。", path="a.txt").startswith("%E3%83%9D")
    assert fragment_of("ポンプは青い。" * 20, path="a.txt") == ""
