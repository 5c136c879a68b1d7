"""Nobody shuts the others out: two questions at once of one person, and everybody sees their place in the queue."""

import asyncio
from contextlib import ExitStack
from threading import Event

import pytest

from bot.client import FootnoteBot
from bot.errors import TooManyAtOnceError
from bot.replying.queue import COOL_DOWN_SECONDS, Workers
from bot.replying.reply import QUESTIONS_EACH
from bot.text import words
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.world import person
from tests.unit.bot.clock import Clock
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import QUESTION, begun, said

HER, HIM = 1, 2


@pytest.fixture
def workers(clock: Clock) -> Workers:
    return Workers("test", threads=2, waiting=20, each=2, now=clock)


def test_one_person_has_two_places_and_is_told_when_there_may_be_another(workers: Workers, clock: Clock) -> None:
    clock.now = 1000.2
    with workers.place(HER), workers.place(HER):
        with pytest.raises(TooManyAtOnceError) as refused, workers.place(HER):
            pass
        assert (refused.value.at_once, refused.value.again_at) == (2, 1016)
        with workers.place(HIM), workers.place(HIM):
            pass


def test_who_comes_again_too_soon_is_told_the_same_time(workers: Workers, clock: Clock) -> None:
    with ExitStack() as held:
        held.enter_context(workers.place(HER))
        held.enter_context(workers.place(HER))
        with pytest.raises(TooManyAtOnceError) as first, workers.place(HER):
            pass
    clock.now += COOL_DOWN_SECONDS - 1
    with pytest.raises(TooManyAtOnceError) as second, workers.place(HER):
        pass
    assert second.value.again_at == first.value.again_at
    clock.now += 1
    with workers.place(HER):
        pass


def test_nothing_is_remembered_of_people_who_have_gone(workers: Workers, clock: Clock) -> None:
    for person_id in range(1000):
        with (
            workers.place(person_id),
            workers.place(person_id),
            pytest.raises(TooManyAtOnceError),
            workers.place(person_id),
        ):
            pass
        clock.now += COOL_DOWN_SECONDS
    assert len(workers._cooling) + len(workers._of_person) <= 1


async def test_the_place_in_the_queue_is_the_number_of_those_before() -> None:
    workers, gate = Workers("test", threads=1, waiting=5), Event()
    with ExitStack() as held:
        places = [held.enter_context(workers.place()) for _ in range(3)]
        assert workers.ahead_of(places[2]) == 0, "it was not handed over yet"
        begun = Event()
        running = [
            asyncio.ensure_future(workers.run(lambda: begun.set() or gate.wait(30), place))  # type: ignore[func-returns-value]
            for place in places
        ]
        await asyncio.to_thread(begun.wait, 30)
        assert [workers.ahead_of(place) for place in places] == [0, 1, 2]
        gate.set()
        await asyncio.gather(*running)
        assert [workers.ahead_of(place) for place in places] == [0, 0, 0]


async def test_thirty_questions_of_one_leave_room_for_the_others(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    hers = [await fake.slash("ask", QUESTION, user=person(HER)) for _ in range(30)]
    turned_away = [await said(interaction) for interaction in hers[QUESTIONS_EACH:]]
    assert all(line.startswith("I am working on 2 of yours already. You can ask again <t:") for line in turned_away)
    assert all(interaction.messages[0].ephemeral for interaction in hers[QUESTIONS_EACH:])
    his = await fake.slash("ask", QUESTION, user=person(HIM))
    await his.wait_for_callback()
    footnote.gate.set()
    assert "Drones were delivered." in await said(his)
    for interaction in hers[:QUESTIONS_EACH]:
        assert "Drones were delivered." in await said(interaction)


async def test_searches_count_with_questions(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    footnote.gate.clear()
    for _ in range(QUESTIONS_EACH):
        await (await fake.slash("ask", QUESTION)).wait_for_callback()
    assert "of yours already" in await said(await fake.slash("source search", {"query": "drones"}))
    assert "A long document" in await said(await fake.slash("source list"))


def is_final(message: Message) -> bool:
    return bool(message.buttons)


async def seen(interaction: Interaction, line: str) -> None:
    await interaction.wait_for_message(until=lambda message: line in message.text)


async def test_who_waits_sees_the_place_in_the_queue_move_until_the_answer_takes_it(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    gates = footnote.gates = [Event() for _ in range(5)]
    asked = [await fake.slash("ask", QUESTION, user=person(number)) for number in range(5)]
    await begun(footnote, 2)
    await seen(asked[2], "2 questions before yours.")
    await seen(asked[4], "4 questions before yours.")
    gates[0].set()
    await begun(footnote)
    await seen(asked[2], words.WORKING_ON_IT)
    await seen(asked[3], "2 questions before yours.")
    for gate in gates:
        gate.set()
    for interaction in asked:
        answer = await interaction.wait_for_message(until=is_final)
        assert words.WORKING_ON_IT not in answer.text
        assert len(interaction.messages) == 1


async def test_who_waits_for_an_error_is_told_it_alone(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    gates = footnote.gates = [Event() for _ in range(3)]
    asked = [await fake.slash("ask", QUESTION, user=person(number)) for number in range(3)]
    await seen(asked[2], "2 questions before yours.")
    footnote.error = RuntimeError("at /srv")
    for gate in gates:
        gate.set()
    refusal = await asked[2].wait_for_message(until=lambda message: "error id" in message.text)
    assert refusal.ephemeral
    assert len(asked[2].messages) == 1
