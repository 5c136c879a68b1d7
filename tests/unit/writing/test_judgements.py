"""What is read as a language model's verdicts on sentences."""

import json
from collections.abc import Mapping

import jsonschema
import pytest

from retrieval.domain.verdicts import Flaw
from retrieval.errors import DraftError
from retrieval.writing.forms import MAX_REPLY_CHARS
from retrieval.writing.judgements import JUDGEMENT_EXAMPLE, JUDGEMENT_SCHEMA, MAX_VERDICTS, Judgement
from retrieval.writing.reply_reader import object_of


def judged(*verdicts: Mapping[str, object], label: str = "S1-a") -> tuple[Flaw, ...]:
    """Why the sentence may not be shown."""
    reply = json.dumps({"verdicts": [{"sentence": "S1-a", "not_borne_out": [], **verdict} for verdict in verdicts]})
    return object_of(reply, Judgement, JUDGEMENT_EXAMPLE).flaws_of(label)


SUPPORTED = {"verdict": "supported"}
UNSUPPORTED = {"verdict": "not_supported"}


def test_flaws_of_are_none_where_it_is_supported() -> None:
    assert judged(SUPPORTED) == ()
    assert judged({"verdict": " Supported "}) == ()
    assert judged({"verdict": "supported", "not_borne_out": None}) == ()


@pytest.mark.parametrize(
    ("verdict", "flaws"),
    [
        (UNSUPPORTED, (Flaw.MODEL_NOT_SUPPORTED,)),
        ({"verdict": "contradicted"}, (Flaw.MODEL_CONTRADICTED,)),
        (
            {"verdict": "contradicted", "not_borne_out": ["number", "certainty", "number"]},
            (Flaw.MODEL_CONTRADICTED, Flaw.FIGURE, Flaw.DOUBT),
        ),
        ({"verdict": "supported", "not_borne_out": ["name"]}, (Flaw.MODEL_NOT_SUPPORTED, Flaw.NAME)),
        ({"verdict": "mostly supported"}, (Flaw.MODEL_NOT_SUPPORTED,)),
        ({"verdict": ""}, (Flaw.MODEL_NOT_SUPPORTED,)),
        ({"verdict": "supported", "not_borne_out": ["the date"]}, (Flaw.MODEL_NOT_SUPPORTED, Flaw.NEW_WORDS)),
    ],
    ids=["not", "contradicted", "with what", "supported but for", "mostly", "empty", "of a kind of its own"],
)
def test_flaws_of_say_why_where_it_is_not_clearly_supported(
    verdict: Mapping[str, object], flaws: tuple[Flaw, ...]
) -> None:
    assert judged(verdict) == flaws


def test_flaws_of_a_sentence_without_a_verdict_are_that_it_is_not_judged() -> None:
    assert judged(SUPPORTED, label="S2-a") == (Flaw.NOT_JUDGED,)
    assert judged() == (Flaw.NOT_JUDGED,)


@pytest.mark.parametrize("verdicts", [(SUPPORTED, UNSUPPORTED), (UNSUPPORTED, SUPPORTED)], ids=["last", "first"])
def test_flaws_of_two_verdicts_are_those_of_the_one_against_it(verdicts: tuple[Mapping[str, object], ...]) -> None:
    assert judged(*verdicts) == (Flaw.MODEL_NOT_SUPPORTED,)


def test_a_verdict_for_a_sentence_that_is_not_there_is_passed_over() -> None:
    assert judged({"sentence": "S9-b", **UNSUPPORTED}, SUPPORTED) == ()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("", "no whole JSON object"),
        ("All are supported.", "no whole JSON object"),
        ('{"verdicts": [', "no whole JSON object"),
        ('{"verdicts": [}', "cannot be read"),
        ("[]", "no whole JSON object"),
        ('{"points": []}', "verdicts"),
        ('{"verdicts": "supported"}', "verdicts"),
        ('{"verdicts": [{"sentence": "S1-a"}]}', "verdicts[0].verdict"),
        ('{"verdicts": [{"sentence": "S1-a", "verdict": 1}]}', "verdicts[0].verdict"),
        ('{"verdicts": [{"sentence": "S1-a", "verdict": true}]}', "verdicts[0].verdict"),
        (json.dumps({"verdicts": [{"sentence": "S", **SUPPORTED}] * (MAX_VERDICTS + 1)}), "too many verdicts"),
        ("{" + "x" * MAX_REPLY_CHARS + "}", "at most 65,536"),
        ('{"verdicts": ' + "[" * 3_000 + "]" * 3_000 + "}", "nested too deeply"),
    ],
    ids=range(13),
)
def test_what_is_no_judgement_is_told(reply: str, why: str) -> None:
    with pytest.raises(DraftError) as raised:
        object_of(reply, Judgement, JUDGEMENT_EXAMPLE)
    assert why in raised.value.what


def test_a_judgement_is_found_beside_what_is_thought_aloud() -> None:
    reply = 'I compare {the two} first. {"verdicts": [{"sentence": "S1-a", "verdict": "supported"}]} That is {it}.'
    assert object_of(reply, Judgement, JUDGEMENT_EXAMPLE).flaws_of("S1-a") == ()


def test_what_the_schema_asks_for_can_be_read() -> None:
    jsonschema.validate(json.loads(JUDGEMENT_EXAMPLE), dict(JUDGEMENT_SCHEMA))
    assert json.dumps(JUDGEMENT_SCHEMA).count("$ref") == 0
    assert len(object_of(JUDGEMENT_EXAMPLE, Judgement, JUDGEMENT_EXAMPLE).verdicts) == 2
