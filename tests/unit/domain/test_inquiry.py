"""What somebody asks, and who hears of it."""

from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.inquiry import SILENT, Inquiry, Stage, Turn, as_text
from tests.building import answer_of

HALF = "Did \ud83d they?"


def test_inquiry_holds_text_alone() -> None:
    inquiry = Inquiry(HALF, documents=["a\udcff.md", "b.md"])
    assert inquiry.question == as_text(HALF) == "Did ? they?"
    assert inquiry.documents == {"a?.md", "b.md"}


def test_inquiry_is_of_the_whole_corpus_where_no_document_is_named() -> None:
    assert Inquiry("Why?").documents is None
    assert Inquiry("Why?", documents=[]).documents == frozenset()


def test_listener_is_silent_where_nothing_is_heard() -> None:
    SILENT.on_stage(Stage("search"))
    assert SILENT.on_statements is None


def test_turn_is_the_question_as_it_was_read_and_what_answered_it() -> None:
    answer = answer_of("Drones came.")
    assert Turn.of(answer) == Turn(answer.question, ("Drones came.",))
    refused = Refusal(question="and in May?", reason=RefusalReason.NOT_ANSWERED, read_as="What came in May?")
    assert Turn.of(refused) == Turn("What came in May?")


def test_turn_holds_text_alone() -> None:
    assert Turn(HALF, (HALF,)) == Turn(as_text(HALF), (as_text(HALF),))


def test_inquiry_keeps_its_turns_as_they_were() -> None:
    turns = [Turn("Who came?")]
    inquiry = Inquiry("Why?", turns=turns)
    turns.clear()
    assert inquiry.turns == (Turn("Who came?"),)
