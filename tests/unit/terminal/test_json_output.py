"""What programs read: these keys are a contract, and a change to them is one that users must hear of."""

import json
from dataclasses import replace

import pytest

from retrieval.answering.ask import Response
from retrieval.answering.standing import Standing, Today
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Refusal, RefusalReason, Side, Stance, Statement, Telling
from retrieval.domain.documents import Document, Passage
from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from retrieval.terminal.json_output import found_as_json, receipt_as_json, response_as_json
from retrieval.terminal.json_text import document_as_json
from tests.building import found, judged_of, passage_of, receipt_of

TEXT = "It was planned.[1] It was denied.\n\nReferences\n- ^ Lederer, Edith M.\n"
DOCUMENT = Document(
    id="planned",
    title="Plans",
    text=TEXT,
    publisher="CNN",
    date="2022-11-01",
    pages=(0, 0, 0, 20),
    extra={"desk": "Kyiv"},
)
PASSAGE = Passage(document=DOCUMENT, start=0, end=33, section="Background")
KEYS = [
    "outcome",
    "question",
    "read_as",
    "statements",
    "unanswered",
    "sides",
    "superseded",
    "form",
    "reason",
    "explanation",
    "meanings",
    "nearest",
    "probability",
    "timings_ms",
    "language_model",
    "receipt_id",
]


def an_answer() -> Response:
    statement = Statement(text="It was planned.[1]", citations=(cite(PASSAGE, 0, 18, [(3, 6)]),))
    outcome = Answer(
        question="Was it planned?", statements=(statement,), unanswered=("who denied it",), read_as="Was it plannd?"
    )
    timings = {"search": 1.26, "total": 12.0}
    return Response(
        outcome=outcome, judged=(judged_of(0.5), judged_of(0.87654)), timings_ms=timings, receipt_id="0123456789"
    )


def a_refusal() -> Response:
    near = (found(PASSAGE, score=0.123456),)
    outcome = Refusal(question="Who?", reason=RefusalReason.NOT_ANSWERED, nearest=near)
    return Response(outcome=outcome, judged=(judged_of(0.04),), timings_ms={"total": 0.04})


def test_an_answer() -> None:
    assert response_as_json(an_answer()) == {
        "outcome": "answer",
        "question": "Was it planned?",
        "read_as": "Was it plannd?",
        "statements": [
            {
                "text": "It was planned.[1]",
                "citations": [
                    {
                        "document_id": "planned",
                        "document_title": "Plans",
                        "content_hash": DOCUMENT.content_hash,
                        "passage_id": PASSAGE.id,
                        "section": "Background",
                        "start": 0,
                        "end": 18,
                        "pages": [3],
                        "first_line": None,
                        "last_line": None,
                        "link": None,
                        "quote": "It was planned.[1]",
                        "authors": [],
                        "publisher": "CNN",
                        "date": "2022-11-01",
                        "url": None,
                        "emphasis": [{"start": 3, "end": 6}],
                        "leans_on": [{"marker": "1", "start": 50, "end": 67, "text": "Lederer, Edith M."}],
                    }
                ],
            }
        ],
        "unanswered": ["who denied it"],
        "sides": [],
        "superseded": [],
        "form": "answer",
        "reason": None,
        "explanation": None,
        "meanings": [],
        "nearest": [],
        "probability": 0.8765,
        "timings_ms": {"search": 1.3, "total": 12.0},
        "language_model": None,
        "receipt_id": "0123456789",
    }


def test_a_refusal() -> None:
    assert response_as_json(a_refusal()) == {
        "outcome": "refusal",
        "question": "Who?",
        "read_as": None,
        "statements": [],
        "unanswered": [],
        "sides": [],
        "superseded": [],
        "form": None,
        "reason": "not_answered",
        "explanation": "No passage was found to answer this.",
        "meanings": [],
        "nearest": [
            {
                "document_id": "planned",
                "document_title": "Plans",
                "passage_id": PASSAGE.id,
                "start": 0,
                "end": 33,
                "pages": [3, 4],
                "first_line": None,
                "last_line": None,
                "link": None,
                "section": "Background",
                "text": TEXT[:33],
                "score": 0.1235,
            }
        ],
        "probability": 0.04,
        "timings_ms": {"total": 0.0},
        "language_model": None,
        "receipt_id": None,
    }


def test_what_was_refused_unread_has_no_probability() -> None:
    outcome = Refusal(question="", reason=RefusalReason.EMPTY_QUESTION)
    assert response_as_json(Response(outcome=outcome, timings_ms={}))["probability"] is None


def test_both_have_the_same_keys_in_the_same_order() -> None:
    assert list(response_as_json(an_answer())) == KEYS
    assert list(response_as_json(a_refusal())) == KEYS


def test_a_receipt_says_what_was_given_on_what_and_how_its_sources_stand() -> None:
    receipt = receipt_of(outcome=an_answer().outcome)
    today = [Today(standing=Standing.CHANGED, found_at=(7, 25))]
    printed = receipt_as_json(receipt, today)
    for key in KEYS[: KEYS.index("probability")]:
        assert printed.pop(key) == response_as_json(an_answer())[key]
    assert printed == {
        "receipt_id": "0000000001",
        "asked_at": "2026-05-03T12:00:00+00:00",
        "documents": ["a", "b"],
        "probability": 0.75,
        "threshold": 0.5,
        "strictness": "strict",
        "timings_ms": {"total": 12.5},
        "language_model": None,
        "generation": "0123456789ab",
        "reader": "a-reader",
        "reader_weights_sha256": "a" * 64,
        "embedding_model": "a-model",
        "embedding_weights_sha256": "b" * 64,
        "prompts": {"answer": "c" * 64},
        "version": "0.1.0",
        "today": [
            {
                "document_id": "planned",
                "start": 0,
                "end": 18,
                "standing": "changed",
                "renamed_to": None,
                "found_at": {"start": 7, "end": 25},
            }
        ],
    }


@pytest.mark.parametrize(("floor", "cause", "expected"), [(None, "", None), (Floor.AWAY, "It is away.", "away")])
def test_what_a_language_model_had_to_do_with_it(floor: Floor | None, cause: str, expected: str | None) -> None:
    fates = (Fate(kind=FateKind.DROPPED, flaws=(Flaw.FIGURE,), quotes=(QuoteClass.VERIFIED,)),)
    trace = Trace(model="a:b", floor=floor, cause=cause, calls=2, tokens_in=3, tokens_out=4, fates=fates)
    as_object = {
        "name": "a:b",
        "floor": expected,
        "cause": cause or None,
        "calls": 2,
        "tokens_in": 3,
        "tokens_out": 4,
        "rewriting": None,
        "check": None,
        "fates": [{"kind": "dropped", "flaws": ["figure"], "quotes": ["verified"]}],
    }
    assert response_as_json(replace(an_answer(), trace=trace))["language_model"] == as_object
    assert receipt_as_json(receipt_of(trace=trace), None)["language_model"] == as_object


def test_of_a_refusal_the_sources_are_what_was_nearest() -> None:
    today = [Today(standing=Standing.WITHDRAWN, found_at=None)]
    printed = receipt_as_json(receipt_of(outcome=a_refusal().outcome, documents=None), today)
    assert printed["documents"] is None
    assert printed["today"] == [
        {"document_id": "planned", "start": 0, "end": 33, "standing": "withdrawn", "renamed_to": None, "found_at": None}
    ]


def test_where_it_cannot_be_told_how_sources_stand_that_is_null() -> None:
    assert receipt_as_json(receipt_of(), None)["today"] is None


def test_a_quote_is_the_slice_that_it_says_it_is() -> None:
    (statement,) = response_as_json(an_answer())["statements"]
    (citation,) = statement["citations"]
    assert DOCUMENT.text[citation["start"] : citation["end"]] == citation["quote"]
    (reference,) = citation["leans_on"]
    assert DOCUMENT.text[reference["start"] : reference["end"]] == reference["text"]


def test_a_document() -> None:
    assert document_as_json(DOCUMENT.summary, "https://docs.example.org/planned") == {
        "id": "planned",
        "title": "Plans",
        "authors": [],
        "publisher": "CNN",
        "date": "2022-11-01",
        "url": None,
        "link": "https://docs.example.org/planned",
        "language": None,
        "kind": None,
        "path": "",
        "collection": None,
        "content_hash": DOCUMENT.content_hash,
        "characters": len(TEXT),
        "extra": {"desk": "Kyiv"},
    }


def test_all_of_it_is_json() -> None:
    receipt = receipt_as_json(receipt_of(), None)
    for value in (
        response_as_json(an_answer()),
        response_as_json(a_refusal()),
        document_as_json(DOCUMENT.summary, None),
        receipt,
    ):
        assert json.loads(json.dumps(value)) == value


def test_where_there_are_no_pages_there_are_no_numbers() -> None:
    assert found_as_json(found(passage_of("Iran denied it.")))["pages"] == []


def test_text_goes_out_as_it_stands() -> None:
    """JSON has its own escapes: what a terminal must not see, a program may."""
    hostile = "dro\u202enes \x1b[31m [bold]"
    assert found_as_json(found(passage_of(hostile)))["text"] == hostile


def test_sides_name_their_sources_by_number() -> None:
    first, second = (cite(PASSAGE, *span) for span in ((0, 18), (19, 33)))
    answer = Answer(
        question="Was it planned?",
        statements=(Statement(text="It was planned.[1]", citations=(first,)),),
        sides=(
            Side(stance=Stance.YES, tellings=(Telling(citation=first, speaker="Kyiv"),)),
            Side(stance=Stance.NO, tellings=(Telling(citation=second), Telling(citation=first))),
        ),
    )
    yes, no = response_as_json(Response(outcome=answer, timings_ms={}))["sides"]
    assert (yes["stance"], yes["value"], yes["origins"], yes["is_newest"]) == ("yes", None, 1, False)
    (told,) = yes["tellings"]
    assert (told["source"], told["speaker"], told["origin"], told["quote"]) == (1, "Kyiv", 0, first.quote)
    assert (told["document_title"], told["publisher"], told["date"]) == ("Plans", "CNN", "2022-11-01")
    assert [telling["source"] for telling in no["tellings"]] == [2, 1]
    assert no["origins"] == 1
