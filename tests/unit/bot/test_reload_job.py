"""How far a reload is, how long it may take, and how it is stopped."""

import pytest

from bot.errors import LeavingError, ReloadCancelledError
from bot.reload_job import ReloadJob
from retrieval.index.indexing import Progress
from tests.unit.bot.clock import Clock


@pytest.fixture
def job(clock: Clock) -> ReloadJob:
    return ReloadJob(by="somebody", is_leaving=lambda: False, now=clock)


def test_it_begins_with_reading_and_knows_no_end(job: ReloadJob, clock: Clock) -> None:
    clock.now += 5
    assert (job.progress.stage, job.seconds, job.seconds_left) == ("reading", 5.0, None)


def test_what_is_left_is_told_by_the_pace_since_counting_began(job: ReloadJob, clock: Clock) -> None:
    clock.now += 50
    job.note(Progress(stage="embedding", done=0, total=40))
    assert job.seconds_left is None
    clock.now += 10
    job.note(Progress(stage="embedding", done=10, total=40))
    assert job.seconds_left == pytest.approx(30.0)
    clock.now += 8
    assert job.seconds_left == pytest.approx(22.0), "a batch that is at work does not slow the pace before it is done"
    clock.now += 30
    assert job.seconds_left == 0.0
    job.note(Progress(stage="embedding", done=40, total=40))
    assert job.seconds_left == 0.0


def test_once_cancelled_it_stops_at_the_next_batch_and_says_who(job: ReloadJob) -> None:
    job.note(Progress(stage="embedding", done=1, total=4))
    job.cancel("an admin")
    with pytest.raises(ReloadCancelledError, match="an admin"):
        job.note(Progress(stage="embedding", done=2, total=4))
    assert job.progress.done == 1


def test_a_bot_that_leaves_stops_it_too(clock: Clock) -> None:
    with pytest.raises(LeavingError):
        ReloadJob(by="somebody", is_leaving=lambda: True, now=clock).note(Progress(stage="embedding"))
