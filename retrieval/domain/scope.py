"""Collections of documents, and which of them somebody sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

MAIN_COLLECTION = "main"
"""The collection of the documents that lie in no folder of the corpus folder."""


def collection_of(path: str) -> str | None:
    """Return the collection of a document by its place in the corpus folder: the first folder of its path. None where
    its place is not known: it then belongs to none.
    """
    first, slash, _ = path.partition("/")
    if not path:
        return None
    return first if slash else MAIN_COLLECTION


@dataclass(frozen=True, slots=True)
class Scope:
    """The collections that somebody sees; None for all of them, those to come included. A document whose collection is
    not known is in no scope.
    """

    collections: frozenset[str] | None

    @classmethod
    def of(cls, collections: Iterable[str]) -> Self:
        """Return the scope of these collections alone."""
        return cls(frozenset(collections))

    def holds(self, collection: str | None) -> bool:
        """Return whether documents of a collection are seen."""
        return collection is not None and (self.collections is None or collection in self.collections)

    def __and__(self, other: "Scope") -> "Scope":
        """Return what both see."""
        if self.collections is None or other.collections is None:
            return other if self.collections is None else self
        return Scope(self.collections & other.collections)

    def __or__(self, other: "Scope") -> "Scope":
        """Return what either sees."""
        if self.collections is None or other.collections is None:
            return EVERYTHING
        return Scope(self.collections | other.collections)

    def __le__(self, other: "Scope") -> bool:
        """Return whether the other sees all that this one does, now and later."""
        if other.collections is None:
            return True
        return self.collections is not None and self.collections <= other.collections


EVERYTHING = Scope(None)
SEES_NOTHING = Scope(frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Whoever looks into the corpus from outside of the terminal: what they see from where they are; in which Discord
    guild that is, 0 for none, as in a direct message; and a secret name for them, empty for nobody in particular, that
    those who do not know the key to it cannot make from who they are.
    """

    scope: Scope
    guild_id: int = 0
    name: str = ""
