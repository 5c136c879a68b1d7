"""Attribution: does a quote support a statement, contradict it or leave it open? On sources held out of training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from retrieval.bootstrap import open_footnote
from retrieval.errors import ModelError
from retrieval.evaluation.data import Show, Where, hashes, json_lines, malformed, reading, sampled
from retrieval.evaluation.measures import Estimate, confusion, estimate, macro_f1, mean, per_class
from retrieval.evaluation.report import Scorecard, Section, conditions
from retrieval.ports import Reader, Relation, SupportJudge, judges_support
from retrieval.settings import DEFAULT_READER_MODEL, RetrievalSettings

SOURCES = ("snli_dev", "snli_counterfactual", "breaking_nli", "fool_me_twice")
NOT_FITTED = "Nothing is fitted on any row of these sources: training leaves them out whole (training/examples.py)."
A_SOURCE = 1000
"""Pairs drawn of each source, so that none drowns the others."""
_AT_ONCE = 64
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
    """The file, and its rows of `SOURCES`. Raises EvaluationDataError."""
    file = traindata / "nli.jsonl.gz"
    with reading(file, "--traindata"):
        pairs = tuple(_pair(row) for row in json_lines(file) if row["source"] in SOURCES)
    if not pairs:
        raise malformed(file, f"it has no row of {', '.join(SOURCES)}", "--traindata")
    return file, pairs


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    """Raises ModelError where the reader does not judge support."""
    file, pairs = read(where.traindata)
    by_source = [[pair for pair in pairs if pair.source == source] for source in SOURCES]
    drawn = [pair for rows in by_source for pair in sampled(rows, where.limit or A_SOURCE)]
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
                "by_source": {source: sum(pair.source == source for pair in drawn) for source in SOURCES},
                "sampled": True,
                "sha256": hashes([file]),
            },
            not_fitted=NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
            details=details,
        )


def judge_of(reader: Reader) -> SupportJudge:
    """The reader where it judges support too. Raises ModelError."""
    if not judges_support(reader):
        raise ModelError(
            f"The reader {reader.name} does not judge whether a quote supports a statement.",
            remedy=f"Set READER_MODEL={DEFAULT_READER_MODEL}.",
        )
    return reader


def measure(judge: SupportJudge, pairs: Sequence[Pair], show: Show) -> tuple[dict[str, Section], Mapping[str, object]]:
    """Metrics over all and by source, and the confusions."""
    predicted: list[int] = []
    for first in range(0, len(pairs), _AT_ONCE):
        show("judging", first, len(pairs))
        relations = judge.relations([(pair.quote, pair.statement) for pair in pairs[first : first + _AT_ONCE]])
        predicted += [int(np.argmax([one[relation] for relation in CLASSES])) for one in relations]
    truth = [CLASSES.index(pair.relation) for pair in pairs]
    metrics: dict[str, Section] = {"all sources": _measured(truth, predicted)}
    confusions = {"all sources": _confusion(truth, predicted)}
    for source in dict.fromkeys(pair.source for pair in pairs):
        places = [place for place, pair in enumerate(pairs) if pair.source == source]
        of_source = [truth[place] for place in places], [predicted[place] for place in places]
        metrics[source], confusions[source] = _measured(*of_source), _confusion(*of_source)
    return metrics, {"confusion": confusions, "confusion_is": "by true relation, then by predicted relation"}


def _measured(truth: Sequence[int], predicted: Sequence[int]) -> Section:
    """Macro F1 is over the classes that are there: a source may have two."""
    there = sorted(set(truth))
    scores = per_class(confusion(truth, predicted, len(CLASSES)))
    right = [one == other for one, other in zip(truth, predicted, strict=True)]
    measured: dict[str, Estimate | float] = {
        "macro_f1": estimate(macro_f1(truth, predicted, len(CLASSES), there), len(truth)),
        "accuracy": estimate(mean(right), len(truth)),
    }
    for place in there:
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
