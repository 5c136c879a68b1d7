"""What the gateway may send, and never should: the bot goes on, and says so in one line."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from copy import deepcopy
from types import SimpleNamespace

import discord
import pytest

from bot.client import FootnoteBot
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.user_actions import place
from tests.discord.fake.world import APPLICATION_ID, ASKER, GUILD, MEMBER_PERMISSIONS, Json, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import QUESTION, running, said

HELLO = {"op": 10, "d": {"heartbeat_interval": 41_250}}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two connections."""

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    without = SimpleNamespace(**{**vars(asyncio), "sleep": sleep})
    monkeypatch.setattr(discord.client, "asyncio", without)
    monkeypatch.setattr("bot.client.asyncio", without)


@pytest.fixture
async def listening(fake: FakeDiscord, bot: FootnoteBot) -> AsyncIterator[FootnoteBot]:
    await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
    yield bot
    assert not bot.is_closed()


async def answers(fake: FakeDiscord) -> None:
    # Somebody else than who the events are about, who may have asked too much by then.
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION, user=person(1)))


NO_EVENTS = {
    "no JSON": b"hello",
    "half of JSON": b'{"op": 0, "t": "GUILD_CREATE", "d": {',
    "nothing": b"",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "no text": b"\xff\xfe\xfd",
    "a number without end": b'{"op": ' + b"9" * 5000 + b"}",
    "no end of lists": b"[" * 100_000,
    "an event without a name that is one": b'{"op": 0, "t": ["READY"], "d": {}}',
    "ready with nothing": b'{"op": 0, "t": "READY", "s": 1, "d": {}}',
    "ready with null": b'{"op": 0, "t": "READY", "s": 1, "d": null}',
    "resumed with null": b'{"op": 0, "t": "RESUMED", "s": 1, "d": null}',
    "hello with nothing": b'{"op": 10}',
    "hello with a text": b'{"op": 10, "d": {"heartbeat_interval": "soon"}}',
    "hello without pauses": b'{"op": 10, "d": {"heartbeat_interval": 0}}',
    "hello with a pause back": b'{"op": 10, "d": {"heartbeat_interval": -5}}',
    "hello with a pause without end": b'{"op": 10, "d": {"heartbeat_interval": 1e999}}',
    "a sequence that is none": b'{"op": 0, "t": "NOTHING", "s": {"a": 1}, "d": {}}',
    "an unknown opcode": b'{"op": 99, "d": {}}',
    "no opcode": b"{}",
    "an opcode that is none": b'{"op": "hello"}',
    "an unknown event": b'{"op": 0, "t": "SOMETHING_NEW", "s": 7, "d": {"x": 1}}',
}


@pytest.mark.parametrize("name", list(NO_EVENTS))
async def test_what_is_no_event_is_survived(fake: FakeDiscord, listening: FootnoteBot, name: str) -> None:
    await fake.send_raw(NO_EVENTS[name])
    await answers(fake)
    assert fake.connection_count == 1, "or Discord would send it again, and so for ever"


async def test_a_session_that_is_ended_by_something_odd_is_begun_anew(
    fake: FakeDiscord, listening: FootnoteBot
) -> None:
    await fake.send_raw(b'{"op": 9, "d": "yes"}')
    await fake.wait_until(lambda: fake.identify_count == 2, "the bot to identify itself anew")
    await answers(fake)


async def test_a_stream_that_cannot_be_unpacked_is_begun_anew(
    fake: FakeDiscord, listening: FootnoteBot, caplog: pytest.LogCaptureFixture
) -> None:
    await fake.send_raw(b"no zlib at all\x00\x00\xff\xff", compressed=False)
    await answers(fake)
    assert fake.resume_count == 1
    assert "sent what cannot be read" in caplog.text


@pytest.mark.parametrize("name", ["no JSON", "a list", "hello with nothing", "hello without pauses"])
async def test_a_first_connection_that_begins_with_no_event_is_made_anew(
    fake: FakeDiscord, footnote: FakeFootnote, name: str
) -> None:
    fake.greet_with(NO_EVENTS[name], NO_EVENTS[name])
    async with running(fake, footnote) as bot:
        await answers(fake)
        assert fake.connection_count == 3
        assert not bot.is_closed()


async def test_a_later_connection_that_begins_with_no_event_is_made_anew(
    fake: FakeDiscord, listening: FootnoteBot
) -> None:
    fake.greet_with(NO_EVENTS["no JSON"])
    await fake.drop_connection()
    await answers(fake)


# Events that are not as they should be.


def interaction_payload(kind: int, data: Json) -> Json:
    return {
        "id": "1300000000000000001",
        "application_id": str(APPLICATION_ID),
        "type": kind,
        "token": "a-token",
        "version": 1,
        "data": data,
        "locale": "en-US",
        "app_permissions": str(MEMBER_PERMISSIONS),
        "entitlements": [],
        **place(ASKER, MEMBER_PERMISSIONS, GUILD.id),
    }


OPTION = {"name": "question", "type": 3, "value": "Why?"}
BUTTON = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 2, "custom_id": "footnote:page:list:1"}]}
MESSAGE = {
    "id": "1300000000000000002",
    "channel_id": str(GUILD.channel_id),
    "author": ASKER.payload(),
    "content": "",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "type": 0,
    "components": [BUTTON],
}
EVENTS: Mapping[str, Json] = {
    "INTERACTION_CREATE": interaction_payload(2, {"id": "1", "name": "ask", "type": 1, "options": [OPTION]}),
    "AUTOCOMPLETE": interaction_payload(
        4,
        {
            "id": "1",
            "name": "source",
            "type": 1,
            "options": [{"name": "show", "type": 1, "options": [{**OPTION, "name": "document", "focused": True}]}],
        },
    ),
    "PRESS": {
        **interaction_payload(3, {"custom_id": "footnote:page:list:1", "component_type": 2, "id": 2}),
        "message": MESSAGE,
    },
    "FORM": interaction_payload(5, {"custom_id": "footnote:add:0123", "components": [BUTTON]}),
    "GUILD_CREATE": GUILD.payload(),
    "GUILD_UPDATE": GUILD.payload(),
    "GUILD_DELETE": {"id": str(GUILD.id), "unavailable": True},
    "CHANNEL_UPDATE": GUILD.channel_payload(),
    "GUILD_ROLE_CREATE": {
        "guild_id": str(GUILD.id),
        "role": {"id": "5", "name": "x", "permissions": "0", "position": 1},
    },
    "MESSAGE_CREATE": MESSAGE,
    "USER_UPDATE": ASKER.payload(),
}
SENT_AS = {"AUTOCOMPLETE": "INTERACTION_CREATE", "PRESS": "INTERACTION_CREATE", "FORM": "INTERACTION_CREATE"}
ODD: Sequence[object] = (None, "", "x" * 10_000, -1, 10**30, 1.5, True, [], {}, [None], {"a": {"b": []}}, "\ud800")


def places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The way to each field, however deep."""
    match value:
        case dict():
            for key, inner in value.items():
                yield (*path, key)
                yield from places(inner, (*path, key))
        case list():
            for number, inner in enumerate(value):
                yield (*path, number)
                yield from places(inner, (*path, number))


def spoilt(payload: Json, draw: random.Random) -> Json:
    """A field is missing, or holds something odd."""
    made = deepcopy(payload)
    *path, last = draw.choice(list(places(made)))
    inside: object = made
    for key in path:
        inside = inside[key]  # type: ignore[index]
    if draw.random() < 0.4:
        del inside[last]  # type: ignore[attr-defined]
    else:
        inside[last] = draw.choice(ODD)  # type: ignore[index]
    return made


@pytest.mark.parametrize("name", list(EVENTS))
async def test_events_with_a_field_that_is_missing_or_odd_are_survived(
    fake: FakeDiscord, listening: FootnoteBot, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    draw = random.Random(name)
    nothing_like_it: Sequence[object] = (None, [], "x", 1, {})
    for odd in nothing_like_it:
        await fake.dispatch(SENT_AS.get(name, name), odd)
    for _ in range(60):
        await fake.dispatch(SENT_AS.get(name, name), spoilt(EVENTS[name], draw))
    await fake.dispatch("GUILD_CREATE", GUILD.payload())
    await answers(fake)
    assert fake.connection_count == 1, "an event that cannot be read is left out, and the connection kept"
    assert "cannot be read" in caplog.text
    warnings = [record for record in caplog.records if "left out" in record.getMessage()]
    assert [record for record in warnings if record.exc_info or "\n" in record.getMessage()] == []


async def test_no_task_is_left_with_an_error_that_nobody_looks_at(
    fake: FakeDiscord, listening: FootnoteBot, caplog: pytest.LogCaptureFixture
) -> None:
    unseen: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unseen.append(str(context)))
    draw = random.Random(1)
    for name in ("INTERACTION_CREATE", "AUTOCOMPLETE", "PRESS", "FORM"):
        for _ in range(40):
            await fake.dispatch("INTERACTION_CREATE", spoilt(EVENTS[name], draw))
    await answers(fake)
    assert unseen == []


def test_the_events_are_as_json_would_carry_them() -> None:
    assert json.loads(json.dumps(EVENTS)) == EVENTS


@pytest.mark.parametrize("custom_id", ["", "x", "footnote:vote:up", "footnote:page:list", "\u202e" * 100])
async def test_a_button_of_a_kind_that_is_not_known_is_told(
    fake: FakeDiscord, bot: FootnoteBot, custom_id: str
) -> None:
    listed = await (await fake.slash("source list")).wait_for_message()
    pressed = await fake.press_unknown(listed, custom_id)
    assert await said(pressed) == (
        "That is of another version of me, and does nothing any more. Please use the command again."
    )
    assert pressed.messages[0].ephemeral
