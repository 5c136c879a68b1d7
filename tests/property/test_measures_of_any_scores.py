import math
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scorecard.answering_and_refusing import Replies, curve
from benchmarks.scorecard.measures import Statistic, auroc, calibration_error, ndcg, recall, wrong_at_coverage

SCORES = st.one_of(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(min_value=0, max_value=1))
SCORED = st.lists(st.tuples(SCORES, st.booleans()), max_size=30)
NAMES = st.sampled_from("abcdefgh")
RANKINGS = st.lists(NAMES, unique=True)
JUDGED = st.dictionaries(NAMES, st.integers(min_value=0, max_value=3))


def value(statistic: Statistic, size: int) -> float:
    return float(statistic(np.ones((1, size)))[0])


def split(scored: list[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [score for score, _ in scored], [flag for _, flag in scored]


@given(SCORED)
def test_auroc_is_that_of_scikit_learn_or_none(scored: list[tuple[float, bool]]) -> None:
    from sklearn.metrics import roc_auc_score

    scores, flags = split(scored)
    measured = value(auroc(scores, flags), len(scores))
    if len(set(flags)) < 2:
        assert math.isnan(measured)
    else:
        assert measured == pytest.approx(roc_auc_score(flags, scores))


@given(SCORED, st.floats(min_value=0.01, max_value=1))
def test_no_higher_threshold_answers_as_many(scored: list[tuple[float, bool]], coverage: float) -> None:
    scores, flags = split(scored)
    measured = value(wrong_at_coverage(scores, flags, coverage), len(scores))
    if len(set(flags)) < 2:
        assert math.isnan(measured)
        return
    yes, no = [s for s, flag in scored if flag], [s for s, flag in scored if not flag]
    enough = [t for t in scores if sum(s >= t for s in yes) >= coverage * len(yes) - 1e-9]
    assert measured == pytest.approx(sum(s >= max(enough) for s in no) / len(no))


@given(SCORED, st.randoms())
def test_the_order_of_the_questions_changes_nothing(scored: list[tuple[float, bool]], random: Random) -> None:
    shuffled = list(scored)
    random.shuffle(shuffled)
    for statistic in (auroc, calibration_error):
        once, again = (value(statistic(*split(rows)), len(rows)) for rows in (scored, shuffled))
        assert once == pytest.approx(again, nan_ok=True)


@given(SCORED)
def test_calibration_error_is_a_share(scored: list[tuple[float, bool]]) -> None:
    scores, flags = split(scored)
    measured = value(calibration_error(scores, flags), len(scores))
    assert math.isnan(measured) if not scored else -1e-9 <= measured <= 1 + 1e-9


@given(RANKINGS, JUDGED, st.integers(min_value=1, max_value=10))
def test_the_best_ranking_is_worth_one_and_no_other_more(ranking: list[str], judged: dict[str, int], k: int) -> None:
    best = sorted(judged, key=lambda name: -judged[name])
    if not any(judged.values()):
        assert math.isnan(ndcg(ranking, judged, k))
        assert math.isnan(recall(ranking, judged, k))
        return
    assert ndcg(best, judged, k) == pytest.approx(1.0)
    assert 0 <= ndcg(ranking, judged, k) <= 1 + 1e-9
    assert recall(ranking, judged, k) <= recall(ranking, judged, k + 1) <= 1


@given(SCORED)
def test_along_the_curve_more_is_answered(scored: list[tuple[float, bool]]) -> None:
    points = curve(Replies.of([(flag, score, flag) for score, flag in scored]))
    for before, after in pairwise(points):
        assert before["threshold"] > after["threshold"]
        assert before["coverage"] < after["coverage"]
