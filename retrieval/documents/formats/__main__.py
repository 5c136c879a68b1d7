"""The process apart: `python -m retrieval.documents.formats`. Reads files from standard input and writes what they say
to standard output; see `retrieval.documents.formats.sandbox`.
"""

import hashlib
import importlib
import json
import os
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from retrieval.documents.formats.extracted import MEBIBYTE, READ_FLAGS, Extracted, as_plain
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

try:
    import fcntl
    import resource
except ImportError:
    # Windows: whoever started this process still waits for it so long only.
    fcntl = resource = None  # type: ignore[assignment]

ADDRESS_SPACE_BYTES = 2048 * MEBIBYTE
"""The address space that the process may use. Each kind of file, as large as it may be, is read in less than one
gibibyte."""
_FORBIDDEN_EVENTS = frozenset(
    "os.exec os.fork os.forkpty os.posix_spawn os.spawn os.system os.startfile subprocess.Popen socket.connect "
    "socket.getaddrinfo socket.gethostbyaddr socket.gethostbyname socket.sendmsg socket.sendto "
    "os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate".split()
)


def main() -> None:
    # Ctrl-C is for whoever started this process, and ends it when it is done with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Text that a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    held = os.dup(sys.stderr.fileno())
    for printed in (sys.stdout, sys.stderr):
        os.dup2(os.open(os.devnull, os.O_WRONLY), printed.fileno())
    _end_with_whoever_asked(held)
    shut_in()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        # What it opens itself is opened while it is read: a disk may not answer.
        content = None if "path" in asked else sys.stdin.buffer.read(asked["bytes"])
        reader = importlib.import_module(asked["reader"])
        _allow(asked["seconds"])
        answers.write(json.dumps(_answer(reader.read, asked, content)).encode() + b"\n")
        answers.flush()


def shut_in() -> None:
    """Keep this process from here on from connecting to anything, starting anything and writing a file. This is
    against what a library does of itself: it is no wall against code that means harm.
    """
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in _FORBIDDEN_EVENTS:
            raise PermissionError(f"A file is being read, and that asks for {event}.")

    sys.addaudithook(refuse)


def _end_with_whoever_asked(line: int) -> None:
    """Have the system end this process, whatever it is doing, once nobody holds the other end of a pipe that it could
    write to.

    Nothing is ever written to that one. Of a pipe that is written to, the news may come late, on a busy machine: when
    what was written is being read already, and has nothing to do with an end.
    """
    if fcntl is None:
        return
    fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(line, fcntl.F_SETFL, fcntl.fcntl(line, fcntl.F_GETFL) | os.O_ASYNC)
    ended = select.poll()
    ended.register(line, 0)
    if ended.poll(0):
        sys.exit(1)


def _allow(seconds: int) -> None:
    """Allow so much computing from now on; then the system ends this process."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(read: Callable[[str, bytes], Extracted], asked: dict[str, Any], content: bytes | None) -> dict[str, Any]:
    name = asked["name"]
    try:
        return asdict(read(name, _opened(asked) if content is None else content))
    except DocumentError as error:
        return as_plain(error)
    except RecursionError:
        return as_plain(DocumentError(name, DocumentFault.NESTED_TOO_DEEPLY))
    except MemoryError:
        limit = ADDRESS_SPACE_BYTES // MEBIBYTE
        return as_plain(DocumentError(name, DocumentFault.TOO_MUCH_MEMORY, limit_mebibytes=limit))
    # On damaged files the libraries raise whatever they stumble over.
    except Exception as error:  # noqa: BLE001
        return as_plain(DocumentError(name, DocumentFault.DAMAGED, kind=type(error).__name__))


def _opened(asked: dict[str, Any]) -> bytes:
    """Return the bytes of the file that is meant. Raises DocumentError where others stand in its place by now."""
    name = asked["name"]
    try:
        with os.fdopen(os.open(asked["path"], READ_FLAGS), "rb") as file:
            content = file.read(asked["bytes"] + 1)
    except OSError as error:
        raise DocumentError(name, DocumentFault.UNREADABLE, reason=error.strerror) from error
    if hashlib.sha256(content).hexdigest() != asked["sha256"]:
        raise DocumentError(name, DocumentFault.CHANGED_MEANWHILE)
    return content


if __name__ == "__main__":
    main()
