"""Years, days of the week and versions that a text names."""

import pytest

from retrieval.text.times_named import days_in, is_a_version, names_a_time, years_in


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023", {"2023"}),
        ("In 2019 and 2021", {"2019", "2021"}),
        ("2019–2021", {"2019", "2020", "2021"}),
        ("Season 2019/20", {"2019", "2020"}),
        ("[3.2.0] - 2025-03-18", {"2025"}),
        ("Room 2023b, 1,950 euros, 0.2019", set()),
    ],
)
def test_years_are_found(text: str, years: set[str]) -> None:
    assert years_in(text) == years


def test_days_are_named_in_full_or_in_a_range() -> None:
    assert days_in("Mondays") == {"monday"}
    assert days_in("Monday to Wednesday") == {"monday", "tuesday", "wednesday"}
    assert days_in("Sun cream") == set()


def test_a_time_is_a_year_a_month_or_a_day() -> None:
    assert all(map(names_a_time, ["2023", "May 2024", "4 March", "On Saturdays"]))
    assert not any(map(names_a_time, ["Rule 3", "You may march", "3.2.0"]))


@pytest.mark.parametrize("heading", ["[3.2.0] - 2025-03-18", "v2.1", "Version 2.4 (May 2024)", "Lantern 3.2.0-rc1"])
def test_a_heading_may_be_a_version_alone(heading: str) -> None:
    assert is_a_version(heading, "Lantern changelog")


@pytest.mark.parametrize("heading", ["2.1 Installation", "Python 3.10", "Added"])
def test_a_heading_that_says_more_is_no_version(heading: str) -> None:
    assert not is_a_version(heading, "Lantern changelog")
