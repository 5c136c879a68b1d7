"""What a right answer must hold, and where one was lost."""

import pytest

from benchmarks.scorecard.losses import Must, Stage, stage_of
from benchmarks.scorecard.replies import Reply
from retrieval.answering.ask import Response
from retrieval.domain.answers import Answer, Refusal, RefusalReason
from retrieval.domain.documents import FoundPassage
from tests.building import answer_of, passage_of

PRUNE = Must((("uv cache prune",), ("unused", "not used")))


@pytest.mark.parametrize(
    "text",
    [
        "`uv cache prune` removes all unused entries.",
        "UV cache\n   prune removes what is **not\nused**.",
        "Unused entries go by uv **cache** prune.",
    ],
)
def test_a_text_holds_one_string_of_each_group_however_it_is_set(text: str) -> None:
    assert PRUNE.held_by(text)


@pytest.mark.parametrize("text", ["", "`uv cache prune` removes entries.", "`uv cache clean` removes unused entries."])
def test_a_text_that_lacks_a_group_does_not_hold_it(text: str) -> None:
    assert not PRUNE.held_by(text)


def test_markup_that_is_asked_for_is_looked_for() -> None:
    assert Must((("**kwargs",),)).held_by("Pass `**kwargs` on.")
    assert not Must((("**kwargs",),)).held_by("Pass kwargs on.")


def test_typographic_quotation_marks_and_dashes_are_the_plain_ones() -> None:
    assert Must((("doctor's note",), ("6-7 months",))).held_by("A doctor’s note, within 6–7 months.")


@pytest.mark.parametrize(("text", "held"), [("It takes 4 hours.", True), ("24 hours", False), ("1.4 hours", False)])
def test_a_number_is_not_found_in_another(text: str, held: bool) -> None:
    assert Must((("4 hours",),)).held_by(text) is held
    assert Must((("version 3.1",),)).held_by("version 3.14") is False


def test_several_statements_hold_it_together_and_none_hold_nothing() -> None:
    both = answer_of("Run uv cache prune.", "It drops what is unused.").statements
    assert PRUNE.shown_by(both)
    assert not PRUNE.shown_by(both[:1])
    assert not Must(()).shown_by(())


def test_the_place_is_that_of_the_first_passage_that_holds_it_all() -> None:
    texts = ["unused", "uv cache prune: unused", "uv cache prune: not used"]
    found = [FoundPassage(passage=passage_of(text), score=0.5, dense=0.5, lexical=1.0) for text in texts]
    assert PRUNE.place_in(found) == 2
    assert PRUNE.place_in(found[:1]) is None


def reply_of(*quotes: str, answered: bool) -> Reply:
    answer = answer_of(*quotes)
    refusal = Refusal(question="What?", reason=RefusalReason.NOT_ANSWERED)
    outcome: Answer | Refusal = answer if answered else refusal
    return Reply(asked=Response(outcome=outcome, timings_ms={}), statements=answer.statements)


RIGHT, WRONG = "uv cache prune drops what is unused.", "The cache is a folder."


@pytest.mark.parametrize(
    ("quote", "answered", "place", "indexed", "stage"),
    [
        (RIGHT, True, 1, True, None),
        (RIGHT, True, None, True, None),
        (WRONG, True, 1, True, Stage.COMPOSING),
        (RIGHT, False, 1, True, Stage.DECIDING),
        (WRONG, False, 1, True, Stage.READING),
        (WRONG, True, None, True, Stage.SEARCH),
        (WRONG, False, None, True, Stage.SEARCH),
        (WRONG, True, None, False, Stage.INDEX),
        (WRONG, False, None, False, Stage.INDEX),
    ],
)
def test_the_stage_is_the_first_that_lost_it(
    quote: str, answered: bool, place: int | None, indexed: bool, stage: Stage | None
) -> None:
    assert stage_of(PRUNE, reply_of(quote, answered=answered), place, indexed=indexed) is stage
