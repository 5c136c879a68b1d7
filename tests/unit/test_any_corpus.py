"""What people and models read is for any corpus: the shipped one is in no text of the product."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SHIPPED = re.compile(r"iran|tehran|russia|moscow|ukrain|kyiv|crimea|shahed|putin|zelensk", re.IGNORECASE)
SOURCES = sorted(path for room in ("bot", "retrieval") for path in (ROOT / room).rglob("*.py"))


def texts_in(file: Path) -> Iterator[str]:
    """All that may be shown; not what explains the code."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            yield node.value


@pytest.mark.parametrize("room", ["bot", "retrieval"])
def test_no_text_of_the_product_speaks_of_the_shipped_corpus(room: str) -> None:
    found = [
        f"{file.relative_to(ROOT)}: {text[:100]}"
        for file in SOURCES
        if file.is_relative_to(ROOT / room)
        for text in texts_in(file)
        if SHIPPED.search(text)
    ]
    assert found == []


def test_no_prompt_does() -> None:
    prompts = [path for path in sorted((ROOT / "prompts").glob("*.md")) if path.name != "README.md"]
    assert prompts
    assert [path.name for path in prompts if SHIPPED.search(path.read_text(encoding="utf-8"))] == []
