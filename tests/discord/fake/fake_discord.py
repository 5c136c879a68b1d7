"""A fake of Discord for a real bot process: REST API and gateway on loopback sockets, and users who do things.

async with FakeDiscord() as discord:
    ... start `python -m bot` with `discord.environment` ...
    await discord.wait_for_commands()
    interaction = await discord.slash("ask", {"question": "Why?"})
    message = await interaction.wait_for_message()
"""

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from aiohttp import web

from tests.discord.fake.channels import ChannelBook
from tests.discord.fake.commands import CommandBook, OptionValue, SlashCommand
from tests.discord.fake.fake_cdn import CDN_PREFIX, FakeCdn
from tests.discord.fake.fake_gateway import FakeGateway
from tests.discord.fake.fake_rest import API_PREFIX, FakeRest
from tests.discord.fake.interactions import Interaction, Kind, tells_no_stage
from tests.discord.fake.message_limits import BUTTON
from tests.discord.fake.messages import Message, MessageStore
from tests.discord.fake.talk import Talk
from tests.discord.fake.traffic import RecordedRequest
from tests.discord.fake.user_actions import beside, component_data, menu_data, modal_data, place
from tests.discord.fake.waiting import WAIT_SECONDS, Changes
from tests.discord.fake.world import (
    APPLICATION_ID,
    ASKER,
    ATTACHMENT_SIZE_LIMIT_BYTES,
    GUILD,
    MEMBER_PERMISSIONS,
    Json,
    Snowflakes,
    User,
)

TOKEN = "fake.bot.token"
GATEWAY_PATH = "/gateway"
RESUME_PATH = "/gateway/resume"
SHUTDOWN_SECONDS = 1.0


class Choice(NamedTuple):
    """A suggestion of autocomplete."""

    name: str
    value: str | int | float


class FakeDiscord:
    """Discord, with one bot, two guilds and as many users as a test invents."""

    def __init__(self, *, token: str = TOKEN, allowed_privileged_intents: int = 0) -> None:
        """Accept `token`; the bits of the privileged intents are those enabled in the developer portal."""
        self.interactions: list[Interaction] = []
        self._changes = Changes()
        self._token = token
        self._snowflakes = Snowflakes()
        self._commands = CommandBook(self._snowflakes, self._changes)
        self._messages = MessageStore(self._snowflakes, self._changes)
        self._cdn = FakeCdn(self._snowflakes)
        self._by_token: dict[str, Interaction] = {}
        self.channels = ChannelBook()
        self._gateway = FakeGateway(
            token=token,
            allowed_privileged_intents=allowed_privileged_intents,
            changes=self._changes,
            channels=self.channels,
        )
        self.talk = Talk(self._snowflakes, self.channels, self._messages, self._gateway)
        self._rest = FakeRest(
            token=token,
            commands=self._commands,
            messages=self._messages,
            interactions=self._by_token,
            channels=self.channels,
            talk=self.talk,
            changes=self._changes,
        )
        self._runner: web.AppRunner | None = None
        self._address = ""

    # The server.

    async def start(self) -> None:
        """Listen on a free port of the loopback interface."""
        app = web.Application(client_max_size=2 * ATTACHMENT_SIZE_LIMIT_BYTES)
        app.router.add_get(GATEWAY_PATH, self._gateway.serve)
        app.router.add_get(RESUME_PATH, self._gateway.serve)
        app.router.add_get(CDN_PREFIX + "/{folder}/{channel_id}/{attachment_id}/{filename}", self._cdn.serve)
        app.router.add_route("*", API_PREFIX + "/{path:.*}", self._rest.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=SHUTDOWN_SECONDS, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._address = self._cdn.address = f"{host}:{port}"
        self._rest.gateway_url = f"ws://{self._address}{GATEWAY_PATH}"
        self._gateway.resume_url = f"ws://{self._address}{RESUME_PATH}"

    async def stop(self) -> None:
        """Hang up and stop listening."""
        self._gateway.close()
        self._rest.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that bring the bot here."""
        return {
            "DISCORD_TOKEN": self._token,
            "DISCORD_API_BASE": f"http://{self._address}{API_PREFIX}",
            "DISCORD_GATEWAY_URL": self._rest.gateway_url,
        }

    # What the bot did.

    @property
    def not_members(self) -> set[tuple[int, int]]:
        """Guilds, each with somebody who is not in it: everybody else is in all of them."""
        return self._rest.not_members

    @not_members.setter
    def not_members(self, those: set[tuple[int, int]]) -> None:
        self._rest.not_members = those

    @property
    def requests(self) -> Sequence[RecordedRequest]:
        """Every request so far, in order."""
        return self._rest.requests

    @property
    def fetched_files(self) -> Sequence[str]:
        """The ids of the attachments that the bot has asked the CDN for, in order."""
        return self._cdn.fetched

    @property
    def identify_count(self) -> int:
        """How many sessions the bot has begun."""
        return self._gateway.identify_count

    @property
    def resume_count(self) -> int:
        """How many times the bot has resumed a session."""
        return self._gateway.resume_count

    @property
    def connection_count(self) -> int:
        """How many times the bot has connected to the gateway."""
        return self._gateway.connection_count

    @property
    def presence(self) -> str:
        """What the bot says of itself since it has identified itself; empty until then."""
        return self._gateway.presence

    def message(self, message_id: int) -> Message | None:
        """Return a message as it is now; None when it never was or is deleted."""
        return self._messages.get(message_id)

    def replies_to(self, message: Message) -> list[Message]:
        """Return the bot's replies to a message, as they are now, and what it has sent after them."""
        return self._messages.replies_to(message)

    async def reply_to(
        self,
        message: Message,
        timeout_seconds: float = WAIT_SECONDS,
        *,
        until: Callable[[Message], bool] = tells_no_stage,
    ) -> Message:
        """Wait for the bot's reply to somebody's message; not for one that says how far it is."""

        def probe() -> Message | None:
            return next(filter(until, self.replies_to(message)), None)

        return await self._changes.until(probe, f"a reply to {message.content!r}", timeout_seconds)

    def command(self, name: str, *, guild_id: int | None = GUILD.id) -> SlashCommand:
        """Return a synced command by the words after the slash, or raise LookupError."""
        return self._commands.find(name, guild_id)

    async def wait_until(self, condition: Callable[[], bool], what: str, timeout_seconds: float = WAIT_SECONDS) -> None:
        """Wait until something is true of this fake, e.g. `lambda: fake.resume_count == 1`."""
        await self._changes.until(lambda: condition() or None, what, timeout_seconds)

    async def wait_for_commands(
        self, *, guild_id: int | None = None, timeout_seconds: float = WAIT_SECONDS
    ) -> list[Json]:
        """Wait until the bot has synced its global commands, or those of a guild, and return them."""
        return await self._changes.until(
            lambda: self._commands.synced(guild_id), "the commands to be synced", timeout_seconds
        )

    # What goes wrong.

    def fail_next(
        self,
        method: str,
        path_pattern: str,
        *,
        status: int,
        times: int = 1,
        retry_after_seconds: float = 0.1,
        does_it: bool = False,
    ) -> None:
        """Let the next requests fail whose path matches the shell pattern, e.g. "/webhooks/*/messages/@original"; with
        `does_it` what they ask for happens all the same.
        """
        self._rest.fail_next(
            method,
            path_pattern,
            status=status,
            times=times,
            retry_after_seconds=retry_after_seconds,
            does_it=does_it,
        )

    def hang_up_next(self, method: str, path_pattern: str, *, times: int = 1, does_it: bool = False) -> None:
        """Close the connection of the next requests that match without an answer; with `does_it` what they ask for
        happens all the same.
        """
        self._rest.hang_up_next(method, path_pattern, times=times, does_it=does_it)

    def say_nothing_next(self, method: str, path_pattern: str, *, times: int = 1, does_it: bool = False) -> None:
        """Leave the next requests that match without an answer, on connections that stay open; with `does_it` what
        they ask for happens all the same.
        """
        self._rest.say_nothing_next(method, path_pattern, times=times, does_it=does_it)

    def take_the_last(self, method: str, path_pattern: str, *, seconds: float) -> None:
        """Do what the next request that matches asks, and say that there is to be none of its kind for so long."""
        self._rest.take_the_last(method, path_pattern, seconds=seconds)

    async def drop_connection(self, *, resumable: bool = True) -> None:
        """Break the gateway's socket; events from now on are kept for the bot to resume, if it may."""
        self._gateway.drop(resumable=resumable)

    async def dispatch(self, event: str, data: object) -> None:
        """Send an event to the bot, whatever it holds."""
        await self._gateway.dispatch(event, data)

    async def send_raw(self, data: bytes, *, compressed: bool = True) -> None:
        """Send the bot what need not be an event, nor compressed."""
        await self._gateway.send_raw(data, compressed=compressed)

    def greet_with(self, *greetings: bytes) -> None:
        """Open the next connections with these in the place of HELLO."""
        self._gateway.greetings.extend(greetings)

    async def request_reconnect(self) -> None:
        """Ask the bot to reconnect and resume, as Discord does when it moves a session."""
        await self._gateway.request_reconnect()

    async def invalidate_session(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is invalid."""
        await self._gateway.invalidate_session(resumable=resumable)

    # What users do.

    async def slash(
        self,
        command: str,
        options: Mapping[str, OptionValue] | None = None,
        *,
        user: User = ASKER,
        permissions: int = MEMBER_PERMISSIONS,
        guild_id: int | None = GUILD.id,
        offered_in: int | None = None,
        age_seconds: float = 0.0,
        guild_locale: str = "en-US",
        where: Json | None = None,
    ) -> Interaction:
        """Call a command; without a guild it is in direct messages, or `where` else it says (`brought_along`).

        It is sent to the bot whether or not the user would see the command (`command(...).is_visible(...)`),
        since an administrator of a guild can grant any command to anyone; with `offered_in`, even though it is
        offered in that guild alone, as Discord would not. With `age_seconds` Discord is that late to tell the bot.
        """
        called = self.command(command, guild_id=offered_in or guild_id)
        data = called.data(options or {}, guild_id, upload=self._cdn.take)
        there = where or place(user, permissions, guild_id)
        if guild_id is not None and where is None:
            there["guild_locale"] = there["guild"]["locale"] = guild_locale
        return await self._send(Kind.COMMAND, data, there, age_seconds=age_seconds)

    async def menu(
        self, name: str, message: Message, *, user: User = ASKER, permissions: int = MEMBER_PERMISSIONS
    ) -> Interaction:
        """Choose from the menu of a message."""
        channel = self.channels.find(message.channel_id)
        registered = self._commands.menu(name, channel.guild_id if channel else None)
        where = beside(message, channel, user, permissions)
        return await self._send(Kind.COMMAND, menu_data(registered, message), where)

    async def autocomplete(
        self,
        command: str,
        options: Mapping[str, OptionValue],
        *,
        focused: str,
        user: User = ASKER,
        permissions: int = MEMBER_PERMISSIONS,
        guild_id: int | None = GUILD.id,
    ) -> list[Choice]:
        """Type into an option and return what the bot suggests."""
        data = self.command(command, guild_id=guild_id).data(options, guild_id, focused)
        interaction = await self._send(Kind.AUTOCOMPLETE, data, place(user, permissions, guild_id))
        callback = await interaction.wait_for_callback()
        return [Choice(choice["name"], choice["value"]) for choice in callback.data.get("choices") or ()]

    async def click(
        self, message: Message, custom_id: str, *, user: User = ASKER, permissions: int = MEMBER_PERMISSIONS
    ) -> Interaction:
        """Press a button of a message, as the message is now."""
        current = self._current(message)
        where = self._beside(current, user, permissions)
        return await self._send(Kind.COMPONENT, component_data(current, custom_id), where, source=current)

    async def press_unknown(
        self,
        message: Message,
        custom_id: str,
        *,
        user: User = ASKER,
        permissions: int = MEMBER_PERMISSIONS,
        where: Json | None = None,
    ) -> Interaction:
        """Press a button that the message does not have, as a client could that somebody has changed."""
        current = self._current(message)
        data = {"custom_id": custom_id, "component_type": BUTTON, "id": 1}
        where = where or self._beside(current, user, permissions)
        return await self._send(Kind.COMPONENT, data, where, source=current)

    async def select(
        self,
        message: Message,
        custom_id: str,
        values: Sequence[str],
        *,
        user: User = ASKER,
        permissions: int = MEMBER_PERMISSIONS,
    ) -> Interaction:
        """Choose from a string select of a message, as the message is now."""
        current = self._current(message)
        where = self._beside(current, user, permissions)
        return await self._send(Kind.COMPONENT, component_data(current, custom_id, values), where, source=current)

    async def modal_submit(
        self,
        opened_by: Interaction,
        values: Mapping[str, str],
        *,
        user: User = ASKER,
        permissions: int = MEMBER_PERMISSIONS,
        where: Json | None = None,
    ) -> Interaction:
        """Fill the text inputs of a modal, by their custom_id, and send it off."""
        data, source = modal_data(opened_by, values), opened_by.source
        if where is None and source is None:
            where = place(user, permissions, opened_by.guild_id)
        elif where is None and source is not None:
            where = self._beside(source, user, permissions)
        assert where is not None
        return await self._send(Kind.MODAL_SUBMIT, data, where, source=opened_by.source, opened_by=opened_by)

    def _beside(self, message: Message, user: User, permissions: int) -> Json:
        return beside(message, self.channels.find(message.channel_id), user, permissions)

    def _current(self, message: Message) -> Message:
        current = self.message(message.id)
        if current is None:
            raise ValueError(f"message {message.id} is deleted")
        return current

    async def _send(
        self,
        kind: Kind,
        data: Json,
        where: Json,
        *,
        source: Message | None = None,
        opened_by: Interaction | None = None,
        age_seconds: float = 0.0,
    ) -> Interaction:
        await self._gateway.wait_for_session()
        if "guild_id" not in where:
            person = where["user"]
            self.channels.dm(User(id=int(person["id"]), name=person["username"]))
        channel = self.channels.find(int(where["channel_id"]))
        payload: Json = {
            "id": str(self._snowflakes.next(age_seconds)),
            "application_id": str(APPLICATION_ID),
            "type": kind,
            "version": 1,
            "data": data,
            "locale": "en-US",
            "app_permissions": str(channel.bot_permissions if channel is not None else MEMBER_PERMISSIONS),
            "entitlements": [],
            "attachment_size_limit": ATTACHMENT_SIZE_LIMIT_BYTES,
            **where,
        }
        if source is not None:
            payload["message"] = source.payload()
        interaction = Interaction(
            payload=payload,
            source=source,
            opened_by=opened_by,
            age_seconds=age_seconds,
            messages=self._messages,
            changes=self._changes,
        )
        self.interactions.append(interaction)
        self._by_token[interaction.token] = interaction
        await self._gateway.dispatch("INTERACTION_CREATE", interaction.payload)
        return interaction
