"""What answers questions: one generation of the corpus with all that reads it. A reload puts another in its place, and
the one before lives until nobody reads it any more.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retrieval.answering import Answering
from retrieval.ports import Catalogue, CorpusView, Head, Reader
from retrieval.retriever import HybridRetriever


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
    _readers: dict[int, int] = field(default_factory=dict)
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
                self._changed.notify_all()

    def replace(self, serving: Serving) -> Serving:
        """Puts another in place; returns the one before, which may be read still."""
        with self._changed:
            before, self.current = self.current, serving
        return before

    def wait_until_unread(self, serving: Serving, seconds: float) -> bool:
        """Whether nobody reads it any more, by then at the latest; if so, it is closed."""
        with self._changed:
            unread = self._changed.wait_for(lambda: not self._readers.get(id(serving)), seconds)
            if unread:
                self._readers.pop(id(serving), None)
        if unread:
            serving.catalogue.close()
        return unread

    def close(self) -> None:
        self.current.catalogue.close()
