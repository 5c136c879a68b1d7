"""The channels of the fake's guilds, threads, and direct messages, and what the bot may do in each.

Channels Resource, "Channel Object" and "Thread Metadata Object"; Topics, "Permissions" and "Threads".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.discord.fake.api_errors import (
    ArchivedThreadError,
    MissingAccessError,
    MissingPermissionsError,
    NoTextChannelError,
    UnknownChannelError,
)
from tests.discord.fake.world import BOT, GUILDS, MEMBER_PERMISSIONS, OWNER, Json, User

TEXT, DM, VOICE, ANNOUNCEMENT, STAGE, DIRECTORY, FORUM = 0, 1, 2, 5, 13, 14, 15
GROUP_DM = 3
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 10, 11, 12
THREADS = (ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)
WITHOUT_MESSAGES = (FORUM, DIRECTORY)
"""The kinds of channels that hold no messages of their own."""

# Topics, "Bitwise Permission Flags".
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
CREATE_PUBLIC_THREADS = 1 << 35
SEND_MESSAGES_IN_THREADS = 1 << 38


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A channel or a thread; `denied` is what the bot may not do there, and in threads of it."""

    id: int
    kind: int
    name: str = "channel"
    guild_id: int | None = None
    denied: int = 0
    parent: "Channel | None" = None
    owner: User = OWNER
    recipient: User | None = None
    archived: bool = False
    locked: bool = False
    requires_tag: bool = False

    @property
    def bot_permissions(self) -> int:
        return MEMBER_PERMISSIONS & ~(self.parent.denied if self.parent is not None else self.denied)

    def payload(self) -> Json:
        """Return it as the gateway and the API tell of it."""
        if self.recipient is not None:
            return {"id": str(self.id), "type": DM, "flags": 0, "recipients": [self.recipient.payload()]}
        common = {"id": str(self.id), "guild_id": str(self.guild_id), "type": self.kind, "name": self.name, "flags": 0}
        if self.parent is not None:
            metadata = {
                "archived": self.archived,
                "locked": self.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2024-01-01T00:00:00+00:00",
            }
            counts = dict.fromkeys(("message_count", "member_count", "total_message_sent"), 0)
            owner = {"parent_id": str(self.parent.id), "owner_id": str(self.owner.id)}
            return {**common, **owner, **counts, "thread_metadata": metadata, "last_message_id": None}
        denial = {"id": str(BOT.id), "type": 1, "allow": "0", "deny": str(self.denied)}
        return {
            **common,
            "flags": 1 << 4 if self.requires_tag else 0,
            "position": 0,
            "permission_overwrites": [denial] if self.denied else [],
            "parent_id": None,
            "nsfw": False,
            "last_message_id": None,
            **({"available_tags": []} if self.kind == FORUM else {}),
            **({"bitrate": 64000, "user_limit": 0} if self.kind in (VOICE, STAGE) else {}),
        }


class ChannelBook:
    """The channels that there are."""

    def __init__(self) -> None:
        self._channels = {
            guild.channel_id: Channel(id=guild.channel_id, kind=TEXT, name="general", guild_id=guild.id)
            for guild in GUILDS
        }
        self.closed_to: set[int] = set()
        """The ids of people who take no direct messages of the bot."""

    def add(self, channel: Channel) -> Channel:
        self._channels[channel.id] = channel
        return channel

    def remove(self, channel: Channel) -> None:
        del self._channels[channel.id]

    def get(self, channel_id: int) -> Channel:
        """Return a channel, or raise UnknownChannelError."""
        if channel_id not in self._channels:
            raise UnknownChannelError
        return self._channels[channel_id]

    def find(self, channel_id: int) -> Channel | None:
        return self._channels.get(channel_id)

    def dm(self, user: User) -> Channel:
        """Return the direct messages with somebody."""
        known = self._channels.get(user.dm_channel_id)
        return known or self.add(Channel(id=user.dm_channel_id, kind=DM, recipient=user))

    def of_guild(self, guild_id: int) -> Iterator[Channel]:
        return (channel for channel in self._channels.values() if channel.guild_id == guild_id)

    def guild_payload(self, guild_id: int) -> Json:
        """Return the channels and the active threads of a guild, as "Guild Create" has them."""
        channels = list(self.of_guild(guild_id))
        return {
            "channels": [channel.payload() for channel in channels if channel.parent is None],
            "threads": [channel.payload() for channel in channels if channel.parent and not channel.archived],
        }

    def check(self, channel: Channel, *needed: int) -> None:
        """Check that the bot may do something. Raises an ApiError."""
        if channel.recipient is not None:
            return
        if not channel.bot_permissions & VIEW_CHANNEL:
            raise MissingAccessError
        if any(not channel.bot_permissions & permission for permission in needed):
            raise MissingPermissionsError

    def check_sending(self, channel: Channel) -> None:
        """Check that the bot may send messages there. Raises an ApiError."""
        if channel.kind in WITHOUT_MESSAGES:
            raise NoTextChannelError
        self.check(channel, SEND_MESSAGES_IN_THREADS if channel.kind in THREADS else SEND_MESSAGES)
        if channel.locked:
            raise ArchivedThreadError
