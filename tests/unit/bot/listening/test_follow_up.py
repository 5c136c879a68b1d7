"""A conversation goes on below an answer: in a thread, or by a form; and whoever may takes an answer away."""

import pytest

from bot.buttons.keys import AskDifferentlyKey, DeleteKey, FollowUpKey
from bot.client import FootnoteBot
from bot.text import talk
from bot.text.discord_limits import INPUT_CHARS
from retrieval import Turn
from tests.building import answer_of
from tests.discord.fake.channels import CREATE_PUBLIC_THREADS, FORUM, MANAGE_MESSAGES, SEND_MESSAGES_IN_THREADS, VOICE
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import CallbackType, Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.user_actions import brought_along
from tests.discord.fake.world import ASKER, BOT, FOREIGN_GUILD, GUILD, MEMBER_PERMISSIONS, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.listening.test_messages import answered
from tests.unit.bot.running import said

QUESTION = f"{TO_BOT} Did drones come?"
FOLLOW_UP = FollowUpKey(receipt_id=FakeFootnote.RECEIPT_ID).custom_id
AGAIN = AskDifferentlyKey(receipt_id=FakeFootnote.RECEIPT_ID).custom_id
DELETE = DeleteKey().custom_id
LONG = answer_of(
    "Drones were delivered.", *(f"Drones came in the year {number}, " + "and so on, " * 60 for number in range(9))
)


async def an_answer(fake: FakeDiscord, footnote: FakeFootnote, **where: object) -> Message:
    """To a mention, kept."""
    return await answered(fake, fake.talk.say(QUESTION, **where), footnote)  # type: ignore[arg-type]


async def form_of(interaction: Interaction) -> dict[str, object]:
    callback = await interaction.wait_for_callback()
    assert callback.type is CallbackType.MODAL
    (labelled,) = callback.data["components"]
    field: dict[str, object] = labelled["component"]
    return field


async def test_following_up_opens_a_thread_below_the_answer(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await an_answer(fake, footnote)
    pressed = await fake.press_unknown(answer, FOLLOW_UP, user=person(1))
    assert await said(pressed) == f"Ask on in <#{answer.id}>."
    assert pressed.messages[0].ephemeral
    thread = fake.channels.get(answer.id)
    assert thread.name == footnote.outcome.question
    assert thread.owner == BOT
    (first,) = fake.talk.written_in(thread)
    assert first.text == talk.REPLY_HERE
    # What is asked there goes on from the answer, by a mention or by a reply to any message of the bot's.
    second = await answered(fake, fake.talk.say(f"{TO_BOT} and in May?", channel=thread), footnote)
    await answered(fake, fake.talk.say("And then?", channel=thread, reply_to=second, user=person(2)), footnote)
    await answered(fake, fake.talk.say("And after?", channel=thread, reply_to=first, user=person(3)), footnote)
    assert footnote.asked[1:] == ["and in May?", "And then?", "And after?"]
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1, 2, 3]


async def test_a_thread_that_is_there_is_pointed_at(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await an_answer(fake, footnote)
    for number in range(2):
        pressed = await fake.press_unknown(answer, FOLLOW_UP, user=person(number))
        assert await said(pressed) == f"Ask on in <#{answer.id}>."
    assert len(fake.talk.written_in(fake.channels.get(answer.id))) == 1


async def test_a_thread_that_discord_does_not_open_is_told(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await an_answer(fake, footnote)
    fake.fail_next("POST", "/channels/*/threads", status=403)
    assert await said(await fake.press_unknown(answer, FOLLOW_UP)) == talk.NO_THREAD


@pytest.mark.parametrize("where", ["thread", "post", "voice", "denied threads", "denied writing", "direct"])
async def test_where_no_thread_can_be_a_form_asks_further(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, where: str
) -> None:
    home = fake.channels.get(GUILD.channel_id)
    channel = {
        "thread": lambda: fake.talk.open_thread(home, name="a thread"),
        "post": lambda: fake.talk.open_thread(fake.talk.add_channel(FORUM), name="a post"),
        "voice": lambda: fake.talk.add_channel(VOICE),
        "denied threads": lambda: fake.talk.add_channel(denied=CREATE_PUBLIC_THREADS),
        "denied writing": lambda: fake.talk.add_channel(denied=SEND_MESSAGES_IN_THREADS),
        "direct": lambda: fake.channels.dm(ASKER),
    }[where]()
    answer = await an_answer(fake, footnote, channel=channel)
    opened = await fake.press_unknown(answer, FOLLOW_UP)
    field = await form_of(opened)
    assert "value" not in field
    sent = await fake.modal_submit(opened, {"question": "And in May?"})
    assert "Drones were delivered." in await said(sent)
    assert not sent.messages[0].ephemeral
    assert footnote.asked == ["Did drones come?", "And in May?"]
    assert footnote.turns_asked[1] == (Turn.of(footnote.outcome),)


async def test_what_follows_a_private_answer_is_private(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = await fake.slash("ask", {"question": "Did drones come?", "private": True})
    answer = await asked.wait_for_message()
    assert answer.ephemeral
    await fake.wait_until(lambda: footnote.records.posted.find(answer.id) is not None, "it to be noted")
    opened = await fake.press_unknown(answer, FOLLOW_UP)
    await form_of(opened)
    sent = await fake.modal_submit(opened, {"question": "And in May?"})
    assert "Drones were delivered." in await said(sent)
    assert sent.messages[0].ephemeral
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1]
    # Who crafts that they saw it learns nothing of it.
    forged = await fake.press_unknown(answer, FOLLOW_UP, user=person(1))
    await form_of(forged)
    await said(await fake.modal_submit(forged, {"question": "And in May?"}, user=person(1)))
    assert len(footnote.turns_asked[2]) == 0


async def test_asking_differently_opens_a_form_with_the_question_in_it(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await an_answer(fake, footnote)
    opened = await fake.press_unknown(answer, AGAIN)
    field = await form_of(opened)
    assert field["value"] == footnote.outcome.question
    assert field["max_length"] == INPUT_CHARS
    await said(await fake.modal_submit(opened, {"question": "Did any drone come?"}))
    assert footnote.turns_asked == [(), ()]


async def test_a_form_outlives_the_bot_that_opened_it_and_nothing_is_kept_of_it(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await an_answer(fake, footnote)
    opened = await fake.press_unknown(answer, AGAIN)
    await form_of(opened)
    assert bot._connection._view_store._modals == {} or all(
        modal.timeout == 1.0 for modal in bot._connection._view_store._modals.values()
    )
    bot._connection._view_store._modals.clear()
    assert "Drones were delivered." in await said(await fake.modal_submit(opened, {"question": "Did any come?"}))


@pytest.mark.parametrize("guild", [FOREIGN_GUILD, None])
async def test_where_somebody_has_brought_it_along_answers_are_private(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, guild: object
) -> None:
    where = brought_along(ASKER, guild)  # type: ignore[arg-type]
    asked = await fake.slash("ask", {"question": "Did drones come?"}, where=where)
    answer = await asked.wait_for_message()
    assert answer.ephemeral
    opened = await fake.press_unknown(answer, FOLLOW_UP, where=where)
    await form_of(opened)
    sent = await fake.modal_submit(opened, {"question": "And in May?"}, where=where)
    assert (await sent.wait_for_message()).ephemeral


# Deleting.


@pytest.mark.parametrize("who", ["asker", "moderator"])
async def test_an_answer_is_deleted_whole_by_its_asker_and_by_moderators(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, who: str
) -> None:
    footnote.outcome = LONG
    answer = await an_answer(fake, footnote)
    kept = footnote.records.posted.find(answer.id)
    assert kept is not None
    assert len(kept.message_ids) == 3
    user = ASKER if who == "asker" else person(1)
    permissions = MEMBER_PERMISSIONS | (MANAGE_MESSAGES if who == "moderator" else 0)
    last = fake.message(kept.message_ids[2])
    assert last is not None
    await fake.press_unknown(last, DELETE, user=user, permissions=permissions)
    await fake.wait_until(
        lambda: [fake.message(message_id) for message_id in kept.message_ids] == [None] * 3, "it to be deleted"
    )
    await fake.wait_until(lambda: footnote.records.posted.find(answer.id) is None, "it to be forgotten")


@pytest.mark.parametrize("known", [True, False], ids=["kept", "not kept"])
async def test_others_are_told_that_it_is_not_theirs_to_delete(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, known: bool
) -> None:
    answer = await an_answer(fake, footnote)
    if not known:
        footnote.records.posted.drop([answer.id])
    # As messages that were sent before have it: with the id of a person, which proves nothing.
    forged = f"fn1:delete:{person(1).id}"
    pressed = await fake.press_unknown(answer, forged, user=person(1))
    assert (await said(pressed)).startswith("Only whoever asked can delete this")
    assert pressed.messages[0].ephemeral
    assert fake.message(answer.id) is not None
    await fake.press_unknown(answer, forged, user=ASKER)
    await fake.wait_until(lambda: fake.message(answer.id) is None, "it to be deleted")


async def test_in_direct_messages_an_answer_is_theirs(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await an_answer(fake, footnote, channel=fake.channels.dm(ASKER))
    await fake.press_unknown(answer, DELETE)
    await fake.wait_until(lambda: fake.message(answer.id) is None, "it to be deleted")


async def test_the_answer_of_a_command_is_its_askers(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = await fake.slash("ask", {"question": "Did drones come?"})
    answer = await asked.wait_for_message()
    assert (await said(await fake.press_unknown(answer, DELETE, user=person(1)))).startswith("Only whoever asked")
    await fake.press_unknown(answer, DELETE)
    await fake.wait_until(lambda: fake.message(answer.id) is None, "it to be deleted")
