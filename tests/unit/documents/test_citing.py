import pytest

from retrieval.documents.citing import cite
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document
from tests.building import document_of, passage_at, span_of

TEXT = """\
It was planned.[1][2] It was denied.[14] It was seen [sic] there.[1] It ended.

References
- ^ Lederer, Edith M.
- ^ Mehdi, Syed Zafar.
"""


def cited(quote: str, document: Document | None = None) -> Citation:
    document = document or document_of(TEXT)
    return cite(passage_at(document, quote), *span_of(document, quote))


@pytest.mark.parametrize(
    ("quote", "entries"),
    [
        ("It was planned.[1][2]", [("1", "Lederer, Edith M."), ("2", "Mehdi, Syed Zafar.")]),
        ("It was planned.[1]", [("1", "Lederer, Edith M.")]),
        ("It was seen [sic] there.[1]", [("1", "Lederer, Edith M.")]),
        ("It was denied.[14]", []),  # There is no entry: the marker is left as it stands.
        ("It ended.", []),
        ("It was planned", []),
    ],
)
def test_a_quote_leans_on_the_references_that_its_markers_point_to(quote: str, entries: list[tuple[str, str]]) -> None:
    citation = cited(quote)
    assert citation.quote == quote
    assert [(reference.marker, reference.text) for reference in citation.leans_on] == entries


def test_each_reference_once() -> None:
    citation = cited("It was planned.[1][2] It was denied.[14] It was seen [sic] there.[1]")
    assert [reference.marker for reference in citation.leans_on] == ["1", "2"]


@pytest.mark.parametrize(
    ("quote", "authors"),
    [
        ("assisting Russia in launching drone attacks against civilians and civilian infrastructure.[24]", ["Madhani"]),
        ('"contributing to widespread war crimes" in Ukraine.[28]', ["Long, Colleen"]),
        ("Iran was planning to provide Russia with drones.[4][5]", ["Miller", "Schmitt"]),
    ],
)
def test_markers_of_the_encyclopedia_resolve(encyclopedia: Document, quote: str, authors: list[str]) -> None:
    leans_on = cited(quote, encyclopedia).leans_on
    assert [reference.text[: len(author)] for reference, author in zip(leans_on, authors, strict=True)] == authors


def test_what_is_cited_is_the_span_and_not_its_passage(encyclopedia: Document) -> None:
    passage = passage_at(encyclopedia, "By 12 April, Russia's attempt to take Kyiv had failed.")
    citation = cite(passage, passage.start, passage.start + len("By 12 April"))
    assert citation.quote == "By 12 April"
    assert citation.passage == passage
