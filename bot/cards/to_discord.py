"""Messages as discord.py sends them. Buttons hold all they need in their custom id, so they live through a restart.

What a press does is not known here: it is announced as an event with the interaction and the key, and a cog listens.
"""

from typing import Any

import discord

from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage

NO_MENTIONS = discord.AllowedMentions.none()


def embeds_of(message: OutgoingMessage) -> list[discord.Embed]:
    return [_embed(embed) for embed in message.embeds]


def view_of(message: OutgoingMessage) -> discord.ui.View | None:
    """Return the buttons, which never time out; None where there are none."""
    if not message.buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in message.buttons:
        view.add_item(_item(button))
    # discord.py is not to keep it and listen for presses: `press_of` knows them, also those of an earlier process.
    view.stop()
    return view


def _embed(embed: OutgoingEmbed) -> discord.Embed:
    converted = discord.Embed(title=embed.title or None, description=embed.description, colour=embed.colour)
    return converted.set_footer(text=embed.footer) if embed.footer else converted


def _item(button: Button) -> discord.ui.Item[Any]:
    if isinstance(button.does, str):
        return discord.ui.Button(label=button.label, url=button.does, disabled=button.disabled)
    style = discord.ButtonStyle.danger if button.is_danger else discord.ButtonStyle.secondary
    return discord.ui.Button(label=button.label, custom_id=button.does.custom_id, disabled=button.disabled, style=style)
