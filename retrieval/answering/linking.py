"""Gives the sources of an outcome, and of what was checked, their links."""

from dataclasses import replace

from retrieval.documents.links import SourceLinks
from retrieval.domain.answers import Answer, Outcome, Refusal, Statement
from retrieval.domain.checked_text import CheckedText
from retrieval.domain.quotes import CheckedQuote


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
                superseded=tuple(
                    replace(
                        each,
                        citation=cited[each.citation],
                        by=each.by and cited[each.by],
                        said_in=each.said_in and cited[each.said_in],
                    )
                    for each in outcome.superseded
                ),
            )


def linked_quote(checked: CheckedQuote, links: SourceLinks) -> CheckedQuote:
    """Return what came of a quote with a link in each place, or passage that is near, that has one."""
    return replace(
        checked,
        places=tuple(map(links.cited, checked.places)),
        nearest=tuple(map(links.found, checked.nearest)),
    )


def linked_check(checked: CheckedText, links: SourceLinks) -> CheckedText:
    """Return what came of a text with a link in each place, or passage that is near, that has one."""
    sentences = (
        replace(
            sentence,
            places=tuple(map(links.cited, sentence.places)),
            nearest=tuple(map(links.found, sentence.nearest)),
        )
        for sentence in checked.sentences
    )
    return replace(checked, sentences=tuple(sentences))
