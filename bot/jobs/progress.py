"""A message that shows how far a long piece of work is, until it is done.

It is the reply to the interaction for as long as Discord lets that be edited, fifteen minutes, and a message in the
channel from then on. In the channel everybody reads it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import discord

from bot.cards.job import goes_on
from bot.cards.message import OutgoingMessage
from bot.errors import UndeliveredError
from bot.replying.delivery import SEND_SECONDS, SHOW_SECONDS, Delivery
from bot.replying.send import INVALID_WEBHOOK_TOKEN, NOT_DELIVERED, code_of, edit_posted, edit_reply, log_text, post
from bot.replying.to_interaction import state_of

SHOWN_EVERY_SECONDS = 1.0
TOKEN_SECONDS = 14 * 60.0
"""The seconds in which edits are sent by the token of an interaction. Discord takes them for fifteen minutes."""

ShowProgress = Callable[[bool], OutgoingMessage]
"""A function that makes a message on how far the work is. It is told whether everybody will read the message."""

_log = logging.getLogger(__name__)


class ProgressMessage:
    """The message of an interaction that was acknowledged, which tells how far the work is. Nothing that Discord does
    to it stops the work that it tells of.
    """

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        delivery: Delivery,
        *,
        every_seconds: float = SHOWN_EVERY_SECONDS,
        token_seconds: float = TOKEN_SECONDS,
    ) -> None:
        self._interaction = interaction
        self._delivery = delivery
        self._every_seconds = every_seconds
        self._expires = _now() + token_seconds
        self._shown_at = _now() - every_seconds
        self._in_channel: discord.Message | None = None
        self._token_refused = False
        self._lost = False

    async def follow(self, work: "asyncio.Future[Any]", message_for: ShowProgress) -> None:
        """Show how far `work` is, no more often than once a second, until it is done, however it ends. What is done
        within a second shows none.
        """
        last: OutgoingMessage | None = None
        while not (await asyncio.wait({work}, timeout=self._every_seconds))[0]:
            message = message_for(not self._is_open)
            if message != last:
                await self._show(message_for)
                last = message

    async def end(self, messages: Sequence[OutgoingMessage], brief: OutgoingMessage) -> None:
        """Show what came of it: the first message takes the place of the progress, the others follow; in a channel it
        is `brief` alone.
        """
        await asyncio.sleep(max(0.0, self._shown_at + self._every_seconds - _now()))
        if self._is_open:
            try:
                await self._delivery.deliver(self._interaction, messages, ephemeral=True)
            except UndeliveredError:
                self._token_refused = True
        if not self._is_open:
            await self._show(lambda _: brief)

    async def _show(self, message_for: ShowProgress) -> None:
        if self._is_open:
            await self._delivered(partial(edit_reply, self._interaction, message_for(False)), SHOW_SECONDS)
            # Discord may hold the token for over before we do; then the channel is where it goes on at once.
            if self._is_open:
                self._shown_at = _now()
                return
        if self._in_channel is not None:
            await self._delivered(partial(edit_posted, self._in_channel, message_for(True)), SEND_SECONDS)
        elif not self._lost:
            await self._move_to_channel(message_for(True))
        self._shown_at = _now()

    async def _delivered(self, send: Callable[[], Awaitable[object]], seconds: float) -> None:
        """Send once, and give up after so many seconds."""
        try:
            async with self._delivery.one_try(seconds):
                await send()
        except NOT_DELIVERED as error:
            _log.warning("interaction %s: its progress could not be shown: %s", self._interaction.id, log_text(error))
            if code_of(error) == INVALID_WEBHOOK_TOKEN:
                self._token_refused = True
        else:
            state_of(self._interaction).is_thinking = False

    async def _move_to_channel(self, message: OutgoingMessage) -> None:
        """Post the progress in the channel. Where that takes no message, there is no use in asking it again."""
        self._lost = True
        await self._delivered(partial(self._post, message), SEND_SECONDS)
        if not self._token_refused:
            notice = goes_on(in_channel=self._in_channel is not None)
            await self._delivered(partial(edit_reply, self._interaction, notice), SHOW_SECONDS)

    async def _post(self, message: OutgoingMessage) -> None:
        assert self._interaction.channel_id is not None
        channel = self._interaction.client.get_partial_messageable(self._interaction.channel_id)
        self._in_channel = await post(channel, message)

    @property
    def _is_open(self) -> bool:
        return _now() < self._expires and not self._token_refused


def _now() -> float:
    return asyncio.get_running_loop().time()
