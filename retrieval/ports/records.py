"""Receipts, kept passages, the log of changes, and where answers were posted."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.domain.documents import Passage
from retrieval.domain.posted_answers import PostedAnswer
from retrieval.domain.records import Change, KeptPassage, Receipt


class ReceiptBook(Protocol):
    """The receipts of what was answered. Each raises RecordsError."""

    def put(self, receipt: Receipt) -> None:
        """Keep it, with the passages that it cites or shows and their documents: all of it or nothing."""
        ...

    def get(self, receipt_id: str) -> Receipt | None:
        """Return a receipt as it was put, whatever has become of its documents since; None where there is none."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop those of questions asked before then, and where answers were posted before then, and return how many.
        Nothing of them is left on the disk.
        """
        ...

    def drop(self, receipt_id: str) -> bool:
        """Drop one, with the texts and passages that it alone refers to, and return whether there was one. Nothing of
        it is left on the disk.
        """
        ...

    def look(self, now: datetime, apart: timedelta, unlikely: timedelta) -> datetime | None:
        """Note that somebody looks for what is too old, unless that was noted less than `apart` ago. Return when it was
        noted before; None where that is too near, was never, or is yet to come, or where the clock is in doubt: two
        looks less than `unlikely` ago were further apart than that.
        """
        ...


class Archive(Protocol):
    """Passages that the corpus may no longer hold, each with the text of its document. Each raises RecordsError."""

    def keep(self, passages: Sequence[Passage], at: datetime) -> None:
        """Keep them from now on; one that is kept already is kept for longer. A reload calls it before it sweeps."""
        ...

    def passage(self, passage_id: str) -> KeptPassage | None:
        """Return a passage as it was last kept; None where it was not."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop passages that were last kept before then, and texts that neither they nor a receipt refer to any more,
        and return how many passages.
        """
        ...


class ChangeLog(Protocol):
    """The log of who changed the corpus, when and how. No change is forgotten, only who made it. Each method raises
    RecordsError.
    """

    def write(self, change: Change) -> None:
        """Enter a change."""
        ...

    def latest(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """Return changes, the last one first."""
        ...

    def forget_people(self, before: datetime) -> int:
        """Drop the names and ids of people from changes made before then, which stay, and return of how many."""
        ...


class PostedAnswers(Protocol):
    """The answers that were posted in Discord. They are kept for as long as receipts are. Each raises RecordsError."""

    def put(self, answer: PostedAnswer) -> None:
        """Keep it, in place of what was kept of the same."""
        ...

    def find(self, message_id: int) -> PostedAnswer | None:
        """Return the answer that stands in a message; None where none does."""
        ...

    def to(self, trigger_ids: Collection[int]) -> Sequence[PostedAnswer]:
        """Return the answers to questions that were asked by these messages."""
        ...

    def latest(self, channel_id: int, limit: int, since: datetime) -> Sequence[PostedAnswer]:
        """Return the last answers in a channel, at most `limit` and posted since then, the earliest first."""
        ...

    def drop(self, message_ids: Collection[int]) -> None:
        """Forget the answers whose first messages these are."""
        ...
