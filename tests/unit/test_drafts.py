"""What is read as a draft, and in what words anything else is sent back."""

import json

import pytest

from retrieval.drafts import (
    MAX_DRAFT_CHARS,
    MAX_QUOTE_CHARS,
    MAX_QUOTES,
    MAX_STATEMENTS,
    Draft,
    DraftQuote,
    DraftStatement,
    draft_of,
)
from retrieval.errors import DraftError

QUOTE = {"passage": "P1", "text": "Iran denied it."}
STATEMENT = {"text": "Iran denied that.", "quotes": [QUOTE]}
REPLY = json.dumps({"statements": [STATEMENT], "abstention": None})
DRAFT = Draft(
    statements=(DraftStatement(text="Iran denied that.", quotes=(DraftQuote(passage="P1", text="Iran denied it."),)),)
)


@pytest.mark.parametrize(
    "around", ["{}", "```json\n{}\n```", "Here it is:\n\n{}\n\nI hope it helps.", "\ufeff{}", "<think>So.</think> {}"]
)
def test_what_stands_around_the_object_is_passed_over(around: str) -> None:
    assert draft_of(around.replace("{}", REPLY)) == DRAFT


def test_what_may_be_left_out() -> None:
    assert draft_of('{"statements": [{"text": "So.", "quotes": null}]}').statements == (DraftStatement(text="So."),)
    assert draft_of('{"statements": [{"text": "So.", "why": 7}], "more": {}}').statements[0].quotes == ()


def test_an_abstention() -> None:
    assert draft_of('{"abstention": " Nothing is said of it. "}') == Draft(abstention="Nothing is said of it.")
    assert len(draft_of(json.dumps({"abstention": "x" * 9_000})).abstention or "") == 500


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        ("", "no whole JSON object"),
        ("I cannot answer.", "no whole JSON object"),
        ("}{", "no whole JSON object"),
        (REPLY[:-1].rstrip("}"), "cannot be read|no whole JSON object"),
        (REPLY[: len(REPLY) // 2] + "}", "cannot be read"),
        ("{'statements': []}", "cannot be read"),
        (f"{REPLY} {REPLY}", "cannot be read"),
        ('{"statements": ' + "9" * 5_000 + "}", "cannot be read"),
        ('{"a":' * 30_000, "no whole JSON object|characters"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, "nested too deeply|cannot be read"),
        ("{}", "neither statements nor an abstention"),
        ('{"statements": [], "abstention": " "}', "neither statements nor an abstention"),
        ('{"statements": "Iran"}', "Not a list: statements"),
        ('{"statements": ["Iran"]}', "Not an object: statement 1"),
        ('{"statements": [{"quotes": []}]}', "Not a text: text of statement 1"),
        ('{"statements": [{"text": "a", "quotes": {}}]}', "Not a list: quotes of statement 1"),
        ('{"statements": [{"text": "a", "quotes": [{"text": "b"}]}]}', "Not a text: passage of quote 1 of statement 1"),
        ('{"abstention": ["why"]}', "Not a text: abstention"),
        ("{" + "x" * MAX_DRAFT_CHARS + "}", "at most 65,536"),
        (json.dumps({"statements": [STATEMENT] * (MAX_STATEMENTS + 1)}), "13 is too many for statements"),
        (json.dumps({"statements": [{"text": "a", "quotes": [QUOTE] * (MAX_QUOTES + 1)}]}), "7 is too many for quotes"),
        (
            json.dumps({"statements": [{"text": "a", "quotes": [{**QUOTE, "text": "x" * (MAX_QUOTE_CHARS + 1)}]}]}),
            "1,201 characters are too many for text of quote 1 of statement 1",
        ),
    ],
)
def test_anything_else_is_sent_back_with_what_is_wrong_and_what_to_do(reply: str, what: str) -> None:
    with pytest.raises(DraftError, match=what) as raised:
        draft_of(reply)
    assert raised.value.remedy
    assert len(str(raised.value)) < 600


def test_halves_of_characters_are_read_as_they_are() -> None:
    assert draft_of('{"statements": [{"text": "\\ud800 so"}]}').statements[0].text == "\ud800 so"
