"""The output of `--json`: an outcome, a receipt, a passage or a document as one JSON object."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from retrieval.answering.ask import Response
from retrieval.answering.standing import Today, sources_of
from retrieval.domain.answers import Answer, Citation, Outcome, Refusal
from retrieval.domain.documents import Document, FoundPassage
from retrieval.domain.records import Change, Receipt, Trace
from retrieval.terminal.json_text import Json, stated
from retrieval.terminal.wording import explanation


def response_as_json(response: Response) -> Json:
    """Return an object with the same keys for an answer and a refusal; what one does not have is empty or null."""
    return {
        **_outcome(response.outcome),
        "probability": _rounded(response.probability),
        "timings_ms": _timings(response.timings_ms),
        "language_model": _trace(response.trace),
        "receipt_id": response.receipt_id,
    }


def receipt_as_json(receipt: Receipt, today: Sequence[Today] | None) -> Json:
    """Return what was given under an id, on what, and how each source stands today: null where that is not known."""
    conditions = receipt.conditions
    return {
        "receipt_id": receipt.id,
        "asked_at": receipt.asked_at.isoformat(),
        **_outcome(receipt.outcome),
        "documents": None if receipt.documents is None else list(receipt.documents),
        "probability": _rounded(receipt.probability),
        "threshold": _rounded(receipt.threshold),
        "strictness": str(conditions.strictness),
        "timings_ms": _timings(receipt.timings_ms),
        "language_model": _trace(receipt.trace),
        "generation": conditions.generation,
        "reader": conditions.reader,
        "reader_weights_sha256": conditions.reader_weights_sha256,
        "embedding_model": conditions.embedding_model,
        "embedding_weights_sha256": conditions.embedding_weights_sha256,
        "prompts": dict(conditions.prompts),
        "version": conditions.version,
        "today": None if today is None else _today(receipt.outcome, today),
    }


def _outcome(outcome: Outcome) -> Json:
    match outcome:
        case Answer(question=question, statements=statements, unanswered=unanswered):
            return {
                "outcome": "answer",
                "question": question,
                "read_as": outcome.read_as,
                "statements": [
                    {
                        "text": statement.text,
                        "citations": [citation_as_json(citation) for citation in statement.citations],
                    }
                    for statement in statements
                ],
                "unanswered": list(unanswered),
                "sides": _sides(outcome),
                "superseded": _superseded(outcome),
                "form": str(outcome.form),
                "reason": None,
                "explanation": None,
                "meanings": [],
                "nearest": [],
            }
        case Refusal(question=question, reason=reason, nearest=nearest):
            return {
                "outcome": "refusal",
                "question": question,
                "read_as": outcome.read_as,
                "statements": [],
                "unanswered": [],
                "sides": [],
                "superseded": [],
                "form": None,
                "reason": str(reason),
                "explanation": explanation(outcome),
                "meanings": list(outcome.facts.meanings),
                "nearest": [found_as_json(found) for found in nearest],
            }


def _sides(answer: Answer) -> list[Json]:
    """Return what each side says. Each that tells it names its source by the number that a reader sees."""
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    return [
        {
            "stance": str(side.stance),
            "value": side.value or None,
            "origins": side.origins,
            "is_newest": side is answer.newest_side,
            "tellings": [
                {
                    "source": numbers[telling.citation],
                    "speaker": telling.speaker,
                    "origin": telling.origin,
                    **citation_as_json(telling.citation),
                }
                for telling in side.tellings
            ],
        }
        for side in answer.sides
    ]


def _superseded(answer: Answer) -> list[Json]:
    """Return which sources are superseded, how and by which, each by the number that a reader sees; `versions` is null
    where a source says so.
    """
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    return [
        {
            "source": numbers[each.citation],
            "how": str(each.how),
            "by": None if each.by is None else numbers[each.by],
            "said_in": None if each.said_in is None else numbers[each.said_in],
            "versions": dict(zip(("older", "newer"), each.versions, strict=True)) if all(each.versions) else None,
            "citations": [{"source": numbers[citation], **citation_as_json(citation)} for citation in each.citations],
        }
        for each in answer.superseded
    ]


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 4)


def _timings(spent_ms: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(spent, 1) for stage, spent in spent_ms.items()}


def _trace(trace: Trace | None) -> Json | None:
    """Return the trace; null where no language model had anything to do with it. `floor` is null where the words are
    the model's.
    """
    if trace is None:
        return None
    return {
        "name": trace.model,
        "floor": None if trace.floor is None else str(trace.floor),
        "cause": trace.cause or None,
        "rewriting": None if trace.rewriting is None else str(trace.rewriting),
        "check": None if trace.check is None else str(trace.check),
        "calls": trace.calls,
        "tokens_in": trace.tokens_in,
        "tokens_out": trace.tokens_out,
        "fates": [
            {"kind": str(fate.kind), "flaws": list(map(str, fate.flaws)), "quotes": list(map(str, fate.quotes))}
            for fate in trace.fates
        ],
    }


def _today(outcome: Outcome, today: Sequence[Today]) -> list[Json]:
    """Return one object a source: of an answer each citation once, in the order of first use."""
    return [
        {
            "document_id": passage.document.id,
            "start": start,
            "end": end,
            "standing": str(standing.standing),
            "renamed_to": standing.renamed_to,
            "found_at": standing.found_at and dict(zip(("start", "end"), standing.found_at, strict=True)),
        }
        for (passage, start, end), standing in zip(sources_of(outcome), today, strict=True)
    ]


def found_as_json(found: FoundPassage) -> Json:
    return {
        "document_id": found.passage.document.id,
        "document_title": found.passage.document.title,
        "passage_id": found.passage.id,
        "start": found.passage.start,
        "end": found.passage.end,
        "pages": _pages(found.passage.document, found.passage.start, found.passage.end),
        **_lines(found.passage.document, found.passage.start, found.passage.end),
        "link": found.link,
        "section": found.passage.section,
        "text": found.passage.text,
        "score": round(found.score, 4),
    }


def change_as_json(change: Change) -> Json:
    first = {"at": change.at.isoformat(), "who": change.who, "discord_id": change.discord_id, "what": change.what.value}
    return {**first, **{name: value for name, value in asdict(change).items() if name not in first}}


def citation_as_json(citation: Citation) -> Json:
    return {
        "document_id": citation.document_id,
        "document_title": citation.document.title,
        "content_hash": citation.content_hash,
        "passage_id": citation.passage.id,
        "section": citation.passage.section,
        "start": citation.start,
        "end": citation.end,
        "pages": _pages(citation.document, citation.start, citation.end),
        **_lines(citation.document, citation.start, citation.end),
        "link": citation.link,
        "quote": citation.quote,
        "emphasis": [{"start": start, "end": end} for start, end in citation.emphasis],
        **stated(citation.document),
        "leans_on": [
            {"marker": reference.marker, "start": reference.start, "end": reference.end, "text": reference.text}
            for reference in citation.leans_on
        ],
    }


def _pages(document: Document, start: int, end: int) -> list[int]:
    """Return all pages that the span stands on; empty where the document has no pages."""
    return list(document.pages_of(start, end))


def _lines(document: Document, start: int, end: int) -> dict[str, int | None]:
    """Return the first and the last line of the file that the span stands on; null where it has no lines there."""
    lines = document.lines_of(start, end)
    return {"first_line": lines[0] if lines else None, "last_line": lines[-1] if lines else None}
