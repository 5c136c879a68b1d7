"""What Discord shows of work on the corpus while it goes on, and where it does not get to its end."""

import math

from bot.escaping import cut, escaped, label
from bot.limits import CONTENT_CHARS, TITLE_CHARS, discord_chars
from bot.messages import Button, CancelKey, OutgoingEmbed, OutgoingMessage
from bot.packing import FOOTER_ROOM
from bot.reload_job import RELOADING, ReloadJob
from bot.rendering import NEUTRAL_COLOUR, WARNING_COLOUR
from retrieval.indexing import Progress

BAR_CELLS = 20
NAME_CHARS = 100
"""Of the name of a person. Discord's are shorter."""


def progress(job: ReloadJob, *, is_public: bool) -> OutgoingMessage:
    """How far it is, with the button that stops it. For all to see: without what it is done for, which names a file."""
    lines = [progress_line(job.progress, "**{}**")]
    if job.progress.total:
        left = "" if job.seconds_left is None else f" · {_time_left(job.seconds_left)}"
        lines.append(f"{_bar(job.progress)}{left}")
    if job.cancelled_by is not None:
        lines.append(f"Cancelled by {escaped(label(job.cancelled_by, NAME_CHARS))}: it stops after the batch at work.")
    embed = OutgoingEmbed(
        title=RELOADING if is_public else cut(escaped(job.what), TITLE_CHARS),
        description="\n".join(lines),
        colour=NEUTRAL_COLOUR,
        footer=label(f"Begun by {job.by}. Questions are answered from the corpus as it was.", FOOTER_ROOM),
    )
    return OutgoingMessage(embeds=(embed,), buttons=() if job.cancelled_by is not None else (cancel_button(job),))


def cancel_button(job: ReloadJob) -> Button:
    return Button(label="Cancel", does=CancelKey(job_id=job.id), is_grave=True)


def progress_line(progress: Progress, stage: str = "{}") -> str:
    """How far it is; before the documents are counted, how many were read. `stage` is what to put the stage into."""
    documents = (
        f"{progress.done:,} of {progress.total:,} documents" if progress.total else f"{progress.done:,} documents"
    )
    passages = f"{progress.embedded:,} passages embedded" if progress.embedded else ""
    told = [documents if progress.done or progress.total else "", passages]
    return ", ".join([stage.format(progress.stage), *filter(None, told)])


def under_way(job: ReloadJob) -> str:
    """As plain text, for whoever wants to begin something else."""
    return f"{job.what} is under way, begun by {job.by} {in_words(job.seconds)} ago: {progress_line(job.progress)}"


def cancelled(job: ReloadJob) -> OutgoingMessage:
    """Of a job that has stopped since somebody wanted it to."""
    reached = f"Cancelled by {job.cancelled_by} after {in_words(job.seconds)}: {progress_line(job.progress)}."
    stays = "The corpus is as it was, and questions are answered from it."
    embedded = "What was embedded is kept, and used by the next reload." if job.progress.embedded else ""
    return unfinished(" ".join(filter(None, [escaped(reached), stays, embedded])), job)


def unfinished(line: str, job: ReloadJob) -> OutgoingMessage:
    """Of a job that did not get to its end; the line is markdown."""
    placed = f"\n{cut(escaped(job.placed), CONTENT_CHARS // 2)}" if job.placed else ""
    return OutgoingMessage(content=cut(line, CONTENT_CHARS - discord_chars(placed)) + placed)


def unfinished_for_all(job: ReloadJob) -> OutgoingMessage:
    """The same in a channel, where why is not everybody's business."""
    if job.cancelled_by is not None:
        return _notice("The reload was cancelled. The corpus is as it was.")
    return _notice("The reload did not get to its end. The corpus is as it was; `/corpus reload` tries again.")


def goes_on(*, in_channel: bool) -> OutgoingMessage:
    """In place of the progress, once Discord is about to take no more edits of it."""
    where = "goes on in a message of this channel" if in_channel else "cannot be shown here any longer"
    return _notice(f"Its progress {where}. `/corpus status` shows how far it is, `/corpus log` what came of it.")


def in_words(seconds: float) -> str:
    """A duration, as people say it."""
    if seconds < 1:
        return "less than a second"
    for unit, size in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= 2 * size or size == 1:
            count = round(seconds / size)
            return f"{count:,} {unit}{'s' if count != 1 else ''}"
    raise AssertionError


def _time_left(seconds: float) -> str:
    """Rounded up, and the rougher the longer: it is reckoned by the pace so far."""
    if seconds < 10:
        return "a few seconds left"
    if seconds <= 50:
        return f"about {math.ceil(seconds / 10) * 10} seconds left"
    if seconds < 90 * 60:
        minutes = math.ceil((seconds - 5) / 60)
        return f"about {minutes} minutes left" if minutes > 1 else "about a minute left"
    return f"about {math.ceil(seconds / 3600)} hours left"


def _bar(progress: Progress) -> str:
    done = min(progress.done / progress.total, 1.0)
    full = int(done * BAR_CELLS)
    return f"{'▰' * full}{'▱' * (BAR_CELLS - full)} {int(done * 100)} %"


def _notice(text: str) -> OutgoingMessage:
    return OutgoingMessage(embeds=(OutgoingEmbed(description=text, colour=WARNING_COLOUR),))
