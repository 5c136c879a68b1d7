"""The view of the corpus as a whole in the terminal: a reload, its preview, the log of changes, how the index
stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from rich.console import Group, RenderableType
from rich.text import Text

from retrieval.domain.documents import PassageKind
from retrieval.domain.records import Change
from retrieval.errors import DocumentError
from retrieval.index.left_out import not_searched
from retrieval.index.other_kinds import of_documents, other_files
from retrieval.index.reloading import Preview, ReloadReport
from retrieval.terminal.answer_view import hanging
from retrieval.terminal.wording import remedy
from retrieval.text.display import one_line

_NAMES_OF_WHAT_IS_NOT_SEARCHED = {
    PassageKind.BOILERPLATE: "page menus and footers",
    PassageKind.REFERENCE: "reference lists",
}
Fact = TypeVar("Fact")
LOG_ENTRY_IDS = 10
"""The most document ids of each kind that an entry of the log names; `--json` has all."""
_NAMED_PAIRS = 20
"""The most pairs of documents of one text that are named. They are named with each reload, and some corpora are full
of them."""


def render_report(report: ReloadReport, told: ReloadReport | None = None) -> RenderableType:
    """Return what a reload did, and what is wrong with documents, but for what the report `told` has of that too."""
    counts = {name: len(ids) for name, ids in report.lists.items() if name != "unreadable"}
    counts |= {"unchanged": report.unchanged}
    counted = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count) or "nothing to do"
    reused = f", {report.passages_reused:,} were there already" if report.passages_reused else ""
    work = f"{_passages(report.passages_embedded)} embedded{reused}, in {report.seconds:.1f} s"
    return Group(
        Text(f"{counted}; {work}"),
        *_not_searched(report.characters),
        *_not_read(_news(report.unreadable, () if told is None else told.unreadable)),
        *_kept(_news(report.kept, () if told is None else told.kept)),
        *_same_text(_news(report.same_text, () if told is None else told.same_text)),
    )


def _news(facts: Sequence[Fact], told: Sequence[Fact]) -> list[Fact]:
    known = set(map(str, told))
    return [fact for fact in facts if str(fact) not in known]


def _not_searched(characters: Mapping[PassageKind, int]) -> Iterator[Text]:
    """Yield which share of the text was left out, where that is one of a hundred or more."""
    if left_out := not_searched(characters):
        parts = ", ".join(f"{_NAMES_OF_WHAT_IS_NOT_SEARCHED[kind]} {share:.1%}" for kind, share in left_out.items())
        yield Text(f"As usual, some of this text is not searched but can still be opened: {parts}")


def render_preview(preview: Preview) -> RenderableType:
    """Return what a reload would do: every document that it would touch, by id."""
    touched = {"add": preview.added, "change": preview.changed, "remove": preview.removed}
    lines = [Text(f"would {what} {one_line(document_id)}") for what, ids in touched.items() for document_id in ids]
    lines += [Text(f"would rename {one_line(before)} to {one_line(after)}") for before, after in preview.renamed]
    counts = {**{f"to {what}": len(ids) for what, ids in touched.items()}, "to rename": len(preview.renamed)}
    counts |= {"to keep": len(preview.kept), "unchanged": preview.unchanged}
    counted = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    work = f"{counted}; {_passages(preview.passages_to_embed)} to embed. Nothing was changed."
    return Group(
        *lines, *_not_read(preview.unreadable), *_kept(preview.kept), *_same_text(preview.same_text), Text(work)
    )


def render_changes(changes: Sequence[Change]) -> RenderableType:
    """Return who changed the corpus, when and how: a paragraph each."""
    if not changes:
        return Text("Nobody has changed the corpus yet.")
    return Group(*(hanging(Text("\n").join(_changed(change))) for change in changes))


def _changed(change: Change) -> Iterator[Text]:
    who = one_line(change.who) + (f" ({change.discord_id})" if change.discord_id is not None else "")
    yield Text(f"{change.at:%Y-%m-%d %H:%M} UTC  {change.what} by {who}", style="bold")
    kinds = {
        "added": change.added,
        "changed": change.changed,
        "renamed": [f"{before} → {after}" for before, after in change.renamed],
        "removed": change.removed,
        "kept in the last good version": change.kept,
        "not read": change.unreadable,
    }
    lines = [Text(f"{len(ids):,} {what}: {_ids_named(ids)}") for what, ids in kinds.items() if ids]
    yield from lines or [Text("nothing changed")]
    before, after = change.generation_before, change.generation_after
    yield Text(f"corpus version {after}" if before == after else f"corpus version {before or 'none'} → {after}")


def _ids_named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - LOG_ENTRY_IDS:,} more (all of them with --json)" if len(ids) > LOG_ENTRY_IDS else ""
    return ", ".join(map(one_line, ids[:LOG_ENTRY_IDS])) + more


def _passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count:,} passages"


def _not_read(unreadable: Sequence[DocumentError]) -> list[Text]:
    lines = [
        Text(f"not read: {one_line(error.what)} {one_line(remedy(error))}", style="yellow")
        for error in of_documents(unreadable)
    ]
    others = [f"{count:,} {suffix or 'without an ending'}" for suffix, count in other_files(unreadable).items()]
    return [*lines, Text(one_line(f"Not read: {', '.join(others)}"))] if others else lines


def _kept(ids: Sequence[str]) -> list[Text]:
    return [Text(f"kept in its last good version: {one_line(document_id)}", style="yellow") for document_id in ids]


def _same_text(pairs: Sequence[tuple[str, str]]) -> list[Text]:
    lines = [f"{one_line(a)} and {one_line(b)} have the same text; both are kept" for a, b in pairs[:_NAMED_PAIRS]]
    more = len(pairs) - _NAMED_PAIRS
    return [
        Text(line, style="dim") for line in [*lines, *([f"and {more:,} more have the text of another"] * (more > 0))]
    ]
