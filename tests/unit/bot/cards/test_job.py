"""What is shown of work on the corpus: to whoever began it, to whoever wants to begin another, and to all."""

import pytest

from bot.buttons.keys import CancelKey
from bot.cards import job as job_pages
from bot.reload_job import ReloadJob
from bot.text import words
from retrieval.index.indexing import Progress
from tests.unit.bot.clock import Clock
from tests.unit.bot.discord_reading import body_of, broken_limits, footer_of, heading_of, live_markup


@pytest.fixture
def job(clock: Clock) -> ReloadJob:
    return ReloadJob(by="a_manager", what="Adding secret_report.pdf", is_leaving=lambda: False, now=clock)


def halfway(job: ReloadJob, clock: Clock) -> None:
    """A quarter of the documents in 30 seconds."""
    job.note(Progress(stage="embedding", done=0, total=640))
    clock.now += 30
    job.note(Progress(stage="embedding", done=160, total=640, embedded=1234))


def test_progress_tells_documents_passages_and_time_left(job: ReloadJob, clock: Clock) -> None:
    halfway(job, clock)
    message = job_pages.progress(job, is_public=False)
    assert heading_of(message) == "Adding secret\\_report.pdf"
    assert body_of(message) == (
        "**embedding**, 160 of 640 documents, 1,234 passages embedded\n▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱ 25 % · about 2 minutes left"
    )
    assert footer_of(message) == "Begun by a\\_manager. Questions are answered from the corpus as it was."
    assert [(button.label, button.does) for button in message.buttons] == [("Cancel", CancelKey(job_id=job.id))]


def test_before_anything_is_counted_it_tells_what_was_read(job: ReloadJob) -> None:
    assert body_of(job_pages.progress(job, is_public=False)) == "**reading**"
    job.note(Progress(stage="reading", done=1200))
    assert body_of(job_pages.progress(job, is_public=False)) == "**reading**, 1,200 documents"


def test_what_all_can_see_names_no_file(job: ReloadJob, clock: Clock) -> None:
    halfway(job, clock)
    job.placed = "secret_report.pdf is in the corpus folder."
    for message in (job_pages.progress(job, is_public=True), job_pages.unfinished_for_all(job)):
        assert "secret" not in str(message)
    job.cancel("b")
    assert "was cancelled" in body_of(job_pages.unfinished_for_all(job))


def test_once_cancelled_it_says_by_whom_and_has_no_button(job: ReloadJob) -> None:
    job.cancel("another_manager")
    message = job_pages.progress(job, is_public=False)
    assert "Cancelled by another\\_manager: it stops after the batch at work." in body_of(message)
    assert message.buttons == ()


def test_of_a_cancelled_job_it_is_told_how_far_it_came_and_what_stays(job: ReloadJob, clock: Clock) -> None:
    halfway(job, clock)
    job.cancel("b_c")
    job.placed = "x.md is in the corpus folder: the next reload takes it."
    assert job_pages.cancelled(job).texts[0] == (
        "Cancelled by b\\_c after 30 seconds: embedding, 160 of 640 documents, 1,234 passages embedded. "
        "The corpus is as it was, and questions are answered from it. "
        "What was embedded is kept, and used by the next reload.\n"
        "x.md is in the corpus folder: the next reload takes it."
    )


def test_whoever_comes_second_is_told_what_whose_and_how_far(job: ReloadJob, clock: Clock) -> None:
    halfway(job, clock)
    assert job_pages.under_way(job) == (
        "Adding secret_report.pdf is under way, begun by a_manager 30 seconds ago: "
        "embedding, 160 of 640 documents, 1,234 passages embedded"
    )


def test_the_longest_names_fit_and_do_nothing(clock: Clock) -> None:
    foreign = "@everyone **x** <@1> `" * 300
    job = ReloadJob(by=foreign, what=foreign, is_leaving=lambda: False, now=clock, placed=foreign)
    messages = [job_pages.progress(job, is_public=False)]
    job.cancel(foreign)
    messages += [
        job_pages.progress(job, is_public=False),
        job_pages.cancelled(job),
        job_pages.unfinished("x" * 3000, job),
    ]
    for message in messages:
        assert broken_limits(message) == []
        texts = message.texts
        assert [live_markup(text.replace("**reading**", "")) for text in texts] == [{}] * len(texts)


@pytest.mark.parametrize(
    ("seconds", "duration"),
    [
        (0.2, "less than a second"),
        (1, "1 second"),
        (59, "59 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
    ],
)
def test_duration_is_said_as_people_do(seconds: float, duration: str) -> None:
    assert words.duration(seconds) == duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds left"),
        (41, "about 50 seconds left"),
        (50, "about 50 seconds left"),
        (51, "about a minute left"),
        (90, "about 2 minutes left"),
        (3600, "about 60 minutes left"),
        (6000, "about 2 hours left"),
    ],
)
def test_time_left_is_rough(job: ReloadJob, clock: Clock, seconds: float, words: str) -> None:
    job.note(Progress(stage="embedding", done=0, total=2))
    clock.now += seconds
    job.note(Progress(stage="embedding", done=1, total=2))
    assert body_of(job_pages.progress(job, is_public=False)).endswith(words)
