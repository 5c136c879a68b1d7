"""What is read as a draft, and in what words anything else is sent back."""

import json

import pytest

from retrieval.errors import DraftError
from retrieval.writing.drafts import (
    MAX_DRAFT_CHARS,
    MAX_DRAFTED_STATEMENTS,
    MAX_LABEL_CHARS,
    MAX_OPENINGS,
    MAX_QUOTE_CHARS,
    MAX_QUOTES,
    MAX_STATEMENT_CHARS,
    Draft,
    DraftQuote,
    DraftReader,
    DraftStatement,
    draft_of,
)

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


@pytest.mark.parametrize(
    "around",
    [
        '<think>Hmm {"a":1}</think>{}',
        "<think>A set {a, b} or {…}, {1}.</think> {}",
        '{"a": {"b": {}}} and so\n{}',
        "{} {}",
        "{}\n\nI left out {that}.",
        '{}\n{"more": ',
        "{ " * (MAX_OPENINGS - 1) + "{}",
    ],
)
def test_nor_do_other_braces_hide_it(around: str) -> None:
    assert draft_of(around.replace("{}", REPLY)) == DRAFT


NESTED = {"text": "A.", "abstention": "No.", "quotes": [{**QUOTE, "statements": []}]}


@pytest.mark.parametrize(
    "reply", [REPLY, json.dumps({"statements": [NESTED, NESTED]}), json.dumps({"a": NESTED, "statements": [NESTED]})]
)
@pytest.mark.parametrize("before", ["", '<think>{"a": 1}</think>', "So {or so}: "])
@pytest.mark.parametrize("after", ["", "\n```", ' {"a": 1}', "…"])
def test_a_reply_that_is_cut_short_is_no_draft_wherever_it_is_cut(reply: str, before: str, after: str) -> None:
    for end in range(len(reply)):
        with pytest.raises(DraftError):
            draft_of(before + reply[:end] + after)


@pytest.mark.parametrize("around", ["{ " * MAX_OPENINGS + "{}", "{'so': {}}", '{"so": {}}', '{"so": {}', "{so: {}"])
def test_there_is_an_end_to_looking_for_it(around: str) -> None:
    with pytest.raises(DraftError):
        draft_of(around.replace("{}", REPLY))


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
        (json.dumps({"statements": [STATEMENT] * (MAX_DRAFTED_STATEMENTS + 1)}), "13 is too many for statements"),
        (json.dumps({"statements": [{"text": "a", "quotes": [QUOTE] * (MAX_QUOTES + 1)}]}), "7 is too many for quotes"),
        (
            json.dumps({"statements": [{"text": "a", "quotes": [{**QUOTE, "text": "x" * (MAX_QUOTE_CHARS + 1)}]}]}),
            "4,001 characters are too many for text of quote 1 of statement 1",
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


def pieces(reply: str, *ends: int) -> list[list[str]]:
    """The texts of the statements that become whole as a reply grows to these lengths, and to its own."""
    reader = DraftReader()
    return [[statement.text for statement in reader.more(reply[:end])] for end in (*ends, len(reply))]


WHOLE = json.dumps({"statements": [{"text": "A.", "quotes": [{"passage": "P1", "text": "a"}]}, {"text": "B {"}]})


def test_a_statement_is_read_once_it_is_whole() -> None:
    first, second = WHOLE.index("}]}") + 3, WHOLE.rindex("}]}") + 1
    assert pieces(WHOLE, 5, first - 1, first, first + 4, second - 1, second) == [[], [], ["A."], [], [], ["B {"], []]


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here it is: {} That is all."])
def test_in_pieces_of_any_size_it_is_the_same_draft(piece: int, around: str) -> None:
    reply = around.replace("{}", WHOLE)
    reader = DraftReader()
    read = [statement for end in range(piece, len(reply) + piece, piece) for statement in reader.more(reply[:end])]
    assert tuple(read) == draft_of(reply).statements


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("", []),
        ("I cannot.", []),
        ('{"statements": null, "abstention": "No."}', []),
        ('{"statements": [{"text": "A."}, {"text": 7}, {"text": "C."}]}', ["A."]),
        ('{"statements": [{"text": "A."}, "B.", {"text": "C."}]}', ["A."]),
        ('{"statements": [{"text": "A."} {"text": "B."', ["A."]),
        ('{"statements": [' + "[" * 100_000, []),
        ('{"statements": [{"text": "' + "x" * (MAX_STATEMENT_CHARS + 1) + '"}]}', []),
        (
            json.dumps({"statements": [{"text": str(n)} for n in range(40)]}),
            [str(n) for n in range(MAX_DRAFTED_STATEMENTS)],
        ),
        (" " * (MAX_DRAFT_CHARS + 1) + '{"statements": [{"text": "A."}]}', []),
    ],
    ids=["empty", "words", "null", "no text", "no object", "broken", "deep", "long", "many", "huge"],
)
def test_of_what_is_no_draft_nothing_more_is_read(reply: str, read: list[str]) -> None:
    assert [text for texts in pieces(reply, len(reply) // 2) for text in texts] == read


def test_a_label_that_is_far_too_long_is_cut_and_the_rest_is_read() -> None:
    labelled = {"text": "A.", "quotes": [{"passage": "P" * 5000, "text": "a"}]}
    draft = draft_of(json.dumps({"statements": [labelled, STATEMENT], "abstention": None}))
    assert [len(quote.passage) for statement in draft.statements for quote in statement.quotes] == [MAX_LABEL_CHARS, 2]
