"""The type of what is kept of an answer that was posted in Discord: where it stands, and what it answers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAnswer:
    """An answer or a refusal in Discord, by ids of Discord's: the messages that it stands in, the first one first, in
    a channel of the guild `guild_id`, 0 outside of any. It was asked by the message `trigger_id` or, where that is
    None, in another way; `asker` is a mark of who asked (`asker_mark`). `continues_id` is the first message of the
    answer that it was asked after, where it was; `receipt_id` what is kept of it, where something is. One that
    `is_private` is seen by who asked alone.
    """

    message_ids: tuple[int, ...]
    channel_id: int
    guild_id: int
    asker: str
    posted_at: datetime
    trigger_id: int | None = None
    continues_id: int | None = None
    receipt_id: str | None = None
    is_private: bool = False

    def __post_init__(self) -> None:
        if not self.message_ids:
            raise ValueError("an answer that was posted stands in a message")

    def is_of(self, name: str) -> bool:
        """Return whether somebody asked, by a secret name of theirs."""
        return self.asker == asker_mark(name, self.id)

    @property
    def id(self) -> int:
        """The id of the first message that it stands in."""
        return self.message_ids[0]


def asker_mark(name: str, answer_id: int) -> str:
    """Return the mark that somebody leaves on an answer: another on each, so that nobody who reads them learns who
    asked, nor who asked twice.
    """
    return hashlib.sha256(f"{answer_id} {name}".encode()).hexdigest()
