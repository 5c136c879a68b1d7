"""Fits how the reader's logits become probabilities, and the thresholds: `reader.json` beside the exported model.

    python -m training.calibrate ../shared/traindata --model retrieval/reader_model

Asked are questions whose contexts no training saw (`training.examples.is_held_back`), of all sources that are not held
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

from retrieval.adapters.onnx_reader import DESCRIPTION, Evidence, OnnxReader
from retrieval.answering import READ
from retrieval.bootstrap import open_footnote
from retrieval.deciding import MAX_LOG_ODDS
from retrieval.domain import FoundPassage
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from retrieval.spans import header_of
from training.examples import HELD_OUT_QA, Row, is_held_back, read_rows

SEED = 20261121
A_SOURCE = 150
"""Questions of a source at most, of each kind."""
FEWEST_ANSWERED_LENIENT = 0.9
MOST_WRONG_STRICT = 0.1
"""What the thresholds beside `balanced` promise on the questions they are fitted on."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question over one index: the reader's evidence, a row a passage, and which passages answer."""

    source: str
    answerable: bool
    evidence: Numbers
    answers: NDArray[np.bool_]


def held_back(traindata: Path) -> list[Row]:
    """Rows whose contexts were not trained on, some of each source and kind."""
    by_kind: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for name in ("qa.jsonl.gz", "qa_nospan.jsonl.gz"):
        for row in read_rows(traindata / name):
            if row["source"] not in HELD_OUT_QA and is_held_back(row["context"]) and row["source"] != "qnli_dev":
                by_kind[row["source"], row["answerable"]].append(row)
    random_ = random.Random(SEED)
    return [row for _, rows in sorted(by_kind.items()) for row in random_.sample(rows, min(len(rows), A_SOURCE))]


def ask_all(rows: Sequence[Row], reader: OnnxReader, folder: Path) -> Iterator[Asked]:
    """Indexes the contexts and reads what the search brings, with and without the context that answers."""
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
            found = footnote.search(row["question"], limit=READ + 4)
            pairs = [(row["question"], header_of(one.passage).removeprefix("-"), one.passage.text) for one in found]
            evidence = np.array([_numbers(one) for one in reader.evidence(pairs)])
            holds = np.array([_holds_answer(one, row, gold) for one in found])
            others = np.array([one.passage.document.id != gold for one in found])
            if row["answerable"] and holds[:READ].any():
                yield Asked(source=row["source"], answerable=True, evidence=evidence[:READ], answers=holds[:READ])
            if row["answerable"]:
                left = evidence[others][:READ]
                nothing = np.zeros(len(left), dtype=np.bool_)
                yield Asked(source=row["source"] + ", left out", answerable=False, evidence=left, answers=nothing)
            else:
                nothing = np.zeros(READ, dtype=np.bool_)[: len(found)]
                yield Asked(source=row["source"], answerable=False, evidence=evidence[:READ], answers=nothing)


def _numbers(evidence: Evidence) -> tuple[float, float, float]:
    return evidence.answerable, evidence.relevance, evidence.margin


def _holds_answer(one: FoundPassage, row: Row, gold: str) -> bool:
    if not row["answerable"] or one.passage.document.id != gold:
        return False
    spans = [(a["start"], a["start"] + len(a["text"])) for a in row.get("answers", ())]
    return not spans or any(one.passage.start <= a and b <= one.passage.end for a, b in spans)


def fit_passages(asked: Sequence[Asked]) -> LogisticRegression:
    """Over all passages read."""
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(np.concatenate([one.evidence for one in asked]), np.concatenate([one.answers for one in asked]))
    return model


def question_features(asked: Sequence[Asked], passages: LogisticRegression) -> Numbers:
    """The log-odds of the best passage and of the second, as `retrieval.deciding` takes them."""
    rows = []
    for one in asked:
        odds = np.sort(np.clip(passages.decision_function(one.evidence), -MAX_LOG_ODDS, MAX_LOG_ODDS))[::-1]
        rows.append((odds[0], odds[1] if len(odds) > 1 else -MAX_LOG_ODDS))
    return np.array(rows)


def thresholds(probability: Numbers, answerable: NDArray[np.bool_]) -> dict[str, float]:
    """Lenient answers most of what can be answered, strict is seldom wrong, balanced does best by both together."""
    candidates = np.quantile(probability, np.linspace(0.005, 0.995, 199))
    both = [((probability[answerable] >= t).mean() + (probability[~answerable] < t).mean()) / 2 for t in candidates]
    balanced = float(candidates[int(np.argmax(both))])
    lenient = float(np.quantile(probability[answerable], 1 - FEWEST_ANSWERED_LENIENT))
    strict = float(np.quantile(probability[~answerable], 1 - MOST_WRONG_STRICT))
    return {"lenient": min(lenient, balanced), "balanced": balanced, "strict": max(strict, balanced)}


def calibration_error(probability: Numbers, happened: NDArray[np.bool_], bins: int = 15) -> float:
    """Mean distance between the probability said and the share that happened, over bins of equal size."""
    order = np.argsort(probability)
    parts = np.array_split(order, bins)
    return float(sum(len(p) * abs(probability[p].mean() - happened[p].mean()) for p in parts) / len(probability))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--model", type=Path, required=True, help="the folder of the exported reader")
    arguments = parser.parse_args()
    rows = held_back(arguments.traindata)
    reader = OnnxReader(arguments.model)
    with tempfile.TemporaryDirectory() as folder:
        asked = list(ask_all(rows, reader, Path(folder)))
    passages = fit_passages(asked)
    features, answerable = question_features(asked, passages), np.array([one.answerable for one in asked])
    questions = LogisticRegression(C=10.0).fit(features, answerable)
    if questions.coef_[0][1] < 0:
        # A second passage that answers is no reason to refuse: where the data knows no better, it counts for nothing.
        features[:, 1] = 0.0
        questions.fit(features, answerable)
    said = cross_val_predict(questions, features, answerable, cv=10, method="predict_proba")[:, 1]
    probability = questions.predict_proba(features)[:, 1]
    chosen = thresholds(probability, answerable)
    file = arguments.model / DESCRIPTION
    card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    names = ("answerable", "relevance", "margin")
    card["passage"] = {"intercept": float(passages.intercept_[0]), **_named(names, passages.coef_[0])}
    card["calibration"] = {
        "intercept": float(questions.intercept_[0]),
        **_named(("best", "second"), questions.coef_[0]),
        "thresholds": chosen,
    }
    top = np.array([bool(one.answers[passages.decision_function(one.evidence).argmax()]) for one in asked])
    card["fitted"] = {
        "by": "training/calibrate.py",
        "date": datetime.now(UTC).date().isoformat(),
        "questions": dict(sorted(Counter(one.source for one in asked).items())),
        "auroc": round(float(roc_auc_score(answerable, said)), 4),
        "calibration_error_cross_validated": round(calibration_error(said, answerable), 4),
        "right_passage_on_top": round(float(top[answerable].mean()), 4),
        "kept_and_wrong": {
            name: [
                round(float((probability[answerable] >= t).mean()), 4),
                round(float((probability[~answerable] >= t).mean()), 4),
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
