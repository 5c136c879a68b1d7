"""Fits how the reader's logits become probabilities, and the thresholds: `reader.json` beside the exported model.

    python -m training.calibrate ../shared/traindata --model retrieval/adapters/models/reader_model

Asked are questions whose contexts no training saw (`training.rows.is_held_back`), of all sources that are not held
out, over an index of those contexts: questions that the index answers, questions that people wrote to look answerable,
and the first kind again with the context that answers them left out. Nothing of `evaldata` is read.
"""

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.adapters.models.reader_card import READER_DESCRIPTION
from retrieval.answering.answer_spans import header_of
from retrieval.answering.ask import READ
from retrieval.answering.deciding import MAX_LOG_ODDS
from retrieval.bootstrap import open_footnote
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import FoundPassage
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from training.rows import FIT_SEED, HELD_OUT_QA, Numbers, Row, is_held_back, read_rows

QUESTIONS_A_SOURCE = 150
"""Questions of a source at most, of each kind."""
FEWEST_ANSWERED_LENIENT = 0.9
MOST_WRONG_STRICT = 0.1
"""What the thresholds beside `balanced` promise on the questions they are fitted on."""

LOGITS = ("answerable", "relevance")
"""Of the evidence, in columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEvidence:
    """One question over one index: the reader's evidence, a row a passage, and which passages answer."""

    source: str
    answerable: bool
    evidence: Numbers
    answers: NDArray[np.bool_]


def held_back(traindata: Path) -> list[Row]:
    """Return rows whose contexts were not trained on: up to `QUESTIONS_A_SOURCE` of each source and kind."""
    by_kind: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for name in ("qa.jsonl.gz", "qa_nospan.jsonl.gz"):
        for row in read_rows(traindata / name):
            if row["source"] not in HELD_OUT_QA and is_held_back(row["context"]) and row["source"] != "qnli_dev":
                by_kind[row["source"], row["answerable"]].append(row)
    random_ = random.Random(FIT_SEED)
    return [
        row for _, rows in sorted(by_kind.items()) for row in random_.sample(rows, min(len(rows), QUESTIONS_A_SOURCE))
    ]


def ask_all(rows: Sequence[Row], reader: OnnxReader, folder: Path) -> Iterator[QuestionEvidence]:
    """Index the contexts and read what the search finds for each question, with and without the context
    that answers.
    """
    ids = {context: f"context-{number}" for number, context in enumerate(dict.fromkeys(r["context"] for r in rows))}
    corpus = folder / "corpus"
    corpus.mkdir()
    with (corpus / "contexts.jsonl").open("w", encoding="utf-8") as file:
        for context, document_id in ids.items():
            file.write(json.dumps({"id": document_id, "title": "-", "text": context}) + "\n")
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=folder / "index", reader_model=BASELINE_READER_MODEL)
    with open_footnote(settings) as footnote:
        footnote.reload(lambda progress: print(progress, flush=True))
        for number, row in enumerate(rows):
            if number % 200 == 0:
                print(f"asked {number} of {len(rows)}", flush=True)
            gold = ids[row["context"]]
            found = footnote.retriever.retrieve(row["question"], limit=READ + 4)
            # The title that an index needs is none that the contexts had when they were trained on.
            pairs = [
                (
                    row["question"],
                    header_of(found_passage.passage).removeprefix("-"),
                    reading_text_of(found_passage.passage).text,
                )
                for found_passage in found
            ]
            evidence = np.array(
                [[getattr(found_passage, name) for name in LOGITS] for found_passage in reader.evidence(pairs)]
            )
            holds = np.array([_holds_answer(found_passage, row, gold) for found_passage in found])
            others = np.array([found_passage.passage.document.id != gold for found_passage in found])
            if row["answerable"] and holds[:READ].any():
                yield QuestionEvidence(
                    source=row["source"], answerable=True, evidence=evidence[:READ], answers=holds[:READ]
                )
            if row["answerable"]:
                left = evidence[others][:READ]
                nothing = np.zeros(len(left), dtype=np.bool_)
                yield QuestionEvidence(
                    source=row["source"] + ", left out", answerable=False, evidence=left, answers=nothing
                )
            else:
                nothing = np.zeros(READ, dtype=np.bool_)[: len(found)]
                yield QuestionEvidence(
                    source=row["source"], answerable=False, evidence=evidence[:READ], answers=nothing
                )


def _holds_answer(found: FoundPassage, row: Row, gold: str) -> bool:
    if not row["answerable"] or found.passage.document.id != gold:
        return False
    spans = [(answer["start"], answer["start"] + len(answer["text"])) for answer in row.get("answers", ())]
    return not spans or any(found.passage.start <= start and end <= found.passage.end for start, end in spans)


def save_evidence(asked: Sequence[QuestionEvidence], file: Path) -> None:
    """Write the evidence as JSON lines, so that other ways to fit can be tried without reading again."""
    rows = (
        (question.source, question.answerable, question.evidence.tolist(), question.answers.tolist())
        for question in asked
    )
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def load_evidence(file: Path) -> list[QuestionEvidence]:
    return [
        QuestionEvidence(
            source=source, answerable=answerable, evidence=np.array(evidence), answers=np.array(answers, dtype=np.bool_)
        )
        for source, answerable, evidence, answers in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    ]


def fit_passages(asked: Sequence[QuestionEvidence]) -> LogisticRegression:
    """Fit the probability of an answer on the best passage of each question."""
    best = np.array([question.evidence[question.evidence.sum(axis=1).argmax()] for question in asked])
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(best, [question.answerable for question in asked], sample_weight=weights_of(asked))
    return model


def weights_of(asked: Sequence[QuestionEvidence]) -> Numbers:
    """Return the weight of each question.

    The questions that people wrote to look answerable are few, and matter most: together they count half as much as
    those whose context is left out. Of the weights tried (1, 3, 5.6, 11 times) 5.6, which is about this, ranked the
    written questions nearly as well as 11 (AUROC 0.894 and 0.899; 0.859 for 1) and lost least of the others (0.903 and
    0.895; 0.916).
    """
    written = np.array([not question.answerable and "left out" not in question.source for question in asked])
    left_out = np.array(["left out" in question.source for question in asked])
    return np.where(written, left_out.sum() / 2 / max(1, written.sum()), 1.0)


def question_features(asked: Sequence[QuestionEvidence], passages: LogisticRegression) -> Numbers:
    """Return the log-odds of the best passage and of the second, as `retrieval.answering.deciding` takes them; shape
    (questions, 2).
    """
    rows = []
    for question in asked:
        odds = np.sort(np.clip(passages.decision_function(question.evidence), -MAX_LOG_ODDS, MAX_LOG_ODDS))[::-1]
        rows.append((odds[0], odds[1] if len(odds) > 1 else -MAX_LOG_ODDS))
    return np.array(rows)


def thresholds(probability: Numbers, answerable: NDArray[np.bool_], weights: Numbers) -> dict[str, float]:
    """Return the probability from which each strictness answers: lenient answers most of what can be answered, strict
    is seldom wrong, balanced does best by both together.
    """
    candidates = np.quantile(probability, np.linspace(0.005, 0.995, 199))
    wrong = np.array(
        [np.average(probability[~answerable] >= threshold, weights=weights[~answerable]) for threshold in candidates]
    )
    kept = np.array([(probability[answerable] >= threshold).mean() for threshold in candidates])
    balanced = float(candidates[int(np.argmax(kept - wrong))])
    lenient = float(np.quantile(probability[answerable], 1 - FEWEST_ANSWERED_LENIENT))
    strict = float(candidates[wrong <= MOST_WRONG_STRICT].min())
    return {"lenient": min(lenient, balanced), "balanced": balanced, "strict": max(strict, balanced)}


def calibration_error(probability: Numbers, happened: NDArray[np.bool_], weights: Numbers, bins: int = 15) -> float:
    """Return the mean distance between the predicted probability and the share that happened, over bins of as many
    questions each.
    """
    parts = np.array_split(np.argsort(probability), bins)
    far = [abs(np.average(probability[p] - happened[p], weights=weights[p])) * weights[p].sum() for p in parts]
    return float(sum(far) / weights.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--model", type=Path, required=True, help="the folder of the exported reader")
    parser.add_argument("--evidence", type=Path, help="a file to keep what was read in, or to take it from")
    arguments = parser.parse_args()
    rows = held_back(arguments.traindata)
    reader = OnnxReader(arguments.model)
    kept: Path | None = arguments.evidence
    if kept and kept.is_file():
        asked = load_evidence(kept)
    else:
        with tempfile.TemporaryDirectory() as folder:
            asked = list(ask_all(rows, reader, Path(folder)))
        if kept:
            save_evidence(asked, kept)
    passages = fit_passages(asked)
    features, answerable = question_features(asked, passages), np.array([question.answerable for question in asked])
    weights = weights_of(asked)
    questions = LogisticRegression(C=10.0).fit(features, answerable, sample_weight=weights)
    if questions.coef_[0][1] < 0:
        # A second passage that answers is no reason to refuse: where the data knows no better, it counts for nothing.
        features[:, 1] = 0.0
        questions.fit(features, answerable, sample_weight=weights)
    cross_validated = cross_val_predict(
        questions, features, answerable, cv=10, method="predict_proba", params={"sample_weight": weights}
    )[:, 1]
    probability = questions.predict_proba(features)[:, 1]
    chosen = thresholds(probability, answerable, weights)
    file = arguments.model / READER_DESCRIPTION
    card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    card["passage"] = {"intercept": float(passages.intercept_[0]), **_named(LOGITS, passages.coef_[0])}
    card["calibration"] = {
        "intercept": float(questions.intercept_[0]),
        **_named(("best", "second"), questions.coef_[0]),
        "thresholds": chosen,
    }
    left_out = np.array(["left out" in question.source for question in asked])
    top = np.array(
        [bool(question.answers[passages.decision_function(question.evidence).argmax()]) for question in asked]
    )
    card["fitted"] = {
        "by": "training/calibrate.py",
        "date": datetime.now(UTC).date().isoformat(),
        "questions": dict(sorted(Counter(question.source for question in asked).items())),
        "auroc": round(float(roc_auc_score(answerable, cross_validated)), 4),
        "auroc_written_traps": round(float(roc_auc_score(answerable[~left_out], cross_validated[~left_out])), 4),
        "calibration_error_cross_validated": round(calibration_error(cross_validated, answerable, weights), 4),
        "right_passage_on_top": round(float(top[answerable].mean()), 4),
        "kept_and_wrong": {
            name: [
                round(float((probability[answerable] >= t).mean()), 4),
                round(float(np.average(probability[~answerable] >= t, weights=weights[~answerable])), 4),
            ]
            for name, t in chosen.items()
        },
    }
    file.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))


def _named(names: Sequence[str], values: Numbers) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
