"""How the process apart ends: with what it reads, with whoever asked, and never later."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from retrieval.documents.formats import COMPUTING_SECONDS, FORMATS_APART, sandbox
from retrieval.documents.formats.extracted import MEBIBYTE
from retrieval.documents.formats.sandbox import ReadingApart
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes as Linux lets one")

PAGE = b"<!DOCTYPE html><html><body><p>Iran denied it on Tuesday.</p></body></html>"
ENDLESS = """
import os, re, signal

def read(name, content):
    os.kill(os.getppid(), signal.SIGUSR1)
    # The interpreter is held from here on, as by a library in C: no handler of a signal runs, and no thread.
    re.match(r"(a|a)*b", "a" * 60)
"""
ASKING = """
import signal
from retrieval.documents.formats import sandbox

signal.signal(signal.SIGUSR1, lambda *_: print(reading._process.pid, flush=True))
sandbox.FORMATS_APART = {".x": "endless"}
with sandbox.ReadingApart(computing_seconds=600) as reading:
    reading.read("a.x", ".x", b"x")
"""


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A process that has an endless file read, and that which is reading it, held open by a descriptor."""
    (tmp_path / "endless.py").write_text(ENDLESS)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    command = [sys.executable, "-B", "-c", ASKING]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        reader = os.pidfd_open(int(process.stdout.readline()))
        try:
            yield process, reader
        finally:
            process.kill()
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(reader, signal.SIGKILL)
            os.close(reader)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["interrupt", "term", "kill"])
def test_whatever_ends_whoever_asked_ends_both(
    asking: tuple[subprocess.Popen[bytes], int], sent: signal.Signals
) -> None:
    """Without a wait for the half of an hour after which a file is given up; nor for the ten minutes of this one."""
    process, reader = asking
    process.send_signal(sent)
    assert process.wait() == -sent
    # Readable once it has ended.
    select.select([reader], [], [])


def test_what_is_sent_while_a_file_is_read_does_not_end_it() -> None:
    """The news that something was sent may come at any time: what has been sent is then read as it should be."""
    asked = {"name": "a.html", "reader": FORMATS_APART[".html"], "seconds": 600}
    long_page = PAGE + b" " * MEBIBYTE
    with sandbox._started() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for page in (PAGE, long_page):
            process.stdin.write(json.dumps({**asked, "bytes": len(page)}).encode() + b"\n" + page)
        process.stdin.flush()
        texts = [json.loads(process.stdout.readline())["text"] for _ in (PAGE, long_page)]
        process.stdin.close()
    assert texts == ["Iran denied it on Tuesday."] * 2


def test_what_goes_wrong_while_it_is_waited_for_leaves_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox, "_answer", break_off)
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt), ReadingApart() as reading:
        reading.read("a.html", ".html", b"<p>Iran denied it.")
    for left in set(threading.enumerate()) - before:
        assert left.daemon
        left.join()


def test_there_is_a_limit_for_each_format() -> None:
    assert COMPUTING_SECONDS.keys() == FORMATS_APART.keys()
