"""A text that states no title is called by what names it: no rule, date, badge or head of a mail."""

import pytest

from retrieval.documents.titles import title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[![CI](https://ci.example/b.svg)](https://ci.example) [![Docs][d]](x)\n\nWeir\n====\n\nIt is so.", "Weir"),
        ("Weir and lock\n=============\n\nIt is so.", "Weir and lock"),
        ("![The mill](mill.png)\n\nThe mill\n\nIt is so.", "The mill"),
        ("[TOC]\n\n***\n\n## [Kiln](https://kiln.example) schedule\n\nIt is so.", "Kiln schedule"),
        ("{{ toc }}\n\n### Harbour\n\nIt is so.", "Harbour"),
        ("2025-03-04 09:00\n\nMinutes of the board\n\nIt is so.", "Minutes of the board"),
        ("[d]: https://d.example\n\nTide\n----\n", "Tide"),
        ("From: a@b.example\nTo: c@d.example\nSubject: Key of the *mill*\n\nIt hangs there.", "Key of the mill"),
        ("From: a@b.example\nTo: c@d.example\n\nIt hangs there.", None),
        ("```sh\n# install\n```\n\nIt is so.", None),
        ("It is so.\n\n~~~\n# install\n~~~\n", None),
        ("{\n\nIt is so.", None),
    ],
)
def test_of_markdown_what_names_no_document_is_passed_over(text: str, title: str | None) -> None:
    assert title_of("a.md", text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("2025-03-04 09:00\n=========\n\nMinutes of the board\n\nIt is so.", "Minutes of the board"),
        ("Betreff: Schlüssel\nVon: Anna\n\nEr hängt da.", "Schlüssel"),
        ("-----\nRules of the house\n-----\n", "Rules of the house"),
    ],
)
def test_of_plain_text_what_names_no_document_is_passed_over(text: str, title: str) -> None:
    assert title_of("a.txt", text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 2025-03-04\n\nIt is so.", "2025-03-04"),
        ("2 of 3 pumps\n\nIt is so.", "2 of 3 pumps"),
        ("Note: the pump\n\nIt is so.", "Note: the pump"),
        ("The [CI](https://ci.example) and its badges\n\nIt is so.", "The CI and its badges"),
        ("[Kiln](https://kiln.example)\n\nIt is so.", "Kiln"),
        ("1984\n\nIt is so.", "1984"),
    ],
)
def test_what_only_looks_like_such_a_line_is_the_title(text: str, title: str) -> None:
    assert title_of("a.md", text) == title
