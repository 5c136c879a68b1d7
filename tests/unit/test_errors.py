import inspect
from typing import Any

import pytest

from retrieval import errors
from retrieval.errors import DocumentError, DraftError, FootnoteError
from retrieval.terminal.batch import BatchError
from tests.faults import FAULT

TREE = errors.__doc__ or ""
ALL = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, FootnoteError)]


@pytest.mark.parametrize("kind", [*ALL, BatchError])
def test_each_says_what_happened_and_what_to_do(kind: type[FootnoteError]) -> None:
    build: Any = kind
    if kind is DraftError:
        error = build("It is broken.", remedy="Mend it.")
    else:
        path = ["a.md"] * issubclass(kind, DocumentError)
        error = build(*path, FAULT, what="It is broken.", remedy="Mend it.")
    assert (error.what, error.remedy) == ("It is broken.", "Mend it.")
    assert str(error) == "It is broken. Mend it."


def test_error_without_a_fact_that_its_sentences_take_cannot_be_made() -> None:
    with pytest.raises(KeyError, match="remedy"):
        FootnoteError(FAULT, what="It is broken.")


@pytest.mark.parametrize("kind", ALL)
def test_the_tree_at_the_top_of_the_module_is_the_tree(kind: type[FootnoteError]) -> None:
    lines = TREE.splitlines()
    (place,) = [number for number, line in enumerate(lines) if kind.__name__ in line.split()]
    depth = lines[place].index(kind.__name__)
    parents = [line for line in lines[:place] if "Error" in line and len(line) - len(line.lstrip("│├└─ ")) == depth - 4]
    if kind is FootnoteError:
        assert depth == 0
    else:
        assert parents[-1].lstrip("│├└─ ").split()[0] == kind.__base__.__name__  # type: ignore[union-attr]


def test_nothing_in_the_drawn_tree_is_missing() -> None:
    drawn = {word for line in TREE.splitlines() for word in line.lstrip("│├└─ ").split()[:1] if word.endswith("Error")}
    assert drawn == {kind.__name__ for kind in ALL}


def test_an_error_of_a_document_names_its_path() -> None:
    assert DocumentError("a.md", FAULT, what="It is broken.", remedy="Mend it.").path == "a.md"
