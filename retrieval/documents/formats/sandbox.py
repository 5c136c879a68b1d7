"""A process apart, in which libraries read files that come from anywhere: whatever one of them does to it, the others
are read.

It is started for the first such file and ends with the reading of the folder, or with this process. It has nothing of
this process's environment, reaches no network, has so much time a file and so much memory
(`retrieval.documents.formats.__main__`), and is replaced where it breaks off. What broke it is remembered, where there
is a memory for it, and not read again.
"""

import hashlib
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

from retrieval.documents.formats import COMPUTING_SECONDS, FORMATS_APART
from retrieval.documents.formats.extracted import Extracted, as_plain, from_plain
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault
from retrieval.ports import BreakageMemory

WAITING_SECONDS = 1800
"""The seconds that a file may take by the clock, on a machine that has other things to do or where the file waits for
something that does not come."""

_ROOT = Path(__file__).parents[3]
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0)
_BROKEN_FROM_OUTSIDE = frozenset(
    -number for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGIO") if (number := getattr(signal, name, 0))
)
"""The ways in which a process ends that somebody else has ended. They say nothing about the file that it was
reading."""


class ReadingApart:
    """Reads files in a process apart, one after the other; `computing_seconds` stands in for those of the format."""

    def __init__(
        self,
        memory: BreakageMemory | None = None,
        *,
        computing_seconds: int | None = None,
        waiting_seconds: int = WAITING_SECONDS,
    ) -> None:
        self._memory = memory
        self._computing_seconds = computing_seconds
        self._waiting_seconds = waiting_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str, suffix: str, content: bytes) -> Extracted:
        """Return what a file of these bytes says. Raises DocumentError, at once where they broke the process before."""
        return self._read(name, suffix, hashlib.sha256(content).digest(), {"bytes": len(content)}, content)

    def read_file(self, name: str, suffix: str, path: str, digest: bytes, size: int) -> Extracted:
        """Read a file of `size` bytes with this SHA-256, as `read` does. The process apart opens it itself: a large
        file is never held here. Raises DocumentError, also where it is another by then.
        """
        return self._read(name, suffix, digest, {"path": path, "bytes": size, "sha256": digest.hex()}, b"")

    def _read(self, name: str, suffix: str, digest: bytes, source: dict[str, str | int], content: bytes) -> Extracted:
        reader = FORMATS_APART[suffix]
        key = hashlib.sha256(reader.encode() + b"\0" + digest)
        if self._memory is not None and (how := self._memory.recall_breakage(key.digest())):
            raise from_plain(name, json.loads(how))
        try:
            process = self._process = self._process or _started()
        except OSError as error:
            raise DocumentError(name, DocumentFault.NO_PROCESS, reason=error.strerror) from error
        seconds = self._computing_seconds or COMPUTING_SECONDS[suffix]
        header = {"name": name, "reader": reader, "seconds": seconds, **source}
        answer, is_late = self._answer(process, header, content)
        if answer is None:
            self.close()
            broken = self._broken(name, process.returncode, seconds, is_late=is_late)
            if self._memory is not None and not is_late and process.returncode not in _BROKEN_FROM_OUTSIDE:
                self._memory.remember_breakage(key.digest(), json.dumps(as_plain(broken)))
            raise broken
        if "fault" in answer:
            raise from_plain(name, answer)
        return Extracted(**{**answer, "pages": tuple(answer["pages"])})

    def _answer(
        self, process: subprocess.Popen[bytes], header: dict[str, Any], content: bytes
    ) -> tuple[dict[str, Any] | None, bool]:
        """Return what it answers, None where it ended instead; and whether it was ended since it took too long."""
        late = Timer(self._waiting_seconds, process.kill)
        # Nobody waits for a timer: whatever happens here, this process may end before it.
        late.daemon = True
        late.start()
        try:
            answer = _answer(process, header, content)
            return answer, not late.is_alive()
        finally:
            late.cancel()

    def _broken(self, name: str, exit_code: int, seconds: int, *, is_late: bool) -> DocumentError:
        if is_late or exit_code == _OUT_OF_TIME:
            return DocumentError(name, DocumentFault.TOO_SLOW, seconds=self._waiting_seconds if is_late else seconds)
        return DocumentError(name, DocumentFault.BREAKS_THE_READER, code=exit_code)

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


def _started() -> subprocess.Popen[bytes]:
    """Start the process apart. Its hashes have a fixed seed and its clock no time zone, so that what it reads is the
    same every time.
    """
    environment = {
        "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        **{name: value for name, value in os.environ.items() if name.upper() == "SYSTEMROOT"},
    }
    command = [sys.executable, "-B", "-P", "-m", "retrieval.documents.formats"]
    # No part of the command comes from a file. Nothing is read from standard error: that this end of it is held is what
    # the process lives by.
    return subprocess.Popen(  # noqa: S603
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _answer(process: subprocess.Popen[bytes], header: dict[str, Any], content: bytes) -> dict[str, Any] | None:
    """None where the process ended instead."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(header).encode() + b"\n")
        process.stdin.write(content)
        process.stdin.flush()
        line = process.stdout.readline()
    except OSError:
        line = b""
    if not line.endswith(b"\n"):
        process.wait()
        return None
    answer: dict[str, Any] = json.loads(line)
    return answer
