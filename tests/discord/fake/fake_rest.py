"""Discord's REST API, as far as a bot of commands and messages needs it."""

import asyncio
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from aiohttp import web

from tests.discord.fake.api_errors import (
    ApiError,
    ArchivedThreadError,
    CannotMessageUserError,
    FormErrors,
    NoTextChannelError,
    NotFoundError,
    ThreadExistsError,
    UnauthorizedError,
    UnknownInteractionError,
    UnknownMemberError,
    UnknownMessageError,
    UnknownWebhookError,
)
from tests.discord.fake.channels import (
    ADD_REACTIONS,
    ANNOUNCEMENT,
    CREATE_PUBLIC_THREADS,
    MANAGE_MESSAGES,
    READ_MESSAGE_HISTORY,
    TEXT,
    ChannelBook,
)
from tests.discord.fake.commands import CommandBook
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.messages import EPHEMERAL, Message, MessageStore
from tests.discord.fake.talk import Talk
from tests.discord.fake.traffic import HUNG_UP, SILENT, Body, Fault, RecordedRequest, Reply, record
from tests.discord.fake.waiting import Changes
from tests.discord.fake.world import APPLICATION_ID, BOT, Json, User, application_payload

API_PREFIX = "/api/v10"
THREAD_NAME_CHARS = 100
"""Channels Resource, "Start Thread from Message"."""

NO_AUTHORIZATION = re.compile(r"/(interactions|webhooks)/.*|/gateway")
"""Paths that need no Authorization: those with a token of their own, and the gateway's address."""

Handler = Callable[..., Body]
"""Takes the request, and the parts of its path by name; returns nothing for 204."""


class FakeRest:
    """Answers the bot's requests."""

    def __init__(
        self,
        *,
        token: str,
        commands: CommandBook,
        messages: MessageStore,
        interactions: Mapping[str, Interaction],
        channels: ChannelBook,
        talk: Talk,
        changes: Changes,
    ) -> None:
        self.requests: list[RecordedRequest] = []
        self.not_members: set[tuple[int, int]] = set()
        self.gateway_url = ""
        self._authorization = f"Bot {token}"
        self._commands = commands
        self._messages = messages
        self._interactions = interactions
        self._channels = channels
        self._talk = talk
        self._changes = changes
        self._faults: list[Fault] = []
        self._is_over = asyncio.Event()
        self._routes = [(method, _path_regex(template), handler) for method, template, handler in self._table()]

    def _table(self) -> list[tuple[str, str, Handler]]:
        commands = f"/applications/{APPLICATION_ID}/commands"
        guild_commands = f"/applications/{APPLICATION_ID}/guilds/{{guild_id}}/commands"
        webhook = f"/webhooks/{APPLICATION_ID}/{{token}}"
        return [
            ("GET", "/users/@me", self._me),
            ("GET", "/applications/@me", self._application),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway", self._gateway),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("GET", commands, self._get_commands),
            ("PUT", commands, self._put_commands),
            ("GET", guild_commands, self._get_commands),
            ("PUT", guild_commands, self._put_commands),
            ("POST", "/interactions/{interaction_id}/{token}/callback", self._callback),
            ("POST", webhook, self._follow_up),
            ("GET", f"{webhook}/messages/{{reference}}", self._get_response),
            ("PATCH", f"{webhook}/messages/{{reference}}", self._edit_response),
            ("DELETE", f"{webhook}/messages/{{reference}}", self._delete_response),
            ("POST", "/channels/{channel_id}/messages", self._create_message),
            ("PATCH", "/channels/{channel_id}/messages/{message_id}", self._edit_message),
            ("DELETE", "/channels/{channel_id}/messages/{message_id}", self._delete_message),
            ("POST", "/channels/{channel_id}/typing", self._typing),
            ("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me", self._react),
            ("POST", "/channels/{channel_id}/messages/{message_id}/threads", self._create_thread),
            ("POST", "/users/@me/channels", self._open_dm),
            ("GET", "/guilds/{guild_id}/members/{user_id}", self._member),
        ]

    def fail_next(
        self, method: str, path_pattern: str, *, status: int, times: int, retry_after_seconds: float, does_it: bool
    ) -> None:
        """Let the next requests fail whose path matches the shell pattern (`*` crosses slashes), perhaps having done
        what they ask.
        """
        self._faults.append(
            Fault(
                method=method,
                path_pattern=path_pattern,
                status=status,
                times=times,
                retry_after_seconds=retry_after_seconds,
                does_it=does_it,
            )
        )

    def hang_up_next(self, method: str, path_pattern: str, *, times: int, does_it: bool) -> None:
        """Close the connection of the next requests without an answer, perhaps having done what they ask."""
        self.fail_next(method, path_pattern, status=HUNG_UP, times=times, retry_after_seconds=0.0, does_it=does_it)

    def say_nothing_next(self, method: str, path_pattern: str, *, times: int, does_it: bool) -> None:
        """Leave the next requests without an answer, on connections that stay open, perhaps having done what they
        ask.
        """
        self.fail_next(method, path_pattern, status=SILENT, times=times, retry_after_seconds=0.0, does_it=does_it)

    def take_the_last(self, method: str, path_pattern: str, *, seconds: float) -> None:
        """Do what the next request asks, and say that there is to be none of its kind for so long."""
        self.fail_next(method, path_pattern, status=200, times=1, retry_after_seconds=seconds, does_it=True)

    def _member(self, _: RecordedRequest, guild_id: str, user_id: str) -> Json:
        """Guild Resource, "Get Guild Member". Everybody is in every guild, but for those who are not."""
        if (int(guild_id), int(user_id)) in self.not_members:
            raise UnknownMemberError
        return User(id=int(user_id), name="member").member_payload()

    def close(self) -> None:
        """Keep nobody waiting any longer."""
        self._is_over.set()

    async def serve(self, request: web.Request) -> web.Response:
        """Record, answer and record the answer."""
        recorded = await record(request, request.path.removeprefix(API_PREFIX))
        self.requests.append(recorded)
        recorded.reply = self._reply(recorded)
        self._changes.notify()
        if recorded.reply.status == SILENT:
            await self._is_over.wait()
        if recorded.reply.status in (HUNG_UP, SILENT):
            # None where the bot has closed it meanwhile.
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return recorded.reply.to_http()

    def _reply(self, request: RecordedRequest) -> Reply:
        for fault in self._faults:
            if fault.concerns(request):
                fault.times -= 1
                return fault.reply(self._answer(request) if fault.does_it else None)
        try:
            body = self._answer(request)
        except ApiError as error:
            return Reply(error.status, error.payload())
        # A thread is the one thing that is answered as one that came into being.
        done = 201 if request.path.endswith("/threads") else 200
        return Reply(204 if body is None else done, body)

    def _answer(self, request: RecordedRequest) -> Body:
        authorized = request.headers.get("Authorization") == self._authorization
        if not (authorized or NO_AUTHORIZATION.fullmatch(request.path)):
            raise UnauthorizedError
        for method, pattern, handler in self._routes:
            if method == request.method and (match := pattern.fullmatch(request.path)):
                return handler(request, **match.groupdict())
        raise NotFoundError

    def _me(self, _: RecordedRequest) -> Json:
        return BOT.payload() | {"verified": True, "mfa_enabled": False, "locale": "en-US", "email": None}

    def _application(self, _: RecordedRequest) -> Json:
        return application_payload()

    def _gateway(self, _: RecordedRequest) -> Json:
        return {"url": self.gateway_url}

    def _gateway_bot(self, _: RecordedRequest) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        return {"url": self.gateway_url, "shards": 1, "session_start_limit": limit}

    def _get_commands(self, _: RecordedRequest, guild_id: str | None = None) -> list[Json]:
        return self._commands.synced(_optional_int(guild_id)) or []

    def _put_commands(self, request: RecordedRequest, guild_id: str | None = None) -> list[Json]:
        return self._commands.replace(_optional_int(guild_id), request.body)

    def _callback(self, request: RecordedRequest, interaction_id: str, token: str) -> Json | None:
        interaction = self._interactions.get(token)
        if interaction is None or str(interaction.id) != interaction_id:
            raise UnknownInteractionError
        response = interaction.acknowledge(request.body, request.files)
        return response if request.query.get("with_response") in ("1", "true", "True") else None

    def _webhook(self, token: str) -> Interaction:
        interaction = self._interactions.get(token)
        if interaction is None:
            raise UnknownWebhookError
        return interaction

    def _follow_up(self, request: RecordedRequest, token: str) -> Json:
        return self._webhook(token).follow_up(request.body, request.files).payload()

    def _get_response(self, _: RecordedRequest, token: str, reference: str) -> Json:
        return self._webhook(token).message(reference).payload()

    def _edit_response(self, request: RecordedRequest, token: str, reference: str) -> Json:
        return self._webhook(token).edit(reference, request.body, request.files).payload()

    def _delete_response(self, _: RecordedRequest, token: str, reference: str) -> None:
        self._webhook(token).delete(reference)

    def _create_message(self, request: RecordedRequest, channel_id: str) -> Json:
        channel = self._channels.get(int(channel_id))
        if channel.recipient is not None and channel.recipient.id in self._channels.closed_to:
            raise CannotMessageUserError
        self._channels.check_sending(channel)
        if request.body.get("message_reference"):
            self._channels.check(channel, READ_MESSAGE_HISTORY)
        body = request.body | {"flags": (request.body.get("flags") or 0) & ~EPHEMERAL}
        return self._messages.create(channel_id=channel.id, body=body, files=request.files).payload()

    def _message(self, channel_id: str, message_id: str) -> Message:
        """Return a message that the bot sees in a channel. Raises an ApiError."""
        channel = self._channels.get(int(channel_id))
        self._channels.check(channel)
        message = self._messages.get(int(message_id))
        if message is None or message.ephemeral or message.channel_id != channel.id:
            raise UnknownMessageError
        return message

    def _edit_message(self, request: RecordedRequest, channel_id: str, message_id: str) -> Json:
        message = self._message(channel_id, message_id)
        if self._channels.get(message.channel_id).locked:
            raise ArchivedThreadError
        return self._messages.edit(message, request.body, request.files).payload()

    def _delete_message(self, _: RecordedRequest, channel_id: str, message_id: str) -> None:
        message = self._message(channel_id, message_id)
        if message.author != BOT:
            self._channels.check(self._channels.get(message.channel_id), MANAGE_MESSAGES)
        self._messages.delete(message)

    def _typing(self, _: RecordedRequest, channel_id: str) -> None:
        channel = self._channels.get(int(channel_id))
        self._channels.check_sending(channel)
        self._talk.typing.append(channel.id)

    def _react(self, _: RecordedRequest, channel_id: str, message_id: str, emoji: str) -> None:
        message = self._message(channel_id, message_id)
        self._channels.check(self._channels.get(message.channel_id), READ_MESSAGE_HISTORY, ADD_REACTIONS)
        self._talk.reactions.setdefault(message.id, []).append(unquote(emoji))

    def _create_thread(self, request: RecordedRequest, channel_id: str, message_id: str) -> Json:
        message, parent = self._message(channel_id, message_id), self._channels.get(int(channel_id))
        errors = FormErrors()
        errors.between(("name",), request.body.get("name"), 1, THREAD_NAME_CHARS)
        errors.raise_if_any()
        if parent.kind not in (TEXT, ANNOUNCEMENT):
            raise NoTextChannelError
        self._channels.check(parent, CREATE_PUBLIC_THREADS)
        if self._channels.find(message.id) is not None:
            raise ThreadExistsError
        name = request.body["name"]
        return self._talk.open_thread(parent, thread_id=message.id, owner=BOT, name=name).payload()

    def _open_dm(self, request: RecordedRequest) -> Json:
        recipient = int(request.body["recipient_id"])
        return self._channels.dm(User(id=recipient, name=f"user-{recipient}")).payload()


def _path_regex(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


def _optional_int(text: str | None) -> int | None:
    return None if text is None else int(text)
