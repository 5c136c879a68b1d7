"""`python -m tests.integration.killed [CASE …]` prints as tables what became of whatever was killed: at every step, and
a reload at 50 random moments as well. Without a case, all of them.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.killed.kills import CASES, Left, Undisturbed, at_every_step, at_random

TIMES = 50
HEADINGS = ("killed before", "times", "served after", "verified", "stored", "embedded by the next", "wrong")


def table(title: str, left: Iterable[Left]) -> Iterator[str]:
    """Kills that came to the same stand in one row."""
    yield f"\n**{title}**\n"
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|" + " --- |" * len(HEADINGS)
    for (step, *same), ones in groupby(left, lambda one: (one.killed, one.served, one.verified, one.wrong)):
        group = list(ones)
        stored, embedded = (sorted({getattr(one, name) for one in group}) for name in ("stored", "embedded"))
        served, verified, wrong = same
        cells = (
            step,
            len(group),
            served,
            "yes" if verified else "no",
            _range(stored),
            _range(embedded),
            "; ".join(wrong),
        )
        yield f"| {' | '.join(map(str, cells))} |"


def _range(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def _show(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> None:
    """One table after the other, as each is done."""
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in sys.argv[1:] or CASES:
        with TemporaryDirectory() as folder:
            undisturbed = Undisturbed.of(CASES[name], Path(folder))
            _show(table(f"{name}, at every step", at_every_step(undisturbed)))
            if name == "a reload":
                at_moments = sorted(at_random(undisturbed, TIMES), key=lambda one: (one.served != "old", one.stored))
                _show(table(f"{name}, at {TIMES} random moments", at_moments))


if __name__ == "__main__":
    main()
