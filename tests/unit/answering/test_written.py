"""An answer as a language model drafted it: the sides that it states are told where their quotes take them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from retrieval.answering.disagreeing import Choice
from retrieval.answering.parts import Part
from retrieval.answering.written import as_written, asks_what_to_do
from retrieval.domain.answers import Stance, Statement
from retrieval.domain.readings import Relation
from retrieval.domain.records import Trace
from retrieval.writing.writer import Composition
from tests.building import answer_of, citation_of, disputed, document_of, judged_of, reading_of

SOLD, DENIED, OPEN = "Kyiv said that the drones were sold.", "Tehran denied it.", "The drones were red."
ASKED = "Were the drones sold?"


class ByTheWord:
    """A `SupportJudge` that finds supported what says "sold", and nothing else."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        return [
            {each: float(each is (Relation.SUPPORTS if "sold" in quote else Relation.OPEN)) for each in Relation}
            for quote, _ in pairs
        ]


def written_of(*stated: tuple[str, Stance | None], not_told: tuple[str, ...] = ()) -> Composition:
    statements = tuple(Statement(text=text, citations=(citation_of(text),)) for text, _ in stated)
    return Composition(
        statements=statements,
        stances=tuple(stance for _, stance in stated),
        not_told=not_told,
        trace=Trace(model="a:b", floor=None),
    )


def sides_of(*stated: tuple[str, Stance | None], asked: str = ASKED, judge: ByTheWord | None = None) -> list[str]:
    part = replace(judged_of(0.9), part=Part(asked=asked, found_by=asked, read_as=asked))
    answer = as_written(answer_of("It is so."), written_of(*stated), [part], judge or ByTheWord())
    return [f"{side.stance}: {side.tellings[0].citation.quote}" for side in answer.sides]


def test_the_sides_that_it_states_are_told() -> None:
    assert sides_of((SOLD, Stance.YES), (OPEN, None), (DENIED, Stance.NO)) == [f"yes: {SOLD}", f"no: {DENIED}"]


@pytest.mark.parametrize(
    "stated",
    [
        [(SOLD, Stance.YES), (DENIED, Stance.YES)],
        [(SOLD, Stance.NO), (DENIED, Stance.YES)],
        [(SOLD, Stance.YES), (OPEN, Stance.NO)],
        [(SOLD, Stance.YES)],
        [(SOLD, None), (DENIED, None)],
    ],
    ids=["one side", "the wrong way round", "a side that its quote does not take", "alone", "none stated"],
)
def test_what_their_quotes_do_not_take_is_no_side(stated: list[tuple[str, Stance | None]]) -> None:
    assert sides_of(*stated) == []


def test_what_is_no_question_of_yes_or_no_has_none_of_its_sides() -> None:
    assert sides_of((SOLD, Stance.YES), (DENIED, Stance.NO), asked="What was sold?") == []


def test_those_that_were_found_without_it_stay_where_it_states_none() -> None:
    found = disputed()
    answer = as_written(found, written_of((SOLD, None)), [judged_of(0.9)], ByTheWord())
    assert answer.sides == found.sides
    assert [statement.text for statement in answer.statements] == [SOLD]


@pytest.mark.parametrize(
    ("sentence", "is_asked_what_to_do"),
    [("Run the installer as root.", True), ("Which one is it?", True), ("The installer runs as root.", False)],
)
def test_what_is_asked_is_told_by_what_answers_best(sentence: str, is_asked_what_to_do: bool) -> None:
    best, other = reading_of(document_of(sentence), sentence), reading_of(document_of(SOLD), SOLD)
    choices = [
        Choice(asked="How is it run?", is_for_one=True, readings=readings)
        for readings in ([best, other], [other, best], [])
    ]
    assert asks_what_to_do(choices[:1]) is is_asked_what_to_do
    assert not asks_what_to_do(choices[1:])


def test_what_it_leaves_open_is_named_after_what_was_open_before() -> None:
    before = replace(answer_of("It is so."), unanswered=("Who won?",))
    answer = as_written(before, written_of((SOLD, None), not_told=("to whom",)), [judged_of(0.9)], None)
    assert answer.unanswered == ("Who won?", "to whom")
