"""How a message is attended to: shown to be heard, told its place, edited once a second, never left without an end."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from bot.client import FootnoteBot
from bot.replying.open_replies import OpenReplies, OpenReply
from bot.replying.reply import QUESTIONS_EACH, WAITING_QUESTIONS
from bot.text import talk
from tests.discord.fake.channels import SEND_MESSAGES
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import tells_no_stage
from tests.discord.fake.messages import Message
from tests.discord.fake.world import ASKER, GUILD, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.listening.test_messages import QUESTION, answered, direct_lines, heard_nothing
from tests.unit.bot.running import PASSAGES, begun, running, said

SLASH = {"question": "Did drones come?"}
SENT = ("POST", "/channels/*/messages")
EDITED = ("PATCH", "/channels/*/messages/*")


def line_of(message: Message) -> str:
    return message.text


def kept_in(folder: Path) -> list[str]:
    """The ids of the replies that are noted to be open."""
    return [path.name for path in folder.rglob("*") if path.name.isdigit()]


async def is_done(fake: FakeDiscord, bot: FootnoteBot) -> None:
    await fake.wait_until(lambda: not bot.desk._attended, "it to be done with")


async def test_it_types_while_it_works_and_again_before_that_is_forgotten(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.replying.to_message.TYPING_SECONDS", 0.0)
    bot.desk.stage_seconds = 0.01
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    await fake.wait_until(lambda: len(fake.talk.typing) >= 3, "it to go on typing")
    assert fake.replies_to(asked) == []
    footnote.gate.set()
    await answered(fake, asked)


async def test_typing_that_discord_does_not_take_holds_nobody_up(fake: FakeDiscord, bot: FootnoteBot) -> None:
    fake.hang_up_next("POST", "/channels/*/typing")
    await answered(fake, fake.talk.say(QUESTION))


async def test_the_place_in_the_queue_is_said_in_the_place_of_the_answer(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.gate.clear()
    others = [fake.talk.say(QUESTION, user=person(number)) for number in range(3)]
    await begun(footnote, 2)
    asked = fake.talk.say(QUESTION)
    place = await fake.reply_to(asked, until=lambda message: "3 questions before yours" in message.text)
    footnote.gate.set()
    answer = await fake.reply_to(asked, until=lambda message: "Drones" in str(message.payload()))
    assert answer.id == place.id
    for question in others:
        await fake.reply_to(question, until=lambda message: "Drones" in str(message.payload()))
    await is_done(fake, bot)
    assert len(fake.replies_to(asked)) == 1


async def test_two_edits_of_a_reply_are_so_far_apart_as_stages_are_shown(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.3
    footnote.gates = [footnote.gate, footnote.gate, footnote.gate]
    footnote.gate.clear()
    for number in range(2):
        fake.talk.say(QUESTION, user=person(number))
    await begun(footnote, 2)
    asked = fake.talk.say(QUESTION)
    place = await fake.reply_to(asked, until=lambda message: not tells_no_stage(message))
    footnote.gate.set()
    await fake.reply_to(asked)
    await is_done(fake, bot)
    path = f"/channels/{GUILD.channel_id}/messages/{place.id}"
    edits = [known.seconds for known in fake.requests if known.path == path]
    assert edits
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(edits))


async def test_a_person_has_as_many_at_once_however_they_ask_and_is_told_once_when_to_ask_again(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    by_command = await fake.slash("ask", SLASH)
    by_message = fake.talk.say(QUESTION)
    await begun(footnote, QUESTIONS_EACH)
    over = [fake.talk.say(QUESTION) for _ in range(3)]
    told = line_of(await fake.reply_to(over[0]))
    assert told.startswith(f"I am working on {QUESTIONS_EACH} of yours already. You can ask again <t:")
    footnote.gate.set()
    await said(by_command)
    await answered(fake, by_message)
    await heard_nothing(fake, footnote, *over[1:])


async def test_who_comes_when_all_places_are_taken_is_told(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    asked = [fake.talk.say(QUESTION, user=person(number)) for number in range(2 + WAITING_QUESTIONS)]
    await fake.wait_until(lambda: len(bot.desk._attended) == len(asked), "all to be attended to")
    over = fake.talk.say(QUESTION)
    assert line_of(await fake.reply_to(over)).startswith("I am working on as many questions as I can.")
    footnote.gate.set()
    for question in asked:
        await fake.reply_to(question, until=lambda message: "Drones" in str(message.payload()))


async def test_what_goes_wrong_is_said_in_the_place_of_the_stage(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.model_name, footnote.stages, footnote.error = "scripted:model", ("write",), RuntimeError("at /srv")
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    stage = await fake.reply_to(asked, until=lambda message: "Writing…" in message.text)
    footnote.gate.set()
    told = await fake.reply_to(asked)
    assert told.id == stage.id
    assert line_of(told).startswith("Something went wrong that should not.")
    assert len(fake.replies_to(asked)) == 1


# What Discord does not take at once.


@pytest.fixture
def no_pauses(bot: FootnoteBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither of ours nor of discord.py's, which tries again by itself."""

    async def sleep(_: float) -> None:
        await real(0)

    real = asyncio.sleep
    bot.desk.delivery.sleep = sleep
    monkeypatch.setattr("discord.http.asyncio.sleep", sleep)


@pytest.mark.parametrize("how", ["closed", "closed after it arrived", "429", "500", "502", "503"])
@pytest.mark.usefixtures("no_pauses")
async def test_a_reply_that_did_not_arrive_is_sent_again_and_there_once(
    fake: FakeDiscord, bot: FootnoteBot, how: str
) -> None:
    match how:
        case "closed":
            fake.hang_up_next(*SENT, times=3)
        case "closed after it arrived":
            fake.hang_up_next(*SENT, times=3, does_it=True)
        case status:
            fake.fail_next(*SENT, status=int(status), times=3, retry_after_seconds=0.0)
    asked = fake.talk.say(QUESTION)
    await answered(fake, asked)
    await is_done(fake, bot)
    assert len(fake.replies_to(asked)) == 1


@pytest.mark.usefixtures("no_pauses")
async def test_an_answer_takes_the_place_of_a_stage_that_nobody_heard_had_arrived(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.model_name, footnote.stages = "scripted:model", ("write",)
    footnote.gate.clear()
    fake.hang_up_next(*SENT, does_it=True)
    asked = fake.talk.say(QUESTION)
    await fake.reply_to(asked, until=lambda message: "Writing…" in message.text)
    footnote.gate.set()
    await answered(fake, asked)
    await is_done(fake, bot)
    assert len(fake.replies_to(asked)) == 1


@pytest.mark.usefixtures("no_pauses")
async def test_an_answer_whose_stage_somebody_deleted_is_sent_as_another(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.model_name, footnote.stages = "scripted:model", ("write",)
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    stage = await fake.reply_to(asked, until=lambda message: "Writing…" in message.text)
    fake.talk.delete(stage)
    footnote.gate.set()
    home = fake.channels.get(GUILD.channel_id)
    await fake.wait_until(
        lambda: "Drones" in str([known.payload() for known in fake.talk.written_in(home)]), "an answer"
    )


async def test_a_gateway_that_drops_in_the_middle_of_an_answer_leaves_nobody_waiting(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    await begun(footnote)
    await fake.drop_connection()
    # What is said meanwhile is heard once it is back.
    later = fake.talk.say(QUESTION, user=person(1))
    footnote.gate.set()
    await answered(fake, asked)
    await answered(fake, later)
    await is_done(fake, bot)
    assert [len(fake.replies_to(question)) for question in (asked, later)] == [1, 1]


# A bot that leaves, or is killed.


async def test_who_waits_is_told_that_the_bot_leaves(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION)
    await begun(footnote)
    await bot.desk.leave(0.01)
    assert line_of(await fake.reply_to(asked)).startswith("I am being restarted.")


async def test_who_waits_for_a_reply_that_discord_puts_off_is_told_that_the_bot_leaves(
    fake: FakeDiscord, footnote: FakeFootnote, tmp_path: Path
) -> None:
    async with running(fake, footnote, tmp_path) as bot:
        fake.fail_next(*SENT, status=429, retry_after_seconds=600.0)
        asked = fake.talk.say(QUESTION)
        await fake.wait_until(
            lambda: [known.status for known in fake.requests if known.path.endswith("/messages")] == [429],
            "the reply to be put off",
        )
        await bot.desk.leave(0.01)
        await fake.wait_until(lambda: not bot.desk._attended, "it to be given up")
        assert direct_lines(fake) == []
        assert line_of(await fake.reply_to(asked)).startswith("I am being restarted.")
        assert kept_in(tmp_path) == []


@pytest.mark.parametrize("shown", [False, True], ids=["nothing shown", "a stage shown"])
async def test_who_waited_for_a_bot_that_was_killed_is_told_by_the_next(
    fake: FakeDiscord, tmp_path: Path, shown: bool
) -> None:
    killed_one = OpenReplies(tmp_path)
    asked = fake.talk.say(QUESTION)
    stage = fake.talk.reply_of_bot(asked, "Reading…") if shown else None
    killed_one.keep(
        OpenReply(id=asked.id, application_id=1, channel_id=asked.channel_id, placed_id=stage.id if stage else None)
    )
    assert killed_one._lock is not None
    killed_one._lock.close()
    async with running(fake, FakeFootnote(PASSAGES), tmp_path):
        told = await fake.reply_to(asked)
        assert line_of(told) == "I was restarted before this was done. Please ask again."
        assert stage is None or told.id == stage.id
        assert len(fake.replies_to(asked)) == 1


async def test_an_answer_that_may_have_arrived_is_not_written_over(fake: FakeDiscord, tmp_path: Path) -> None:
    killed_one = OpenReplies(tmp_path)
    asked = fake.talk.say(QUESTION)
    answer = fake.talk.reply_of_bot(asked, "Drones were delivered.")
    killed_one.keep(OpenReply(id=asked.id, application_id=1, channel_id=asked.channel_id, placed_id=answer.id))
    killed_one.on_its_way(asked.id, FakeFootnote.RECEIPT_ID)
    assert killed_one._lock is not None
    killed_one._lock.close()
    async with running(fake, FakeFootnote(PASSAGES), tmp_path):
        await fake.wait_until(lambda: len(fake.replies_to(asked)) == 2, "the next process to tell of it")
        first, warning = fake.replies_to(asked)
        assert line_of(first) == "Drones were delivered."
        assert line_of(warning).startswith("I was restarted while I was sending this.")
        assert FakeFootnote.RECEIPT_ID in line_of(warning)


async def test_what_is_open_is_noted_while_at_work_and_not_after(
    fake: FakeDiscord, footnote: FakeFootnote, tmp_path: Path
) -> None:
    async with running(fake, footnote, tmp_path) as bot:
        bot.desk.stage_seconds = 0.01
        footnote.model_name, footnote.stages = "scripted:model", ("write",)
        footnote.gate.clear()
        asked = fake.talk.say(QUESTION)
        stage = await fake.reply_to(asked, until=lambda message: "Writing…" in message.text)
        assert kept_in(tmp_path) == [str(asked.id)]
        replies = bot.desk.delivery.replies
        assert replies is not None
        await fake.wait_until(lambda: replies._open[asked.id].placed_id == stage.id, "where it stands to be noted")
        footnote.gate.set()
        await answered(fake, asked)
        await is_done(fake, bot)
        assert kept_in(tmp_path) == []


# Events as Discord would not send them.


@pytest.mark.parametrize("event", ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"])
async def test_events_that_cannot_be_read_are_left_out(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, event: str
) -> None:
    whole = fake.talk.say("Did drones come?").payload() | {"guild_id": str(GUILD.id)}
    crafted: list[object] = [None, [], "x", {}, {"id": "1"}, {**whole, "channel_id": "1"}, {**whole, "author": None}]
    broken: list[object] = [None, 7, "x", [], {}]
    crafted += [{**whole, field: value} for field in whole for value in broken]
    crafted += [{"ids": ["x"], "channel_id": "1"}, {"ids": [], "channel_id": str(GUILD.channel_id)}]
    for data in crafted:
        await fake.dispatch(event, data)
    await heard_nothing(fake, footnote)


async def test_a_mention_in_a_channel_that_nothing_is_known_of_is_answered_or_told(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    payload = fake.talk.say(QUESTION, user=person(2)).payload()
    for number, channel_id in enumerate((1, GUILD.channel_id + 5)):
        message = {**payload, "id": str(int(payload["id"]) + 1000 + number), "channel_id": str(channel_id)}
        await fake.dispatch("MESSAGE_CREATE", {**message, "guild_id": str(GUILD.id)})
    await is_done(fake, bot)
    await answered(fake, fake.talk.say(QUESTION))


async def test_an_empty_mention_where_it_may_not_write_is_told_privately(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    channel = fake.talk.add_channel(denied=SEND_MESSAGES)
    fake.talk.say(QUESTION.split()[0], channel=channel)
    dm = fake.channels.dm(ASKER)
    await fake.wait_until(lambda: len(fake.talk.written_in(dm)) == 1, "somebody to be told")
    assert talk.PERMISSIONS["send_messages"] in fake.talk.written_in(dm)[0].text
