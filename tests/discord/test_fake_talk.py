"""What the fake makes of messages, threads and permissions, proven against the real discord.py and Discord's OpenAPI
file.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import discord
import pytest
import yarl

from tests.discord.fake.channels import (
    ADD_REACTIONS,
    ANNOUNCEMENT,
    CREATE_PUBLIC_THREADS,
    DIRECTORY,
    FORUM,
    MANAGE_MESSAGES,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    STAGE,
    VIEW_CHANNEL,
    VOICE,
)
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.fake_gateway import MESSAGE_CONTENT_INTENT
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.waiting import WAIT_SECONDS
from tests.discord.fake.world import ASKER, BOT, GUILD, person
from tests.discord.test_fake_discord import problems

MENTIONS_NOBODY = discord.AllowedMentions.none()


class Hearer(discord.Client):
    """Keeps what it is told, in order."""

    def __init__(self, *, message_content: bool = False) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=message_content)
        super().__init__(intents=intents, guild_ready_timeout=0.05, max_messages=None)
        self.messages: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.edits: asyncio.Queue[discord.RawMessageUpdateEvent] = asyncio.Queue()
        self.deletions: asyncio.Queue[set[int]] = asyncio.Queue()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do without the library's pause of five seconds."""

    async def on_message(self, message: discord.Message) -> None:
        self.messages.put_nowait(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        self.edits.put_nowait(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        self.deletions.put_nowait({payload.message_id})

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        self.deletions.put_nowait(payload.message_ids)

    async def heard(self) -> discord.Message:
        async with asyncio.timeout(WAIT_SECONDS):
            return await self.messages.get()


@asynccontextmanager
async def hearing(fake: FakeDiscord, *, message_content: bool = False) -> AsyncIterator[Hearer]:
    bot = Hearer(message_content=message_content)
    task = asyncio.create_task(bot.start(fake.environment["DISCORD_TOKEN"]))
    try:
        await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
        await bot.wait_until_ready()
        yield bot
    finally:
        await bot.close()
        await task


@pytest.fixture(params=[0, MESSAGE_CONTENT_INTENT], ids=["without the intent", "with the intent"])
async def fake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(allowed_privileged_intents=request.param) as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
        gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield server
        # The codes of a form's errors are words, whatever the file says: API Reference, "Error Messages".
        assert [problem for problem in problems(server) if "['_errors']" not in problem] == []


def is_allowed(fake: FakeDiscord) -> bool:
    return not fake._gateway._disallowed_intents & MESSAGE_CONTENT_INTENT


@pytest.fixture
async def bot(fake: FakeDiscord) -> AsyncIterator[Hearer]:
    async with hearing(fake, message_content=is_allowed(fake)) as bot:
        yield bot


async def test_the_text_of_a_message_comes_where_discord_would_send_it(fake: FakeDiscord, bot: Hearer) -> None:
    home = bot.get_partial_messageable(GUILD.channel_id)
    own = await home.send("of the bot", allowed_mentions=MENTIONS_NOBODY)
    assert (await bot.heard()).content == "of the bot"
    mine = fake.message(own.id)
    said = {
        "to nobody": fake.talk.say("to nobody"),
        f"to the bot {TO_BOT}": fake.talk.say(f"to the bot {TO_BOT}"),
        "a reply": fake.talk.say("a reply", reply_to=mine),
        "without a ping": fake.talk.say("without a ping", reply_to=mine, pings=False),
        "directly": fake.talk.direct("directly"),
    }
    heard = {message.id: message for message in [await bot.heard() for _ in said]}
    read = {text: heard[message.id].content for text, message in said.items()}
    always = (f"to the bot {TO_BOT}", "a reply", "directly")
    assert read == {text: text if text in always or is_allowed(fake) else "" for text in said}
    replies = [heard[said[text].id] for text in ("a reply", "without a ping")]
    for reply in replies:
        assert reply.reference is not None
        assert isinstance(reply.reference.resolved, discord.Message)
        assert reply.reference.resolved.author.id == BOT.id
    assert [BOT.id in [user.id for user in reply.mentions] for reply in replies] == [True, False]
    assert isinstance(heard[said["directly"].id].channel, discord.DMChannel)
    assert isinstance(heard[said["to nobody"].id].author, discord.Member)


async def test_edits_and_deletions_are_told(fake: FakeDiscord, bot: Hearer) -> None:
    messages = [fake.talk.say(f"{TO_BOT} {number}") for number in range(3)]
    for _ in messages:
        await bot.heard()
    fake.talk.edit(messages[0], f"{TO_BOT} edited")
    fake.talk.unfurl(messages[1])
    async with asyncio.timeout(WAIT_SECONDS):
        edited, unfurled = await bot.edits.get(), await bot.edits.get()
    assert (edited.message.content, edited.message.edited_at is None) == (f"{TO_BOT} edited", False)
    assert unfurled.message.edited_at is None
    fake.talk.delete(messages[0])
    fake.talk.delete_many(messages[1:])
    async with asyncio.timeout(WAIT_SECONDS):
        assert await bot.deletions.get() == {messages[0].id}
        assert await bot.deletions.get() == {message.id for message in messages[1:]}


async def test_what_it_does_not_see_and_has_not_asked_for_is_not_told(fake: FakeDiscord, bot: Hearer) -> None:
    hidden = fake.talk.add_channel(denied=VIEW_CHANNEL)
    fake.talk.say(f"{TO_BOT} hidden", channel=hidden)
    fake.talk.say(f"{TO_BOT} seen")
    assert (await bot.heard()).content == f"{TO_BOT} seen"
    with pytest.raises(discord.Forbidden) as refusal:
        await bot.get_partial_messageable(hidden.id).send("x", allowed_mentions=MENTIONS_NOBODY)
    assert refusal.value.code == 50001


async def test_a_reply_is_there_once_however_often_it_is_sent_by_one_number(fake: FakeDiscord, bot: Hearer) -> None:
    asked = fake.talk.say(TO_BOT)
    reference = discord.MessageReference(message_id=asked.id, channel_id=asked.channel_id, fail_if_not_exists=False)
    home = bot.get_partial_messageable(GUILD.channel_id)
    sent = [
        await home.send(text, reference=reference, nonce="one", allowed_mentions=MENTIONS_NOBODY)
        for text in ("first", "second")
    ]
    assert sent[0].id == sent[1].id
    (reply,) = fake.replies_to(asked)
    assert reply.content == "first"
    fake.talk.delete(asked)
    alone = await home.send("alone", reference=reference, allowed_mentions=MENTIONS_NOBODY)
    assert alone.reference is None
    with pytest.raises(discord.HTTPException) as refusal:
        await home.send(
            "x",
            reference=discord.MessageReference(message_id=asked.id, channel_id=asked.channel_id),
            allowed_mentions=MENTIONS_NOBODY,
        )
    assert refusal.value.code == 50035


async def test_typing_reactions_threads_and_direct_messages(fake: FakeDiscord, bot: Hearer) -> None:
    asked = fake.talk.say(TO_BOT)
    heard = await bot.heard()
    await heard.channel.typing()
    await heard.add_reaction("💬")
    assert fake.talk.typing == [GUILD.channel_id]
    assert fake.talk.reactions == {asked.id: ["💬"]}
    thread = await heard.create_thread(name="a thread")
    assert (thread.id, thread.owner_id) == (asked.id, BOT.id)
    await thread.send("in it", allowed_mentions=MENTIONS_NOBODY)
    assert [message.content for message in fake.talk.written_in(fake.channels.get(asked.id))] == ["in it"]
    with pytest.raises(discord.HTTPException) as refusal:
        await heard.create_thread(name="again")
    assert refusal.value.code == 160004
    await heard.author.send("directly", allowed_mentions=MENTIONS_NOBODY)
    assert [message.content for message in fake.talk.written_in(fake.channels.dm(ASKER))] == ["directly"]
    fake.channels.closed_to.add(ASKER.id)
    with pytest.raises(discord.Forbidden) as closed:
        await heard.author.send("directly", allowed_mentions=MENTIONS_NOBODY)
    assert closed.value.code == 50007


async def test_its_own_messages_are_its_to_delete_and_others_are_not(fake: FakeDiscord, bot: Hearer) -> None:
    theirs = fake.talk.say(TO_BOT)
    heard = await bot.heard()
    own = await heard.channel.send("x", allowed_mentions=MENTIONS_NOBODY)
    await own.delete()
    assert fake.message(own.id) is None
    assert not fake.channels.get(GUILD.channel_id).bot_permissions & MANAGE_MESSAGES
    with pytest.raises(discord.Forbidden):
        await heard.delete()
    assert fake.message(theirs.id) is not None


@pytest.mark.parametrize(
    ("denied", "what", "code"),
    [
        (SEND_MESSAGES, "send", 50013),
        (SEND_MESSAGES, "type", 50013),
        (READ_MESSAGE_HISTORY, "reply", 50013),
        (ADD_REACTIONS, "react", 50013),
        (READ_MESSAGE_HISTORY, "react", 50013),
        (CREATE_PUBLIC_THREADS, "thread", 50013),
        (SEND_MESSAGES_IN_THREADS, "send in thread", 50013),
    ],
)
async def test_a_permission_that_it_lacks_is_told_by_discord_and_known_to_the_library(
    fake: FakeDiscord, bot: Hearer, denied: int, what: str, code: int
) -> None:
    channel = fake.talk.add_channel(denied=denied)
    where = fake.talk.open_thread(channel, name="a thread") if what == "send in thread" else channel
    fake.talk.say(TO_BOT, channel=where)
    heard = await bot.heard()
    assert isinstance(heard.channel, discord.TextChannel | discord.Thread)
    assert heard.guild is not None
    assert not heard.channel.permissions_for(heard.guild.me).value & denied
    do: dict[str, Callable[[], Awaitable[object]]] = {
        "send": lambda: heard.channel.send("x", allowed_mentions=MENTIONS_NOBODY),
        "send in thread": lambda: heard.channel.send("x", allowed_mentions=MENTIONS_NOBODY),
        "type": lambda: bot.http.send_typing(channel.id),
        "reply": lambda: heard.reply("x", allowed_mentions=MENTIONS_NOBODY),
        "react": lambda: heard.add_reaction("💬"),
        "thread": lambda: heard.create_thread(name="x"),
    }
    with pytest.raises(discord.Forbidden) as refusal:
        await do[what]()
    assert refusal.value.code == code


async def test_channels_of_each_kind_are_what_they_are(fake: FakeDiscord, bot: Hearer) -> None:
    kinds = {
        ANNOUNCEMENT: discord.TextChannel,
        VOICE: discord.VoiceChannel,
        STAGE: discord.StageChannel,
        FORUM: discord.ForumChannel,
    }
    for kind, expected in kinds.items():
        channel = fake.talk.add_channel(kind)
        await fake.wait_until(lambda channel=channel: bot.get_channel(channel.id) is not None, "the channel")  # type: ignore[misc]
        assert isinstance(bot.get_channel(channel.id), expected)
    forum = next(known for known in fake.channels.of_guild(GUILD.id) if known.kind == FORUM)
    post = fake.talk.post(forum, "A title", f"{TO_BOT} text", user=person(1))
    heard = await bot.heard()
    assert isinstance(heard.channel, discord.Thread)
    assert (heard.id, heard.channel.name, heard.channel.owner_id) == (post.id, "A title", person(1).id)
    for kind in (FORUM, DIRECTORY):
        nowhere = fake.talk.add_channel(kind)
        with pytest.raises(discord.HTTPException) as refusal:
            await bot.get_partial_messageable(nowhere.id).send("x", allowed_mentions=MENTIONS_NOBODY)
        assert refusal.value.code == 50008


async def test_a_thread_that_is_locked_takes_nothing(fake: FakeDiscord, bot: Hearer) -> None:
    thread = fake.talk.open_thread(fake.channels.get(GUILD.channel_id), name="a thread")
    fake.talk.say(TO_BOT, channel=thread)
    heard = await bot.heard()
    sent = await heard.channel.send("x", allowed_mentions=MENTIONS_NOBODY)
    fake.talk.change_channel(thread, archived=True, locked=True)
    with pytest.raises(discord.HTTPException) as refusal:
        await heard.channel.send("x", allowed_mentions=MENTIONS_NOBODY)
    assert refusal.value.code == 50083
    with pytest.raises(discord.HTTPException) as refused_edit:
        await sent.edit(content="y", allowed_mentions=MENTIONS_NOBODY)
    assert refused_edit.value.code == 50083


async def test_what_happens_while_the_gateway_is_down_is_told_in_order_after_it(fake: FakeDiscord, bot: Hearer) -> None:
    await fake.drop_connection()
    for number in range(3):
        fake.talk.say(f"{TO_BOT} {number}")
    assert [(await bot.heard()).content for _ in range(3)] == [f"{TO_BOT} {number}" for number in range(3)]
    assert fake.resume_count == 1
