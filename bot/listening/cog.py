"""Listens to what people write: answers what is meant for the bot, and deletes an answer with its question."""

import logging
from collections import OrderedDict
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import discord
from discord.ext import commands

from bot.errors import LeavingError, TooManyAtOnceError, UndeliveredError, WithdrawnError
from bot.listening.heard import Heard, Occasion, heard_in
from bot.listening.lacking import Lacks, lacking_permission, may_refer
from bot.listening.ways import ChannelSettings, ChannelWays, NowhereByItself
from bot.replying.asking import Asking
from bot.replying.conversations import Look, first_known
from bot.replying.queue import COOL_DOWN_SECONDS
from bot.replying.send import NOT_DELIVERED, delete_message, log_text, react
from bot.replying.to_message import MessageRequest
from bot.text import talk
from bot.vantage import vantage_of
from retrieval.domain import WhenUnsure

EDITED_WITHIN = timedelta(minutes=1)
"""The time after which an edit makes no question of a message any more: what is said has gone on."""
REMEMBERED_MESSAGES = 10_000
"""The messages that are known to have been heard, the latest ones; those that were answered are in the records."""
NOT_SURE = "\N{SPEECH BALLOON}"
"""The reaction to a question that nobody asked the bot, and that it has no answer to."""

_log = logging.getLogger(__name__)


class ListeningCog(commands.Cog):
    """Answers messages. Each is answered once, whatever becomes of it."""

    def __init__(self, bot: commands.Bot, asking: Asking, settings: ChannelSettings | None = None) -> None:
        self.settings = settings or NowhereByItself()
        self._bot = bot
        self._asking = asking
        self._lacks = Lacks()
        self._heard: OrderedDict[int, None] = OrderedDict()
        self._under_way: dict[int, MessageRequest] = {}
        self._cooling: dict[int, int] = {}
        self._without_content: set[int] = set()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot."""
        heard = self._heard_in(message)
        if heard is not None and self._take(message.id):
            await self._reply(message, heard)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer a message that became a question by an edit just after it was written, unless it was one before."""
        message = payload.message
        if message.edited_at is None or message.edited_at - message.created_at > EDITED_WITHIN:
            return
        heard = self._heard_in(message)
        if heard is None or message.id in self._heard or await self._asking.conversations.is_answered(message.id):
            return
        if self._take(message.id):
            await self._reply(message, heard)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answer to a question that was deleted."""
        await self._delete_answers({payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers to questions that were deleted."""
        await self._delete_answers(payload.message_ids)

    def ways_of(self, message: discord.Message) -> ChannelWays:
        """Return the ways of the channel that a message is in."""
        if message.guild is None:
            return ChannelWays()
        channel = message.channel
        above = channel.parent_id if isinstance(channel, discord.Thread) else None
        ids = [channel.id] if above is None else [channel.id, above]
        return self.settings.ways(message.guild.id, ids)

    def _heard_in(self, message: discord.Message) -> Heard | None:
        me, ways = self._bot.user, self.ways_of(message)
        if ways.answers_here and not self._bot.intents.message_content:
            self._log_needs_content(message.channel.id)
        return None if me is None else heard_in(message, me, ways)

    def _log_needs_content(self, channel_id: int) -> None:
        """Log once for a channel that the bot is not sent what people write there."""
        if channel_id not in self._without_content:
            self._without_content.add(channel_id)
            _log.warning("channel %d: the bot answers by itself there only with MESSAGE_CONTENT=True", channel_id)

    def _take(self, message_id: int) -> bool:
        """Return whether a message was not heard before."""
        if message_id in self._heard:
            return False
        self._heard[message_id] = None
        if len(self._heard) > REMEMBERED_MESSAGES:
            self._heard.popitem(last=False)
        return True

    async def _reply(self, message: discord.Message, heard: Heard) -> None:
        """See a message through to a reply, or to nothing where nobody has asked the bot."""
        is_unasked = heard.occasion.is_unasked
        lacking = lacking_permission(message)
        if lacking is not None:
            if not is_unasked:
                await self._lacks.tell(message, lacking)
            return
        request = MessageRequest(self._bot, message, is_quiet=is_unasked, refers=may_refer(message))
        self._under_way[message.id] = request
        try:
            await self._answer(request, heard)
        except WithdrawnError:
            _log.info("%s was deleted before it was answered", request.name)
        except UndeliveredError:
            # A bot that leaves gives up what it sends, wherever that is: the desk tells of it, or the next process.
            if not (is_unasked or self._asking.desk.is_leaving):
                await self._lacks.tell(message)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is told
            await self._explain(request, error)
        finally:
            del self._under_way[message.id]
        if request.is_withdrawn:
            await self._delete(request.channel_id, request.state.message_ids)

    async def _answer(self, request: MessageRequest, heard: Heard) -> None:
        """Answer a question, or say how to ask one. Raises as `Asking.answer` does."""
        if not heard.question:
            # Whoever mentions the bot itself has written that at least.
            is_by_role = heard.occasion is Occasion.MENTION and not request.message.content
            line = talk.ROLE_MENTIONED if is_by_role else talk.HOW_TO_ASK
            await self._asking.desk.delivery.send_line(request, line)
            return
        after = self._before(request.message, heard.occasion)
        is_answer = await self._asking.answer(
            request, heard.question, after=after, only_answers=heard.occasion.is_unasked
        )
        if heard.occasion.is_unasked and not is_answer:
            # An edit may still turn to the bot.
            self._heard.pop(request.id, None)
            if self.ways_of(request.message).when_unsure is WhenUnsure.REACT:
                await self._react(request.message)

    def _before(self, message: discord.Message, occasion: Occasion) -> Look | None:
        """Return what looks up what was said before a message, where it follows something."""
        if occasion.is_unasked:
            return None
        conversations, place = self._asking.conversations, vantage_of(message)
        there = conversations.in_channel(message.channel, place)
        if message.reference is None or message.reference.message_id is None:
            return there
        return first_known(conversations.reply_to(message.reference.message_id, place), there)

    async def _explain(self, request: MessageRequest, error: Exception) -> None:
        """Say what went wrong; who asks too often is told so once, until they may ask again."""
        if isinstance(error, TooManyAtOnceError):
            if self._cooling.get(request.person_id) == error.again_at:
                return
            # Those who cool down longest were told last: the others have been let in again.
            self._cooling = {
                person: at for person, at in self._cooling.items() if at + COOL_DOWN_SECONDS > error.again_at
            }
            self._cooling[request.person_id] = error.again_at
        if request.is_quiet:
            if not isinstance(error, LeavingError):
                _log.info("%s not answered: %s", request.name, type(error).__name__)
            return
        await self._asking.desk.explain(request, error)

    async def _react(self, message: discord.Message) -> None:
        try:
            await react(message, NOT_SURE)
        except NOT_DELIVERED as error:
            _log.info("message %s: no reaction: %s", message.id, log_text(error))

    async def _delete_answers(self, message_ids: Collection[int]) -> None:
        """Delete the answers to messages that were deleted; those under way are not sent."""
        for message_id in message_ids:
            request = self._under_way.get(message_id)
            if request is not None:
                request.withdraw()
                await self._delete(request.channel_id, request.state.message_ids)
        for answer in await self._asking.conversations.deleted(message_ids):
            await self._delete(answer.channel_id, answer.message_ids)

    async def _delete(self, channel_id: int, message_ids: Collection[int]) -> None:
        channel: Any = self._bot.get_partial_messageable(channel_id)
        for message_id in message_ids:
            try:
                await delete_message(channel, message_id)
            except NOT_DELIVERED as error:
                _log.info("an answer could not be deleted with its question: %s", log_text(error))
