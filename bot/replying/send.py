"""The calls of discord.py that send a message, and what its errors say of whether it arrived."""

from typing import Any

import aiohttp
import discord

from bot.cards.message import OutgoingMessage
from bot.cards.to_discord import NO_MENTIONS, embeds_of, view_of
from bot.replying.open_replies import OpenReply

Interaction = discord.Interaction[Any]

# Opcodes and Status Codes, "JSON Error Codes".
UNKNOWN_MESSAGE = 10008
UNKNOWN_INTERACTION = 10062
"""The code by which Discord says that an interaction was not acknowledged in time."""
ALREADY_ACKNOWLEDGED = 40060
INVALID_WEBHOOK_TOKEN = 50027
"""The fifteen minutes are over."""

NOT_DELIVERED = (discord.HTTPException, aiohttp.ClientError, OSError)
"""The errors that a request to Discord raises where it was not delivered; TimeoutError is an OSError."""

_NOT_FOR_NOW = (403, 404, 429)
"""The statuses that Discord answers at random just after an acknowledgement, and where it is asked too often."""


# First responses.


async def defer(interaction: Interaction, *, ephemeral: bool, thinking: bool) -> None:
    await interaction.response.defer(ephemeral=ephemeral, thinking=thinking)


async def open_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    await interaction.response.send_modal(form)


async def respond(interaction: Interaction, message: OutgoingMessage) -> None:
    """Send a message to the person alone, at once."""
    await interaction.response.send_message(message.content, ephemeral=True, allowed_mentions=NO_MENTIONS)


# Responses after the first.


async def edit_reply(interaction: Interaction, message: OutgoingMessage) -> None:
    await interaction.edit_original_response(
        content=message.content or None,
        embeds=embeds_of(message),
        view=view_of(message),
        allowed_mentions=NO_MENTIONS,
    )


async def follow_up(interaction: Interaction, message: OutgoingMessage, *, ephemeral: bool) -> None:
    """Send a message after the first. The first after an acknowledgement takes the place of "is thinking", if it stands
    there still.
    """
    await interaction.followup.send(
        content=message.content,
        embeds=embeds_of(message),
        view=view_of(message) or discord.utils.MISSING,
        ephemeral=ephemeral,
        allowed_mentions=NO_MENTIONS,
        wait=True,
    )


async def take_back(interaction: Interaction) -> None:
    await interaction.delete_original_response()


# Replies that another process has left open.


async def edit_left(client: discord.Client, reply: OpenReply, line: str) -> None:
    # The reference of the reply to an interaction, where discord.py knows ids alone.
    original: Any = "@original"
    await _webhook(client, reply).edit_message(
        original,
        content=line,
        embeds=[],
        view=None,
        allowed_mentions=NO_MENTIONS,
    )


async def follow_up_left(client: discord.Client, reply: OpenReply, line: str) -> None:
    await _webhook(client, reply).send(line, ephemeral=True, allowed_mentions=NO_MENTIONS, wait=True)


def _webhook(client: discord.Client, reply: OpenReply) -> discord.Webhook:
    """Return a webhook as discord.py makes that of an interaction: a partial one sends nothing to one person alone."""
    application = discord.WebhookType.application.value
    data: Any = {"id": reply.application_id, "type": application, "token": reply.token}
    return discord.Webhook.from_state(data, state=client._connection)  # noqa: SLF001 - as `Interaction.followup` does


# Messages in a channel.


async def post(channel: discord.abc.Messageable, message: OutgoingMessage) -> discord.Message:
    """Send a message that everybody in the channel reads."""
    return await channel.send(
        content=message.content or None,
        embeds=embeds_of(message),
        view=view_of(message) or discord.utils.MISSING,
        allowed_mentions=NO_MENTIONS,
    )


async def edit_posted(sent: discord.Message, message: OutgoingMessage) -> None:
    await sent.edit(
        content=message.content or None,
        embeds=embeds_of(message),
        view=view_of(message),
        allowed_mentions=NO_MENTIONS,
    )


# The meaning of an error.


def may_pass(error: Exception) -> bool:
    """Return whether the same request may be taken another time."""
    if not isinstance(error, discord.HTTPException):
        return True
    return error.status in _NOT_FOR_NOW or error.status >= 500


def may_have_arrived(error: Exception) -> bool:
    """Return whether Discord may have done what it was asked to, all the same."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500
    return not isinstance(error, aiohttp.ClientConnectorError)


def log_text(error: Exception) -> str:
    """Return what to log of an error: without the address that was asked for, which holds the token."""
    is_of_address = isinstance(error, aiohttp.ClientResponseError | aiohttp.InvalidURL)
    return type(error).__name__ if is_of_address or not str(error) else f"{type(error).__name__}: {error}"


def code_of(error: Exception) -> int:
    return error.code if isinstance(error, discord.HTTPException) else 0
