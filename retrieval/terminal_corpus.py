"""What the terminal shows of the corpus as a whole: a reload, its preview, the log of changes, how the index stands."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from retrieval.display import one_line, plain
from retrieval.errors import INDEX_COMMAND, DocumentError
from retrieval.footnote import Status
from retrieval.records import Change
from retrieval.reloading import Preview, ReloadReport
from retrieval.terminal import hanging
from retrieval.verifying import Verified

NAMED_IDS = 10
"""Document ids that an entry of the log names of each kind; `--json` has all."""
_NAMED_PAIRS = 20
"""Of documents of one text: it is told with each reload, and some corpora are full of them."""


def report(shown: ReloadReport) -> RenderableType:
    counts = {
        "added": len(shown.added),
        "changed": len(shown.changed),
        "renamed": len(shown.renamed),
        "removed": len(shown.removed),
        "kept": len(shown.kept),
        "unchanged": shown.unchanged,
    }
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count) or "nothing to do"
    reused = f", {shown.passages_reused:,} were there already" if shown.passages_reused else ""
    work = f"{_passages(shown.passages_embedded)} embedded{reused}, in {shown.seconds:.1f} s"
    return Group(
        Text(f"{told}; {work}"), *_not_read(shown.unreadable), *_kept(shown.kept), *_same_text(shown.same_text)
    )


def preview(shown: Preview) -> RenderableType:
    """What a reload would do: every document that it would touch, by id."""
    plan = shown.plan
    touched = {"add": plan.added, "change": plan.edited, "remove": plan.gone}
    lines = [Text(f"would {what} {one_line(one)}") for what, ids in touched.items() for one in ids]
    lines += [Text(f"would rename {one_line(before)} to {one_line(after)}") for before, after in plan.other_names]
    counts = {**{f"to {what}": len(ids) for what, ids in touched.items()}, "to rename": len(plan.other_names)}
    counts |= {"to keep": len(plan.kept), "unchanged": plan.unchanged}
    told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    work = f"{told}; {_passages(shown.passages_to_embed)} to embed. Nothing was changed."
    return Group(*lines, *_not_read(plan.unreadable), *_kept(plan.kept), *_same_text(plan.same_text), Text(work))


def changes(shown: Sequence[Change]) -> RenderableType:
    """Who changed the corpus, when and how: a paragraph each."""
    if not shown:
        return Text("Nobody has changed the corpus yet.")
    return Group(*(hanging(Text("\n").join(_changed(change))) for change in shown))


def _changed(change: Change) -> Iterator[Text]:
    who = one_line(change.who) + (f" ({change.discord_id})" if change.discord_id is not None else "")
    yield Text(f"{change.at:%Y-%m-%d %H:%M} UTC  {change.what} by {who}", style="bold")
    kinds = {
        "added": change.added,
        "changed": change.changed,
        "renamed": [f"{before} → {after}" for before, after in change.renamed],
        "removed": change.removed,
        "not read": change.unreadable,
    }
    told = [Text(f"{len(ids):,} {what}: {_ids_named(ids)}") for what, ids in kinds.items() if ids]
    yield from told or [Text("nothing changed")]
    before, after = change.generation_before, change.generation_after
    yield Text(f"corpus version {after}" if before == after else f"corpus version {before or 'none'} → {after}")


def _ids_named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - NAMED_IDS:,} more (all of them with --json)" if len(ids) > NAMED_IDS else ""
    return ", ".join(map(one_line, ids[:NAMED_IDS])) + more


def _passages(count: int) -> str:
    return "1 passage" if count == 1 else f"{count:,} passages"


def _not_read(unreadable: Sequence[DocumentError]) -> list[Text]:
    return [Text(f"not read: {plain(one.what)} {plain(one.remedy)}", style="yellow") for one in unreadable]


def _kept(ids: Sequence[str]) -> list[Text]:
    return [Text(f"kept in its last good version: {one_line(one)}", style="yellow") for one in ids]


def _same_text(pairs: Sequence[tuple[str, str]]) -> list[Text]:
    lines = [f"{one_line(a)} and {one_line(b)} have the same text; both are kept" for a, b in pairs[:_NAMED_PAIRS]]
    more = len(pairs) - _NAMED_PAIRS
    return [
        Text(line, style="dim") for line in [*lines, *([f"and {more:,} more have the text of another"] * (more > 0))]
    ]


def status(shown: Status, verified: Verified | None = None, index_command: str = INDEX_COMMAND) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name, value in asdict(shown).items():
        if value is not None:
            table.add_row(Text(name.replace("_", " "), style="dim"), Text(str(value)))
    return Group(table, *(_verified(verified, index_command) if verified else ()))


def _verified(verified: Verified, index_command: str) -> list[Text]:
    counted = f"{verified.documents:,} documents and {verified.passages:,} passages were read"
    if not verified.problems:
        return [Text(f"Whole: {counted}; each passage has its text, one vector and its words.")]
    remedy = f"Build the index anew: {index_command} --rebuild"
    problems = [Text(f"wrong: {plain(problem)}", style="yellow") for problem in verified.problems]
    return [Text(f"Not whole: {counted}."), *problems, Text(remedy)]
