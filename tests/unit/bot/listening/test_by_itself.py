"""Where nobody mentions the bot: its own threads, and the channels and forums in which it was chosen that it answers by
itself.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence

import discord
import pytest
import yarl
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.listening.cog import NOT_SURE, ListeningCog
from bot.listening.ways import ChannelWays
from bot.settings import BotSettings
from bot.text import talk
from bot.text.at_start import explain_at_start
from retrieval import Refusal, RefusalReason
from retrieval.domain import WhenUnsure
from tests.discord.fake.bot_process import MANAGER
from tests.discord.fake.channels import ADD_REACTIONS, FORUM, SEND_MESSAGES
from tests.discord.fake.commands import OptionValue
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.fake_gateway import MESSAGE_CONTENT_INTENT
from tests.discord.fake.reading import read, shown
from tests.discord.fake.world import ASKER, BOT, GUILD, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.listening.test_messages import QUESTION, answered, direct_lines, heard_nothing
from tests.unit.bot.running import begun, running, said

REFUSAL = Refusal(question="Did drones come?", reason=RefusalReason.NOT_ANSWERED)


class Chosen:
    """The `ChannelSettings` of a server whose people chose these ways, by the id of a channel."""

    def __init__(self) -> None:
        self.of: dict[int, ChannelWays] = {}

    def ways(self, guild_id: int, channel_ids: Sequence[int]) -> ChannelWays:
        assert guild_id == GUILD.id
        return next((self.of[known] for known in channel_ids if known in self.of), ChannelWays())

    def answers_in(self, channel_id: int, when_unsure: WhenUnsure = WhenUnsure.SILENT) -> None:
        self.of[channel_id] = ChannelWays(answers_here=True, when_unsure=when_unsure)


@pytest.fixture
async def hearing(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeDiscord]:
    """Where the portal allows the bot to be sent the text of every message."""
    async with FakeDiscord(allowed_privileged_intents=MESSAGE_CONTENT_INTENT) as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
        gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        yield server


@pytest.fixture
async def listener(hearing: FakeDiscord, footnote: FakeFootnote) -> AsyncIterator[FootnoteBot]:
    async with running(hearing, footnote, message_content=True) as bot:
        yield bot


def chosen_of(bot: FootnoteBot) -> Chosen:
    cog = bot.get_cog("ListeningCog")
    assert isinstance(cog, ListeningCog)
    chosen = Chosen()
    cog.settings = chosen
    return chosen


async def test_it_answers_nothing_by_itself_unless_that_was_chosen(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    await heard_nothing(hearing, footnote, hearing.talk.say("Did drones come?"))
    forum = hearing.talk.add_channel(FORUM)
    await heard_nothing(hearing, footnote, hearing.talk.post(forum, "Drones", "Did they come?"))


async def test_a_mention_of_its_role_is_answered_where_its_text_is_heard(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    await answered(hearing, hearing.talk.say(f"<@&{GUILD.bot_role_id}> did drones come?"))
    assert footnote.asked == ["did drones come?"]
    await heard_nothing(hearing, footnote, hearing.talk.say(f"<@&{GUILD.id}9> did drones come?"))


async def test_in_a_channel_where_it_was_chosen_it_answers_who_asks_nobody(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    chosen_of(listener).answers_in(GUILD.channel_id)
    answer = await answered(hearing, hearing.talk.say("Did drones come?"))
    typed = list(hearing.talk.typing)
    assert typed == [], "nobody is told that it works on what nobody asked it"
    await heard_nothing(
        hearing,
        footnote,
        hearing.talk.say("I wonder about that", reply_to=hearing.talk.say("Look", user=person(5), kind=7)),
        hearing.talk.say(f"<@{person(1).id}> did drones come?"),
        hearing.talk.say("Did drones come?", user=BOT),
    )
    # Without a ping, too: with the intent the text of a reply comes.
    await answered(hearing, hearing.talk.say("And in May?", reply_to=answer, pings=False))


async def test_where_it_would_refuse_it_is_silent(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    chosen_of(listener).answers_in(GUILD.channel_id)
    footnote.outcome = REFUSAL
    asked = hearing.talk.say("Did drones come?")
    await begun(footnote)
    await hearing.wait_until(lambda: not listener.desk._attended, "it to be done with")
    assert hearing.replies_to(asked) == []
    assert (hearing.talk.typing, hearing.talk.reactions) == ([], {})
    # Who then turns to it by an edit is told.
    edited = hearing.talk.edit(asked, QUESTION)
    refusal = await hearing.reply_to(edited)
    assert "No answer was found" in str(refusal.payload()) or "document" in str(refusal.payload())


@pytest.mark.parametrize("denied", [0, ADD_REACTIONS])
async def test_where_that_was_chosen_it_reacts_to_what_it_cannot_answer(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote, denied: int
) -> None:
    channel = hearing.talk.add_channel(denied=denied)
    chosen_of(listener).answers_in(channel.id, WhenUnsure.REACT)
    footnote.outcome = REFUSAL
    asked = hearing.talk.say("Did drones come?", channel=channel)
    await hearing.wait_until(lambda: any("/reactions/" in known.path for known in hearing.requests), "it to react")
    assert hearing.talk.reactions == ({} if denied else {asked.id: [NOT_SURE]})
    assert hearing.replies_to(asked) == []


async def test_what_goes_wrong_with_what_nobody_asked_is_told_to_nobody(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    channel, closed = hearing.talk.add_channel(), hearing.talk.add_channel(denied=SEND_MESSAGES)
    chosen = chosen_of(listener)
    for place in (channel, closed):
        chosen.answers_in(place.id)
    footnote.error = RuntimeError("at /srv")
    asked = [hearing.talk.say("Did drones come?", channel=place, user=person(9)) for place in (channel, closed)]
    await begun(footnote)
    await hearing.wait_until(lambda: not listener.desk._attended, "it to be done with")
    footnote.error = None
    await heard_nothing(hearing, footnote, *asked)
    assert direct_lines(hearing) == []


async def test_who_asks_too_often_without_asking_it_reads_nothing_of_that(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    chosen_of(listener).answers_in(GUILD.channel_id)
    footnote.gate.clear()
    asked = [hearing.talk.say("Did drones come?") for _ in range(5)]
    await begun(footnote, 2)
    footnote.gate.set()
    for question in asked[:2]:
        await answered(hearing, question)
    await heard_nothing(hearing, footnote, *asked[2:])


async def test_a_new_post_is_a_question_and_what_is_said_below_it_is_not(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    forum = hearing.talk.add_channel(FORUM)
    chosen_of(listener).answers_in(forum.id)
    post = hearing.talk.post(forum, "Drones in May", "Did they come?")
    await answered(hearing, post)
    assert footnote.asked == ["Drones in May\nDid they come?"]
    thread = hearing.channels.get(post.channel_id)
    await heard_nothing(hearing, footnote, hearing.talk.say("I think so", channel=thread, user=person(1)))


async def test_its_own_thread_is_answered_without_a_mention(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await answered(hearing, hearing.talk.say(QUESTION), footnote)
    thread = hearing.talk.open_thread(
        hearing.channels.get(GUILD.channel_id), thread_id=answer.id, owner=BOT, name="further"
    )
    await answered(hearing, hearing.talk.say("And in May?", channel=thread, user=person(1)), footnote)
    await answered(hearing, hearing.talk.say("And then?", channel=thread, user=person(2)), footnote)
    assert [len(turns) for turns in footnote.turns_asked] == [0, 1, 2]
    theirs = hearing.talk.say("Did you see that?", channel=thread, user=BOT)
    await heard_nothing(
        hearing,
        footnote,
        theirs,
        hearing.talk.say(f"<@{person(1).id}> did you?", channel=thread),
    )


async def test_a_thread_of_somebody_elses_is_not(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    chosen_of(listener).answers_in(GUILD.channel_id)
    thread = hearing.talk.open_thread(hearing.channels.get(GUILD.channel_id), owner=ASKER, name="a thread")
    await heard_nothing(hearing, footnote, hearing.talk.say("Did drones come?", channel=thread))


async def test_what_was_chosen_by_a_command_is_done(
    hearing: FakeDiscord, listener: FootnoteBot, footnote: FakeFootnote
) -> None:
    for answers, is_by_itself in (("silent", True), ("asked", False)):
        chosen: dict[str, OptionValue] = {"channel": GUILD.channel_id, "answers": answers}
        assert "MESSAGE_CONTENT" not in await said(await hearing.slash("settings answers", chosen, permissions=MANAGER))
        await asyncio.to_thread(listener.seeing.servers)
        asked = hearing.talk.say("Did drones come?")
        if is_by_itself:
            await answered(hearing, asked)
        else:
            await heard_nothing(hearing, footnote, asked)


# Without the intent.


async def test_who_chooses_that_it_answers_by_itself_is_told_what_that_takes(
    fake: FakeDiscord, bot: FootnoteBot
) -> None:
    chosen: dict[str, OptionValue] = {"channel": GUILD.channel_id, "answers": "silent"}
    set_up = await fake.slash("settings answers", chosen, permissions=MANAGER)
    await fake.wait_until(lambda: len(set_up.messages) == 2, "what that takes")
    assert read(shown(set_up.messages[1])) == read(talk.NEEDS_MESSAGE_CONTENT)
    assert [message.ephemeral for message in set_up.messages] == [True, True]


async def test_without_the_intent_a_post_is_asked_by_its_title_alone(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    forum = fake.talk.add_channel(FORUM)
    chosen = chosen_of(bot)
    chosen.answers_in(forum.id)
    chosen.answers_in(GUILD.channel_id)
    await answered(fake, fake.talk.post(forum, "Did drones come in May?", "I wonder."))
    assert footnote.asked == ["Did drones come in May?"]
    await heard_nothing(fake, footnote, fake.talk.say("Did drones come?"))


async def test_that_it_needs_the_intent_is_logged_once(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, caplog: pytest.LogCaptureFixture
) -> None:
    chosen_of(bot).answers_in(GUILD.channel_id)
    await heard_nothing(fake, footnote, *(fake.talk.say("Did drones come?") for _ in range(3)))
    assert caplog.text.count("MESSAGE_CONTENT") == 1
    assert "MESSAGE_CONTENT" in talk.NEEDS_MESSAGE_CONTENT


async def test_a_bot_that_the_portal_does_not_let_hear_ends(fake: FakeDiscord, footnote: FakeFootnote) -> None:
    token = fake.environment["DISCORD_TOKEN"]
    bot = FootnoteBot(BotSettings(discord_token=SecretStr(token), message_content=True), lambda: footnote)
    with pytest.raises(discord.PrivilegedIntentsRequired) as refusal:
        await bot.start(token)
    await bot.leave()
    explained = explain_at_start(refusal.value)
    assert explained is not None
    assert "Message Content Intent" in explained.remedy
    assert "MESSAGE_CONTENT=False" in explained.remedy
