"""A `kill -9` at any moment: the old corpus answers, or the new one from the flip on, and the next reload finishes the
work. Here at the steps that matter most; at every one, as tables: `python -m tests.integration.killed`.
"""

from itertools import groupby

import pytest

from tests.integration.killed.kills import CASES, Left, Undisturbed, at_random, at_steps

RANDOM_MOMENTS = 10
STEPS = {
    "a reload": [
        "write: upsert",
        "retire: update",
        "catalogue: COMMIT",
        "flip: modify",
        "catalogue: rename .building",
        "archive: COMMIT",
        "sweep: delete",
        "log of changes: COMMIT",
        "the end",
    ],
    "a reload after one that stopped": ["undo: update", "undo: delete", "flip: modify", "sweep: delete"],
    "the first index": ["open the store: create collection", "write: modify", "flip: modify", "the end"],
    "a rebuild": [
        "write: upsert",
        "archive: COMMIT",
        "swap: rename chroma",
        "swap: rename .new",
        "swap: rmtree .old",
        "log of changes: COMMIT",
    ],
}


@pytest.fixture(scope="module", params=CASES)
def undisturbed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed.of(CASES[request.param], tmp_path_factory.mktemp("killed"))


def what_is_wrong(killed: list[Left]) -> list[Left]:
    return [left for left in killed if left.wrong]


@pytest.mark.slow
def test_killed_at_a_step_it_leaves_one_corpus_whole_and_the_next_finishes(undisturbed: Undisturbed) -> None:
    steps = STEPS[undisturbed.case.name]
    killed = at_steps(undisturbed, steps)
    assert what_is_wrong(killed) == []
    # One step shows the new corpus, and shows all of it.
    assert [served for served, _ in groupby(left.served for left in killed)] == ["old", "new"]
    killed_after = [left.killed for left in killed if left.served == "new"]
    assert killed_after == steps[steps.index(undisturbed.case.shown_by) + 1 :]


@pytest.mark.parametrize("undisturbed", ["a reload"], indirect=True)
@pytest.mark.slow
def test_killed_at_a_random_moment_it_does_so_too(undisturbed: Undisturbed) -> None:
    assert what_is_wrong(at_random(undisturbed, RANDOM_MOMENTS)) == []
