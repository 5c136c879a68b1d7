"""The generation of the corpus that questions are answered from. A reload puts another in its place, and the one before
lives until nobody reads it any more.
"""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.ports import CatalogueStore, Generation, Head, PassageStore

GIVE_WAY_SECONDS = 1.0
"""The longest that a reload waits for questions before a step. Most questions take less; a reload that waits so long
before each step still comes to its end."""


def open_generation(head: Head, store: PassageStore, catalogues: CatalogueStore) -> Generation:
    """Return what readers see after that flip. Raises StoreError."""
    catalogue = catalogues.of(head, store)
    return Generation(head=head, view=store.view(catalogue.manifest()), catalogue=catalogue)


@dataclass
class Generations:
    """The current generation, lent to whoever reads, and those before that are still read. Its methods may be called
    from several threads.
    """

    current: Generation
    give_way_seconds: float = GIVE_WAY_SECONDS
    _before: list[Generation] = field(default_factory=list)
    _readers: dict[int, int] = field(default_factory=dict)
    _read_at: float = -math.inf
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def lent(self) -> Iterator[Generation]:
        """Lend the current generation, which stays as it is until it is given back."""
        with self._changed:
            generation = self.current
            self._readers[id(generation)] = self._readers.get(id(generation), 0) + 1
        try:
            yield generation
        finally:
            with self._changed:
                self._readers[id(generation)] -= 1
                self._read_at = time.monotonic()
                self._changed.notify_all()

    def replace(self, generation: Generation) -> None:
        """Put a generation in the place of the current one, which may still be read."""
        with self._changed:
            self._before.append(self.current)
            self.current = generation

    def wait_until_unread(self, seconds: float) -> bool:
        """Wait until nobody reads any generation but the current one, for so many seconds at most, and return whether
        that is so. What nobody reads is closed.
        """
        with self._changed:
            done = self._changed.wait_for(lambda: not any(map(self._is_read, self._before)), seconds)
            unread = [generation for generation in self._before if not self._is_read(generation)]
            self._before = [generation for generation in self._before if self._is_read(generation)]
            for generation in unread:
                self._readers.pop(id(generation), None)
        for generation in unread:
            generation.catalogue.close()
        return done

    def give_way(self) -> bool:
        """Wait until nobody reads, for `give_way_seconds` at most, and return whether anybody has of late: for work
        that would slow readers down and has time.
        """
        with self._changed:
            self._changed.wait_for(lambda: not any(self._readers.values()), self.give_way_seconds)
            return time.monotonic() - self._read_at < self.give_way_seconds

    def close(self) -> None:
        """Close all generations."""
        for generation in (*self._before, self.current):
            generation.catalogue.close()

    def _is_read(self, generation: Generation) -> bool:
        return self._readers.get(id(generation), 0) > 0
