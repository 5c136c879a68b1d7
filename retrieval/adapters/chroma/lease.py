"""A lease that allows one reload at a time over all processes on a Chroma server.

Chroma cannot compare and swap, but of two that make a collection of one name, one fails: that is the lease. Who holds
it renews it; one that was not renewed in time is renamed by its id, so that only that one goes, and made anew. The
clock is the server's: those of machines differ.
"""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import chromadb
import chromadb.errors
from chromadb.api import ClientAPI

from retrieval.adapters.chroma.rows import translated
from retrieval.errors import ReloadUnderWayError, StoreError
from retrieval.faults import ReloadFault

LEASE_COLLECTION = "reload-lease"
LEASE_SECONDS = 30.0
RENEWED_EVERY_SECONDS = 5.0

_log = logging.getLogger(__name__)


class ChromaLease:
    """Held as a context: `with lease.held() as still_held`. Raises ReloadUnderWayError, which says who holds it."""

    def __init__(self, client: ClientAPI, where: str, *, seconds: float = LEASE_SECONDS) -> None:
        self._client = client
        self._where = where
        self._seconds = seconds
        self._holder = f"process {os.getpid()} on {socket.gethostname()}"
        self._id = uuid.uuid4().hex

    @contextmanager
    def held(self) -> Iterator[Callable[[], None]]:
        lease = self._take()
        ended = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(lease, ended), name="reload-lease", daemon=True)
        renewing.start()
        try:
            yield lambda: self._check(lease)
        finally:
            ended.set()
            renewing.join()
            self._drop(lease)

    def _take(self) -> chromadb.Collection:
        with translated(self._where):
            for _ in range(2):
                try:
                    return self._client.create_collection(
                        LEASE_COLLECTION, metadata=self._metadata(), embedding_function=None
                    )
                except chromadb.errors.ChromaError:
                    held = self._current()
                    if held is not None and self._is_anothers(held):
                        raise _under_way(held) from None
                    if held is not None:
                        self._drop(held)
            held = self._current()
        raise _under_way(held)

    def _renew(self, lease: chromadb.Collection, ended: threading.Event) -> None:
        while not ended.wait(min(RENEWED_EVERY_SECONDS, self._seconds / 3)):
            try:
                lease.modify(metadata=self._metadata())
            # Whatever it was, the next time may do; where none does, `_check` stops the reload before its flip.
            except Exception as error:  # noqa: BLE001
                _log.warning("the lease of the reload was not renewed: %s", error)

    def _check(self, lease: chromadb.Collection) -> None:
        with translated(self._where):
            current = self._current()
        if current is None or current.id != lease.id:
            raise ReloadUnderWayError(ReloadFault.OVERTAKEN)

    def _is_anothers(self, held: chromadb.Collection) -> bool:
        """Return whether the lease is still another's: it has not run out, nor is it one of ours that the server did
        not let us drop.
        """
        stated = held.metadata or {}
        return stated.get("id") != self._id and float(stated.get("until", 0)) > self._now()

    def _current(self) -> chromadb.Collection | None:
        try:
            return self._client.get_collection(LEASE_COLLECTION, embedding_function=None)
        except chromadb.errors.NotFoundError:
            return None

    def _drop(self, lease: chromadb.Collection) -> None:
        """Drop a lease by its id, since under its name there may be another's by now."""
        name = f"{LEASE_COLLECTION}-{uuid.uuid4().hex}"
        try:
            with translated(self._where):
                lease.modify(name=name)
                self._client.delete_collection(name)
        except StoreError as error:
            _log.info("the lease of a reload was not dropped: %s", error)

    def _metadata(self) -> dict[str, str | float]:
        return {"id": self._id, "holder": self._holder, "until": self._now() + self._seconds}

    def _now(self) -> float:
        """Return the time by the server's clock, in seconds since 1970."""
        return self._client.heartbeat() / 1e9


def _under_way(held: chromadb.Collection | None) -> ReloadUnderWayError:
    holder = (held.metadata or {}).get("holder", "another process") if held is not None else "another process"
    return ReloadUnderWayError(ReloadFault.UNDER_WAY_ELSEWHERE, holder=holder)
