"""A client of Chroma for several threads, which is opened anew after an error, or where it has outgrown its place.

Where the disk was full, a connection to SQLite may be left within a transaction that never ends; whoever writes next
waits for it for ever, with the interpreter held.
"""

import faulthandler
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import chromadb
from chromadb.api import ClientAPI

from retrieval.adapters.chroma.rows import is_address, translated
from retrieval.errors import StoreError, StoreUnreachableError

UNUSED_SECONDS = 30.0
"""The seconds that other threads may go on reading before the client is closed all the same. A page of rows takes a
second at the most."""
STANDARD_ERROR = 2
WRITING_SECONDS = 900.0
"""A page of rows takes a second or two. Whoever has waited for so long, in Chroma's own code and with the interpreter
held, neither answers nor ends; then the process ends with 1, and where it stood is on standard error.
"""
CLIENT_CLOSING_SECONDS = 60.0
"""Closing takes a moment, but waits for threads of Chroma's own, with the interpreter held. Of thousands of openings on
a busy machine one was seen that left such a thread turning for ever: in sqlx 0.8.6 a count of idle connections can pass
below zero while others come and go. What nobody can end from within ends as a write does.
"""


class ChromaClient:
    """Raises StoreError and its kin, as `translated` has them."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[ClientAPI]],
        where: str,
        *,
        anew: bool,
        is_outgrown: Callable[[ClientAPI], bool] = lambda _: False,
    ) -> None:
        """`anew` is whether another is opened after an error; a server is another process's to mend. So it is where one
        `is_outgrown`, before its next use.
        """
        self.where = where
        self._opening = opening
        self._anew = anew
        self._is_outgrown = is_outgrown
        self._opened = ExitStack()
        self._suspect = False
        self._users = 0
        self._changed = threading.Condition()
        self._local = threading.local()
        self._open()

    @contextmanager
    def used(self) -> Iterator[ClientAPI]:
        """Lend the client, which stays open for as long; within one another it is the same."""
        outermost = not getattr(self._local, "uses", 0)
        if outermost:
            self._begin()
        self._local.uses = getattr(self._local, "uses", 0) + 1
        try:
            with translated(self.where):
                yield self.client
        except StoreError as error:
            if self._anew and error.__cause__ is not None and not isinstance(error, StoreUnreachableError):
                self._suspect = True
            raise
        finally:
            self._local.uses -= 1
            if outermost:
                with self._changed:
                    self._users -= 1
                    self._changed.notify_all()

    def collection(self, name: str) -> chromadb.Collection:
        """Return a collection that exists."""
        found = self._collections.get(name)
        if found is None:
            found = self._collections[name] = self.client.get_collection(name, embedding_function=None)
        return found

    def forget(self, name: str) -> None:
        """Forget that there is such a collection."""
        self._collections.pop(name, None)

    def close(self) -> None:
        with watched(self.where, CLIENT_CLOSING_SECONDS):
            self._opened.close()

    def _begin(self) -> None:
        with self._changed:
            self._suspect = self._suspect or self._is_outgrown(self.client)
            if self._suspect:
                self._changed.wait_for(lambda: not self._users, UNUSED_SECONDS)
            if self._suspect:
                self._suspect = False
                self.close()
                self._open()
            self._users += 1

    def _open(self) -> None:
        with translated(self.where), ExitStack() as opened:
            self.client = opened.enter_context(self._opening())
            self._collections: dict[str, chromadb.Collection] = {}
            self._opened = opened.pop_all()


@contextmanager
def watched(where: str, seconds: float = WRITING_SECONDS) -> Iterator[None]:
    """Watch what is done with a folder: where that has not ended after so many seconds, the process ends."""
    if is_address(where):
        yield
        return
    # Standard error is named by its number: `sys.stderr` may be no file, as where output is captured.
    faulthandler.dump_traceback_later(seconds, exit=True, file=STANDARD_ERROR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
