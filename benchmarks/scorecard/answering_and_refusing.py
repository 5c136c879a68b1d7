"""Both sides of deciding: answers that are given where there is one, and answers that are given where there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.scorecard.measures import (
    Estimate,
    Flags,
    Numbers,
    auroc,
    calibration_error,
    estimate,
    mean,
    wrong_at_coverage,
)
from retrieval.settings import Strictness

COVERAGES = (0.8, 0.9, 0.95)
CURVE_POINTS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """One entry a question: whether it has an answer, the probability given (0 where refused unread), and whether what
    is shown, or would be, is right. What is shown to an unanswerable question is never right.
    """

    answerable: Flags
    probability: Numbers
    right: Flags

    @classmethod
    def of(cls, rows: Sequence[tuple[bool, float, bool]]) -> "Replies":
        """Make replies of (answerable, probability, right) rows."""
        table = np.array(rows, dtype=np.float64).reshape(-1, 3)
        answerable = table[:, 0] > 0
        return cls(answerable=answerable, probability=table[:, 1], right=(table[:, 2] > 0) & answerable)

    def __len__(self) -> int:
        return len(self.answerable)


def ranking(replies: Replies) -> dict[str, Estimate]:
    """Measure how well the probabilities rank, whatever the threshold."""
    scores, answerable = replies.probability, replies.answerable
    measured = {"auroc": auroc(scores, answerable)} | {
        f"answered_when_not_at_{share * 100:.0f}_percent": wrong_at_coverage(scores, answerable, share)
        for share in COVERAGES
    }
    measured["calibration_error"] = calibration_error(scores, answerable)
    return {name: estimate(statistic, len(replies)) for name, statistic in measured.items()}


def ranked(scores: Sequence[float], answerable: Sequence[bool] | Flags) -> dict[str, Estimate]:
    """Measure, as `ranking` does, another score that could decide in the probability's place."""
    return {
        "auroc": estimate(auroc(scores, answerable), len(scores)),
        "answered_when_not_at_90_percent": estimate(wrong_at_coverage(scores, answerable, 0.9), len(scores)),
    }


def deciding(replies: Replies, answered: Flags) -> dict[str, Estimate]:
    """Measure what one threshold costs and spares."""
    answerable, right = replies.answerable, replies.right
    measured = {
        "answered_when_answerable": mean(answered, answerable),
        "answered_right_when_answerable": mean(answered & right, answerable),
        "right_of_answered_when_answerable": mean(right, answered & answerable),
        "answered_when_not": mean(answered, ~answerable),
        "right_of_all_answered": mean(right, answered),
    }
    return {name: estimate(statistic, len(replies)) for name, statistic in measured.items()}


def at_each_strictness(
    replies: Replies, thresholds: Mapping[Strictness, float], known: Mapping[Strictness, Flags]
) -> dict[str, dict[str, Estimate]]:
    """Measure `deciding` by strictness: the outcomes where they are `known`, else by the threshold."""
    return {
        f"at {strictness}": deciding(replies, known.get(strictness, replies.probability >= threshold))
        for strictness, threshold in thresholds.items()
    }


def curve(replies: Replies) -> list[dict[str, float]]:
    """Return the risk–coverage curve, from the highest threshold down: coverage is the share of all questions that are
    answered, risk the share of those whose answer is not right or should not be. It has `CURVE_POINTS` points at most.
    """
    order = np.argsort(-replies.probability, kind="stable")
    scores, answerable, right = replies.probability[order], replies.answerable[order], replies.right[order]
    lasts = np.flatnonzero(np.append(scores[1:] != scores[:-1], [True])) if len(scores) else np.array([], dtype=int)
    if len(lasts) > CURVE_POINTS:
        lasts = lasts[np.linspace(0, len(lasts) - 1, CURVE_POINTS).round().astype(int)]
    return [
        {
            "threshold": float(scores[last]),
            "coverage": (last + 1) / len(scores),
            "risk": 1 - float(right[: last + 1].mean()),
            "answered_when_answerable": _share(answerable[: last + 1], answerable),
            "answered_when_not": _share(~answerable[: last + 1], ~answerable),
        }
        for last in lasts.tolist()
    ]


def _share(part: Flags, whole: Flags) -> float:
    return float(part.sum() / whole.sum()) if whole.any() else float("nan")
