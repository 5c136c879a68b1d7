"""What Discord shows of the corpus as a whole: its status, what a reload did or would do, and the log of changes."""

from collections.abc import Iterable, Mapping, Sequence

from bot.escaping import cut, escaped
from bot.job_pages import cancel_button, progress_line
from bot.messages import Button, LogKey, OutgoingEmbed, OutgoingMessage
from bot.packing import Entry, heading, lines_of, packed
from bot.reload_job import ReloadJob
from bot.rendering import NEUTRAL_COLOUR, WARNING_COLOUR
from retrieval.errors import DocumentError
from retrieval.footnote import Status
from retrieval.records import Change
from retrieval.reloading import Preview, ReloadReport

NAMED_IDS = 10
"""Document ids that a reload names of each kind; of more, how many there are."""
LOGGED = 5
"""Changes on a page of the log."""
CHANGE_CHARS = 500
"""Of the ids in an entry of the log: a page of them fits into one embed."""


def corpus_status(status: Status, job: ReloadJob | None) -> OutgoingMessage:
    """What the index holds, and what is at work on it, with the button that stops that. Folders of the machine that it
    runs on are its operator's business, and left out.
    """
    rows = {
        "Documents": f"{status.documents:,}",
        "Passages": f"{status.passages:,}",
        "Corpus version": status.generation,
        "Embedding model": status.embedding_model,
        "Chunker": status.chunker,
        "Reader": status.reader,
        "Reload": "none under way" if job is None else f"under way, by {job.by}: {progress_line(job.progress)}",
    }
    lines = [f"**{name}:** {cut(escaped(value), 300)}" for name, value in rows.items()]
    embed = OutgoingEmbed(title="The corpus", description="\n".join(lines), colour=NEUTRAL_COLOUR)
    return OutgoingMessage(embeds=(embed,), buttons=() if job is None else (cancel_button(job),))


def reload_report(report: ReloadReport, above: Iterable[Entry] = ()) -> list[OutgoingMessage]:
    """What a reload did; every file that could not be read is named with its reason."""
    kinds = {
        "added": report.added,
        "changed": report.changed,
        "renamed": _pairs(report.renamed),
        "removed": report.removed,
        "kept in the last good version": report.kept,
        "with the text of another, both kept": [f"{first} and {other}" for first, other in report.same_text],
    }
    return packed(
        [*above, _counts(kinds, report.unchanged), *_not_read(report.unreadable)],
        title="The corpus was reloaded" if _has_changed(report) else "The corpus is as it was",
        colour=WARNING_COLOUR if report.unreadable else NEUTRAL_COLOUR,
        footer=_work(report),
    )


def reload_brief(report: ReloadReport) -> OutgoingMessage:
    """For a channel: how many and not which, since ids and what is wrong with a file are for those who may look."""
    kinds = {
        "added": report.added,
        "changed": report.changed,
        "renamed": report.renamed,
        "removed": report.removed,
        "not read": report.unreadable,
    }
    counts = [f"**{len(some):,} {what}**" for what, some in kinds.items() if some]
    counts += [f"**{report.unchanged:,} unchanged**"] if report.unchanged else []
    embed = OutgoingEmbed(
        title="The corpus was reloaded" if _has_changed(report) else "The corpus is as it was",
        description=", ".join(counts) + "\n`/corpus log` has the details.",
        colour=WARNING_COLOUR if report.unreadable else NEUTRAL_COLOUR,
        footer=_work(report),
    )
    return OutgoingMessage(embeds=(embed,))


def preview_report(preview: Preview) -> list[OutgoingMessage]:
    """What a reload would do."""
    plan = preview.plan
    kinds = {
        "to be added": plan.added,
        "to be changed": plan.edited,
        "to be renamed": _pairs(plan.other_names),
        "to be removed": plan.gone,
        "to be kept in the last good version": plan.kept,
    }
    return packed(
        [_counts(kinds, plan.unchanged), *_not_read(plan.unreadable)],
        title="What a reload would do" if plan.changes_anything else "A reload would change nothing",
        colour=WARNING_COLOUR if plan.unreadable else NEUTRAL_COLOUR,
        footer=f"{preview.passages_to_embed:,} passages to embed. Nothing was changed.",
    )


def preview_brief(preview: Preview) -> OutgoingMessage:
    """For a channel, as `reload_brief`."""
    work = f"{preview.passages_to_embed:,} passages to embed. `/corpus reload preview:True` has the details."
    embed = OutgoingEmbed(title="What a reload would do", description=work, colour=NEUTRAL_COLOUR)
    return OutgoingMessage(embeds=(embed,))


def _has_changed(report: ReloadReport) -> bool:
    return bool(report.added or report.changed or report.renamed or report.removed)


def _work(report: ReloadReport) -> str:
    return f"{report.passages_embedded:,} passages embedded in {report.seconds:.1f} s"


def _pairs(renamed: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{before} → {after}" for before, after in renamed]


def _counts(kinds: Mapping[str, Sequence[str]], unchanged: int) -> Entry:
    counts = [_counted(what, ids) for what, ids in kinds.items() if ids]
    counts += [f"**{unchanged:,} unchanged**"] if unchanged else []
    return Entry(lines=[line for count in counts for line in lines_of(count)])


def _not_read(unreadable: Iterable[DocumentError]) -> list[Entry]:
    return [
        Entry(lines=[*heading("Not read:", one.path), *lines_of(escaped(f"{one.what} {one.remedy}"))])
        for one in unreadable
    ]


def _counted(what: str, ids: Sequence[str]) -> str:
    names = ", ".join(escaped(one) for one in ids[:NAMED_IDS])
    more = f" and {len(ids) - NAMED_IDS:,} more" if len(ids) > NAMED_IDS else ""
    return f"**{len(ids):,} {what}**: {names}{more}"


def change_log(changes: Sequence[Change], page: int) -> OutgoingMessage:
    """A page, from 0. `changes` are those from its first one on, the latest first: one more than it shows where there
    is a next page.
    """
    shown = "\n\n".join(_logged(change) for change in changes[:LOGGED])
    embed = OutgoingEmbed(
        title="Changes to the corpus",
        description=shown or ("Nobody has changed it yet." if page == 0 else "There are no earlier changes."),
        colour=NEUTRAL_COLOUR,
        footer=f"Page {page + 1}" if page or len(changes) > LOGGED else "",
    )
    return OutgoingMessage(embeds=(embed,), buttons=_log_buttons(page, has_next=len(changes) > LOGGED))


def _logged(change: Change) -> str:
    who = cut(escaped(change.who), 100) + (f" ({change.discord_id})" if change.discord_id is not None else "")
    kinds = {
        "added": change.added,
        "changed": change.changed,
        "renamed": _pairs(change.renamed),
        "removed": change.removed,
        "not read": change.unreadable,
    }
    counted = [_counted(what, ids) for what, ids in kinds.items() if ids]
    counts = [cut(line, CHANGE_CHARS // len(counted)) for line in counted] or ["nothing changed"]
    before, after = change.generation_before, change.generation_after
    versions = f"corpus version {after}" if before == after else f"corpus version {before or 'none'} → {after}"
    when = escaped(f"{change.at:%Y-%m-%d at %H:%M} UTC")
    return "\n".join([f"**{when}** · {change.what} by {who}", *counts, escaped(versions)])


def _log_buttons(page: int, *, has_next: bool) -> tuple[Button, ...]:
    if page == 0 and not has_next:
        return ()
    return (
        Button(label="◀ Later", does=LogKey(page=max(page - 1, 0)), disabled=page == 0),
        Button(label="Earlier ▶", does=LogKey(page=page + 1), disabled=not has_next),
    )
