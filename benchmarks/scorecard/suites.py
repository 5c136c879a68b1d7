"""The suites of the scorecard, and how one is run."""

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from retrieval.errors import EvaluationDataError
from retrieval.evaluation import corpus_questions, natural, scifact, squad2, support
from retrieval.evaluation.data import Show, Where
from retrieval.evaluation.report import Scorecard, as_json
from retrieval.settings import RetrievalSettings

EVALDATA, TRAINDATA = Path("../shared/evaldata"), Path("../shared/traindata")
QUESTIONS = Path("tests/evals/questions.jsonl")


class Suite(StrEnum):
    """What is measured; `docs/evaluation.md` says how."""

    SQUAD2 = "squad2"
    NATURAL = "natural"
    SCIFACT = "scifact"
    SUPPORT = "support"
    CORPUS = "corpus"


_SCORE: dict[Suite, Callable[[RetrievalSettings, Where, Show], Scorecard]] = {
    Suite.SQUAD2: squad2.score,
    Suite.NATURAL: natural.score,
    Suite.SCIFACT: scifact.score,
    Suite.SUPPORT: support.score,
    Suite.CORPUS: corpus_questions.score,
}


def run(suite: Suite, settings: RetrievalSettings, where: Where, out: Path | None, show: Show) -> Scorecard:
    """Measures, and writes the JSON object to `out`. Raises FootnoteError; where `out` cannot be written, at once."""
    if out is not None:
        _write(out, "")
    card = _SCORE[suite](settings, where, show)
    if out is not None:
        _write(out, json.dumps(as_json(card), ensure_ascii=False, indent=2) + "\n")
    return card


def _write(out: Path, text: str) -> None:
    """Nothing is lost where there is nothing to write yet."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("r+" if out.exists() and not text else "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise EvaluationDataError(
            f"{out} cannot be written: {error.strerror}.", remedy="Name another file by --out."
        ) from error
