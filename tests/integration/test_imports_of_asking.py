"""What a command costs before it does anything: the libraries that are imported for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Shipped
from tests.indexes import copy_of_index
from tests.integration.conftest import environment

NOT_NEEDED = [
    *"torch transformers sentence_transformers scipy sklearn langchain langchain_core kubernetes".split(),
    "retrieval.writing.drafts",
]
"""Seconds of each start, for models and for writing that an extractive answer of the packaged models does without. The
form of a draft is made when it is imported."""
PROGRAM = """
import sys
from retrieval.terminal.commands import main
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def imported(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that a process has imported once it has answered."""
    # Whoever asks leaves a receipt.
    data = copy_of_index(shipped.data, tmp_path_factory.mktemp("imports") / "data")
    ask = ("ask", "--data", str(data), "How many drones has Iran provided to Russia since August?")
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *ask], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    assert "400" in ran.stdout
    return set(ran.stderr.split())


@pytest.mark.parametrize("library", NOT_NEEDED)
def test_an_extractive_answer_does_not_import(library: str, imported: set[str]) -> None:
    assert library not in imported


def test_an_extractive_answer_imports_what_its_models_run_on(imported: set[str]) -> None:
    assert {"onnxruntime", "tokenizers", "chromadb"} <= imported


@pytest.mark.parametrize("typed", [("status",), ("status", "--json"), ("source", "list"), ("source", "list", "--json")])
def test_a_look_at_the_index_imports_neither_chroma_nor_what_answers(
    typed: tuple[str, ...], shipped: Shipped, tmp_path: Path
) -> None:
    data = copy_of_index(shipped.data, tmp_path / "data")
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *typed, "--data", str(data)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout
    not_needed = {"numpy", "chromadb", "onnxruntime", "markdown_it", "sqlalchemy", "retrieval.answering.ask"}
    assert not (not_needed | set(NOT_NEEDED)) & set(ran.stderr.split())


@pytest.mark.parametrize("program", [PROGRAM, PROGRAM.replace("retrieval.terminal.commands", "footnote.__main__")])
@pytest.mark.parametrize("typed", [("--help",), ("source", "--help"), ("ask", "--help"), ("--version",)])
def test_help_imports_nothing_of_what_it_tells_of(typed: tuple[str, ...], program: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", program, *typed], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    # Typer itself imports pydantic to name the type of an argument.
    not_needed = {"numpy", "chromadb", "onnxruntime", "discord", "retrieval.footnote"}
    assert not (not_needed | set(NOT_NEEDED)) & set(ran.stderr.split())
