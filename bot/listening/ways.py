"""The ways of a channel: whether the bot answers there by itself, and what it does where it would refuse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from retrieval.domain import WhenUnsure


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWays:
    """Whether it `answers_here` what nobody asked it, and what it does `when_unsure`."""

    answers_here: bool = False
    when_unsure: WhenUnsure = WhenUnsure.SILENT


class ChannelSettings(Protocol):
    """The choices of those who look after a server."""

    def ways(self, guild_id: int, channel_ids: Sequence[int]) -> ChannelWays:
        """Return the ways of a channel, by its id and then those of what it is in; the first that has any decides.
        It is asked for every message, and so waits for nothing.
        """
        ...


class NowhereByItself:
    """The `ChannelSettings` where nobody has chosen any."""

    def ways(self, guild_id: int, channel_ids: Sequence[int]) -> ChannelWays:
        return ChannelWays()
