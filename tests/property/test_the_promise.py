"""Whatever is thrown at the types: what is built is cited, and what is quoted stands in its document, to the letter."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.composing import MAX_COMPOSED_STATEMENTS, compose
from retrieval.documents.context import body_of
from retrieval.domain.answers import Answer, Citation, Refusal, RefusalReason, Statement
from retrieval.domain.documents import Document, Passage
from retrieval.domain.readings import Reading
from tests.building import answer_of, body_sentences, citation_of, passage_of

SENTENCES = [
    "Iran denied %s and %s. ",
    "He said %s of %s. ",
    "Nevertheless, %s met %s. ",
    "However, %s did not %s.[1] ",
    "“It is %s of %s. ",
    "It is %s for %s,” she said. ",
    "Was %s asked about %s? ",
]
BREAKS = ["\n\n", "\n- ", "\nBackground\n\n", "\nCLICK HERE TO READ MORE\n", "\nReferences\n- ^ Lederer.\n", "\r\n"]
SCRAPS = st.one_of(*[st.sampled_from(SENTENCES)] * 4, st.sampled_from(BREAKS), st.text(max_size=5))


def told_apart(scraps: list[str]) -> str:
    """Each sentence about something else, so that none is left out for saying what another does."""
    names = (f"{letter}{other}rov" for letter in "BDFGKLMN" for other in "aeiou")
    return "".join(scrap % (next(names), next(names)) if scrap in SENTENCES else scrap for scrap in scraps)


TEXTS = st.lists(SCRAPS, min_size=1, max_size=16).map(told_apart)
DOCUMENTS = TEXTS.filter(str.strip).map(lambda text: Document(id="any", title="A title", text=text))

ONE_STATEMENT = answer_of("Iran denied it.").statements[0]
ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.binary(max_size=5),
        st.sampled_from([citation_of("Iran denied it."), ONE_STATEMENT, passage_of("Iran denied it."), object()]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=3), inner, max_size=2),
    ),
    max_leaves=6,
)


@given(ANYTHING)
def test_no_answer_is_built_of_anything_but_cited_statements(statements: Any) -> None:
    try:
        answer = Answer(question="Who?", statements=statements)
    except ValueError:
        return
    assert isinstance(answer.statements, tuple)
    assert answer.statements
    assert answer.citations
    for statement in answer.statements:
        assert isinstance(statement, Statement)
        assert statement.citations


@given(ANYTHING)
def test_no_statement_is_built_without_citations(citations: Any) -> None:
    try:
        statement = Statement(text="Iran denied it.", citations=citations)
    except ValueError:
        return
    assert isinstance(statement.citations, tuple)
    assert statement.citations
    assert all(isinstance(citation, Citation) for citation in statement.citations)


@given(ANYTHING)
def test_what_is_near_is_found_passages_or_nothing(nearest: Any) -> None:
    if nearest == () and isinstance(nearest, tuple):
        return
    with pytest.raises(ValueError, match="nearest"):
        Refusal(question="Who?", reason=RefusalReason.NOT_ANSWERED, nearest=nearest)


@given(DOCUMENTS, st.integers(-5, 400), st.integers(-5, 400))
def test_a_citation_quotes_text_of_its_document_or_is_not_built(document: Document, start: int, end: int) -> None:
    passage = Passage(document=document, start=0, end=len(document.text))
    try:
        citation = Citation(passage=passage, start=start, end=end)
    except ValueError:
        assert not 0 <= start < end <= len(document.text) or not document.text[start:end].strip()
        return
    assert citation.quote == document.text[start:end]
    assert citation.quote.strip()
    assert citation.quote in document.text


@given(DOCUMENTS, st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_whatever_is_read_each_quote_is_a_verbatim_slice(document: Document, probabilities: list[float]) -> None:
    readings = [
        Reading(
            passage=Passage(document=document, start=start, end=end),
            start=start,
            end=end,
            answer_probability=probability,
        )
        for (start, end), probability in zip(body_sentences(document), probabilities, strict=False)
    ]
    statements = compose(readings)
    assert len(statements) <= MAX_COMPOSED_STATEMENTS
    assert bool(statements) == bool(readings)
    if not statements:
        return
    answer = Answer(question="Who?", statements=statements)
    for citation in answer.citations:
        assert citation.quote == document.text[citation.start : citation.end]
        assert citation.content_hash == document.content_hash
        assert all(reference.text in document.text for reference in citation.leans_on)
    spans = sorted((citation.start, citation.end) for citation in answer.citations)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans)), "a sentence is shown twice"
    for statement in answer.statements:
        assert statement.text == " … ".join(citation.quote for citation in statement.citations)


@given(DOCUMENTS, st.data())
def test_a_reading_is_quoted_in_the_answer_unless_another_says_the_same(
    document: Document, data: st.DataObject
) -> None:
    start, end = data.draw(st.sampled_from(body_sentences(document)))
    passage = Passage(document=document, start=start, end=end)
    statements = compose([Reading(passage=passage, start=start, end=end, answer_probability=0.9)])
    body = body_of(document)
    place = body.place_of(start)
    first, last = body.understandable(place)
    if body.in_their_own_words(first, place, last) is None:
        # It would be taken for the words of somebody who may not be meant.
        assert statements == ()
        return
    (statement,) = statements
    assert any(citation.start <= start and end <= citation.end for citation in statement.citations)
