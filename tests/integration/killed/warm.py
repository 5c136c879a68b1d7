"""A process that has imported all that a reload takes, and forks for each reload that is to be killed: the imports take
longer than a reload of some hundred passages.
"""

import importlib
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tests.fakes import WordHashEmbedder
from tests.indexes import Index

ROOT = Path(__file__).parents[3]
_IMPORTED_LATE = ("chromadb.api.rust", "retrieval.adapters.sqlite.file_memory", "retrieval.adapters.sql.records")
"""By whoever opens an index, and not before."""


class Warm:
    """Reloads in processes of their own, one after the other, each of which may be killed."""

    def __init__(self, commands: IO[str], answers: IO[str]) -> None:
        self._commands, self._answers = commands, answers

    @classmethod
    @contextmanager
    def begun(cls, library: Path) -> Iterator["Warm"]:
        """With a library that is loaded before all else."""
        environment = {**os.environ, "LD_PRELOAD": str(library)}
        command = [sys.executable, "-m", __name__]
        # At the end of what it is told, it ends.
        with subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            yield cls(process.stdin, process.stdout)

    def reload(
        self, data: Path, corpus: Path, *, traced: Mapping[str, str] | None = None, after: float | None = None
    ) -> int:
        """Returns how the reload of a data folder ended: its exit code, or of a signal the number below zero. `traced`
        is what the library goes by; `after` so many seconds it is killed.
        """
        self._commands.write(json.dumps([str(data), str(corpus), traced or {}, after]) + "\n")
        self._commands.flush()
        return int(self._answers.readline())


def _reload(data: str, corpus: str, traced: Mapping[str, str]) -> None:
    os.environ.update(traced)
    with Index.open(Path(data), Path(corpus), WordHashEmbedder()) as index:
        index.reload()


def main() -> None:
    """Reads what to do, a line each, and says how it ended, a line each."""
    for name in _IMPORTED_LATE:
        importlib.import_module(name)
    for line in sys.stdin:
        data, corpus, traced, after = json.loads(line)
        process = multiprocessing.get_context("fork").Process(target=_reload, args=(data, corpus, traced))
        process.start()
        process.join(after)
        if process.is_alive():
            process.kill()
            process.join()
        sys.stdout.write(f"{process.exitcode}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
