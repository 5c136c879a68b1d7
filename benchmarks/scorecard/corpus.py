"""Our own questions over the corpus, through `ask`: who is answered, and whether what is cited answers.

`tests/evals/README.md` describes the questions. A right answer cites from a place that answers; where a question has
several parts, from a place of each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scorecard.answering_and_refusing import Replies, at_each_strictness, curve, ranking
from benchmarks.scorecard.data import (
    DataFault,
    EvaluationDataError,
    Show,
    Where,
    half_answerable,
    hashes,
    indexed,
    json_lines,
    malformed,
    reading,
)
from benchmarks.scorecard.measures import estimate, mean
from benchmarks.scorecard.replies import Reply, reply_to
from benchmarks.scorecard.report import Scorecard, Section, conditions, times
from retrieval.domain.answers import Answer, Citation, Refusal, Statement
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings, Strictness

CORPUS_QUESTIONS = Path("tests/evals/questions.jsonl")
CORPUS_NOT_FITTED = (
    "No weight or threshold is fitted on these questions, which are frozen. The documents are known: rules of layout"
    " and of composing were made by reading them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A quote that answers, verbatim in the document; it may stand there more than once."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusQuestion:
    """`parts` holds, for each thing that is asked, the places that tell it; it is empty where there is no answer."""

    id: str
    text: str
    kind: str
    answerable: bool
    parts: tuple[tuple[Gold, ...], ...]
    must_contain: tuple[str, ...]


def read(file: Path) -> tuple[CorpusQuestion, ...]:
    """Read the questions. Raises EvaluationDataError."""
    with reading(file, "--questions"):
        questions = tuple(_question(row) for row in json_lines(file))
    if not questions:
        raise malformed(file, "it holds no questions", "--questions")
    return questions


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    """Measure our own questions. Raises EvaluationDataError where a quote is not in the settings' corpus."""
    file = where.questions or CORPUS_QUESTIONS
    questions = half_answerable(read(file), where.limit, lambda question: question.answerable)
    with indexed(settings, "corpus", None, where, show) as footnote:
        check_quotes({document.id: document.text for document in footnote.documents()}, questions, file)
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
                "sha256": hashes([file]),
            },
            not_fitted=CORPUS_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
            details=details,
        )


def check_quotes(texts: Mapping[str, str], questions: Sequence[CorpusQuestion], file: Path) -> None:
    for question in questions:
        for gold in (gold for part in question.parts for gold in part):
            if gold.quote not in texts.get(gold.document, ""):
                facts = {"file": file, "question": question.id, "document": gold.document}
                raise EvaluationDataError(DataFault.OF_ANOTHER_CORPUS, **facts)


def measure(
    footnote: Footnote, questions: Sequence[CorpusQuestion], strictness: Strictness, show: Show
) -> tuple[dict[str, Section], dict[str, object]]:
    """Return the metrics by section; and the curve with what went wrong."""
    replies: list[Reply] = []
    for number, question in enumerate(questions):
        show("asking", number, len(questions))
        replies.append(reply_to(footnote, question.text))
    return summary(questions, replies, footnote.reader.calibration.thresholds, strictness)


def summary(
    questions: Sequence[CorpusQuestion],
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
        _failure(question, reply)
        for (question, reply), is_good in zip(pairs, good.tolist(), strict=True)
        if not is_good
    ]
    return metrics, {"curve": curve(sides), "failures": failures}


def cites_every_part(question: CorpusQuestion, statements: Sequence[Statement]) -> bool:
    """Return whether there is an answer, and each part of it has a citation that shares a character with one of its
    quotes.
    """
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
    shown_text = " ".join(statement.text for statement in statements).casefold()
    return any(word.casefold() in shown_text for word in words)


def _kinds(questions: Sequence[CorpusQuestion]) -> list[str]:
    return list(dict.fromkeys(question.kind for question in questions))


def _failure(question: CorpusQuestion, reply: Reply) -> dict[str, object]:
    match reply.asked.outcome:
        case Answer():
            came: dict[str, object] = {"shown": [statement.text for statement in reply.statements]}
        case Refusal(reason=reason):
            came = {"refused": str(reason)}
    asked = {"id": question.id, "kind": question.kind, "question": question.text}
    return {**asked, "probability": reply.asked.probability, **came}


def _question(row: Mapping[str, Any]) -> CorpusQuestion:
    answerable = bool(row["answerable"])
    places = (row.get("parts") or [row["gold"]]) if answerable else []
    parts = tuple(tuple(Gold(document=place["document"], quote=place["quote"]) for place in part) for part in places)
    if not all(parts):
        raise ValueError(f"{row['id']} has a part that no place answers")
    return CorpusQuestion(
        id=str(row["id"]),
        text=row["question"],
        kind=row["kind"],
        answerable=answerable,
        parts=parts,
        must_contain=tuple(row.get("must_contain") or ()),
    )
