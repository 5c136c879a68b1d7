"""Both sides of a question that can be answered by yes or by no."""

from collections.abc import Mapping, Sequence

import pytest

from retrieval.ports import Reading, Relation
from retrieval.sides import both_sides, statement_of
from tests.building import document_of, reading_of

SAYS_SO, OTHERWISE, UNSURE = "It was so.", "It was not so.", "It rained."


class ByWords:
    """A `SupportJudge` that goes by the three sentences above."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        sure = {SAYS_SO: Relation.SUPPORTS, OTHERWISE: Relation.CONTRADICTS, UNSURE: Relation.OPEN}
        return [{one: 0.9 if sure[quote] is one else 0.05 for one in Relation} for quote, _ in pairs]


def readings(*texts: str) -> list[Reading]:
    return [
        reading_of(document_of(text, document_id=f"document-{number}"), text, 0.9 - number / 100)
        for number, text in enumerate(texts)
    ]


def ordered(*texts: str) -> list[str]:
    given = readings(*texts)
    turned = both_sides("it was so", given, ByWords())
    assert sorted(map(id, turned)) == sorted(map(id, given)), "none is lost and none is made up"
    return [one.passage.document.text for one in turned]


def test_the_other_side_comes_right_after_the_first() -> None:
    assert ordered(SAYS_SO, UNSURE, SAYS_SO, OTHERWISE) == [SAYS_SO, OTHERWISE, UNSURE, SAYS_SO]


def test_whichever_side_is_the_likelier() -> None:
    assert ordered(OTHERWISE, UNSURE, SAYS_SO) == [OTHERWISE, SAYS_SO, UNSURE]


def test_a_first_that_takes_no_side_stays_first() -> None:
    assert ordered(UNSURE, SAYS_SO, SAYS_SO, OTHERWISE) == [UNSURE, OTHERWISE, SAYS_SO, SAYS_SO]


@pytest.mark.parametrize("texts", [(), (SAYS_SO,), (SAYS_SO, SAYS_SO), (UNSURE, OTHERWISE), (UNSURE, UNSURE)])
def test_where_there_is_one_side_the_order_stays(texts: tuple[str, ...]) -> None:
    assert ordered(*texts) == list(texts)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Did Iran deny supplying drones?", "Iran deny supplying drones"),
        ("is the Shahed-136 slow", "the Shahed-136 slow"),
        ("Haven't they been delivered?", "they been delivered"),
        ("Who denied it?", None),
        ("How many drones were shot down?", None),
        ("Did?", None),
        ("", None),
    ],
)
def test_a_yes_or_no_question_asks_whether_a_statement_is_so(question: str, statement: str | None) -> None:
    assert statement_of(question) == statement
