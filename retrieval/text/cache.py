"""Caches of what was made of texts, kept for as long as it may be wanted again. What is kept grows with the texts, so
that the bounds here are in characters: a number of entries bounds nothing where one of them may be a book.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Generic, TypeVar

from retrieval.domain.documents import Document

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

KEPT_CHARS = 200_000
"""The most characters of texts that are kept for one function. A question is held against some thousands of
characters. The value for a sentence may take fifty bytes a character: its words with all that is known of them."""
ENTRY_CHARS = 100
"""The characters that an entry counts for besides its text: it takes some room, however short the text is."""


class LastUsed(Generic[Key, Value]):
    """Values by key, those that were used last: made of texts of at most `most_chars` characters together. What is made
    of more by itself is not kept. Threads may share one.
    """

    def __init__(self, most_chars: int) -> None:
        self._most_chars = most_chars
        self._chars = 0
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._turn = Lock()

    def get(self, key: Key) -> Value | None:
        """Return the value of a key; None where it is not kept."""
        with self._turn:
            if (entry := self._entries.get(key)) is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Key, value: Value, chars: int) -> None:
        """Keep a value that was made of a text of `chars` characters. Where room is needed, the values that were used
        longest ago go.
        """
        with self._turn:
            if key in self._entries:
                self._chars -= self._entries.pop(key)[1]
            if (counted := chars + ENTRY_CHARS) > self._most_chars:
                return
            self._entries[key] = (value, counted)
            self._chars += counted
            while self._chars > self._most_chars:
                _, (_, dropped) = self._entries.popitem(last=False)
                self._chars -= dropped

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def chars(self) -> int:
        """Return how many characters the kept values count for, together."""
        return self._chars


def remembered(most_chars: int) -> Callable[[Callable[[str], Value]], Callable[[str], Value]]:
    """Decorate a pure function of a text so that it remembers its results for the texts that it was last given, of up
    to `most_chars` characters together. Two threads that give it the same text at once may both compute the result:
    neither waits for the other.
    """

    def remembering(make: Callable[[str], Value]) -> Callable[[str], Value]:
        kept = LastUsed[str, tuple[Value]](most_chars)

        @wraps(make)
        def made(text: str) -> Value:
            if (found := kept.get(text)) is None:
                found = (make(text),)
                kept.put(text, found, len(text))
            return found[0]

        made.kept = kept  # type: ignore[attr-defined]  # for tests, and for whoever asks what it holds
        return made

    return remembering


def once_a_document(derive: Callable[[Document], Value]) -> Callable[[Document], Value]:
    """Decorate a pure function of a document so that its result is kept with the document, in `derived`, and goes when
    the document goes. The result must not refer to the document: neither would then be freed before the collector of
    cycles runs.
    """

    @wraps(derive)
    def derived(document: Document) -> Value:
        known = document.derived
        if derive not in known:
            known[derive] = derive(document)
        return known[derive]  # type: ignore[return-value]

    return derived
