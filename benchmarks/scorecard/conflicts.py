"""Questions whose documents do not agree: are all answers shown, and is the disagreement told?

Each question is asked of its own documents alone. Some answer it, each perhaps for another thing of one name; some hold
a wrong answer in the place of a right one; some are beside the point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scorecard.data import Show, Where, hashes, indexed, json_lines, reading, sampled
from benchmarks.scorecard.measures import estimate, mean
from benchmarks.scorecard.replies import Reply, reply_to
from benchmarks.scorecard.report import Scorecard, Section, conditions, times
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings
from retrieval.text.words import tokens

CONFLICTS_FILE = Path("conflicts/ramdocs_half.jsonl")
CONFLICTS_NOT_FITTED = "Nothing is fitted or chosen on these questions."
_UNKNOWN = "unknown"
"""The answer of a document that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictQuestion:
    """`documents` are rows of an index; `answers` are those that a document of the question holds."""

    text: str
    documents: tuple[Mapping[str, str], ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    answers: frozenset[str]

    @property
    def is_disputed(self) -> bool:
        """Whether its documents hold different answers."""
        return len(self.answers) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """What came of a question: how many of its answers were shown, and whether as a disagreement."""

    question: ConflictQuestion
    reply: Reply
    right_shown: int
    wrong_shown: int

    @property
    def all_right_shown(self) -> bool:
        return self.right_shown == len(self.question.right)

    @property
    def wrong_alone(self) -> bool:
        return bool(self.wrong_shown and not self.right_shown)

    @property
    def told(self) -> bool:
        return self.reply.disagreement


def read(where: Where) -> tuple[ConflictQuestion, ...]:
    """Read the questions, of the file or of the only one in the folder named. Raises EvaluationDataError."""
    file = _file(where)
    with reading(file, "--data"):
        rows = [_question(number, row) for number, row in enumerate(json_lines(file))]
    return sampled(rows, where.limit)


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    questions = read(where)
    documents = [row for question in questions for row in question.documents]
    with indexed(settings, "conflicts", documents, where, show) as footnote:
        rows = measure(footnote, questions, show)
        return Scorecard(
            suite="conflicts",
            measured_on={
                "questions": len(questions),
                "disputed_questions": sum(question.is_disputed for question in questions),
                "documents": len(documents),
                "sampled": where.limit is not None,
                "sha256": hashes([_file(where)]),
            },
            not_fitted=CONFLICTS_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics_of(rows),
        )


def measure(footnote: Footnote, questions: Sequence[ConflictQuestion], show: Show) -> list[ConflictRow]:
    """Return what comes of each question where it is asked of its own documents."""
    rows = []
    for number, question in enumerate(questions):
        show("asking", number, len(questions))
        reply = reply_to(footnote, question.text, [document["id"] for document in question.documents])
        text = " ".join(statement.text for statement in reply.statements) if reply.answered else ""
        rows.append(
            ConflictRow(
                question=question,
                reply=reply,
                right_shown=_held(question.right, text),
                wrong_shown=_held(question.wrong, text),
            )
        )
    return rows


def metrics_of(rows: Sequence[ConflictRow]) -> dict[str, Section]:
    """Return the metrics by section. What is told as a disagreement is counted among the answered too: where nothing
    is shown, nothing can be told.
    """
    answered = [row.reply.answered for row in rows]
    disputed = [row.question.is_disputed for row in rows]
    both = [row.question.is_disputed and row.reply.answered for row in rows]
    several = [row.question.is_disputed and row.right_shown + row.wrong_shown > 1 for row in rows]
    agreed = [row.reply.answered and not row.question.is_disputed for row in rows]
    told = [row.told for row in rows]
    size = len(rows)
    return {
        "shown": {
            "answered": estimate(mean(answered), size),
            "all_right_answers_shown": estimate(mean([row.all_right_shown for row in rows]), size),
            "share_of_right_answers_shown": estimate(
                mean([row.right_shown / max(1, len(row.question.right)) for row in rows]), size
            ),
            "wrong_without_a_right_one": estimate(mean([row.wrong_alone for row in rows]), size),
            "statements_shown": estimate(mean([len(row.reply.statements) for row in rows], answered), size),
        },
        "told as a disagreement": {
            "where_documents_disagree": estimate(mean(told, disputed), size),
            "where_they_do_and_it_is_answered": estimate(mean(told, both), size),
            "where_two_answers_are_shown": estimate(mean(told, several), size),
            "where_documents_agree_and_it_is_answered": estimate(mean(told, agreed), size),
        },
        "time": times([row.reply.asked.timings_ms for row in rows]),
    }


def _file(where: Where) -> Path:
    named = where.communities
    if named is None:
        return where.evaldata / CONFLICTS_FILE
    return next(iter(sorted(named.glob("*.jsonl"))), named / CONFLICTS_FILE.name) if named.is_dir() else named


def _question(number: int, row: Mapping[str, Any]) -> ConflictQuestion:
    documents = tuple(
        {
            "id": f"{number:04}/{place:02}",
            "title": f"Document {place + 1}",
            "text": str(document["text"]).replace("\0", " "),
        }
        for place, document in enumerate(row["documents"])
    )
    return ConflictQuestion(
        text=str(row["question"]),
        documents=documents,
        right=tuple(map(str, row["gold_answers"])),
        wrong=tuple(map(str, row["wrong_answers"])),
        answers=frozenset(str(document["answer"]) for document in row["documents"]) - {_UNKNOWN},
    )


def _held(answers: Sequence[str], text: str) -> int:
    """Return how many of the answers stand in the text, word by word."""
    words = f" {' '.join(tokens(text)).casefold()} "
    return sum(f" {' '.join(tokens(answer)).casefold()} " in words for answer in answers)
