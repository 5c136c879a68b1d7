"""The units that amounts have."""

import re
from decimal import Decimal

import pytest

from retrieval.text.units import UNIT, Quantity, unit_of

_A_UNIT = re.compile(UNIT, re.IGNORECASE)


@pytest.mark.parametrize(
    ("written", "dimension", "size"),
    [
        ("km", "length", "1000"),
        ("Kilometres", "length", "1000"),
        ("sq. ft", "area", "0.09290304"),
        ("square metres", "area", "1"),
        ("m³", "volume", "1000"),
        ("cubic metres", "volume", "1000"),
        ("hrs", "duration", "3600"),
        ("per cent", "share", "1"),
        ("kWh", "energy", "1000"),
        ("Mbit/s", "data rate", "1000000"),
        ("working days", "working day", "1"),
    ],
)
def test_a_name_or_symbol_stands_for_its_unit(written: str, dimension: str, size: str) -> None:
    found = _A_UNIT.fullmatch(written)
    assert found
    unit = unit_of(found[0])
    assert (unit.dimension, unit.size) == (dimension, Decimal(size))


@pytest.mark.parametrize("written", ["M", "G", "H", "a", "Ms", "kilos of", "metrical", "minimum", "mınutes", "mİnutes"])
def test_what_is_no_unit_is_none(written: str) -> None:
    assert _A_UNIT.fullmatch(written) is None


def test_case_of_a_symbol_tells() -> None:
    assert unit_of("MW").size == unit_of("mW").size * 10**9
    assert unit_of("GB") == unit_of("gb")


def test_a_pound_is_money_and_a_weight() -> None:
    assert unit_of("pounds").kinds == {Quantity.MONEY, Quantity.WEIGHT}
