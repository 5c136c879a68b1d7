"""A reply that another process has left open, which is no more: how somebody is told what became of it."""

from datetime import datetime
from functools import partial
from typing import Any

import discord

from bot.cards.message import OutgoingMessage, line_message
from bot.cards.to_discord import NO_MENTIONS, layout_of
from bot.replying.open_replies import OpenReply
from bot.replying.request import Send
from bot.replying.send import edit_message, may_pass, reply_to, stands
from bot.replying.to_message import may_pass_in_channel


class LeftOpen:
    """It is told where the reply would stand, or below what may stand there."""

    is_withdrawn = False

    def __init__(self, client: discord.Client, reply: OpenReply) -> None:
        self._client = client
        self._reply = reply

    @property
    def name(self) -> str:
        return f"{'interaction' if self._reply.token else 'message'} {self._reply.id}"

    @property
    def created_at(self) -> datetime:
        return self._reply.created_at

    @property
    def tells_once(self) -> bool:
        """Whether it stands there once, however often it is told."""
        return not (self._reply.is_on_its_way and self._reply.token)

    def may_pass(self, error: Exception) -> bool:
        return may_pass(error) if self._reply.token else may_pass_in_channel(error)

    async def tell(self, line: str) -> None:
        """Tell them once. Raises what `NOT_DELIVERED` lists."""
        await self._way(line)()

    def _way(self, line: str) -> Send:
        message = line_message(line)
        if self._reply.channel_id is None:
            return partial(self._follow_up if self._reply.is_on_its_way else self._edit, message)
        return partial(self._in_channel, self._reply.channel_id, message)

    async def _in_channel(self, channel_id: int, message: OutgoingMessage) -> None:
        channel = self._client.get_partial_messageable(channel_id)
        reply = self._reply
        if reply.placed_id is not None and not reply.is_on_its_way:
            await edit_message(channel, reply.placed_id, message)
            return
        # Where the reply was sent and nobody heard that it was, this number leads to it: it is the same.
        number = 1 if reply.is_on_its_way else 0
        standing = await reply_to(channel, reply.id, message, number=number)
        if not reply.is_on_its_way and not stands(standing, message):
            await edit_message(channel, standing.id, message)

    async def _edit(self, message: OutgoingMessage) -> None:
        # The reference of the reply to an interaction, where discord.py knows ids alone.
        original: Any = "@original"
        view: Any = layout_of(message)
        await self._webhook.edit_message(
            original, view=view, allowed_mentions=NO_MENTIONS, content=None, embeds=[], attachments=[]
        )

    async def _follow_up(self, message: OutgoingMessage) -> None:
        await self._webhook.send(view=layout_of(message), ephemeral=True, allowed_mentions=NO_MENTIONS, wait=True)

    @property
    def _webhook(self) -> discord.Webhook:
        """A webhook as discord.py makes that of an interaction: a partial one sends nothing to one person alone."""
        application = discord.WebhookType.application.value
        data: Any = {"id": self._reply.application_id, "type": application, "token": self._reply.token}
        state = self._client._connection  # noqa: SLF001 - as `Interaction.followup` does
        return discord.Webhook.from_state(data, state=state)
