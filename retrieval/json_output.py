"""What `--json` prints: an outcome, a passage or a document as one JSON object."""

from collections.abc import Mapping
from typing import Any

from retrieval.answering import Asked
from retrieval.domain import Answer, Citation, Document, FoundPassage, Refusal

Json = dict[str, Any]


def asked_as_json(asked: Asked) -> Json:
    """The same keys for an answer and a refusal; what one does not have is empty or null."""
    probability = None if asked.probability is None else round(asked.probability, 4)
    timings = {stage: round(spent, 1) for stage, spent in asked.timings_ms.items()}
    match asked.outcome:
        case Answer(question=question, statements=statements, unanswered=unanswered):
            return {
                "outcome": "answer",
                "question": question,
                "read_as": asked.outcome.read_as,
                "statements": [
                    {"text": statement.text, "citations": [_citation(citation) for citation in statement.citations]}
                    for statement in statements
                ],
                "unanswered": list(unanswered),
                "reason": None,
                "explanation": None,
                "nearest": [],
                "probability": probability,
                "timings_ms": timings,
            }
        case Refusal(question=question, reason=reason, explanation=explanation, nearest=nearest):
            return {
                "outcome": "refusal",
                "question": question,
                "read_as": asked.outcome.read_as,
                "statements": [],
                "unanswered": [],
                "reason": str(reason),
                "explanation": explanation,
                "nearest": [found_as_json(found) for found in nearest],
                "probability": probability,
                "timings_ms": timings,
            }


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
