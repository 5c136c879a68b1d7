"""Our own questions over the corpus, through `ask`: who is answered, and whether what is cited answers.

`tests/evals/README.md` describes the questions. A right answer cites from a place that answers; where a question has
several parts, from a place of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.domain import Answer, Citation, Refusal, Statement
from retrieval.errors import EvaluationDataError
from retrieval.evaluation.asking import Reply, reply_to
from retrieval.evaluation.both_sides import Replies, at_each_strictness, curve, ranking
from retrieval.evaluation.data import Show, Where, half_answerable, hashes, indexed, json_lines, malformed, reading
from retrieval.evaluation.measures import estimate, mean
from retrieval.evaluation.report import Scorecard, Section, conditions, times
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings, Strictness

NOT_FITTED = (
    "No weight or threshold is fitted on these questions, which are frozen. The documents are known: rules of layout"
    " and of composing were made by reading them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A quote that answers, verbatim in the document; it may stand there more than once."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`parts` holds, for each thing that is asked, the places that tell it; it is empty where there is no answer."""

    id: str
    text: str
    kind: str
    answerable: bool
    parts: tuple[tuple[Gold, ...], ...]
    must_contain: tuple[str, ...]


def read(file: Path) -> tuple[Question, ...]:
    """Raises EvaluationDataError."""
    with reading(file, "--questions"):
        questions = tuple(_question(row) for row in json_lines(file))
    if not questions:
        raise malformed(file, "it holds no questions", "--questions")
    return questions


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    """Raises EvaluationDataError where a quote is not in the settings' corpus."""
    questions = half_answerable(read(where.questions), where.limit, lambda question: question.answerable)
    with indexed(settings, "corpus", None, where, show) as footnote:
        check_quotes({document.id: document.text for document in footnote.documents()}, questions, where.questions)
        metrics, details = measure(footnote, questions, settings.refusal_strictness, show)
        return Scorecard(
            suite="corpus",
            measured_on={
                "documents": len(footnote.documents()),
                "passages": footnote.status().passages,
                "answerable_questions": sum(question.answerable for question in questions),
                "unanswerable_questions": sum(not question.answerable for question in questions),
                "sampled": where.limit is not None,
                "corpus_generation": footnote.status().generation,
                "sha256": hashes([where.questions]),
            },
            not_fitted=NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
            details=details,
        )


def check_quotes(texts: Mapping[str, str], questions: Sequence[Question], file: Path) -> None:
    for question in questions:
        for gold in (gold for part in question.parts for gold in part):
            if gold.quote not in texts.get(gold.document, ""):
                what = f"{file} does not fit the corpus: {question.id} quotes what {gold.document!r} does not hold."
                raise EvaluationDataError(
                    what, remedy="Name the corpus by --corpus, or other questions by --questions."
                )


def measure(
    footnote: Footnote, questions: Sequence[Question], strictness: Strictness, show: Show
) -> tuple[dict[str, Section], dict[str, object]]:
    """Metrics by section; the curve, and what went wrong."""
    replies: list[Reply] = []
    for number, question in enumerate(questions):
        show("asking", number, len(questions))
        replies.append(reply_to(footnote, question.text))
    return summary(questions, replies, footnote.reader.calibration.thresholds, strictness)


def summary(
    questions: Sequence[Question],
    replies: Sequence[Reply],
    thresholds: Mapping[Strictness, float],
    strictness: Strictness,
) -> tuple[dict[str, Section], dict[str, object]]:
    pairs = list(zip(questions, replies, strict=True))
    sides = Replies.of(
        [
            (question.answerable, reply.probability, cites_every_part(question, reply.statements))
            for question, reply in pairs
        ]
    )
    answered = np.array([reply.answered for reply in replies], dtype=np.bool_)
    good = np.where(sides.answerable, answered & sides.right, ~answered)
    demanding = answered & sides.answerable & np.array([bool(question.must_contain) for question in questions])
    worded = [_holds_any(reply.statements, question.must_contain) for question, reply in pairs]
    kinds = {kind: [question.kind == kind for question in questions] for kind in _kinds(questions)}
    metrics: dict[str, Section] = {
        "probability": ranking(sides),
        **at_each_strictness(sides, thresholds, {strictness: answered}),
        f"shown at {strictness}": {"words_of_a_right_answer": estimate(mean(worded, demanding), len(pairs))},
        f"right at {strictness}, by kind": {
            "all": estimate(mean(good), len(pairs)),
            **{kind: estimate(mean(good, among), len(pairs)) for kind, among in kinds.items()},
        },
        "time": times([reply.asked.timings_ms for reply in replies]),
    }
    failures = [
        _failure(question, reply) for (question, reply), one in zip(pairs, good.tolist(), strict=True) if not one
    ]
    return metrics, {"curve": curve(sides), "failures": failures}


def cites_every_part(question: Question, statements: Sequence[Statement]) -> bool:
    """Whether there is an answer, and each part of it has a citation that shares a character with one of its quotes."""
    citations = [citation for statement in statements for citation in statement.citations]
    return question.answerable and all(
        any(_meets(citation, gold) for citation in citations for gold in part) for part in question.parts
    )


def _meets(citation: Citation, gold: Gold) -> bool:
    if citation.document_id != gold.document:
        return False
    # Of all places where the quote stands, the first that ends behind the citation's start is the one to look at.
    place = citation.document.text.find(gold.quote, max(0, citation.start - len(gold.quote) + 1))
    return 0 <= place < citation.end


def _holds_any(statements: Sequence[Statement], words: Sequence[str]) -> bool:
    shown = " ".join(statement.text for statement in statements).casefold()
    return any(one.casefold() in shown for one in words)


def _kinds(questions: Sequence[Question]) -> list[str]:
    return list(dict.fromkeys(question.kind for question in questions))


def _failure(question: Question, reply: Reply) -> dict[str, object]:
    match reply.asked.outcome:
        case Answer():
            came: dict[str, object] = {"shown": [statement.text for statement in reply.statements]}
        case Refusal(reason=reason):
            came = {"refused": str(reason)}
    asked = {"id": question.id, "kind": question.kind, "question": question.text}
    return {**asked, "probability": reply.asked.probability, **came}


def _question(row: Mapping[str, Any]) -> Question:
    answerable = bool(row["answerable"])
    places = (row.get("parts") or [row["gold"]]) if answerable else []
    parts = tuple(tuple(Gold(document=one["document"], quote=one["quote"]) for one in part) for part in places)
    if not all(parts):
        raise ValueError(f"{row['id']} has a part that no place answers")
    return Question(
        id=str(row["id"]),
        text=row["question"],
        kind=row["kind"],
        answerable=answerable,
        parts=parts,
        must_contain=tuple(row.get("must_contain") or ()),
    )
