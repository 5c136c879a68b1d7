"""Receipts, kept passages, the log of changes, where answers were posted, and what people miss."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from retrieval.domain.documents import Passage
from retrieval.domain.gaps import Gap, GapNote
from retrieval.domain.posted_answers import PostedAnswer
from retrieval.domain.records import Change, KeptPassage, Receipt
from retrieval.domain.scope import Scope
from retrieval.domain.servers import ChannelChoices, ServerSettings


class ReceiptBook(Protocol):
    """The receipts of what was answered. Each raises RecordsError."""

    def put(self, receipt: Receipt) -> None:
        """Keep it, with the passages that it cites or shows and their documents: all of it or nothing."""
        ...

    def get(self, receipt_id: str) -> Receipt | None:
        """Return a receipt as it was put, whatever has become of its documents since; None where there is none."""
        ...

    def forget(self, before: datetime) -> int:
        """Drop those of questions asked before then, and return how many; and where answers were posted, and what was
        noted to be missing, before then. Nothing of them is left on the disk.
        """
        ...

    def drop(self, receipt_id: str) -> bool:
        """Drop one, with the texts and passages that it alone refers to and what was noted of it to be missing, and
        return whether there was one. Nothing of it is left on the disk.
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


class GapBook(Protocol):
    """What people miss, a note for each person and question. They are kept for as long as receipts are, and with one
    that is dropped goes what was noted of it. Each method raises RecordsError.
    """

    def put(self, note: GapNote) -> None:
        """Keep it, unless the person's is kept already."""
        ...

    def note_again(self, note: GapNote) -> bool:
        """Return whether the same person has noted it already; it is then of this time."""
        ...

    def take_back(self, gap_id: str, person: str) -> bool:
        """Drop a person's note, and return whether there was one. Nothing of it is left on the disk."""
        ...

    def people(self, guild_id: int, since: datetime) -> Sequence[tuple[str, str]]:
        """Return of each note of a guild since then the gap's id and the mark of the person."""
        ...

    def most_missed(
        self, guild_id: int | None, scope: Scope, since: datetime, limit: int, skip: int = 0
    ) -> Sequence[Gap]:
        """Return what is missed since then in a guild, or with None in all of them, by those who saw no more than this:
        what most people miss, and of what as many miss the latest, first.
        """
        ...

    def find(self, gap_id: str, guild_id: int | None, scope: Scope, since: datetime) -> Gap | None:
        """Return what is missed by that id, of those that `most_missed` returns."""
        ...

    def drop(self, gap_id: str) -> None:
        """Forget what is missed by that id, by everybody. Nothing of it is left on the disk."""
        ...


class ServerBook(Protocol):
    """What is set for Discord servers and their channels. Each method raises RecordsError."""

    def all(self) -> Mapping[int, ServerSettings]:
        """Return the servers that were noted or lent something, by id; `DIRECT` stands for direct messages."""
        ...

    def note(self, present: Collection[int], named: Collection[int]) -> Sequence[ServerSettings]:
        """Note the servers that the bot is in, and return those that were not known. Of these a server sees all, and is
        the first, if it is `named`, or none is and it is the only one that there ever was. Where the records are from
        before servers were noted, all that are noted with the first of them see all, as they did. Others see nothing.
        """
        ...

    def lend(self, guild_id: int, scope: Scope) -> None:
        """Let a server see this, and no more."""
        ...

    def choose(self, guild_id: int, scope: Scope) -> None:
        """Have a server see no more than this of what it is lent."""
        ...

    def speak(self, guild_id: int, language: str | None) -> None:
        """Have the bot speak a language in a server."""
        ...

    def put_channel(self, guild_id: int, channel: ChannelChoices) -> None:
        """Set what is set for a channel of a server."""
        ...
