"""For all tests: the network is out of reach, what is dear to make is made once, and hypothesis does the same every
time. Nothing dear is imported or made here: each of the processes that run tests reads this page first.
"""

import gc
import os
import signal
import socket
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

# Read when their libraries are imported, so before the first of them is. Processes that tests start have them too:
# two of them side by side and one thread each are quicker than threads that wait for each other's cores.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
# No provider of language models is called, and nobody is told of a run, by accident: blank is not set, and is not
# looked up in a `.env` either.
os.environ["LANGUAGE_MODEL"] = os.environ["LANGUAGE_MODEL_API_KEY"] = os.environ["LANGUAGE_MODEL_BASE_URL"] = " "
os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = ""
# Nothing here speaks TLS. Every client that a library makes reads the authorities that it trusts, and the 140 that are
# usual take it 30 ms: this is one, whose key nobody has.
os.environ["SSL_CERT_FILE"] = str(Path(__file__).with_name("nobody.pem"))

import pytest
from hypothesis import settings

from retrieval.documents.loading import load_corpus
from retrieval.domain.documents import Document
from tests.examples import MAKE_TEST, THOROUGH
from tests.once_a_run import OnceARun
from tests.pairwise import mark_all_but_pairs_slow
from tests.plain_ids import named, refuse_ids_that_change

# What is begun in the background of a shell has Ctrl-C ignored, and so has every process that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).parent.parent

# The same examples every time, and none called slow on a busy machine; `thorough` tries more of them, and the profile
# `search` looks for new ones.
settings.register_profile(MAKE_TEST, derandomize=True, deadline=None, max_examples=25)
settings.register_profile(THOROUGH, derandomize=True, deadline=None, max_examples=100)
settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile(MAKE_TEST)


GARBAGE_THRESHOLD = 10_000
"""So many more objects made than given up before the youngest are looked at; Python's own is 700."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Whatever is imported and collected is there to the end: the garbage collector, which would look at all of it
    again and again and take a third of the time, is told to leave it alone.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(GARBAGE_THRESHOLD)
        gc.enable()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    return named(val, argname)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    refuse_ids_that_change([item.nodeid for item in items])
    mark_all_but_pairs_slow(items)


class NetworkBlockedError(OSError):
    """A test reached for the network."""


def _refuse_unless_local(address: object) -> None:
    """A path (a Unix socket) and this machine's own addresses pass."""
    if not isinstance(address, tuple) or not address:
        return
    host = str(address[0])
    if host in {"", "localhost"}:
        return
    try:
        local = ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NetworkBlockedError(f"Tests run without a network, and this one asked for {host!r}.")


@pytest.fixture(scope="session", autouse=True)
def refuse_network() -> Iterator[None]:
    """The one patch in these tests: no socket of this process connects to another machine."""
    connect, connect_ex, create_connection = socket.socket.connect, socket.socket.connect_ex, socket.create_connection

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_unless_local(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_unless_local(address)
        return connect_ex(self, address)

    def guarded_create_connection(address: tuple[str | None, int], *args: Any, **kwargs: Any) -> socket.socket:
        _refuse_unless_local(address)
        return create_connection(address, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "create_connection", guarded_create_connection)
        yield


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def corpus(corpus_folder: Path) -> dict[str, Document]:
    """The shipped documents by id."""
    loaded = load_corpus(corpus_folder)
    assert not loaded.unreadable
    return {document.id: document for document in loaded.documents}


@pytest.fixture(scope="session")
def closer(corpus: dict[str, Document]) -> Document:
    return corpus["closer-since-invasion"]


@pytest.fixture(scope="session")
def coalition(corpus: dict[str, Document]) -> Document:
    return corpus["global-coalition-pentagon"]


@pytest.fixture(scope="session")
def encyclopedia(corpus: dict[str, Document]) -> Document:
    return corpus["iran-and-the-russian-invasion-of-ukraine"]


@pytest.fixture(scope="session")
def personnel(corpus: dict[str, Document]) -> Document:
    return corpus["iranian-personnel-in-crimea"]


@pytest.fixture(scope="session")
def partnership(corpus: dict[str, Document]) -> Document:
    return corpus["unprecedented-defense-partnership"]


@pytest.fixture(scope="session")
def once_a_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> OnceARun:
    """What the processes that run tests side by side share: the folder above the one that each of them has."""
    own = tmp_path_factory.getbasetemp()
    return OnceARun(own if worker_id == "master" else own.parent)


@dataclass(frozen=True)
class Shipped:
    """The index of the shipped corpus on disk, closed. Whoever changes an index changes a copy of it."""

    data: Path


@pytest.fixture(scope="session")
def shipped(once_a_run: OnceARun, corpus_folder: Path) -> Shipped:
    """Embedded by the packaged model, once for all processes: the libraries of it are imported in one of them alone."""

    def embed(folder: Path) -> None:
        from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
        from tests.indexes import Index

        with Index.open(folder / "data", corpus_folder, OnnxEmbedder()) as index:
            report = index.reload()
        assert (len(report.added), report.passages_embedded, report.unreadable) == (5, 35, ())

    return Shipped(once_a_run.folder("shipped", embed) / "data")
