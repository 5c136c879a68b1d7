"""The calls of discord.py that send a message, and what its errors say of whether it arrived.

A message that was sent before all were of one form may have a content and embeds: each edit takes them away, or Discord
would not take its components (discord.py, `InteractionMessage.edit`).
"""

from collections.abc import Iterable, Iterator
from typing import Any

import aiohttp
import discord

from bot.cards.message import OutgoingMessage
from bot.cards.to_discord import NO_MENTIONS, layout_of

Interaction = discord.Interaction[Any]

# Opcodes and Status Codes, "JSON Error Codes".
UNKNOWN_MESSAGE = 10008
UNKNOWN_INTERACTION = 10062
"""The code by which Discord says that an interaction was not acknowledged in time."""
ALREADY_ACKNOWLEDGED = 40060
THREAD_EXISTS = 160004
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
    await interaction.response.send_message(view=layout_of(message), ephemeral=True, allowed_mentions=NO_MENTIONS)


# Responses after the first.


async def edit_reply(interaction: Interaction, message: OutgoingMessage) -> int:
    """Return the id of the message that it stands in."""
    edited = await interaction.edit_original_response(
        view=layout_of(message), allowed_mentions=NO_MENTIONS, content=None, embeds=[], attachments=[]
    )
    return edited.id


async def follow_up(interaction: Interaction, message: OutgoingMessage, *, ephemeral: bool) -> int:
    """Send a message after the first, and return its id. The first after an acknowledgement takes the place of "is
    thinking", if it stands there still.
    """
    sent: discord.WebhookMessage = await interaction.followup.send(
        view=layout_of(message),
        ephemeral=ephemeral,
        allowed_mentions=NO_MENTIONS,
        wait=True,
    )
    return sent.id


async def take_back(interaction: Interaction) -> None:
    await interaction.delete_original_response()


# Messages in a channel.


async def post(channel: discord.abc.Messageable, message: OutgoingMessage) -> discord.Message:
    """Send a message that everybody in the channel reads."""
    return await channel.send(
        view=layout_of(message),
        allowed_mentions=NO_MENTIONS,
    )


async def edit_posted(sent: discord.Message, message: OutgoingMessage) -> None:
    await sent.edit(view=layout_of(message), allowed_mentions=NO_MENTIONS, content=None, embeds=[], attachments=[])


async def reply_to(
    channel: discord.PartialMessageable,
    message_id: int,
    message: OutgoingMessage,
    *,
    number: int = 0,
    refers: bool = True,
) -> discord.Message:
    """Reply to a message of the channel, or with `refers` False send what follows that reply, and return what was
    sent. What is sent twice by one `number` within minutes is there once, as it was sent first.
    """
    reference = discord.MessageReference(message_id=message_id, channel_id=channel.id, fail_if_not_exists=False)
    referring: Any = {"reference": reference} if refers else {}
    sent: discord.Message = await channel.send(
        view=layout_of(message),
        allowed_mentions=NO_MENTIONS,
        nonce=f"{message_id}-{number}",
        **referring,
    )
    return sent


def stands(sent: discord.Message, message: OutgoingMessage) -> bool:
    """Return whether what was sent, as Discord has it, has the texts of a message."""
    return tuple(_texts_of(sent.components)) == message.texts


def _texts_of(components: Iterable[object]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _texts_of(getattr(component, "children", ()))


async def edit_message(channel: discord.PartialMessageable, message_id: int, message: OutgoingMessage) -> None:
    await channel.get_partial_message(message_id).edit(
        view=layout_of(message), allowed_mentions=NO_MENTIONS, content=None, embeds=[], attachments=[]
    )


async def delete_message(channel: discord.PartialMessageable, message_id: int) -> None:
    await channel.get_partial_message(message_id).delete()


async def open_thread(message: discord.Message, name: str) -> discord.Thread:
    """Open a thread from a message, and return it."""
    return await message.create_thread(name=name)


async def react(message: discord.Message, emoji: str) -> None:
    await message.add_reaction(emoji)


async def send_privately(person: discord.User | discord.Member, line: str) -> None:
    """Send a line of markdown as a direct message."""
    await person.send(line, allowed_mentions=NO_MENTIONS)


async def show_typing(channel: discord.PartialMessageable) -> None:
    await channel.typing()


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
