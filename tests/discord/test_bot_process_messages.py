"""The real bot over the shipped corpus, spoken to: a conversation of mentions, replies, a thread and direct messages;
and what becomes of it when the bot is killed in the middle.
"""

import pytest

from bot.buttons.keys import FollowUpKey
from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import PATIENCE_SECONDS, BotProcess
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import shown
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import ASKER, GUILD, person

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

DRONES = "How many drones has Iran provided to Russia since August?"
FAR_AWAY_SECONDS = 600.0


async def answer_to(bot: BotProcess, message: Message) -> Message:
    return await bot.discord.reply_to(message, PATIENCE_SECONDS)


async def test_a_mention_is_answered_with_sources(bot: BotProcess) -> None:
    answer = await answer_to(bot, bot.discord.talk.say(f"{TO_BOT} {DRONES}"))
    assert "400" in shown(answer)
    assert "[1]" in shown(answer)


async def test_a_reply_is_understood_by_the_answer_that_it_replies_to(bot: BotProcess) -> None:
    first = await answer_to(bot, bot.discord.talk.say(f"{TO_BOT} Did Iran deny supplying drones?"))
    second = await answer_to(bot, bot.discord.talk.say("What about missiles?", reply_to=first))
    assert "Read as: Did Iran deny" in shown(second)
    assert "missiles" in shown(second)


async def test_direct_messages_go_on_from_one_another(bot: BotProcess) -> None:
    await answer_to(bot, bot.discord.talk.direct("Did Iran deny supplying drones?"))
    second = await answer_to(bot, bot.discord.talk.direct("And Russia?"))
    assert "Russia" in shown(second)


async def test_a_thread_goes_on_below_an_answer_after_a_restart(bot: BotProcess) -> None:
    answer = await answer_to(bot, bot.discord.talk.say(f"{TO_BOT} {DRONES}", user=person(1)))
    await bot.stop()
    await bot.start()
    pressed = await bot.discord.press_unknown(answer, FollowUpKey(receipt_id="0123456789").custom_id)
    assert f"<#{answer.id}>" in shown(await bot.reply(pressed))
    thread = bot.discord.channels.get(answer.id)
    assert thread.name == DRONES
    await answer_to(bot, bot.discord.talk.say(f"{TO_BOT} and who denied it?", channel=thread))


async def test_an_answer_is_deleted_with_its_question_and_by_its_asker_after_a_restart(bot: BotProcess) -> None:
    asked = [bot.discord.talk.say(f"{TO_BOT} {DRONES}", user=person(number)) for number in (1, 2)]
    answers = [await answer_to(bot, question) for question in asked]
    await bot.stop()
    await bot.start()
    bot.discord.talk.delete(asked[0])
    forged = f"fn1:delete:{ASKER.id}"
    assert "whoever asked" in shown(await bot.reply(await bot.discord.press_unknown(answers[1], forged)))
    await bot.discord.press_unknown(answers[1], forged, user=person(2))
    await bot.discord.wait_until(
        lambda: [bot.discord.message(answer.id) for answer in answers] == [None, None], "both to be deleted"
    )


async def test_who_waited_for_a_bot_that_was_killed_is_told_by_the_next(bot: BotProcess) -> None:
    before = len([known for known in bot.discord.requests if known.path.endswith("/messages")])
    bot.discord.fail_next(
        "POST", f"/channels/{GUILD.channel_id}/messages", status=429, retry_after_seconds=FAR_AWAY_SECONDS
    )
    asked = bot.discord.talk.say(f"{TO_BOT} {DRONES}", user=person(3))
    await bot.discord.wait_until(
        lambda: len([known for known in bot.discord.requests if known.path.endswith("/messages")]) > before,
        "an answer on its way",
        PATIENCE_SECONDS,
    )
    await bot.kill()
    await bot.start()
    told = await answer_to(bot, asked)
    assert "I was restarted while I was sending this." in shown(told)
    assert len(bot.discord.replies_to(asked)) == 1


async def test_the_house_rules_were_kept(bot: BotProcess) -> None:
    assert house_rules.mentions(bot) == []
    assert house_rules.left_thinking(bot) == []
    assert house_rules.contract_breaches(bot) == []
    assert house_rules.leaks(bot) == []
