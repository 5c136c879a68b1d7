"""What a style of Word makes of a paragraph, and what it costs to find out."""

from collections.abc import Sequence

import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from retrieval.documents.formats import docx_styles
from retrieval.documents.formats.docx import read
from tests.made_files import docx_of


def style(style_id: str, base: str | None = None, inner: str = "") -> str:
    based_on = "" if base is None else f'<w:basedOn w:val="{base}"/>'
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{style_id}">'
        f'<w:name w:val="{style_id}"/>{based_on}{inner}</w:style>'
    )


def blocks_with(styles: Sequence[str], *paragraphs: tuple[str, str]) -> list[str]:
    """Each paragraph is its text and the id of its style."""

    def fill(document: WordDocument) -> None:
        for definition in styles:
            document.styles.element.append(parse_xml(definition))
        for text, style_id in paragraphs:
            paragraph = document.add_paragraph(text)
            paragraph._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style_id)

    return read("a.docx", docx_of(fill)).text.split("\n\n")


@pytest.mark.parametrize("order", [1, -1])
def test_of_a_chain_of_styles_each_is_looked_at_once(monkeypatch: pytest.MonkeyPatch, order: int) -> None:
    """A file of twelve kilobytes with such a chain took minutes."""
    looked_at: list[object] = []
    level_of = docx_styles._level_of

    def counted(paragraph_style: object) -> int | None:
        looked_at.append(paragraph_style)
        return level_of(paragraph_style)

    monkeypatch.setattr(docx_styles, "_level_of", counted)
    count = 1000
    chain = [style(f"s{n}", f"s{n + 1}") for n in range(count - 1)] + [style(f"s{count - 1}", "Heading2")]
    assert blocks_with(chain[::order], ("Drones", "s0"), ("Text.", "Normal")) == ["## Drones", "Text."]
    assert count < len(looked_at) < count + 500
    assert len(set(map(id, looked_at))) == len(looked_at)


def test_a_circle_of_styles_ends_with_those_that_lead_into_it() -> None:
    circle = [style("in", "a"), style("a", "b"), style("b", "c"), style("c", "a"), style("self", "self")]
    assert blocks_with(circle, ("One.", "in"), ("Two.", "b"), ("Three.", "self")) == ["One.", "Two.", "Three."]


def test_what_a_style_states_wins_over_what_it_inherits() -> None:
    styles = [
        style("hidden", inner="<w:rPr><w:vanish/></w:rPr>"),
        style("seen", "hidden", '<w:rPr><w:vanish w:val="0"/></w:rPr>'),
        style("listed", inner='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
        style("unlisted", "listed", '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'),
    ]
    blocks = blocks_with(styles, ("gone", "hidden"), ("seen", "seen"), ("item", "listed"), ("none", "unlisted"))
    assert blocks == ["seen", "- item", "none"]
