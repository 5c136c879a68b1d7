"""The cards of the corpus as a whole: its status, what a reload did or would do, and the log of changes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.buttons.keys import LogKey
from bot.cards.colours import NEUTRAL_COLOUR, WARNING_COLOUR
from bot.cards.job import cancel_button, progress_line
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, lines_of, packed, single, small, titled
from bot.reload_job import ReloadJob
from bot.text import words
from bot.text.explaining import remedy
from bot.text.markdown import cut, escaped
from retrieval import DocumentError, Status
from retrieval.domain import Change, CorpusDiff, PassageKind
from retrieval.index import Preview, ReloadReport, not_searched, of_documents, other_files

RELOAD_IDS = 10
"""The most document ids of each kind that a reload names; of more, how many there are."""
LOGGED = 5
"""The changes on a page of the log."""
_NAMES_OF_KINDS = {
    PassageKind.BOILERPLATE: words.SITES_OWN,
    PassageKind.REFERENCE: words.REFERENCE_LISTS,
}
CHANGE_CHARS = 330
"""The longest list of ids in an entry of the log: a page of them fits into one message."""


def corpus_status(status: Status, job: ReloadJob | None) -> OutgoingMessage:
    """Return what the index holds, and what is at work on it, with the button that stops that. Folders of the machine
    that it runs on are its operator's business, and left out.
    """
    reload = words.NO_RELOAD
    if job is not None:
        reload = words.RELOAD_BY.format(person=job.by, progress=progress_line(job.progress))
    facts = {
        words.STATUS_DOCUMENTS: f"{status.documents:,}",
        words.STATUS_PASSAGES: f"{status.passages:,}",
        words.STATUS_VERSION: status.generation,
        words.STATUS_EMBEDDING_MODEL: status.embedding_model,
        words.STATUS_CHUNKER: status.chunker,
        words.STATUS_READER: status.reader,
        words.STATUS_RELOAD: reload,
    }
    lines = [words.STATUS_ROW.format(name=name, value=cut(escaped(value), 300)) for name, value in facts.items()]
    buttons = () if job is None else (cancel_button(job),)
    return single([Entry(lines=lines)], title=words.STATUS, colour=NEUTRAL_COLOUR, buttons=buttons)


def reload_report(report: ReloadReport, above: Iterable[Entry] = ()) -> list[OutgoingMessage]:
    """Return what a reload did; every file that could not be read is named with its reason."""
    ids_by_kind = {
        **_ids_by_kind(report),
        words.SAME_TEXT: [words.SAME_TEXT_PAIR.format(first=first, other=other) for first, other in report.same_text],
    }
    return packed(
        [*above, _counts(ids_by_kind, report.unchanged), *_not_read(report.unreadable)],
        title=_title(report),
        colour=WARNING_COLOUR if of_documents(report.unreadable) else NEUTRAL_COLOUR,
        footer=_work(report),
    )


def reload_brief(report: ReloadReport) -> OutgoingMessage:
    """Return the same for a channel: how many and not which, since ids and what is wrong with a file are for those who
    may look.
    """
    counts = {
        **{kind: len(ids) for kind, ids in _ids_by_kind(report).items() if kind != words.KEPT},
        words.NOT_READ: len(of_documents(report.unreadable)),
        words.UNCHANGED: report.unchanged,
    }
    counted = ", ".join(words.COUNT.format(count=count, kind=kind) for kind, count in counts.items() if count)
    return single(
        [Entry(lines=[*lines_of(counted), words.RELOAD_DETAILS])],
        title=_title(report),
        colour=WARNING_COLOUR if of_documents(report.unreadable) else NEUTRAL_COLOUR,
        footer=_work(report),
    )


def preview_report(preview: Preview) -> list[OutgoingMessage]:
    """Return what a reload would do."""
    to_be = {words.TO_BE.format(kind=kind): ids for kind, ids in _ids_by_kind(preview).items()}
    return packed(
        [_counts(to_be, preview.unchanged), *_not_read(preview.unreadable)],
        title=words.PREVIEW if preview.changes_anything else words.PREVIEW_OF_NOTHING,
        colour=WARNING_COLOUR if of_documents(preview.unreadable) else NEUTRAL_COLOUR,
        footer=f"{_work_to_do(preview)} {words.NOTHING_WAS_CHANGED}",
    )


def preview_brief(preview: Preview) -> OutgoingMessage:
    """Return the same for a channel, as `reload_brief`."""
    work = f"{_work_to_do(preview)} {words.PREVIEW_DETAILS}"
    return single([Entry(lines=[work])], title=words.PREVIEW, colour=NEUTRAL_COLOUR)


def _title(report: ReloadReport) -> str:
    return words.RELOADED if report.changes_anything else words.AS_IT_WAS


def _work(report: ReloadReport) -> str:
    work = words.EMBEDDED_IN.format(passages=report.passages_embedded, seconds=report.seconds)
    left_out = not_searched(report.characters)
    if not left_out:
        return work
    kinds = ", ".join(
        words.KIND_NOT_SEARCHED.format(kind=_NAMES_OF_KINDS[kind], share=share) for kind, share in left_out.items()
    )
    return f"{work}\n{words.NOT_SEARCHED.format(kinds=kinds)}"


def _work_to_do(preview: Preview) -> str:
    return words.TO_EMBED.format(passages=preview.passages_to_embed)


def _ids_by_kind(diff: CorpusDiff[Any]) -> dict[str, Sequence[str]]:
    return {
        words.ADDED: diff.added,
        words.CHANGED: diff.changed,
        words.RENAMED: [f"{before} → {after}" for before, after in diff.renamed],
        words.REMOVED: diff.removed,
        words.KEPT: diff.kept,
    }


def _counts(ids_by_kind: Mapping[str, Sequence[str]], unchanged: int) -> Entry:
    counts = [_counted(kind, ids) for kind, ids in ids_by_kind.items() if ids]
    counts += [words.COUNT.format(count=unchanged, kind=words.UNCHANGED)] if unchanged else []
    return Entry(lines=[line for count in counts for line in lines_of(count)])


def _not_read(unreadable: Sequence[DocumentError]) -> list[Entry]:
    """Return each document that could not be read, and how many other files there are of each ending."""
    entries = [
        Entry(
            lines=[
                *titled(f"**{words.FILE_NOT_READ}**", error.path),
                *lines_of(f"{escaped(error.what)} {remedy(error)}"),
            ]
        )
        for error in of_documents(unreadable)
    ]
    others = [
        words.OTHER_FILES.format(count=count, ending=escaped(suffix) or words.NO_ENDING)
        for suffix, count in other_files(unreadable).items()
    ]
    return [*entries, Entry(lines=lines_of(f"**{words.FILE_NOT_READ}** {', '.join(others)}"))] if others else entries


def _counted(kind: str, ids: Sequence[str]) -> str:
    names = ", ".join(map(escaped, ids[:RELOAD_IDS]))
    if len(ids) <= RELOAD_IDS:
        return words.COUNTED_IDS.format(count=len(ids), kind=kind, ids=names)
    return words.COUNTED_MORE_IDS.format(count=len(ids), kind=kind, ids=names, more=len(ids) - RELOAD_IDS)


def change_log(changes: Sequence[Change], page: int) -> OutgoingMessage:
    """Return a page, from 0. `changes` are those from its first one on, the latest first: one more than it shows where
    there is a next page.
    """
    entries = [Entry(lines=_logged(change)) for change in changes[:LOGGED]]
    nothing = words.NO_CHANGES if page == 0 else words.NO_EARLIER_CHANGES
    return single(
        entries or [Entry(lines=[nothing])],
        title=words.CHANGES,
        colour=NEUTRAL_COLOUR,
        footer=words.PAGE_NUMBER.format(page=page + 1) if page or len(changes) > LOGGED else "",
        buttons=_log_buttons(page, has_next=len(changes) > LOGGED),
    )


def _logged(change: Change) -> list[str]:
    person = cut(escaped(change.who), 100) + (f" ({change.discord_id})" if change.discord_id is not None else "")
    ids_by_kind = {
        **_ids_by_kind(change),
        words.NOT_READ: change.unreadable,
    }
    counted = [_counted(kind, ids) for kind, ids in ids_by_kind.items() if ids]
    counts = [cut(line, CHANGE_CHARS // len(counted)) for line in counted] or [words.CHANGED_NOTHING]
    before, after = change.generation_before, change.generation_after
    if before == after:
        versions = words.VERSION.format(after=after)
    else:
        versions = words.VERSIONS.format(before=before or words.NO_VERSION, after=after)
    moment = escaped(words.MOMENT.format(at=change.at))
    return [words.CHANGE.format(moment=moment, kind=change.what, person=person), *counts, *small(escaped(versions))]


def _log_buttons(page: int, *, has_next: bool) -> tuple[Button, ...]:
    if page == 0 and not has_next:
        return ()
    return (
        Button(label=words.LATER_CHANGES, does=LogKey(page=max(page - 1, 0)), disabled=page == 0),
        Button(label=words.EARLIER_CHANGES, does=LogKey(page=page + 1), disabled=not has_next),
    )
