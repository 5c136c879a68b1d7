"""What `make` says to whoever runs it for the first time, with programs in place of those that are dear to run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")

EXPANDABLE = "Is $(HOME) %s or $x?"


def made(venv: Path, *arguments: str, **variables: str) -> list[str]:
    """Return the lines that make prints, where Python prints what it is called with. What the make that runs the tests
    exports is left out.
    """
    python = venv / "bin" / "python"
    python.parent.mkdir(exist_ok=True)
    python.write_text("""#!/bin/sh\nprintf '<%s>' "$@"\necho\n""", encoding="utf-8")
    python.chmod(0o755)
    (venv / ".runtime").touch()
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments, f"VENV={venv}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        timeout=60,
        check=True,
    )
    return done.stdout.decode().splitlines()


def test_make_ask_without_a_question_says_which_it_answers(tmp_path: Path) -> None:
    indexed, said, asked = made(tmp_path, "ask")
    assert indexed == "<-m><retrieval><index>"
    question = said.removeprefix("? ").partition("  (")[0]
    assert asked == f"<-m><retrieval><ask><--><{question}>"
    assert question.endswith("?")
    assert 'make ask Q="…"' in said


@pytest.mark.parametrize(("arguments", "variables"), [([f"Q={EXPANDABLE}"], {}), ([], {"Q": EXPANDABLE})])
def test_make_ask_asks_a_question_as_it_was_typed(
    tmp_path: Path, arguments: list[str], variables: dict[str, str]
) -> None:
    assert made(tmp_path, "ask", *arguments, **variables)[1:] == [f"<-m><retrieval><ask><--><{EXPANDABLE}>"]


def test_make_test_says_what_it_installs_before_it_does(tmp_path: Path) -> None:
    said, installed, *_ = made(tmp_path, "test", "INSTALL=echo", "PYTEST=echo")
    assert "2.2 GB" in said
    assert installed == "requirements-dev.lock"
    assert "2.2 GB" in (ROOT / "README.md").read_text(encoding="utf-8")
