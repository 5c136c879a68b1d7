"""The Discord client: opens the index, offers the commands, and leaves in good order."""

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import discord
import yarl
from discord.backoff import ExponentialBackoff
from discord.ext import commands

from bot.buttons.table import press_of
from bot.cards.to_discord import NO_MENTIONS
from bot.commands.ask import AskCog
from bot.commands.corpus import CorpusCog
from bot.commands.gaps import GapsCog
from bot.commands.offering import CONTEXTS, INSTALLS, Offering
from bot.commands.receipt import ReceiptCog
from bot.commands.settings import SettingsCog
from bot.commands.source import SourceCog
from bot.commands.translating import CommandTranslator
from bot.commands.tree import FootnoteTree
from bot.commands.verify import VerifyCog
from bot.errors import GatewayUnreachableError, UnknownPressError
from bot.gateway import UnreadableError, listen_with_care, parse_with_care
from bot.jobs.forms import form_id_of
from bot.jobs.running import Reloads
from bot.jobs.watching import Watch
from bot.library import Library
from bot.listening.cog import ListeningCog
from bot.listening.follow_up import FollowUpCog
from bot.listening.menus import menus
from bot.listening.question_form import key_of
from bot.listening.servers import ServersCog, SetWays
from bot.members import seeing_for
from bot.opening import Opening
from bot.permission import Permission, owners_of
from bot.replying.asking import Asking
from bot.replying.open_replies import OpenReplies
from bot.replying.pacing import keep_the_next_waiting
from bot.replying.queue import looked_at
from bot.replying.reply import Desk
from bot.settings import BotSettings
from bot.text import words
from bot.text.explaining import explain_after_a_kill
from bot.text.language import Language, language_of_locale
from retrieval import Footnote
from retrieval.terminal import PROGRAM

FINISH_SECONDS = 10.0
"""The seconds that work may go on when the bot is told to stop. The next process tells people of what was cut off."""
CLOSE_SECONDS = 1.0
"""The seconds that Discord may take to say that it has heard that the bot leaves."""
PRESENCE_SECONDS = 5.0
"""The seconds between two looks at how far the bot is. Discord takes five changes of the presence in twenty seconds."""

LOOKED_UP = (SourceCog, ReceiptCog, SettingsCog, VerifyCog)
_log = logging.getLogger(__name__)


def redirect(*, api_base: str | None, gateway_url: str | None) -> None:
    """Has discord.py talk to another Discord, for every client of this process."""
    if api_base is not None:
        discord.http.Route.BASE = api_base
    if gateway_url is not None:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


class FootnoteBot(commands.Bot):
    """Answers commands, and messages that are meant for it; no privileged intent unless the settings ask for one."""

    def __init__(
        self,
        settings: BotSettings,
        open_footnote: Callable[[], Footnote],
        replies_folder: Callable[[], Path] | None = None,
        program: str = PROGRAM,
    ) -> None:
        """`open_footnote` blocks for seconds; it is called once Discord knows the token, and then `replies_folder`,
        where open replies are noted. Texts name the command line `program`. `answers` is set once it answers.
        """
        listen_with_care()
        keep_the_next_waiting()
        # Voice is not used.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=FootnoteTree,
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=settings.message_content
            ),
            allowed_mentions=NO_MENTIONS,
            activity=discord.CustomActivity(words.READING_DOCUMENTS),
            max_messages=None,
            # discord.py would wait two seconds to be told what is in the bot's servers, which is not used here.
            guild_ready_timeout=0.0,
            allowed_contexts=CONTEXTS,
            allowed_installs=INSTALLS,
        )
        parse_with_care(self._connection.parsers, self.language_of)
        self.desk = Desk(questions_at_once=settings.max_concurrent_questions)
        self.permission = Permission(admin_guild_id=settings.admin_guild_id)
        self._offering = Offering(settings)
        self._open_footnote = open_footnote
        self._replies_folder = replies_folder
        self._explaining: asyncio.Task[None] | None = None
        self._taking_back: asyncio.Task[None] | None = None
        self._footnote: Footnote | None = None
        self.seeing = seeing_for(self, settings, lambda: self._footnote)
        self._library = Library(seeing=self.seeing, program=program)
        self._asking = Asking(self.desk, self._library)
        self._reloads = Reloads(self.desk)
        self.presence_seconds = PRESENCE_SECONDS
        self.answers = asyncio.Event()
        self._presence: tuple[object, str] | None = None
        self._watches = settings.watch_corpus
        self._watch: Watch | None = None
        self._watching: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Set up before the bot is in the gateway: whoever runs another bot over this index is told so while that one
        answers. Raises FootnoteError, and HTTPException where Discord does not take the commands.
        """
        assert self.application is not None
        self.permission = replace(self.permission, owner_ids=owners_of(self.application))
        self._footnote = await self.desk.lookups.run(self._open_footnote)
        self._explaining = asyncio.create_task(self._explain_for_another())
        await self._offering.add(
            self,
            for_all=[AskCog(self._asking, self._library), *(kind(self.desk, self._library) for kind in LOOKED_UP)],
            menus=menus(self._asking, self._library),
            for_curators=CorpusCog(self.desk, self._library, self._reloads, self.permission.check),
        )
        hearing = ListeningCog(self, self._asking, SetWays(self.seeing, self.desk))
        missing = GapsCog(self.desk, self._library, self.permission)
        for cog in (FollowUpCog(self, self._asking), hearing, missing, ServersCog(self.seeing, self.desk)):
            await self.add_cog(cog)
        await self.tree.set_translator(CommandTranslator())
        await self._offering.offer(self)

    async def _explain_for_another(self) -> None:
        """Those whose replies a process has left open that was killed."""
        delivery = self.desk.delivery
        if self._replies_folder is None:
            return
        try:
            delivery.replies = OpenReplies(self._replies_folder())
            left = delivery.replies.left_behind(delivery.now())
        except OSError as error:
            _log.warning("open replies cannot be noted: %s", error)
            return
        if left:
            _log.info("telling %d people whose replies were left open", len(left))
        lines = [explain_after_a_kill(is_on_its_way=reply.is_on_its_way, receipt_id=reply.receipt_id) for reply in left]
        ends = await asyncio.gather(*map(partial(delivery.send_for_another, self), left, lines), return_exceptions=True)
        for failure in filter(None, ends):
            _log.error("somebody whose reply was left open could not be told", exc_info=failure)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Read what must be read before it can answer, and be in the gateway meanwhile. Raises FootnoteError, and
        GatewayUnreachableError where the first connection fails; later ones are tried again.
        """
        listening = looked_at(self._listen(reconnect=reconnect))
        getting_ready = looked_at(self._get_ready())
        try:
            await asyncio.wait({listening, getting_ready}, return_when=asyncio.FIRST_COMPLETED)
            if not listening.done():
                await getting_ready
            await listening
        finally:
            # The tasks are not waited for: `asyncio.wait_for`, which discord.py connects by, may miss being cancelled;
            # then it listens until the client is closed, which is next.
            for task in (listening, getting_ready):
                task.cancel()

    async def _listen(self, *, reconnect: bool) -> None:
        pauses = ExponentialBackoff()
        while True:
            try:
                return await super().connect(reconnect=reconnect)
            except AttributeError as error:
                # discord.py 2.7 asks the socket that it never had where to resume.
                if self.ws is not None:
                    raise
                if not isinstance(error.__context__, UnreadableError):
                    raise GatewayUnreachableError from error
                _log.warning("%s", error.__context__)
            await asyncio.sleep(pauses.delay())

    async def _get_ready(self) -> None:
        """Get ready, and say how far that is in the bot's presence. Raises FootnoteError, LeavingError."""
        assert self._footnote is not None
        workers = self.desk.reloads
        opening = Opening(self._library, self._footnote, lambda: workers.is_leaving)
        work = looked_at(workers.run(opening.run))
        while not (await asyncio.wait({work}, timeout=self.presence_seconds))[0]:
            await self._show_presence(self._library.not_ready)
        await work
        self.answers.set()
        if self._watches:
            self._watch = Watch(self._reloads, self._library, self._library.footnote.corpus_folder)
            self._watching = asyncio.create_task(self._watch.run())
        while not await self._show_presence(words.ONLINE):  # noqa: ASYNC110 - discord.py tells of no connection
            await asyncio.sleep(self.presence_seconds)

    async def _show_presence(self, text: str) -> bool:
        """Whether it is shown by the connection that there is."""
        activity = discord.CustomActivity(text)
        # Connections made anew begin with it.
        self.activity = activity
        if self.ws is None or not self.ws.open:
            return False
        if self._presence != (self.ws, text):
            try:
                await self.change_presence(activity=activity)
            except (OSError, aiohttp.ClientError, discord.ConnectionClosed) as error:
                _log.info("the presence could not be shown: %s", error)
                return False
            self._presence = (self.ws, text)
        return True

    def language_of(self, event: object) -> Language:
        """Return the language of an event of the gateway: that of its server, or outside of any of whoever it is of."""
        data: Mapping[str, Any] = event if isinstance(event, Mapping) else {}
        guild_id = data.get("guild_id")
        locale = self.seeing.language_in(guild_id) or data.get("guild_locale") or data.get("locale")
        if locale is None and guild_id is not None:
            guild = self.get_guild(int(guild_id))
            locale = guild and guild.preferred_locale
        return language_of_locale(locale)

    async def on_interaction(self, interaction: discord.Interaction["FootnoteBot"]) -> None:
        """Has a press do what its button says. Raises UnknownPressError."""
        data: Any = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.component:
                press = press_of(str(data.get("custom_id", "")))
                if press is None:
                    raise UnknownPressError
                self.dispatch(press.event, interaction, press.key)
            case discord.InteractionType.modal_submit if (
                form_id_of(interaction) is None and key_of(interaction) is None
            ):
                raise UnknownPressError

    async def on_message(self, message: discord.Message, /) -> None:
        """Do not look for commands in the text of a message: `ListeningCog` answers it."""

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as discord.py has it
        """Dispatch an event, but none once the bot has left: discord.py tells of being ready whatever has become of
        the client.
        """
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def on_ready(self) -> None:
        _log.info("ready as %s in %d servers", self.user, len(self.guilds))
        self._taking_back = asyncio.create_task(self._offering.take_back(self))
        await self._taking_back

    async def on_error(self, event_method: str, /, *args: object, **_: object) -> None:
        """Log the error of an event, or tell it to whoever used a command or pressed a button."""
        error = sys.exception()
        if error is not None and args and isinstance(args[0], discord.Interaction):
            await self.desk.explain(args[0], error)
        else:
            _log.exception("event %s failed", event_method)

    async def leave(self, finish_seconds: float = FINISH_SECONDS) -> None:
        """Begin nothing new, finish or apologise, close the gateway, and the index unless a thread uses it."""
        if self._watch is not None:
            self._watch.leave()
        # A thread that loads models cannot be stopped, and nothing is lost with it.
        is_loading = not self.answers.is_set() and self._library.not_ready == words.LOADING
        await self.desk.leave(finish_seconds, finishes_reload=not is_loading)
        for task in (self._watching, self._explaining, self._taking_back):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.close()
        except TimeoutError:
            _log.info("Discord does not say that it has heard")
        if self.desk.delivery.replies is not None:
            self.desk.delivery.replies.close()
        if self._footnote is not None and self.is_idle:
            self._footnote.close()

    @property
    def is_idle(self) -> bool:
        """Whether no thread is at work."""
        return all(workers.is_idle for workers in self.desk.workers)
