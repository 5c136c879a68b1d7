"""Interactions as no client of Discord's would send them, and messages, put straight into the parsing of discord.py,
and replies taken where they would leave it: thousands a second, by the way that real ones take.
"""

import asyncio
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from discord.http import HTTPClient
from discord.utils import time_snowflake
from discord.webhook.async_ import AsyncWebhookAdapter

from bot.client import FootnoteBot
from tests.discord.fake.interactions import Kind
from tests.discord.fake.world import APPLICATION_ID, ATTACHMENT_SIZE_LIMIT_BYTES, BOT, Json, User, person


class Crafting:
    """A bot that is given what is crafted; `replies` are the bodies of all that it sent."""

    def __init__(self, bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bot = bot
        self.replies: list[Json] = []
        self._number = 0
        replies = self.replies

        async def request(
            _: AsyncWebhookAdapter, route: Any, *__: Any, payload: Json | None = None, **___: Any
        ) -> Json:
            replies.append(payload or {})
            if route.path.endswith("/callback"):
                return {"interaction": {"id": "1", "type": 2}}
            return {**_message([]), "id": str(1000 + len(replies))}

        ask_discord = HTTPClient.request

        async def request_in_channels(client: HTTPClient, route: Any, **rest: Any) -> Any:
            if not route.path.startswith("/channels/"):
                return await ask_discord(client, route, **rest)
            if rest.get("json") is not None:
                replies.append(rest["json"])
            return {**_message([]), "id": str(1000 + len(replies)), "channel_id": str(route.channel_id)}

        monkeypatch.setattr(AsyncWebhookAdapter, "request", request)
        monkeypatch.setattr(HTTPClient, "request", request_in_channels)

    @property
    def last_message_id(self) -> str:
        """The id of the message that was sent last."""
        return str(1000 + len(self.replies))

    def tell_of(self, channel: Any) -> None:
        """Have the bot know a channel or a thread."""
        if "thread_metadata" in channel:
            self.bot._connection.parse_thread_create(channel)
        else:
            self.bot._connection.parse_channel_create(channel)

    async def put_in(self, payloads: Iterable[Json]) -> None:
        """Waits until all that came of them is over."""
        others = asyncio.all_tasks()
        for payload in payloads:
            self._number += 1
            # As the gateway gives it: nothing in it is shared with another.
            if "says" in payload:
                self.bot._connection.parse_message_create(json.loads(json.dumps(self._written(payload))))
                continue
            whole = {"id": str(self._number), "token": f"token-{self._number}", **_ALWAYS, **payload}
            self.bot._connection.parse_interaction_create(json.loads(json.dumps(whole)))
        while tasks := {task for task in asyncio.all_tasks() - others if _is_of_an_interaction(task)}:
            await asyncio.wait(tasks)

    def _written(self, payload: Json) -> Json:
        """What `said` makes, in a place, as the gateway tells of it."""
        now, text, replies_to = datetime.now(UTC), payload["says"], payload["replies_to"]
        where: Json = {key: payload[key] for key in ("channel_id", "guild_id") if key in payload}
        member = dict(payload.get("member", {}))
        author = payload["user"] if "user" in payload else member.pop("user")
        is_to_bot = replies_to is not None or str(BOT.id) in text
        message: Json = {
            **_message([]),
            **where,
            "id": str(time_snowflake(now) + self._number),
            "author": author,
            "content": text,
            "timestamp": now.isoformat(),
            "mentions": [BOT.payload()] if is_to_bot else [],
        }
        if member:
            message["member"] = member
        if replies_to is not None:
            earlier = {**_message([]), "id": replies_to, "channel_id": where["channel_id"]}
            message |= {
                "type": 19,
                "message_reference": {"message_id": replies_to, **where},
                "referenced_message": earlier,
            }
        return message

    async def reply_to(self, payload: Json) -> Json:
        """The first thing sent in reply."""
        before = len(self.replies)
        await self.put_in([payload])
        assert len(self.replies) > before, "it was not answered"
        return self.replies[before]


def _is_of_an_interaction(task: "asyncio.Task[Any]") -> bool:
    """By the names that discord.py gives to what it begins."""
    return task.get_name().startswith(("CommandTree", "discord"))


_ALWAYS: Json = {
    "application_id": str(APPLICATION_ID),
    "version": 1,
    "locale": "en-US",
    "app_permissions": "0",
    "entitlements": [],
    "attachment_size_limit": ATTACHMENT_SIZE_LIMIT_BYTES,
}


def command(name: str, options: list[Json], *, guild_id: int | None = None, kind: Kind = Kind.COMMAND) -> Json:
    """Of a command ("source show") that is offered in the guild, or everywhere."""
    first, *rest = name.split()
    for step in reversed(rest):
        options = [{"name": step, "type": 1, "options": options}]
    data: Json = {"id": "1", "name": first, "type": 1, "options": options}
    return {"type": kind, "data": data if guild_id is None else {**data, "guild_id": str(guild_id)}}


def said(text: str, *, replies_to: str | None = None) -> Json:
    """What somebody writes, perhaps as a reply to a message of the bot's with that id."""
    return {"says": text, "replies_to": replies_to}


def menu(name: str, text: str, *, replies_to: str | None = None) -> Json:
    """Of the menu of somebody's message, which replies to another, perhaps."""
    message: Json = {**_message([]), "id": "77", "author": person(7).payload(), "content": text}
    if replies_to is not None:
        message |= {"type": 19, "message_reference": {"message_id": replies_to, "channel_id": "6"}}
    data: Json = {"id": "1", "name": name, "type": 3, "target_id": "77", "resolved": {"messages": {"77": message}}}
    return {"type": Kind.COMMAND, "data": data}


def press(custom_id: str, component_type: int = 2, *, message_id: str = "5") -> Json:
    """Of a button of a message, or of a menu that looks like one."""
    inner: Json = {"type": component_type, "custom_id": custom_id, "id": 2}
    inner |= {"style": 2, "label": "x"} if component_type == 2 else {"options": [{"label": "x", "value": "x"}]}
    message = {**_message([{"type": 1, "id": 1, "components": [inner]}]), "id": message_id}
    data: Json = {"custom_id": custom_id, "component_type": component_type}
    data |= {} if component_type == 2 else {"values": ["x"]}
    return {"type": Kind.COMPONENT, "data": data, "message": message}


def _message(components: list[Json]) -> Json:
    return {
        "id": "5",
        "channel_id": "6",
        "author": BOT.payload(),
        "content": "x",
        "timestamp": "2024-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "components": components,
    }


def form(custom_id: str, typed: dict[str, Any]) -> Json:
    """Sent off."""
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}} for name, value in typed.items()
    ]
    return {"type": Kind.MODAL_SUBMIT, "data": {"custom_id": custom_id, "components": components}}


def place(user: User, guild_id: int | None, permissions: int = 0) -> Json:
    """Where somebody is; without a guild, in direct messages."""
    if guild_id is None:
        channel_id = str(user.dm_channel_id)
        where = {"channel": {"id": channel_id, "type": 1}, "channel_id": channel_id, "context": 1}
        return {"user": user.payload(), **where}
    return {
        "member": user.member_payload(permissions),
        "guild_id": str(guild_id),
        "guild": {"id": str(guild_id), "locale": "en-US", "features": []},
        "channel": {"id": "6", "type": 0, "guild_id": str(guild_id), "name": "x", "position": 0},
        "channel_id": "6",
        "context": 0,
    }
