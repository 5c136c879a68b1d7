"""The buttons below an answer that go on from it, or take it away: Follow up, Ask differently, Delete."""

import logging
from typing import Any

import discord
from discord.ext import commands

from bot.buttons.keys import AskDifferentlyKey, DeleteKey, FollowUpKey
from bot.buttons.meaning_key import MeaningKey
from bot.cards.message import line_message
from bot.errors import NotYoursError
from bot.listening.question_form import FormKey, Purpose, key_of, question_form, typed_question
from bot.permission import check_invited
from bot.replying.asking import Asking
from bot.replying.privacy import is_private_answer
from bot.replying.send import (
    NOT_DELIVERED,
    THREAD_EXISTS,
    Interaction,
    code_of,
    delete_message,
    log_text,
    open_thread,
    post,
)
from bot.text import talk
from bot.text.discord_limits import THREAD_NAME_CHARS
from bot.text.markdown import label
from bot.vantage import vantage_of

_log = logging.getLogger(__name__)

_WITH_THREADS = (discord.ChannelType.text, discord.ChannelType.news)


class FollowUpCog(commands.Cog):
    """A conversation goes on in a thread below the answer, or where none can be, by a form."""

    def __init__(self, bot: commands.Bot, asking: Asking) -> None:
        self._bot = bot
        self._asking = asking

    @commands.Cog.listener()
    async def on_follow_up_pressed(self, interaction: Interaction, _: FollowUpKey) -> None:
        """Open a thread below an answer, or a form. Raises NotInvitedError."""
        check_invited(interaction)
        message = interaction.message
        assert message is not None
        if may_open_thread(interaction):
            await self._open_thread(interaction, message)
        else:
            await self._asking.desk.open(interaction, question_form(FormKey(Purpose.FURTHER, message.id)))

    @commands.Cog.listener()
    async def on_ask_differently_pressed(self, interaction: Interaction, _: AskDifferentlyKey) -> None:
        """Open a form with the question in it. Raises NotInvitedError."""
        check_invited(interaction)
        message = interaction.message
        assert message is not None
        question = await self._asking.conversations.asked_in(message.id, vantage_of(interaction))
        await self._asking.desk.open(interaction, question_form(FormKey(Purpose.AGAIN, message.id), question))

    @commands.Cog.listener()
    async def on_meaning_pressed(self, interaction: Interaction, key: MeaningKey) -> None:
        """Ask the question that was meant. Raises NotInvitedError, UnknownReceiptError, and as `Asking.answer` does."""
        check_invited(interaction)
        question = await self._asking.meaning(key.receipt_id, key.place, vantage_of(interaction))
        await self._asking.answer(interaction, question, ephemeral=is_private_answer(interaction))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Ask what was typed into a form. Raises as `Asking.answer` does, and NotInvitedError."""
        key = key_of(interaction)
        if key is None:
            return
        check_invited(interaction)
        conversations = self._asking.conversations
        look = conversations.reply_to if key.purpose is Purpose.FURTHER else conversations.instead_of
        await self._asking.answer(
            interaction,
            typed_question(interaction),
            after=look(key.message_id, vantage_of(interaction)),
            ephemeral=is_private_answer(interaction),
        )

    @commands.Cog.listener()
    async def on_delete_pressed(self, interaction: Interaction, _: DeleteKey) -> None:
        """Delete an answer for whoever asked, and for those who may delete others' messages. Raises NotInvitedError,
        NotYoursError.
        """
        check_invited(interaction)
        message, conversations = interaction.message, self._asking.conversations
        assert message is not None
        answer = await conversations.find(message.id)
        person_id = interaction.user.id
        is_asker = _asker_of(message) == person_id if answer is None else conversations.is_asker(person_id, answer)
        is_moderator = interaction.guild_id is not None and interaction.permissions.manage_messages
        if not (is_moderator or is_asker or isinstance(interaction.channel, discord.DMChannel)):
            raise NotYoursError
        delivery = self._asking.desk.delivery
        with self._asking.desk.attending(interaction):
            if not await delivery.acknowledge(interaction):
                return
            await delivery.take_back(interaction)
        if answer is not None:
            await self._delete_others(answer.channel_id, [part for part in answer.message_ids if part != message.id])
            await conversations.forget(answer)

    async def _delete_others(self, channel_id: int, message_ids: list[int]) -> None:
        """Delete the other messages of an answer, which the press does not reach."""
        channel: Any = self._bot.get_partial_messageable(channel_id)
        for message_id in message_ids:
            try:
                await delete_message(channel, message_id)
            except NOT_DELIVERED as error:
                _log.info("a part of an answer could not be deleted: %s", log_text(error))

    async def _open_thread(self, interaction: Interaction, message: discord.Message) -> None:
        """Open a thread, and say to whoever wanted it where it is."""
        desk = self._asking.desk
        with desk.attending(interaction):
            if not await desk.delivery.acknowledge(interaction, ephemeral=True, thinking=True):
                return
            question = await self._asking.conversations.asked_in(message.id, vantage_of(interaction))
            name = label(question, THREAD_NAME_CHARS) if question else talk.THREAD_NAME
            line = talk.THREAD_OPENED.format(thread=f"<#{message.id}>")
            try:
                thread = await open_thread(message, name)
                is_heard = self._bot.intents.message_content
                await post(thread, line_message(talk.WRITE_HERE if is_heard else talk.REPLY_HERE))
            except NOT_DELIVERED as error:
                if code_of(error) != THREAD_EXISTS:
                    _log.info("no thread could be opened: %s", log_text(error))
                    line = talk.NO_THREAD
            await desk.delivery.send_line(interaction, line)


def may_open_thread(interaction: Interaction) -> bool:
    """Return whether the bot may open a thread from the message that was pressed: not in direct messages, in a thread,
    below a voice channel, from a message that one person sees alone, or where it lacks a permission.
    """
    message, channel, may = interaction.message, interaction.channel, interaction.app_permissions
    return (
        message is not None
        and not message.flags.ephemeral
        and interaction.is_guild_integration()
        and channel is not None
        and channel.type in _WITH_THREADS
        and may.create_public_threads
        and may.send_messages_in_threads
    )


def _asker_of(message: discord.Message) -> int | None:
    """Return who asked for an answer of which nothing is kept, as far as the message says so itself."""
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id
    resolved = message.reference.resolved if message.reference is not None else None
    return resolved.author.id if isinstance(resolved, discord.Message) else None
