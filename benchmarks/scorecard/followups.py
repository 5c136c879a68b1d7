"""Follow-ups: what is found for a question that leans on the turns before it, against what is found for the form of it
that people wrote to stand alone.

The paragraphs of SQuAD 2.0 and the abstracts of SciFact are the corpus. A conversation is gone through from its
beginning, each turn understood from the turns before it as they were understood. Nothing is answered: the data has no
answers, so that here the turns before hold questions alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.scorecard import scifact, squad2
from benchmarks.scorecard.data import Half, Show, Where, files_of, hashes, indexed, json_lines, reading, sampled
from benchmarks.scorecard.measures import estimate, mean
from benchmarks.scorecard.report import Scorecard, Section, conditions
from retrieval.answering.following import understood
from retrieval.domain.inquiry import Turn
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

FOLLOWUPS_NOT_FITTED = (
    "No rule, word list or constant was made from a row of these conversations: the rules were written on conversations"
    " of our own (tests/evals/conversations.jsonl, its first half). Totals by kind of question were seen meanwhile."
)
FIRST_FOUND = 10
"""The passages that are compared: those that the product reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTurn:
    """A question as it was asked, and as it stands alone, in the words of people."""

    conversation: str
    asked: str
    stands_alone: str

    @property
    def leans(self) -> bool:
        return self.asked.strip() != self.stands_alone.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Followed:
    """A turn with how it was understood, and the shares of what is found for people's form that is found for others."""

    turn: ConversationTurn
    question: str
    asked_back: bool
    overlap: float
    of_asked: float
    of_both: float

    @property
    def changed(self) -> bool:
        return self.asked_back or self.question != self.turn.asked


def read(files: Sequence[Path], half: Half, option: str) -> tuple[tuple[ConversationTurn, ...], ...]:
    """Return the conversations of these files, of halved ones those of that half. Raises EvaluationDataError."""
    conversations: list[tuple[ConversationTurn, ...]] = []
    for file in files:
        with reading(file, option):
            rows = [row for row in json_lines(file) if half is Half.ALL or row.get("half", half) == half]
            rows.sort(key=lambda row: (str(row["conversation"]), int(row["turn"])))
            conversations += [
                tuple(
                    ConversationTurn(conversation=name, asked=str(row["asked"]), stands_alone=str(row["stands_alone"]))
                    for row in turns
                )
                for name, turns in groupby(rows, key=lambda row: str(row["conversation"]))
            ]
    return tuple(conversations)


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    files = [where.questions] if where.questions else files_of(where.evaldata / "followups", "*.jsonl", "--evaldata")
    conversations = sampled(read(files, where.half, "--questions" if where.questions else "--evaldata"), where.limit)
    squad, abstracts = squad2.read(where.evaldata), scifact.read(where.evaldata)
    with indexed(settings, "followups", (*squad.paragraphs, *abstracts.abstracts), where, show) as footnote:
        turns = [turn for conversation in conversations for turn in conversation]
        metrics, details = measure(footnote, conversations, show)
        return Scorecard(
            suite="followups",
            measured_on={
                "documents": len(squad.paragraphs) + len(abstracts.abstracts),
                "passages": footnote.status().passages,
                "conversations": len(conversations),
                "turns": len(turns),
                "turns_that_lean": sum(turn.leans for turn in turns),
                "sampled": where.limit is not None,
                "sha256": hashes([*files, *squad.files, *abstracts.files]),
            },
            not_fitted=FOLLOWUPS_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
            details=details if where.questions else {},
        )


def measure(
    footnote: Footnote, conversations: Sequence[Sequence[ConversationTurn]], show: Show
) -> tuple[dict[str, Section], Mapping[str, object]]:
    """Return the metrics; and how each turn was understood."""
    followed: list[_Followed] = []
    for number, conversation in enumerate(conversations):
        show("following", number, len(conversations))
        followed += _follow(footnote, conversation)
    leaning = [each.turn.leans for each in followed]
    alone = [not leans for leans in leaning]
    size = len(followed)
    metrics: dict[str, Section] = {
        f"turns that lean on others: of the first {FIRST_FOUND} passages found for people's form, those found for": {
            "ours": estimate(mean([each.overlap for each in followed], leaning), size),
            "the_question_as_asked": estimate(mean([each.of_asked for each in followed], leaning), size),
            "the_question_before_and_it": estimate(mean([each.of_both for each in followed], leaning), size),
        },
        "turns that lean on others": {
            "changed": estimate(mean([each.changed for each in followed], leaning), size),
            "asked_back": estimate(mean([each.asked_back for each in followed], leaning), size),
        },
        "turns that stand alone": {"changed": estimate(mean([each.changed for each in followed], alone), size)},
    }
    rows = [
        {"asked": each.turn.asked, "ours": each.question, "people": each.turn.stands_alone, "overlap": each.overlap}
        for each in followed
    ]
    return metrics, {"turns": rows}


def _follow(footnote: Footnote, conversation: Sequence[ConversationTurn]) -> list[_Followed]:
    """Return the turns of a conversation, each understood from those before it as they were understood."""
    before: list[Turn] = []
    followed = []
    for turn in conversation:
        meant = understood(turn.asked, before)
        # Where it is asked back, the first of what it may mean is what is offered first.
        question = meant.several[0] if meant.several else meant.shown
        wanted = _found(footnote, turn.stands_alone)
        last = f"{before[-1].question} {turn.asked}" if before else turn.asked
        followed.append(
            _Followed(
                turn=turn,
                question=question,
                asked_back=bool(meant.several),
                overlap=_share(wanted, _found(footnote, question)),
                of_asked=_share(wanted, _found(footnote, turn.asked)),
                of_both=_share(wanted, _found(footnote, last)),
            )
        )
        before.append(Turn(question))
    return followed


def _found(footnote: Footnote, question: str) -> list[str]:
    return [found.passage.id for found in footnote.search(question, limit=FIRST_FOUND)]


def _share(wanted: Sequence[str], found: Sequence[str]) -> float:
    return len(set(wanted) & set(found)) / len(wanted) if wanted else 1.0
