"""The suites of the scorecard, and how one is run."""

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from benchmarks.scorecard import checking, community, conflicts, followups, natural, scifact, squad2, support
from benchmarks.scorecard import corpus as corpus_questions
from benchmarks.scorecard.data import DataFault, EvaluationDataError, Show, Where
from benchmarks.scorecard.report import Scorecard, as_json
from retrieval.settings import RetrievalSettings

EVALDATA, TRAINDATA = Path("../shared/evaldata"), Path("../shared/traindata")


class Suite(StrEnum):
    """What is measured; `docs/evaluation.md` says how."""

    SQUAD2 = "squad2"
    NATURAL = "natural"
    SCIFACT = "scifact"
    SUPPORT = "support"
    CORPUS = "corpus"
    COMMUNITY = "community"
    CONFLICTS = "conflicts"
    FOLLOWUPS = "followups"
    CHECKING = "checking"


_SCORE: dict[Suite, Callable[[RetrievalSettings, Where, Show], Scorecard]] = {
    Suite.SQUAD2: squad2.score,
    Suite.NATURAL: natural.score,
    Suite.SCIFACT: scifact.score,
    Suite.SUPPORT: support.score,
    Suite.CORPUS: corpus_questions.score,
    Suite.COMMUNITY: community.score,
    Suite.CONFLICTS: conflicts.score,
    Suite.FOLLOWUPS: followups.score,
    Suite.CHECKING: checking.score,
}


def run(suite: Suite, settings: RetrievalSettings, where: Where, out: Path | None, show: Show) -> Scorecard:
    """Measure a suite, and write the JSON object to `out`. Raises FootnoteError; where `out` cannot be written, at
    once.
    """
    if out is not None:
        _write(out, "")
    card = _SCORE[suite](settings, where, show)
    if out is not None:
        _write(out, json.dumps(as_json(card), ensure_ascii=False, indent=2) + "\n")
    return card


def _write(out: Path, text: str) -> None:
    """Write the text to `out`. An empty text only tries whether the file can be written, and loses nothing of it."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("r+" if out.exists() and not text else "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise EvaluationDataError(DataFault.UNWRITABLE, file=out, reason=error.strerror) from error
