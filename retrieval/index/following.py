"""Sees what other processes reload on a store that is shared, and clears up once they have all seen it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from retrieval.errors import FootnoteError
from retrieval.index.reloading import Reloading

FOLLOWED_EVERY_SECONDS = 2.0
TIDIED_EVERY_SECONDS = 60.0

_log = logging.getLogger(__name__)


@contextmanager
def following(
    reloading: Reloading,
    *,
    every_seconds: float = FOLLOWED_EVERY_SECONDS,
    tidied_every_seconds: float = TIDIED_EVERY_SECONDS,
) -> Iterator[None]:
    """Follow other processes in a thread, for as long as the context lasts."""
    ended = threading.Event()

    def follow() -> None:
        waited, last_error = 0.0, ""
        while not ended.wait(every_seconds):
            waited += every_seconds
            try:
                if reloading.refresh():
                    _log.info("another process has reloaded: corpus version %s", reloading.generations.current.name)
                    reloading.on_other()
                if waited >= tidied_every_seconds:
                    waited = 0.0
                    reloading.tidy()
                if last_error:
                    _log.info("the store can be followed again")
                last_error = ""
            # The old corpus goes on serving; the next time may do. What stays wrong is told once.
            except FootnoteError as error:
                if str(error) != last_error:
                    _log.warning("the store cannot be followed: %s", error)
                last_error = str(error)
            # A thread that ended here would leave this process with the old corpus for good.
            except Exception:  # noqa: BLE001
                _log.exception("the store cannot be followed")

    thread = threading.Thread(target=follow, name="following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
