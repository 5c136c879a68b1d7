"""Fits what the search adds to the reader's judgement: `with_search` in `reader.json`.

    python -m training.weigh_clues ../shared/traindata --model retrieval/adapters/models/reader_model --kept .training

It comes after `training/calibrate.py`, whose probability of a passage it takes. What is read is kept in a folder, so
that other ways to fit can be tried without reading again. Nothing of `evaldata` is read.
"""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.adapters.models.reader_card import READER_DESCRIPTION
from retrieval.answering.deciding import MAX_LOG_ODDS, sigmoid
from retrieval.answering.weighing import clues_of
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.domain.readings import INTERCEPT, Clues
from retrieval.settings import DEFAULT_EMBEDDING_MODEL, Strictness
from training.calibrate import calibration_error
from training.mined import AskedQuestion, asked_of_all
from training.rows import Numbers

NAMES = tuple(field.name for field in fields(Clues))
ROUNDS = 4
"""How often the passages that decide are chosen anew by the weights that were fitted to the last choice."""
OTHER_PASSAGE_WEIGHT = 0.5
"""What the likeliest passage that does not answer counts, of a question that is answered by another."""
MOST_WRONG = {Strictness.LENIENT: 0.3, Strictness.BALANCED: 0.2, Strictness.STRICT: 0.1}
"""The share of the questions without an answer that each strictness answers, of sources that were not fitted to."""
EMBEDDING_MODELS = (DEFAULT_EMBEDDING_MODEL, DEFAULT_EMBEDDING_MODEL.removesuffix("-int8"))
"""Those whose cosines are alike: the shipped one, and the same in float."""


def clues_in(asked: AskedQuestion, weights: Mapping[str, float]) -> Numbers:
    """Return the clues of each passage that was read for a question, a row a passage, as `weighing` takes them."""
    rows = []
    for read in asked.read:
        logit = weights[INTERCEPT] + weights["answerable"] * read.answerable + weights["relevance"] * read.relevance
        passage = Passage(document=Document(id=read.document, title="-", text=read.text), start=0, end=len(read.text))
        found = FoundPassage(passage=passage, score=read.score, dense=read.dense, lexical=read.lexical)
        rows.append(astuple(clues_of(found, sigmoid(logit))))
    return np.array(rows)


def fit(asked: Sequence[AskedQuestion], clues: Sequence[Numbers], weights: Numbers) -> LogisticRegression:
    """Fit the probability that a passage answers: on the likeliest passage of a question without an answer, and on the
    likeliest that answers and the likeliest that does not of one with an answer.
    """
    by = np.array([float(name == "reader") for name in NAMES])
    model = LogisticRegression(C=10.0, max_iter=1000)
    for _ in range(ROUNDS):
        rows: list[tuple[Numbers, bool, float]] = []
        for question, of_question, weight in zip(asked, clues, weights, strict=True):
            answers = np.array([read.answers for read in question.read])
            for holds in (True, False):
                places = np.flatnonzero(answers == holds)
                if len(places):
                    likeliest = of_question[places[(of_question[places] @ by).argmax()]]
                    other = question.answerable and not holds
                    rows.append((likeliest, holds, OTHER_PASSAGE_WEIGHT if other else float(weight)))
        of_rows, held, weighs = zip(*rows, strict=True)
        model.fit(np.array(of_rows), held, sample_weight=weighs)
        by = model.coef_[0]
    return model


def weights_of(asked: Sequence[AskedQuestion]) -> Numbers:
    """Return the weight of each question: as in `training.calibrate`, those that people wrote to look answerable count
    half as much, together, as those whose context is left out.
    """
    kinds = np.array([question.kind for question in asked])
    return np.where(kinds == "written", (kinds == "left out").sum() / 2 / max(1, (kinds == "written").sum()), 1.0)


def likeliest(model: LogisticRegression, clues: Sequence[Numbers]) -> Numbers:
    """Return the probability of the likeliest passage of each question."""
    odds = [float(model.decision_function(of_question).max()) for of_question in clues]
    return np.array([sigmoid(max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, logit))) for logit in odds])


def least_at(most: float, scores: Numbers, answerable: NDArray[np.bool_], weights: Numbers) -> float:
    """Return the lowest probability from which on at most a share of the questions without an answer is answered."""
    wrong = [np.average(scores[~answerable] >= least, weights=weights[~answerable]) for least in np.sort(scores)]
    return float(np.sort(scores)[next(place for place, share in enumerate(wrong) if share <= most)])


def ranking(asked: Sequence[AskedQuestion], scores: Numbers) -> dict[str, float]:
    """Return the AUROC over all questions, the mean of that within each source, and that against written traps, over
    the sources that have any.
    """
    answerable = np.array([question.answerable for question in asked])
    sources = np.array([question.source for question in asked])
    written = np.array([question.kind == "written" for question in asked])
    trapped = np.isin(sources, sorted(set(sources[written]))) & (answerable | written)
    of_sources = [sources == source for source in sorted(set(sources))]
    within = [float(roc_auc_score(answerable[own], scores[own])) for own in of_sources]
    return {
        "auroc": round(float(roc_auc_score(answerable, scores)), 4),
        "auroc_within_a_source": round(float(np.mean(within)), 4),
        "auroc_written_traps": round(float(roc_auc_score(answerable[trapped], scores[trapped])), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--model", type=Path, required=True, help="the folder of the exported reader")
    parser.add_argument("--kept", type=Path, required=True, help="a folder that keeps what was read")
    arguments = parser.parse_args()
    asked = asked_of_all(arguments.traindata, OnnxReader(arguments.model), arguments.kept)
    file = arguments.model / READER_DESCRIPTION
    card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    clues = [clues_in(question, card["passage"]) for question in asked]
    weights, answerable = weights_of(asked), np.array([question.answerable for question in asked])
    sources = np.array([question.source for question in asked])
    held_out = np.zeros(len(asked))
    for source in sorted(set(sources)):
        others, own = np.flatnonzero(sources != source), np.flatnonzero(sources == source)
        model = fit([asked[n] for n in others], [clues[n] for n in others], weights[others])
        held_out[own] = likeliest(model, [clues[n] for n in own])
    model = fit(asked, clues, weights)
    chosen = {name: least_at(most, held_out, answerable, weights) for name, most in MOST_WRONG.items()}
    alone = np.array([of_question[:, NAMES.index("reader")].max() for of_question in clues])
    card["with_search"] = {
        "embedding_models": EMBEDDING_MODELS,
        "intercept": 0.0,
        "best": 1.0,
        "second": 0.0,
        "clues": {
            INTERCEPT: float(model.intercept_[0]),
            **{name: float(weight) for name, weight in zip(NAMES, model.coef_[0], strict=True)},
        },
        "thresholds": chosen,
        "fitted": {
            "by": "training/weigh_clues.py",
            "date": datetime.now(UTC).date().isoformat(),
            "questions": dict(sorted(Counter(f"{question.source}, {question.kind}" for question in asked).items())),
            "by_the_reader_alone": ranking(asked, alone),
            "source_held_out": {
                **ranking(asked, held_out),
                "calibration_error": round(calibration_error(held_out, answerable, weights), 4),
                "kept_and_wrong": {
                    name: [
                        round(float((held_out[answerable] >= least).mean()), 4),
                        round(float(np.average(held_out[~answerable] >= least, weights=weights[~answerable])), 4),
                    ]
                    for name, least in chosen.items()
                },
            },
        },
    }
    file.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card["with_search"], indent=2))


if __name__ == "__main__":
    main()
