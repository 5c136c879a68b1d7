"""Days of the week and months that a text names."""

import pytest

from retrieval.text.calendar import WEEKDAYS, named_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mondays and Thursdays", {"monday", "thursday"}),
        ("Sat–Sun", {"saturday", "sunday"}),
        ("Fri. to Mon.", {"friday", "saturday", "sunday", "monday"}),
        ("June to August", {"june", "july", "august"}),
        ("Nov - Feb", {"november", "december", "january", "february"}),
        ("Monday to August", {"monday"}),
        ("every second day", set()),
    ],
)
def test_named_in_takes_ranges_whole(text: str, names: set[str]) -> None:
    assert named_in(text) == names


def test_named_in_goes_over_a_whole_week() -> None:
    assert named_in("Monday–Sunday") == frozenset(WEEKDAYS)
