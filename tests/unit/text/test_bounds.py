"""Bounds of a text, and whether a value keeps within them."""

import pytest

from retrieval.text.bounds import bound_of, values_in


def bound(question: str, text: str) -> tuple[str, bool | None] | None:
    found = bound_of(values_in(question), text)
    return None if found is None else (text[found.start : found.end], found.includes)


@pytest.mark.parametrize(
    ("question", "text", "words", "includes"),
    [
        ("a 12 kg parcel", "Parcels of up to 20 kg go by post.", "up to 20 kg", True),
        ("a 20 kg parcel", "Parcels of up to 20 kg go by post.", "up to 20 kg", True),
        ("a 25 kg parcel", "Parcels of 20 kg or less go by post.", "20 kg or less", False),
        ("a 500 g parcel", "Parcels below 1 kg go by post.", "below 1 kg", True),
        ("3 days before", "Who cancels less than seven days before pays.", "less than seven days", True),
        ("one day before", "Who cancels less than 48 hours before pays.", "less than 48 hours", True),
        ("8 weeks", "Guests who stay longer than six weeks register.", "longer than six weeks", True),
        ("my 7-year-old", "Children under 8 climb with an adult.", "under 8", True),
        ("my 9-year-old", "Children under 8 climb with an adult.", "under 8", False),
        ("a 16-year-old", "Residents aged 16 and over may vote.", "16 and over", True),
        ("a 17-year-old", "Members from 18 years on may fire it.", "from 18 years on", False),
        ("a 9-year-old", "Children from 6 to 13 pay half.", "from 6 to 13", True),
        ("Python 3.8", "It runs on Python from 3.9 on.", "from 3.9 on", False),
        ("Python 3.10", "It runs on Python from 3.9 on.", "from 3.9 on", True),
        ("a 4.1 client", "Clients older than 4.2 cannot connect.", "older than 4.2", True),
        ("120 days", "Snapshots older than 90 days are deleted.", "older than 90 days", True),
        ("Java 11", "Java 17 or newer is required.", "17 or newer", False),
        ("six players", "It is for two to five players.", "two to five players", False),
        ("70 characters", "Keys have between 8 and 64 characters.", "between 8 and 64 characters", False),
        ("two players", "Two or more players may trade.", "Two or more players", True),
        ("round 6", "It may be played only before round 5.", "before round 5", False),
        ("round 2", "From the third round on, players may buy it.", "From the third round on", False),
        ("at 17:00", "It is open between 9:00 and 16:00.", "between 9:00 and 16:00", False),
        ("at 23:30", "The night bus runs from 22:00 to 5:00.", "from 22:00 to 5:00", True),
        ("at 2 pm", "Orders before noon are sent at once.", "before noon", False),
        ("on Wednesday", "Full backups run every weekday.", "every weekday", True),
        ("on a Friday", "It is open on Tuesdays and Thursdays only.", "Tuesdays and Thursdays only", False),
        ("on Wednesday", "It is open from Monday to Friday.", "Monday to Friday", True),
        ("on a Sunday", "It is open every day except Sundays.", "Sundays", None),
        ("in January", "It is closed to cars between December and February.", "between December and February", None),
        ("in January", "It rests between December and February.", "between December and February", True),
        ("in April", "Grills may be used from May to September.", "from May to September", False),
    ],
)
def test_the_bound_of_a_value_is_found(question: str, text: str, words: str, includes: bool | None) -> None:
    assert bound(question, text) == (words, includes)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("a 12 kg parcel", "Parcels are kept for up to 20 days."),
        ("a 12 kg parcel", "Parcels of 20 kg go by post."),
        ("my 7-year-old", "Up to eight may share a tent."),
        ("my 7-year-old", "Up to 8 crates go on a ship."),
        ("Node 16", "Up to four may connect."),
        ("on a Friday", "Books are lent for up to 14 days."),
        ("on a Friday", "The report came out on Monday."),
        ("in April", "It may be used at any time."),
        ("may I use it", "It may be used from May to September."),
        ("20 passengers", "The luggage may weigh up to 25 kg."),
        ("5 people", "Rather than 3 people it took none."),
    ],
)
def test_what_is_of_another_kind_is_no_bound(question: str, text: str) -> None:
    assert bound(question, text) is None
