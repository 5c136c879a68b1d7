"""The units that amounts have: what is measured in each, and how much of the smallest of its dimension each is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Quantity(StrEnum):
    """A kind of quantity. An amount may be of several: 31 years are a duration and an age."""

    DURATION = "duration"
    AGE = "age"
    DATE = "date"
    TIME_OF_DAY = "time_of_day"
    LENGTH = "length"
    TEXT_LENGTH = "text_length"
    AREA = "area"
    VOLUME = "volume"
    WEIGHT = "weight"
    MONEY = "money"
    TEMPERATURE = "temperature"
    SHARE = "share"
    SPEED = "speed"
    DATA = "data"
    ELECTRIC = "electric"
    TIMES = "times"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of measure. Amounts of one `dimension` can be held against one another, by the `size` of their units."""

    kinds: frozenset[Quantity]
    dimension: str
    size: Decimal


SECONDS_OF_A_YEAR = Decimal(31_536_000)
_LONGEST_SYMBOL = 2
"""The most letters of the symbol of a unit, which has no plural: "ms" are no metres."""
_CASE_TELLS = frozenset("m g t s ms h V A W kW mW MW mA nm mi kn".split())
"""Symbols that are read in their own case alone: "5 m" are metres and "5M users" a number, and a mW is no MW."""
_LENGTHS = (
    "mm .001, cm .01, dm .1, m 1, km 1000, millimetre millimeter .001, centimetre centimeter .01, metre meter 1,"
    " kilometre kilometer 1000, mile mi 1609, ft foot feet .3048, inch inches .0254, yard yd .9144"
)
_UNITS_OF_DIMENSION: tuple[tuple[str, tuple[Quantity, ...], str], ...] = (
    (
        "duration",
        (Quantity.DURATION,),
        "millisecond ms .001, second sec s 1, minute min 60, hour hr hrs h 3600",
    ),
    (
        "duration",
        (Quantity.DURATION, Quantity.AGE),
        (
            "day calendar_day 86400, week 604800, fortnight 1209600, month 2592000, year yr yrs 31536000,"
            " decade 315360000, century centuries 3153600000"
        ),
    ),
    ("working day", (Quantity.DURATION, Quantity.AGE), "working_day work_day business_day 1"),
    ("night", (Quantity.DURATION, Quantity.AGE), "night 1"),
    ("length", (Quantity.LENGTH,), _LENGTHS),
    ("length", (Quantity.LENGTH,), "nm nautical_mile 1852"),
    ("area", (Quantity.AREA,), "hectare ha 10000, acre 4047"),
    (
        "volume",
        (Quantity.VOLUME,),
        (
            "ml millilitre milliliter .001, cl .01, l litre liter 1, hl 100, gallon 3.785, pint .4732, cup .24,"
            " tablespoon tbsp .015, teaspoon tsp .005"
        ),
    ),
    (
        "mass",
        (Quantity.WEIGHT,),
        (
            "mg milligram .001, g gram gramme 1, kg kilo kilogram kilogramme 1000, t ton tonne 1000000, oz ounce 28.35,"
            " lb lbs 453.6"
        ),
    ),
    ("pound", (Quantity.WEIGHT, Quantity.MONEY), "pound 1"),
    ("pound", (Quantity.MONEY,), "£ gbp 1, pence .01"),
    ("euro", (Quantity.MONEY,), "€ euro eur 1"),
    ("dollar", (Quantity.MONEY,), "$ dollar usd 1"),
    ("cent", (Quantity.MONEY,), "cent 1"),
    ("franc", (Quantity.MONEY,), "franc chf 1"),
    ("yen", (Quantity.MONEY,), "¥ yen 1"),
    ("rupee", (Quantity.MONEY,), "₹ rupee 1"),
    ("crown", (Quantity.MONEY,), "crown krona krone kroner kronor 1"),
    ("lira", (Quantity.MONEY,), "lira 1"),
    ("peso", (Quantity.MONEY,), "peso 1"),
    ("won", (Quantity.MONEY,), "won 1"),
    ("yuan", (Quantity.MONEY,), "yuan 1"),
    ("zloty", (Quantity.MONEY,), "zloty 1"),
    ("ruble", (Quantity.MONEY,), "ruble 1"),
    ("rial", (Quantity.MONEY,), "rial 1"),
    (
        "temperature",
        (Quantity.TEMPERATURE,),
        "°c °_c degree_celsius degrees_celsius degrees_centigrade 1",
    ),
    ("fahrenheit", (Quantity.TEMPERATURE,), "°f °_f degree_fahrenheit degrees_fahrenheit 1"),
    ("temperature", (Quantity.TEMPERATURE, Quantity.LENGTH), "° degree 1"),
    ("share", (Quantity.SHARE,), "% percent per_cent percentage_point 1"),
    ("speed", (Quantity.SPEED,), "km/h kmh kph 1, mph 1.609, m/s 3.6, knot kn 1.852"),
    ("turns", (Quantity.SPEED,), "rpm 1"),
    (
        "data rate",
        (Quantity.SPEED,),
        (
            "bps bit/s b/s 1, kbps kbit/s kb/s 1000, mbps mbit/s mb/s 1000000, gbps gbit/s gb/s 1000000000,"
            " tbps tbit/s tb/s 1000000000000"
        ),
    ),
    (
        "data",
        (Quantity.DATA,),
        (
            "bit .125, kbit 125, mbit 125000, gbit 125000000, byte 1, kb kib kilobyte 1000, mb mib megabyte 1000000,"
            " gb gib gigabyte 1000000000, tb tib terabyte 1000000000000, pb pib petabyte 1000000000000000"
        ),
    ),
    ("power", (Quantity.ELECTRIC,), "mW .001, W w watt 1, kW kw kilowatt 1000, MW megawatt 1000000"),
    ("energy", (Quantity.ELECTRIC,), "wh 1, kwh kilowatt-hour kilowatt_hour 1000, mwh 1000000, gwh 1000000000"),
    ("voltage", (Quantity.ELECTRIC,), "V v volt 1"),
    ("current", (Quantity.ELECTRIC,), "mA .001, A amp ampere 1"),
    ("charge", (Quantity.ELECTRIC,), "mah 1"),
    ("frequency", (Quantity.ELECTRIC,), "hz hertz 1, khz 1000, mhz 1000000, ghz 1000000000"),
    *((name, (Quantity.TEXT_LENGTH,), f"{name} 1") for name in "character letter word page line paragraph".split()),
    ("times", (Quantity.TIMES,), "times 1"),
)
"""Each dimension with its kinds, and its units with the size of each; a month is of 30 days, and "_" is a space."""


def _units() -> Iterator[tuple[str, Unit]]:
    for dimension, kinds, groups in _UNITS_OF_DIMENSION:
        for names, size in _names_and_sizes(groups):
            unit = Unit(kinds=frozenset(kinds), dimension=dimension, size=size)
            for name in names:
                yield from ((form, unit) for form in _forms_of(name))
    for names, length in _names_and_sizes(_LENGTHS):
        area = Unit(kinds=frozenset({Quantity.AREA}), dimension="area", size=length**2)
        volume = Unit(kinds=frozenset({Quantity.VOLUME}), dimension="volume", size=length**3 * 1000)
        for form in (form for name in names for form in _forms_of(name)):
            yield from ((of_area, area) for of_area in (f"square {form}", f"sq {form}", f"sq. {form}"))
            yield (f"cubic {form}", volume)
        for symbol in (name for name in names if len(name) <= _LONGEST_SYMBOL):
            yield from ((f"{symbol}²", area), (f"{symbol}2", area), (f"{symbol}³", volume), (f"{symbol}3", volume))


def _names_and_sizes(groups: str) -> Iterator[tuple[list[str], Decimal]]:
    for group in groups.split(", "):
        *names, size = group.split()
        yield [name.replace("_", " ") for name in names], Decimal(size)


def _forms_of(name: str) -> tuple[str, ...]:
    """Return the singular and the plural of a unit's name; of a symbol itself alone."""
    return (name, f"{name}s") if len(name) > _LONGEST_SYMBOL and name[-1] != "s" and name.isascii() else (name,)


_UNIT_OF_NAME = dict(_units())


def _pattern_of(name: str) -> str:
    escaped = re.escape(name).replace(r"\ ", r"[ ]")
    return rf"(?-i:{escaped})" if name in _CASE_TELLS or name.rstrip("²³23") in _CASE_TELLS else escaped


UNIT = rf"(?a:{'|'.join(map(_pattern_of, sorted(_UNIT_OF_NAME, key=len, reverse=True)))})(?![^\W_])"
"""The pattern of a unit's name or symbol, for an expression that ignores case: that of ASCII alone, since Python takes
the Turkish "ı" and "İ" for an "i" as well, and no name is found by these."""


def unit_of(written: str) -> Unit:
    """Return the unit that a name or symbol, found by `UNIT`, stands for."""
    return _UNIT_OF_NAME.get(written) or _UNIT_OF_NAME[written.casefold()]
