"""Where in Discord something is done, which says what is seen there."""

from dataclasses import dataclass
from typing import Any

import discord

from retrieval.domain import DIRECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Vantage:
    """A channel and the person who does something there. `guild_id` is `DIRECT` in a direct message, and where only the
    person has brought the bot along. `channel_ids` are the channel and what it is in, as a thread is in a channel; None
    where that is not known.
    """

    person_id: int
    guild_id: int = DIRECT
    channel_id: int = 0
    channel_ids: frozenset[int] | None = None


def vantage_of(done: discord.Interaction[Any] | discord.Message) -> Vantage:
    """Return the place of an interaction or a message."""
    person = done.user if isinstance(done, discord.Interaction) else done.author
    guild = done.guild_id if isinstance(done, discord.Interaction) else done.guild and done.guild.id
    client: Any = done.client if isinstance(done, discord.Interaction) else None
    channel_id = done.channel_id if isinstance(done, discord.Interaction) else done.channel.id
    if not guild or (client is not None and client.get_guild(guild) is None):
        return Vantage(person_id=person.id, channel_id=channel_id or 0)
    channel_ids = _channel_ids(done.channel)
    return Vantage(person_id=person.id, guild_id=guild, channel_id=channel_id or 0, channel_ids=channel_ids)


def _channel_ids(channel: object) -> frozenset[int] | None:
    if isinstance(channel, discord.Thread):
        return frozenset({channel.id, channel.parent_id})
    return frozenset({channel.id}) if isinstance(channel, discord.abc.GuildChannel) else None
