"""What answers questions: one generation of the corpus with all that reads it. A reload puts another in its place, and
the one before lives until nobody reads it any more.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.answering import Answering
from retrieval.ports import Catalogue, CorpusView, Head, Reader
from retrieval.retriever import HybridRetriever

GIVE_WAY_SECONDS = 1.0
"""Longer than most questions take; a reload that waits so long before each step still comes to its end."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A generation, read-only, and the use cases over it."""

    head: Head
    view: CorpusView
    catalogue: Catalogue
    retriever: HybridRetriever
    reader: Reader
    answering: Answering


@dataclass
class Servings:
    """The current one, lent to whoever reads. Its methods may be called from several threads."""

    current: Serving
    _before: list[Serving] = field(default_factory=list)
    _readers: dict[int, int] = field(default_factory=dict)
    _read_at: float = -math.inf
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def lent(self) -> Iterator[Serving]:
        """The current one, which stays as it is until it is given back."""
        with self._changed:
            serving = self.current
            self._readers[id(serving)] = self._readers.get(id(serving), 0) + 1
        try:
            yield serving
        finally:
            with self._changed:
                self._readers[id(serving)] -= 1
                self._read_at = time.monotonic()
                self._changed.notify_all()

    def replace(self, serving: Serving) -> None:
        """Puts another in place; the one before may be read still."""
        with self._changed:
            self._before.append(self.current)
            self.current = serving

    def wait_until_unread(self, seconds: float) -> bool:
        """Whether nobody reads any but the current one, by then at the latest. What nobody reads is closed."""
        with self._changed:
            done = self._changed.wait_for(lambda: not any(map(self._is_read, self._before)), seconds)
            unread = [serving for serving in self._before if not self._is_read(serving)]
            self._before = [serving for serving in self._before if self._is_read(serving)]
            for serving in unread:
                self._readers.pop(id(serving), None)
        for serving in unread:
            serving.catalogue.close()
        return done

    def give_way(self) -> bool:
        """For work that would slow readers down and has time: waits until nobody reads, and no longer than
        `GIVE_WAY_SECONDS`; says whether anybody has of late.
        """
        with self._changed:
            self._changed.wait_for(lambda: not any(self._readers.values()), GIVE_WAY_SECONDS)
            return time.monotonic() - self._read_at < GIVE_WAY_SECONDS

    def close(self) -> None:
        for serving in (*self._before, self.current):
            serving.catalogue.close()

    def _is_read(self, serving: Serving) -> bool:
        return self._readers.get(id(serving), 0) > 0
