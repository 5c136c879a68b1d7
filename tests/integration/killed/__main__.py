"""`python -m tests.integration.killed [TABLE …]` prints as tables what became of whatever was killed: of each case at
every step, and a reload at random moments; and reloads of three sizes, at random moments, and before what is done to a
file (`Traced.moments`): 200 steps of these, or every step. Without a name, all but the last, which take long.

Of the sizes, each kill has a row as soon as it has been looked at; what they came to stands below.
"""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.killed.kills import CASES, Left, Undisturbed, at_every_step, at_random
from tests.integration.killed.traced import Found, Traced

TIMES = 50
SIZES = (300, 1200, 5000)
RANDOM_MOMENTS = "a reload, at random moments"
OF_SIZES: dict[str, tuple[int, Callable[[Traced], Iterator[Found]]]] = {
    f"{title}, {passages} passages": (passages, found)
    for title, found in (
        ("random moments", lambda traced: traced.at_random(100)),
        ("steps", lambda traced: map(traced.killed_before, traced.moments(200))),
        ("every step", lambda traced: map(traced.killed_before, traced.moments())),
    )
    for passages in SIZES
}
"""Of how many passages a table is, and what became of each kill."""
HEADINGS = ("killed before", "times", "served", "verified", "stored", "embedded next", "dropped next", "wrong")


def table(title: str, left: Iterable[Left]) -> Iterator[str]:
    """Steps of one part that came to the same stand in one row."""
    yield f"\n**{title}**\n"
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|" + " --- |" * len(HEADINGS)
    for (part, served, verified, wrong), ones in groupby(left, _same):
        group = list(ones)
        kinds = ", ".join(dict.fromkeys(kill.killed.partition(": ")[2] for kill in group))
        counted = (_range([getattr(kill, name) for kill in group]) for name in ("stored", "embedded", "dropped"))
        killed = f"{part}: {kinds}" if kinds else part
        cells = (killed, len(group), served, "yes" if verified else "no", *counted, "; ".join(wrong) or "nothing")
        yield f"| {' | '.join(map(str, cells))} |"


def traced_table(title: str, traced: Traced, found: Iterable[Found]) -> Iterator[str]:
    """A row for each kill, and then one for each kind of step that came to the same."""
    yield f"\n**{title}**: a reload of {len(traced.steps):,} steps\n"
    yield "| | killed before | served | next one finished | wrong |\n| --- | --- | --- | --- | --- |"
    counted: Counter[tuple[str, ...]] = Counter()
    for number, kill in enumerate(found, start=1):
        cells = (kill.killed, kill.served, "yes" if kill.finished else "no", "; ".join(kill.wrong) or "nothing")
        counted[cells] += 1
        yield f"| {number} | {' | '.join(cells)} |"
    yield "\n| killed before | times | served | next one finished | wrong |\n| --- | --- | --- | --- | --- |"
    for (killed, *left), times in counted.items():
        yield f"| {killed} | {times} | {' | '.join(left)} |"


def _same(left: Left) -> tuple[str, str, bool, tuple[str, ...]]:
    return left.killed.partition(": ")[0], left.served, left.verified, left.wrong


def _range(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return str(least) if least == most else f"{least}–{most}"


def _show(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def main() -> None:
    """One table after the other, as each is done."""
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in sys.argv[1:] or (*CASES, RANDOM_MOMENTS, *(case for case in OF_SIZES if not case.startswith("every"))):
        with TemporaryDirectory() as folder:
            if name in OF_SIZES:
                passages, found = OF_SIZES[name]
                with Traced.of(passages, Path(folder)) as traced:
                    _show(traced_table(name, traced, found(traced)))
            elif name == RANDOM_MOMENTS:
                killed = at_random(Undisturbed.of(CASES["a reload"], Path(folder)), TIMES)
                _show(table(name, sorted(killed, key=lambda kill: (kill.served != "old", kill.stored))))
            else:
                _show(table(f"{name}, at every step", at_every_step(Undisturbed.of(CASES[name], Path(folder)))))


if __name__ == "__main__":
    main()
