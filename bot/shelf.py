"""The documents of the corpus as people name them: for suggestions while they type, and to find what they meant.

Held in memory without the texts, since a suggestion has no time to ask the index.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot.escaping import label
from bot.limits import CHOICE_CHARS, CHOICES, discord_chars
from retrieval.domain import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfEntry:
    """What a document states about itself, and its length in characters."""

    id: str
    title: str
    publisher: str | None
    date: str | None
    chars: int

    @property
    def key(self) -> str:
        """Twenty hexadecimal digits of the id: short enough for a button, the same after a restart or an edit."""
        return hashlib.sha256(self.id.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]

    @property
    def choice_value(self) -> str:
        """The id, or the key of one that is too long for Discord."""
        return self.id if discord_chars(self.id) <= CHOICE_CHARS else self.key


@dataclass(frozen=True, slots=True)
class Shelf:
    """All documents, by title."""

    entries: tuple[ShelfEntry, ...] = ()

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Self:
        entries = (
            ShelfEntry(id=one.id, title=one.title, publisher=one.publisher, date=one.date, chars=len(one.text))
            for one in documents
        )
        return cls(tuple(sorted(entries, key=lambda entry: (entry.title, entry.id))))

    def find(self, named: str) -> ShelfEntry | None:
        """By id, by key, or by a title that only one document has; None where there is no such document."""
        wanted = named.strip()
        for entry in self.entries:
            if wanted in (entry.id, entry.key):
                return entry
        titled = [entry for entry in self.entries if entry.title.casefold() == wanted.casefold()]
        return titled[0] if len(titled) == 1 else None

    def suggest(self, typed: str) -> list[tuple[str, str]]:
        """What to show and its value, for documents whose title, id or publisher holds all the words typed so far."""
        words = typed.casefold().split()
        matching = [entry for entry in self.entries if all(word in _searched(entry) for word in words)]
        shown = matching[:CHOICES]
        titles = Counter(entry.title for entry in shown)
        return [(_name(entry, ambiguous=titles[entry.title] > 1), entry.choice_value) for entry in shown]


def _searched(entry: ShelfEntry) -> str:
    return f"{entry.title} {entry.id} {entry.publisher or ''}".casefold()


def _name(entry: ShelfEntry, *, ambiguous: bool) -> str:
    """The title, with who published it where that is stated, and with the id where titles are the same."""
    told = [part for part in (entry.publisher, entry.id if ambiguous else None) if part]
    suffix = label(" · ".join(["", *told]), CHOICE_CHARS // 2) if told else ""
    return label(entry.title, CHOICE_CHARS - discord_chars(suffix) - 1) + (f" {suffix}" if suffix else "")
