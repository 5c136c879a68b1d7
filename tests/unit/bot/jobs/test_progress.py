"""The message that tells of progress: how often, where, and what Discord may do to it."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator

import discord
import pytest
import yarl

from bot.cards.message import OutgoingMessage, line_message
from bot.cards.paging import notice
from bot.jobs.progress import ProgressMessage, ShowProgress
from bot.replying.delivery import Delivery
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.reading import text_of_body
from tests.discord.fake.tiny_bot import TinyBot
from tests.discord.fake.waiting import WAIT_SECONDS
from tests.discord.fake.world import GUILD

DONE = [line_message("All of it"), line_message("and more")]
BRIEF = line_message("In brief")
EVERY_SECONDS = 0.05


@pytest.fixture
async def fake(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
        gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield server


class Work:
    """Goes on until a test ends it, and is one further each time that it is looked at."""

    def __init__(self, token_seconds: float) -> None:
        self.token_seconds = token_seconds
        self.every_seconds = EVERY_SECONDS
        self.is_done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.over = asyncio.Event()
        self.show: ShowProgress = self._one_further
        self._count = itertools.count(1)

    def _one_further(self, is_public: bool) -> OutgoingMessage:
        where = "all" if is_public else "one"
        return notice(f"{next(self._count)} for {where}", colour=1)

    async def run(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        message = ProgressMessage(
            interaction, Delivery(), every_seconds=self.every_seconds, token_seconds=self.token_seconds
        )
        await message.follow(self.is_done, self.show)
        await message.end(DONE, BRIEF)
        self.over.set()


@pytest.fixture
async def work(fake: FakeDiscord) -> AsyncIterator[Work]:
    work = Work(token_seconds=60)
    bot = TinyBot(intents=discord.Intents(guilds=True))

    @bot.tree.command(description="Work for long")
    async def toil(interaction: discord.Interaction) -> None:
        await work.run(interaction)

    task = asyncio.create_task(bot.start(fake.environment["DISCORD_TOKEN"]))
    await fake.wait_for_commands()
    await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
    yield work
    await bot.close()
    await task


async def ended(work: Work) -> None:
    work.is_done.set_result(None)
    async with asyncio.timeout(WAIT_SECONDS):
        await work.over.wait()


async def edited(fake: FakeDiscord, interaction: Interaction, times: int) -> None:
    """Waits until the reply has been edited so often."""
    await fake.wait_until(lambda: len(edits(fake)) >= times, f"{times} edits of {interaction}")


def edits(fake: FakeDiscord) -> list[float]:
    """When the reply was edited."""
    return [
        request.seconds
        for request in fake.requests
        if request.method == "PATCH" and request.path.endswith("/@original")
    ]


def posts(fake: FakeDiscord) -> list[str]:
    """What was sent to the channel, and what it was changed to."""
    ours = (request for request in fake.requests if request.path.startswith(f"/channels/{GUILD.channel_id}/messages"))
    return [text_of_body(request.body) for request in ours]


async def test_one_message_is_edited_no_more_often_than_it_may_be(fake: FakeDiscord, work: Work) -> None:
    work.every_seconds = 0.2
    interaction = await fake.slash("toil")
    await edited(fake, interaction, 3)
    first, *_ = interaction.messages
    await ended(work)
    result, more = interaction.messages
    assert (result.id, result.text, more.text) == (first.id, "All of it", "and more")
    assert result.ephemeral
    assert more.ephemeral
    assert len(edits(fake)) == 4
    assert min(after - before for before, after in itertools.pairwise(edits(fake))) >= 0.2
    assert posts(fake) == []


async def test_what_is_done_before_anything_is_shown_shows_its_result_alone(fake: FakeDiscord, work: Work) -> None:
    work.is_done.set_result(None)
    interaction = await fake.slash("toil")
    assert (await interaction.wait_for_message()).text == "All of it"
    assert len(edits(fake)) == 1


async def test_what_has_not_changed_is_not_sent_again(fake: FakeDiscord, work: Work) -> None:
    looks = 0
    message = line_message("the same")

    def show(_: bool) -> OutgoingMessage:
        nonlocal looks
        looks += 1
        if looks == 5:
            work.is_done.set_result(None)
        return message

    work.show = show
    await fake.slash("toil")
    async with asyncio.timeout(WAIT_SECONDS):
        await work.over.wait()
    assert len(edits(fake)) == 2


async def test_near_the_end_of_the_token_it_goes_on_in_the_channel_in_brief(fake: FakeDiscord, work: Work) -> None:
    work.token_seconds = 4.5 * EVERY_SECONDS
    interaction = await fake.slash("toil")
    await fake.wait_until(lambda: len(posts(fake)) >= 3, "the message in the channel to be changed")
    await ended(work)
    (reply,) = interaction.messages
    assert "goes on in a message of this channel" in reply.text
    *progress, last = posts(fake)
    assert all(text.endswith("for all") for text in progress)
    assert last == "In brief"
    assert sum(request.method == "POST" and request.path.startswith("/channels/") for request in fake.requests) == 1


async def test_a_token_that_discord_holds_for_over_is_over(fake: FakeDiscord, work: Work) -> None:
    interaction = await fake.slash("toil")
    await edited(fake, interaction, 1)
    interaction.expire_token()
    await fake.wait_until(lambda: len(posts(fake)) >= 2, "the message in the channel to be changed")
    await ended(work)
    assert posts(fake)[-1] == "In brief"
    assert [request.status for request in fake.requests].count(401) == 1


async def test_a_channel_that_takes_no_message_is_asked_once_and_the_work_goes_on(
    fake: FakeDiscord, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next("POST", "/channels/*/messages", status=403, times=5)
    work.token_seconds = 0
    interaction = await fake.slash("toil")
    reply = await interaction.wait_for_message()
    assert "cannot be shown here any longer. `/corpus status` shows how far it is" in reply.text
    await ended(work)
    assert len(posts(fake)) == 1
    assert "Missing Permissions" in caplog.text


async def test_a_failure_of_discord_is_logged_and_the_next_edit_is_tried(
    fake: FakeDiscord, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail_next("PATCH", "/webhooks/*", status=403)
    with caplog.at_level(logging.WARNING, logger="bot"):
        interaction = await fake.slash("toil")
        await edited(fake, interaction, 2)
    await ended(work)
    assert interaction.messages[0].text == "All of it"
    assert "its progress could not be shown" in caplog.text


async def test_an_edit_that_discord_never_answers_keeps_neither_the_result_nor_a_lane(
    fake: FakeDiscord, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.progress.SHOW_SECONDS", 0.1)
    monkeypatch.setattr("bot.replying.lanes.LATER_AT_ONCE", 1)
    fake.say_nothing_next("PATCH", "/webhooks/*")
    interaction = await fake.slash("toil")
    await edited(fake, interaction, 1)
    await ended(work)
    assert [message.text for message in interaction.messages] == ["All of it", "and more"]


async def test_it_moves_to_the_channel_on_the_one_lane_that_is_left(
    fake: FakeDiscord, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds one and waits for another would have it for ever."""
    monkeypatch.setattr("bot.replying.lanes.LATER_AT_ONCE", 1)
    work.token_seconds = 0.0
    await fake.slash("toil")
    await fake.wait_until(lambda: len(posts(fake)) >= 2, "the message in the channel to be changed")
    await ended(work)
    assert posts(fake)[-1] == "In brief"
