"""Numbers and dates: how they are read, and which bear out which."""

import pytest

from retrieval.writing.grounding.figures import Bound, figures_in, unsupported_figures, unsupported_times


def values(text: str) -> list[tuple[str, str]]:
    return [
        (text[figure.start : figure.end], "/".join(part or "-" for part in figure.value)) for figure in figures_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1,000 or a thousand", [("1,000", "1000/-"), ("a thousand", "1000/-")]),
        ("twenty-five men, three hundred thousand", [("twenty-five", "25/-"), ("three hundred thousand", "300000/-")]),
        ("5%, 5 percent, 5 per cent", [("5%", "5/percent"), ("5 percent", "5/percent"), ("5 per cent", "5/percent")]),
        ("$30 million, 2 weeks", [("$30 million", "30000000/dollar"), ("2 weeks", "2/week")]),
        ("the 22-year-old, who was 22", [("22-year", "22/-"), ("22", "22/-")]),
        ("at -5, from Shahed-136", [("-5", "-5/-"), ("136", "136/-")]),
        ("hundreds of drones, two dozen", [("hundreds", "hundreds/-"), ("two dozen", "24/-")]),
        ("no one, one of them, this one", []),
        ("said so.[24] It", []),
        ("19 and 24 May 2022", [("19 and 24 May 2022", "2022/5/19/-"), ("19 and 24 May 2022", "2022/5/24/-")]),
        ("October 26, 2022 or 2022-10-26", [("October 26, 2022", "2022/10/26/-"), ("2022-10-26", "2022/10/26/-")]),
        ("August; Wednesday; 2015", [("August", "-/8/-/-"), ("Wednesday", "-/-/-/wednesday"), ("2015", "2015/-/-/-")]),
        ("It may be 3 May.", [("3 May", "-/5/3/-")]),
    ],
)  # fmt: skip
def test_what_is_read(text: str, read: list[tuple[str, str]]) -> None:
    assert values(text) == read


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("more than 400", Bound.ABOVE),
        ("over a thousand", Bound.ABOVE),
        ("at least 400", Bound.ABOVE),
        ("400 or more", Bound.ABOVE),
        ("fewer than 400", Bound.BELOW),
        ("up to 400", Bound.BELOW),
        ("nearly 400", Bound.BELOW),
        ("400 or fewer", Bound.BELOW),
        ("about 400", Bound.NONE),
        ("400", Bound.NONE),
        ("since August", Bound.ABOVE),
        ("before August", Bound.BELOW),
        ("until October 2023", Bound.BELOW),
        ("in October 2023", Bound.NONE),
    ],
)
def test_bounds(text: str, bound: Bound) -> None:
    (figure,) = figures_in(text)
    assert figure.bound is bound


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("It gave 1,000.", "It gave a thousand."),
        ("It gave at least 400.", "It gave more than 400."),
        ("It gave about 400.", "It gave 400."),
        ("It lasted two days.", "It lasted 48 hours."),
        ("It lasted 24 months.", "It lasted two years."),
        ("It is 1.5 kilometres away.", "It is 1,500 metres away."),
        ("It gave 400 to each.", "Given: 400 %"),
        ("It was in August 2022.", "It was on 24 August 2022."),
        ("It was in 2022.", "It was in August 2022."),
    ],
)
def test_is_borne_out(statement: str, source: str) -> None:
    assert unsupported_figures(statement, [source]) == []


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("It gave more than 400.", "It gave fewer than 400."),
        ("It gave 400 or more.", "It gave at most 400."),
        ("It gave 40.", "It gave 400."),
        ("It lasted two months.", "It lasted two weeks."),
        ("It lasted two days.", "It lasted 24 hours."),
        ("It was $5.", "It was £5."),
        ("It was -5.", "It was 5."),
        ("It was on 24 August 2022.", "It was in August 2022."),
        ("It was on 24 August 2022.", "It was on 24 August."),
        ("It was before August.", "It was since August."),
        ("It gave 400.", "It gave many."),
    ],
)  # fmt: skip
def test_is_not_borne_out(statement: str, source: str) -> None:
    assert unsupported_figures(statement, [source])


def test_times_that_count_from_the_day_of_writing() -> None:
    assert unsupported_times("Last week it denied it.", ["It denied it this week."]) == ["Last week"]
    assert unsupported_times("It denied it last week.", ["Last week it denied it."]) == []
