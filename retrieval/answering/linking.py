"""Gives the sources of an outcome their links."""

from dataclasses import replace

from retrieval.documents.links import SourceLinks
from retrieval.domain.answers import Answer, Outcome, Refusal, Statement


def linked(outcome: Outcome, links: SourceLinks) -> Outcome:
    """Return the outcome with a link in each citation, or passage that is near, that has one."""
    match outcome:
        case Refusal():
            return replace(outcome, nearest=tuple(map(links.found, outcome.nearest)))
        case Answer():
            cited = {citation: links.cited(citation) for citation in outcome.citations}
            return replace(
                outcome,
                statements=tuple(
                    Statement(text=statement.text, citations=tuple(cited[citation] for citation in statement.citations))
                    for statement in outcome.statements
                ),
                sides=tuple(
                    replace(
                        side,
                        tellings=tuple(replace(telling, citation=cited[telling.citation]) for telling in side.tellings),
                    )
                    for side in outcome.sides
                ),
            )
