"""The reader's relevance fused into the search: who rises, by how much, and that nobody is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scorecard.reranking import READER_SHARE, reranked
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Reading
from tests.building import document_of

DOCUMENT = document_of("abcdefghijklmnop")


def found(*scores: float) -> list[FoundPassage]:
    return [
        FoundPassage(
            passage=Passage(document=DOCUMENT, start=place, end=place + 1), score=score, dense=score, lexical=score
        )
        for place, score in enumerate(scores)
    ]


def reading(found_passage: FoundPassage, relevance: float) -> Reading:
    passage = found_passage.passage
    return Reading(passage=passage, start=passage.start, end=passage.end, answer_probability=0.5, relevance=relevance)


def letters(ranked: tuple[FoundPassage, ...]) -> str:
    return "".join(passage.passage.text for passage in ranked)


def test_a_relevant_passage_rises_above_one_that_the_search_put_a_little_higher() -> None:
    searched = found(0.9, 0.85, 0.1)
    ranked = reranked(searched, [reading(passage, r) for passage, r in zip(searched, (0.2, 0.9, 0.5), strict=True)])
    assert letters(ranked) == "bac"
    assert ranked[0].score == pytest.approx((1 - READER_SHARE) * 0.85 + READER_SHARE)
    assert ranked[1].score == pytest.approx((1 - READER_SHARE) * 0.9)


def test_it_does_not_rise_above_one_that_the_search_put_far_higher() -> None:
    searched = found(0.9, 0.3)
    assert letters(reranked(searched, [reading(searched[0], 0.01), reading(searched[1], 0.99)])) == "ab"


def test_what_was_not_read_comes_behind_and_keeps_its_order() -> None:
    searched = found(0.5, 0.4, 0.95, 0.9)
    ranked = reranked(searched, [reading(searched[0], 0.1), reading(searched[1], 0.9)])
    assert letters(ranked) == "bacd"
    assert [passage.score for passage in ranked] == sorted((passage.score for passage in ranked), reverse=True)


def test_of_several_readings_of_a_passage_the_most_relevant_counts() -> None:
    searched = found(0.5, 0.5)
    ranked = reranked(searched, [reading(searched[0], 0.4), reading(searched[1], 0.1), reading(searched[1], 0.9)])
    assert letters(ranked) == "ba"


def test_nothing_found_is_nothing() -> None:
    assert reranked([], []) == ()


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.booleans()), max_size=12))
def test_nobody_is_lost_and_scores_go_down_within_their_range(rows: list[tuple[float, float, bool]]) -> None:
    searched = found(*(score for score, _, _ in rows))
    readings = [reading(passage, r) for passage, (_, r, read) in zip(searched, rows, strict=True) if read]
    ranked = reranked(searched, readings)
    assert sorted(letters(ranked)) == sorted(letters(tuple(searched)))
    read = {passage.passage.id for passage in readings}
    behind = [passage.passage.id for passage in ranked if passage.passage.id not in read]
    assert behind == [passage.passage.id for passage in searched if passage.passage.id not in read]
    assert all(0 <= passage.score <= 1 for passage in ranked)
