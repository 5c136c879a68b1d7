"""What is an identifier, and which of two of a kind a text names."""

import pytest

from retrieval.text.identifiers import identifiers_in, last_of_its_kind, stands_in


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Is CVE-2021-44228 fixed in v2.6.1?", ["CVE-2021-44228", "v2.6.1"]),
        ("who raises RULE-A003", ["RULE-A003"]),
        ("Where is Room 204?", ["Room 204"]),
        ("What does PEP 8 say of section 4.1?", ["PEP 8", "section 4.1"]),
        ("Which form do I need, DS-11 or W-9?", ["DS-11", "W-9"]),
        ("Call 555-1234 on 2024-11-02.", ["555-1234", "2024-11-02"]),
        ("Who met on 3rd of March and on April 5?", ["3rd of March", "April 5"]),
        ("invoice 00981234", ["00981234"]),
    ],
)
def test_an_identifier_is_found_whole(text: str, written: list[str]) -> None:
    assert [identifier.written for identifier in identifiers_in(text)] == written


@pytest.mark.parametrize(
    "text",
    [
        "It takes 40GB for 30-day trials, twice as fast (2x), at 5pm or 17:30.",
        "Who won in 2010, in the 1990s, in 1918-1919 and in 2013/14?",
        "The 3rd of 1,000,000 drones cost 3.5 million.",
        "pre-1950 films of the mid-1990s",
        "In May we may meet.",
        "Who, what and why?",
        "",
    ],
)
def test_amounts_ordinals_times_and_years_are_none(text: str) -> None:
    assert identifiers_in(text) == []


@pytest.mark.parametrize(
    ("asked", "text", "stands"),
    [
        ("E-0017", "Error E-0017 means that access was denied.", True),
        ("E-0018", "Error E-0017 means that access was denied.", False),
        ("COVID-19", "The COVID 19 outbreak.", True),
        ("v2.6.1", "Version 2.6.1 fixed it.", True),
        ("v2.6.1", "Version 2.6.10 fixed it.", False),
        ("2.6.1", "Version 12.6.1 fixed it.", False),
        ("room 204", "204 | Boardroom", True),
        ("room 204", "Room 2041", False),
        ("3 March", "March 3rd, 2024", True),
        ("3 March", "3 April", False),
    ],
)
def test_an_identifier_stands_where_it_stands_whole(asked: str, text: str, stands: bool) -> None:
    (identifier,) = identifiers_in(asked)
    assert stands_in(identifier, text) is stands


def test_the_last_of_a_kind_is_what_a_text_speaks_of() -> None:
    text = "RULE-A001: the door is open. RULE-A002: the motor runs, see room 5."
    (identifier,) = identifiers_in("RULE-B007")
    assert last_of_its_kind(identifier.kind, text) == "rule-a002"
    assert last_of_its_kind(identifier.kind, "The door is open.") is None


def test_hexadecimal_numbers_are_of_one_kind() -> None:
    (asked,) = identifiers_in("What does error 0x8007a006 mean?")
    text = "Error 0x80070f05 means that access was denied."
    assert not stands_in(asked, text)
    assert last_of_its_kind(asked.kind, text) == "0x80070f05"
