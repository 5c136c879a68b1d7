"""The menus of messages: what to do with somebody's message."""

from typing import Any

import discord
from discord import app_commands

from bot.cards.checked import text_messages
from bot.cards.message import OutgoingMessage
from bot.library import Library
from bot.listening.heard import text_of
from bot.replying.asking import Asking
from bot.replying.privacy import is_private_place
from bot.text import talk, words
from bot.vantage import vantage_of

MessageMenu = app_commands.ContextMenu


def answer_this(asking: Asking) -> MessageMenu:
    """Return the menu that answers a message, whoever wrote it."""

    async def answer(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        question = text_of(message, interaction.client.user)
        if not question:
            await asking.desk.delivery.send_line(interaction, talk.NO_TEXT_IN_IT)
            return
        after = None
        if message.reference is not None and message.reference.message_id is not None:
            after = asking.conversations.reply_to(message.reference.message_id, vantage_of(interaction))
        await asking.answer(interaction, question, after=after, ephemeral=is_private_place(interaction))

    return app_commands.ContextMenu(name=words.ANSWER_THIS.name, callback=answer)


def check_against_sources(asking: Asking, library: Library) -> MessageMenu:
    """Return the menu that holds a message, whoever wrote it, against the documents, for whoever asked alone."""

    async def check(interaction: discord.Interaction[Any], message: discord.Message) -> None:
        text = text_of(message, interaction.client.user)
        if not text:
            await asking.desk.delivery.send_line(interaction, talk.NO_TEXT_IN_IT)
            return
        place = vantage_of(interaction)

        def work() -> list[OutgoingMessage]:
            return text_messages(library.seen_from(place).check_text(text))

        await asking.desk.reply(interaction, asking.desk.questions, work, ephemeral=True)

    return app_commands.ContextMenu(name=words.CHECK_AGAINST_SOURCES.name, callback=check)


def menus(asking: Asking, library: Library) -> list[MessageMenu]:
    """Return all of them."""
    return [answer_this(asking), check_against_sources(asking, library)]
