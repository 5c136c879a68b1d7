"""Who and what exists in the fake: the bot, two guilds with a channel each, and people."""

import itertools
import time
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

DISCORD_EPOCH_MILLISECONDS = 1_420_070_400_000
"""API Reference, "Snowflakes"."""

ATTACHMENT_SIZE_LIMIT_BYTES = 10 * 1024 * 1024
"""API Reference, "Uploading Files": the default limit of every upload."""

# Topics, "Permissions".
ADMINISTRATOR = 1 << 3
MEMBER_PERMISSIONS = 1 << 6 | 1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31 | 1 << 35 | 1 << 38
"""An ordinary member: react, view the channel and its history, send messages, links and files, use commands, create
public threads and send messages in them.
"""


class Snowflakes:
    """Makes Discord's time-ordered ids."""

    def __init__(self) -> None:
        self._increment = itertools.count()

    def next(self, age_seconds: float = 0.0) -> int:
        """Return a new id of something that happened `age_seconds` ago."""
        milliseconds = int((time.time() - age_seconds) * 1000) - DISCORD_EPOCH_MILLISECONDS
        return milliseconds << 22 | next(self._increment) & 0xFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person, or the bot itself."""

    id: int
    name: str
    bot: bool = False

    @property
    def dm_channel_id(self) -> int:
        """The channel of the direct messages between this person and the bot."""
        return self.id + 1

    def payload(self) -> Json:
        """Users Resource, "User Object"."""
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": None,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "flags": 0,
            "public_flags": 0,
            "primary_guild": None,
        }

    def member_payload(self, permissions: int | None = None) -> Json:
        """Guild Resource, "Guild Member Object"; permissions (bits) only where an interaction carries them."""
        member: Json = {
            "user": self.payload(),
            "roles": [],
            "joined_at": "2024-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
        return member if permissions is None else {**member, "permissions": str(permissions)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a user attaches to a command, and how Discord's CDN serves it.

    `stated_bytes` is the size that Discord tells where that is not how many bytes there are. The CDN answers with
    `status`; it hangs up after `cut_at` bytes, having promised them all.
    """

    filename: str
    data: bytes
    stated_bytes: int | None = None
    status: int = 200
    cut_at: int | None = None


BOT = User(id=1100000000000000000, name="bot-under-test", bot=True)
OWNER = User(id=1100000000000001000, name="owner")
ASKER = User(id=1100000000000002000, name="asker")


def person(number: int) -> User:
    """One of as many people as a test needs."""
    return User(id=1100000000000100000 + 10 * number, name=f"person-{number}")


APPLICATION_ID = BOT.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A server that the bot is in, with one text channel."""

    id: int
    name: str
    channel_id: int

    @property
    def bot_role_id(self) -> int:
        """The role that Discord has made for the bot, which is called as the bot is."""
        return self.id + 2

    def channel_payload(self) -> Json:
        """Channels Resource, "Channel Object"."""
        return {
            "id": str(self.channel_id),
            "guild_id": str(self.id),
            "type": 0,
            "name": "general",
            "position": 0,
            "permission_overwrites": [],
            "parent_id": None,
            "nsfw": False,
            "flags": 0,
            "last_message_id": None,
        }

    def payload(self) -> Json:
        """Gateway Events, "Guild Create"."""
        everyone = {"id": str(self.id), "name": "@everyone", "permissions": str(MEMBER_PERMISSIONS), "position": 0}
        # Topics, "Permissions": a role that Discord makes for a bot has tags that say whose it is.
        of_bot = {
            **everyone,
            "id": str(self.bot_role_id),
            "name": BOT.name,
            "position": 1,
            "managed": True,
            "tags": {"bot_id": str(BOT.id)},
        }
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(OWNER.id),
            "unavailable": False,
            "member_count": 3,
            "preferred_locale": "en-US",
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [everyone, of_bot],
            "channels": [self.channel_payload()],
            "members": [BOT.member_payload() | {"roles": [str(self.bot_role_id)]}],
            "presences": [],
            "threads": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


GUILD = Guild(id=1100000000000003000, name="home", channel_id=1100000000000003001)
OTHER_GUILD = Guild(id=1100000000000004000, name="elsewhere", channel_id=1100000000000004001)
GUILDS = (GUILD, OTHER_GUILD)
FOREIGN_GUILD = Guild(id=1100000000000005000, name="without the bot", channel_id=1100000000000005001)
"""A server that the bot is not in: people may bring it along."""
GROUP_CHANNEL_ID = 1100000000000006001


def guild_by_id(guild_id: int) -> Guild:
    """Return the guild, or raise LookupError."""
    for guild in GUILDS:
        if guild.id == guild_id:
            return guild
    raise LookupError(f"the bot is in no guild {guild_id}")


def application_payload() -> Json:
    """Application Resource, "Application Object"."""
    return {
        "id": str(APPLICATION_ID),
        "name": BOT.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": OWNER.payload(),
        "team": None,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": len(GUILDS),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
    }
