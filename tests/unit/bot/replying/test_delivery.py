"""Replies that Discord does not take at once: sent again, there once, and told of where they never arrive."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import discord
import pytest

from bot.client import FootnoteBot
from bot.text import words
from tests.building import answer_of
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction, tells_no_stage
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import QUESTION, begun, said

REPLY = ("PATCH", "/webhooks/*/messages/@original")
FOLLOW_UP = ("POST", "/webhooks/*")
CALLBACK = ("POST", "/interactions/*")


class Pauses:
    """Takes the place of sleeping: no time passes, and how long each was to be is kept in seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def pauses(bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """Of ours; discord.py, which tries five times by itself, does not pause either."""
    own, library = Pauses(), Pauses()
    bot.desk.delivery.sleep = own
    monkeypatch.setattr(discord.webhook.async_, "asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": library}))
    return own


def fail(fake: FakeDiscord, how: str, request: tuple[str, str], times: int = 1) -> None:
    match how:
        case "closed":
            fake.hang_up_next(*request, times=times)
        case "closed after it arrived":
            fake.hang_up_next(*request, times=times, does_it=True)
        case status:
            fake.fail_next(*request, status=int(status), times=times, retry_after_seconds=0.0)


def statuses(fake: FakeDiscord, interaction: Interaction, api: str) -> list[int]:
    """What the requests of an interaction were answered with."""
    return [
        request.status
        for request in fake.requests
        if request.path.startswith(api) and interaction.token in request.path
    ]


@pytest.mark.parametrize("how", ["closed", "closed after it arrived", "403", "404", "429", "500", "502", "503"])
async def test_a_reply_that_did_not_arrive_is_sent_again_and_there_once(
    fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses, how: str
) -> None:
    fail(fake, how, REPLY, times=5)
    fail(fake, how, FOLLOW_UP, times=5)
    interaction = await fake.slash("ask", QUESTION)
    answer = await interaction.wait_for_message(until=lambda message: bool(message.buttons))
    await fake.wait_until(lambda: 200 in statuses(fake, interaction, "/webhooks"), "Discord to say that it took it")
    assert "Drones were delivered." in answer.text
    assert [message.id for message in interaction.messages] == [answer.id]
    assert tells_no_stage(answer)


@pytest.mark.parametrize("does_it", [False, True])
async def test_a_reply_that_discord_never_answers_is_sent_again_and_there_once(
    fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses, monkeypatch: pytest.MonkeyPatch, does_it: bool
) -> None:
    monkeypatch.setattr("bot.replying.delivery.SEND_SECONDS", 0.5)
    fake.say_nothing_next(*REPLY, times=2, does_it=does_it)
    interaction = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: 200 in statuses(fake, interaction, "/webhooks"), "Discord to say that it took it")
    await fake.wait_until(lambda: not bot.desk._attended, "it to be done with")
    (answer,) = interaction.messages
    assert "Drones were delivered." in answer.text
    assert pauses.seconds[:2] == [1, 2]


@pytest.mark.parametrize("how", ["closed", "closed after it arrived", "403", "404", "429", "502"])
async def test_an_acknowledgement_that_did_not_arrive_is_sent_once_more(
    fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses, how: str
) -> None:
    fail(fake, how, CALLBACK)
    interaction = await fake.slash("ask", QUESTION)
    assert "Drones were delivered." in await said(interaction)
    assert len(statuses(fake, interaction, "/interactions")) == 2


async def test_an_acknowledgement_is_not_tried_a_third_time(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    fail(fake, "404", CALLBACK, times=2)
    interaction = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: len(statuses(fake, interaction, "/interactions")) == 2, "both tries")
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
    assert statuses(fake, interaction, "/interactions") == [404, 404]
    assert len(footnote.asked) == 1


@pytest.mark.parametrize("how", ["closed", "closed after it arrived", "404"])
async def test_a_line_in_the_place_of_an_answer_is_sent_again_too(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, pauses: Pauses, how: str
) -> None:
    footnote.error = RuntimeError("at /srv")
    fail(fake, how, REPLY, times=2)
    interaction = await fake.slash("ask", QUESTION)
    assert (await said(interaction)).startswith("Something went wrong that should not.")
    assert len(interaction.messages) == 1


async def test_the_pauses_grow_to_a_minute_and_end_with_the_token(
    fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    later = timedelta()

    async def sleep(seconds: float) -> None:
        nonlocal later
        later += timedelta(seconds=seconds)
        await pauses(seconds)

    began = datetime.now(UTC)
    bot.desk.delivery.now = lambda: began + later
    bot.desk.delivery.sleep = sleep
    fail(fake, "closed", REPLY, times=1000)
    fail(fake, "closed", FOLLOW_UP, times=1000)
    with caplog.at_level(logging.ERROR, logger="bot"):
        interaction = await fake.slash("ask", QUESTION)
        await fake.wait_until(lambda: "error id" in caplog.text, "the bot to give up", 30)
    assert pauses.seconds[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert 13 * 60 < sum(pauses.seconds[: pauses.seconds.index(60) + 14]) < 15 * 60
    assert interaction.messages[0].loading


async def test_the_apology_for_an_answer_that_discord_refuses_names_its_receipt(
    fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses
) -> None:
    fail(fake, "400", REPLY)
    line = await said(await fake.slash("ask", QUESTION))
    assert line.startswith("Discord did not take my reply.")
    assert line.endswith(f"Your answer is kept: `/receipt` shows it by the id `{FakeFootnote.RECEIPT_ID}`.")
    assert pauses.seconds == []


async def test_the_apology_of_a_bot_that_leaves_names_the_receipt_of_an_answer_that_is_on_its_way(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    is_pausing, is_over = asyncio.Event(), asyncio.Event()

    async def sleep(_: float) -> None:
        is_pausing.set()
        await is_over.wait()

    bot.desk.delivery.sleep = sleep
    fake.hang_up_next(*REPLY)
    interaction = await fake.slash("ask", QUESTION)
    await is_pausing.wait()
    await bot.desk.leave(0.01)
    line = await said(interaction)
    assert line.startswith("I am being restarted.")
    assert FakeFootnote.RECEIPT_ID in line
    is_over.set()


async def test_who_waits_for_a_reply_that_discord_puts_off_is_told_that_the_bot_leaves(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    """What is being sent is given up then: of one interaction discord.py sends one thing after the other."""
    fake.fail_next(*REPLY, status=429, retry_after_seconds=600.0)
    interaction = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: statuses(fake, interaction, "/webhooks") == [429], "the reply to be put off")
    await bot.desk.leave(0.01)
    line = await said(interaction)
    assert line.startswith("I am being restarted.")
    assert FakeFootnote.RECEIPT_ID in line
    assert statuses(fake, interaction, "/webhooks") == [429, 200]


LONG = answer_of(*(f"Drones were delivered in the year {number}, " + "and so on, " * 60 for number in range(9)))


async def test_what_follows_the_first_message_is_never_sent_twice(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, pauses: Pauses
) -> None:
    footnote.outcome = LONG
    whole = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: statuses(fake, whole, "/webhooks").count(200) == 3, "all of it")
    assert len(whole.messages) == 3
    fail(fake, "closed after it arrived", FOLLOW_UP)
    interaction = await fake.slash("ask", QUESTION)
    first = await interaction.wait_for_message(until=lambda message: words.INCOMPLETE in message.text)
    assert len(interaction.messages) == 2
    assert "year 0" in first.text


@pytest.mark.parametrize("how", ["403", "404", "429"])
async def test_what_follows_the_first_message_is_sent_again_where_discord_said_no(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, pauses: Pauses, how: str
) -> None:
    footnote.outcome = LONG
    fail(fake, how, FOLLOW_UP, times=2)
    interaction = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: len(interaction.messages) == 3, "all of it")
    assert words.INCOMPLETE not in interaction.messages[0].text


async def test_an_answer_whose_message_somebody_deleted_is_sent_as_another(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, pauses: Pauses
) -> None:
    footnote.gate.clear()
    interaction = await fake.slash("ask", QUESTION)
    await begun(footnote)
    interaction.delete("@original")
    footnote.gate.set()
    assert "Drones were delivered." in await said(interaction)
    assert pauses.seconds == [1, 2, 4]


async def test_a_page_that_is_turned_is_sent_again(fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses) -> None:
    message = await (await fake.slash("source show", {"document": "A long document"})).wait_for_message()
    fail(fake, "closed", REPLY, times=2)
    turned = await fake.click(message, message.button("Next ▶").custom_id or "")
    page = await turned.wait_for_message(until=lambda message: "Page 2" in message.text)
    assert page.id == message.id


async def test_no_log_of_these_holds_a_token(
    fake: FakeDiscord, bot: FootnoteBot, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        for how in ("closed", "403", "404", "502", "400"):
            fail(fake, how, REPLY)
            await said(await fake.slash("ask", QUESTION))
    assert "sent again" in caplog.text
    assert [interaction for interaction in fake.interactions if interaction.token in caplog.text] == []
