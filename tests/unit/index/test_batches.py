"""In what steps passages are embedded and written."""

import pytest

from retrieval.index.batches import steps
from retrieval.index.indexing import EMBEDDED_AT_ONCE


@pytest.mark.parametrize("count", [0, 1, 64, 127, 128, 191, 192, 1000])
def test_a_step_has_fewer_than_twice_as_many_as_are_embedded_at_once(count: int) -> None:
    passages = range(count)
    taken = list(steps(passages, EMBEDDED_AT_ONCE))
    assert [passage for step in taken for passage in step] == list(passages)
    assert all(len(step) == EMBEDDED_AT_ONCE for step in taken[:-1])
    assert all(len(step) < 2 * EMBEDDED_AT_ONCE for step in taken)
