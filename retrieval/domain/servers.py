"""What is set for Discord servers and their channels: what may be seen there, and how the bot behaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retrieval.domain.scope import EVERYTHING, SEES_NOTHING, Scope

DIRECT = 0
"""Stands in place of a server's id for direct messages: what it is lent, everybody sees there."""


class WhenUnsure(StrEnum):
    """What the bot does where it answers unasked and would refuse: nothing, or a reaction to the message."""

    SILENT = "silent"
    REACT = "react"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChoices:
    """A channel or forum, with its threads. `chosen` narrows what its server sees. Where `unasked` is set the bot
    answers by itself, and it says what is done instead of refusing.
    """

    channel_id: int
    chosen: Scope = EVERYTHING
    unasked: WhenUnsure | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether it is as its server is."""
        return self == ChannelChoices(channel_id=self.channel_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """A server. It sees what it is `lent`, as far as its own people have `chosen` that. `language` is None where it is
    that of its locale. One that `is_first` may lend to others.
    """

    guild_id: int
    lent: Scope = SEES_NOTHING
    chosen: Scope = EVERYTHING
    language: str | None = None
    is_first: bool = False
    channels: Mapping[int, ChannelChoices] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """What is seen in it, unless a channel narrows that."""
        return self.lent & self.chosen

    @property
    def scope_of_every_channel(self) -> Scope:
        """What is seen in each of its channels: no more than anybody sees who is in it."""
        scope = self.scope
        for channel in self.channels.values():
            scope &= channel.chosen
        return scope

    def scope_in(self, channel_ids: "frozenset[int] | None") -> Scope:
        """Return what is seen in a channel, or in a thread of one: `channel_ids` are its own id and that of what it is
        in. None where it is not known which channel that is.
        """
        if channel_ids is None:
            return self.scope_of_every_channel
        scope = self.scope
        for channel_id in channel_ids & self.channels.keys():
            scope &= self.channels[channel_id].chosen
        return scope
