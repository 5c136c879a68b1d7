"""`watch`, as a process of its own over a real folder: each reload is told, and Ctrl-C ends it in good order."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.conftest import environment, run_here


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bell.md").write_text("The bell\n\nThe bell was cast in Bergen.")
    return tmp_path / "corpus"


@pytest.fixture
def watching(corpus: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "retrieval", "watch", "--corpus", str(corpus), "--data", str(tmp_path / "data")]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def told(process: "subprocess.Popen[str]", what: str) -> bool:
    """Whether a reload tells what it did. A title is searched with the text below it: nothing is left out."""
    return line_of(process).startswith(what)


def test_each_change_of_the_folder_is_reloaded_and_told_until_it_is_interrupted(
    watching: "subprocess.Popen[str]", corpus: Path, tmp_path: Path
) -> None:
    assert told(watching, "1 added; 1 passage embedded")
    assert "Ctrl-C" in line_of(watching)
    (corpus / "lamp.md").write_text("The lamp\n\nThe lamp was lit with oil.")
    assert told(watching, "1 added, 1 unchanged;")
    listed = run_here("source", "list", "--data", str(tmp_path / "data"))
    assert listed.returncode == 0
    assert "The lamp" in listed.stdout
    (corpus / "bell.md").unlink()
    # With no text that is new, it is the one line.
    assert line_of(watching).startswith("1 removed, 1 unchanged;")
    watching.send_signal(signal.SIGINT)
    assert "ended" in line_of(watching)
    assert watching.wait() == 0


def test_a_folder_that_is_not_there_ends_it(tmp_path: Path) -> None:
    ran = run_here("watch", "--corpus", str(tmp_path / "nowhere"), "--data", str(tmp_path / "data"))
    assert ran.returncode == 1
    assert "nowhere" in ran.stderr
