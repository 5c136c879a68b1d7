"""What `--json` prints: an outcome, a receipt, a passage or a document as one JSON object."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from retrieval.answering import Asked
from retrieval.domain import Answer, Citation, Document, FoundPassage, Outcome, Refusal
from retrieval.receipts import Today, sources_of
from retrieval.records import Change, Receipt, Trace

Json = dict[str, Any]


def asked_as_json(asked: Asked) -> Json:
    """The same keys for an answer and a refusal; what one does not have is empty or null."""
    return {
        **_outcome(asked.outcome),
        "probability": _rounded(asked.probability),
        "timings_ms": _timings(asked.timings_ms),
        "language_model": _trace(asked.trace),
        "receipt_id": asked.receipt_id,
    }


def receipt_as_json(receipt: Receipt, today: Sequence[Today] | None) -> Json:
    """What was given under its id, on what, and how each source stands today: null where that cannot be told."""
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
                    {"text": statement.text, "citations": [_citation(citation) for citation in statement.citations]}
                    for statement in statements
                ],
                "unanswered": list(unanswered),
                "reason": None,
                "explanation": None,
                "nearest": [],
            }
        case Refusal(question=question, reason=reason, explanation=explanation, nearest=nearest):
            return {
                "outcome": "refusal",
                "question": question,
                "read_as": outcome.read_as,
                "statements": [],
                "unanswered": [],
                "reason": str(reason),
                "explanation": explanation,
                "nearest": [found_as_json(found) for found in nearest],
            }


def _rounded(probability: float | None) -> float | None:
    return None if probability is None else round(probability, 4)


def _timings(spent_ms: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(spent, 1) for stage, spent in spent_ms.items()}


def _trace(trace: Trace | None) -> Json | None:
    """Null where no language model had anything to do with it; `floor` is null where the words are the model's."""
    if trace is None:
        return None
    return {
        "name": trace.model,
        "floor": None if trace.floor is None else str(trace.floor),
        "cause": trace.cause or None,
        "calls": trace.calls,
        "tokens_in": trace.tokens_in,
        "tokens_out": trace.tokens_out,
        "fates": [
            {"kind": str(fate.kind), "flaws": list(map(str, fate.flaws)), "quotes": list(map(str, fate.quotes))}
            for fate in trace.fates
        ],
    }


def _today(outcome: Outcome, today: Sequence[Today]) -> list[Json]:
    """One a source: of an answer each citation once, in the order of first use."""
    return [
        {
            "document_id": passage.document.id,
            "start": start,
            "end": end,
            "standing": str(one.standing),
            "renamed_to": one.renamed_to,
            "found_at": None if one.found_at is None else {"start": one.found_at[0], "end": one.found_at[1]},
        }
        for (passage, start, end), one in zip(sources_of(outcome), today, strict=True)
    ]


def found_as_json(found: FoundPassage) -> Json:
    return {
        "document_id": found.passage.document.id,
        "document_title": found.passage.document.title,
        "passage_id": found.passage.id,
        "start": found.passage.start,
        "end": found.passage.end,
        "pages": _pages(found.passage.document, found.passage.start, found.passage.end),
        "section": found.passage.section,
        "text": found.passage.text,
        "score": round(found.score, 4),
    }


def change_as_json(change: Change) -> Json:
    return {**asdict(change), "at": change.at.isoformat(), "what": change.what.value}


def document_as_json(document: Document) -> Json:
    return {
        "id": document.id,
        "title": document.title,
        **_stated(document),
        "language": document.language,
        "kind": document.kind,
        "path": document.path,
        "content_hash": document.content_hash,
        "characters": len(document.text),
        "extra": dict(document.extra),
    }


def _citation(citation: Citation) -> Json:
    return {
        "document_id": citation.document_id,
        "document_title": citation.document.title,
        "content_hash": citation.content_hash,
        "passage_id": citation.passage.id,
        "section": citation.passage.section,
        "start": citation.start,
        "end": citation.end,
        "pages": _pages(citation.document, citation.start, citation.end),
        "quote": citation.quote,
        "emphasis": [{"start": start, "end": end} for start, end in citation.emphasis],
        **_stated(citation.document),
        "leans_on": [
            {"marker": reference.marker, "start": reference.start, "end": reference.end, "text": reference.text}
            for reference in citation.leans_on
        ],
    }


def _pages(document: Document, start: int, end: int) -> list[int]:
    """All that the span stands on; empty where the document has no pages."""
    return list(document.pages_of(start, end))


def _stated(document: Document) -> Mapping[str, str | None]:
    return {"publisher": document.publisher, "date": document.date, "url": document.url}
