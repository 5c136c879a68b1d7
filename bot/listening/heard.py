"""Whether a message is meant for the bot, and what it asks. Nothing else that people say is looked at."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

import discord

from bot.listening.ways import ChannelWays

_MENTION_OF_A_USER = re.compile(r"<@!?(\d+)>")
_MENTION_OF_A_ROLE = re.compile(r"<@&(\d+)>")
_MENTION_OF_A_CHANNEL = re.compile(r"<#(\d+)>")
_ANY_MENTION = re.compile(r"<(@[!&]?\d+)>")
_CUSTOM_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_WRITTEN_BY_PEOPLE = (discord.MessageType.default, discord.MessageType.reply)


class Occasion(Enum):
    """Why the bot answers a message."""

    DIRECT = auto()
    MENTION = auto()
    REPLY = auto()
    THREAD = auto()
    CHANNEL = auto()
    POST = auto()

    @property
    def is_unasked(self) -> bool:
        """Whether nobody has asked the bot: then it says nothing where it would refuse."""
        return self in (Occasion.CHANNEL, Occasion.POST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A question that was heard. It is empty where somebody turned to the bot without one."""

    occasion: Occasion
    question: str


def heard_in(message: discord.Message, me: discord.ClientUser, ways: ChannelWays) -> Heard | None:
    """Return what a message asks the bot; None where it is not meant for it. Bots, webhooks and Discord itself are not
    listened to.
    """
    if message.author.bot or message.webhook_id is not None or message.type not in _WRITTEN_BY_PEOPLE:
        return None
    occasion = _occasion(message, me, ways)
    if occasion is None:
        return None
    question = _question(message, me)
    if not question and occasion is Occasion.MENTION:
        # "@bot" below a question of somebody else's.
        question = _question_replied_to(message, me)
    if not question and occasion not in (Occasion.DIRECT, Occasion.MENTION, Occasion.POST):
        return None
    return Heard(occasion=occasion, question=question)


def is_first_of_post(message: discord.Message) -> bool:
    """Return whether it is the message that a post of a forum begins with: it has the post's id."""
    channel = message.channel
    return (
        isinstance(channel, discord.Thread)
        and message.id == channel.id
        and isinstance(channel.parent, discord.ForumChannel)
    )


def replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that this one replies to, where Discord has sent it along."""
    resolved = message.reference.resolved if message.reference is not None else None
    return resolved if isinstance(resolved, discord.Message) else None


def text_of(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the text of a message without the mentions of the bot, other mentions as the names that people read."""
    users = {user.id: user.display_name for user in message.mentions}
    roles = {role.id: f"@{role.name}" for role in message.role_mentions}
    channels = {channel.id: f"#{channel.name}" for channel in message.channel_mentions}
    own_role = message.guild.self_role if message.guild is not None else None
    own = {f"@{me.id}", f"@!{me.id}"} | ({f"@&{own_role.id}"} if own_role is not None else set())
    text = _without_mentions_of(own, message.content)
    text = _MENTION_OF_A_USER.sub(lambda found: users.get(int(found[1]), ""), text)
    text = _MENTION_OF_A_ROLE.sub(lambda found: roles.get(int(found[1]), ""), text)
    text = _MENTION_OF_A_CHANNEL.sub(lambda found: channels.get(int(found[1]), ""), text)
    return _CUSTOM_EMOJI.sub(r"\1", text).strip()


def _without_mentions_of(mentions: Collection[str], text: str) -> str:
    """Return the text without these mentions; with one goes the comma before it, or the colon after it."""
    kept, end = "", 0
    for found in _ANY_MENTION.finditer(text):
        if found[1] in mentions:
            before = (kept + text[end : found.start()]).rstrip()
            kept, end = before[:-1].rstrip() if before.endswith((",", ":")) else before, found.end()
            if text[end : end + 1] in {",", ":"} and (end + 1 == len(text) or text[end + 1].isspace()):
                end += 1
    return kept + text[end:]


def _occasion(message: discord.Message, me: discord.ClientUser, ways: ChannelWays) -> Occasion | None:
    if message.guild is None:
        return Occasion.DIRECT if isinstance(message.channel, discord.DMChannel) else None
    earlier = replied_to(message)
    replies_to_me = earlier is not None and earlier.author.id == me.id
    if me.id in message.raw_mentions or _mentions_its_role(message):
        return Occasion.MENTION
    if replies_to_me:
        return Occasion.REPLY
    if message.reference is not None or message.raw_mentions or message.raw_role_mentions:
        # Said to somebody else.
        return None
    channel = message.channel
    if isinstance(channel, discord.Thread):
        if channel.owner_id == me.id:
            return Occasion.THREAD
        return Occasion.POST if ways.answers_here and is_first_of_post(message) else None
    return Occasion.CHANNEL if ways.answers_here else None


def _mentions_its_role(message: discord.Message) -> bool:
    """Return whether it mentions the role that Discord made for the bot, which is called as the bot is. Which roles a
    message mentions is sent where its text is not.
    """
    role = message.guild.self_role if message.guild is not None else None
    return role is not None and role in message.role_mentions


def _question(message: discord.Message, me: discord.ClientUser) -> str:
    """Return what is asked: of a post with its title."""
    text = text_of(message, me)
    if is_first_of_post(message) and isinstance(message.channel, discord.Thread):
        title = message.channel.name.strip()
        return text if text.startswith(title) else "\n".join(filter(None, (title, text)))
    return text


def _question_replied_to(message: discord.Message, me: discord.ClientUser) -> str:
    earlier = replied_to(message)
    return text_of(earlier, me) if earlier is not None and not earlier.author.bot else ""
