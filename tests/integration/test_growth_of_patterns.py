"""No regular expression grows faster than n log n on any hostile string: not in documents, drafts or questions.

In a process of its own with a bound on its CPU time, so that one that never ends is a failure with its name, and not a
suite that hangs.
"""

import re
import subprocess
import sys

import pytest

from benchmarks import patterns
from benchmarks.patterns import Named, _cost, hidden_patterns, named_patterns
from tests.conftest import ROOT


def tried(chars: int, cpu_seconds: int) -> str:
    command = [sys.executable, "-m", "benchmarks.patterns", "--chars", str(chars), "--cpu-seconds", str(cpu_seconds)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = ran.stdout.splitlines()
    if ran.returncode < 0:
        return f"killed at {lines[-1] if lines else 'the start'}"
    return "\n".join(line for line in lines if line.startswith("TOO FAST")) + ran.stderr


def test_every_pattern_is_found() -> None:
    """Where one is made as the code runs, nothing here would try it."""
    assert hidden_patterns() == []
    places = [pattern.place for pattern in named_patterns()]
    assert len(places) > 100
    assert "retrieval.text.words._TOKEN" in places


def test_none_grows_faster_than_its_text() -> None:
    assert tried(chars=1024, cpu_seconds=240) == ""


@pytest.mark.slow
def test_nor_at_a_greater_size() -> None:
    assert tried(chars=16_384, cpu_seconds=1_200) == ""


@pytest.mark.parametrize(("pattern", "unit"), [(r"\S+@\S+\.\w", "a"), (r"\s*x", " "), (r"\w+!", "a"), (r"a*b", "a")])
def test_pattern_that_grows_too_fast_is_found(pattern: str, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A quick machine takes little for the square of so few characters.
    monkeypatch.setattr(patterns, "LEAST_SECONDS_A_CHAR", 0.0)
    monkeypatch.setattr(patterns, "MEASURED_SECONDS", 0.03)
    named = Named(place="here", pattern=re.compile(pattern), methods=("finditer",))
    assert _cost(named, "finditer", ("", unit, ""), 8192).grows_too_fast
