"""The Discord client: opens the index, offers the commands, and leaves in good order."""

import asyncio
import logging
import sys
from collections.abc import Callable

import discord
import yarl
from discord import app_commands
from discord.ext import commands

from bot.cogs.ask import AskCog
from bot.cogs.corpus import CorpusCog
from bot.cogs.receipt import ReceiptCog
from bot.cogs.source import SourceCog
from bot.desk import Desk
from bot.error_messages import GatewayUnreachableError
from bot.library import Library
from bot.reloads import Reloads
from bot.settings import BotSettings
from bot.views import DYNAMIC_ITEMS, NO_MENTIONS
from bot.watching import Watch
from bot.workers import LeavingError
from retrieval.errors import ReloadUnderWayError
from retrieval.footnote import Footnote

FINISH_SECONDS = 4.0
"""For what is at work when the bot is told to stop; ten seconds is what Docker gives in all before it kills."""

_log = logging.getLogger(__name__)


def redirect(*, api_base: str | None, gateway_url: str | None) -> None:
    """Has discord.py talk to another Discord, for every client of this process."""
    if api_base is not None:
        discord.http.Route.BASE = api_base
    if gateway_url is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


class FootnoteTree(app_commands.CommandTree["FootnoteBot"]):
    """Sends every error of a command to the desk."""

    async def interaction_check(self, interaction: discord.Interaction["FootnoteBot"], /) -> bool:
        if not self.client.desk.is_leaving:
            return True
        # The commands are being taken down: that they are not found any more would be the wrong thing to say.
        if interaction.type is discord.InteractionType.application_command:
            await self.client.desk.tell(interaction, LeavingError())
        return False

    async def on_error(
        self, interaction: discord.Interaction["FootnoteBot"], error: app_commands.AppCommandError, /
    ) -> None:
        await self.client.desk.tell(interaction, error)


class FootnoteBot(commands.Bot):
    """Slash commands only: no privileged intent, no message read, nobody mentioned."""

    def __init__(self, settings: BotSettings, open_footnote: Callable[[], Footnote]) -> None:
        """`open_footnote` blocks for seconds while the model is loaded; it is called once Discord knows the token."""
        # Voice is not used, so that it cannot be is no news.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=FootnoteTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=NO_MENTIONS,
            activity=discord.CustomActivity("/ask — answers with their sources"),
            max_messages=None,
        )
        self.desk = Desk(questions_at_once=settings.max_concurrent_questions)
        self._guild = discord.Object(settings.discord_guild_id) if settings.discord_guild_id else None
        self._open_footnote = open_footnote
        self._footnote: Footnote | None = None
        self._watches = settings.watch_corpus
        self._watch: Watch | None = None
        self._watching: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Raises FootnoteError, and HTTPException where Discord does not take the commands."""
        library = await self.desk.lookups.run(self._open_library)
        for cog in (AskCog, SourceCog, ReceiptCog):
            await self.add_cog(cog(self.desk, library))
        reloads = Reloads(self.desk)
        await self.add_cog(CorpusCog(self.desk, library, reloads))
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        if self._guild is not None:
            self.tree.copy_global_to(guild=self._guild)
        offered = await self.tree.sync(guild=self._guild)
        _log.info("offered %d commands %s", len(offered), "to one server" if self._guild else "everywhere")
        if self._watches:
            self._watch = Watch(reloads, library, library.footnote.corpus_folder)
            self._watching = asyncio.create_task(self._watch.run())

    def _open_library(self) -> Library:
        self._footnote = self._open_footnote()
        library = Library(self._footnote)
        if not library.shelf.entries:
            _log.info("nothing is indexed yet: reading the corpus folder")
            try:
                library.reload(lambda _: None, who="the bot, at its first start")
            except ReloadUnderWayError as error:
                # Of a store that is shared: what the other process indexes is served here once it is there.
                _log.info("%s", error.what)
        # Now, rather than while the first question waits.
        self._footnote.open_records()
        self._footnote.load()
        _log.info("the corpus holds %d documents", len(library.shelf.entries))
        return library

    async def connect(self, *, reconnect: bool = True) -> None:
        """Raises GatewayUnreachableError where the first connection fails; later ones are tried again."""
        try:
            await super().connect(reconnect=reconnect)
        except AttributeError as error:
            # discord.py 2.7 asks the socket that it never had where to resume.
            if self.ws is not None:
                raise
            raise GatewayUnreachableError from error

    async def on_ready(self) -> None:
        _log.info("ready as %s in %d servers", self.user, len(self.guilds))

    async def on_error(self, event_method: str, /, *args: object, **_: object) -> None:
        """Of an event; where somebody pressed a button, they are told."""
        error = sys.exception()
        if error is not None and args and isinstance(args[0], discord.Interaction):
            await self.desk.tell(args[0], error)
        else:
            _log.exception("event %s failed", event_method)

    async def leave(self) -> None:
        """Begins nothing new, finishes or apologises, closes the gateway, and the index unless a thread uses it."""
        if self._watch is not None:
            self._watch.leave()
        await self.desk.leave(FINISH_SECONDS)
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await self.close()
        if self._footnote is not None and self.is_idle:
            self._footnote.close()

    @property
    def is_idle(self) -> bool:
        """Whether no thread is at work."""
        return all(workers.is_idle for workers in self.desk.workers)
