"""`/settings`: for those who manage a server, what it and its channels see, and how the bot behaves there."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import settings as settings_cards
from bot.cards.message import OutgoingMessage, line_message
from bot.errors import LeavingError, NotReadyError, TooBusyError
from bot.library import Library
from bot.permission import check_invited
from bot.replying.reply import Desk
from bot.seeing import Seeing
from bot.text import choosing, talk
from bot.text.discord_limits import CHOICE_CHARS, CHOICES, discord_chars
from bot.text.language import Language
from bot.text.markdown import escaped
from retrieval import EVERYTHING, FootnoteError, Scope, Viewer
from retrieval.domain import SEES_NOTHING, ChannelChoices, ServerSettings, WhenUnsure
from retrieval.ports import ServerBook

ALL, NONE = "*", "-"
"""Stand in place of names of collections, and are names of no folder that anybody would make."""
COLLECTIONS_CHARS = 1000
_ASKED, _OWN = "asked", "server"
"""Choices: to answer only when asked, and the language of the server."""

Choices = list[app_commands.Choice[str]]


class _Channels(app_commands.Transformer):
    """Takes the channels in which something can be asked. A thread is as the channel that it is in."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        return [kinds.text, kinds.voice, kinds.news, kinds.stage_voice, kinds.forum]

    async def transform(
        self, _: discord.Interaction[Any], value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        """Return the channel as it is."""
        return value


@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class SettingsCog(
    commands.GroupCog, group_name=choosing.SETTINGS.name, group_description=choosing.SETTINGS.description
):
    """Discord hides these commands by default; a server can show them to anyone, so each call is checked as well."""

    def __init__(self, desk: Desk, library: Library) -> None:
        super().__init__()
        self._desk = desk
        self._library = library

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Return True where whoever called may manage the server. Raises CheckFailure where not."""
        check_manager(interaction)
        return True

    @app_commands.command(name=choosing.SETTINGS_SHOW.name, description=choosing.SETTINGS_SHOW.description)
    async def show(self, interaction: discord.Interaction[Any]) -> None:
        await self._reply(interaction, lambda _: None)

    @app_commands.command(
        name=choosing.SETTINGS_COLLECTIONS.name, description=choosing.SETTINGS_COLLECTIONS.description
    )
    @app_commands.describe(**choosing.SETTINGS_COLLECTIONS.options)
    async def collections(
        self,
        interaction: discord.Interaction[Any],
        collections: app_commands.Range[str, 1, COLLECTIONS_CHARS],
        channel: app_commands.Transform[app_commands.AppCommandChannel, _Channels] | None = None,
    ) -> None:
        def choose(server: ServerSettings) -> str | None:
            scope, unknown = scope_typed(collections, self._names(server.lent))
            if unknown:
                return self._unknown(unknown, server.lent)
            if channel is None:
                self._book.choose(server.guild_id, scope)
            else:
                before = server.channels.get(channel.id, ChannelChoices(channel_id=channel.id))
                self._book.put_channel(server.guild_id, replace(before, chosen=scope))
            return None

        await self._reply(interaction, choose)

    @app_commands.command(name=choosing.SETTINGS_ANSWERS.name, description=choosing.SETTINGS_ANSWERS.description)
    @app_commands.describe(**choosing.SETTINGS_ANSWERS.options)
    async def answers(
        self,
        interaction: discord.Interaction[Any],
        channel: app_commands.Transform[app_commands.AppCommandChannel, _Channels],
        answers: app_commands.Range[str, 1, CHOICE_CHARS],
    ) -> None:
        def put(server: ServerSettings) -> str | None:
            if answers not in choosing.ANSWERS_OFFERED:
                return choosing.UNKNOWN_CHOICE
            before = server.channels.get(channel.id, ChannelChoices(channel_id=channel.id))
            unasked = None if answers == _ASKED else WhenUnsure(answers)
            self._book.put_channel(server.guild_id, replace(before, unasked=unasked))
            return None

        needs_more = answers != _ASKED and not interaction.client.intents.message_content
        await self._reply(interaction, put, talk.NEEDS_MESSAGE_CONTENT if needs_more else None)

    @app_commands.command(name=choosing.SETTINGS_LANGUAGE.name, description=choosing.SETTINGS_LANGUAGE.description)
    @app_commands.describe(**choosing.SETTINGS_LANGUAGE.options)
    async def language(
        self, interaction: discord.Interaction[Any], language: app_commands.Range[str, 1, CHOICE_CHARS]
    ) -> None:
        def speak(server: ServerSettings) -> str | None:
            if language not in choosing.LANGUAGES_OFFERED:
                return choosing.UNKNOWN_CHOICE
            self._book.speak(server.guild_id, None if language == _OWN else Language(language).value)
            return None

        await self._reply(interaction, speak)

    @app_commands.command(name=choosing.SETTINGS_LEND.name, description=choosing.SETTINGS_LEND.description)
    @app_commands.describe(**choosing.SETTINGS_LEND.options)
    async def lend(
        self,
        interaction: discord.Interaction[Any],
        server: app_commands.Range[str, 1, 30],
        collections: app_commands.Range[str, 1, COLLECTIONS_CHARS],
    ) -> None:
        other = server.strip()

        def lend(own: ServerSettings) -> str:
            if not self._may_lend(own, interaction):
                return choosing.MAY_NOT_LEND
            if not (other.isascii() and other.isdecimal() and 0 < int(other) < 2**63):
                return choosing.NO_SERVER_ID
            scope, unknown = scope_typed(collections, self._names(EVERYTHING))
            if unknown:
                return self._unknown(unknown, EVERYTHING)
            self._book.lend(int(other), scope)
            return choosing.LENT.format(server=int(other), collections=settings_cards.in_words(scope))

        await self._reply(interaction, lend)

    @answers.autocomplete("answers")
    async def _suggest_answers(self, _: discord.Interaction[Any], typed: str) -> Choices:
        return _offered(choosing.ANSWERS_OFFERED, typed)

    @language.autocomplete("language")
    async def _suggest_language(self, _: discord.Interaction[Any], typed: str) -> Choices:
        return _offered(choosing.LANGUAGES_OFFERED, typed)

    @collections.autocomplete("collections")
    async def _suggest(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        return await self._suggested(interaction, typed, lambda server: server.lent)

    @lend.autocomplete("collections")
    async def _suggest_to_lend(self, interaction: discord.Interaction[Any], typed: str) -> Choices:
        def lendable(server: ServerSettings) -> Scope:
            return EVERYTHING if self._may_lend(server, interaction) else SEES_NOTHING

        return await self._suggested(interaction, typed, lendable)

    async def _suggested(
        self, interaction: discord.Interaction[Any], typed: str, of: Callable[[ServerSettings], Scope]
    ) -> Choices:
        """Return collections that may come next, after those that were typed; none to whoever may not choose."""
        try:
            check_manager(interaction)
            guild_id = interaction.guild_id or 0
            names = await self._desk.lookups.run(lambda: self._names(of(self._server(guild_id))))
        except (app_commands.CheckFailure, FootnoteError, NotReadyError, TooBusyError, LeavingError):
            return []
        before, comma, last = typed.rpartition(",")
        texts = [f"{before}{comma} {name}".strip() for name in names if last.strip().casefold() in name.casefold()]
        fitting = [
            app_commands.Choice(name=text, value=text) for text in texts if 0 < discord_chars(text) <= CHOICE_CHARS
        ]
        whole = [(choosing.ALL_CHOICE, ALL), (choosing.NONE_CHOICE, NONE)]
        fixed = [] if typed.strip() else [app_commands.Choice(name=name, value=value) for name, value in whole]
        return [*fixed, *fitting][:CHOICES]

    async def _reply(
        self,
        interaction: discord.Interaction[Any],
        change: Callable[[ServerSettings], str | None],
        note: str | None = None,
    ) -> None:
        """Change what is set, and show what is set then, with a note below; a line in place of both where `change`
        returns one.
        """
        guild_id = interaction.guild_id or 0

        def work() -> list[OutgoingMessage]:
            line = change(self._server(guild_id))
            self._seeing.forget()
            if line is not None:
                return [line_message(line)]
            server = self._server(guild_id)
            card = settings_cards.settings_card(server, self._names(server.scope), self._library.program)
            return [card] if note is None else [card, line_message(note)]

        await self._desk.reply(interaction, self._desk.lookups, work, ephemeral=True)

    @property
    def _seeing(self) -> Seeing:
        assert self._library.seeing is not None
        return self._library.seeing

    @property
    def _book(self) -> ServerBook:
        return self._library.footnote.records.servers

    def _server(self, guild_id: int) -> ServerSettings:
        """Return what is set for a server as it is now. Raises NotReadyError, RecordsError."""
        self._seeing.note_servers()
        return self._book.all().get(guild_id, ServerSettings(guild_id=guild_id))

    def _names(self, scope: Scope) -> Mapping[str, int]:
        """Return the collections in a scope by name, each with how many documents it has."""
        collections = self._library.footnote.seen_by(Viewer(scope=scope)).collections()
        return {name: collections[name] for name in sorted(filter(None, collections))}

    def _unknown(self, names: list[str], scope: Scope) -> str:
        there = settings_cards.in_words(Scope.of(self._names(scope)))
        return choosing.UNKNOWN_COLLECTIONS.format(names=", ".join(map(escaped, names[:3])), there=there)

    def _may_lend(self, server: ServerSettings, interaction: discord.Interaction[Any]) -> bool:
        """Return whether somebody may lend: from the first server, or as one that the application belongs to."""
        return server.is_first or interaction.user.id in interaction.client.permission.owner_ids


def _offered(offered: Mapping[str, str], typed: str) -> Choices:
    fitting = [(name, value) for value, name in offered.items() if typed.strip().casefold() in name.casefold()]
    return [app_commands.Choice(name=name, value=value) for name, value in fitting]


def check_manager(interaction: discord.Interaction[Any]) -> None:
    """Check that it comes from who may manage a server that the bot is in. Raises a CheckFailure."""
    check_invited(interaction)
    if interaction.guild_id is None or interaction.client.get_guild(interaction.guild_id) is None:
        raise app_commands.NoPrivateMessage
    if not (interaction.permissions.manage_guild or interaction.permissions.administrator):
        raise app_commands.MissingPermissions(["manage_guild"])


def scope_typed(typed: str, there: Mapping[str, int]) -> tuple[Scope, list[str]]:
    """Return the scope of the collections that were typed, parted by commas, and those of them that are not there."""
    if typed.strip() in (ALL, NONE):
        return (EVERYTHING if typed.strip() == ALL else SEES_NOTHING), []
    names = [name for name in (part.strip() for part in typed.split(",")) if name]
    return Scope.of(names), [name for name in names if name not in there]
