"""Measures of a scorecard, from their definitions, each over many resamples of the questions at once.

A `Statistic` takes weights: how often each question counts. A row of ones gives the value; rows drawn with replacement
give its interval. Where a measure has no meaning, as AUROC has none with one class alone, its value is NaN.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
CONFIDENCE = 0.95
SEED = 20261121
_RESAMPLED_AT_ONCE = 100
"""Resamples held in memory at a time."""
_SLACK = 1e-9
"""Shares are sums of floats: 0.9 of ten is nine of them."""

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Weights = NDArray[np.float64]
"""Shape (resamples, questions)."""
Statistic = Callable[[Weights], Numbers]
"""From weights to values of shape (resamples,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value with its percentile bootstrap interval at `CONFIDENCE`; all NaN where it has no meaning."""

    value: float
    low: float
    high: float


def estimate(statistic: Statistic, size: int) -> Estimate:
    """Return the estimate of a statistic over `size` questions. Every statistic of the same size meets the same
    resamples.
    """
    if not size:
        return Estimate(value=np.nan, low=np.nan, high=np.nan)
    random = np.random.default_rng(SEED)
    rows = np.arange(_RESAMPLED_AT_ONCE)[:, None] * size
    drawn: list[Numbers] = []
    for _ in range(RESAMPLES // _RESAMPLED_AT_ONCE):
        places = rows + random.integers(0, size, (_RESAMPLED_AT_ONCE, size))
        counts = np.bincount(places.ravel(), minlength=_RESAMPLED_AT_ONCE * size).reshape(_RESAMPLED_AT_ONCE, size)
        drawn.append(statistic(counts.astype(np.float64)))
    values = np.concatenate(drawn)
    values = values[~np.isnan(values)]
    tail = (1 - CONFIDENCE) / 2 * 100
    low, high = np.percentile(values, [tail, 100 - tail]) if len(values) else (np.nan, np.nan)
    return Estimate(value=float(statistic(np.ones((1, size)))[0]), low=float(low), high=float(high))


def mean(values: ArrayLike, among: ArrayLike | None = None) -> Statistic:
    """Return the statistic of the mean over the questions flagged in `among`, or over all."""
    numbers = np.asarray(values, dtype=np.float64)
    flags = np.ones(len(numbers)) if among is None else np.asarray(among, dtype=np.float64)
    counted = np.where(flags > 0, numbers, 0.0)
    return lambda weights: _ratio(weights @ counted, weights @ flags)


def auroc(scores: ArrayLike, positive: ArrayLike) -> Statistic:
    """Return the statistic of how often a positive question scores above another one; a tie counts half."""
    by_score = _ByScore(np.asarray(scores, dtype=np.float64))
    flags = np.asarray(positive, dtype=np.bool_)

    def statistic(weights: Weights) -> Numbers:
        high, low = by_score.sums(weights * flags), by_score.sums(weights * ~flags)
        below = low.sum(axis=1, keepdims=True) - low.cumsum(axis=1)
        return _ratio((high * (below + low / 2)).sum(axis=1), high.sum(axis=1) * low.sum(axis=1))

    return statistic


def wrong_at_coverage(scores: ArrayLike, answerable: ArrayLike, coverage: float) -> Statistic:
    """Return the statistic of the share of the unanswerable questions that are answered, with the highest threshold
    that answers at least `coverage` (in (0, 1]) of the answerable ones.
    """
    by_score = _ByScore(np.asarray(scores, dtype=np.float64))
    flags = np.asarray(answerable, dtype=np.bool_)

    def statistic(weights: Weights) -> Numbers:
        high, low = by_score.sums(weights * flags), by_score.sums(weights * ~flags)
        wanted = coverage * high.sum(axis=1, keepdims=True) - _SLACK
        place = (high.cumsum(axis=1) >= wanted).argmax(axis=1)
        answered = np.take_along_axis(low.cumsum(axis=1), place[:, None], axis=1)[:, 0]
        return np.where(high.sum(axis=1) > 0, _ratio(answered, low.sum(axis=1)), np.nan)

    return statistic


def calibration_error(probabilities: ArrayLike, positive: ArrayLike, bins: int = 10) -> Statistic:
    """Return the statistic of the expected calibration error: how far the mean probability of a bin is from its share
    of positives. Bins hold equally many questions; equal probabilities stay in one bin.
    """
    numbers, flags = np.asarray(probabilities, dtype=np.float64), np.asarray(positive, dtype=np.float64)
    by_score = _ByScore(numbers)

    def statistic(weights: Weights) -> Numbers:
        mass, gaps = by_score.sums(weights), by_score.sums(weights * (flags - numbers))
        before = mass.cumsum(axis=1) - mass
        bin_of = np.floor(_ratio(before, mass.sum(axis=1, keepdims=True)) * bins + _SLACK)
        gap = sum(
            (np.abs(np.where(bin_of == number, gaps, 0.0).sum(axis=1)) for number in range(bins)), np.zeros(len(mass))
        )
        return _ratio(gap, mass.sum(axis=1))

    return statistic


def confusion(truth: ArrayLike, predicted: ArrayLike, classes: int, weights: Weights | None = None) -> Numbers:
    """Return counts of shape (resamples, classes, classes): true class by row, predicted class by column."""
    cells = np.asarray(truth, dtype=np.int64) * classes + np.asarray(predicted, dtype=np.int64)
    each = np.ones((1, len(cells))) if weights is None else weights
    return (each @ np.eye(classes * classes)[cells]).reshape(-1, classes, classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class PerClass:
    """Of shape (resamples, classes) each; 0 where nothing is of a class, or nothing is taken for it."""

    precision: Numbers
    recall: Numbers
    f1: Numbers


def per_class(counts: Numbers) -> PerClass:
    """Return precision, recall and F1 by class from the counts of `confusion`."""
    right = np.diagonal(counts, axis1=1, axis2=2)
    predicted_counts, true_counts = counts.sum(axis=1), counts.sum(axis=2)
    scores = (
        _ratio(right, predicted_counts),
        _ratio(right, true_counts),
        _ratio(2 * right, predicted_counts + true_counts),
    )
    precision, recall, f1 = (np.nan_to_num(score) for score in scores)
    return PerClass(precision=precision, recall=recall, f1=f1)


def macro_f1(truth: ArrayLike, predicted: ArrayLike, classes: int, among: Sequence[int] | None = None) -> Statistic:
    """Return the statistic of the mean F1 of the classes `among` (all where None). What is taken for another class
    still counts as missed.
    """
    kept = list(range(classes) if among is None else among)

    def statistic(weights: Weights) -> Numbers:
        f1: Numbers = per_class(confusion(truth, predicted, classes, weights)).f1[:, kept].mean(axis=1)
        return f1

    return statistic


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """Return nDCG@k of one query as trec_eval and BEIR have it: the gain is the relevance itself, and what is not
    judged has none. NaN where nothing is relevant.
    """
    gains = [max(judged.get(document_id, 0), 0) for document_id in ranking[:k]]
    ideal = sorted((max(gain, 0) for gain in judged.values()), reverse=True)[:k]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else np.nan


def recall(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """Return the share of what is relevant that stands among the first k. NaN where nothing is relevant."""
    relevant = {document_id for document_id, gain in judged.items() if gain > 0}
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else np.nan


def _discounted(gains: Sequence[int]) -> float:
    return float(sum(gain / np.log2(place + 1) for place, gain in enumerate(gains, start=1)))


class _ByScore:
    """Sums over the questions of each score, the highest score first."""

    def __init__(self, scores: Numbers) -> None:
        self._order = np.argsort(-scores, kind="stable")
        ordered = scores[self._order]
        self._starts = np.flatnonzero(np.concatenate([np.ones(min(len(ordered), 1)), ordered[1:] != ordered[:-1]]))
        self.scores: Numbers = ordered[self._starts]

    def sums(self, weights: Weights) -> Numbers:
        """Return sums of shape (resamples, different scores); one column of zeros where there are no questions."""
        if not len(self._order):
            return np.zeros((len(weights), 1))
        return np.add.reduceat(weights[:, self._order], self._starts, axis=1)


def _ratio(parts: Numbers, wholes: Numbers) -> Numbers:
    """Return the quotients; NaN where there is no whole."""
    parts, wholes = np.broadcast_arrays(parts, wholes)
    shares: Numbers = np.divide(parts, wholes, out=np.full(parts.shape, np.nan), where=wholes > 0)
    return shares
