"""The measures, against scikit-learn's where it has them and against values worked by hand."""

import math

import numpy as np
import pytest

from benchmarks.scorecard.answering_and_refusing import CURVE_POINTS, Replies, curve, deciding, ranking
from benchmarks.scorecard.measures import (
    Statistic,
    auroc,
    calibration_error,
    confusion,
    estimate,
    macro_f1,
    mean,
    ndcg,
    per_class,
    recall,
    wrong_at_coverage,
)

RANDOM = np.random.default_rng(7)


def value(statistic: Statistic, size: int) -> float:
    return float(statistic(np.ones((1, size)))[0])


@pytest.mark.parametrize("ties", [False, True])
def test_auroc_is_that_of_scikit_learn(ties: bool) -> None:
    from sklearn.metrics import roc_auc_score

    scores, flags = RANDOM.random(400), RANDOM.random(400) < 0.3
    scores = np.round(scores, 1) if ties else scores
    assert value(auroc(scores, flags), 400) == pytest.approx(roc_auc_score(flags, scores))


def test_auroc_of_a_resample_is_that_of_the_questions_repeated() -> None:
    from sklearn.metrics import roc_auc_score

    scores, flags = np.round(RANDOM.random(60), 1), RANDOM.random(60) < 0.5
    counts = RANDOM.integers(0, 3, 60)
    resampled = auroc(scores, flags)(counts[None, :].astype(float))[0]
    assert resampled == pytest.approx(roc_auc_score(np.repeat(flags, counts), np.repeat(scores, counts)))


@pytest.mark.parametrize(
    ("scores", "flags", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0),
        ([0.9, 0.8, 0.2, 0.1], [False, False, True, True], 0.0),
        ([0.5, 0.5, 0.5], [True, False, True], 0.5),
        ([0.9, 0.5, 0.5, 0.1], [True, True, False, False], 0.875),
    ],
)
def test_auroc_by_hand(scores: list[float], flags: list[bool], expected: float) -> None:
    assert value(auroc(scores, flags), len(scores)) == expected


@pytest.mark.parametrize("flags", [[True, True], [False, False], []])
def test_with_one_class_alone_there_is_no_auroc(flags: list[bool]) -> None:
    scores = [0.5] * len(flags)
    assert math.isnan(value(auroc(scores, flags), len(flags)))
    assert math.isnan(value(wrong_at_coverage(scores, flags, 0.9), len(flags)))
    assert math.isnan(estimate(auroc(scores, flags), len(flags)).low)


def test_wrong_answers_at_a_coverage_by_hand() -> None:
    scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    flags = [True, False, True, True, False, True, False, True]
    # Half of five answerable questions is three of them: the threshold is 0.6, above which one of three is wrong.
    assert value(wrong_at_coverage(scores, flags, 0.5), 8) == pytest.approx(1 / 3)
    assert value(wrong_at_coverage(scores, flags, 0.8), 8) == pytest.approx(2 / 3)
    assert value(wrong_at_coverage(scores, flags, 1.0), 8) == 1.0


def test_equal_scores_are_answered_together() -> None:
    assert value(wrong_at_coverage([0.5, 0.5, 0.5, 0.1], [True, False, False, False], 0.9), 4) == pytest.approx(2 / 3)


def test_ninety_percent_of_ten_is_nine() -> None:
    scores = [*range(20, 10, -1), *range(10, 0, -1)]
    flags = [*[True] * 9, False, True, *[False] * 9]
    assert value(wrong_at_coverage(scores, flags, 0.9), 20) == 0.0


def test_calibration_error_by_hand() -> None:
    # Two bins of two: 0.9 against a share of 0.5, and 0.2 against 0.5.
    assert value(calibration_error([0.9, 0.9, 0.2, 0.2], [1, 0, 1, 0], bins=2), 4) == pytest.approx(0.35)
    # Bins of two questions each, whatever their probabilities: (0.8, 0.6) against 1, and (0.5, 0.1) against 0.
    assert value(calibration_error([0.8, 0.6, 0.5, 0.1], [1, 1, 0, 0], bins=2), 4) == pytest.approx(0.3)


def test_equal_probabilities_stay_in_one_bin() -> None:
    assert value(calibration_error([0.5] * 10, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), 10) == pytest.approx(0.0)


def test_f1_and_confusion_are_those_of_scikit_learn() -> None:
    from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support

    truth, predicted = RANDOM.integers(0, 3, 500), RANDOM.integers(0, 3, 500)
    counts = confusion(truth, predicted, 3)
    np.testing.assert_array_equal(counts[0], confusion_matrix(truth, predicted))
    precision, recalled, f1, _ = precision_recall_fscore_support(truth, predicted)
    scores = per_class(counts)
    np.testing.assert_allclose(scores.precision[0], precision)
    np.testing.assert_allclose(scores.recall[0], recalled)
    np.testing.assert_allclose(scores.f1[0], f1)
    assert value(macro_f1(truth, predicted, 3), 500) == pytest.approx(f1_score(truth, predicted, average="macro"))


def test_a_class_that_a_source_has_not_is_left_out_and_taking_it_is_a_miss() -> None:
    from sklearn.metrics import f1_score

    truth, predicted = [0, 0, 1, 1], [0, 2, 1, 1]
    expected = f1_score(truth, predicted, average="macro", labels=[0, 1])
    assert value(macro_f1(truth, predicted, 3, [0, 1]), 4) == pytest.approx(expected)
    assert value(macro_f1([0, 0], [1, 1], 3), 2) == 0.0


def test_ndcg_is_that_of_scikit_learn_where_all_is_ranked() -> None:
    from sklearn.metrics import ndcg_score

    for _ in range(20):
        names = [str(number) for number in range(30)]
        relevance, scores = RANDOM.integers(0, 4, 30), RANDOM.random(30)
        ranked = [names[place] for place in np.argsort(-scores)]
        expected = ndcg_score([relevance], [scores], k=10)
        assert ndcg(ranked, dict(zip(names, relevance.tolist(), strict=True)), 10) == pytest.approx(expected)


def test_ndcg_and_recall_by_hand() -> None:
    judged = {"a": 1, "b": 1, "c": 0}
    # Found at 2 and not at all; ideal is 1 and 1 / log2(3).
    assert ndcg(["c", "a"], judged, 10) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))
    assert ndcg(["c", "a"], judged, 1) == 0.0
    assert recall(["c", "a"], judged, 10) == 0.5
    assert math.isnan(ndcg(["c"], {"c": 0}, 10))
    assert math.isnan(recall(["c"], {}, 10))


def test_an_interval_holds_the_value_and_is_the_same_every_time() -> None:
    hits = RANDOM.random(1000) < 0.3
    once, again = estimate(mean(hits), 1000), estimate(mean(hits), 1000)
    assert once == again
    assert once.low < once.value < once.high
    # The normal approximation of a share's interval.
    half = 1.96 * math.sqrt(once.value * (1 - once.value) / 1000)
    assert (once.low, once.high) == pytest.approx((once.value - half, once.value + half), abs=0.005)


def test_a_mean_is_taken_among_those_flagged() -> None:
    assert value(mean([1.0, 0.0, math.nan], [True, True, False]), 3) == 0.5
    assert math.isnan(value(mean([1.0], [False]), 1))
    assert math.isnan(estimate(mean([]), 0).value)


def test_both_sides_of_a_threshold() -> None:
    replies = Replies.of(
        [(True, 0.9, True), (True, 0.8, False), (True, 0.1, True), (False, 0.7, True), (False, 0.2, False)]
    )
    values = {name: measured.value for name, measured in deciding(replies, replies.probability >= 0.5).items()}
    assert values == pytest.approx(
        {
            "answered_when_answerable": 2 / 3,
            "answered_right_when_answerable": 1 / 3,
            "right_of_answered_when_answerable": 1 / 2,
            "answered_when_not": 1 / 2,
            "right_of_all_answered": 1 / 3,
        }
    )
    assert ranking(replies)["auroc"].value == pytest.approx(4 / 6)


def test_the_curve_goes_from_the_surest_answer_to_all_of_them() -> None:
    replies = Replies.of([(True, 0.9, True), (False, 0.8, False), (True, 0.8, True), (True, 0.1, False)])
    points = curve(replies)
    assert [point["threshold"] for point in points] == [0.9, 0.8, 0.1]
    assert [point["coverage"] for point in points] == [0.25, 0.75, 1.0]
    assert [point["risk"] for point in points] == pytest.approx([0.0, 1 / 3, 0.5])
    assert [point["answered_when_answerable"] for point in points] == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert [point["answered_when_not"] for point in points] == [0.0, 1.0, 1.0]


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    replies = Replies.of([(True, score, True) for score in RANDOM.random(500).tolist()])
    points = curve(replies)
    assert len(points) == CURVE_POINTS
    assert (points[0]["coverage"], points[-1]["coverage"]) == (1 / 500, 1.0)
    assert curve(Replies.of([])) == []
