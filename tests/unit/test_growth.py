"""No pure function of a text takes more than its length times a logarithm: the ratio of CPU times, widely."""

import pytest

from benchmarks.growth import FUNCTIONS, HOSTILE, cpu_ms, text_of

ORDINARY = "Iran denied on 5 May 2023 that it had sent “drones” to Russia.[24] Mr. Kirby, of the U.S., said 1,000. "
TIMES = 8
MOST_TIMES_LONGER = 32
"""Eight times a text takes ten times as long with a logarithm, and 64 times where it is quadratic."""
LEAST_MS = 2.0
"""What is quicker is measured as that: below, a clock tells little."""

every_function = pytest.mark.parametrize("function", FUNCTIONS)
every_text = pytest.mark.parametrize("text", ["ordinary", *HOSTILE])


def check(function: str, text: str, chars: int) -> None:
    part = HOSTILE.get(text, ORDINARY)
    long = cpu_ms(FUNCTIONS[function], text_of(part, chars * TIMES))
    if long > LEAST_MS * MOST_TIMES_LONGER:
        assert long / max(LEAST_MS, cpu_ms(FUNCTIONS[function], text_of(part, chars))) < MOST_TIMES_LONGER


@every_function
def test_eight_times_a_text_takes_no_square_of_that(function: str) -> None:
    for text in ("ordinary", *HOSTILE):
        check(function, text, 1_000)


@pytest.mark.slow
@every_text
@every_function
def test_a_long_text_takes_no_square_of_its_length(function: str, text: str) -> None:
    check(function, text, 12_500)
