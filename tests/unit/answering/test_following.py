"""A question that leans on the turns before it, and one that does not."""

from retrieval.answering.following import understood
from retrieval.domain.inquiry import Turn

TURNS = (Turn("How many drones did Iran sell to Russia?"),)


def test_a_question_without_turns_before_it_is_as_it_was_asked() -> None:
    assert understood("Why did it?", ()).question == "Why did it?"


def test_a_question_that_stands_alone_is_not_changed() -> None:
    meant = understood("Who founded the old bridge of Florence?", TURNS)
    assert (meant.question, meant.beside) == ("Who founded the old bridge of Florence?", "")


def test_a_question_without_a_word_of_its_own_is_completed() -> None:
    assert understood("and why?", TURNS).question == "why did Iran sell to Russia?"
