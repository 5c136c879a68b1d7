"""Which of the passages that were found are read."""

from collections.abc import Sequence

import pytest

from retrieval.answering.reading_parts import NEAR_SHARE, READ_ANYWAY, near_enough
from retrieval.domain.documents import FoundPassage
from tests.building import found, passage_of


def having(scores: Sequence[tuple[float, float]]) -> list[FoundPassage]:
    return [
        found(passage_of(f"Text {number}.", document_id=f"d{number}"), dense=dense, lexical=lexical)
        for number, (dense, lexical) in enumerate(scores)
    ]


def test_the_first_are_read_however_far_the_others_are() -> None:
    passages = having([(0.9, 20.0), *[(0.1, 0.0)] * 9])
    assert near_enough(passages) == tuple(passages[:READ_ANYWAY])


def test_all_that_are_as_near_as_the_nearest_are_read() -> None:
    passages = having([(0.5, 7.0)] * 10)
    assert near_enough(passages) == tuple(passages)


@pytest.mark.parametrize(("share", "is_read"), [(NEAR_SHARE + 0.01, True), (NEAR_SHARE - 0.01, False)])
def test_a_passage_is_read_by_how_near_it_is_of_the_nearest(share: float, is_read: bool) -> None:
    passages = having([(0.8, 10.0), (0.1, 0.0), (0.1, 0.0), (0.8 * share, 10.0 * share)])
    assert (passages[3] in near_enough(passages)) is is_read


def test_one_near_by_both_is_read_behind_one_that_is_not() -> None:
    passages = having([(0.8, 10.0), (0.1, 0.0), (0.1, 0.0), (0.1, 0.0), (0.8, 10.0)])
    assert near_enough(passages) == (*passages[:3], passages[4])


@pytest.mark.parametrize("scores", [[], [(0.0, 0.0)] * 5, [(-0.2, 0.0), (-0.3, 0.0), (-0.3, 0.0), (-0.4, 0.0)]])
def test_of_what_nothing_speaks_of_all_is_read(scores: list[tuple[float, float]]) -> None:
    passages = having(scores)
    assert near_enough(passages) == tuple(passages)


def test_without_words_in_common_the_cosine_decides() -> None:
    passages = having([(0.8, 0.0), (0.7, 0.0), (0.7, 0.0), (0.7, 0.0), (0.4, 0.0)])
    assert near_enough(passages) == tuple(passages[:4])
