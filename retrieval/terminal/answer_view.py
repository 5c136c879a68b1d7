"""What the terminal shows of an outcome, a search, a document: the one place that renders for it."""

from collections.abc import Iterable, Iterator, Sequence
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
from retrieval.errors import INDEX_COMMAND, FootnoteError
from retrieval.fates import counted
from retrieval.receipts import Today
from retrieval.records import Receipt, Trace

_NOT_ANSWERED = "The corpus does not answer this part:"
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
        "drafts": "" if trace.cause else counted(trace.fates),
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
    unsaid = {one for statement in answer.statements if not _is_verbatim(statement) for one in statement.citations}
    lines += [_source(number, one, next(today), quoted=one in unsaid) for one, number in numbers.items()]
    return Group(*lines)


def _read_as(shown: Outcome) -> list[RenderableType]:
    return [Text(f"Read as: {one_line(shown.read_as)}", style="dim"), Text()] if shown.read_as else []


def _said(statement: Statement) -> Text:
    """The statement; where it is nothing but its quotes, what answers in them is bold."""
    markers = tuple(reference.marker for citation in statement.citations for reference in citation.leans_on)
    if not _is_verbatim(statement):
        return Text(superscript_markers(one_line(statement.text), markers))
    return Text(JOINED).join(_quoted(citation, markers) for citation in statement.citations)


def _is_verbatim(statement: Statement) -> bool:
    return statement.text == JOINED.join(citation.quote for citation in statement.citations)


def _quoted(citation: Citation, markers: tuple[str, ...]) -> Text:
    pieces = one_line_in_pieces(citation.pieces)
    quote = Text(superscript_markers("".join(piece for piece, _ in pieces), markers))
    start = 0
    for piece, emphasised in pieces:
        if emphasised:
            quote.stylize("bold", start, start + len(piece))
        start += len(piece)
    return quote


def _source(number: int, citation: Citation, today: str, *, quoted: bool) -> RenderableType:
    """With its quote, where no statement is that."""
    document = citation.document
    text = Text()
    text.append(f"[{number}] ", style="bold cyan")
    text.append(one_line(document.title), style="bold")
    text.append(f"\n{_provenance(document)}")
    section = f"section “{one_line(citation.passage.section)}”, " if citation.passage.section else ""
    text.append(f"\n{section}{_place(document, citation.start, citation.end)}", style="dim")
    if quoted:
        text.append("\n").append_text(_quoted(citation, tuple(one.marker for one in citation.leans_on)))
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
    return hanging(text.append(f"\n{today}", style="yellow") if today else text)


def hanging(text: Text) -> RenderableType:
    """The first line at the margin, the others set in by four."""
    first, *others = text.split("\n")
    return Group(first, Padding(Text("\n").join(others), (0, 0, 1, 4), expand=False))
