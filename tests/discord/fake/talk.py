"""What people write in channels, and what of it the bot is told.

Gateway, "Message Content Intent": without it the text of a message reaches a bot only where it is mentioned, in direct
messages, and of its own. Gateway Events, "Messages"; Topics, "Threads"; Message Resource, "Message Types".
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.discord.fake.channels import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUM,
    PUBLIC_THREAD,
    TEXT,
    VIEW_CHANNEL,
    Channel,
    ChannelBook,
)
from tests.discord.fake.fake_gateway import (
    DIRECT_MESSAGES_INTENT,
    GUILD_MESSAGES_INTENT,
    GUILDS_INTENT,
    MESSAGE_CONTENT_INTENT,
    FakeGateway,
)
from tests.discord.fake.messages import DEFAULT, REPLY, Message, MessageStore
from tests.discord.fake.world import ASKER, BOT, GUILD, MEMBER_PERMISSIONS, Json, Snowflakes, User

_MENTION = re.compile(r"<@!?(\d+)>")
_CONTENT_FIELDS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
TO_BOT = f"<@{BOT.id}>"


class Talk:
    """People who write, change and delete messages, and open threads."""

    def __init__(
        self, snowflakes: Snowflakes, channels: ChannelBook, messages: MessageStore, gateway: FakeGateway
    ) -> None:
        self._snowflakes = snowflakes
        self._channels = channels
        self._messages = messages
        self._gateway = gateway
        self.typing: list[int] = []
        """The ids of the channels in which the bot has typed, in order."""
        self.reactions: dict[int, list[str]] = {}
        """The reactions of the bot, by the id of the message."""
        self.said: list[str] = []
        """What people have written, without mentions."""
        messages.tell = self.tell

    def tell(self, event: str, message: Message) -> None:
        """Tell the bot of what became of a message, as far as Discord would."""
        channel = self._channels.find(message.channel_id)
        if channel is None or message.ephemeral:
            return
        is_direct = channel.recipient is not None
        if not self._gateway.hears(DIRECT_MESSAGES_INTENT if is_direct else GUILD_MESSAGES_INTENT):
            return
        if not is_direct and not channel.bot_permissions & VIEW_CHANNEL:
            return
        where = {} if is_direct else {"guild_id": str(channel.guild_id)}
        if event == "MESSAGE_DELETE":
            self._gateway.tell(event, {"id": str(message.id), "channel_id": str(channel.id), **where})
            return
        payload = message.payload() | where
        if not is_direct and message.webhook_id is None:
            payload["member"] = message.author.member_payload(MEMBER_PERMISSIONS)
            del payload["member"]["user"], payload["member"]["permissions"]
        if not (is_direct or self._is_delivered(message) or self._gateway.hears(MESSAGE_CONTENT_INTENT)):
            payload |= _CONTENT_FIELDS
        self._gateway.tell(event, payload)

    def _is_delivered(self, message: Message) -> bool:
        return message.author == BOT or BOT in message.mentions

    def say(
        self,
        content: str,
        *,
        channel: Channel | None = None,
        user: User = ASKER,
        reply_to: Message | None = None,
        pings: bool = True,
        kind: int = DEFAULT,
        webhook_id: int | None = None,
        message_id: int | None = None,
    ) -> Message:
        """Write a message; without a channel in the home guild's. A reply pings whom it replies to unless they are
        told not to be.
        """
        where = channel or self._channels.get(GUILD.channel_id)
        if user != BOT:
            self.said.append(_MENTION.sub("", content).strip())
        pinged = [reply_to.author] if reply_to is not None and pings else []
        return self._messages.say(
            Message(
                id=message_id or self._snowflakes.next(),
                channel_id=where.id,
                kind=REPLY if reply_to is not None else kind,
                content=content,
                created=datetime.now(UTC).isoformat(),
                author=user,
                webhook_id=webhook_id,
                mentions=tuple(dict.fromkeys([*_mentioned(content), *pinged])),
                refers_to=reply_to,
            )
        )

    def direct(self, content: str, *, user: User = ASKER, **more: Any) -> Message:
        """Write a direct message to the bot."""
        return self.say(content, channel=self._channels.dm(user), user=user, **more)

    def edit(self, message: Message, content: str, *, at: datetime | None = None) -> Message:
        """Change a message."""
        edited = (at or datetime.now(UTC)).isoformat()
        mentions = tuple(dict.fromkeys([*_mentioned(content)]))
        return self._messages.say(replace(message, content=content, mentions=mentions, edited=edited))

    def unfurl(self, message: Message) -> None:
        """Have Discord show the page that a message links to: an update that nobody made."""
        self._messages.say(replace(message, embeds=({"type": "link", "url": "https://example.org"},)))

    def delete(self, message: Message) -> None:
        """Delete a message."""
        self._messages.delete(message)

    def delete_many(self, messages: Sequence[Message]) -> None:
        """Delete messages of one guild's channel at once: "Message Delete Bulk"."""
        tell, self._messages.tell = self._messages.tell, lambda _, __: None
        for message in messages:
            self._messages.delete(message)
        self._messages.tell = tell
        channel = self._channels.get(messages[0].channel_id)
        ids = [str(message.id) for message in messages]
        data = {"ids": ids, "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
        self._gateway.tell("MESSAGE_DELETE_BULK", data)

    def add_channel(self, kind: int = TEXT, *, denied: int = 0, guild_id: int = GUILD.id, **more: Any) -> Channel:
        """Make a channel, in which the bot is denied some permissions."""
        channel = Channel(id=self._snowflakes.next(), kind=kind, guild_id=guild_id, denied=denied, **more)
        self._channels.add(channel)
        self._tell_of("CHANNEL_CREATE", channel)
        return channel

    def change_channel(self, channel: Channel, **changes: Any) -> None:
        """Change a channel or thread: deny the bot something, archive or lock a thread."""
        for name, value in changes.items():
            setattr(channel, name, value)
        self._tell_of("CHANNEL_UPDATE" if channel.parent is None else "THREAD_UPDATE", channel)

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel or thread."""
        self._channels.remove(channel)
        self._tell_of("CHANNEL_DELETE" if channel.parent is None else "THREAD_DELETE", channel)

    def open_thread(
        self, parent: Channel, *, thread_id: int | None = None, owner: User = ASKER, **more: Any
    ) -> Channel:
        """Open a thread; from a message it has that one's id."""
        kind = ANNOUNCEMENT_THREAD if parent.kind == ANNOUNCEMENT else PUBLIC_THREAD
        thread = Channel(
            id=thread_id or self._snowflakes.next(),
            kind=kind,
            guild_id=parent.guild_id,
            parent=parent,
            owner=owner,
            **more,
        )
        self._channels.add(thread)
        self._tell_of("THREAD_CREATE", thread, newly_created=True)
        return thread

    def post(self, forum: Channel, title: str, content: str, *, user: User = ASKER) -> Message:
        """Post in a forum: a thread, and its first message, which has the thread's id."""
        assert forum.kind == FORUM
        thread = self.open_thread(forum, owner=user, name=title)
        return self.say(content, channel=thread, user=user, message_id=thread.id)

    def reply_of_bot(self, message: Message, content: str) -> Message:
        """Have the bot reply to a message, as a process that is no more has done."""
        return self.say(content, channel=self._channels.get(message.channel_id), user=BOT, reply_to=message)

    def written_in(self, channel: Channel) -> list[Message]:
        """Return the bot's messages in a channel, in order."""
        return self._messages.written_in(channel.id)

    def _tell_of(self, event: str, channel: Channel, **more: object) -> None:
        if self._gateway.hears(GUILDS_INTENT):
            self._gateway.tell(event, channel.payload() | more)


def _mentioned(content: str) -> list[User]:
    ids = [int(found) for found in _MENTION.findall(content)]
    return [BOT if user_id == BOT.id else User(id=user_id, name=f"user-{user_id}") for user_id in ids]
