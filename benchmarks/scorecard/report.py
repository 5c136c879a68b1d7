"""A scorecard: what was measured, on what, with what, and where; as a JSON object and as a table for the terminal."""

import math
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.scorecard.measures import CONFIDENCE, RESAMPLES, Estimate
from retrieval.answering.ask import READ
from retrieval.answering.retriever import CANDIDATES
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

VERSIONED_PACKAGES = ("chromadb", "numpy", "onnxruntime", "sentence-transformers", "tokenizers", "torch")
SCORECARD_FORMAT = "footnote-scorecard/1"
_SHOWN_DIGITS = 4

Section = Mapping[str, Estimate | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """`measured_on` has counts and the files' hashes; `not_fitted` says what was never fitted on them. `metrics` are by
    section and name; `details` is what else is of use to a program: curves, confusion, failures.
    """

    suite: str
    measured_on: Mapping[str, object]
    not_fitted: str
    conditions: Mapping[str, object]
    metrics: Mapping[str, Section]
    details: Mapping[str, object] = field(default_factory=dict)


def conditions(footnote: Footnote, settings: RetrievalSettings) -> dict[str, object]:
    """Return what was measured with: the reader with its thresholds, the embeddings, the machine, the packages."""
    return {
        "reader": {
            "name": footnote.reader.name,
            "weights_sha256": footnote.reader.weights_sha256,
            "thresholds": {str(name): value for name, value in footnote.reader.calibration.thresholds.items()},
        },
        "embedding": {"model": footnote.embedder.model_name, "weights_sha256": footnote.embedder.weights_sha256},
        "strictness": str(settings.refusal_strictness),
        "candidates": CANDIDATES,
        "passages_read": READ,
        "commit": _commit(),
        "machine": {"processor": platform.processor() or platform.machine(), "cpu_count": os.cpu_count()},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in VERSIONED_PACKAGES}},
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _commit() -> str | None:
    """Return which commit is measured, marked where files differ from it; None outside a repository."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return described.stdout.strip()


def times(timings: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the milliseconds of a question, in all and by stage: median and 95th percentile."""
    stages = sorted({stage for timing in timings for stage in timing}, key=lambda stage: (stage != "total", stage))
    measured: dict[str, float] = {"questions_timed": len(timings)}
    for stage in stages:
        spent = [timing[stage] for timing in timings if stage in timing]
        measured[f"{stage}_median_ms"], measured[f"{stage}_p95_ms"] = np.percentile(spent, [50, 95]).tolist()
    return measured


def as_json(card: Scorecard) -> dict[str, object]:
    """Return the scorecard as JSON has it: numbers of four digits after the point; null where a measure has
    no meaning.
    """
    fields = {
        "format": SCORECARD_FORMAT,
        "suite": card.suite,
        "measured_on": card.measured_on,
        "not_fitted": card.not_fitted,
        **card.conditions,
        "intervals": {"confidence": CONFIDENCE, "resamples": RESAMPLES, "by": "percentile bootstrap over questions"},
        "metrics": card.metrics,
        **card.details,
    }
    return {name: _plain(value) for name, value in fields.items()}


def as_table(card: Scorecard) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(f"Scorecard: {card.suite}")
    table.add_column("", justify="right")
    table.add_column(f"{CONFIDENCE:.0%} interval", style="dim")
    for section, rows in card.metrics.items():
        table.add_row()
        table.add_row(Text(section, style="bold"))
        for name, value in rows.items():
            table.add_row(Text(f"  {name.replace('_', ' ')}"), *_cells(value))
    counts = ", ".join(
        f"{value:,} {name.replace('_', ' ')}" for name, value in card.measured_on.items() if _is_count(value)
    )
    return Group(table, Text(), Text(f"Measured on {counts}.", style="dim"), Text(card.not_fitted, style="dim"))


def _cells(value: Estimate | float) -> tuple[str, str]:
    if not isinstance(value, Estimate):
        return _shown(value), ""
    return _shown(value.value), "" if math.isnan(value.low) else f"{_shown(value.low)} – {_shown(value.high)}"


def _shown(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:,}" if _is_count(value) else f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _plain(value: object) -> object:
    match value:
        case Estimate():
            return _plain(asdict(value))
        case float():
            return None if math.isnan(value) else round(value, _SHOWN_DIGITS)
        case Mapping():
            return {str(name): _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value
