"""Both sides of a question that can be answered by yes or by no."""

from collections.abc import Mapping, Sequence

import pytest

from retrieval.answering.yes_no import other_side_second, stances_of
from retrieval.domain.readings import Reading, Relation
from tests.building import document_of, reading_of

SAYS_SO, OTHERWISE, UNSURE = "It was so.", "It was not so.", "It rained."


class ByWords:
    """A `SupportJudge` that goes by the three sentences above."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        sure = {SAYS_SO: Relation.SUPPORTS, OTHERWISE: Relation.CONTRADICTS, UNSURE: Relation.OPEN}
        return [{relation: 0.9 if sure[quote] is relation else 0.05 for relation in Relation} for quote, _ in pairs]


def readings(*texts: str) -> list[Reading]:
    return [
        reading_of(document_of(text, document_id=f"document-{number}"), text, 0.9 - number / 100)
        for number, text in enumerate(texts)
    ]


def ordered(*texts: str) -> list[str]:
    given = readings(*texts)
    turned = [reading for reading, _ in other_side_second(given, stances_of("it was so", given, ByWords()))]
    assert sorted(map(id, turned)) == sorted(map(id, given)), "none is lost and none is made up"
    return [reading.passage.document.text for reading in turned]


def test_the_other_side_comes_right_after_the_first() -> None:
    assert ordered(SAYS_SO, UNSURE, SAYS_SO, OTHERWISE) == [SAYS_SO, OTHERWISE, UNSURE, SAYS_SO]


def test_whichever_side_is_the_likelier() -> None:
    assert ordered(OTHERWISE, UNSURE, SAYS_SO) == [OTHERWISE, SAYS_SO, UNSURE]


def test_a_first_that_takes_no_side_stays_first() -> None:
    assert ordered(UNSURE, SAYS_SO, SAYS_SO, OTHERWISE) == [UNSURE, OTHERWISE, SAYS_SO, SAYS_SO]


@pytest.mark.parametrize("texts", [(), (SAYS_SO,), (SAYS_SO, SAYS_SO), (UNSURE, OTHERWISE), (UNSURE, UNSURE)])
def test_where_there_is_one_side_the_order_stays(texts: tuple[str, ...]) -> None:
    assert ordered(*texts) == list(texts)
