"""A question in parts, and what the words of each tell."""

import pytest

from retrieval.answering.parts import MAX_PARTS, parts_of
from retrieval.answering.question import AnswerType
from retrieval.documents.explanation import Explains


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("When did the war begin and who began it?", ["When did the war begin?", "who began it?"]),
        ("Who sold the drones, and what did they cost?", ["Who sold the drones?", "what did they cost?"]),
        ("Who sold the drones? What did they cost?", ["Who sold the drones?", "What did they cost?"]),
        ("Did Iran deny it? Who says so?", ["Did Iran deny it?", "Who says so?"]),
        ("Where is it; when was it built, and by whom?", ["Where is it?", "when was it built, and by whom?"]),
    ],
)
def test_a_question_that_asks_several_things_has_parts(question: str, parts: list[str]) -> None:
    assert [part.asked for part in parts_of(question)] == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who sold the drones?",
        "Who said that Iran and Russia agreed?",
        "What did Iran say when it was asked?",
        "Kirby said sanctions work. Who disagrees?",
        "drones and missiles",
        "",
        "?",
        " ".join(["Who is it?"] * (MAX_PARTS + 1)),
    ],
)
def test_any_other_question_is_one_part(question: str) -> None:
    (part,) = parts_of(question)
    assert part.asked == part.found_by == part.read_as == question


def test_a_part_may_begin_with_its_verb() -> None:
    first, second = parts_of(
        "How many drones were shot down in the 20 June strike, and did Iran deny supplying drones?"
    )
    assert first.asked == "How many drones were shot down in the 20 June strike?"
    assert second.asked == second.read_as == "did Iran deny supplying drones?"
    # Without a comma it may be another thing that is asked about.
    assert len(parts_of("What has Iran said and has it been heard of?")) == 1


def test_a_part_that_does_not_say_what_it_is_about_is_read_with_the_first() -> None:
    first, second = parts_of("How many drones did Iran sell to Russia, and when?")
    assert first.found_by == first.read_as == first.asked
    assert second.asked == "when?"
    assert second.found_by == f"{first.asked} when?"


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("How many drones did Iran sell to Russia, and when?", "when did Iran sell to Russia?"),
        ("Did Iran supply drones and why?", "why did Iran supply drones?"),
        ("Who founded the bakery, and when?", "when founded the bakery?"),
        ("Who founded it? Why?", "Why founded it?"),
        ("Who founded it, and did he say why?", "did he say why?"),
        # What has words, though none that say what it is about, is read together with the first.
        ("Who founded it, and why is that?", "Who founded it? why is that?"),
        ("Who? And when?", "Who? And when?"),
    ],
)
def test_a_part_without_a_word_of_its_own_is_read_with_those_of_the_first(question: str, read_as: str) -> None:
    _, second = parts_of(question)
    assert second.read_as == read_as


def test_nor_does_a_part_with_a_pronoun() -> None:
    first, second = parts_of("What is the Shahed-136? Who builds the engines that it needs?")
    assert second.found_by == f"{first.asked} {second.asked}"
    assert second.read_as == second.asked


def test_part_asked_twice_is_one_part() -> None:
    (part,) = parts_of("Who sold the drones? Who sold the drones?")
    assert part.asked == "Who sold the drones?"


def test_part_tells_what_is_asked_of_it() -> None:
    yes_no, why = parts_of("Did Iran supply drones? Why did Israel sell missiles?")
    assert (yes_no.answer_type, why.answer_type) == (AnswerType.YES_NO, AnswerType.REASON)
    assert (yes_no.statement, why.statement) == ("Iran did supply drones", None)
    assert yes_no.premise is None
    assert why.premise is not None
    assert why.premise.question == "Did Israel sell missiles?"
    assert why.words == ("Israel", "sell", "missiles")


def test_part_that_leans_on_another_states_nothing() -> None:
    _, leaning = parts_of("Who supplied drones? Did Iran deny it?")
    assert leaning.answer_type is AnswerType.YES_NO
    assert leaning.statement is None
    assert "supplied" in leaning.words


def test_a_part_is_what_its_sentence_asks() -> None:
    (part,) = parts_of("Kirby said sanctions work. Why did Israel sell missiles?")
    assert part.alone == "Why did Israel sell missiles?"
    assert part.answer_type is AnswerType.REASON
    assert part.premise is not None
    assert part.premise.question == "Did Israel sell missiles?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("when is paper collected, and when glass?", "when is glass collected?"),
        ("Who is the treasurer, and who the chair?", "who is the chair?"),
        ("Where do I leave my bike, and where my car?", "where do I leave my car?"),
        ("When does the pool open and when the gym?", "when does the gym open?"),
        ("What does the basic plan cost, and what the team plan?", "what does the team plan cost?"),
        ("When are paper and card collected, and when glass and cans?", "when are glass and cans collected?"),
    ],
)
def test_a_part_without_a_verb_has_that_of_the_first(question: str, asked: str) -> None:
    _, second = parts_of(question)
    assert second.asked == second.read_as == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who founded the shop, and who leads the team?", "who leads the team?"),
        ("When do juniors pay the fee, and when seniors?", "when seniors?"),
        ("When does the sale start, and what price?", "what price?"),
        ("Where is the depot, and how far from the station?", "how far from the station?"),
    ],
)
def test_a_part_with_a_verb_or_after_several_nouns_stays_as_it_is(question: str, asked: str) -> None:
    _, second = parts_of(question)
    assert second.asked == asked


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How do I clean the kiln?", Explains.HOW),
        ("Why does the glaze run?", Explains.HOW),
        ("What should I do when the lid sticks?", Explains.HOW),
        ("what do we have to do with old clay", Explains.HOW),
        ("What is the procedure for a second firing?", Explains.HOW),
        ("E41 shelf jammed", Explains.HOW),
        ("What are the opening hours of the pottery?", Explains.WHAT),
        ("What should beginners wear?", Explains.WHAT),
        ("What does the damper do?", Explains.WHAT),
        ("Which glazes are food safe?", Explains.WHAT),
        ("Can I open the kiln while it is hot?", Explains.WHETHER),
        ("Is the lid safe?", Explains.WHETHER),
        ("When was the kiln built?", None),
    ],
)
def test_what_an_explanation_is_to_tell(question: str, wanted: Explains | None) -> None:
    (part,) = parts_of(question)
    assert part.wanted is wanted
