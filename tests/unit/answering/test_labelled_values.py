"""Which of several values in a line is the answer: the one whose label is asked about."""

from dataclasses import replace

import pytest

from retrieval.answering.labelled_values import of_the_values_meant
from retrieval.domain.documents import Document, Passage
from retrieval.domain.readings import Reading
from retrieval.text.words import content_stems
from tests.building import span_of

PRICES = "Day ticket: adults 12 €, children 6 €, seniors free."
LOCKERS = "Lockers: small 20 € a year; large 35 € a year."
LESSON = "A lesson costs 18 € for members and 25 € for guests."
FEES = "Members pay 40 €, guests who pay at the door 60 €."
HOURS = "The pool opens at 7 on weekdays and at 9 on Sundays."
LIMITS = "Uploads may have 20 MB on the free plan, 500 MB on the team plan and 2 GB on request."
MILL = "Built in 1903, it was renovated in 1954."
SEASONS = "Monday and Friday 9:00 to 12:00, Tuesday 14:00 to 18:00"
TIMES = "The ferry leaves at 7:30, 9:00 and 12:15."
CLAUSES = (
    "The mill, which has 12 wheels where two rivers of the same name meet in May, was sold in 1954, and 9 were kept."
)


def meant(question: str, text: str, read: str) -> str:
    """What is taken for the answer where the reader took that."""
    document = Document(id="a", title="A", text=text, path="a.md")
    passage = Passage(document=document, start=0, end=len(text))
    start, end = span_of(document, read)
    (reading,) = of_the_values_meant(
        [Reading(passage=passage, start=start, end=end, answer_probability=0.9)], content_stems(question)
    )
    return text[reading.start : reading.end]


@pytest.mark.parametrize(
    ("question", "text", "read", "answer"),
    [
        ("What do children pay?", PRICES, "12 €", "6 €"),
        ("What do adults pay?", PRICES, "6 €", "12 €"),
        ("What do seniors pay?", PRICES, "6 €", "seniors free."),
        ("What does a large locker cost a year?", LOCKERS, "20 € a year", "35 € a year"),
        ("What do guests pay for a lesson?", LESSON, "18 € for members and 25 €", "25 €"),
        ("What do members pay for a lesson?", LESSON, "25 €", "18 €"),
        ("What do guests pay?", FEES, "40 €", "60 €"),
        ("What do members pay?", FEES, "60 €", "40 €"),
        ("When does the pool open on Sundays?", HOURS, "7", "9"),
        ("How large may uploads be on the team plan?", LIMITS, "20 MB", "500 MB"),
        ("When was it renovated?", MILL, "1903", "1954"),
        ("When is it open on Monday?", SEASONS, "14:00 to 18:00", "9:00 to 12:00"),
    ],
)
def test_the_value_with_the_label_that_is_asked_about_is_the_answer(
    question: str, text: str, read: str, answer: str
) -> None:
    assert meant(question, text, read) == answer
    assert meant(question, text, answer) == answer


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        ("What does a day ticket cost?", PRICES, "12 €"),
        ("How much is a locker?", LOCKERS, "20 €"),
        ("What do small and large lockers cost?", LOCKERS, "35 €"),
    ],
)
def test_where_no_label_tells_the_whole_line_is(question: str, text: str, read: str) -> None:
    assert meant(question, text, read) == text


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        ("What does a day ticket cost?", PRICES, "adults 12 €, children 6 €"),
        ("When does the ferry leave?", TIMES, "7:30, 9:00 and 12:15"),
        ("When was the mill sold?", CLAUSES, "1954"),
        ("How many wheels has the mill?", CLAUSES, "12"),
    ],
)
def test_what_has_no_labels_or_is_no_such_line_is_left_to_the_reader(question: str, text: str, read: str) -> None:
    assert meant(question, text, read) == read


BORN = "Ada Orr (26 May 1844 – July 1926) was a painter from Ost."
YEARS = "The choir sang at Ost 1844 – 1926, and in Ley."
FOUNDED = "The parish was founded in 1900, the church was completed in 1951, and it was raised to an abbey in 1970."
OWNERS = "It was sold to William A. and Sally Baker, of 4 Hill Street, and 9 others."


@pytest.mark.parametrize(
    ("question", "text", "read"),
    [
        ("When was Ada Orr born?", BORN, "26 May 1844"),
        ("When did the choir sing?", YEARS, "1844"),
        ("When was the church of the parish raised?", FOUNDED, "1900"),
        ("Who was the owner of the Baker house?", OWNERS, "William A. and Sally Baker"),
    ],
)
def test_ranges_clauses_and_names_are_left_to_the_reader(question: str, text: str, read: str) -> None:
    assert meant(question, text, read) == read


ROOMS = """# Rooms

| Room | Floor | Seats | Price per day |
| --- | --- | --- | --- |
| Cedar | 7 | 45 | 210 € |
| Willow | 3 | 20 | members 80 €, guests 110 € |
"""


@pytest.mark.parametrize(
    ("question", "read", "answer"),
    [
        ("How many seats does Cedar have?", "7", "45"),
        ("What is the price of the room Cedar?", "45", "210 €"),
        ("Which floor is Cedar on?", "45", "7"),
        ("Which room has 45 seats?", "Cedar", "Cedar"),
        ("How many people fit into Cedar?", "45", "45"),
        ("What is the price of Willow for guests?", "members 80 €", "110 €"),
        ("What is the price of Willow?", "20", "members 80 €, guests 110 €"),
    ],
)
def test_of_a_row_the_cell_is_whose_head_is_asked_about(question: str, read: str, answer: str) -> None:
    assert meant(question, ROOMS, read) == answer


def test_a_part_of_a_line_outside_the_passage_is_never_the_answer() -> None:
    document = Document(id="a", title="A", text=PRICES, path="a.md")
    passage = Passage(document=document, start=0, end=PRICES.index(", children"))
    start, end = span_of(document, "12 €")
    reading = Reading(passage=passage, start=start, end=end, answer_probability=0.9)
    assert of_the_values_meant([reading], content_stems("What do children pay?")) == [reading]
    whole = replace(reading, start=0, end=len(PRICES), passage=replace(passage, end=len(PRICES)))
    assert of_the_values_meant([whole], content_stems("What do children pay?")) == [whole]
