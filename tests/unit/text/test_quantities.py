"""The quantities in a text, each with its kind."""

import pytest

from retrieval.text.quantities import amounts_in, kinds_of_unit
from retrieval.text.units import Quantity


def told(text: str) -> list[tuple[str, set[str]]]:
    return [(text[amount.start : amount.end], set(amount.kinds)) for amount in amounts_in(text)]


@pytest.mark.parametrize(
    ("text", "amount", "kinds"),
    [
        ("It crosses 34 km of open water.", "34 km", {"length"}),
        ("It takes half an hour.", "half an hour", {"duration"}),
        ("It takes five to six weeks.", "five to six weeks", {"duration", "age"}),
        ("A 30-day trial.", "30-day", {"duration", "age"}),
        ("It weighs 7.5 tonnes.", "7.5 tonnes", {"weight"}),
        ("It costs €3 million.", "€3 million", {"money"}),
        ("It costs 12 € a month.", "12 € a month", {"money"}),
        ("They gave thousands of dollars.", "thousands of dollars", {"money"}),
        ("It falls to 9 °C.", "9 °C", {"temperature"}),
        ("Losses of 8.4 per cent.", "8.4 per cent", {"share"}),
        ("It prints 150 mm per second.", "150 mm per second", {"speed"}),
        ("It holds 64 MB of fonts.", "64 MB", {"data"}),
        ("It draws 2 W.", "2 W", {"electric"}),
        ("It leaves at 8:15 every day.", "8:15", {"time_of_day"}),
        ("It was built in 1874 of stone.", "1874", {"date"}),
        ("It failed on 12 March 2012.", "12 March 2012", {"date"}),
        ("It carries 320 passengers.", "320", {"count"}),
        ("It owns about 1100 pipes.", "1100", {"count"}),
        ("It has 5M users.", "5M", {"count"}),
        ("It is 20 minutes by bus.", "20 minutes", {"duration", "length"}),
        ("The deposit is three months' rent.", "three months", {"duration", "age", "money"}),
    ],
)
def test_amount_is_of_the_kind_of_its_unit(text: str, amount: str, kinds: set[str]) -> None:
    assert told(text) == [(amount, kinds)]


def test_a_day_is_a_duration_where_it_is_not_how_often() -> None:
    assert told("It allows 1,000 requests a day.") == [("1,000", {"count"})]
    assert told("It lasts for a day.") == [("a day", {"duration", "age"})]


def test_count_has_the_noun_of_what_is_counted() -> None:
    (cards, passengers, engineers, bare) = amounts_in("7 moss cards, 320 in all, 9 of the engineers and 4 more")[:4]
    assert cards.nouns == {"moss", "card"}
    assert passengers.nouns == frozenset()
    assert engineers.nouns == {"engin"}
    assert bare.nouns == frozenset()


def test_length_has_the_dimension_that_is_said() -> None:
    assert [amount.dimension for amount in amounts_in("25 m long, 8 m wide, 3 m in height, 9 m")] == [
        "long",
        "wide",
        "high",
        None,
    ]


def test_unit_tells_what_is_measured_in_it() -> None:
    assert kinds_of_unit("GB") == {Quantity.DATA}
    assert kinds_of_unit("square miles of forest") == {Quantity.AREA}
    assert kinds_of_unit("people") == frozenset()
