"""A write is watched wherever standard error goes to: an embedding program may have put anything in its place."""

import io
import subprocess
import sys
from typing import TextIO

import pytest

from retrieval.adapters.chroma.client import watched


@pytest.mark.parametrize("error", [io.StringIO(), None], ids=["kept in memory", "none"])
def test_it_needs_no_file_for_standard_error(error: TextIO | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", error)
    written = []
    with watched("/a/folder"):
        written.append(1)
    assert written


CLOSED_NEVER = """
import threading
from contextlib import contextmanager
from retrieval.adapters.chroma import client

@contextmanager
def opening():
    yield None
    threading.Event().wait()

client.CLIENT_CLOSING_SECONDS = 0.1
client.ChromaClient(opening, "/a/folder", anew=True).close()
"""


def test_a_client_that_cannot_be_closed_ends_the_process() -> None:
    ended = subprocess.run([sys.executable, "-c", CLOSED_NEVER], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "client.py" in ended.stderr
