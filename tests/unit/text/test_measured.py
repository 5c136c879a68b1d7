"""Numbers of a text with what they are of."""

from decimal import Decimal

import pytest

from retrieval.text.measured import AGED, OF_TIME, MeasuredValue, measured_in


def only(text: str) -> MeasuredValue:
    (found,) = measured_in(text)
    return found


@pytest.mark.parametrize(
    ("text", "dimension", "amount"),
    [
        ("a parcel of 12 kg", "mass", "12000"),
        ("a 1.5kg parcel", "mass", "1500"),
        ("a request of 2 MB", "data", "2000000"),
        ("two weeks", "duration", "1209600"),
        ("a fee of €1,200", "euro", "1200"),
        ("my 7-year-old", AGED, "7"),
        ("an 18-month-old", AGED, None),
        ("children aged 9", AGED, "9"),
        ("I'm 15", AGED, "15"),
        ("at 20:30", OF_TIME, "1230"),
        ("at 8 pm", OF_TIME, "1200"),
        ("before noon", OF_TIME, "720"),
        ("in 2019", "calendar year", "2019"),
        ("four crates", "", "4"),
        ("the third round", "", "3"),
        ("100 ms", "duration", "0.1"),
        ("100 Ms", "", "100"),
        ("2 km² of moor", "area", "2000000"),
        ("a 5 kW stove", "power", "5000"),
        ("a pulse of 5 mW", "power", "0.005"),
        ("three million crates", "", "3000000"),
        ("a fee of €1.5 million", "euro", "1500000"),
        ("5M users", "", "5000000"),
        ("two dozen eggs", "", "24"),
    ],
)
def test_a_quantity_is_of_what_its_unit_says(text: str, dimension: str, amount: str | None) -> None:
    found = only(text)
    assert found.dimension == dimension
    assert amount is None or found.amount == (Decimal(amount),)


def test_a_version_has_its_numbers_one_by_one() -> None:
    assert only("Python 3.10").amount == (Decimal(3), Decimal(10))
    assert only("Python 3.9").amount < only("Python 3.10").amount


def test_one_that_counts_nothing_is_a_pronoun() -> None:
    assert measured_in("Which one of them may go?") == []
    assert len(measured_in("one hour, one crate")) == 2


@pytest.mark.parametrize(
    ("value", "bound", "alike"),
    [
        ("12 kg", "20 kg", True),
        ("12 kg", "20 days", False),
        ("12 kg", "20", False),
        ("four crates", "six crates", True),
        ("four crates", "six players", False),
        ("my 7-year-old", "under 8", True),
        ("my 7-year-old", "from 18 years", True),
        ("my 7-year-old", "8 crates", False),
        ("my 7-year-old", "round 8", False),
        ("Python 3.8", "from 3.9", True),
        ("PostgreSQL 12", "PostgreSQL 13", True),
        ("round 2", "the third round", True),
        ("round 2", "level 5", False),
        ("Node 16", "up to four", False),
        ("20:30", "22:00", True),
        ("20:30", "22 minutes", False),
        ("5 days", "3 working days", False),
        ("80 acres", "40 hectares", True),
    ],
)
def test_quantities_of_one_kind_can_be_held_against_one_another(value: str, bound: str, alike: bool) -> None:
    assert only(value).is_of_the_kind_of(only(bound)) is alike
