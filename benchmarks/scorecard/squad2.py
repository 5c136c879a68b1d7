"""Abstention and answers on SQuAD 2.0: its paragraphs are the corpus, and its questions are asked as any are.

The unanswerable ones were written by people to look answerable, each beside a paragraph that does not tell.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scorecard.answering_and_refusing import Replies, at_each_strictness, curve, ranked, ranking
from benchmarks.scorecard.data import Show, Where, files_of, half_answerable, hashes, indexed, reading
from benchmarks.scorecard.measures import Estimate, Flags, estimate, mean
from benchmarks.scorecard.replies import Reply, reply_to
from benchmarks.scorecard.report import Scorecard, Section, conditions, times
from retrieval.answering.deciding import probability_of_answer
from retrieval.domain.answers import Statement
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings, Strictness

SQUAD2_NOT_FITTED = (
    "No weight, threshold or constant was fitted or chosen on these questions or their paragraphs, and no paragraph of"
    " the training data shares a run of 80 characters with them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadQuestion:
    """`paragraph` is a document's id; `answers` are what people took for the answer, none where there is none."""

    text: str
    paragraph: str
    answers: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Squad:
    paragraphs: tuple[Mapping[str, str], ...]
    questions: tuple[SquadQuestion, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _QuestionRow:
    """What came of a question. `gold_place` is its paragraph's among the found passages, from 0, or infinite."""

    answerable: bool
    probability: float
    paragraph_cited: bool
    answer_shown: bool
    paragraph_on_top: bool
    gold_place: float
    best_cosine: float
    given_probability: float
    disagreement: bool


def read(evaldata: Path) -> Squad:
    """Read paragraphs and questions. Raises EvaluationDataError."""
    files = files_of(evaldata / "squad2", "*.json", "--evaldata")
    paragraphs: list[Mapping[str, str]] = []
    questions: list[SquadQuestion] = []
    for file in files:
        with reading(file, "--evaldata"):
            for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
                title = str(article.get("title") or file.stem)
                for number, paragraph in enumerate(article["paragraphs"]):
                    name = f"{title}/{number:03}"
                    paragraphs.append({"id": name, "title": title.replace("_", " "), "text": str(paragraph["context"])})
                    questions += [_question(name, asked) for asked in paragraph["qas"]]
    return Squad(paragraphs=tuple(paragraphs), questions=tuple(questions), files=files)


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    squad = read(where.evaldata)
    questions = half_answerable(squad.questions, where.limit, lambda question: question.answerable)
    with indexed(settings, "squad2", squad.paragraphs, where, show) as footnote:
        metrics, details = measure(footnote, questions, settings.refusal_strictness, show)
        return Scorecard(
            suite="squad2",
            measured_on={
                "paragraphs": len(squad.paragraphs),
                "passages": footnote.status().passages,
                "answerable_questions": sum(question.answerable for question in questions),
                "unanswerable_questions": sum(not question.answerable for question in questions),
                "sampled": where.limit is not None,
                "sha256": hashes(squad.files),
            },
            not_fitted=SQUAD2_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
            details=details,
        )


def measure(
    footnote: Footnote, questions: Sequence[SquadQuestion], strictness: Strictness, show: Show
) -> tuple[dict[str, Section], dict[str, object]]:
    """Return the metrics by section; and the curve."""
    passages = _passages_by_document(footnote)
    rows: list[_QuestionRow] = []
    answered: list[bool] = []
    timings: list[Mapping[str, float]] = []
    for number, question in enumerate(questions):
        show("asking", number, len(questions))
        reply = reply_to(footnote, question.text)
        timings.append(reply.asked.timings_ms)
        answered.append(reply.answered)
        rows.append(_row(question, reply, _given(footnote, question, passages.get(question.paragraph, ()))))
    replies = Replies.of([(row.answerable, row.probability, row.paragraph_cited and row.answer_shown) for row in rows])
    given = [row.given_probability for row in rows]
    cosines = [row.best_cosine for row in rows]
    metrics: dict[str, Section] = {
        "probability": ranking(replies),
        **at_each_strictness(replies, footnote.reader.calibration.thresholds, {strictness: np.array(answered)}),
        f"shown at {strictness}": _shown(rows, replies.answerable & answered)
        | {"told_as_a_disagreement": estimate(mean([row.disagreement for row in rows], answered), len(rows))},
        "retrieval": _retrieval(rows, replies.answerable),
        "gold paragraph given": ranked(given, replies.answerable),
        "highest cosine instead, a floor": ranked(cosines, replies.answerable),
        "time": times(timings),
    }
    return metrics, {"curve": curve(replies)}


def _row(question: SquadQuestion, reply: Reply, given_probability: float) -> _QuestionRow:
    found, readings, statements = reply.found, reply.readings, reply.statements
    gold = [
        place for place, found_passage in enumerate(found) if found_passage.passage.document.id == question.paragraph
    ]
    return _QuestionRow(
        answerable=question.answerable,
        probability=reply.probability,
        paragraph_cited=any(statement.citations[0].document_id == question.paragraph for statement in statements[:1]),
        answer_shown=_holds_any(statements, question.answers),
        paragraph_on_top=any(first.passage.document.id == question.paragraph for first in readings[:1]),
        gold_place=min(gold, default=np.inf),
        best_cosine=max((found_passage.dense for found_passage in found), default=0.0),
        given_probability=given_probability,
        disagreement=reply.disagreement,
    )


def _given(footnote: Footnote, question: SquadQuestion, paragraph: Sequence[Passage]) -> float:
    """Return the probability of an answer where the question's own paragraph is all that is read."""
    given = [FoundPassage(passage=passage, score=1.0, dense=1.0, lexical=1.0) for passage in paragraph]
    return probability_of_answer(footnote.reader.read(question.text, given), footnote.reader.calibration)


def _holds_any(statements: Sequence[Statement], answers: Sequence[str]) -> bool:
    shown_text = _folded(" ".join(statement.text for statement in statements))
    return any(_folded(answer) in shown_text for answer in answers)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _passages_by_document(footnote: Footnote) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    store = footnote.retriever.generation.view
    for passage in sorted(store.passages(store.passage_ids()), key=lambda passage: passage.start):
        found.setdefault(passage.document.id, []).append(passage)
    return found


def _shown(rows: Sequence[_QuestionRow], answered: Flags) -> dict[str, Estimate]:
    """Measure what is shown of the answerable questions that are answered."""
    measured = {
        "right_paragraph_cited_first": [row.paragraph_cited for row in rows],
        "answer_shown": [row.answer_shown for row in rows],
    }
    return {name: estimate(mean(flags, answered), len(rows)) for name, flags in measured.items()}


def _retrieval(rows: Sequence[_QuestionRow], answerable: Flags) -> Section:
    """Measure how often the gold paragraph of an answerable question is found, and on top once the reader
    has judged.
    """
    measured = {
        "paragraph_on_top_after_reading": [row.paragraph_on_top for row in rows],
        "recall_at_1": [row.gold_place < 1 for row in rows],
        "recall_at_10": [row.gold_place < 10 for row in rows],
    }
    return {name: estimate(mean(flags, answerable), len(rows)) for name, flags in measured.items()}


def _question(paragraph: str, asked: Mapping[str, Any]) -> SquadQuestion:
    answers = tuple(dict.fromkeys(str(answer["text"]) for answer in asked["answers"]))
    return SquadQuestion(
        text=str(asked["question"]), paragraph=paragraph, answers=answers, answerable=not asked["is_impossible"]
    )
