"""The real bot, killed while three people wait for it: the next process tells each of them, and nobody is left
"thinking".
"""

from functools import partial

import pytest

from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import PATIENCE_SECONDS, BotProcess
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.reading import shown
from tests.discord.fake.world import person

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

QUESTION = {"question": "How many drones has Iran provided to Russia since August?"}
FAR_AWAY_SECONDS = 600.0
"""Discord asks to be tried again then: long after the bot is killed."""


async def ask(bot: BotProcess, number: int) -> Interaction:
    return await bot.discord.slash("ask", QUESTION, user=person(number))


def is_refused(bot: BotProcess, interaction: Interaction) -> bool:
    replies = [
        request for request in bot.discord.requests if request.method == "PATCH" and interaction.token in request.path
    ]
    return [reply.status for reply in replies] == [429]


async def told_after_a_kill(bot: BotProcess, asked: list[Interaction]) -> list[str]:
    """What each of them then reads, who was waiting when it was killed."""
    await bot.kill()
    assert house_rules.left_thinking(bot) == [str(interaction) for interaction in asked]
    await bot.start()
    texts = [shown(await bot.reply(interaction)) for interaction in asked]
    assert [len(interaction.messages) for interaction in asked] == [1, 1, 1]
    assert house_rules.left_thinking(bot) == []
    return texts


async def test_who_was_acknowledged_when_it_was_killed_is_told_to_ask_again(bot: BotProcess) -> None:
    """Discord has heard the three acknowledgements, and does not say so."""
    bot.discord.fail_next(
        "POST", "/interactions/*", status=429, times=3, retry_after_seconds=FAR_AWAY_SECONDS, does_it=True
    )
    asked = [await ask(bot, number) for number in range(3)]
    for interaction in asked:
        await interaction.wait_for_callback(PATIENCE_SECONDS)
    assert await told_after_a_kill(bot, asked) == ["I was restarted before this was done. Please ask again."] * 3


async def test_whose_answer_was_on_its_way_is_told_where_it_is_kept(bot: BotProcess) -> None:
    asked: list[Interaction] = []
    for number in range(3):
        # One after the other: of who waits in the queue it would be their place that Discord does not take.
        bot.discord.fail_next("PATCH", "/webhooks/*", status=429, retry_after_seconds=FAR_AWAY_SECONDS)
        interaction = await ask(bot, number)
        await bot.discord.wait_until(partial(is_refused, bot, interaction), "an answer on its way", PATIENCE_SECONDS)
        asked.append(interaction)
    for line in await told_after_a_kill(bot, asked):
        assert "I was restarted while I was sending this." in line
        assert "/receipt" in line


async def test_it_answers_as_before(bot: BotProcess) -> None:
    assert "400" in shown(await bot.ask(QUESTION["question"]))
    assert house_rules.leaks(bot) == []
