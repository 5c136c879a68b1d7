"""Messages as discord.py sends them. Buttons hold all they need in their custom id, so they live through a restart.

What a press does is not known here: it is announced as an event with the interaction and the key, and a cog listens.
"""

from typing import Any

import discord

from bot.cards.message import Block, Button, ButtonRow, Divider, OutgoingMessage, Section, Text

NO_MENTIONS = discord.AllowedMentions.none()

_Item = discord.ui.Item[discord.ui.LayoutView]


def layout_of(message: OutgoingMessage) -> discord.ui.LayoutView:
    """Return the message as a view, which never times out."""
    view = discord.ui.LayoutView(timeout=None)
    items = [_item(block) for block in message.blocks]
    if message.colour is None:
        for item in items:
            view.add_item(item)
    else:
        view.add_item(discord.ui.Container(*items, accent_colour=message.colour))
    # discord.py is not to keep it and listen for presses: `press_of` knows them, also those of an earlier process.
    view.stop()
    return view


def components_of(message: OutgoingMessage) -> list[dict[str, Any]]:
    """Return the message's components as they are sent."""
    found: list[dict[str, Any]] = layout_of(message).to_components()  # type: ignore[no-untyped-call] # as the library has it
    return found


def _item(block: Block) -> _Item:
    match block:
        case Text():
            return discord.ui.TextDisplay(block.markdown)
        case Section():
            return discord.ui.Section(*(text.markdown for text in block.texts), accessory=_button(block.button))
        case Divider():
            return discord.ui.Separator(visible=True, spacing=discord.SeparatorSpacing.small)
        case ButtonRow():
            return discord.ui.ActionRow(*map(_button, block.buttons))


def _button(button: Button) -> discord.ui.Button[Any]:
    if isinstance(button.does, str):
        return discord.ui.Button(label=button.label, url=button.does, disabled=button.disabled)
    style = discord.ButtonStyle.secondary
    if button.is_danger:
        style = discord.ButtonStyle.danger
    elif button.stands_out:
        style = discord.ButtonStyle.primary
    return discord.ui.Button(label=button.label, custom_id=button.does.custom_id, disabled=button.disabled, style=style)
