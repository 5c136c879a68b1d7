"""Many who ask at once, again and again, while Discord does not take everything: nobody is left waiting, and every
place, lane and connection is given back.
"""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.client import FootnoteBot
from bot.replying.lanes import FIRST_AT_ONCE, LATER_AT_ONCE
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.world import person
from tests.unit.bot.running import QUESTION, said

AT_ONCE = 60
BURSTS = 5
TOO_BUSY = "I am working on as many questions as I can."
CALLBACK, REPLY = ("POST", "/interactions/*"), ("PATCH", "/webhooks/*")


@pytest.fixture(autouse=True)
def no_pauses(bot: FootnoteBot) -> None:
    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    bot.desk.stage_seconds = 0.01
    bot.desk.delivery.sleep = sleep
    # However long the machine takes, it is not too late for a second try.
    began = datetime.now(UTC)
    bot.desk.delivery.now = lambda: began


def kept(bot: FootnoteBot) -> Iterator[str]:
    """What was taken and not given back."""
    lanes, questions = bot.desk.delivery.lanes, bot.desk.questions
    yield from ["a first response"] * (FIRST_AT_ONCE - lanes._first._value + lanes._pending)
    yield from ["a later one"] * (LATER_AT_ONCE - lanes._later._value)
    yield from ["a place"] * (questions._taken + sum(questions._of_person.values()))
    yield from ["a thread"] * len(questions._futures)


async def burst(fake: FakeDiscord, number: int) -> list[Interaction]:
    return [await fake.slash("ask", QUESTION, user=person(AT_ONCE * number + offset)) for offset in range(AT_ONCE)]


async def test_nobody_of_many_at_once_is_left_waiting(fake: FakeDiscord, bot: FootnoteBot) -> None:
    for number in range(BURSTS):
        replies = [await said(interaction) for interaction in await burst(fake, number)]
        assert [
            line for line in replies if "Drones were delivered." not in line and not line.startswith(TOO_BUSY)
        ] == []
        assert sum("Drones were delivered." in line for line in replies) >= 1
    await bot.desk._idle.wait()
    assert list(kept(bot)) == []


@pytest.mark.parametrize("how", ["closed", pytest.param("silent", marks=pytest.mark.slow), "404", "429"])
async def test_nobody_of_many_is_left_waiting_where_discord_takes_not_all(
    fake: FakeDiscord, bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "silent":
        for limit in ("first_response.ACKNOWLEDGE_SECONDS", "delivery.SEND_SECONDS", "delivery.SHOW_SECONDS"):
            monkeypatch.setattr(f"bot.replying.{limit}", 1.0)
    for number in range(BURSTS):
        # An acknowledgement is sent twice, a reply until it is there.
        for request, times in ((CALLBACK, 1), (REPLY, 10)):
            if how == "closed":
                fake.hang_up_next(*request, times=times)
            elif how == "silent":
                fake.say_nothing_next(*request, times=times)
            else:
                fake.fail_next(*request, status=int(how), times=times, retry_after_seconds=0.0)
        asked = await burst(fake, number)
        for interaction in asked:
            await interaction.wait_for_callback()
            await said(interaction)
    await bot.desk._idle.wait()
    assert list(kept(bot)) == []
