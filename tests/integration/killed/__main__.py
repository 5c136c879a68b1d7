"""`python -m tests.integration.killed [TABLE …]` prints as tables what became of whatever was killed: of each case at
every step, and a reload at random moments. Without a name, all of them.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.killed.kills import CASES, Left, Undisturbed, at_every_step, at_random

TIMES = 50
RANDOM_MOMENTS = "a reload, at random moments"
HEADINGS = ("killed before", "times", "served", "verified", "stored", "embedded next", "dropped next", "wrong")


def table(title: str, left: Iterable[Left]) -> Iterator[str]:
    """Steps of one part that came to the same stand in one row."""
    yield f"\n**{title}**\n"
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|" + " --- |" * len(HEADINGS)
    for (part, served, verified, wrong), ones in groupby(left, _same):
        group = list(ones)
        kinds = ", ".join(dict.fromkeys(one.killed.partition(": ")[2] for one in group))
        counted = (_range([getattr(one, name) for one in group]) for name in ("stored", "embedded", "dropped"))
        killed = f"{part}: {kinds}" if kinds else part
        cells = (killed, len(group), served, "yes" if verified else "no", *counted, "; ".join(wrong) or "nothing")
        yield f"| {' | '.join(map(str, cells))} |"


def _same(left: Left) -> tuple[str, str, bool, tuple[str, ...]]:
    return left.killed.partition(": ")[0], left.served, left.verified, left.wrong


def _range(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(least) if least == most else f"{least}–{most}"


def _show(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def main() -> None:
    """One table after the other, as each is done."""
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in sys.argv[1:] or (*CASES, RANDOM_MOMENTS):
        with TemporaryDirectory() as folder:
            if name == RANDOM_MOMENTS:
                killed = at_random(Undisturbed.of(CASES["a reload"], Path(folder)), TIMES)
                _show(table(name, sorted(killed, key=lambda one: (one.served != "old", one.stored))))
            else:
                _show(table(f"{name}, at every step", at_every_step(Undisturbed.of(CASES[name], Path(folder)))))


if __name__ == "__main__":
    main()
