"""Sees what other processes reload on a store that is shared, and clears up once they have all seen it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from retrieval.errors import FootnoteError
from retrieval.reloading import Reloading

EVERY_SECONDS = 2.0
TIDIED_EVERY_SECONDS = 60.0

_log = logging.getLogger(__name__)


@contextmanager
def following(reloading: Reloading) -> Iterator[None]:
    """In a thread, for as long as the context."""
    ended = threading.Event()
    thread = threading.Thread(target=_follow, args=(reloading, ended), name="following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _follow(reloading: Reloading, ended: threading.Event) -> None:
    waited = 0.0
    while not ended.wait(EVERY_SECONDS):
        waited += EVERY_SECONDS
        try:
            reloading.refresh()
            if waited >= TIDIED_EVERY_SECONDS:
                waited = 0.0
                reloading.tidy()
        # The old corpus goes on serving; the next time may do.
        except FootnoteError as error:
            _log.warning("the store could not be followed: %s", error)
