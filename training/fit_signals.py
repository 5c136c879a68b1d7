"""Fits the weights and the threshold of the first reader, `retrieval/answering/signal_weights.json`.

    python -m training.fit_signals ../shared/traindata --out retrieval/answering/signal_weights.json

Questions are sampled by source from `qa.jsonl.gz` and asked of an index of their contexts, by the same code that
answers people. Three kinds: those that the index answers; those that people wrote to look answerable and are not; and
those of the first kind with the context that answers them left out. Nothing of `evaldata` is read.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from retrieval.answering.ask import READ
from retrieval.answering.embedding_cache import RememberingEmbedder
from retrieval.answering.signal_reader import SignalReader
from retrieval.answering.signals import Signals
from retrieval.bootstrap import open_footnote
from retrieval.settings import RetrievalSettings
from training.rows import FIT_SEED, Numbers, Row, read_rows

ANSWERABLE_A_SOURCE = 250
UNANSWERABLE_A_SOURCE = 400
HARD_SENTENCES = 6
"""Sentences kept a question for the second fit: the ones that the first fit likes best."""
EVERY_SENTENCE = 4_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSignals:
    """One question's sentences: their signals, and which of them hold an answer."""

    question_id: str
    source: str
    answerable: bool
    signals: Numbers
    holds_answer: NDArray[np.bool_]


def sample(file: Path, random_: random.Random) -> list[Row]:
    """Return some questions of each source, answerable and not."""
    by_kind: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    for row in read_rows(file):
        by_kind[row["source"], row["answerable"]].append(row)
    return [
        row
        for (_, answerable), rows in sorted(by_kind.items())
        for row in random_.sample(rows, min(len(rows), ANSWERABLE_A_SOURCE if answerable else UNANSWERABLE_A_SOURCE))
    ]


def ask_all(rows: Sequence[Row], data: Path) -> Iterator[QuestionSignals]:
    """Index the contexts of the rows and read what the search finds for each question."""
    ids = {context: f"context-{number}" for number, context in enumerate(dict.fromkeys(r["context"] for r in rows))}
    corpus = data / "corpus"
    corpus.mkdir()
    with (corpus / "contexts.jsonl").open("w", encoding="utf-8") as file:
        for context, document_id in ids.items():
            file.write(json.dumps({"id": document_id, "title": document_id, "text": context}) + "\n")
    with open_footnote(RetrievalSettings(corpus_dir=corpus, data_dir=data / "index")) as footnote:
        footnote.reload(lambda progress: print(progress, flush=True))
        reader = SignalReader(embedder=RememberingEmbedder(footnote.embedder, EVERY_SENTENCE), lexical=footnote.lexical)
        for number, row in enumerate(rows):
            if number % 250 == 0:
                print(f"asked {number} of {len(rows)}", flush=True)
            gold = ids[row["context"]]
            found = footnote.retriever.retrieve(row["question"], limit=READ + 5)
            spans = [(a["start"], a["start"] + len(a["text"])) for a in row.get("answers", ())]
            read = list(reader.signals(row["question"], found[:READ]))
            yield QuestionSignals(
                question_id=row["id"],
                source=row["source"],
                answerable=row["answerable"],
                signals=np.array([signals.vector() for *_, signals in read]),
                holds_answer=np.array(
                    [
                        passage.document.id == gold and any(a < end and b > start for a, b in spans)
                        for passage, start, end, _ in read
                    ]
                ),
            )
            if row["answerable"]:
                others = [found_passage for found_passage in found if found_passage.passage.document.id != gold][:READ]
                left = [signals.vector() for *_, signals in reader.signals(row["question"], others)]
                yield QuestionSignals(
                    question_id=row["id"],
                    source=row["source"] + ", context left out",
                    answerable=False,
                    signals=np.array(left),
                    holds_answer=np.zeros(len(left), dtype=np.bool_),
                )


def fit(asked: Sequence[QuestionSignals]) -> LogisticRegression:
    """Fit twice: over all sentences, then over those of each question that the first fit likes best."""
    model: LogisticRegression | None = None
    for _ in range(2):
        kept = [question if model is None else _hardest(question, model) for question in asked]
        model = LogisticRegression(max_iter=2000, C=1.0)
        model.fit(
            np.concatenate([question.signals for question in kept]),
            np.concatenate([question.holds_answer for question in kept]),
        )
    assert model is not None
    return model


def _hardest(question: QuestionSignals, model: LogisticRegression) -> QuestionSignals:
    best = np.argsort(-model.decision_function(question.signals))[:HARD_SENTENCES]
    keep = np.unique(np.concatenate([best, np.flatnonzero(question.holds_answer)]))
    return replace(question, signals=question.signals[keep], holds_answer=question.holds_answer[keep])


def best_of(
    asked: Sequence[QuestionSignals], model: LogisticRegression
) -> tuple[Numbers, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each question the probability of its best sentence, whether that sentence is right, and whether the
    question is answerable.
    """
    probabilities = [model.predict_proba(question.signals)[:, 1] for question in asked]
    best = np.array([probability.max() for probability in probabilities])
    right = np.array(
        [
            bool(question.holds_answer[probability.argmax()])
            for question, probability in zip(asked, probabilities, strict=True)
        ]
    )
    return best, right, np.array([question.answerable for question in asked])


def choose_threshold(best: Numbers, answerable: NDArray[np.bool_]) -> float:
    """Return the threshold with the highest mean of two shares: answered of the answerable, refused of the others."""
    candidates = np.quantile(best, np.linspace(0.01, 0.99, 197))
    mean = [
        ((best[answerable] >= threshold).mean() + (best[~answerable] < threshold).mean()) / 2
        for threshold in candidates
    ]
    return float(candidates[int(np.argmax(mean))])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder that holds qa.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, help="the file of weights to write")
    arguments = parser.parse_args()
    file = arguments.traindata / "qa.jsonl.gz"
    if not file.is_file():
        parser.error(f"{file} is missing: name the folder of the training data")

    random_ = random.Random(FIT_SEED)
    rows = sample(file, random_)
    with tempfile.TemporaryDirectory() as data:
        asked = [question for question in ask_all(rows, Path(data)) if len(question.signals)]
    half = set(random_.sample(sorted({question.question_id for question in asked}), len(rows) // 2))
    fitted = [question for question in asked if question.question_id in half]
    held_out = [question for question in asked if question.question_id not in half]
    model = fit(fitted)
    best, _, answerable = best_of(fitted, model)
    threshold = choose_threshold(best, answerable)
    best, right, answerable = best_of(held_out, model)
    answered = best >= threshold
    measured = {
        "auroc": roc_auc_score(answerable, best),
        "best_sentence_right": right[answerable].mean(),
        "answered_when_answerable": answered[answerable].mean(),
        "answered_right_when_answerable": (answered & right)[answerable].mean(),
        "answered_when_not": answered[~answerable].mean(),
    }
    for source in sorted({question.source for question in held_out}):
        of_source = np.array([question.source == source for question in held_out])
        print(f"{source:45} {of_source.sum():5} answered {answered[of_source].mean():.2f}")
    names = [field.name for field in fields(Signals)]
    stored = {
        "about": "Weights of SignalReader; written by training/fit_signals.py, not by hand.",
        "data": f"qa.jsonl.gz, SHA-256 {sha256(file.read_bytes()).hexdigest()}",
        "sources": {
            source: sum(row["source"] == source for row in rows) for source in sorted({row["source"] for row in rows})
        },
        "questions": {"fitted": len(fitted), "held_out": len(held_out)},
        "seed": FIT_SEED,
        "date": datetime.now(UTC).date().isoformat(),
        "threshold_choice": "most of the mean of answered-when-answerable and refused-when-not, on the fitted half",
        "measured_on_held_out_half": {name: round(float(value), 3) for name, value in measured.items()},
        "threshold": round(threshold, 4),
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0], strict=True)},
    }
    arguments.out.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2))


if __name__ == "__main__":
    main()
