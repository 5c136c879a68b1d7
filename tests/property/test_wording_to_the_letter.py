"""Whatever a model drafts: what is shown of it is a piece of it, to the letter but for white space; what goes stands
around it, and is nothing but markup.
"""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.writing.grounding.statement_text import worded
from tests.examples import few

CODE = [
    "--env-file .env", "__init__.py", "*args", "**kwargs", "snake_case_name", "a * b", "2 ** 3", "~/x", "#channel",
    "`git diff --no-index`", "args[0]", "x -= 1", "C:\\temp", "$HOME", "i++", "a_b_", "_private", ".gitignore",
    "$ make", "f(*a)", "**/*.py", "||", "a|b", "<br>", "&amp;", "50 %", "-5", "1. 5", "e.g.", "U.S. ", "…",
]  # fmt: skip
WORDS = ["Iran ", "denied ", "it. ", "The ", "option is ", "named ", "in 2022 ", "not ", "“so” ", ", ", ". ", ": "]
DRESS = [
    "[1]",
    " [2].",
    "(P1)",
    " 【4†source】",
    "**",
    "*",
    "_",
    "__",
    "`",
    "```",
    "- ",
    "> ",
    "# ",
    "⁽¹⁾",
    "1. ",
    "• ",
]
ODD = ["\u200b", "\u00ad", "\u202e", "\r", "\x0c", "\x07", "\t", "\n", "\u00a0", "\ud800", "\u2028", "\ufeff", "🇮🇷"]
DRAFTS = st.one_of(
    st.lists(st.sampled_from([*CODE, *WORDS, *WORDS, *DRESS, *ODD]), max_size=9).map("".join),
    st.lists(st.sampled_from([*CODE, *WORDS, *DRESS]), max_size=9).map(" ".join),
    st.text(max_size=40),
)
LABELS = ["P1", "P2-ab12"]
BEFORE = re.compile(r"(?:[#>*+•–—_`-]|\s)*")
MARK = re.compile(r"[\[(【⟦⁽][^\[\]()【】⟦⟧]*[\])】⟧⁾]|[*_`.]")


def visible(text: str) -> str:
    """Without invisible characters, and with one space for each run of white space."""
    return " ".join("".join(c for c in text if unicodedata.category(c)[0] != "C" or c.isspace()).split())


def check(draft: str) -> None:
    wording, flaw = worded(draft, labels=LABELS)
    whole = " ".join(draft.split())
    assert wording in whole, "nothing inside is altered"
    if flaw is None:
        start = whole.index(wording)
        before, after = visible(whole[:start]), visible(whole[start + len(wording) :])
        assert BEFORE.fullmatch(before), "what stood before it was no word"
        assert MARK.sub("", after).strip() == "", "nor what stood behind it"


@given(DRAFTS)
def test_what_is_shown_is_a_piece_of_what_was_drafted(draft: str) -> None:
    check(draft)


@pytest.mark.slow
@few(4_000, elsewhere=20_000)
@given(DRAFTS)
def test_and_of_many_more(draft: str) -> None:
    check(draft)


@given(
    st.sampled_from(CODE), st.sampled_from(["The option {} is new.", "Since May, the name of it is {}.", "{} is so."])
)
def test_a_statement_with_code_in_it_is_shown_with_it_or_not_at_all(code: str, sentence: str) -> None:
    draft = sentence.format(code)
    wording, flaw = worded(draft)
    assert flaw is not None or wording == " ".join(draft.split())
