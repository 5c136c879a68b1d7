"""What somebody did that is replied to, whatever it was: how its reply is sent is behind one protocol."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.cards.message import OutgoingMessage
from bot.replying.first_response import FirstResponses
from bot.replying.open_replies import OpenReply
from bot.vantage import Vantage

Send = Callable[[], Awaitable[None]]
"""Sends one request to Discord. Raises what `NOT_DELIVERED` lists."""


@dataclass(slots=True)
class ReplyState:
    """The state of a reply: whether Discord took a first response, whether that the bot is thinking is what the person
    sees, under which id the answer is kept, and the ids of the messages that it stands in.
    """

    is_acknowledged: bool = False
    is_thinking: bool = False
    receipt_id: str | None = None
    message_ids: list[int] = field(default_factory=list)

    def note(self, message_id: int) -> None:
        """Note that the reply, or a part of it, stands in a message."""
        if message_id not in self.message_ids:
            self.message_ids.append(message_id)


class Request(Protocol):
    """An interaction or a message. Its reply has a place, which is written over for as long as work goes on. What goes
    wrong is said beside it to the person alone, or with `says_in_place` there too: nothing can be private.

    `person_id` is whose it is. Nothing is shown of the work on one that `is_quiet`, and nothing sent to one that
    `is_withdrawn`: the person has taken it back.
    """

    says_in_place: bool
    is_quiet: bool
    is_withdrawn: bool

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str:
        """What it is called in the log."""
        ...

    @property
    def person_id(self) -> int: ...

    @property
    def channel_id(self) -> int: ...

    @property
    def guild_id(self) -> int:
        """The server that it is from; 0 outside of any."""
        ...

    @property
    def asked_from(self) -> Vantage:
        """Where it was done, which says what is seen there."""
        ...

    @property
    def trigger_id(self) -> int | None:
        """The message that it is; None of an interaction."""
        ...

    @property
    def created_at(self) -> datetime: ...

    @property
    def state(self) -> ReplyState: ...

    def open_reply(self) -> OpenReply:
        """Return what the next process needs to tell the person, where this one is killed."""
        ...

    async def acknowledge(self, first: FirstResponses, *, ephemeral: bool, thinking: bool) -> bool:
        """Show that it was heard. Return whether Discord took that, or may have. Raises UndeliveredError where nothing
        can be said there.
        """
        ...

    async def keep_waiting(self) -> None:
        """Show that it is still worked on, where Discord forgets that by itself. Raises as a request does."""
        ...

    async def respond(self, first: FirstResponses, message: OutgoingMessage) -> bool:
        """Send a line as the first response, to the person alone. Return whether it arrived, or may have."""
        ...

    async def put(self, message: OutgoingMessage) -> None:
        """Write a message in the place of the reply. Raises as a request does."""
        ...

    def following(self, message: OutgoingMessage, *, ephemeral: bool) -> Send:
        """Return what sends a message below the reply."""
        ...

    async def take_back(self) -> None:
        """Delete what stands in the place of the reply. Raises as a request does."""
        ...

    def may_pass(self, error: Exception) -> bool:
        """Return whether the same may be taken another time."""
        ...

    @property
    def puts_once(self) -> bool:
        """Whether what is put into the place stands there once, however often it is sent."""
        ...

    @property
    def follows_once(self) -> bool:
        """Whether what follows stands there once, however often it is sent."""
        ...
