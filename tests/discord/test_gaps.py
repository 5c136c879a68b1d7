"""*This should be in here*, over the real product and the gateway's socket: said below refusals wherever they stand,
listed for those who look after the corpus of the same server, and for nobody else.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.buttons.gap_keys import GapAct, GapKey, GapsKey, MissingKey
from bot.buttons.keys import Key
from bot.text import gap_words
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE
from retrieval.answering.gaps import NOTES_EACH, SeenGaps, gap_id_of
from retrieval.domain.scope import EVERYTHING, Viewer
from tests.discord.fake.bot_process import MANAGER, custom_id_of
from tests.discord.fake.channels import Channel
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import read, shown
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.user_actions import brought_along
from tests.discord.fake.world import ASKER, FOREIGN_GUILD, GUILD, OTHER_GUILD, OWNER, person
from tests.discord.house import LIGHTHOUSE, House, a_house

LIT = "When was the Skerryvore lighthouse first lit?"
SHOULD_BE_HERE = gap_words.SHOULD_BE_HERE


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(tmp_path) as opened:
        yield opened


async def refused(house: House, question: str = LIT, guild_id: int | None = GUILD.id, **options: bool) -> Message:
    """The refusal of a question."""
    asked = await house.discord.slash("ask", {"question": question, **options}, guild_id=guild_id)
    return await asked.wait_for_message()


async def pressed(house: House, message: Message, label: str = SHOULD_BE_HERE, user: object = ASKER) -> Interaction:
    custom_id = custom_id_of(message, label)
    return await house.discord.click(message, custom_id, user=user)  # type: ignore[arg-type]


async def told(interaction: Interaction) -> str:
    message = await interaction.wait_for_message()
    assert message.ephemeral
    return read(shown(message).replace("**", ""))


async def gaps(house: House, guild_id: int = GUILD.id) -> Message:
    """What those who look after the corpus are shown."""
    called = await house.discord.slash("corpus gaps", permissions=MANAGER, guild_id=guild_id, offered_in=GUILD.id)
    return await called.wait_for_message()


async def turned(house: House, message: Message, custom_id: str, until: str) -> Message:
    """A message of theirs after one of its buttons was pressed."""
    done = await house.discord.click(message, custom_id, permissions=MANAGER)
    return await done.wait_for_message(until=lambda changed: until in shown(changed))


def lend(house: House) -> None:
    """Let the other server see everything."""
    house.footnote.records.servers.lend(OTHER_GUILD.id, EVERYTHING)
    house.bot.seeing.forget()


def all_gaps(house: House) -> list[tuple[int, str, int]]:
    """What the terminal sees."""
    found = house.footnote.gaps.most_missed(100)
    return [(gap.guild_id, gap.question, gap.people) for gap in found]


async def test_people_say_so_and_curators_see_it_ask_it_anew_and_settle_it(house: House) -> None:
    refusal = await refused(house)
    first = await told(await pressed(house, refusal))
    assert first.startswith("Noted. Thank you. Those who look after the documents see it in this server")
    assert "After 90 days it is forgotten." in first
    assert (await told(await pressed(house, refusal))).startswith("That is noted already.")
    assert (await told(await pressed(house, refusal, user=person(1)))).startswith("Noted.")
    await told(await pressed(house, await refused(house, "What colour is the quay?")))
    listed = await gaps(house)
    assert listed.ephemeral
    text = shown(listed)
    assert text.index(LIT) < text.index("What colour is the quay?")
    assert "2 people" in text
    assert "1 person" in text
    key = GapKey(act=GapAct.OPEN, gap_id=gap_id_of(GUILD.id, LIT), page=0)
    opened = await turned(house, listed, key.custom_id, "takes it off the list")
    assert opened.id == listed.id
    assert LIT in shown(opened)
    ask = custom_id_of(opened, gap_words.ASK_NOW)
    not_yet = await turned(house, opened, ask, "still do not answer")
    (house.corpus / "lighthouse.md").write_text(LIGHTHOUSE)
    await house.managed("corpus reload")
    asked = await house.discord.click(not_yet, ask, permissions=MANAGER)
    answered = await asked.wait_for_message(until=lambda changed: "answer this now" in shown(changed))
    answer = await asked.wait_for_message(until=lambda message: "1 February 1844" in shown(message))
    assert answer.ephemeral
    assert not any(button.label == SHOULD_BE_HERE for button in answer.buttons)
    settled = await turned(house, answered, custom_id_of(answered, gap_words.SETTLED), "Off the list")
    assert LIT in shown(settled).partition("What colour")[0]
    assert [question for _, question, _ in all_gaps(house)] == ["What colour is the quay?"]


@pytest.mark.parametrize("where", ["command", "private", "mention", "thread", "direct"])
async def test_the_button_works_wherever_a_refusal_stands(house: House, where: str) -> None:
    home = house.discord.channels.get(GUILD.channel_id)

    async def mentioned(channel: Channel) -> Message:
        return await house.discord.reply_to(house.discord.talk.say(f"{TO_BOT} {LIT}", channel=channel))

    if where == "command":
        refusal = await refused(house)
    elif where == "private":
        refusal = await refused(house, private=True)
    elif where == "direct":
        refusal = await house.discord.reply_to(house.discord.talk.direct(LIT))
    else:
        channel = home if where == "mention" else house.discord.talk.open_thread(home, name="a thread")
        refusal = await mentioned(channel)
    noted = await told(await pressed(house, refusal))
    assert ("this server" in noted) is (where != "direct")
    assert all_gaps(house) == [(0 if where == "direct" else GUILD.id, LIT, 1)]
    assert (LIT in shown(await gaps(house))) is (where != "direct")


@pytest.mark.parametrize("guild", [FOREIGN_GUILD, None])
async def test_where_somebody_has_brought_it_along_it_is_noted_as_in_a_direct_message(
    house: House, guild: object
) -> None:
    where = brought_along(ASKER, guild)  # type: ignore[arg-type]
    asked = await house.discord.slash("ask", {"question": LIT}, where=where)
    refusal = await asked.wait_for_message()
    custom_id = custom_id_of(refusal, SHOULD_BE_HERE)
    noted = await told(await house.discord.press_unknown(refusal, custom_id, where=where))
    assert noted.startswith("Noted. Thank you. Whoever runs me sees it.")
    assert all_gaps(house) == [(0, LIT, 1)]


async def test_it_is_taken_back(house: House) -> None:
    refusal = await refused(house)
    noted = await (await pressed(house, refusal)).wait_for_message()
    await told(await pressed(house, refusal, user=person(1)))
    back = await pressed(house, noted, gap_words.TAKE_BACK)
    changed = await back.wait_for_message(until=lambda message: "taken back" in shown(message))
    assert changed.id == noted.id
    assert changed.buttons == ()
    assert all_gaps(house) == [(GUILD.id, LIT, 1)]


async def test_no_button_stands_below_what_does_not_tell_of_the_documents(house: House) -> None:
    for question in ("hello", "???", "How do I use it?"):
        assert SHOULD_BE_HERE not in [button.label for button in (await refused(house, question)).buttons]
    answered = await refused(house, "Did Iran deny that it had sent drones?")
    assert SHOULD_BE_HERE not in [button.label for button in answered.buttons]
    asked = await house.discord.slash("ask", {"question": LIT, "document": "denial.md"})
    of_one = await asked.wait_for_message()
    assert SHOULD_BE_HERE not in [button.label for button in of_one.buttons]
    # Whoever forges one is told, and nothing is noted.
    forged = MissingKey(receipt_id=read(shown(answered)).split()[-1]).custom_id
    assert (await told(await house.discord.press_unknown(answered, forged))).startswith("Only what the documents")
    assert all_gaps(house) == []


async def test_a_receipt_that_is_none_or_of_another_server_notes_nothing(house: House) -> None:
    lend(house)
    theirs = await refused(house, guild_id=OTHER_GUILD.id)
    here = await refused(house, "What colour is the quay?")
    for forged in ("0000000000", custom_id_of(theirs, SHOULD_BE_HERE).rpartition(":")[2]):
        for takes_back in (False, True):
            key = MissingKey(receipt_id=forged, takes_back=takes_back)
            line = await told(await house.discord.press_unknown(here, key.custom_id))
            assert line.startswith(f"There is no receipt {forged}.")
    assert all_gaps(house) == []


async def test_a_server_is_shown_what_is_missed_there_alone(house: House) -> None:
    lend(house)
    await told(await pressed(house, await refused(house, "What colour is the quay?")))
    theirs = await told(await pressed(house, await refused(house, guild_id=OTHER_GUILD.id)))
    assert theirs.startswith("Noted. Thank you. Whoever runs me sees it.")
    listed = await gaps(house)
    assert LIT not in shown(listed)
    for act in GapAct:
        forged = GapKey(act=act, gap_id=gap_id_of(OTHER_GUILD.id, LIT), page=0).custom_id
        done = await house.discord.press_unknown(listed, forged, permissions=MANAGER)
        changed = await done.wait_for_message(until=lambda message: "not on the list any more" in shown(message))
        assert LIT not in shown(changed)
    assert sorted(all_gaps(house)) == sorted([(GUILD.id, "What colour is the quay?", 1), (OTHER_GUILD.id, LIT, 1)])


async def test_nobody_else_is_shown_or_settles_anything(house: House) -> None:
    await told(await pressed(house, await refused(house)))
    listed = await gaps(house)
    keys: list[Key] = [GapsKey(page=0), *(GapKey(act=act, gap_id=gap_id_of(GUILD.id, LIT), page=0) for act in GapAct)]
    for key in keys:
        line = await told(await house.discord.press_unknown(listed, key.custom_id, user=person(1)))
        assert "Manage Server" in line
        assert LIT not in line
    called = await house.discord.slash("corpus gaps", user=person(1))
    assert "Manage Server" in await told(called)
    assert all_gaps(house) == [(GUILD.id, LIT, 1)]


async def test_who_the_application_belongs_to_is_shown_each_server_by_itself_and_nothing_directly(house: House) -> None:
    lend(house)
    await told(await pressed(house, await refused(house, guild_id=OTHER_GUILD.id)))
    for guild_id, is_there in ((OTHER_GUILD.id, True), (GUILD.id, False), (None, False)):
        called = await house.discord.slash("corpus gaps", user=OWNER, guild_id=guild_id, offered_in=GUILD.id)
        assert (LIT in shown(await called.wait_for_message())) is is_there


async def test_a_person_is_told_when_it_is_enough(house: House) -> None:
    refusal = await refused(house)
    viewer = Viewer(scope=EVERYTHING, guild_id=GUILD.id, name=house.bot.seeing.secret_name(ASKER.id))
    seen = house.footnote.seen_by(viewer)
    for number in range(NOTES_EACH):
        receipt_id = seen.ask(f"How many {number}-legged unicorns are there?").receipt_id
        assert receipt_id is not None
        seen.gaps.note(receipt_id)
    assert len(all_gaps(house)) == NOTES_EACH
    assert (await told(await pressed(house, refusal))).startswith(f"You miss {NOTES_EACH} things here already")
    assert (await told(await pressed(house, refusal, user=person(1)))).startswith("Noted.")
    # Page by page, and back.
    listed = await gaps(house)
    second = await turned(house, listed, custom_id_of(listed, gap_words.MORE_MISSED), "Page 2")
    assert "unicorns" in shown(await turned(house, second, custom_id_of(second, gap_words.LESS_MISSED), "Page 1"))
    beyond = await house.discord.press_unknown(second, GapsKey(page=999_999_999).custom_id, permissions=MANAGER)
    await beyond.wait_for_message(until=lambda message: "Page 1" in shown(message))


async def test_hostile_questions_are_shown_as_text_and_kept_whole(house: House) -> None:
    hostile = f"@everyone <@{ASKER.id}> \u202e\u200b [unicorn](https://x.y)"
    question = f"**Why** do unicorns have {'horns, hooves, ' * 250}and {hostile}?"
    assert len(question) > 3_800
    refusal = await refused(house, question)
    await told(await pressed(house, refusal))
    ((_, kept, _),) = all_gaps(house)
    assert kept == question.replace("\u202e", "").replace("\u200b", "")
    listed = await gaps(house)
    opened = await turned(house, listed, custom_id_of(listed, gap_words.OPEN_GAP), "takes it off the list")
    for message in (listed, opened):
        assert "@everyone" not in shown(message)
        assert "<@" not in shown(message)


async def test_where_the_records_are_away_it_is_told_and_the_button_works_again(house: House) -> None:
    refusal = await refused(house)
    file = house.data / RECORDS_FILE
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        connection.execute("ALTER TABLE gap_notes RENAME TO gone")
        connection.commit()
        line = await told(await pressed(house, refusal))
        assert line.startswith("Receipts and kept texts cannot be read or written just now.")
        connection.execute("ALTER TABLE gone RENAME TO gap_notes")
        connection.commit()
    assert (await told(await pressed(house, refusal))).startswith("Noted.")


async def test_a_button_of_before_a_restart_works(house: House) -> None:
    refusal = await refused(house)
    await house.restart()
    assert (await told(await pressed(house, refusal))).startswith("Noted.")
    assert isinstance(house.footnote.gaps, SeenGaps)


async def test_where_a_server_sees_no_document_the_refusal_says_what_to_do(house: House) -> None:
    refusal = await refused(house, guild_id=OTHER_GUILD.id)
    assert "I see no documents here" in shown(refusal)
    assert "/settings show" in shown(refusal)
    called = await house.discord.slash("source list", guild_id=OTHER_GUILD.id)
    assert "I see no documents here" in shown(await called.wait_for_message())
    assert SHOULD_BE_HERE not in [button.label for button in refusal.buttons]


async def test_in_german(house: House) -> None:
    house.footnote.records.servers.speak(GUILD.id, "de")
    house.bot.seeing.forget()
    await house.discord.slash("source list")
    asked = await house.discord.slash("ask", {"question": LIT}, guild_locale="de")
    refusal = await asked.wait_for_message()
    assert "Das sollte hier stehen" in [button.label for button in refusal.buttons]
    assert "Ist vermerkt." in await told(await pressed(house, refusal, "Das sollte hier stehen"))
    called = await house.discord.slash("corpus gaps", permissions=MANAGER)
    assert "Was Leute vermissen" in shown(await called.wait_for_message())
