"""The fake proven against the real discord.py, and its bodies against Discord's own OpenAPI file."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord
import pytest
import yarl

from tests.discord.fake import interactions
from tests.discord.fake.commands import CHANNEL, USER, OptionValue
from tests.discord.fake.fake_discord import Choice, FakeDiscord
from tests.discord.fake.interactions import CallbackType
from tests.discord.fake.openapi_contract import discord_contract
from tests.discord.fake.tiny_bot import MANAGE_GUILD, TinyBot
from tests.discord.fake.waiting import WAIT_SECONDS
from tests.discord.fake.world import ADMINISTRATOR, ASKER, GUILD, MEMBER_PERMISSIONS, OTHER_GUILD, Upload, User


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
        gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield server


@asynccontextmanager
async def running(fake: FakeDiscord) -> AsyncIterator[TinyBot]:
    bot = TinyBot(intents=discord.Intents(guilds=True))
    task = asyncio.create_task(bot.start(fake.environment["DISCORD_TOKEN"]))
    try:
        await fake.wait_for_commands()
        await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
        yield bot
    finally:
        await bot.close()
        await task


@pytest.fixture
async def bot(fake: FakeDiscord) -> AsyncIterator[TinyBot]:
    async with running(fake) as bot:
        yield bot


async def error_of(bot: TinyBot) -> discord.HTTPException:
    """Return what the bot's next command fails with."""
    async with asyncio.timeout(WAIT_SECONDS):
        error = await bot.errors.get()
    assert isinstance(error, discord.HTTPException), error
    return error


def statuses(fake: FakeDiscord, method: str, ending: str) -> list[int]:
    return [known.status for known in fake.requests if known.method == method and known.path.endswith(ending)]


def last_content(fake: FakeDiscord) -> object:
    """Return the content of the message that the bot was last answered with."""
    response = fake.requests[-1].response
    return response.get("content") if isinstance(response, dict) else None


async def test_a_bot_logs_in_syncs_and_is_ready(fake: FakeDiscord, bot: TinyBot) -> None:
    await bot.wait_until_ready()
    assert {guild.id: guild.name for guild in bot.guilds} == {GUILD.id: "home", OTHER_GUILD.id: "elsewhere"}
    assert [command["name"] for command in await fake.wait_for_commands()] == [
        "ask",
        "reply",
        "misbehave",
        "source",
        "weigh",
    ]
    fetched = await bot.tree.fetch_commands()
    assert [command.id for command in fetched] == [command.id for command in await bot.tree.sync()]


async def test_commands_of_a_guild_come_before_global_ones(fake: FakeDiscord, bot: TinyBot) -> None:
    bot.tree.copy_global_to(guild=discord.Object(GUILD.id))
    await bot.tree.sync(guild=discord.Object(GUILD.id))
    await fake.wait_for_commands(guild_id=GUILD.id)
    assert fake.command("ask").registered["guild_id"] == str(GUILD.id)
    assert "guild_id" not in fake.command("ask", guild_id=OTHER_GUILD.id).registered
    interaction = await fake.slash("ask", {"question": "Why?"})
    assert (await interaction.wait_for_message()).content == "Answer"


async def test_a_wrong_token_fails_to_log_in(fake: FakeDiscord) -> None:
    with pytest.raises(discord.LoginFailure):
        async with asyncio.timeout(WAIT_SECONDS), TinyBot(intents=discord.Intents.none()) as bot:
            await bot.start("wrong")
    assert [request.status for request in fake.requests] == [401]


async def test_the_gateway_refuses_a_wrong_token(fake: FakeDiscord) -> None:
    async with asyncio.timeout(WAIT_SECONDS), TinyBot(intents=discord.Intents.none()) as bot:
        await bot.login(fake.environment["DISCORD_TOKEN"])
        bot.http.token = "wrong"
        with pytest.raises(discord.ConnectionClosed) as refusal:
            await bot.connect()
    assert refusal.value.code == 4004


async def test_privileged_intents_must_be_enabled(fake: FakeDiscord) -> None:
    async with asyncio.timeout(WAIT_SECONDS), TinyBot(intents=discord.Intents(message_content=True)) as bot:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await bot.start(fake.environment["DISCORD_TOKEN"])


@pytest.mark.usefixtures("bot")
async def test_defer_and_edit(fake: FakeDiscord) -> None:
    interaction = await fake.slash("ask", {"question": "Why?", "private": True})
    message = await interaction.wait_for_message()
    assert interaction.callback is not None
    assert interaction.callback.type is CallbackType.DEFERRED_MESSAGE
    assert interaction.callback.seconds >= 0
    assert message.ephemeral
    assert not message.loading
    assert message.embeds[0]["title"] == "Why?"
    assert [button.label for button in message.buttons] == ["Sources", "Later", "Correct"]
    assert interaction.messages == (message,)


async def test_direct_messages(fake: FakeDiscord, bot: TinyBot) -> None:
    interaction = await fake.slash("ask", {"question": "Why?"}, guild_id=None)
    message = await interaction.wait_for_message()
    assert message.channel_id == ASKER.dm_channel_id
    later = await fake.click(message, "panel:sources")
    assert (await later.wait_for_message()).content == "with sources"
    assert bot.errors.empty()


async def test_follow_ups_files_and_channel_messages(fake: FakeDiscord, bot: TinyBot) -> None:
    interaction = await fake.slash("reply")
    await fake.wait_until(lambda: last_content(fake) == "to all, edited", "the last edit")
    first, second = interaction.messages
    assert (first.content, first.ephemeral) == ("first", True)
    assert (second.content, second.ephemeral) == ("second, edited", False)
    assert [(file.filename, file.data, file.description) for file in second.attachments] == [
        ("notes.md", b"# Notes", "the notes")
    ]
    posted = fake.requests[-1].response
    assert isinstance(posted, dict)
    assert (posted["content"], posted["channel_id"]) == ("to all, edited", str(GUILD.channel_id))
    assert bot.errors.empty()


async def test_a_follow_up_right_after_a_deferral_is_the_response(fake: FakeDiscord, bot: TinyBot) -> None:
    @bot.tree.command(description="Defer, then follow up")
    async def think(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("thought")

    await bot.tree.sync()
    interaction = await fake.slash("think")
    message = await interaction.wait_for_message()
    assert (message.content, message.ephemeral) == ("thought", True)
    assert interaction.messages == (message,)


@pytest.mark.usefixtures("bot")
async def test_buttons_selects_and_modals(fake: FakeDiscord) -> None:
    answer = await (await fake.slash("ask", {"question": "Why?"})).wait_for_message()

    later = await fake.click(answer, "panel:later")
    assert (await later.wait_for_message(until=lambda message: message.ephemeral)).content == "and a note"
    assert later.messages[0].content == "edited later"

    picked = await fake.select(answer, "panel:pick", ["third"])
    assert (await picked.wait_for_message()).content == "picked third"

    opened = await fake.click(answer, "panel:correct")
    assert (await opened.wait_for_callback()).type is CallbackType.MODAL
    corrected = await fake.modal_submit(opened, {"correction:reason": "outdated"})
    message = await corrected.wait_for_message()
    assert (message.content, message.ephemeral) == ("noted: outdated", True)

    custom_id = answer.button("Sources").custom_id
    assert custom_id == "panel:sources"
    updated = await (await fake.click(answer, custom_id)).wait_for_message()
    assert (updated.id, updated.content) == (answer.id, "with sources")
    with pytest.raises(ValueError, match="can be used"):
        await fake.click(answer, custom_id)


@pytest.mark.usefixtures("bot")
async def test_options_have_the_types_that_the_bot_registered(fake: FakeDiscord) -> None:
    keeper = User(id=1100000000000005000, name="keeper")
    options: dict[str, OptionValue] = {
        "document": "first note",
        "page": 2,
        "owner": keeper,
        "channel": GUILD.channel_id,
    }
    message = await (await fake.slash("source show", options)).wait_for_message()
    assert message.content == f"first note 2 keeper {GUILD.channel_id}"
    assert {USER, CHANNEL} < {option["type"] for option in fake.command("source show").options}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("command", "options", "complaint"),
    [
        ("source show", {}, "required"),
        ("source show", {"document": "a", "page": 10}, "max_value"),
        ("source show", {"document": "a", "page": "2"}, "cannot hold"),
        ("source show", {"document": "a", "pages": 2}, "no such options"),
        ("ask", {"question": True}, "cannot hold"),
    ],
)
async def test_a_client_sends_no_options_that_do_not_fit(
    fake: FakeDiscord, command: str, options: dict[str, OptionValue], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        await fake.slash(command, options)


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("command", ["source", "source hide", "nothing"])
async def test_commands_that_are_not_synced_cannot_be_called(fake: FakeDiscord, command: str) -> None:
    with pytest.raises(LookupError):
        await fake.slash(command)


@pytest.mark.usefixtures("bot")
async def test_autocomplete(fake: FakeDiscord) -> None:
    choices = await fake.autocomplete("source show", {"document": "note"}, focused="document")
    assert choices == [Choice("First Note", "first note"), Choice("Second Note", "second note")]
    with pytest.raises(ValueError, match="no autocomplete"):
        await fake.autocomplete("source show", {}, focused="page")


@pytest.mark.usefixtures("bot")
async def test_who_sees_a_command(fake: FakeDiscord) -> None:
    command = fake.command("source show")
    assert command.registered["default_member_permissions"] == str(MANAGE_GUILD)
    assert not command.is_visible(guild_id=GUILD.id)
    assert command.is_visible(permissions=MEMBER_PERMISSIONS | MANAGE_GUILD, guild_id=GUILD.id)
    assert command.is_visible(permissions=ADMINISTRATOR, guild_id=GUILD.id)
    assert not command.is_visible(permissions=ADMINISTRATOR, guild_id=None)
    assert fake.command("ask").is_visible(guild_id=None)


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("too long", 400, 50035),
        ("empty", 400, 50006),
        ("edit first", 404, 10015),
        ("deleted", 404, 10008),
        ("twice", 400, 40060),
    ],
)
async def test_rules_that_the_bot_breaks(fake: FakeDiscord, bot: TinyBot, how: str, status: int, code: int) -> None:
    await fake.slash("misbehave", {"how": how})
    error = await error_of(bot)
    assert (error.status, error.code) == (status, code)


async def test_a_refusal_names_the_field(fake: FakeDiscord, bot: TinyBot) -> None:
    interaction = await fake.slash("misbehave", {"how": "too long"})
    assert "In data.content: Must be 2000 or fewer in length." in (await error_of(bot)).text
    assert interaction.callback is None


async def test_a_callback_after_three_seconds_is_too_late(fake: FakeDiscord, bot: TinyBot) -> None:
    interaction = await fake.slash("ask", {"question": "Why?"}, age_seconds=interactions.ACKNOWLEDGE_SECONDS + 0.5)
    error = await error_of(bot)
    assert (error.status, error.code) == (404, 10062)
    assert interaction.callback is None


async def test_a_token_ends_after_fifteen_minutes(fake: FakeDiscord, bot: TinyBot) -> None:
    spoken = asyncio.Event()

    @bot.tree.command(description="Answer after a long time")
    async def ponder(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await spoken.wait()
        await interaction.edit_original_response(content="at last")

    await bot.tree.sync()
    interaction = await fake.slash("ponder")
    await interaction.wait_for_callback()
    interaction.expire_token()
    spoken.set()
    assert (await error_of(bot)).code == 50027


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("status", [429, 500, 502])
async def test_a_fault_of_the_webhook_is_retried(fake: FakeDiscord, status: int) -> None:
    fake.fail_next("PATCH", "/webhooks/*/messages/@original", status=status, retry_after_seconds=0.05)
    interaction = await fake.slash("ask", {"question": "Why?"})
    assert (await interaction.wait_for_message()).content == "Answer"
    assert statuses(fake, "PATCH", "/messages/@original") == [status, 200]


@pytest.mark.parametrize("status", [429, 500])
async def test_a_fault_of_the_api_is_retried(fake: FakeDiscord, status: int) -> None:
    fake.fail_next("PUT", "/applications/*/commands", status=status, retry_after_seconds=0.05)
    async with running(fake):
        assert statuses(fake, "PUT", "/commands") == [status, 200]


async def test_a_fault_can_last(fake: FakeDiscord, bot: TinyBot) -> None:
    fake.fail_next("PATCH", "/webhooks/*", status=429, times=5, retry_after_seconds=0.01)
    await fake.slash("ask", {"question": "Why?"})
    assert (await error_of(bot)).status == 429


@pytest.mark.usefixtures("bot")
async def test_a_dropped_connection_is_resumed_with_what_was_missed(fake: FakeDiscord) -> None:
    await fake.drop_connection()
    interaction = await fake.slash("ask", {"question": "Did you miss me?"})
    assert (await interaction.wait_for_message()).embeds[0]["title"] == "Did you miss me?"
    assert (fake.identify_count, fake.resume_count) == (1, 1)


@pytest.mark.usefixtures("bot")
async def test_a_lost_session_is_begun_anew(fake: FakeDiscord) -> None:
    await fake.drop_connection(resumable=False)
    interaction = await fake.slash("ask", {"question": "Who are you?"})
    await interaction.wait_for_message()
    assert (fake.identify_count, fake.resume_count) == (2, 0)


@pytest.mark.usefixtures("bot")
async def test_reconnect_and_invalid_session(fake: FakeDiscord) -> None:
    await fake.request_reconnect()
    await fake.wait_until(lambda: fake.resume_count == 1, "the bot to come back")
    await fake.invalidate_session(resumable=True)
    await fake.wait_until(lambda: fake.resume_count == 2, "the bot to resume")
    await fake.invalidate_session()
    await fake.wait_until(lambda: fake.identify_count == 2, "the bot to begin anew")
    assert (await (await fake.slash("ask", {"question": "Still there?"})).wait_for_message()).content == "Answer"


@pytest.mark.usefixtures("bot")
async def test_answers_beyond_what_the_library_asks(fake: FakeDiscord) -> None:
    interaction = await fake.slash("misbehave", {"how": "say nothing"})
    callback = f"/interactions/{interaction.id}/{interaction.token}/callback"
    asked = [
        ("POST", "/interactions/1/unknown/callback", {"type": 5}, 404, 10062),
        ("POST", callback, {"type": CallbackType.CHOICES}, 400, 50035),
        ("POST", callback, {"type": CallbackType.MODAL, "data": {"title": "No components"}}, 400, 50035),
        ("POST", callback, {"type": CallbackType.DEFERRED_MESSAGE}, 204, None),
        ("POST", "/channels/1/messages", {"content": "hello"}, 404, 10003),
        ("PATCH", f"/channels/{GUILD.channel_id}/messages/1", {"content": "hello"}, 404, 10008),
        ("GET", "/applications/@me", None, 200, None),
        ("GET", "/gateway", None, 200, None),
        ("GET", "/nowhere", None, 404, 0),
    ]
    headers = {"Authorization": f"Bot {fake.environment['DISCORD_TOKEN']}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for method, path, body, status, code in asked:
            async with session.request(method, fake.environment["DISCORD_API_BASE"] + path, json=body) as response:
                answer = await response.json() if response.status != 204 else {}
                assert (response.status, answer.get("code")) == (status, code), path


class ZlibContext:
    """What discord.py defines when zstandard is not installed."""

    COMPRESSION_TYPE = "zlib-stream"

    def __init__(self) -> None:
        self._context = zlib.decompressobj()

    def decompress(self, data: bytes) -> str:
        assert data.endswith(b"\x00\x00\xff\xff")
        return self._context.decompress(data).decode()


async def test_a_client_may_ask_for_zlib(fake: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.utils, "_ActiveDecompressionContext", ZlibContext)
    async with running(fake):
        interaction = await fake.slash("ask", {"question": "Small?"})
        assert (await interaction.wait_for_message()).content == "Answer"


async def test_a_client_may_do_without_compression(fake: FakeDiscord) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(fake.environment["DISCORD_GATEWAY_URL"]) as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json({"op": 3, "d": {}})
        assert (await socket.receive()).data == 4003


async def test_a_file_that_somebody_attaches_is_served(fake: FakeDiscord, bot: TinyBot) -> None:
    upload = Upload(filename="a b.md", data=b"# Notes")
    interaction = await fake.slash("weigh", {"file": upload})
    assert (await interaction.wait_for_message()).content == "a b.md 7 7 True"
    data = interaction.payload["data"]
    (attachment,) = data["resolved"]["attachments"].values()
    assert data["options"] == [{"name": "file", "type": 11, "value": attachment["id"]}]
    assert fake.fetched_files == [attachment["id"]]
    assert discord_contract().schema_problems("MessageAttachmentResponse", attachment) == []
    assert bot.errors.empty()


@pytest.mark.usefixtures("bot")
async def test_a_file_that_is_gone_is_not(fake: FakeDiscord, bot: TinyBot) -> None:
    await fake.slash("weigh", {"file": Upload(filename="x", data=b"x", status=404)})
    assert isinstance(await error_of(bot), discord.NotFound)


async def test_a_file_may_be_served_in_part_and_told_wrongly(fake: FakeDiscord, bot: TinyBot) -> None:
    interaction = await fake.slash("weigh", {"file": Upload(filename="x", data=b"x" * 9, stated_bytes=5)})
    assert (await interaction.wait_for_message()).content == "x 5 9 True"
    await fake.slash("weigh", {"file": Upload(filename="x", data=bytes(100_000), cut_at=10)})
    async with asyncio.timeout(WAIT_SECONDS):
        error = await bot.errors.get()
    assert isinstance(error, aiohttp.ClientError)


def problems(fake: FakeDiscord) -> list[str]:
    """Return every breach of the contract, in the bot's requests and in the fake's answers."""
    contract = discord_contract()
    found = []
    for known in fake.requests:
        found += contract.request_problems(known.method, known.path, known.body)
        found += contract.response_problems(known.method, known.path, known.status, known.response)
    return found


async def test_everything_sent_and_answered_meets_the_contract(fake: FakeDiscord, bot: TinyBot) -> None:
    answer = await (await fake.slash("ask", {"question": "Why?"})).wait_for_message()
    await (await fake.click(answer, "panel:later")).wait_for_message(until=lambda message: message.ephemeral)
    opened = await fake.click(answer, "panel:correct")
    await opened.wait_for_callback()
    await (await fake.modal_submit(opened, {"correction:reason": "outdated"})).wait_for_message()
    await fake.autocomplete("source show", {"document": "note"}, focused="document")
    await fake.slash("reply")
    await fake.wait_until(lambda: last_content(fake) == "to all, edited", "the last edit")
    await fake.slash("misbehave", {"how": "edit first"})
    await error_of(bot)
    await bot.tree.fetch_commands()
    await bot.http.get_bot_gateway()
    assert problems(fake) == []
