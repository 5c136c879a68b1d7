"""Messages as discord.py sends them. Buttons hold all they need in their custom id, so they live through a restart.

What a press does is not known here: it is announced as an event with the interaction and the key, and a cog listens.
"""

import re
from typing import Any, ClassVar, Self

import discord

from bot.messages import Button, CancelKey, Key, LogKey, OutgoingEmbed, OutgoingMessage, PageKey, RemovalKey, SourceKey

NO_MENTIONS = discord.AllowedMentions.none()


class KeyButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"(?!)"):
    """Announces its press as `event`, with the key that its custom id holds."""

    key_type: ClassVar[type[Key]]
    event: ClassVar[str]

    def __init__(self, item: discord.ui.Button[discord.ui.View], key: Key) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item, cls.key_type.of_match(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch(self.event, interaction, self.key)


class SourceButton(KeyButton, template=SourceKey.TEMPLATE):
    """Opens the source of a statement."""

    key_type, event = SourceKey, "source_pressed"


class PageButton(KeyButton, template=PageKey.TEMPLATE):
    """Turns a page of a document or of the list of documents."""

    key_type, event = PageKey, "page_pressed"


class LogButton(KeyButton, template=LogKey.TEMPLATE):
    """Turns a page of the log of changes."""

    key_type, event = LogKey, "log_pressed"


class CancelButton(KeyButton, template=CancelKey.TEMPLATE):
    """Stops what is at work on the corpus."""

    key_type, event = CancelKey, "cancel_pressed"


class RemovalButton(KeyButton, template=RemovalKey.TEMPLATE):
    """Removes a document, or keeps it."""

    key_type, event = RemovalKey, "removal_pressed"


DYNAMIC_ITEMS = (SourceButton, PageButton, LogButton, CancelButton, RemovalButton)
"""To be made known to the client, for buttons that an earlier process has sent."""


def embeds_of(message: OutgoingMessage) -> list[discord.Embed]:
    return [_embed(embed) for embed in message.embeds]


def view_of(message: OutgoingMessage) -> discord.ui.View | None:
    """The buttons, which never time out; None where there are none."""
    if not message.buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in message.buttons:
        view.add_item(_item(button))
    return view


def _embed(embed: OutgoingEmbed) -> discord.Embed:
    shown = discord.Embed(title=embed.title or None, description=embed.description, colour=embed.colour)
    return shown.set_footer(text=embed.footer) if embed.footer else shown


def _item(button: Button) -> discord.ui.Item[Any]:
    if isinstance(button.does, str):
        return discord.ui.Button(label=button.label, url=button.does, disabled=button.disabled)
    style = discord.ButtonStyle.danger if button.is_grave else discord.ButtonStyle.secondary
    inner: discord.ui.Button[discord.ui.View] = discord.ui.Button(
        label=button.label, custom_id=button.does.custom_id, disabled=button.disabled, style=style
    )
    kind = next(one for one in DYNAMIC_ITEMS if one.key_type is type(button.does))
    return kind(inner, button.does)
