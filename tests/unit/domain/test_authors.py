"""Who wrote a document, by what it states."""

from collections.abc import Mapping

import pytest

from retrieval.domain.authors import MAX_AUTHOR_CHARS, authors_in, authors_of_all
from retrieval.domain.documents import Document


@pytest.mark.parametrize(
    ("extra", "names"),
    [
        ({"author": "Dana Osei"}, ("Dana Osei",)),
        ({"Author": "by Dana Osei <dana@example.org>"}, ("Dana Osei",)),
        ({"authors": '["Dana Osei", "Priya Nair"]'}, ("Dana Osei", "Priya Nair")),
        ({"authors": '[{"name": "Dana Osei", "url": "x"}, {"email": "y"}]'}, ("Dana Osei",)),
        ({"authors": "Dana Osei, Priya Nair and Joel Stein"}, ("Dana Osei", "Priya Nair", "Joel Stein")),
        ({"author": "Osei, Dana; Nair, Priya"}, ("Dana Osei", "Priya Nair")),
        ({"by": "Dana Osei", "author": "Dana Osei"}, ("Dana Osei",)),
        ({"author": "Port of Oyle"}, ("Port of Oyle",)),
        ({"author": "[unclosed"}, ("[unclosed",)),
        ({"author": "https://example.org/dana"}, ()),
        ({"author": "x" * (MAX_AUTHOR_CHARS + 1)}, ()),
        ({"editor": "Dana Osei"}, ()),
        ({}, ()),
    ],
)
def test_authors_are_named_once_in_whatever_form_they_are_stated(
    extra: Mapping[str, str], names: tuple[str, ...]
) -> None:
    assert authors_in(extra) == names
    document = Document(id="a", title="A", text="A.", extra=extra)
    assert document.authors == document.summary.authors == names


def test_authors_of_several_documents_are_those_of_all() -> None:
    assert authors_of_all([("Priya Nair", "Dana Osei"), ("Dana Osei",)]) == ("Dana Osei",)
    assert authors_of_all([("Priya Nair",), ("Dana Osei",)]) == ()
