"""Messages as discord.py sends them. Buttons hold all they need in their custom id, so they live through a restart.

What a press does is not known here: it is announced as an event with the interaction and the key, and a cog listens.
"""

import re
from collections.abc import Mapping
from typing import Any

import discord

from bot.buttons.keys import CancelKey, Key, LogKey, PageKey, RemovalKey, SourceKey
from bot.buttons.table import Press
from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage

NO_MENTIONS = discord.AllowedMentions.none()

EVENTS: Mapping[type[Key], str] = {
    SourceKey: "source_pressed",
    PageKey: "page_pressed",
    LogKey: "log_pressed",
    CancelKey: "cancel_pressed",
    RemovalKey: "removal_pressed",
}
"""The name of the event that the press of a button is announced as, by its key."""
_TEMPLATES = {kind: re.compile(kind.TEMPLATE) for kind in EVENTS}


def press_of(custom_id: str) -> Press | None:
    """Return the press of a button with this id; None where it is of no kind that is known."""
    for kind, event in EVENTS.items():
        match = _TEMPLATES[kind].fullmatch(custom_id)
        if match is not None:
            return Press(event, kind.of_match(match))
    return None


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
