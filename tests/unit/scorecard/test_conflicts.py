"""The figures of the suite on documents that do not agree, from answers made by hand."""

import json
from pathlib import Path

import pytest

from benchmarks.scorecard.conflicts import ConflictRow, metrics_of, read
from benchmarks.scorecard.data import EvaluationDataError, Where
from benchmarks.scorecard.measures import Estimate
from benchmarks.scorecard.replies import Reply
from retrieval.answering.ask import Response
from retrieval.domain.answers import Answer, Outcome, Refusal, RefusalReason
from tests.building import answer_of

QUESTION = {
    "question": "How many people live in Ashby?",
    "documents": [
        {"text": "Ashby has 100 people.", "type": "correct", "answer": "100"},
        {"text": "Ashby (Ohio) has\0 200 people.", "type": "correct", "answer": "200"},
        {"text": "Ashby has 300 people.", "type": "misinfo", "answer": "300"},
        {"text": "Ashby is old.", "type": "noise", "answer": "unknown"},
    ],
    "gold_answers": ["100", "200"],
    "wrong_answers": ["300"],
}
AGREED = {**QUESTION, "documents": QUESTION["documents"][:1], "gold_answers": ["100"], "wrong_answers": []}


def where(folder: Path, *rows: object) -> Where:
    file = folder / "conflicts.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return Where(evaldata=folder, traindata=folder, communities=file)


def row(folder: Path, outcome: Outcome, right: int, wrong: int, question: object = QUESTION) -> ConflictRow:
    (asked,) = read(where(folder, question))
    statements = outcome.statements if isinstance(outcome, Answer) else ()
    reply = Reply(asked=Response(outcome=outcome, timings_ms={"total": 1.0}), statements=statements)
    return ConflictRow(question=asked, reply=reply, right_shown=right, wrong_shown=wrong)


def test_each_question_has_documents_of_its_own_without_what_is_no_text(tmp_path: Path) -> None:
    first, second = read(where(tmp_path, QUESTION, AGREED))
    assert first.is_disputed
    assert not second.is_disputed
    ids = [document["id"] for question in (first, second) for document in question.documents]
    assert len(set(ids)) == len(ids) == 5
    assert all("\0" not in document["text"] for document in first.documents)
    assert first.answers == {"100", "200", "300"}


def test_what_is_no_such_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationDataError, match="lacks 'documents'"):
        read(where(tmp_path, {"question": "?"}))


def test_the_figures(tmp_path: Path) -> None:
    answer = answer_of("It is so.")
    refusal = Refusal(question="?", reason=RefusalReason.NOT_ANSWERED)
    rows = [
        row(tmp_path, answer, right=2, wrong=1),
        row(tmp_path, answer, right=0, wrong=1),
        row(tmp_path, refusal, right=0, wrong=0),
        row(tmp_path, answer, right=1, wrong=0, question=AGREED),
    ]
    metrics = metrics_of(rows)
    figures = {
        name: value.value
        for section in metrics.values()
        for name, value in section.items()
        if isinstance(value, Estimate)
    }
    assert figures["answered"] == 0.75
    assert figures["all_right_answers_shown"] == 0.5
    assert figures["share_of_right_answers_shown"] == 0.5
    assert figures["wrong_without_a_right_one"] == 0.25
    assert figures["where_documents_disagree"] == figures["where_documents_agree_and_it_is_answered"] == 0.0
