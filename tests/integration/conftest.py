"""The real embedding model and the shipped corpus's index, made once; whoever changes an index changes a copy of it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from retrieval.adapters.sentence_transformer_embedder import SentenceTransformerEmbedder
from retrieval.footnote import Footnote
from retrieval.ports import Embedder
from retrieval.reloading import ReloadReport
from retrieval.settings import DEFAULT_EMBEDDING_MODEL, DEFAULT_READER_MODEL, Strictness
from tests.chroma_server import ChromaServer
from tests.conftest import ROOT
from tests.indexes import Index, copy_of_index


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    """The real model, loaded when the first text is embedded."""
    return SentenceTransformerEmbedder()


@dataclass(frozen=True)
class Shipped:
    """The index of the shipped corpus on disk, closed, and the report of how it was made. Not to be written to."""

    data: Path
    report: ReloadReport


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path, embedder: Embedder) -> Shipped:
    with Index.open(tmp_path_factory.mktemp("shipped") / "data", corpus_folder, embedder) as index:
        return Shipped(index.data, index.reload())


@pytest.fixture(scope="session")
def footnote(
    shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path, embedder: Embedder
) -> Iterator[Footnote]:
    """The product over the shipped corpus, for asking and searching. Not to be reloaded."""
    data = tmp_path_factory.mktemp("asking") / "data"
    copy_of_index(shipped.data, data)
    with Index.open(data, corpus_folder, embedder, reader_model=DEFAULT_READER_MODEL) as index:
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
    ours = {"CORPUS_DIR", "DATA_DIR", "RECEIPT_DAYS", "FORCE_COLOR", "COLUMNS"}
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
        timeout=120,
        check=False,
        **options,
    )


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
