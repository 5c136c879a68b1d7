"""A message that shows how far a long piece of work is, until it is done.

It is the reply to the interaction for as long as Discord lets that be edited, fifteen minutes, and a message in the
channel from then on. In the channel everybody reads it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
import discord

from bot.job_pages import goes_on
from bot.messages import OutgoingMessage
from bot.views import NO_MENTIONS, embeds_of, view_of

EVERY_SECONDS = 1.0
TOKEN_SECONDS = 14 * 60.0
"""Of the fifteen minutes that Discord takes edits for, by the token of an interaction."""
INVALID_WEBHOOK_TOKEN = 50027
"""Opcodes and Status Codes, "JSON Error Codes": the fifteen minutes are over."""

Shown = Callable[[bool], OutgoingMessage]
"""How far the work is; whether everybody will read it."""

_log = logging.getLogger(__name__)


class ProgressMessage:
    """Of an interaction that was acknowledged. Nothing that Discord does to it stops the work that it tells of."""

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        *,
        every_seconds: float = EVERY_SECONDS,
        token_seconds: float = TOKEN_SECONDS,
    ) -> None:
        self._interaction = interaction
        self._every_seconds = every_seconds
        self._expires = _now() + token_seconds
        self._shown_at = _now() - every_seconds
        self._in_channel: discord.Message | None = None
        self._token_refused = False
        self._lost = False

    async def follow(self, work: "asyncio.Future[Any]", shown: Shown) -> None:
        """Shows how far `work` is, no more often than once a second, until it is done, however it ends. What is done
        within a second shows none.
        """
        last: OutgoingMessage | None = None
        while not (await asyncio.wait({work}, timeout=self._every_seconds))[0]:
            message = shown(not self._is_open)
            if message != last:
                await self._show(shown)
                last = message

    async def end(self, messages: Sequence[OutgoingMessage], brief: OutgoingMessage) -> None:
        """What came of it: the first message takes the place of the progress, the others follow; in a channel it is
        `brief` alone.
        """
        await asyncio.sleep(max(0.0, self._shown_at + self._every_seconds - _now()))
        first, *others = messages
        await self._show(lambda is_public: brief if is_public else first)
        for message in others if self._is_open else ():
            await self._delivered(self._follow_up(message))

    async def _show(self, shown: Shown) -> None:
        if self._is_open:
            await self._delivered(self._edit_reply(shown(False)))
            # Discord may hold the token for over before we do; then the channel is where it goes on at once.
            if self._is_open:
                self._shown_at = _now()
                return
        if self._in_channel is not None:
            await self._delivered(self._edit_in_channel(self._in_channel, shown(True)))
        elif not self._lost:
            await self._delivered(self._move_to_channel(shown(True)))
        self._shown_at = _now()

    async def _delivered(self, sending: Awaitable[None]) -> None:
        try:
            await sending
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("interaction %s: its progress could not be shown: %s", self._interaction.id, error)
            if isinstance(error, discord.HTTPException) and error.code == INVALID_WEBHOOK_TOKEN:
                self._token_refused = True

    async def _edit_reply(self, message: OutgoingMessage) -> None:
        await self._interaction.edit_original_response(
            content=message.content or None,
            embeds=embeds_of(message),
            view=view_of(message),
            allowed_mentions=NO_MENTIONS,
        )

    async def _follow_up(self, message: OutgoingMessage) -> None:
        await self._interaction.followup.send(
            content=message.content,
            embeds=embeds_of(message),
            view=view_of(message) or discord.utils.MISSING,
            ephemeral=True,
            allowed_mentions=NO_MENTIONS,
            wait=True,
        )

    async def _move_to_channel(self, message: OutgoingMessage) -> None:
        """Where the channel takes no message, there is no use in asking it again."""
        assert self._interaction.channel_id is not None
        channel = self._interaction.client.get_partial_messageable(self._interaction.channel_id)
        self._lost = True
        try:
            self._in_channel = await channel.send(
                content=message.content or None,
                embeds=embeds_of(message),
                view=view_of(message) or discord.utils.MISSING,
                allowed_mentions=NO_MENTIONS,
            )
        finally:
            if not self._token_refused:
                await self._delivered(self._edit_reply(goes_on(in_channel=self._in_channel is not None)))

    async def _edit_in_channel(self, sent: discord.Message, message: OutgoingMessage) -> None:
        await sent.edit(
            content=message.content or None,
            embeds=embeds_of(message),
            view=view_of(message),
            allowed_mentions=NO_MENTIONS,
        )

    @property
    def _is_open(self) -> bool:
        return _now() < self._expires and not self._token_refused


def _now() -> float:
    return asyncio.get_running_loop().time()
