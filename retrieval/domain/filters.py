"""What a search of the sources is narrowed to."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from retrieval.domain.documents import DocumentSummary

_DAY_TO_NARROW_BY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFilter:
    """The documents that a search is narrowed to: these ids; those whose publisher has these words; those dated `after`
    a day and `before` one, each included, as far as documents state their dates in ISO form. A day may be a month or a
    year: all of it is meant. What is None narrows nothing.
    """

    documents: Collection[str] | None = None
    publisher: str | None = None
    after: str | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        for day in (self.after, self.before):
            if day is not None and not _DAY_TO_NARROW_BY.fullmatch(day):
                raise ValueError(f"{day!r} is no day, month or year in ISO form")

    @property
    def narrows(self) -> bool:
        """Whether it leaves out anything at all."""
        return any(value is not None for value in (self.documents, self.publisher, self.after, self.before))

    def holds(self, document: DocumentSummary) -> bool:
        """Return whether a document is among those that are searched."""
        if self.documents is not None and document.id not in self.documents:
            return False
        if self.publisher is not None and self.publisher.casefold() not in (document.publisher or "").casefold():
            return False
        if self.after is None and self.before is None:
            return True
        stated = document.date or ""
        if not _DAY_TO_NARROW_BY.fullmatch(stated):
            return False
        # Of a day and a month, as much is compared as both state.
        is_after = self.after is None or stated[: len(self.after)] >= self.after[: len(stated)]
        return is_after and (self.before is None or stated[: len(self.before)] <= self.before[: len(stated)])


ALL_SOURCES = SourceFilter()


def is_day(text: str) -> bool:
    """Return whether a text is a day, a month or a year in ISO form."""
    return bool(_DAY_TO_NARROW_BY.fullmatch(text))
