"""Attribution: does a quote support a statement, contradict it or leave it open? On sources held out of training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.scorecard.data import Show, Where, hashes, json_lines, malformed, reading, sampled
from benchmarks.scorecard.measures import Estimate, confusion, estimate, macro_f1, mean, per_class
from benchmarks.scorecard.report import Scorecard, Section, conditions
from retrieval.answering.checking import judge_of
from retrieval.bootstrap import open_footnote
from retrieval.domain.readings import Relation
from retrieval.ports import SupportJudge
from retrieval.settings import RetrievalSettings

SUPPORT_SOURCES = ("snli_dev", "snli_counterfactual", "breaking_nli", "fool_me_twice")
SUPPORT_NOT_FITTED = "Nothing is fitted on any row of these sources: training leaves them out whole (training/rows.py)."
PAIRS_A_SOURCE = 1000
"""Pairs drawn of each source, so that none drowns the others."""
_JUDGED_AT_ONCE = 64
CLASSES = tuple(Relation)
_LABELS = {
    "entailment": Relation.SUPPORTS,
    "supported": Relation.SUPPORTS,
    "contradiction": Relation.CONTRADICTS,
    "refuted": Relation.CONTRADICTS,
    "neutral": Relation.OPEN,
    "not_enough_info": Relation.OPEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    source: str
    quote: str
    statement: str
    relation: Relation


def read(traindata: Path) -> tuple[Path, tuple[Pair, ...]]:
    """Return the file, and its rows of `SUPPORT_SOURCES`. Raises EvaluationDataError."""
    file = traindata / "nli.jsonl.gz"
    with reading(file, "--traindata"):
        pairs = tuple(_pair(row) for row in json_lines(file) if row["source"] in SUPPORT_SOURCES)
    if not pairs:
        raise malformed(file, f"it has no row of {', '.join(SUPPORT_SOURCES)}", "--traindata")
    return file, pairs


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    """Measure the judgement of support. Raises ModelError where the reader does not judge it."""
    file, pairs = read(where.traindata)
    by_source = [[pair for pair in pairs if pair.source == source] for source in SUPPORT_SOURCES]
    drawn = [pair for rows in by_source for pair in sampled(rows, where.limit or PAIRS_A_SOURCE)]
    # Nothing is indexed: the reader is opened as the product opens it.
    with (
        TemporaryDirectory() as folder,
        open_footnote(settings.model_copy(update={"data_dir": Path(folder)})) as footnote,
    ):
        metrics, details = measure(judge_of(footnote.reader), drawn, show)
        return Scorecard(
            suite="support",
            measured_on={
                "pairs": len(drawn),
                "by_source": {source: sum(pair.source == source for pair in drawn) for source in SUPPORT_SOURCES},
                "sampled": True,
                "sha256": hashes([file]),
            },
            not_fitted=SUPPORT_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
            details=details,
        )


def measure(judge: SupportJudge, pairs: Sequence[Pair], show: Show) -> tuple[dict[str, Section], Mapping[str, object]]:
    """Return the metrics over all and by source; and the confusions."""
    predicted: list[int] = []
    for first in range(0, len(pairs), _JUDGED_AT_ONCE):
        show("judging", first, len(pairs))
        relations = judge.relations([(pair.quote, pair.statement) for pair in pairs[first : first + _JUDGED_AT_ONCE]])
        predicted += [
            int(np.argmax([relation_probabilities[relation] for relation in CLASSES]))
            for relation_probabilities in relations
        ]
    truth = [CLASSES.index(pair.relation) for pair in pairs]
    metrics: dict[str, Section] = {"all sources": _measured(truth, predicted)}
    confusions = {"all sources": _confusion(truth, predicted)}
    for source in dict.fromkeys(pair.source for pair in pairs):
        places = [place for place, pair in enumerate(pairs) if pair.source == source]
        of_source = [truth[place] for place in places], [predicted[place] for place in places]
        metrics[source], confusions[source] = _measured(*of_source), _confusion(*of_source)
    return metrics, {"confusion": confusions, "confusion_is": "by true relation, then by predicted relation"}


def _measured(truth: Sequence[int], predicted: Sequence[int]) -> Section:
    """Measure these pairs. Macro F1 is over the classes that are there: a source may have two."""
    true_classes = sorted(set(truth))
    scores = per_class(confusion(truth, predicted, len(CLASSES)))
    right = [true_class == predicted_class for true_class, predicted_class in zip(truth, predicted, strict=True)]
    measured: dict[str, Estimate | float] = {
        "macro_f1": estimate(macro_f1(truth, predicted, len(CLASSES), true_classes), len(truth)),
        "accuracy": estimate(mean(right), len(truth)),
    }
    for place in true_classes:
        for name, values in (("precision", scores.precision), ("recall", scores.recall), ("f1", scores.f1)):
            measured[f"{CLASSES[place]}_{name}"] = float(values[0, place])
    return measured


def _confusion(truth: Sequence[int], predicted: Sequence[int]) -> dict[str, dict[str, int]]:
    counts = confusion(truth, predicted, len(CLASSES))[0].astype(int).tolist()
    return {
        str(true): dict(zip(map(str, CLASSES), row, strict=True)) for true, row in zip(CLASSES, counts, strict=True)
    }


def _pair(row: Mapping[str, Any]) -> Pair:
    return Pair(source=row["source"], quote=row["premise"], statement=row["hypothesis"], relation=_LABELS[row["label"]])
