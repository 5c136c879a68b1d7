"""The examples of docs/importing.md, as somebody would run them."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, Shipped
from tests.indexes import copy_of_index
from tests.integration.conftest import environment


@pytest.mark.slow
def test_the_examples_answer_with_a_quote(
    shipped: Shipped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Whoever asks leaves a receipt.
    copy_of_index(shipped.data, tmp_path / "data")
    page = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    for name, value in environment(DATA_DIR=str(tmp_path / "data"), CORPUS_DIR=str(ROOT / "corpus")).items():
        monkeypatch.setenv(name, value)
    assert len(examples) == 2
    for example in examples:
        exec(compile(example, "docs/importing.md", "exec"), {})
    quoted, listened = capsys.readouterr().out.split("\ntotal\n")
    assert "400 UAVs" in quoted
    assert "[" in quoted
    assert "5 documents\n['closer-since-invasion']" in quoted
    assert {"search", "read"} <= set(listened.splitlines())
