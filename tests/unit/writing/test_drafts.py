"""What is read as a draft, and in what words anything else is sent back."""

import json
from collections.abc import Iterator

import jsonschema
import pytest

from retrieval.errors import DraftError
from retrieval.writing.draft_reader import DraftReader, draft_of
from retrieval.writing.drafts import (
    DRAFT_EXAMPLE,
    DRAFT_SCHEMA,
    MAX_POINTS,
    MAX_QUOTES,
    Draft,
    DraftPoint,
    DraftQuote,
    PointSide,
    Told,
)
from retrieval.writing.forms import MAX_LABEL_CHARS, MAX_REPLY_CHARS, MAX_WRITTEN_CHARS
from retrieval.writing.reply_reader import MAX_OPENINGS

QUOTE = {"passage": "P1", "text": "Iran denied it."}
POINT = {"quotes": [QUOTE], "side": "denies", "sentence": "Iran denied that."}
REPLY = json.dumps({"points": [POINT], "told": "all", "not_told": []})
DRAFT = Draft(
    points=(
        DraftPoint(
            quotes=(DraftQuote(passage="P1", text="Iran denied it."),),
            side=PointSide.DENIES,
            sentence="Iran denied that.",
        ),
    )
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


NESTED = {"sentence": "A.", "told": "part", "quotes": [{**QUOTE, "points": []}]}


@pytest.mark.parametrize(
    "reply", [REPLY, json.dumps({"points": [NESTED, NESTED]}), json.dumps({"a": NESTED, "points": [NESTED]})]
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
    only = '{"points": [{"sentence": "So.", "quotes": null, "side": null}], "not_told": null}'
    assert draft_of(only).points == (DraftPoint(sentence="So."),)
    assert draft_of('{"points": [{"sentence": "So.", "why": 7}], "more": {}}').points[0].quotes == ()


@pytest.mark.parametrize("none", [None, "", " \n"])
def test_a_point_may_be_its_quotes_alone(none: str | None) -> None:
    point = {"quotes": [QUOTE], "sentence": none}
    assert draft_of(json.dumps({"points": [point]})).points[0].sentence is None


def test_a_quote_that_is_given_ten_times_counts_once() -> None:
    draft = draft_of(json.dumps({"points": [{**POINT, "quotes": [QUOTE] * 10}]}))
    assert draft == DRAFT


def test_an_abstention() -> None:
    assert draft_of('{"told": "nothing"}') == Draft(told=Told.NOTHING)
    draft = draft_of('{"points": null, "told": "nothing", "not_told": ["who says so"]}')
    assert (draft.points, draft.told, draft.not_told) == ((), Told.NOTHING, ("who says so",))


def test_the_example_is_of_the_form_that_the_schema_asks_for() -> None:
    jsonschema.validate(json.loads(DRAFT_EXAMPLE), dict(DRAFT_SCHEMA))
    assert draft_of(DRAFT_EXAMPLE).model_dump_json() == DRAFT_EXAMPLE
    assert {point.sentence is None for point in draft_of(DRAFT_EXAMPLE).points} == {True, False}


def objects_in(schema: object) -> Iterator[dict[str, object]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for part in schema.values():
            yield from objects_in(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects_in(part)


def test_the_schema_is_of_closed_objects_without_references() -> None:
    """Providers take no list of types, no references, and no fields that may be left out."""
    objects = list(objects_in(dict(DRAFT_SCHEMA)))
    fields = [
        list(DRAFT.model_dump()),
        list(DRAFT.points[0].model_dump()),
        list(DRAFT.points[0].quotes[0].model_dump()),
    ]
    assert [one["required"] for one in objects] == fields
    assert all(one["additionalProperties"] is False for one in objects)
    assert "$" not in json.dumps(DRAFT_SCHEMA)


@pytest.mark.parametrize("lacking", ["quotes", "side", "sentence"])
def test_what_is_not_of_the_schema_may_be_read_all_the_same(lacking: str) -> None:
    point = {name: value for name, value in POINT.items() if name != lacking}
    assert draft_of(json.dumps({"points": [point]})).points


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        ("", "no whole JSON object"),
        ("I cannot answer.", "no whole JSON object"),
        ("}{", "no whole JSON object"),
        (REPLY[:-1].rstrip("}"), "cannot be read|no whole JSON object"),
        (REPLY[: len(REPLY) // 2] + "}", "cannot be read"),
        ("{'points': []}", "cannot be read"),
        ('{"points": ' + "9" * 5_000 + "}", "cannot be read"),
        ('{"a":' * 30_000, "no whole JSON object|characters"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, "nested too deeply|cannot be read"),
        ("{}", "there are no points, and `told` is not"),
        ('{"points": [], "told": "part"}', "there are no points, and `told` is not"),
        (json.dumps({"points": [POINT], "told": "nothing"}), "`told` is .nothing., and there are points"),
        (json.dumps({"points": [POINT], "told": "some"}), "`told`: Input should be 'all', 'part' or 'nothing'"),
        ('{"points": "Iran"}', "`points`: Input should be a valid list"),
        ('{"points": ["Iran"]}', r"`points\[0\]`: Input should be .*DraftPoint"),
        ('{"points": [{"sentence": 7}]}', r"`points\[0\].sentence`: Input should be a valid string"),
        ('{"points": [{"side": "yes"}]}', r"`points\[0\].side`: Input should be 'none', 'says_so' or 'denies'"),
        ('{"points": [{"quotes": {}}]}', r"`points\[0\].quotes`: Input should be a valid list"),
        ('{"points": [{"quotes": [{"text": "b"}]}]}', r"`points\[0\].quotes\[0\].passage`: Field required"),
        ('{"told": "nothing", "not_told": "why"}', "`not_told`: Input should be a valid list"),
        ("{" + "x" * MAX_REPLY_CHARS + "}", "at most 65,536"),
        (json.dumps({"points": [POINT] * (MAX_POINTS + 1)}), "`points`: 13 are too many points, at most 12"),
        (
            json.dumps({"points": [{"quotes": [{**QUOTE, "text": str(n)} for n in range(MAX_QUOTES + 1)]}]}),
            "7 are too many quotes of one point, at most 6",
        ),
        (
            json.dumps({"points": [{"quotes": [{**QUOTE, "text": "x" * (MAX_WRITTEN_CHARS + 1)}]}]}),
            r"`points\[0\].quotes\[0\].text`: 4,001 are too many characters, at most 4,000",
        ),
    ],
)
def test_anything_else_is_sent_back_with_what_is_wrong_and_what_to_do(reply: str, what: str) -> None:
    with pytest.raises(DraftError, match=what) as raised:
        draft_of(reply)
    assert raised.value.remedy
    assert len(str(raised.value)) < 600


def test_what_is_sent_back_repeats_nothing_of_the_reply() -> None:
    with pytest.raises(DraftError) as raised:
        draft_of(json.dumps({"points": [{"sentence": ["unmentionable"], "unmentionable": 1}] * 9}))
    assert "unmentionable" not in str(raised.value)


def test_halves_of_characters_are_marked() -> None:
    assert draft_of('{"points": [{"sentence": "\\ud800 so \\ud83d\\ude00"}]}').points[0].sentence == "\ufffd so 😀"


def pieces(reply: str, *ends: int) -> list[list[str | None]]:
    """The sentences of the points that become whole as a reply grows to these lengths, and to its own."""
    reader = DraftReader()
    return [[point.sentence for point in reader.more(reply[:end])] for end in (*ends, len(reply))]


WHOLE = json.dumps({"points": [{"quotes": [{"passage": "P1", "text": "a"}], "sentence": "A."}, {"sentence": "B {"}]})


def test_a_point_is_read_once_it_is_whole() -> None:
    first, second = WHOLE.index('A."}') + 4, WHOLE.rindex("}]}") + 1
    assert pieces(WHOLE, 5, first - 1, first, first + 4, second - 1, second) == [[], [], ["A."], [], [], ["B {"], []]


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize("around", ["{}", "```json\n{}\n```", "Here it is: {} That is all."])
def test_in_pieces_of_any_size_it_is_the_same_draft(piece: int, around: str) -> None:
    reply = around.replace("{}", WHOLE)
    reader = DraftReader()
    read = [point for end in range(piece, len(reply) + piece, piece) for point in reader.more(reply[:end])]
    assert tuple(read) == draft_of(reply).points


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("", []),
        ("I cannot.", []),
        ('{"points": null, "told": "nothing"}', []),
        ('{"points": [{"sentence": "A."}, {"sentence": 7}, {"sentence": "C."}]}', ["A."]),
        ('{"points": [{"sentence": "A."}, "B.", {"sentence": "C."}]}', ["A."]),
        ('{"points": [{"sentence": "A."}, {"sentence": "B.", "side": "yes"}, {"sentence": "C."}]}', ["A."]),
        ('{"points": [{"sentence": "A."} {"sentence": "B."', ["A."]),
        ('{"points": [' + "[" * 100_000, []),
        ('{"points": [{"sentence": "' + "x" * (MAX_WRITTEN_CHARS + 1) + '"}]}', []),
        (
            json.dumps({"points": [{"sentence": str(n)} for n in range(40)]}),
            [str(n) for n in range(MAX_POINTS)],
        ),
        (" " * (MAX_REPLY_CHARS + 1) + '{"points": [{"sentence": "A."}]}', []),
    ],
    ids=["empty", "words", "null", "no text", "no object", "no side", "broken", "deep", "long", "many", "huge"],
)
def test_of_what_is_no_draft_nothing_more_is_read(reply: str, read: list[str]) -> None:
    assert [text for texts in pieces(reply, len(reply) // 2) for text in texts] == read


def test_a_label_that_is_far_too_long_is_cut_and_the_rest_is_read() -> None:
    labelled = {"sentence": "A.", "quotes": [{"passage": "P" * 5000, "text": "a"}]}
    draft = draft_of(json.dumps({"points": [labelled, POINT]}))
    assert [len(quote.passage) for point in draft.points for quote in point.quotes] == [MAX_LABEL_CHARS, 2]
