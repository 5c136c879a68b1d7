"""An outcome as the JSON of a row. Of documents it holds which version was used, by record hash, and where; what was
quoted is sliced anew when it is read back, and must be what was written.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from retrieval.domain.answers import (
    Answer,
    AnswerForm,
    Citation,
    Outcome,
    Refusal,
    RefusalFacts,
    RefusalReason,
    Side,
    Stance,
    Statement,
    Superseded,
    Supersession,
    Telling,
)
from retrieval.domain.documents import Document, FoundPassage, Passage, PassageKind, Reference

Versions = Mapping[str, Document]
"""Documents by their record hash."""


def passages_of(outcome: Outcome) -> tuple[Passage, ...]:
    """Return the passages that an outcome cites or shows, each once."""
    match outcome:
        case Answer(citations=citations):
            return tuple(dict.fromkeys(citation.passage for citation in citations))
        case Refusal(nearest=nearest):
            return tuple(dict.fromkeys(found.passage for found in nearest))


def as_json(outcome: Outcome) -> str:
    """Return an outcome as JSON text. Control characters are escaped, so that every database takes it."""
    match outcome:
        case Answer(statements=statements, unanswered=unanswered, sides=sides):
            stored: dict[str, Any] = {
                "statements": [
                    {
                        "text": statement.text,
                        "citations": [_from_citation(citation) for citation in statement.citations],
                    }
                    for statement in statements
                ],
                "unanswered": unanswered,
                "sides": [_from_side(side) for side in sides],
                "superseded": [_from_superseded(each) for each in outcome.superseded],
                "form": outcome.form,
                "in_all": outcome.in_all,
            }
        case Refusal(reason=reason, facts=facts, nearest=nearest):
            stored = {"reason": reason, "facts": asdict(facts), "nearest": [_from_found(found) for found in nearest]}
    return json.dumps({"question": outcome.question, "read_as": outcome.read_as, **stored}, ensure_ascii=False)


def from_json(text: str, versions: Versions) -> Outcome:
    """Return the outcome of what `as_json` wrote over these documents. Raises ValueError, LookupError or TypeError
    where it is nothing of the kind.
    """
    stored = json.loads(text)
    if "reason" in stored:
        return Refusal(
            question=stored["question"],
            reason=RefusalReason(stored["reason"]),
            facts=_to_facts(stored["facts"]),
            nearest=tuple(_to_found(found, versions) for found in stored["nearest"]),
            read_as=stored["read_as"],
        )
    statements = (
        Statement(
            text=statement["text"],
            citations=tuple(_to_citation(citation, versions) for citation in statement["citations"]),
        )
        for statement in stored["statements"]
    )
    return Answer(
        question=stored["question"],
        statements=tuple(statements),
        unanswered=tuple(stored["unanswered"]),
        sides=tuple(_to_side(side, versions) for side in stored.get("sides", ())),
        superseded=tuple(_to_superseded(each, versions) for each in stored.get("superseded", ())),
        form=AnswerForm(stored.get("form", AnswerForm.ANSWER)),
        in_all=stored.get("in_all", 0),
        read_as=stored["read_as"],
    )


def _to_facts(stored: Mapping[str, Any]) -> RefusalFacts:
    facts: Mapping[str, Any] = {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in stored.items()}
    return RefusalFacts(**facts)


def _from_side(side: Side) -> dict[str, Any]:
    return {
        "stance": side.stance,
        "value": side.value,
        "tellings": [
            {"citation": _from_citation(telling.citation), "speaker": telling.speaker, "origin": telling.origin}
            for telling in side.tellings
        ],
    }


def _to_side(stored: Mapping[str, Any], versions: Versions) -> Side:
    tellings = (
        Telling(
            citation=_to_citation(telling["citation"], versions), speaker=telling["speaker"], origin=telling["origin"]
        )
        for telling in stored["tellings"]
    )
    return Side(stance=Stance(stored["stance"]), value=stored["value"], tellings=tuple(tellings))


def _from_superseded(each: Superseded) -> dict[str, Any]:
    return {
        "citation": _from_citation(each.citation),
        "how": each.how,
        "by": each.by and _from_citation(each.by),
        "said_in": each.said_in and _from_citation(each.said_in),
        "versions": each.versions,
    }


def _to_superseded(stored: Mapping[str, Any], versions: Versions) -> Superseded:
    older, newer = stored["versions"]
    return Superseded(
        citation=_to_citation(stored["citation"], versions),
        how=Supersession(stored["how"]),
        by=stored["by"] and _to_citation(stored["by"], versions),
        said_in=stored["said_in"] and _to_citation(stored["said_in"], versions),
        versions=(older, newer),
    )


def _from_citation(citation: Citation) -> dict[str, Any]:
    return {
        "passage": _from_passage(citation.passage),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "leans_on": [
            {"marker": reference.marker, "start": reference.start, "end": reference.end}
            for reference in citation.leans_on
        ],
        "emphasis": citation.emphasis,
        "link": citation.link,
    }


def _to_citation(stored: Mapping[str, Any], versions: Versions) -> Citation:
    passage = _to_passage(stored["passage"], versions)
    citation = Citation(
        passage=passage,
        start=stored["start"],
        end=stored["end"],
        leans_on=tuple(Reference(document=passage.document, **reference) for reference in stored["leans_on"]),
        emphasis=tuple((start, end) for start, end in stored["emphasis"]),
        link=stored.get("link"),
    )
    if citation.quote != stored["quote"]:
        raise ValueError(f"[{citation.start}:{citation.end}] of {citation.document_id!r} is not what was quoted")
    return citation


def _from_found(found: FoundPassage) -> dict[str, Any]:
    return {
        "passage": _from_passage(found.passage),
        "score": float(found.score),
        "dense": float(found.dense),
        "lexical": float(found.lexical),
        "link": found.link,
    }


def _to_found(stored: Mapping[str, Any], versions: Versions) -> FoundPassage:
    passage = _to_passage(stored["passage"], versions)
    return FoundPassage(
        passage=passage,
        score=stored["score"],
        dense=stored["dense"],
        lexical=stored["lexical"],
        link=stored.get("link"),
    )


def _from_passage(passage: Passage) -> dict[str, Any]:
    return {
        "document_id": passage.document.id,
        "record_hash": passage.document.record_hash,
        "start": passage.start,
        "end": passage.end,
        "kind": passage.kind,
        "section": passage.section,
    }


def _to_passage(stored: Mapping[str, Any], versions: Versions) -> Passage:
    return Passage(
        document=versions[stored["record_hash"]],
        start=stored["start"],
        end=stored["end"],
        kind=PassageKind(stored["kind"]),
        section=stored["section"],
    )
