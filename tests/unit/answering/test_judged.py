"""Whether what was read for a part of a question answers it."""

from dataclasses import replace

import pytest

from retrieval.answering.composing import compose
from retrieval.answering.parts import parts_of
from retrieval.domain.readings import Calibration, Relation
from retrieval.settings import Strictness
from tests.building import found, judged_of, passage_of, reading_of

THRESHOLDS = {Strictness.LENIENT: 0.3, Strictness.BALANCED: 0.5, Strictness.STRICT: 0.7}


@pytest.mark.parametrize(
    ("probability", "answered", "sure"), [(0.4, False, False), (0.6, True, False), (0.8, True, True)]
)
def test_judged_is_answered_from_its_threshold_and_sure_from_the_strictest(
    probability: float, answered: bool, sure: bool
) -> None:
    judged = replace(judged_of(probability), calibration=Calibration(thresholds=THRESHOLDS))
    assert judged.threshold == 0.5
    assert judged.probability == pytest.approx(probability)
    assert (judged.is_answered, judged.is_sure) == (answered, sure)


@pytest.mark.parametrize("premise", [None, *Relation])
def test_judged_is_not_answered_where_its_premise_is_denied(premise: Relation | None) -> None:
    assert replace(judged_of(0.9), premise=premise).is_answered is (premise is not Relation.CONTRADICTS)


@pytest.mark.parametrize(("month", "answered"), [("January", True), ("April", False)])
def test_a_premise_is_not_denied_by_what_bounds_it(month: str, answered: bool) -> None:
    document = passage_of("Between December and February the archive is kept in the cold store.").document
    (part,) = parts_of(f"Where is the archive kept in {month}?")
    judged = replace(judged_of(0.9), part=part, readings=(reading_of(document, "the cold store", 0.9),))
    assert replace(judged, premise=Relation.CONTRADICTS).is_answered is answered


def test_a_yes_no_question_is_shown_the_bound_of_its_value() -> None:
    document = passage_of("Hand tools may be borrowed for up to 14 days. They are old.").document
    (part,) = parts_of("May a hand tool be borrowed for 10 days?")
    judged = replace(judged_of(0.9), part=part, readings=(reading_of(document, "14 days", 0.9),))
    assert [document.text[each.start : each.end] for each in judged.readings_to_show()] == ["up to 14 days"]


def test_judged_that_was_not_read_is_not_answered() -> None:
    judged = replace(judged_of(0.9), readings=())
    assert (judged.probability, judged.is_answered, judged.readings_to_show()) == (0.0, False, [])


def test_nearest_is_what_answers_likeliest() -> None:
    passages = [passage_of(text, document_id=text) for text in ("It rained.", "It was so.", "It snowed.")]
    readings = (
        reading_of(passages[1].document, "It was so.", 0.9),
        reading_of(passages[0].document, "It rained.", 0.1),
    )
    judged = replace(judged_of(0.9), found=tuple(map(found, (passages[2], *passages[:2]))), readings=readings)
    assert [near.passage.text for near in judged.nearest] == ["It was so.", "It rained.", "It snowed."]


def told(question: str, text: str, part: int = 1) -> bool:
    """Whether a part of the question, the second where none is named, is told by a statement of these words."""
    shown = compose([reading_of(document := passage_of(text).document, document.text, 0.9)])
    return replace(judged_of(0.1), part=parts_of(question)[part]).is_told_by(shown)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When is paper collected, and when glass?", "Paper is collected on Mondays, glass on Fridays."),
        ("When is paper collected, and when is glass?", "Paper is collected on Monday and glass on Friday."),
        ("Who built the pier, and when?", "The pier was built by Ada Brook in 1931."),
        (
            "What does the basic plan cost, and what the team plan?",
            "The basic plan and the team plan cost 9 and 20 euros.",
        ),
    ],
)
def test_a_part_whose_words_a_statement_has_is_told_by_it(question: str, text: str) -> None:
    assert told(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When is paper collected, and when glass?", "Paper is collected on Mondays."),
        ("When is paper collected, and where glass?", "Paper and glass are collected on request."),
        ("Did Iran supply drones, and how?", "Iran supplied drones."),
        ("Who built the pier, and why?", "The pier was built by Ada Brook."),
    ],
)
def test_a_part_is_not_told_by_what_lacks_a_word_or_the_answer(question: str, text: str) -> None:
    assert not told(question, text)


def test_what_a_statement_tells_is_told_whatever_is_said_to_what_is_taken_for_granted() -> None:
    part = parts_of("When is paper collected, and when glass?")[1]
    document = passage_of("Paper is collected on Mondays, glass on Fridays.").document
    shown = compose([reading_of(document, document.text, 0.9)])
    judged = replace(judged_of(0.1), part=part, premise=Relation.CONTRADICTS)
    assert not judged.is_answered
    assert judged.is_told_by(shown)
