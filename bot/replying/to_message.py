"""A message in a channel as what is replied to: by a reply to it, which is edited in its place."""

import asyncio
import logging
from datetime import datetime

import discord

from bot.cards.message import OutgoingMessage
from bot.errors import UndeliveredError
from bot.replying.first_response import FirstResponses
from bot.replying.open_replies import OpenReply
from bot.replying.request import ReplyState, Send
from bot.replying.send import (
    NOT_DELIVERED,
    UNKNOWN_MESSAGE,
    code_of,
    delete_message,
    edit_message,
    log_text,
    reply_to,
    show_typing,
)
from bot.vantage import Vantage, vantage_of

TYPING_SECONDS = 8.0
"""The seconds after which the sign that the bot types is sent again: Discord shows it for ten (Channels Resource,
"Trigger Typing Indicator")."""
NONCE_SECONDS = 120.0
"""The seconds for which a message sent twice is taken to be there once: Discord remembers the number of one for "a few
minutes" (Message Resource, "Create Message", `enforce_nonce`)."""

_log = logging.getLogger(__name__)


class MessageRequest:
    """The `Request` of a message. One that `is_quiet` is not shown to be worked on. The reply points at the message
    where it `refers`, which takes the permission to read the history of the channel.
    """

    says_in_place = True

    def __init__(
        self, client: discord.Client, message: discord.Message, *, is_quiet: bool = False, refers: bool = True
    ) -> None:
        self.message = message
        self.state = ReplyState()
        self.is_quiet = is_quiet
        self.is_withdrawn = False
        self._client = client
        self._refers = refers
        self._channel = client.get_partial_messageable(message.channel.id)
        self._place: int | None = None
        self._tried: OutgoingMessage | None = None
        self._numbers = 0
        self._numbered_at = _now()
        self._typed_at = _now()

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def name(self) -> str:
        return f"message {self.message.id}"

    @property
    def person_id(self) -> int:
        return self.message.author.id

    @property
    def channel_id(self) -> int:
        return self.message.channel.id

    @property
    def guild_id(self) -> int:
        return self.message.guild.id if self.message.guild is not None else 0

    @property
    def trigger_id(self) -> int:
        return self.message.id

    @property
    def asked_from(self) -> Vantage:
        return vantage_of(self.message)

    @property
    def created_at(self) -> datetime:
        # An edit may have made it a question a while after it was sent.
        return self.message.edited_at or self.message.created_at

    @property
    def puts_once(self) -> bool:
        return self._place is not None or self.follows_once

    @property
    def follows_once(self) -> bool:
        return _now() - self._numbered_at < NONCE_SECONDS

    def open_reply(self) -> OpenReply:
        return OpenReply(
            id=self.message.id,
            application_id=self._client.application_id or 0,
            channel_id=self.message.channel.id,
            placed_id=self._place,
        )

    def withdraw(self) -> None:
        """Note that whoever asked has deleted the question."""
        self.is_withdrawn = True

    async def acknowledge(self, first: FirstResponses, *, ephemeral: bool, thinking: bool) -> bool:
        if not self.is_quiet:
            try:
                async with first.one_try():
                    await show_typing(self._channel)
            except NOT_DELIVERED as error:
                if not may_pass_in_channel(error):
                    raise UndeliveredError from error
                _log.warning("%s: typing could not be shown: %s", self.name, log_text(error))
            self._typed_at = _now()
        self.state.is_acknowledged = True
        self.state.is_thinking = thinking
        return True

    async def keep_waiting(self) -> None:
        if self._place is None and _now() - self._typed_at >= TYPING_SECONDS:
            self._typed_at = _now()
            await show_typing(self._channel)

    async def respond(self, _: FirstResponses, message: OutgoingMessage) -> bool:
        await self.put(message)
        return True

    async def put(self, message: OutgoingMessage) -> None:
        if self._place is not None:
            await edit_message(self._channel, self._place, message)
            return
        if self._tried is None:
            self._numbered_at = _now()
        tried, self._tried = self._tried, message
        sent = await reply_to(self._channel, self.message.id, message, refers=self._refers)
        self._place = sent.id
        self.state.note(sent.id)
        # Where another was sent and nobody heard that it was, Discord has left it as it stood.
        if tried is not None and tried != message:
            await edit_message(self._channel, self._place, message)

    def following(self, message: OutgoingMessage, *, ephemeral: bool) -> Send:
        self._numbers += 1
        number = self._numbers
        begun = False

        async def send() -> None:
            nonlocal begun
            if not begun:
                begun, self._numbered_at = True, _now()
            sent = await reply_to(self._channel, self.message.id, message, number=number, refers=False)
            self.state.note(sent.id)

        return send

    async def take_back(self) -> None:
        if self._place is not None:
            await delete_message(self._channel, self._place)

    def may_pass(self, error: Exception) -> bool:
        return may_pass_in_channel(error)


def may_pass_in_channel(error: Exception) -> bool:
    """Return whether a channel may take the same another time: what it forbids, and that it is gone, stays so."""
    if not isinstance(error, discord.HTTPException):
        return True
    return error.status == 429 or error.status >= 500 or code_of(error) == UNKNOWN_MESSAGE


def _now() -> float:
    return asyncio.get_running_loop().time()
