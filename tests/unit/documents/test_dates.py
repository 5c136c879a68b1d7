"""The day that a document is dated by where it states none."""

import pytest

from retrieval.documents.dates import date_of
from retrieval.documents.titles import title_of


def dated(text: str, place: str = "a.txt") -> str | None:
    return date_of(place, text, title_of(place, text) or place)


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Minutes of the committee, 8 April 2024", "2024-04-08"),
        ("Meeting of 1st of September 2023", "2023-09-01"),
        ("Price list (Sept. 3, 2022)", "2022-09-03"),
        ("August 20 2024: report of the harbour", "2024-08-20"),
        ("Status 2024-08-20", "2024-08-20"),
        ("Notice of 20.08.2024", "2024-08-20"),
        ("Notice of 08/20/2024", "2024-08-20"),
        ("Version 2.4 (12 May 2024)", "2024-05-12"),
    ],
)
def test_a_full_date_of_the_title_is_that_of_the_document(title: str, day: str) -> None:
    assert dated(f"{title}\n\nThe fee is nine euros a night.") == day


@pytest.mark.parametrize(
    "title",
    [
        "Report of August 2024",
        "Report of 2024",
        "Notice of 03/04/2024",
        "Camp of 20–22 August 2024",
        "Camp of 20 to 22 August 2024",
        "Camp of 30 April – 2 May 2024",
        "From 1 May 2024 to 3 June 2024",
        "Notes on version 2024-04-08",
        "Release 10.23.2024",
        "Pakr v2024-04-08",
        "Build 2024.08.20",
        "Parts of 31 February 2024",
        "Number 12024-04-081",
    ],
)
def test_what_is_no_full_day_or_may_be_several_is_none(title: str) -> None:
    assert dated(f"{title}\n\nThe fee is nine euros a night.") is None


@pytest.mark.parametrize(
    "byline",
    [
        "Port Courier, 20 August 2024",
        "By Ina Low | 20 August 2024",
        "Tuesday, August 20, 2024",
        "Published on 20 August 2024 by Ina Low",
        "Last updated: 2024-08-20 14:30",
        "*20 August 2024*",
    ],
)
def test_a_byline_below_the_title_dates_it(byline: str) -> None:
    assert dated(f"Harbour fee goes up\n{byline}\n\nThe fee is nine euros.") == "2024-08-20"
    assert dated(f"# Harbour fee goes up\n\n{byline}\n\nThe fee is nine euros.\n", "a.md") == "2024-08-20"


@pytest.mark.parametrize(
    "line",
    [
        "The fee was raised on 20 August 2024.",
        "On 20 August 2024 the fee was raised",
        "Deadline: 20 August 2024",
        "Valid until 20 August 2024",
        "Published 1 May 2024, updated 20 August 2024",
        "The next meeting is on Tuesday, 20 August 2024",
    ],
)
def test_a_line_that_says_something_else_of_a_day_does_not(line: str) -> None:
    assert dated(f"Harbour fee goes up\n{line}\n\nThe fee is nine euros.") is None


def test_a_date_further_down_is_not_that_of_the_document() -> None:
    assert dated("Harbour fee\n\nThe fee is nine euros.\n\nPort Courier, 20 August 2024") is None


@pytest.mark.parametrize(
    ("place", "day"),
    [
        ("minutes-2024-04-08.txt", "2024-04-08"),
        ("2024_04_08 minutes.md", "2024-04-08"),
        ("club/minutes 8 April 2024.txt", "2024-04-08"),
        ("2024-04-08/minutes.txt", None),
        ("pakr-v2024-04-08.txt", None),
        ("minutes-20240408.txt", None),
        ("minutes-2024-04.txt", None),
        ("2024-04-08-to-2024-04-10.txt", None),
        ("export-2024-04-08.jsonl:3", None),
    ],
)
def test_the_name_of_its_file_dates_it(place: str, day: str | None) -> None:
    assert dated("Minutes of the group\n\nThe fee is nine euros.", place) == day


def test_two_days_that_differ_date_nothing_and_one_that_is_said_twice_does() -> None:
    text = "Minutes of 8 April 2024\n\nThe fee is nine euros."
    assert dated(text, "minutes-2024-04-08.txt") == "2024-04-08"
    assert dated(text, "minutes-2024-04-10.txt") is None


@pytest.mark.parametrize(
    "text",
    [
        "# Changelog\n\n## 3.2.1 — 2026-02-11\n\n- Mended.\n\n## 3.2.0 — 2026-01-20\n\n- Added.\n",
        "# Minutes\n\n### 8 April 2024\n\nThe fee stays.\n\n### 6 May 2024\n\nThe fee rises.\n",
        "# News\n\n**8 April 2024**\n\nThe bar is open.\n\n**Monday, 6 May 2024**\n\nThe bar is shut.\n",
    ],
)
def test_the_day_of_one_of_several_sections_is_not_that_of_the_document(text: str) -> None:
    assert dated(text, "a.md") is None


def test_a_heading_with_the_only_day_dates_the_document() -> None:
    text = "# Harbour\n\n## Port Courier, 20 August 2024\n\nIt is open.\n\n## Tides\n\nNone.\n"
    assert dated(text, "a.md") == "2024-08-20"
