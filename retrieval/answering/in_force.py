"""What a part of a question is answered with, in force first, and what of it is told as superseded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.answering.choosing import whole_sentence
from retrieval.answering.disagreeing import Choice, choice_of, citation_of
from retrieval.answering.judged import JudgedPart
from retrieval.answering.superseding import in_succession
from retrieval.documents.citing import cite
from retrieval.domain.answers import Answer, Citation, Statement, Superseded
from retrieval.domain.documents import Passage
from retrieval.ports import SupportJudge
from retrieval.text.words import content_stems


def choice_in_force(judged: JudgedPart, judge: SupportJudge | None) -> Choice:
    """Return the readings that a part is answered with, what is in force before what it took the place of."""
    part, choice = judged.part, choice_of(judged.part, judged.readings_to_show(), judge, judged.readings)
    ordered = in_succession(
        choice.readings,
        choice.stances,
        others=judged.readings if choice.stances is None else list(map(whole_sentence, judged.readings)),
        passages=[near.passage for near in judged.found],
        question=part.asked,
        asked=set(content_stems(part.alone or part.asked)),
    )
    return replace(choice, readings=ordered.readings, stances=ordered.stances, outdated=ordered.outdated)


def compared(answer: Answer, choices: Sequence[Choice]) -> Answer:
    """Return the answer with the sides that its sources take, and what of it is superseded."""
    sides = next(filter(None, (choice.sides(answer.statements) for choice in choices)), ())
    return replace(answer, sides=sides, superseded=superseded_in(choices, answer.statements))


def superseded_in(choices: Sequence[Choice], statements: Sequence[Statement]) -> tuple[Superseded, ...]:
    """Return which quotes of an answer are superseded, and by which, cited as its `statements` cite them. One that is
    not among them is told where something stands in its place.
    """
    return tuple(each for choice in choices for each in _superseded(choice, statements))


def _superseded(choice: Choice, statements: Sequence[Statement]) -> Iterator[Superseded]:
    cited = {citation for statement in statements for citation in statement.citations}
    for each in choice.outdated:
        citation = citation_of(each.reading, statements)
        by = citation_of(each.by, statements) if each.by else None
        if citation is None or (by is None and citation not in cited):
            continue
        said_in = _cited(*each.said_in, statements) if each.said_in else None
        if said_in or by:
            yield Superseded(citation=citation, how=each.how, by=by, said_in=said_in, versions=each.versions)


def _cited(passage: Passage, start: int, end: int, statements: Sequence[Statement]) -> Citation:
    """Return the citation of a span: that of a statement which quotes it, or one of its own."""
    for statement in statements:
        for citation in statement.citations:
            if citation.document == passage.document and citation.start <= start and end <= citation.end:
                return citation
    return cite(passage, start, end)
