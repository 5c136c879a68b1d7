"""A process apart, in which libraries read files that come from anywhere: whatever one of them does to it, the others
are read.

It is started for the first such file and ends with the reading of the folder. It has nothing of this process's
environment, reaches no network, has so much time a file and so much memory (`retrieval.formats.__main__`), and is
replaced where it breaks off.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

from retrieval.errors import DocumentError
from retrieval.formats import FORMATS_APART
from retrieval.formats.extracted import Extracted

COMPUTING_SECONDS = 300
"""A file. A PDF of 3,000 pages that places each letter by itself takes 120; what takes far longer goes in circles."""
WAITING_SECONDS = 1800
"""By the clock, a file: on a machine that has other things to do, or for something that does not come."""

_ROOT = Path(__file__).parents[2]
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)


class ReadingApart:
    """Reads files in a process apart, one after the other."""

    def __init__(self, computing_seconds: int = COMPUTING_SECONDS, waiting_seconds: int = WAITING_SECONDS) -> None:
        self._computing_seconds = computing_seconds
        self._waiting_seconds = waiting_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str, suffix: str, content: bytes) -> Extracted:
        """Raises DocumentError."""
        try:
            process = self._process = self._process or _started(self._computing_seconds)
        except OSError as error:
            what = f"{name} cannot be read: no process can be started to read it: {error.strerror}."
            raise DocumentError(name, what, remedy="Make room for one, and index again.") from error
        header = {"name": name, "reader": FORMATS_APART[suffix], "bytes": len(content)}
        late = Timer(self._waiting_seconds, process.kill)
        late.start()
        answer = _answer(process, header, content)
        is_late = not late.is_alive()
        late.cancel()
        if answer is None:
            self.close()
            if is_late or process.returncode == _OUT_OF_TIME:
                seconds = self._waiting_seconds if is_late else self._computing_seconds
                what = f"{name} takes longer than {seconds:,} seconds to read, and was given up."
            else:
                what = f"{name} cannot be read: it broke the process that reads it (exit {process.returncode})."
            raise DocumentError(name, what, remedy="Save it anew, split it, or put its text in a .md file.")
        if "remedy" in answer:
            raise DocumentError(name, answer["what"], remedy=answer["remedy"])
        return Extracted(**{**answer, "pages": tuple(answer["pages"])})

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            # It may have been given more than it took.
            with suppress(OSError):
                process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _started(computing_seconds: int) -> subprocess.Popen[bytes]:
    """Its hashes have a fixed seed and its clock no time zone, so that what it reads is the same every time."""
    environment = {
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        **{name: value for name, value in os.environ.items() if name.upper() == "SYSTEMROOT"},
    }
    command = [sys.executable, "-B", "-P", "-m", "retrieval.formats", str(computing_seconds)]
    # Nothing in the command comes from a file.
    return subprocess.Popen(  # noqa: S603
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _answer(process: subprocess.Popen[bytes], header: dict[str, Any], content: bytes) -> dict[str, Any] | None:
    """None where the process ended instead."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(header).encode() + b"\n" + content)
        process.stdin.flush()
        line = process.stdout.readline()
    except OSError:
        line = b""
    if not line.endswith(b"\n"):
        process.wait()
        return None
    answer: dict[str, Any] = json.loads(line)
    return answer
