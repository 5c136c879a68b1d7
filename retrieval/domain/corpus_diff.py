"""The difference between the corpus folder and the index, or between two generations of the index."""

from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

Unreadable = TypeVar("Unreadable")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusDiff(Generic[Unreadable]):
    """Document ids by what became of them, or would. `renamed` are pairs, before and after: ids, or paths of a document
    whose id stays. `kept` are documents whose file cannot be read now: their last good version is served. `unreadable`
    are the errors of files that cannot be read, or their paths where the errors are not known any more.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def changes_anything(self) -> bool:
        """Whether readers see another corpus for it."""
        return bool(self.added or self.changed or self.renamed or self.removed)

    @property
    def lists(self) -> dict[str, tuple[Any, ...]]:
        """Each list by its name."""
        return {field.name: getattr(self, field.name) for field in fields(CorpusDiff)}
