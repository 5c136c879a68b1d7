"""Which of the amounts in a sentence is of the kind that is asked for."""

from dataclasses import replace

import pytest

from retrieval.answering.amounts_meant import of_the_quantity_asked
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Reading
from tests.building import document_of, span_of

BOX = "The box is 24 cm wide and weighs 2.4 kg."
FERRY = "The ferry crosses 34 km with 320 passengers."
TABLE = "| Drone | Flight time | Price | Seats |\n|---|---|---|---|\n| Martin | 45 min | 1,499 € | 6 |\n"


def shown(question: str, text: str, quote: str) -> str | None:
    """The words that are emphasised where a reader finds the quote; None where that answers nothing."""
    document = replace(document_of(text), path="a.md")
    start, end = span_of(document, quote)
    passage = Passage(document=document, start=0, end=len(document.text), section="")
    (reading,) = of_the_quantity_asked(
        [Reading(passage=passage, start=start, end=end, answer_probability=0.9)], question
    )
    return document.text[reading.start : reading.end] if reading.answer_probability else None


@pytest.mark.parametrize(
    ("question", "text", "found", "emphasised"),
    [
        ("How heavy is the box?", BOX, "24 cm", "2.4 kg"),
        ("How heavy is the box?", BOX, BOX, "2.4 kg"),
        ("How wide is the box?", BOX, "24 cm wide", "24 cm wide"),
        ("How deep is the box?", BOX, "24 cm", None),
        ("How much does the box cost?", BOX, "2.4 kg", None),
        ("What is the weight of the box?", BOX, "24 cm", "2.4 kg"),
        ("How long does the ferry take?", FERRY, "34 km", None),
        ("How long is the crossing?", FERRY, "34 km", "34 km"),
        ("How far does the ferry go?", "The ferry takes 55 minutes.", "55 minutes", None),
        ("How far is the port?", "The port is 55 minutes away.", "55 minutes", "55 minutes"),
        ("How many passengers does it carry?", FERRY, "34 km", "320"),
        ("How many crew members are there?", FERRY, "34 km", None),
        ("How many dogs does the ferry carry?", FERRY, "320 passengers", FERRY),
        ("How many people does the ferry carry?", FERRY, "320 passengers", "320 passengers"),
        ("How many people live there?", "They moved in 1998.", "1998", None),
        ("How many GB does it hold?", "It costs 5 € and holds 20 GB.", "5 €", "20 GB"),
        ("How much storage does it have?", "It costs 5 € and holds 20 GB.", "5 €", "20 GB"),
        ("How old is the tower?", "The tower was built in 1874.", "1874", "1874"),
        ("How old is the tower?", "The tower was sold in 1874.", "1874", None),
        ("How old is the tower?", "The tower is 41 m high.", "41 m", None),
        ("How much does a tour cost?", "A tour is for 20 people.", "20", None),
        ("How much does a road cost?", "A road costs 2 bricks.", "2 bricks", "2 bricks"),
        ("How much leave do I accrue per pay period?", "You accrue 4 hours of leave.", "4 hours", "4 hours"),
        ("How many letters may be sent?", "Letters are limited to two a week.", "two", "two"),
        ("How much is charged?", "It has been free since 1997.", "1997", "1997"),
        ("What percentage is lost?", "In 2023 losses fell to 8 %.", "2023", "8 %"),
        ("Why is the box heavy?", BOX, "24 cm", "24 cm"),
    ],
)
def test_emphasised_amount_is_of_the_kind_asked_for(
    question: str, text: str, found: str, emphasised: str | None
) -> None:
    assert shown(question, text, found) == emphasised


def test_how_long_is_a_duration_where_it_is_asked_of_what_happens() -> None:
    both = "The pool is 25 m long."
    assert shown("How long is the pool?", both, "25 m long") == "25 m long"
    assert shown("How long is the pool open?", both, "25 m long") is None
    assert shown("How long is the pool open?", "It is open until June.", "until June") == "until June"


def test_what_gives_no_amount_is_left_to_the_reader() -> None:
    assert shown("How long may I stay?", "You may stay as long as you like.", "as long as you like") is not None


def test_cell_is_of_the_kind_that_its_unit_or_head_tells() -> None:
    assert shown("How much does the Martin cost?", TABLE, "Martin") == "1,499 €"
    assert shown("How many seats does the Martin have?", TABLE, "45 min") == "6"
    assert shown("How heavy is the Martin?", TABLE, "45 min") is None
    assert shown("How many people fit in the Martin?", TABLE, "45 min") == "Martin | 45 min | 1,499 € | 6"
    assert shown("How much does the Martin cost?", TABLE.replace("1,499 €", "included"), "included") == "included"
    assert (
        shown("How much does the Wren cost for a day?", "| Boat | Day rate |\n|---|---|\n| Wren | 35 |\n", "35")
        is not None
    )
