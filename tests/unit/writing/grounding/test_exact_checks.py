"""What a statement says exactly, held against its sources."""

import pytest

from retrieval.domain.verdicts import Flaw
from retrieval.writing.grounding.exact_checks import Sources, failed_checks

PERMIT = "Some visitors may “stay overnight” in the port of Ada Brook for up to three days."
AROUND = "Harbour rules, by Orlan Port, 3 May 2021. Boats of Carl Orr lie at pier 4."


def failed(statement: str, quoted: str = PERMIT) -> tuple[Flaw, ...]:
    return failed_checks(statement, Sources(quoted=(quoted,), around=AROUND))


@pytest.mark.parametrize(
    "statement",
    [
        "Visitors are allowed to stay with Ada Brook for 72 hours at the most.",
        "According to Orlan Port, some people may “stay overnight”.",
        "In rules that were published on 3 May 2021, a stay of some visitors is allowed.",
        "A stay is allowed to some visitors.",
    ],
)
def test_failed_checks_lets_pass_what_is_said_otherwise(statement: str) -> None:
    assert failed(statement) == ()


@pytest.mark.parametrize(
    ("statement", "flaw"),
    [
        ("Visitors may “stay for good”.", Flaw.QUOTATION),
        ("Some visitors may stay for up to four days.", Flaw.FIGURE),
        ("Some visitors may stay for at least three days.", Flaw.FIGURE),
        ("Some visitors may stay for three weeks.", Flaw.FIGURE),
        ("Some visitors may stay since last week.", Flaw.FIGURE),
        ("Some visitors may stay, said Dora Lind.", Flaw.NAME),
        ("Some visitors may stay if they pass --overnight.", Flaw.NAME),
        ("All visitors may stay overnight.", Flaw.SWEEPING),
        ("A stay is allowed to anyone.", Flaw.SWEEPING),
        ("A stay is certainly allowed to some visitors.", Flaw.SWEEPING),
    ],
)
def test_failed_checks_names_what_the_sources_do_not_say(statement: str, flaw: Flaw) -> None:
    assert failed(statement) == (flaw,)


@pytest.mark.parametrize(
    "quoted",
    [
        "The mayor said that the port is full.",
        "According to the mayor, the port is full.",
        "“The port is full,” said the mayor.",
        "The port is full, the mayor said.",
    ],
)
def test_failed_checks_asks_who_says_so_where_somebody_does(quoted: str) -> None:
    assert failed("There is no room in the port.", quoted) == (Flaw.UNATTRIBUTED,)
    assert failed("The mayor claims that there is no room in the port.", quoted) == ()
    assert failed("There is no room in the port, according to the mayor.", quoted) == ()


@pytest.mark.parametrize("quoted", ["The states of the north are full.", "Add two eggs, and all is said and done."])
def test_failed_checks_takes_nothing_for_somebodys_word_that_is_none(quoted: str) -> None:
    assert failed("There is no room.", quoted) == ()


def test_failed_checks_takes_a_sweeping_word_for_another() -> None:
    assert failed("Every visitor pays.", "Each visitor pays.") == ()
    assert failed("All of it is closed to everybody.", "The whole of it is closed, and nobody enters: none.") == ()


def test_failed_checks_takes_a_name_of_the_context_and_no_number_of_what_stands_around() -> None:
    assert failed("Boats of Carl Orr may stay for three days.") == ()
    assert failed("Some visitors may stay at pier 4.") == (Flaw.FIGURE,)
