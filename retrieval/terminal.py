"""What the terminal shows of an outcome, a search, a document: the one place that renders for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain, repeat

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from retrieval.answering import Asked
from retrieval.composing import JOINED
from retrieval.display import (
    NOT_STATED,
    one_line,
    one_line_in_pieces,
    pages_told,
    plain,
    provenance,
    superscript,
    superscript_markers,
)
from retrieval.domain import Answer, Citation, Document, FoundPassage, Outcome, Refusal, Statement
from retrieval.errors import INDEX_COMMAND, DocumentError, FootnoteError
from retrieval.fates import counted
from retrieval.footnote import Status
from retrieval.receipts import Today
from retrieval.records import Change, Receipt, Trace
from retrieval.reloading import Preview, ReloadReport
from retrieval.verifying import Verified

_NOT_ANSWERED = "The corpus does not answer this part:"
NAMED_IDS = 10
"""Document ids that an entry of the log names of each kind; `--json` has all."""
_NAMED_PAIRS = 20
"""Of documents of one text: it is told with each reload, and some corpora are full of them."""
_NEAREST_CHARS = 300
"""Shown of a passage that does not answer; `source search` shows it whole."""


def outcome(shown: Outcome, today: Iterable[Today] = ()) -> RenderableType:
    """With how each source stands `today`, where that is given."""
    lines = chain((one_line(one.in_words) for one in today), repeat(""))
    match shown:
        case Answer():
            return _answer(shown, lines)
        case Refusal():
            return _refusal(shown, lines)


def asked(shown: Asked) -> RenderableType:
    """The outcome, and the id of its receipt."""
    receipt_id = f"Receipt {shown.receipt_id}" if shown.receipt_id else "No receipt was kept."
    sources = shown.outcome.citations if isinstance(shown.outcome, Answer) else shown.outcome.nearest
    # Each source ends with an empty line.
    return Group(outcome(shown.outcome), *([] if sources else [Text()]), *_traced(shown), Text(receipt_id, style="dim"))


def so_far(statements: Sequence[Statement], stage: str) -> RenderableType:
    """While a language model writes on: the statements that have been checked, and the stage that it is at."""
    lines = [line for statement in statements for line in (_said(statement), Text())]
    return Group(*lines, Text(stage, style="dim"))


def _traced(shown: Asked) -> list[Text]:
    """Who wrote an answer, where a language model was asked to; a refusal is nobody's words."""
    if shown.trace is None or not isinstance(shown.outcome, Answer):
        return []
    return [Text(one_line(shown.trace.in_words), style="yellow" if shown.trace.floor else "dim")]


def receipt(shown: Receipt, today: Sequence[Today] | None, untold: FootnoteError | None = None) -> RenderableType:
    """What was given under its id, and on what. `untold` is why it cannot be told how the sources stand today."""
    conditions = shown.conditions
    rows = {
        "asked": f"{shown.asked_at:%Y-%m-%d %H:%M:%S} UTC",
        "corpus version": conditions.generation,
        "within": None if shown.documents is None else ", ".join(shown.documents) or "no documents",
        "probability": None if shown.probability is None else f"{shown.probability:.2f}",
        "threshold": None if shown.threshold is None else f"{shown.threshold:.2f} ({conditions.strictness})",
        "reader": _named(conditions.reader, conditions.reader_weights_sha256),
        "embedding model": _named(conditions.embedding_model, conditions.embedding_weights_sha256),
        **({} if shown.trace is None else _trace_rows(shown.trace)),
        **{f"prompt {name}": sha256[:12] for name, sha256 in conditions.prompts.items()},
        "footnote": conditions.version,
    }
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name, value in rows.items():
        if value:
            table.add_row(Text(one_line(name), style="dim"), Text(one_line(value)))
    lines: list[RenderableType] = [Text(f"Receipt {shown.id}", style="bold"), table, Text()]
    lines += [Text(f"Question: {one_line(shown.outcome.question)}"), Text(), outcome(shown.outcome, today or ())]
    if untold is not None:
        lines.append(Text(f"How its sources stand today cannot be told. {plain(str(untold))}", style="yellow"))
    return Group(*lines)


def _trace_rows(trace: Trace) -> dict[str, str]:
    return {
        "language model": trace.model,
        "written by": "the sources" if trace.floor else "the language model",
        "because": trace.why,
        "drafts": counted(trace.fates),
        **{f"statement {number}": fate.in_words for number, fate in enumerate(trace.fates, start=1)},
        "tokens": f"{trace.tokens_in:,} read, {trace.tokens_out:,} written, in {_calls(trace.calls)}",
    }


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"


def _named(name: str, sha256: str) -> str:
    return f"{name} ({sha256[:12]})"


def _answer(answer: Answer, today: Iterator[str]) -> RenderableType:
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    lines: list[RenderableType] = _read_as(answer)
    for statement in answer.statements:
        text = _said(statement)
        text.append("".join(f" [{numbers[citation]}]" for citation in statement.citations), style="bold cyan")
        lines += [text, Text()]
    if answer.unanswered:
        lines += [Text(f"{_NOT_ANSWERED} {one_line(part)}", style="yellow") for part in answer.unanswered]
        lines.append(Text())
    lines.append(Text("Sources", style="bold"))
    lines += [_source(number, citation, next(today)) for citation, number in numbers.items()]
    return Group(*lines)


def _read_as(shown: Outcome) -> list[RenderableType]:
    return [Text(f"Read as: {one_line(shown.read_as)}", style="dim"), Text()] if shown.read_as else []


def _said(statement: Statement) -> Text:
    """The statement; where it is nothing but its quotes, what answers in them is bold."""
    markers = tuple(reference.marker for citation in statement.citations for reference in citation.leans_on)
    verbatim = statement.text == JOINED.join(citation.quote for citation in statement.citations)
    if not verbatim:
        return Text(superscript_markers(one_line(statement.text), markers))
    return Text(JOINED).join(_quoted(citation, markers) for citation in statement.citations)


def _quoted(citation: Citation, markers: tuple[str, ...]) -> Text:
    pieces = one_line_in_pieces(citation.pieces)
    quote = Text(superscript_markers("".join(piece for piece, _ in pieces), markers))
    start = 0
    for piece, emphasised in pieces:
        if emphasised:
            quote.stylize("bold", start, start + len(piece))
        start += len(piece)
    return quote


def _source(number: int, citation: Citation, today: str) -> RenderableType:
    document = citation.document
    text = Text()
    text.append(f"[{number}] ", style="bold cyan")
    text.append(one_line(document.title), style="bold")
    text.append(f"\n{_provenance(document)}")
    section = f"section “{one_line(citation.passage.section)}”, " if citation.passage.section else ""
    text.append(f"\n{section}{_place(document, citation.start, citation.end)}", style="dim")
    for reference in citation.leans_on:
        marker = superscript(reference.marker)
        text.append(f"\nleans on {marker} {one_line(reference.text)}", style="dim")
    return _standing(text, today)


def _refusal(refusal: Refusal, today: Iterator[str]) -> RenderableType:
    lines: list[RenderableType] = [
        *_read_as(refusal),
        Text("The corpus does not answer this.", style="bold yellow"),
        Text(one_line(refusal.explanation)),
    ]
    if refusal.nearest:
        lines += [Text(), Text("Nearest passages, which do not answer the question:", style="bold")]
        lines += [found_passage(found, _NEAREST_CHARS, next(today)) for found in refusal.nearest]
    return Group(*lines)


def found_passage(found: FoundPassage, limit_chars: int | None = None, today: str = "") -> RenderableType:
    """A passage under its title; cut after a word where it is longer than `limit_chars`."""
    passage = found.passage
    body = one_line(passage.text)
    if limit_chars is not None and len(body) > limit_chars:
        body = body[:limit_chars].rsplit(" ", 1)[0] + " …"
    text = Text()
    text.append("·   ", style="dim")
    text.append(one_line(passage.document.title), style="bold")
    section = f", section “{one_line(passage.section)}”" if passage.section else ""
    text.append(f"\n{_provenance(passage.document)}{section}", style="dim")
    text.append(f"\n{_place(passage.document, passage.start, passage.end)}", style="dim")
    text.append(f"\n{body}")
    return _standing(text, today)


def documents(shown: Sequence[Document]) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in ("Document", "Title", "Publisher", "Date"):
        table.add_column(column, overflow="fold")
    for document in shown:
        stated = (document.publisher, document.date)
        table.add_row(
            Text(one_line(document.id)),
            Text(one_line(document.title)),
            *(Text(one_line(value)) if value else Text(NOT_STATED, style="dim") for value in stated),
        )
    return table


def document(shown: Document) -> RenderableType:
    lines = [Text(one_line(shown.title), style="bold")]
    for name in ("id", "publisher", "date", "url", "language", "kind", "path"):
        value = getattr(shown, name)
        lines.append(Text(f"{name}: {one_line(value) if value else NOT_STATED}", style="dim"))
    lines += [Text(f"{one_line(name)}: {one_line(value)}", style="dim") for name, value in shown.extra.items()]
    return Group(*lines, Text(), Text(plain(shown.text)))


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
    return Group(*(_hanging(Text("\n").join(_changed(change))) for change in shown))


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


def error(shown: FootnoteError, index_command: str = INDEX_COMMAND) -> RenderableType:
    """`index_command` takes the place of the plain one in a remedy that names no folders."""
    remedy = shown.remedy if "--data" in shown.remedy else shown.remedy.replace(INDEX_COMMAND, index_command)
    text = Text()
    text.append("error: ", style="bold red")
    text.append(plain(shown.what))
    text.append(f"\n{plain(remedy)}")
    return text


def _place(document: Document, start: int, end: int) -> str:
    pages = pages_told(document, start, end)
    return ", ".join(filter(None, [one_line(document.id), pages, f"characters {start}–{end}"]))


def _provenance(document: Document) -> str:
    return one_line(provenance(document.publisher, document.date))


def _standing(text: Text, today: str) -> RenderableType:
    return _hanging(text.append(f"\n{today}", style="yellow") if today else text)


def _hanging(text: Text) -> RenderableType:
    """The first line at the margin, the others set in by four."""
    first, *others = text.split("\n")
    return Group(first, Padding(Text("\n").join(others), (0, 0, 1, 4), expand=False))
