"""Of tests that try many things in every combination, those that `make test` runs.

Where an error shows, it nearly always takes one value or two that meet
(https://csrc.nist.gov/projects/automated-combinatorial-testing-for-software): every two values of different parameters
meet in the tests that are kept, and all combinations are run with those that are slow.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest

MARK = "pairwise"

Pair = frozenset[tuple[str, int]]


def mark_all_but_pairs_slow(items: Sequence[pytest.Item]) -> None:
    """Marks as slow those tests marked `pairwise` whose pairs of values meet in tests before them too."""
    of_function: dict[str, list[pytest.Function]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker(MARK) and hasattr(item, "callspec"):
            of_function[item.nodeid.partition("[")[0]].append(item)
    for tests in of_function.values():
        # A parameter's values are the same objects in each combination.
        rows = [{name: id(value) for name, value in test.callspec.params.items()} for test in tests]
        kept = covering(rows)
        for number, test in enumerate(tests):
            if number not in kept:
                test.add_marker(pytest.mark.slow)


def covering(rows: Sequence[Mapping[str, int]]) -> set[int]:
    """Which rows hold every two values that meet in any row, taken by how many they hold that none before them does."""
    pairs = [_pairs(row) for row in rows]
    missing = set().union(*pairs)
    kept: set[int] = set()
    while missing:
        best = max(range(len(rows)), key=lambda number: len(pairs[number] & missing))
        kept.add(best)
        missing -= pairs[best]
    return kept


def _pairs(row: Mapping[str, int]) -> set[Pair]:
    """A single value stands for itself."""
    values = list(row.items())
    return {frozenset(pair) for pair in combinations(values, 2)} or {frozenset(values)}
