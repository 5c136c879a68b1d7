"""The line below a title that says who wrote the text."""

from pathlib import Path

import pytest

from retrieval.documents.bylines import author_below
from retrieval.documents.loading import load_corpus


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("By Nadia Ferrer", "Nadia Ferrer"),
        ("*By Nadia Ferrer, 11 February 2025*", "Nadia Ferrer"),
        ("12 June 2024\n\nWritten by Piotr Malik and Ada de la Cruz | The Courier", "Piotr Malik and Ada de la Cruz"),
        ("**Author:** Sofia Brandt", "Sofia Brandt"),
        ("By bus it takes an hour.", None),
        ("By Monday all must be paid.", None),
        ("By Nadia Ferrer's count 40 came.", None),
        ("The river rose.\n\nIt fell.\n\nIt rose.\n\nBy Nadia Ferrer", None),
    ],
)
def test_author_is_named_in_full_right_below_the_title(below: str, names: str | None) -> None:
    assert author_below("The river", f"# The river\n\n{below}\n\nIt rose to 6 metres.\n") == names


def test_by_line_counts_where_a_document_states_no_author(tmp_path: Path) -> None:
    text = "# The river\n\nBy Nadia Ferrer\n\nIt rose.\n"
    (tmp_path / "a.md").write_text(text)
    (tmp_path / "b.md").write_text(f"---\nauthor: Dana Osei\n---\n{text}")
    documents = load_corpus(tmp_path).documents
    assert [document.authors for document in documents] == [("Nadia Ferrer",), ("Dana Osei",)]
