"""The rows of `tests/evals/grounding`: what they quote stands in its document, and none gives its label away."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import ROOT

GROUNDING = ROOT / "tests" / "evals" / "grounding"
DOMAINS = sorted(folder for folder in GROUNDING.iterdir() if folder.is_dir())


def test_there_are_eight_domains() -> None:
    assert len(DOMAINS) == 8


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda folder: folder.name)
def test_each_quote_stands_in_its_document_and_no_statement_does(domain: Path) -> None:
    rows = [json.loads(line) for line in (domain / "statements.jsonl").read_text(encoding="utf-8").splitlines()]
    assert Counter(row["right"] for row in rows) == {True: 40, False: 40}
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        text = (domain / row["document"]).read_text(encoding="utf-8")
        assert 1 <= len(row["quotes"]) <= 3, row["id"]
        assert all(quote in text for quote in row["quotes"]), row["id"]
        assert row["statement"] not in text, row["id"]
