"""The process apart: `python -m retrieval.formats SECONDS`. Reads files from standard input and writes what they say
to standard output; see `retrieval.formats.apart`.
"""

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from retrieval.errors import DocumentError
from retrieval.formats.extracted import MEBIBYTE, Extracted

try:
    import resource
except ImportError:
    # Windows: whoever started this process still waits for it so long only.
    resource = None  # type: ignore[assignment]

MEMORY_BYTES = 2048 * MEBIBYTE
"""Of address space. Each kind of file, as large as it may be, is read in less than one gibibyte."""
_REFUSED = frozenset(
    "os.exec os.fork os.forkpty os.posix_spawn os.spawn os.system os.startfile subprocess.Popen socket.connect "
    "socket.getaddrinfo socket.gethostbyaddr socket.gethostbyname socket.sendmsg socket.sendto "
    "os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate".split()
)


def main() -> None:
    seconds = int(sys.argv[1])
    # Ctrl-C is for whoever started this process, and ends it when it is done with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    shut_in()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        content = sys.stdin.buffer.read(asked["bytes"])
        reader = importlib.import_module(asked["reader"])
        _allow(seconds)
        answers.write(json.dumps(_answer(reader.read, asked["name"], content)).encode() + b"\n")
        answers.flush()


def shut_in() -> None:
    """From here on this process connects to nothing, starts nothing and writes no file. Against what a library does of
    itself: it is no wall against code that means harm.
    """
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in _REFUSED:
            raise PermissionError(f"A file is being read, and that asks for {event}.")

    sys.addaudithook(refuse)


def _allow(seconds: int) -> None:
    """So much computing from now on; then the system ends this process."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(read: Callable[[str, bytes], Extracted], name: str, content: bytes) -> dict[str, Any]:
    try:
        return asdict(read(name, content))
    except DocumentError as error:
        return {"what": error.what, "remedy": error.remedy}
    except RecursionError:
        what = f"{name} cannot be read: what it holds is nested too deeply."
    except MemoryError:
        what = f"{name} cannot be read: it takes more than {MEMORY_BYTES // MEBIBYTE:,} MiB of memory."
    # Of damaged files the libraries raise whatever they stumble over.
    except Exception as error:  # noqa: BLE001
        what = f"{name} cannot be read: it is damaged, or made in a way that is not known ({type(error).__name__})."
    return {"what": what, "remedy": "Save it anew, or put its text in a .md file."}


if __name__ == "__main__":
    main()
