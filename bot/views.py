"""Messages as discord.py sends them. Buttons hold all they need in their custom id, so they live through a restart.

What a press does is not known here: it is announced as the event `source_pressed`, `page_pressed` or `log_pressed`,
with the interaction and the key, and a cog listens.
"""

import re
from typing import Any, Self

import discord

from bot.messages import Button, LogKey, OutgoingEmbed, OutgoingMessage, PageKey, SourceKey

NO_MENTIONS = discord.AllowedMentions.none()


class SourceButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=SourceKey.TEMPLATE):
    """Opens the source of a statement."""

    def __init__(self, item: discord.ui.Button[discord.ui.View], key: SourceKey) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item, SourceKey.of_match(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("source_pressed", interaction, self.key)


class PageButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=PageKey.TEMPLATE):
    """Turns a page of a document or of the list of documents."""

    def __init__(self, item: discord.ui.Button[discord.ui.View], key: PageKey) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item, PageKey.of_match(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("page_pressed", interaction, self.key)


class LogButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=LogKey.TEMPLATE):
    """Turns a page of the log of changes."""

    def __init__(self, item: discord.ui.Button[discord.ui.View], key: LogKey) -> None:
        super().__init__(item)
        self.key = key

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item, LogKey.of_match(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        interaction.client.dispatch("log_pressed", interaction, self.key)


DYNAMIC_ITEMS = (SourceButton, PageButton, LogButton)
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
    match button.does:
        case SourceKey() as key:
            return SourceButton(_button(button, key.custom_id), key)
        case PageKey() as key:
            return PageButton(_button(button, key.custom_id), key)
        case LogKey() as key:
            return LogButton(_button(button, key.custom_id), key)
        case url:
            return discord.ui.Button(label=button.label, url=url, disabled=button.disabled)


def _button(button: Button, custom_id: str) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(label=button.label, custom_id=custom_id, disabled=button.disabled)
