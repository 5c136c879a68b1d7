"""An outcome as the JSON of a row. Of documents it holds which version was used, by record hash, and where; what was
quoted is sliced anew when it is read back, and must be what was written.
"""

import json
from collections.abc import Mapping
from typing import Any

from retrieval.domain import (
    Answer,
    Citation,
    Document,
    FoundPassage,
    Outcome,
    Passage,
    PassageKind,
    Reference,
    Refusal,
    RefusalReason,
    Statement,
)

Versions = Mapping[str, Document]
"""Documents by their record hash."""


def passages_of(outcome: Outcome) -> tuple[Passage, ...]:
    """The passages that it cites or shows, each once."""
    match outcome:
        case Answer(citations=citations):
            return tuple(dict.fromkeys(citation.passage for citation in citations))
        case Refusal(nearest=nearest):
            return tuple(dict.fromkeys(found.passage for found in nearest))


def as_json(outcome: Outcome) -> str:
    """A NUL or another control character in it is escaped, so that every database takes it."""
    match outcome:
        case Answer(statements=statements, unanswered=unanswered):
            told: dict[str, Any] = {
                "statements": [
                    {"text": one.text, "citations": [_from_citation(citation) for citation in one.citations]}
                    for one in statements
                ],
                "unanswered": unanswered,
            }
        case Refusal(reason=reason, explanation=explanation, nearest=nearest):
            told = {"reason": reason, "explanation": explanation, "nearest": [_from_found(found) for found in nearest]}
    return json.dumps({"question": outcome.question, "read_as": outcome.read_as, **told}, ensure_ascii=False)


def from_json(text: str, versions: Versions) -> Outcome:
    """Raises ValueError, LookupError or TypeError where it is not what `as_json` wrote over these documents."""
    told = json.loads(text)
    if "reason" in told:
        return Refusal(
            question=told["question"],
            reason=RefusalReason(told["reason"]),
            explanation=told["explanation"],
            nearest=tuple(_to_found(one, versions) for one in told["nearest"]),
            read_as=told["read_as"],
        )
    statements = (
        Statement(text=one["text"], citations=tuple(_to_citation(citation, versions) for citation in one["citations"]))
        for one in told["statements"]
    )
    return Answer(
        question=told["question"],
        statements=tuple(statements),
        unanswered=tuple(told["unanswered"]),
        read_as=told["read_as"],
    )


def _from_citation(citation: Citation) -> dict[str, Any]:
    return {
        "passage": _from_passage(citation.passage),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "leans_on": [{"marker": one.marker, "start": one.start, "end": one.end} for one in citation.leans_on],
        "emphasis": citation.emphasis,
    }


def _to_citation(told: Mapping[str, Any], versions: Versions) -> Citation:
    passage = _to_passage(told["passage"], versions)
    citation = Citation(
        passage=passage,
        start=told["start"],
        end=told["end"],
        leans_on=tuple(Reference(document=passage.document, **one) for one in told["leans_on"]),
        emphasis=tuple((start, end) for start, end in told["emphasis"]),
    )
    if citation.quote != told["quote"]:
        raise ValueError(f"[{citation.start}:{citation.end}] of {citation.document_id!r} is not what was quoted")
    return citation


def _from_found(found: FoundPassage) -> dict[str, Any]:
    return {
        "passage": _from_passage(found.passage),
        "score": float(found.score),
        "dense": float(found.dense),
        "lexical": float(found.lexical),
    }


def _to_found(told: Mapping[str, Any], versions: Versions) -> FoundPassage:
    passage = _to_passage(told["passage"], versions)
    return FoundPassage(passage=passage, score=told["score"], dense=told["dense"], lexical=told["lexical"])


def _from_passage(passage: Passage) -> dict[str, Any]:
    return {
        "document_id": passage.document.id,
        "record_hash": passage.document.record_hash,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind,
        "section": passage.section,
    }


def _to_passage(told: Mapping[str, Any], versions: Versions) -> Passage:
    return Passage(
        document=versions[told["record_hash"]],
        start=told["start"],
        end=told["end"],
        kind=PassageKind(told["kind"]),
        section=told["section"],
    )
