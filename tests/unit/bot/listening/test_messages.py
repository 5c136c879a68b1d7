"""Messages that are meant for the bot are answered by a reply, and no others."""

import logging

import pytest

from bot.client import FootnoteBot
from bot.text import talk
from retrieval import Turn
from tests.building import answer_of
from tests.discord.fake.channels import (
    ANNOUNCEMENT,
    DIRECTORY,
    FORUM,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    STAGE,
    VIEW_CHANNEL,
    VOICE,
)
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.messages import Message
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import ASKER, GUILD, User, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import begun

ANSWER = "Drones were delivered."
QUESTION = f"{TO_BOT} Did drones come?"
ROBOT = User(id=1100000000000008000, name="robot", bot=True)
JOINED_THE_SERVER = 7
"""Message Resource, "Message Types"."""


async def answered(fake: FakeDiscord, message: Message, footnote: FakeFootnote | None = None) -> Message:
    """Return the answer to a message; with the Footnote that gave it once it is noted where it stands."""
    reply = await fake.reply_to(message)
    assert ANSWER in str(reply.payload())
    if footnote is not None:
        posted = footnote.records.posted
        await fake.wait_until(lambda: posted.find(reply.id) is not None, "it to be noted")
    return reply


async def heard_nothing(fake: FakeDiscord, footnote: FakeFootnote, *messages: Message) -> None:
    """Events come in order: what comes after is answered, and these are not."""
    before = len(footnote.asked)
    await answered(fake, fake.talk.say(QUESTION, user=person(99)))
    assert len(footnote.asked) == before + 1
    assert [fake.replies_to(message) for message in messages] == [[]] * len(messages)


async def test_a_mention_is_answered_by_a_reply_that_pings_nobody(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = fake.talk.say(QUESTION)
    await answered(fake, asked)
    (sent,) = [known.body for known in fake.requests if known.path.endswith("/messages")]
    assert sent["allowed_mentions"] == {"parse": []}
    assert int(sent["message_reference"]["message_id"]) == asked.id
    assert sent["message_reference"]["fail_if_not_exists"] is False
    assert footnote.asked == ["Did drones come?"]
    assert footnote.asked_in == [GUILD.id]
    assert fake.talk.typing == [GUILD.channel_id]
    assert bot.intents.value & (1 << 15) == 0


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("{me} Did drones come?", "Did drones come?"),
        ("Did drones come, {me}?", "Did drones come?"),
        ("hey {me}: did drones come?", "hey did drones come?"),
        ("{me}, did drones come?", "did drones come?"),
        (
            "{me} did <@1100000000000002000> say so in <#1100000000000003001>?",
            "did user-1100000000000002000 say so in #general?",
        ),
        ("{me} what is <:drone:1100000000000000001>?", "what is :drone:?"),
    ],
)
async def test_a_question_is_what_stands_beside_the_mention(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, content: str, question: str
) -> None:
    await answered(fake, fake.talk.say(content.format(me=TO_BOT)))
    assert footnote.asked[0] == question


async def test_an_empty_mention_gets_one_line_of_what_can_be_asked(fake: FakeDiscord, bot: FootnoteBot) -> None:
    reply = await fake.reply_to(fake.talk.say(TO_BOT))
    assert reply.text == talk.HOW_TO_ASK


async def test_a_mention_of_the_role_that_is_called_as_the_bot_is_gets_one_line(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    """Discord sends no text with it unless the intent is there: what was asked is not known."""
    reply = await fake.reply_to(fake.talk.say(f"<@&{GUILD.bot_role_id}> Did drones come?"))
    assert reply.text == talk.ROLE_MENTIONED
    assert footnote.asked == []


async def test_a_mention_of_another_role_is_none(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    await heard_nothing(fake, footnote, fake.talk.say(f"<@&{GUILD.id + 9}> Did drones come?"))


async def test_a_direct_message_is_answered(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    await answered(fake, fake.talk.direct("Did drones come?"))
    assert footnote.asked_in == [0]
    assert fake.talk.typing == [ASKER.dm_channel_id]


async def test_a_direct_message_without_words_gets_one_line(fake: FakeDiscord, bot: FootnoteBot) -> None:
    assert (await fake.reply_to(fake.talk.direct(""))).text == talk.HOW_TO_ASK


async def test_a_reply_to_an_answer_goes_on_from_it(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    first = await answered(fake, fake.talk.say(QUESTION), footnote)
    await answered(fake, fake.talk.say("And in May?", reply_to=first, user=person(1)), footnote)
    assert footnote.asked == ["Did drones come?", "And in May?"]
    assert footnote.turns_asked == [(), (Turn.of(footnote.outcome),)]


async def test_the_answers_of_a_chain_of_replies_are_its_turns(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    last = await answered(fake, fake.talk.say(QUESTION), footnote)
    for number in range(6):
        last = await answered(fake, fake.talk.say("And then?", reply_to=last, user=person(number)), footnote)
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1, 2, 3, 4, 4, 4]


async def test_a_reply_to_the_answer_of_a_command_goes_on_from_it(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    interaction = await fake.slash("ask", {"question": "Did drones come?"})
    first = await interaction.wait_for_message()
    await fake.wait_until(lambda: footnote.records.posted.find(first.id) is not None, "it to be noted")
    await answered(fake, fake.talk.say("And in May?", reply_to=first), footnote)
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1]


async def test_what_is_asked_anew_follows_nothing(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    for _ in range(2):
        await answered(fake, fake.talk.say(QUESTION))
    assert footnote.turns_asked == [(), ()]


async def test_what_is_said_directly_follows_what_was_said_before(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    await answered(fake, fake.talk.direct("Did drones come?"), footnote)
    await answered(fake, fake.talk.direct("And in May?"), footnote)
    await answered(fake, fake.talk.direct("And then?", user=person(1)), footnote)
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1, 0]


async def test_a_mention_below_a_question_of_somebody_elses_asks_that(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    theirs = fake.talk.say(f"Did drones come, {TO_BOT}?", user=ROBOT)
    theirs = fake.talk.say("Did they come?", user=person(1))
    await answered(fake, fake.talk.say(TO_BOT, reply_to=theirs))
    assert footnote.asked == ["Did they come?"]


async def test_who_is_not_spoken_to_does_not_answer(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    mine = await answered(fake, fake.talk.say(QUESTION))
    theirs = fake.talk.say("Did drones come?", user=person(1))
    await heard_nothing(
        fake,
        footnote,
        theirs,
        fake.talk.say("I wonder", reply_to=theirs),
        fake.talk.say("<@1100000000000002000> did drones come?"),
        fake.talk.say("@everyone did drones come?"),
        # Without the intent its text does not come.
        fake.talk.say("thank you", reply_to=mine, pings=False),
    )


async def test_bots_webhooks_and_discord_itself_are_not_answered(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    await heard_nothing(
        fake,
        footnote,
        fake.talk.say(QUESTION, user=ROBOT),
        fake.talk.say(QUESTION, webhook_id=1100000000000007000),
        fake.talk.say(QUESTION, kind=JOINED_THE_SERVER),
        fake.talk.direct("Did drones come?", user=ROBOT),
    )


@pytest.mark.parametrize("kind", [ANNOUNCEMENT, VOICE, STAGE])
async def test_a_mention_is_answered_in_channels_of_each_kind(fake: FakeDiscord, bot: FootnoteBot, kind: int) -> None:
    channel = fake.talk.add_channel(kind)
    await answered(fake, fake.talk.say(QUESTION, channel=channel))


async def test_a_mention_is_answered_in_threads_and_posts(fake: FakeDiscord, bot: FootnoteBot) -> None:
    thread = fake.talk.open_thread(fake.channels.get(GUILD.channel_id), name="a thread")
    await answered(fake, fake.talk.say(QUESTION, channel=thread))
    forum = fake.talk.add_channel(FORUM, requires_tag=True)
    post = fake.talk.post(forum, "Drones", f"{TO_BOT} did they come?")
    await answered(fake, post)


async def test_a_mention_in_a_forum_is_asked_with_the_title(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    forum = fake.talk.add_channel(FORUM)
    await answered(fake, fake.talk.post(forum, "Drones in May", f"{TO_BOT} did they come?"))
    assert footnote.asked == ["Drones in May\ndid they come?"]


async def test_a_long_answer_goes_on_below(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    footnote.outcome = answer_of(*(f"Drones came in the year {number}, " + "and so on, " * 60 for number in range(9)))
    asked = fake.talk.say(QUESTION)
    first = await fake.reply_to(asked)
    posted = footnote.records.posted
    await fake.wait_until(lambda: posted.find(first.id) is not None, "it to be noted")
    kept = posted.find(first.id)
    assert kept is not None
    assert len(kept.message_ids) == 3
    assert kept.trigger_id == asked.id
    await fake.wait_until(lambda: not bot.desk._attended, "it to be done with")
    # Somebody replies to what stands below.
    await fake.reply_to(fake.talk.say("And in May?", reply_to=fake.message(kept.message_ids[2])))
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1]


# What the bot may not do.


@pytest.mark.parametrize(
    ("denied", "permission"),
    [(SEND_MESSAGES, "Send Messages"), (SEND_MESSAGES | READ_MESSAGE_HISTORY, "Send Messages")],
)
async def test_a_permission_that_it_lacks_is_said_once_and_privately(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, denied: int, permission: str
) -> None:
    channel = fake.talk.add_channel(denied=denied)
    asked = [fake.talk.say(QUESTION, channel=channel) for _ in range(3)]
    await heard_nothing(fake, footnote, *asked)
    await fake.wait_until(lambda: len(direct_lines(fake)) == 1, "somebody to be told")
    (line,) = direct_lines(fake)
    assert permission in line
    assert f"<#{channel.id}>" in line
    assert [known.status for known in fake.requests if known.status == 403] == []


def direct_lines(fake: FakeDiscord) -> list[str]:
    sent = [known for known in fake.requests if known.path == f"/channels/{ASKER.dm_channel_id}/messages"]
    return [known.body["content"] for known in sent]


async def test_who_takes_no_direct_messages_is_not_told_and_nothing_breaks(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, caplog: pytest.LogCaptureFixture
) -> None:
    fake.channels.closed_to.add(ASKER.id)
    channel = fake.talk.add_channel(denied=SEND_MESSAGES)
    with caplog.at_level(logging.INFO, logger="bot"):
        await heard_nothing(fake, footnote, fake.talk.say(QUESTION, channel=channel))
        await fake.wait_until(lambda: "nobody could be told of that" in caplog.text, "the log to say so")


async def test_without_the_history_it_replies_without_pointing_at_the_question(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    channel = fake.talk.add_channel(denied=READ_MESSAGE_HISTORY)
    fake.talk.say(QUESTION, channel=channel)
    await fake.wait_until(
        lambda: any(
            known.status == 200 and known.path == f"/channels/{channel.id}/messages" for known in fake.requests
        ),
        "an answer",
    )


async def test_of_a_channel_that_it_does_not_see_it_hears_nothing(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    channel = fake.talk.add_channel(denied=VIEW_CHANNEL)
    await heard_nothing(fake, footnote, fake.talk.say(QUESTION, channel=channel))


@pytest.mark.parametrize("how", ["locked", "deleted", "denied", "directory"])
async def test_a_channel_that_takes_nothing_any_more_ends_it_in_a_private_line(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, how: str
) -> None:
    home = fake.channels.get(GUILD.channel_id)
    channel = fake.talk.add_channel() if how == "denied" else fake.talk.open_thread(home, name="a thread")
    footnote.gate.clear()
    asked = fake.talk.say(QUESTION, channel=channel)
    await begun(footnote)
    match how:
        case "locked":
            channel.archived = channel.locked = True
        case "deleted":
            fake.channels.remove(channel)
        case "denied":
            channel.denied = SEND_MESSAGES
        case "directory":
            channel.kind = DIRECTORY
    footnote.gate.set()
    await fake.wait_until(lambda: len(direct_lines(fake)) == 1, "somebody to be told")
    assert direct_lines(fake) == [talk.CANNOT_WRITE.format(channel=f"<#{channel.id}>")]
    assert fake.replies_to(asked) == []
    assert not bot.desk._attended
