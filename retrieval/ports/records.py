"""Receipts, kept passages and the log of changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from retrieval.domain import Passage
from retrieval.records import Change, KeptPassage, Receipt


class ReceiptBook(Protocol):
    """The receipts of what was answered. Each raises RecordsError."""

    def put(self, receipt: Receipt) -> None:
        """Keep it, with the passages that it cites or shows and their documents: all of it or nothing."""
        ...

    def get(self, receipt_id: str) -> Receipt | None:
        """As it was put, its documents included, whatever has become of them since; None where there is none."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop those of questions asked before then; says how many."""
        ...


class Archive(Protocol):
    """Passages that the corpus may no longer hold, each with the text of its document. Each raises RecordsError."""

    def keep(self, passages: Sequence[Passage], at: datetime) -> None:
        """Keep them from now on; one that is kept already is kept for longer. A reload calls it before it sweeps."""
        ...

    def passage(self, passage_id: str) -> KeptPassage | None: ...

    def forget(self, before: datetime) -> int:
        """Drop passages that were last kept before then, and texts that neither they nor a receipt refer to any more;
        says how many passages.
        """
        ...


class ChangeLog(Protocol):
    """Who changed the corpus, when and how. Nothing in it is forgotten. Each raises RecordsError."""

    def write(self, change: Change) -> None: ...

    def latest(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """The last one first."""
        ...
