"""What the terminal shows of an outcome and of a search."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from retrieval.answering.ask import Response
from retrieval.answering.standing import Today
from retrieval.documents.quoted import shown_text
from retrieval.domain.answers import JOINED, Answer, Citation, Outcome, Refusal, Stance, Statement, Telling
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.records import Receipt, Trace
from retrieval.domain.verdicts import counted
from retrieval.errors import FootnoteError
from retrieval.terminal.command_line import WITHOUT_FOLDERS, CommandLine
from retrieval.terminal.documents_view import title_style
from retrieval.terminal.quote_view import ends_in_code, quoted_text
from retrieval.terminal.wording import explanation, form_in_words, remedy, superseded_in_words
from retrieval.text.display import (
    one_line,
    page_or_line_range,
    provenance,
    superscript,
    superscript_markers,
)

_NO_ANSWER_TO_PART = "No answer was found to this part:"
_NO_AGREEMENT = "The sources do not agree"
_STANCES = {Stance.YES: "Yes", Stance.NO: "No"}
_ALL_OF_ONE, _ALL_OF_FEW = "all go back to one source", "all go back to {origins} sources"
_NEWEST = "the newest date"
_REFUSED = "No answer was found in the corpus."
_REFUSED_BEFORE_SEARCH = "This was not looked up."
_NEAREST_CHARS = 300
"""The characters shown of a passage that does not answer. `source search` shows it whole."""


def render_outcome(outcome: Outcome, today: Iterable[Today] = ()) -> RenderableType:
    """Return the outcome as the terminal shows it, with how each source stands `today`, where that is given."""
    lines = chain((one_line(standing.in_words) for standing in today), repeat(""))
    match outcome:
        case Answer():
            return _answer(outcome, lines)
        case Refusal():
            return _refusal(outcome, lines)


def render_response(response: Response) -> RenderableType:
    """Return the outcome, and the id of its receipt."""
    receipt_id = f"Receipt {response.receipt_id}" if response.receipt_id else "No receipt was kept."
    sources = response.outcome.citations if isinstance(response.outcome, Answer) else response.outcome.nearest
    # Each source ends with an empty line.
    return Group(
        render_outcome(response.outcome),
        *([] if sources else [Text()]),
        *_traced(response),
        Text(receipt_id, style="dim"),
    )


def render_statements(statements: Sequence[Statement], stage: str) -> RenderableType:
    """Return, while a language model writes on, the statements that have been checked and the stage that it is at."""
    lines = [line for statement in statements for line in (_statement_text(statement), Text())]
    return Group(*lines, Text(stage, style="dim"))


def _traced(response: Response) -> list[Text]:
    """Return who wrote an answer, where a language model was asked to; a refusal is nobody's words."""
    if response.trace is None or not isinstance(response.outcome, Answer):
        return []
    return [Text(one_line(response.trace.in_words), style="yellow" if response.trace.floor else "dim")]


def render_receipt(
    receipt: Receipt, today: Sequence[Today] | None, error: FootnoteError | None = None
) -> RenderableType:
    """Return what was given under an id, and on what. `error` is why nobody knows how the sources stand today."""
    conditions = receipt.conditions
    rows = {
        "asked": f"{receipt.asked_at:%Y-%m-%d %H:%M:%S} UTC",
        "corpus version": conditions.generation,
        "within": None if receipt.documents is None else ", ".join(receipt.documents) or "no documents",
        "probability": None if receipt.probability is None else f"{receipt.probability:.2f}",
        "threshold": None if receipt.threshold is None else f"{receipt.threshold:.2f} ({conditions.strictness})",
        "reader": _named(conditions.reader, conditions.reader_weights_sha256),
        "embedding model": _named(conditions.embedding_model, conditions.embedding_weights_sha256),
        **({} if receipt.trace is None else _trace_rows(receipt.trace)),
        **{f"prompt {name}": sha256[:12] for name, sha256 in conditions.prompts.items()},
        "footnote": conditions.version,
    }
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name, value in rows.items():
        if value:
            table.add_row(Text(one_line(name), style="dim"), Text(one_line(value)))
    lines: list[RenderableType] = [Text(f"Receipt {receipt.id}", style="bold"), table, Text()]
    lines += [
        Text(f"Question: {one_line(receipt.outcome.question)}"),
        Text(),
        render_outcome(receipt.outcome, today or ()),
    ]
    if error is not None:
        lines.append(Text(f"How its sources stand today cannot be told. {one_line(str(error))}", style="yellow"))
    return Group(*lines)


def _trace_rows(trace: Trace) -> dict[str, str]:
    return {
        "language model": trace.model,
        "written by": "the language model" if trace.has_sentences else "the sources",
        "chosen by": "" if trace.floor or trace.has_sentences else "the language model",
        "because": trace.why,
        "read by": trace.rewriting_in_words,
        "check": trace.check_in_words,
        "drafts": "" if trace.cause else counted(trace.fates),
        **{f"point {number}": fate.in_words for number, fate in enumerate(trace.fates, start=1)},
        "tokens": f"{trace.tokens_in:,} read, {trace.tokens_out:,} written, in {_calls(trace.calls)}",
    }


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"


def _named(name: str, sha256: str) -> str:
    return f"{name} ({sha256[:12]})"


def _answer(answer: Answer, today: Iterator[str]) -> RenderableType:
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    lines: list[RenderableType] = [
        *_read_as(answer),
        *_form(answer),
        *_sides(answer, numbers),
        *_superseded(answer, numbers),
    ]
    for statement in answer.statements:
        text = _statement_text(statement)
        marks = " ".join(f"[{numbers[citation]}]" for citation in statement.citations)
        between = "\n" if _is_verbatim(statement) and ends_in_code(statement.citations) else " "
        text.append(f"{between}{marks}", style="bold cyan")
        lines += [text, Text()]
    if answer.unanswered:
        lines += [Text(f"{_NO_ANSWER_TO_PART} {one_line(part)}", style="yellow") for part in answer.unanswered]
        lines.append(Text())
    lines.append(Text("Sources", style="bold"))
    said = {citation for statement in answer.statements if _is_verbatim(statement) for citation in statement.citations}
    lines += [
        _source(number, citation, next(today), quoted=citation not in said) for citation, number in numbers.items()
    ]
    return Group(*lines)


def _form(answer: Answer) -> list[RenderableType]:
    """Return what the statements are, where they are not an ordinary answer."""
    line = form_in_words(answer)
    return [Text(line, style="dim"), Text()] if line else []


def _sides(answer: Answer, numbers: Mapping[Citation, int]) -> list[RenderableType]:
    """Return what each side says, who says it and when, under a heading; nothing where nobody disagrees."""
    if not answer.sides:
        return []
    lines = [Text(_NO_AGREEMENT, style="bold yellow")]
    for side in answer.sides:
        line = Text("· ")
        line.append(one_line(side.value) if side.stance is Stance.VALUE else _STANCES[side.stance], style="bold")
        line.append(f": {'; '.join(_telling(telling, numbers) for telling in side.tellings)}")
        if side.origins < len(side.tellings):
            origins = _ALL_OF_ONE if side.origins == 1 else _ALL_OF_FEW.format(origins=side.origins)
            line.append(f" ({origins})", style="dim")
        if side is answer.newest_side:
            line.append(f" ({_NEWEST})", style="dim")
        lines.append(line)
    return [*lines, Text()]


def _superseded(answer: Answer, numbers: Mapping[Citation, int]) -> list[RenderableType]:
    """Return which sources are superseded, by which, and where that is said; nothing where none is."""
    lines = [Text(f"· {superseded_in_words(each, numbers)}", style="yellow") for each in answer.superseded]
    return [*lines, Text()] if lines else []


def _telling(telling: Telling, numbers: Mapping[Citation, int]) -> str:
    document = telling.citation.document
    stated = provenance(document.publisher, document.date, document.authors)
    source = f"{one_line(document.title)}{f' ({stated})' if stated else ''} [{numbers[telling.citation]}]"
    return f"{one_line(telling.speaker)} in {source}" if telling.speaker else source


def _read_as(outcome: Outcome) -> list[RenderableType]:
    return [Text(f"Read as: {one_line(outcome.read_as)}", style="dim"), Text()] if outcome.read_as else []


def _statement_text(statement: Statement) -> Text:
    """Return the statement; where it is nothing but its quotes, these are set as their documents set them, and what
    answers in them is bold.
    """
    markers = tuple(reference.marker for citation in statement.citations for reference in citation.leans_on)
    if not _is_verbatim(statement):
        return Text(superscript_markers(one_line(statement.text), markers))
    return quoted_text(statement.citations, markers)


def _is_verbatim(statement: Statement) -> bool:
    return statement.text == JOINED.join(citation.quote for citation in statement.citations)


def _source(number: int, citation: Citation, today: str, *, quoted: bool) -> RenderableType:
    """Return a source with its quote, where no statement is that."""
    document = citation.document
    text = Text()
    text.append(f"[{number}] ", style="bold cyan")
    text.append(one_line(document.title), style=title_style(citation.link))
    if stated := provenance(document.publisher, document.date, document.authors):
        text.append(f"\n{stated}")
    text.append(f"\n{place_in_words(citation.passage, citation.start, citation.end)}", style="dim")
    if quoted:
        text.append("\n").append_text(
            quoted_text([citation], tuple(reference.marker for reference in citation.leans_on))
        )
    for reference in citation.leans_on:
        marker = superscript(reference.marker)
        text.append(f"\nleans on {marker} {one_line(reference.text)}", style="dim")
    return _standing(text, today)


def _refusal(refusal: Refusal, today: Iterator[str]) -> RenderableType:
    lines: list[RenderableType] = [
        *_read_as(refusal),
        Text(_REFUSED_BEFORE_SEARCH if refusal.reason.is_before_search else _REFUSED, style="bold yellow"),
        Text(one_line(explanation(refusal))),
    ]
    if refusal.nearest:
        lines += [Text(), Text("The closest passages; it is not sure that they answer:", style="bold")]
        lines += [render_passage(found, _NEAREST_CHARS, next(today)) for found in refusal.nearest]
    return Group(*lines)


def render_passage(found: FoundPassage, limit_chars: int | None = None, today: str = "") -> RenderableType:
    """Return a passage under its title, cut after a word where it is longer than `limit_chars`."""
    passage = found.passage
    body = one_line(shown_text(passage.document, passage.start, passage.end))
    if limit_chars is not None and len(body) > limit_chars:
        body = body[:limit_chars].rsplit(" ", 1)[0] + " …"
    text = Text()
    text.append("·   ", style="dim")
    text.append(one_line(passage.document.title), style=title_style(found.link))
    document = passage.document
    if stated := provenance(document.publisher, document.date, document.authors):
        text.append(f"\n{stated}", style="dim")
    text.append(f"\n{place_in_words(passage, passage.start, passage.end)}", style="dim")
    text.append(f"\n{body}")
    return _standing(text, today)


def render_error(error: FootnoteError, line: CommandLine = WITHOUT_FOLDERS) -> RenderableType:
    """Return what happened and the way out."""
    text = Text()
    text.append("error: ", style="bold red")
    text.append(one_line(error.what))
    text.append(f"\n{one_line(remedy(error, line))}")
    return text


def place_in_words(passage: Passage, start: int, end: int) -> str:
    """Return where in its document a span stands: section, id, page or lines."""
    section = one_line(passage.section)
    facts = [
        f"section “{section}”" if section else "",
        one_line(passage.document.id),
        page_or_line_range(passage.document, start, end),
    ]
    return ", ".join(filter(None, facts))


def _standing(text: Text, today: str) -> RenderableType:
    return hanging(text.append(f"\n{today}", style="yellow") if today else text)


def hanging(text: Text) -> RenderableType:
    """Return the text with its first line at the margin, and the others set in by four."""
    first, *others = text.split("\n")
    return Group(first, Padding(Text("\n").join(others), (0, 0, 1, 4), expand=False))
