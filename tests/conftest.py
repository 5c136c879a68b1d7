"""For all tests: the network is out of reach, the shipped corpus is read once, hypothesis does the same every time."""

import os
import socket
from collections.abc import Iterator
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

import pytest
from hypothesis import settings

from retrieval.domain import Document
from retrieval.loading import load_corpus

ROOT = Path(__file__).parent.parent

# The same examples every time, and none called slow on a busy machine; the profile `search` looks for new ones.
settings.register_profile("same-every-time", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("same-every-time")


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
