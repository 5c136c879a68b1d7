"""A `kill -9` before whatever is done to a file of the data folder, ours or Chroma's, at sizes beyond which Chroma
rewrites its graph. Here a sample; all of it, as tables: `python -m tests.integration.killed`.
"""

from pathlib import Path

import pytest

from tests.integration.killed.traced import Traced, compiler

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler (gcc or cc) to make what counts and kills")


def test_a_small_one_is_whole_wherever_it_was_killed(tmp_path: Path) -> None:
    """In the middle of Chroma's transactions, and where one file of a catalogue has its name and the other not yet."""
    with Traced.of(40, tmp_path) as traced:
        writes = [place for place, step in enumerate(traced.steps) if step == "write chroma.sqlite3"]
        named = next(place for place, step in enumerate(traced.steps) if step == "rename ….….building")
        places = [writes[len(writes) // 3], named, writes[-len(writes) // 4]]
        killed = [traced.killed_before(place) for place in places]
    assert [kill.killed for kill in killed] == [traced.steps[place] for place in places]
    assert [kill for kill in killed if kill.wrong] == []


@pytest.mark.slow
@pytest.mark.parametrize(("passages", "steps", "times"), [(300, 6, 3), (1200, 4, 1), (2400, 1, 1)])
def test_so_is_a_larger_one(tmp_path: Path, passages: int, steps: int, times: int) -> None:
    with Traced.of(passages, tmp_path) as traced:
        killed = [*map(traced.killed_before, traced.moments(steps)), *traced.at_random(times)]
    assert [kill for kill in killed if kill.wrong] == []
    assert {kill.served for kill in killed} >= {"old"}
