from itertools import combinations, product

import pytest

from tests.pairwise import covering


@pytest.mark.parametrize("sizes", [(3,), (4, 3), (5, 3, 2, 2), (5, 5, 5)], ids=str)
def test_every_two_values_meet_in_what_is_kept(sizes: tuple[int, ...]) -> None:
    rows = [dict(zip("abcd", row, strict=False)) for row in product(*map(range, sizes))]
    kept = covering(rows)
    for factor, other in combinations("abcd"[: len(sizes)], 2):
        assert {(rows[n][factor], rows[n][other]) for n in kept} == {(row[factor], row[other]) for row in rows}


def test_of_four_parameters_few_are_kept() -> None:
    rows = [dict(zip("abcd", row, strict=True)) for row in product(range(5), range(3), range(2), range(2))]
    assert len(covering(rows)) < len(rows) / 3


def test_of_one_or_two_parameters_all_are() -> None:
    rows = [{"a": a, "b": b} for a, b in product(range(4), range(3))]
    assert covering(rows) == set(range(len(rows)))
    assert covering([{"a": a} for a in range(4)]) == {0, 1, 2, 3}
