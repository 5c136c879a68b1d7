"""The lease on a real Chroma server: one reload at a time, whoever asks, and whatever becomes of who holds it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager

import chromadb
import pytest
from chromadb.api import ClientAPI

from retrieval.adapters.chroma.lease import LEASE_COLLECTION, ChromaLease
from retrieval.adapters.chroma.store import ChromaStore
from retrieval.errors import ReloadUnderWayError
from retrieval.index.stamping import stamp_of
from tests.chroma_server import ChromaServer
from tests.fakes import WordHashEmbedder

PATIENCE_SECONDS = 300.0
AT_ONCE = 6


@contextmanager
def client_of(chroma: ChromaServer) -> Iterator[ClientAPI]:
    with closing(ChromaStore.on_server(chroma.url, None, stamp_of(WordHashEmbedder()), writable=False)) as store:
        yield store.client


@pytest.fixture
def client(chroma: ChromaServer) -> Iterator[ClientAPI]:
    with client_of(chroma) as opened:
        yield opened


def lease_of(client: ClientAPI, seconds: float = 30.0) -> ChromaLease:
    return ChromaLease(client, "the server", seconds=seconds)


def run_out(client: ClientAPI) -> chromadb.Collection:
    """A lease whose holder is no more."""
    stated: dict[str, str | float] = {"id": "another", "holder": "process 1 on a machine", "until": 1.0}
    return client.create_collection(LEASE_COLLECTION, metadata=stated, embedding_function=None)


def leases(client: ClientAPI) -> list[str]:
    return [collection.name for collection in client.list_collections() if collection.name.startswith(LEASE_COLLECTION)]


def test_who_comes_second_is_told_who_holds_it(client: ClientAPI) -> None:
    first, second = lease_of(client), lease_of(client)
    with first.held() as still_held:
        still_held()
        with pytest.raises(ReloadUnderWayError, match=r"by process \d+ on ."), second.held():
            pytest.fail("held by two")
        still_held()
    with second.held() as still_held:
        still_held()
    assert leases(client) == []


def test_it_is_given_back_by_a_reload_that_fails(client: ClientAPI) -> None:
    with pytest.raises(ZeroDivisionError), lease_of(client).held():
        raise ZeroDivisionError
    assert leases(client) == []


def test_one_that_ran_out_is_taken(client: ClientAPI) -> None:
    run_out(client)
    with lease_of(client).held() as still_held:
        still_held()
    assert leases(client) == []


def test_our_own_that_the_server_did_not_let_us_drop_is_taken_again(client: ClientAPI) -> None:
    lease = lease_of(client)
    client.create_collection(LEASE_COLLECTION, metadata=lease._metadata(), embedding_function=None)
    with pytest.raises(ReloadUnderWayError), lease_of(client).held():
        pytest.fail("another's")
    with lease.held() as still_held:
        still_held()


def test_it_is_renewed_for_as_long_as_it_is_held(client: ClientAPI) -> None:
    """Of more seconds than a busy machine keeps it from being renewed for."""
    with lease_of(client, seconds=6.0).held():
        first, ends = until(client), time.monotonic() + PATIENCE_SECONDS
        while until(client) <= first:
            assert time.monotonic() < ends
            time.sleep(0.1)
        with pytest.raises(ReloadUnderWayError), lease_of(client).held():
            pytest.fail("held by two")


def until(client: ClientAPI) -> float:
    return float((client.get_collection(LEASE_COLLECTION, embedding_function=None).metadata or {})["until"])


def test_who_has_lost_it_is_told_and_does_not_take_it_from_the_next(client: ClientAPI) -> None:
    with ExitStack() as next_one, lease_of(client).held() as still_held:
        # As for a process that was stopped for longer than its lease.
        client.get_collection(LEASE_COLLECTION, embedding_function=None).modify(metadata={"holder": "it", "until": 1.0})
        held_by_next = next_one.enter_context(lease_of(client).held())
        with pytest.raises(ReloadUnderWayError, match="another took its place"):
            still_held()
        held_by_next()
        lost = next_one.pop_all()
    held_by_next()
    lost.close()
    assert leases(client) == []


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_of_many_that_want_one_that_ran_out_one_has_it(chroma: ChromaServer, client: ClientAPI, rounds: int) -> None:
    """Over connections of their own, as processes have them."""
    with ExitStack() as opened, ThreadPoolExecutor(AT_ONCE) as pool:
        wanting = [lease_of(opened.enter_context(client_of(chroma))) for _ in range(AT_ONCE)]
        for number in range(rounds):
            run_out(client)
            at_once, all_tried = threading.Barrier(AT_ONCE), threading.Barrier(AT_ONCE)

            def take(
                lease: ChromaLease, at_once: threading.Barrier = at_once, all_tried: threading.Barrier = all_tried
            ) -> bool:
                at_once.wait(PATIENCE_SECONDS)
                try:
                    with lease.held() as still_held:
                        all_tried.wait(PATIENCE_SECONDS)
                        still_held()
                        return True
                except ReloadUnderWayError:
                    all_tried.wait(PATIENCE_SECONDS)
                    return False

            had = [future.result(PATIENCE_SECONDS) for future in [pool.submit(take, lease) for lease in wanting]]
            assert had.count(True) == 1, f"round {number}"
            assert leases(client) == []
