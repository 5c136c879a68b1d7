"""An interaction as what is replied to: by its token, for fifteen minutes, in public or to the person alone."""

from datetime import datetime
from functools import partial

import discord

from bot.cards.message import OutgoingMessage
from bot.replying.first_response import FirstResponses
from bot.replying.open_replies import OpenReply
from bot.replying.request import ReplyState, Request, Send
from bot.replying.send import Interaction, defer, edit_reply, follow_up, may_pass, open_form, respond, take_back
from bot.vantage import Vantage, vantage_of


class InteractionRequest:
    """The `Request` of an interaction."""

    says_in_place = False
    is_quiet = False
    is_withdrawn = False
    puts_once = True
    follows_once = False
    trigger_id = None

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction
        self.state = ReplyState()

    @property
    def id(self) -> int:
        return self.interaction.id

    @property
    def name(self) -> str:
        return f"interaction {self.interaction.id}"

    @property
    def person_id(self) -> int:
        return self.interaction.user.id

    @property
    def channel_id(self) -> int:
        return self.interaction.channel_id or 0

    @property
    def guild_id(self) -> int:
        return self.interaction.guild_id or 0

    @property
    def asked_from(self) -> Vantage:
        return vantage_of(self.interaction)

    @property
    def created_at(self) -> datetime:
        return self.interaction.created_at

    def open_reply(self) -> OpenReply:
        token = self.interaction.token
        return OpenReply(id=self.interaction.id, application_id=self.interaction.application_id, token=token)

    async def acknowledge(self, first: FirstResponses, *, ephemeral: bool, thinking: bool) -> bool:
        send = partial(defer, self.interaction, ephemeral=ephemeral, thinking=thinking)
        taken = await first.send(self.interaction, send)
        self.state.is_acknowledged |= taken
        self.state.is_thinking = taken and thinking
        return taken

    async def keep_waiting(self) -> None:
        """Discord shows it for as long as the token lives."""

    async def respond(self, first: FirstResponses, message: OutgoingMessage) -> bool:
        taken = await first.send(self.interaction, partial(respond, self.interaction, message))
        self.state.is_acknowledged |= taken
        return taken

    async def open_form(self, first: FirstResponses, form: discord.ui.Modal) -> bool:
        """Return whether the form was opened."""
        taken = await first.send(self.interaction, partial(open_form, self.interaction, form))
        self.state.is_acknowledged |= taken
        return taken

    async def put(self, message: OutgoingMessage) -> None:
        self.state.note(await edit_reply(self.interaction, message))

    def following(self, message: OutgoingMessage, *, ephemeral: bool) -> Send:
        async def send() -> None:
            self.state.note(await follow_up(self.interaction, message, ephemeral=ephemeral))

        return send

    async def take_back(self) -> None:
        await take_back(self.interaction)

    def may_pass(self, error: Exception) -> bool:
        return may_pass(error)


def request_of(asked: Interaction | Request) -> Request:
    """Return what is replied to: of an interaction always the same."""
    if not isinstance(asked, discord.Interaction):
        return asked
    return interaction_request(asked)


def interaction_request(interaction: Interaction) -> InteractionRequest:
    """Return the request that an interaction is, always the same."""
    found = interaction.extras.setdefault("request", InteractionRequest(interaction))
    assert isinstance(found, InteractionRequest)
    return found


def state_of(asked: Interaction | Request) -> ReplyState:
    return request_of(asked).state
