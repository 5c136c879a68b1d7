"""The cards of work on the corpus while it goes on, and where it does not get to its end."""

from bot.buttons.keys import CancelKey
from bot.cards.colours import NEUTRAL_COLOUR, WARNING_COLOUR
from bot.cards.message import Button, OutgoingMessage, line_message
from bot.cards.paging import Entry, notice, single
from bot.reload_job import ReloadJob
from bot.text import words
from bot.text.discord_limits import discord_chars
from bot.text.markdown import cut, escaped, label
from retrieval.index import Progress

BAR_CELLS = 20
JOB_TITLE_CHARS = 250
UNFINISHED_CHARS = 2000
"""The longest account of a job that did not get to its end."""
PERSON_CHARS = 100
"""The longest name of a person. Discord's are shorter."""


def progress(job: ReloadJob, *, is_public: bool) -> OutgoingMessage:
    """Return how far it is, with the button that stops it. For all to see: without what it is done for, which names a
    file.
    """
    lines = [progress_line(job.progress, "**{}**")]
    if job.progress.total:
        lines.append(" · ".join([_bar(job.progress), *_time_left(job)]))
    if job.cancelled_by is not None:
        lines.append(words.CANCELLING_BY.format(person=escaped(label(job.cancelled_by, PERSON_CHARS))))
    return single(
        [Entry(lines=lines)],
        title=words.RELOADING if is_public else label(job.what, JOB_TITLE_CHARS),
        colour=NEUTRAL_COLOUR,
        footer=escaped(label(words.STARTED_BY.format(person=job.by), JOB_TITLE_CHARS)),
        buttons=() if job.cancelled_by is not None else (cancel_button(job),),
    )


def cancel_button(job: ReloadJob) -> Button:
    return Button(label=words.CANCEL, does=CancelKey(job_id=job.id), is_danger=True)


def progress_line(progress: Progress, stage: str = "{}") -> str:
    """Return how far it is; before the documents are counted, how many were read. `stage` is what to put the stage
    into.
    """
    parts = [stage.format(progress.stage)]
    if progress.done or progress.total:
        documents = words.DOCUMENTS_DONE if progress.total else words.DOCUMENTS_READ
        parts.append(documents.format(done=progress.done, total=progress.total))
    if progress.embedded:
        parts.append(words.EMBEDDED.format(passages=progress.embedded))
    return ", ".join(parts)


def under_way(job: ReloadJob) -> str:
    """Return it as plain text, for whoever wants to start something else."""
    duration = words.duration(job.seconds)
    return words.UNDER_WAY.format(job=job.what, person=job.by, duration=duration, progress=progress_line(job.progress))


def cancelled(job: ReloadJob) -> OutgoingMessage:
    """Return what there is to say of a job that has stopped since somebody wanted it to."""
    reached = words.CANCELLED_BY.format(
        person=job.cancelled_by, duration=words.duration(job.seconds), progress=progress_line(job.progress)
    )
    sentences = [escaped(reached), words.CORPUS_STAYS, *([words.EMBEDDED_STAYS] if job.progress.embedded else [])]
    return unfinished(" ".join(sentences), job)


def unfinished(line: str, job: ReloadJob) -> OutgoingMessage:
    """Return what there is to say of a job that did not get to its end; the line is markdown."""
    placed = f"\n{cut(escaped(job.placed), UNFINISHED_CHARS // 2)}" if job.placed else ""
    return line_message(cut(line, UNFINISHED_CHARS - discord_chars(placed)) + placed)


def unfinished_for_all(job: ReloadJob) -> OutgoingMessage:
    """Return the same for a channel, where why is not everybody's business."""
    return notice(words.UNFINISHED if job.cancelled_by is None else words.CANCELLED, WARNING_COLOUR)


def goes_on(*, in_channel: bool) -> OutgoingMessage:
    """Return what stands in place of the progress, once Discord is about to take no more edits of it."""
    return notice(words.PROGRESS_IN_CHANNEL if in_channel else words.PROGRESS_LOST, WARNING_COLOUR)


def _time_left(job: ReloadJob) -> list[str]:
    return [] if job.seconds_left is None else [words.time_left(job.seconds_left)]


def _bar(progress: Progress) -> str:
    done = min(progress.done / progress.total, 1.0)
    full = int(done * BAR_CELLS)
    return words.BAR.format(bar="▰" * full + "▱" * (BAR_CELLS - full), percent=int(done * 100))
