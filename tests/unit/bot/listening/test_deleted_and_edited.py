"""Questions that are deleted take their answers with them; questions that are edited are answered once."""

from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.client import FootnoteBot
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.messages import Message
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import ASKER, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.listening.test_messages import QUESTION, answered, heard_nothing
from tests.unit.bot.running import begun, running


async def is_gone(fake: FakeDiscord, *messages: Message) -> None:
    await fake.wait_until(lambda: all(fake.message(known.id) is None for known in messages), "answers to be deleted")


async def an_answer(fake: FakeDiscord, footnote: FakeFootnote, asked: Message) -> Message:
    return await answered(fake, asked, footnote)


async def test_an_answer_goes_with_its_question(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    asked, other = fake.talk.say(QUESTION), fake.talk.direct("Did drones come?", user=person(1))
    first, second = await an_answer(fake, footnote, asked), await an_answer(fake, footnote, other)
    fake.talk.delete(asked)
    await is_gone(fake, first)
    assert fake.message(second.id) is not None
    fake.talk.delete(other)
    await is_gone(fake, second)
    await fake.wait_until(lambda: not footnote.records.posted.to([asked.id, other.id]), "them to be forgotten")


async def test_answers_go_with_questions_that_are_deleted_at_once(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = [fake.talk.say(QUESTION, user=person(number)) for number in range(3)]
    answers = [await an_answer(fake, footnote, question) for question in asked]
    fake.talk.delete_many(asked[:2])
    await is_gone(fake, *answers[:2])
    assert fake.message(answers[2].id) is not None


async def test_an_answer_goes_with_its_question_after_a_restart(fake: FakeDiscord, footnote: FakeFootnote) -> None:
    async with running(fake, footnote):
        asked = fake.talk.say(QUESTION)
        answer = await an_answer(fake, footnote, asked)
    async with running(fake, footnote):
        fake.talk.delete(asked)
        await is_gone(fake, answer)


async def test_a_question_that_is_deleted_while_it_is_worked_on_is_not_answered(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    await begun(footnote)
    fake.talk.delete(asked)
    await fake.wait_until(lambda: all(request.is_withdrawn for request in bot.desk._attended), "it to be withdrawn")
    footnote.gate.set()
    await fake.wait_until(lambda: not bot.desk._attended, "it to be done with")
    assert [known.path for known in fake.requests if known.path.endswith("/messages")] == []


async def test_a_stage_goes_with_the_question_that_it_is_of(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.model_name, footnote.stages = "scripted:model", ("write",)
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    stage = await fake.reply_to(asked, until=lambda message: "Writing…" in message.text)
    fake.talk.delete(asked)
    await is_gone(fake, stage)
    footnote.gate.set()
    await fake.wait_until(lambda: not bot.desk._attended, "it to be done with")
    assert fake.replies_to(asked) == []


async def test_an_answer_that_somebody_deleted_is_forgotten(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = fake.talk.say(QUESTION)
    answer = await an_answer(fake, footnote, asked)
    fake.talk.delete(answer)
    await fake.wait_until(lambda: footnote.records.posted.find(answer.id) is None, "it to be forgotten")
    fake.talk.delete(asked)
    await heard_nothing(fake, footnote)
    assert [known.path for known in fake.requests if known.method == "DELETE"] == []


async def test_an_answer_that_cannot_be_deleted_is_logged_alone(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, caplog: pytest.LogCaptureFixture
) -> None:
    asked = fake.talk.say(QUESTION)
    await an_answer(fake, footnote, asked)
    fake.fail_next("DELETE", "/channels/*", status=403)
    with caplog.at_level("INFO", logger="bot"):
        fake.talk.delete(asked)
        await fake.wait_until(lambda: "could not be deleted with its question" in caplog.text, "the log to say so")


# Edits.


async def test_a_question_that_is_edited_is_answered_once(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = fake.talk.say(QUESTION)
    answer = await answered(fake, asked)
    fake.talk.edit(asked, f"{TO_BOT} Did drones really come?")
    fake.talk.unfurl(asked)
    await heard_nothing(fake, footnote)
    assert [reply.id for reply in fake.replies_to(asked)] == [answer.id]


async def test_a_question_that_is_edited_after_a_restart_is_not_answered_again(
    fake: FakeDiscord, footnote: FakeFootnote
) -> None:
    async with running(fake, footnote):
        asked = fake.talk.say(QUESTION)
        await an_answer(fake, footnote, asked)
    async with running(fake, footnote):
        fake.talk.edit(asked, f"{TO_BOT} Did drones really come?")
        await heard_nothing(fake, footnote)
        assert len(fake.replies_to(asked)) == 1


async def test_an_edit_that_adds_the_mention_just_after_is_answered_once(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = fake.talk.say("Did drones come?")
    edited = fake.talk.edit(asked, QUESTION)
    await answered(fake, asked)
    fake.talk.edit(edited, f"{TO_BOT} Did drones come, after all?")
    await heard_nothing(fake, footnote)
    assert footnote.asked[:1] == ["Did drones come?"]
    assert len(fake.replies_to(asked)) == 1


async def test_an_edit_that_adds_the_mention_much_later_is_not_answered(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = fake.talk.say("Did drones come?")
    fake.talk.edit(asked, QUESTION, at=datetime.now(UTC) + timedelta(minutes=2))
    await heard_nothing(fake, footnote, asked)


async def test_an_update_that_nobody_made_is_no_edit(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = fake.talk.say("Did drones come?", user=ASKER)
    fake.talk.unfurl(asked)
    await heard_nothing(fake, footnote, asked)
    assert discord.utils.snowflake_time(asked.id) <= datetime.now(UTC)
