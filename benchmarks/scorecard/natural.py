"""Abstention on questions that people asked of themselves, not of a passage before them: a second family beside SQuAD.

Natural Questions as in QED, and SelQA: sources that no training sees. Their passages are the corpus. Each question is
asked twice: of all passages, and with those left out that answer it; what is about the same thing stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.scorecard.answering_and_refusing import Replies, at_each_strictness, curve, ranked, ranking
from benchmarks.scorecard.data import Show, Where, hashes, indexed, json_lines, reading, sampled
from benchmarks.scorecard.measures import estimate, mean
from benchmarks.scorecard.report import Scorecard, Section, conditions
from retrieval.answering.ask import READ
from retrieval.answering.deciding import probability_of_answer
from retrieval.answering.weighing import weighed
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

NATURAL_SOURCES = frozenset({"qed_nq", "selqa_ass"})
FILES = ("qa.jsonl.gz", "qa_nospan.jsonl.gz")
NATURAL_NOT_FITTED = "Neither the reader nor its thresholds were fitted on these two sources."
MOST_GOLD_PASSAGES = 8
"""Found beyond those that are read, so that as many are read where the gold ones are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _TwoReadings:
    """What came of one question, asked with its gold passages and without."""

    probability: float
    probability_without: float
    cosine: float
    cosine_without: float
    relevance: float
    relevance_without: float
    gold_on_top: bool
    gold_found: bool


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    files = [where.traindata / name for name in FILES]
    rows: list[Mapping[str, str]] = []
    for file in files:
        with reading(file, "--traindata"):
            rows += [row for row in json_lines(file) if row["source"] in NATURAL_SOURCES and row["answerable"]]
    ids = {
        context: f"context-{number:04}" for number, context in enumerate(dict.fromkeys(row["context"] for row in rows))
    }
    documents = [{"id": name, "title": "-", "text": context} for context, name in ids.items()]
    asked = sampled(rows, where.limit)
    with indexed(settings, "natural", documents, where, show) as footnote:
        measured = []
        for number, row in enumerate(asked):
            show("asking", number, len(asked))
            measured.append(_ask(footnote, row["question"], ids[row["context"]]))
        return Scorecard(
            suite="natural",
            measured_on={
                "documents": len(documents),
                "questions": len(asked),
                "sampled": where.limit is not None,
                "sources": sorted(NATURAL_SOURCES),
                "sha256": hashes(files),
            },
            not_fitted=NATURAL_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=_metrics(footnote, measured),
            details={"curve": curve(_replies(measured))},
        )


def _ask(footnote: Footnote, question: str, gold: str) -> _TwoReadings:
    found = footnote.retriever.retrieve(question, limit=READ + MOST_GOLD_PASSAGES)
    readings = footnote.reader.read(question, found)
    with_gold = found[:READ]
    without = [found_passage for found_passage in found if found_passage.passage.document.id != gold][:READ]
    sides = []
    for side in (with_gold, without):
        ids = {found_passage.passage.id for found_passage in side}
        of_side = [answer_reading for answer_reading in readings if answer_reading.passage.id in ids]
        read = weighed(side, of_side, footnote.reader.calibration.clues)
        probability = probability_of_answer(read, footnote.reader.calibration)
        relevance = max((answer_reading.relevance for answer_reading in read), default=0.0)
        sides.append((probability, max((found_passage.dense for found_passage in side), default=0.0), relevance, read))
    (probability, cosine, relevance, read), (probability_without, cosine_without, relevance_without, _) = sides
    best = max(read, key=lambda answer_reading: answer_reading.answer_probability)
    return _TwoReadings(
        probability=probability,
        probability_without=probability_without,
        cosine=cosine,
        cosine_without=cosine_without,
        relevance=relevance,
        relevance_without=relevance_without,
        gold_on_top=best.passage.document.id == gold,
        gold_found=any(found_passage.passage.document.id == gold for found_passage in with_gold),
    )


def _replies(rows: Sequence[_TwoReadings]) -> Replies:
    return Replies.of(
        [
            *((True, row.probability, row.gold_on_top) for row in rows),
            *((False, row.probability_without, False) for row in rows),
        ]
    )


def _metrics(footnote: Footnote, rows: Sequence[_TwoReadings]) -> dict[str, Section]:
    replies = _replies(rows)
    everyone = [True] * len(rows)
    return {
        "probability": ranking(replies),
        **at_each_strictness(replies, footnote.reader.calibration.thresholds, {}),
        "retrieval": {
            "right_passage_on_top_after_reading": estimate(
                mean([row.gold_on_top for row in rows], everyone), len(rows)
            ),
            "recall_at_10": estimate(mean([row.gold_found for row in rows], everyone), len(rows)),
        },
        "the reader's relevance alone": _ranked(
            [row.relevance for row in rows], [row.relevance_without for row in rows]
        ),
        "highest cosine instead, a floor": _ranked([row.cosine for row in rows], [row.cosine_without for row in rows]),
    }


def _ranked(with_gold: Sequence[float], without: Sequence[float]) -> Section:
    return ranked([*with_gold, *without], [True] * len(with_gold) + [False] * len(without))
