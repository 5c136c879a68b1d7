"""Sentences that bound the value which a question gives."""

from dataclasses import replace

import pytest

from retrieval.answering.bounded_values import at_their_bounds, bounding, likelier_where_bounded
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from tests.building import document_of, span_of

TOOLS = "Hand tools may be borrowed for up to 14 days. Who books the van must be at least 21."


def read(text: str, quote: str, section: str = "", probability: float = 0.1) -> Reading:
    document = replace(document_of(text), title="Handbook")
    start, end = span_of(document, quote)
    passage = Passage(document=document, start=0, end=len(text), section=section)
    return Reading(passage=passage, start=start, end=end, answer_probability=probability)


@pytest.mark.parametrize(
    ("question", "text", "quote", "section"),
    [
        ("Can I borrow a hand tool for 10 days?", TOOLS, "14 days", ""),
        ("Can my son book the van at 17?", TOOLS, "21", ""),
        ("Can I borrow a hand tool for 20 days?", TOOLS, "14 days", ""),
        ("Can I borrow a hammer for 20 days?", "It lasts for up to 14 days if you borrow it.", "14 days", "Hammers"),
        ("What happens if I cancel 3 days before?", "Cancelled below seven days before, half is due.", "half", ""),
        ("Who may vote at 17?", "Members from 16 on may vote.", "Members", ""),
        ("Is a 3.8 archive read?", "Archives are read from 3.9 on.", "3.9", ""),
    ],
)
def test_a_reading_is_likelier_where_its_sentence_bounds_the_value(
    question: str, text: str, quote: str, section: str
) -> None:
    reading = read(text, quote, section)
    (lifted,) = likelier_where_bounded(question, [reading])
    assert lifted.answer_probability == pytest.approx(0.332, abs=0.001)
    assert replace(lifted, answer_probability=reading.answer_probability) == reading


@pytest.mark.parametrize(
    ("question", "text", "quote"),
    [
        ("Can I borrow the van for 10 days?", TOOLS, "14 days"),
        ("Can I borrow a hand tool of 10 kg?", TOOLS, "14 days"),
        ("Can I paint a hand tool for 10 days?", TOOLS, "14 days"),
        ("Can I borrow a hand tool?", TOOLS, "14 days"),
        ("Who lends a hand tool for 20 days?", TOOLS.replace("borrowed", "lent"), "14 days"),
        ("Can I go for 10 days?", TOOLS, "14 days"),
        ("Can the van be 10 years old?", TOOLS, "14 days"),
    ],
)
def test_another_kind_or_another_thing_is_as_likely_as_it_was(question: str, text: str, quote: str) -> None:
    reading = read(text, quote)
    assert likelier_where_bounded(question, [reading]) == [reading]


def test_what_cannot_answer_is_not_made_likelier() -> None:
    reading = read(TOOLS, "14 days", probability=0.0)
    assert likelier_where_bounded("Can I borrow a hand tool for 10 days?", [reading]) == [reading]


def test_rows_of_a_table_are_left_to_what_reads_tables() -> None:
    text = "| Parcel | Fee |\n|---|---|\n| up to 5 kg | 4 € |\n| up to 20 kg | 9 € |\n"
    assert bounding("Is a parcel of 12 kg taken?", [read(text, "up to 20 kg")]) == [None]


def test_a_yes_no_question_is_answered_by_the_bound() -> None:
    reading = read(TOOLS, "Hand tools may be borrowed for up to 14 days.")
    (at_bound,) = at_their_bounds("Can I borrow a hand tool for 20 days?", [reading])
    assert TOOLS[at_bound.start : at_bound.end] == "up to 14 days"


def test_where_it_is_not_plain_the_sentence_stands() -> None:
    text = "The shop sells bread on all days except Sundays."
    reading = read(text, text)
    assert at_their_bounds("Can I buy bread in the shop that sells it on a Sunday?", [reading]) == [reading]
