"""A message that shows how far a long piece of work is, until it is done.

It is the reply to the interaction for as long as Discord lets that be edited, fifteen minutes, and a message in the
channel from then on.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.messages import OutgoingMessage
from bot.views import NO_MENTIONS, embeds_of, view_of

EVERY_SECONDS = 1.0
TOKEN_SECONDS = 14 * 60.0
"""Of the fifteen minutes that Discord takes edits for, by the token of an interaction."""

_log = logging.getLogger(__name__)


class ProgressMessage:
    """Nothing that Discord does to it stops the work that it tells of."""

    def __init__(self, interaction: discord.Interaction[Any], *, token_seconds: float = TOKEN_SECONDS) -> None:
        self._interaction = interaction
        self._expires = asyncio.get_running_loop().time() + token_seconds
        self._in_channel: discord.Message | None = None
        self._lost = False

    async def follow(self, work: "asyncio.Future[Any]", shown: Callable[[], OutgoingMessage]) -> None:
        """Shows how far `work` is, no more often than once a second, until it is done, however it ends."""
        last: OutgoingMessage | None = None
        while not work.done():
            message = shown()
            if message != last:
                await self._show(message)
                last = message
            await asyncio.wait({work}, timeout=EVERY_SECONDS)

    async def end(self, messages: Sequence[OutgoingMessage]) -> None:
        """What came of it: the first message takes the place of the progress, the others follow."""
        first, *others = messages
        await self._show(first)
        for message in others:
            await self._send(message)

    async def _show(self, message: OutgoingMessage) -> None:
        try:
            if self._in_channel is not None:
                await self._in_channel.edit(
                    content=message.content or None,
                    embeds=embeds_of(message),
                    view=view_of(message),
                    allowed_mentions=NO_MENTIONS,
                )
            elif self._is_open:
                await self._interaction.edit_original_response(
                    content=message.content or None,
                    embeds=embeds_of(message),
                    view=view_of(message),
                    allowed_mentions=NO_MENTIONS,
                )
            elif not self._lost:
                self._in_channel = await self._say_in_channel(message)
        except (discord.HTTPException, OSError) as error:
            _log.warning("the progress of a reload could not be shown: %s", error)
            # Of a channel that does not take messages there is no use in asking again.
            self._lost = self._lost or not self._is_open

    async def _send(self, message: OutgoingMessage) -> None:
        try:
            if self._is_open:
                await self._interaction.followup.send(
                    content=message.content,
                    embeds=embeds_of(message),
                    view=view_of(message) or discord.utils.MISSING,
                    ephemeral=True,
                    allowed_mentions=NO_MENTIONS,
                    wait=True,
                )
            elif not self._lost:
                await self._say_in_channel(message)
        except (discord.HTTPException, OSError) as error:
            _log.warning("what came of a reload could not be shown: %s", error)

    async def _say_in_channel(self, message: OutgoingMessage) -> discord.Message:
        assert self._interaction.channel_id is not None
        channel = self._interaction.client.get_partial_messageable(self._interaction.channel_id)
        sent: discord.Message = await channel.send(
            content=message.content or None,
            embeds=embeds_of(message),
            view=view_of(message) or discord.utils.MISSING,
            allowed_mentions=NO_MENTIONS,
        )
        return sent

    @property
    def _is_open(self) -> bool:
        return asyncio.get_running_loop().time() < self._expires
