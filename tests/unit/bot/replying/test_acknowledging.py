"""Acknowledgements that Discord may have taken or not: whoever sees "is thinking" gets an answer."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.client import FootnoteBot
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import QUESTION, said

CALLBACK = ("POST", "/interactions/*")
WITHOUT_A_WORD = ["closed", "silent"]


@pytest.fixture(autouse=True)
def no_pauses(bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    bot.desk.delivery.sleep = sleep
    monkeypatch.setattr("bot.replying.first_response.ACKNOWLEDGE_SECONDS", 0.5)


def it_is_late(bot: FootnoteBot) -> None:
    """For a second try to be worth sending, whatever the clock says."""
    bot.desk.delivery.now = lambda: datetime.now(UTC) + timedelta(seconds=2.6)


def take_without_a_word(fake: FakeDiscord, how: str) -> None:
    """Discord takes the next acknowledgement and does not get to say so."""
    if how == "closed":
        fake.hang_up_next(*CALLBACK, does_it=True)
    else:
        fake.say_nothing_next(*CALLBACK, does_it=True)


def callbacks(fake: FakeDiscord, interaction: Interaction) -> int:
    return sum(
        request.path.startswith("/interactions") and interaction.token in request.path for request in fake.requests
    )


@pytest.mark.parametrize("how", WITHOUT_A_WORD)
async def test_who_sees_that_it_thinks_is_answered_however_late_the_bot_learns_that_it_was_taken(
    fake: FakeDiscord, bot: FootnoteBot, how: str
) -> None:
    it_is_late(bot)
    take_without_a_word(fake, how)
    interaction = await fake.slash("ask", QUESTION)
    assert "Drones were delivered." in await said(interaction)
    # A second one is tried; it is not heard of where it goes out on another connection that is closed by then.
    assert callbacks(fake, interaction) in (1, 2)


@pytest.mark.parametrize("then", ["closed", "silent", "403", "404", "429"])
@pytest.mark.parametrize("how", WITHOUT_A_WORD)
async def test_who_sees_that_it_thinks_is_answered_where_the_second_try_tells_nothing_either(
    fake: FakeDiscord, bot: FootnoteBot, how: str, then: str
) -> None:
    take_without_a_word(fake, how)
    match then:
        case "closed":
            fake.hang_up_next(*CALLBACK)
        case "silent":
            fake.say_nothing_next(*CALLBACK)
        case status:
            fake.fail_next(*CALLBACK, status=int(status), retry_after_seconds=600.0)
    interaction = await fake.slash("ask", QUESTION)
    assert "Drones were delivered." in await said(interaction)
    assert callbacks(fake, interaction) in (1, 2)


@pytest.mark.parametrize("status", [403, 404, 400])
async def test_what_discord_has_refused_is_not_worked_on(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, status: int
) -> None:
    it_is_late(bot)
    fake.fail_next(*CALLBACK, status=status)
    refused = await fake.slash("ask", QUESTION)
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
    assert len(footnote.asked) == 1
    assert callbacks(fake, refused) == 1


async def test_what_discord_knows_nothing_of_is_not_worked_on_though_a_try_was_lost(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    """Nobody waits for it: Discord has told them that the bot did not respond."""
    fake.hang_up_next(*CALLBACK)
    late = await fake.slash("ask", QUESTION, age_seconds=5.0)
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
    assert len(footnote.asked) == 1
    assert callbacks(fake, late) == 2


async def test_what_was_never_taken_though_it_may_have_been_ends_with_the_token(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    began, later = datetime.now(UTC), timedelta()

    async def sleep(seconds: float) -> None:
        nonlocal later
        later += timedelta(seconds=seconds)

    bot.desk.delivery.now = lambda: began + later
    bot.desk.delivery.sleep = sleep
    fake.hang_up_next(*CALLBACK, times=2)
    lost = await fake.slash("ask", QUESTION)
    await fake.wait_until(lambda: callbacks(fake, lost) == 2, "both tries")
    await fake.wait_until(lambda: not bot.desk._attended, "it to be given up")
    assert timedelta(minutes=13) < later < timedelta(minutes=15)
    assert lost.messages == ()


@pytest.mark.parametrize("how", WITHOUT_A_WORD)
async def test_a_page_is_turned_though_nobody_says_that_the_press_was_heard(
    fake: FakeDiscord, bot: FootnoteBot, how: str
) -> None:
    message = await (await fake.slash("source show", {"document": "A long document"})).wait_for_message()
    it_is_late(bot)
    take_without_a_word(fake, how)
    turned = await fake.click(message, message.button("Next ▶").custom_id or "")
    await turned.wait_for_message(until=lambda message: "Page 2" in message.text)
