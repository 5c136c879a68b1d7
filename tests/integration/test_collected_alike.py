"""What is collected: the same tests in the same order in each process and at any time, and nothing dear on the way."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import ROOT

COLLECT = """
import json, sys, time
clock, ahead = time.time, float(sys.argv[1])
time.time = lambda: clock() + ahead
import pytest

class Told:
    def pytest_collection_finish(self, session):
        self.ids = [item.nodeid for item in session.items]

told = Told()
code = pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider"], plugins=[told])
print(json.dumps([int(code), told.ids, sorted(sys.modules)]))
"""
DEAR = {"torch", "transformers", "sentence_transformers", "onnxruntime", "sklearn", "scipy", "onnx"}
"""Seconds to import, or more memory than anything else: for tests that use them."""


def collected(seed: str, seconds_ahead: int) -> tuple[list[str], set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", COLLECT, str(seconds_ahead)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    *lines, last = done.stdout.splitlines()
    code, ids, modules = json.loads(last)
    assert code == 0, "\n".join(lines[-40:])
    return ids, set(modules)


@pytest.mark.slow
def test_whatever_the_hashes_and_the_clock_are() -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        (tests, modules), (other, _) = pool.map(collected, ["1", "2"], [0, 100_000])
    assert tests == other
    assert len(tests) > 1000
    assert modules & DEAR == set()
