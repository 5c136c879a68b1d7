"""The menu of a message: "Answer this"; and what `/ask` takes besides a question."""

from bot.client import FootnoteBot
from bot.text import talk, words
from tests.discord.fake.fake_discord import Choice, FakeDiscord
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import ASKER, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import DOCUMENT, said


async def test_a_message_of_anybody_is_answered_from_its_menu(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    theirs = fake.talk.say("Did drones come?", user=person(1))
    chosen = await fake.menu(words.ANSWER_THIS.name, theirs)
    assert "Drones were delivered." in await said(chosen)
    assert not chosen.messages[0].ephemeral
    assert footnote.asked == ["Did drones come?"]


async def test_a_message_without_text_has_nothing_to_answer(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    for text in ("", TO_BOT):
        chosen = await fake.menu(
            words.ANSWER_THIS.name, fake.talk.say(text, user=person(1), channel=fake.channels.dm(ASKER))
        )
        assert await said(chosen) == talk.NO_TEXT_IN_IT
        assert chosen.messages[0].ephemeral
    assert footnote.asked in ([], [""])


async def test_a_question_may_be_asked_of_one_document(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    suggested = await fake.autocomplete("ask", {"document": "long"}, focused="document")
    assert suggested == [Choice("A long document", DOCUMENT.id)]
    await said(await fake.slash("ask", {"question": "Did drones come?", "document": "A long document"}))
    assert footnote.documents_asked == [{DOCUMENT.id}]


async def test_a_document_that_there_is_not_is_told(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    asked = await fake.slash("ask", {"question": "Did drones come?", "document": "no such one"})
    assert "/source list" in await said(asked)
    assert asked.messages[0].ephemeral
    assert footnote.asked == []


async def test_an_answer_may_be_for_the_asker_alone(fake: FakeDiscord, bot: FootnoteBot) -> None:
    asked = await fake.slash("ask", {"question": "Did drones come?", "private": True})
    assert "Drones were delivered." in await said(asked)
    assert asked.messages[0].ephemeral


async def test_what_is_asked_by_command_in_direct_messages_and_threads_goes_on_from_what_was_said(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    for _ in range(2):
        answer = await (await fake.slash("ask", {"question": "Did drones come?"}, guild_id=None)).wait_for_message()
        await fake.wait_until(lambda found=answer.id: footnote.records.posted.find(found) is not None, "it to be noted")  # type: ignore[misc]
    await said(await fake.slash("ask", {"question": "Did drones come?"}))
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1, 0]
