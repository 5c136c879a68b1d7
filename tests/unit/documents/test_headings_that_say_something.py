"""A heading that is a sentence is text as well; a numbered line in capitals above text is a heading."""

import pytest

from retrieval.documents.anchors import anchor_at
from retrieval.documents.blocks import Block
from retrieval.documents.body import layout_of
from retrieval.domain.documents import Document, PassageKind

BODY, HEADING = PassageKind.BODY, PassageKind.HEADING
CLOSES = "The kiosk beside the last hole closes at 19:30."


def document_of(text: str, *, path: str) -> Document:
    return Document(id=path, title=text.split("\n", maxsplit=1)[0].lstrip("# "), text=text, path=path)


def block_with(document: Document, words: str) -> Block:
    return next(block for block in layout_of(document) if words in document.text[block.start : block.end])


def test_a_sentence_between_two_rules_is_text() -> None:
    document = document_of(f"# Golf\n\nIt has 18 holes.\n\n---\n{CLOSES}\n---\n\nClubs are lent.\n", path="a.md")
    assert [(block.kind, block.section) for block in layout_of(document)][1:] == [(BODY, "")] * 3


@pytest.mark.parametrize("path", ["a.md", "a.html", "a.txt"])
def test_a_heading_that_is_a_sentence_is_text_of_its_section(path: str) -> None:
    document = document_of(f"Golf\n\nIt has 18 holes.\n\n## {CLOSES}\n\nThere are clubs as well.\n", path=path)
    said = block_with(document, CLOSES)
    assert (said.kind, said.section, document.text[said.start : said.end]) == (BODY, CLOSES, CLOSES)
    assert block_with(document, "clubs").section == CLOSES


def test_such_a_heading_keeps_its_anchor() -> None:
    document = document_of(f"# Golf\n\n## Holes\n\nThere are 18.\n\n## {CLOSES}\n\nClubs are lent.\n", path="a.md")
    place = document.text.index("Clubs")
    assert anchor_at(document, place) == "the-kiosk-beside-the-last-hole-closes-at-1930"


@pytest.mark.parametrize(
    "heading",
    [
        "## When does the kiosk beside the hole close?",
        "## Opening hours of the kiosk\n",
        "## Before you start, read what follows here:",
        "## Closed.",
        "Opening hours of the kiosk\n---",
    ],
)
def test_a_heading_that_says_nothing_stays_one(heading: str) -> None:
    document = document_of(f"# Golf\n\n{heading}\n\nClubs are lent.\n", path="a.md")
    assert layout_of(document)[1].kind is HEADING


@pytest.mark.parametrize("below", ["Brush the dust off.", "- Brush the dust off.", "```\nbrush --dust\n```"])
def test_a_numbered_line_in_capitals_above_text_heads_it(below: str) -> None:
    text = f"# Saw\n\n## Before use\n\nWear it.\n\n3. CARE OF THE BLADE\n\n{below}\n\n4. REPAIRS\n\nAnton does them.\n"
    document = document_of(text, path="a.md")
    assert block_with(document, "brush" if "```" in below else "Brush").section == "Before use › 3. CARE OF THE BLADE"
    assert block_with(document, "Anton").section == "Before use › 4. REPAIRS"
    assert block_with(document, "CARE OF").kind is BODY


@pytest.mark.parametrize(
    "items",
    [
        "3. Care of the blade\n\nBrush the dust off.",
        "3. CARE OF THE BLADE\n4. REPAIRS\n\nBrush the dust off.",
        "3. CARE OF THE BLADE\n\n   Brush the dust off.",
        "3. NEVER CUT METAL.\n\nBrush the dust off.",
        "- CARE OF THE BLADE\n\nBrush the dust off.",
        "3. CARE OF THE BLADE",
    ],
)
def test_an_item_stays_one(items: str) -> None:
    document = document_of(f"# Saw\n\n## Before use\n\nWear goggles.\n\n{items}\n", path="a.md")
    assert {block.section for block in layout_of(document)[1:]} == {"Before use"}
