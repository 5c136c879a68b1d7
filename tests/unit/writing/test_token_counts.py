import pytest

from retrieval.adapters.language_models.provider_errors import counted
from retrieval.writing.token_counts import believed


@pytest.mark.parametrize("value", ["120", 10.5, float("nan"), float("inf"), -1, True, None, [], {}, "NaN"])
def test_what_is_no_count_is_not_told(value: object) -> None:
    assert counted(value) is None


@pytest.mark.parametrize("value", [0, 120, 10**30])
def test_what_is_one_is(value: int) -> None:
    assert counted(value) == value


@pytest.mark.parametrize(
    ("stated", "ours", "counts"),
    [(100, 100, 100), (130, 100, 130), (30, 100, 30), (24, 100, 100), (0, 100, 100), (1_400, 100, 1_400),
     (1_401, 100, 100), (10**30, 100, 100), (None, 100, 100), (0, 0, 0), (-7, 100, 100)],
)  # fmt: skip
def test_a_provider_is_believed_where_it_can_be(stated: int | None, ours: int, counts: int) -> None:
    assert believed(stated, ours) == counts


def test_what_a_model_thinks_is_written_too() -> None:
    assert believed(2_500, 100, at_most=2_500) == 2_500
    assert believed(2_501, 100, at_most=2_500) == 100
