"""What Discord shows of the corpus as a whole: its status, what a reload did, and the log of changes."""

from collections.abc import Sequence

from bot.escaping import cut, escaped
from bot.messages import Button, LogKey, OutgoingEmbed, OutgoingMessage
from bot.packing import Entry, heading, lines_of, packed
from bot.rendering import NEUTRAL_COLOUR, WARNING_COLOUR
from retrieval.bootstrap import Status
from retrieval.indexing import Progress
from retrieval.records import Change
from retrieval.reloading import ReloadReport

NAMED_IDS = 10
"""Document ids that a reload names of each kind; of more, how many there are."""
LOGGED = 5
"""Changes on a page of the log."""
CHANGE_CHARS = 500
"""Of the ids in an entry of the log: a page of them fits into one embed."""


def corpus_status(status: Status, reloading: Progress | None) -> OutgoingMessage:
    """What the index holds. Folders of the machine that it runs on are its operator's business, and left out."""
    rows = {
        "Documents": f"{status.documents:,}",
        "Passages": f"{status.passages:,}",
        "Corpus version": status.generation,
        "Embedding model": status.embedding_model,
        "Chunker": status.chunker,
        "Reader": status.reader,
        "Reload": "none under way" if reloading is None else f"under way: {progress_line(reloading)}",
    }
    lines = [f"**{name}:** {cut(escaped(value), 300)}" for name, value in rows.items()]
    embed = OutgoingEmbed(title="The corpus", description="\n".join(lines), colour=NEUTRAL_COLOUR)
    return OutgoingMessage(embeds=(embed,))


def progress_line(progress: Progress) -> str:
    """How far a reload is; before its documents are counted, only what it does."""
    done = f", {progress.done:,} of {progress.total:,} documents" if progress.total else ""
    return progress.stage + done + (f", {progress.embedded:,} passages" if progress.embedded else "")


def reload_report(report: ReloadReport) -> list[OutgoingMessage]:
    """What a reload did; every file that could not be read is named with its reason."""
    kinds: dict[str, Sequence[str]] = {
        "added": report.added,
        "changed": report.changed,
        "renamed": [f"{before} → {after}" for before, after in report.renamed],
        "removed": report.removed,
        "kept in the last good version": report.kept,
        "with the text of another, both kept": [f"{first} and {other}" for first, other in report.same_text],
    }
    counts = [_counted(what, ids) for what, ids in kinds.items() if ids]
    counts += [f"**{report.unchanged:,} unchanged**"] if report.unchanged else []
    work = f"{report.passages_embedded:,} passages embedded in {report.seconds:.1f} s"
    unreadable = [
        Entry(lines=[*heading("Not read:", one.path), *lines_of(escaped(f"{one.what} {one.remedy}"))])
        for one in report.unreadable
    ]
    changed = report.added or report.changed or report.renamed or report.removed
    return packed(
        [Entry(lines=[line for count in counts for line in lines_of(count)]), *unreadable],
        title="The corpus was reloaded" if changed else "The corpus is as it was",
        colour=WARNING_COLOUR if unreadable else NEUTRAL_COLOUR,
        footer=work,
    )


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
        "renamed": change.renamed,
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
