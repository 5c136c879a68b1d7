"""The real embedding model and the shipped corpus's index, made once; whoever changes an index changes a copy of it."""

import io
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.answering.embedding_cache import RememberingEmbedder
from retrieval.footnote import Footnote
from retrieval.ports import Embedder, Reader
from retrieval.settings import DEFAULT_EMBEDDING_MODEL, DEFAULT_READER_MODEL, Strictness
from tests.chroma_server import ChromaServer
from tests.conftest import ROOT, Shipped
from tests.indexes import Index, copy_of_index
from tests.remembered import RememberingReader


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real model, loaded when the first text is embedded; each text is embedded once."""
    return RememberingEmbedder(OnnxEmbedder())


@pytest.fixture(scope="session")
def network() -> Reader:
    """The packaged reader, loaded when the first passage is read; each pair of texts is read once."""
    return RememberingReader()


@pytest.fixture(scope="session")
def footnote(
    shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path, embedder: Embedder, network: Reader
) -> Iterator[Footnote]:
    """The product over the shipped corpus, for asking and searching. Not to be reloaded."""
    data = tmp_path_factory.mktemp("asking") / "data"
    copy_of_index(shipped.data, data)
    with Index.open(data, corpus_folder, embedder, reader=network) as index:
        yield index.footnote


@pytest.fixture
def index(shipped: Shipped, tmp_path: Path, corpus_folder: Path, embedder: Embedder) -> Iterator[Index]:
    """A copy of the shipped index, with a copy of the corpus, to be changed."""
    copy_of_index(shipped.data, tmp_path / "data")
    shutil.copytree(corpus_folder, tmp_path / "corpus")
    with Index.open(tmp_path / "data", tmp_path / "corpus", embedder) as opened:
        yield opened


@pytest.fixture(scope="session")
def running_chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def chroma(running_chroma: ChromaServer) -> ChromaServer:
    """The real server, with nothing on it."""
    running_chroma.clear()
    return running_chroma


Ran = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """That of a terminal where nothing of ours is set, without a network to fetch models from; its output is UTF-8, and
    strictly so, as it is in most places and not everywhere.
    """
    ours = {"CORPUS_DIR", "DATA_DIR", "RECEIPT_DAYS", "SOURCE_URL", "FORCE_COLOR", "COLUMNS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    set_here = {
        "HF_HUB_OFFLINE": "1",
        "EMBEDDING_MODEL": DEFAULT_EMBEDDING_MODEL,
        "READER_MODEL": DEFAULT_READER_MODEL,
        "REFUSAL_STRICTNESS": Strictness.BALANCED,
        "DATABASE_URL": " ",
        "PYTHONIOENCODING": "utf-8:strict",
    }
    return kept | set_here | more


def run(*arguments: str | bytes, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """`python -m retrieval …` as somebody in the project's folder would run it."""
    return subprocess.run(
        [sys.executable, "-m", "retrieval", *arguments],
        cwd=ROOT,
        env=environment(**(env or {})),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
        **options,
    )


def run_here(*arguments: str | bytes, env: Mapping[str, str] | None = None, program: ModuleType | None = None) -> Ran:
    """As `run`, but within this process, which has imported the libraries: seconds less for each command.

    What only a process of its own has is tried by `run`: what libraries write to its streams, and how it ends.
    """
    from retrieval.terminal import commands, invocation

    program = program or commands

    root = logging.getLogger()
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="strict", write_through=True) for _ in range(2))
    variables = environment(**(env or {}))
    with pytest.MonkeyPatch.context() as patch, chdir(ROOT), redirect_stdout(out), redirect_stderr(err):
        for name in os.environ.keys() - variables.keys():
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["retrieval", *map(os.fsdecode, arguments)])
        # Those of the tests' own would be told in the place of the program's.
        patch.setattr(root, "handlers", [])
        patch.setattr(root, "level", root.level)
        for console in (invocation.OUT, invocation.ERR):
            console.width = invocation.PIPED_WIDTH
        try:
            program.main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code or 0
        finally:
            logging.addLevelName(logging.WARNING, "WARNING")
    assert isinstance(code, int), code
    told_out, told_err = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Ran(list(map(os.fsdecode, arguments)), code, told_out, told_err)


def run_side_by_side(commands: Mapping[str, Callable[[], Ran]]) -> dict[str, Ran]:
    """Each takes seconds, most of them for imports: a few at a time, as there are cores on a small machine."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        running = {name: pool.submit(command) for name, command in commands.items()}
    return {name: future.result() for name, future in running.items()}


def told(ran: Ran, *words: str) -> None:
    """The words stand on standard error, and what stands there is for a person: no traceback, no warnings."""
    assert "Traceback" not in ran.stderr, ran.stderr
    assert "Warning" not in ran.stderr, ran.stderr
    for word in words:
        assert word in ran.stderr, ran.stderr


def lines_of(file: Path) -> Sequence[str]:
    return file.read_text(encoding="utf-8").splitlines()
