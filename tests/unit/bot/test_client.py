"""The bot itself, in this process, on the fake Discord: what people do, and what goes wrong meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import discord
import pytest
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.replying.reply import WAITING_QUESTIONS
from bot.settings import BotSettings
from retrieval.domain.inquiry import Stage
from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Fate, FateKind
from retrieval.errors import (
    DocumentError,
    ModelError,
    RecordsMismatchError,
    RecordsUnreachableError,
    ReloadUnderWayError,
    StoreLockedError,
)
from tests.building import answer_of, change_of, document_of, passage_at
from tests.discord.fake.commands import MESSAGE_MENU
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import CallbackType, Interaction, tells_no_stage
from tests.discord.fake.world import ADMINISTRATOR, GUILD, person
from tests.faults import FAULT
from tests.unit.bot.fake_footnote import PATIENCE_SECONDS, FakeFootnote

MANAGE_GUILD = discord.Permissions(manage_guild=True).value
TEXT = "\n".join(f"Sentence {n} tells of drones that came." for n in range(200))
DOCUMENT = document_of(TEXT, title="A *long* document", document_id="long/" + "x" * 150)
PASSAGES = [passage_at(DOCUMENT, f"Sentence {n} tells of drones that came.") for n in (0, 100)]
QUESTION = {"question": "Did drones come?"}


@pytest.fixture
def footnote() -> FakeFootnote:
    return FakeFootnote(PASSAGES)


@asynccontextmanager
async def running(fake: FakeDiscord, footnote: FakeFootnote, guild_id: int | None = None) -> AsyncIterator[FootnoteBot]:
    token = fake.environment["DISCORD_TOKEN"]
    settings = BotSettings(
        discord_token=SecretStr(token),
        discord_guild_id=guild_id,
        admin_guild_id=GUILD.id,
        max_concurrent_questions=2,
    )
    bot = FootnoteBot(settings, lambda: footnote)
    task = asyncio.create_task(bot.start(token))
    try:
        await fake.wait_for_commands(guild_id=guild_id)
        await bot.answers.wait()
        yield bot
    finally:
        footnote.gate.set()
        await bot.leave()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bot(fake: FakeDiscord, footnote: FakeFootnote) -> AsyncIterator[FootnoteBot]:
    async with running(fake, footnote) as bot:
        yield bot


async def begun(footnote: FakeFootnote, count: int = 1) -> None:
    """Waits until so many questions or reloads are at work in their threads."""
    for _ in range(count):
        assert await asyncio.to_thread(footnote.begun.acquire, timeout=PATIENCE_SECONDS)


async def said(interaction: Interaction) -> str:
    """What the person reads: the line, or the first embed."""
    message = await interaction.wait_for_message()
    return message.text


async def test_a_question_is_acknowledged_at_once_and_answered_for_all(fake: FakeDiscord, bot: FootnoteBot) -> None:
    interaction = await fake.slash("ask", QUESTION)
    assert "> Drones were delivered. **[1]**" in await said(interaction)
    assert interaction.callback is not None
    assert interaction.callback.type is CallbackType.DEFERRED_MESSAGE
    assert not interaction.messages[0].ephemeral
    assert bot.intents.value == discord.Intents(guilds=True, guild_messages=True, dm_messages=True).value
    sent = [known.body for known in fake.requests if known.path.startswith("/webhooks/")]
    assert sent
    assert all(body["allowed_mentions"] == {"parse": []} for body in sent if isinstance(body, dict))


async def test_a_server_is_answered_in_its_language(fake: FakeDiscord, bot: FootnoteBot) -> None:
    german = await said(await fake.slash("source show", {"document": "nothing"}, guild_locale="de"))
    assert german.startswith("Es gibt kein Dokument „nothing“ im Korpus.")
    english = await said(await fake.slash("source show", {"document": "nothing"}, guild_locale="fr"))
    assert english.startswith("There is no document “nothing” in the corpus.")
    offered = fake.command("source show")
    assert offered.registered["name_localizations"] == {"de": "quelle"}
    assert offered.options[0]["name_localizations"] == {"de": "dokument"}


async def test_a_question_in_direct_messages_is_answered_too(fake: FakeDiscord, bot: FootnoteBot) -> None:
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION, guild_id=None))


async def test_logs_hold_no_question(fake: FakeDiscord, bot: FootnoteBot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        await said(await fake.slash("ask", {"question": "Did the unmentionable come?"}))
        await said(await fake.slash("receipt", {"id": FakeFootnote.RECEIPT_ID}))
    assert "answer, question_chars=27 messages=1 receipt=kept total_ms=1" in caplog.text
    assert "opened a receipt" in caplog.text
    assert "unmentionable" not in caplog.text
    assert FakeFootnote.RECEIPT_ID not in caplog.text, "whoever reads the log could open what was asked"


async def test_all_are_acknowledged_while_the_workers_are_busy(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    taken = [await fake.slash("ask", QUESTION, user=person(number)) for number in range(2 + WAITING_QUESTIONS)]
    for interaction in taken:
        await interaction.wait_for_callback()
    # None was answered: no place was free for an acknowledgement to wait for.
    assert all(interaction.messages[0].loading for interaction in taken)
    over = await fake.slash("ask", QUESTION)
    assert await said(over) == "I am working on as many questions as I can. Please ask again in a moment."
    assert over.messages[0].ephemeral
    # What needs no model is not held up.
    assert "1 document" in (await (await fake.slash("source list")).wait_for_message()).text
    footnote.gate.set()
    for interaction in taken:
        assert "Drones were delivered." in await said(interaction)


WROTE = Trace(model="scripted:model", floor=None, calls=1, fates=(Fate(kind=FateKind.KEPT),))


async def test_where_a_language_model_writes_the_stage_is_shown_until_the_answer_takes_its_place(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.model_name, footnote.trace = WROTE.model, WROTE
    bot.desk.stage_seconds = 0.01
    footnote.stages = ("load", "search", "write", "compose")
    footnote.gate.clear()
    interaction = await fake.slash("ask", QUESTION)
    await interaction.wait_for_message(until=lambda message: "Writing…" in message.text)
    footnote.gate.set()
    answer = await interaction.wait_for_message(until=lambda message: bool(message.buttons))
    assert tells_no_stage(answer)
    assert len(interaction.messages) == 1
    assert r"Written by scripted\:model, each sentence checked" in answer.text
    assert answer.text.endswith(FakeFootnote.RECEIPT_ID)


async def test_what_it_has_written_is_shown_as_it_is_checked(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.model_name, footnote.trace, footnote.stages = WROTE.model, WROTE, ("search", "write")
    footnote.written = answer_of("Drones came <@1>.").statements
    bot.desk.stage_seconds = 0.01
    footnote.gate.clear()
    interaction = await fake.slash("ask", QUESTION)
    writing = await interaction.wait_for_message(until=lambda message: "Drones" in message.text)
    assert "Drones came" in writing.text
    assert "<@1>" not in writing.text
    assert writing.texts[-1] == "-# Writing…"
    assert writing.buttons == ()
    footnote.gate.set()
    answer = await interaction.wait_for_message(until=lambda message: "Written by" in message.text)
    assert "Drones were delivered." in answer.text
    assert "Drones came" not in answer.text
    assert len(interaction.messages) == 1


async def test_an_error_after_a_stage_is_told(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.model_name, footnote.stages, footnote.error = WROTE.model, ("write",), RuntimeError("at /srv")
    footnote.gate.clear()
    interaction = await fake.slash("ask", QUESTION)
    await interaction.wait_for_message(until=lambda message: "Writing…" in message.text)
    footnote.gate.set()
    reply = await interaction.wait_for_message(until=lambda message: "error id" in message.text)
    assert reply.ephemeral
    assert [message.id for message in interaction.messages] == [reply.id]


async def test_without_a_language_model_what_takes_a_second_says_how_much_is_read(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 0.01
    footnote.stages = ("search", Stage("read", passages=10, documents=4))
    footnote.gate.clear()
    interaction = await fake.slash("ask", QUESTION)
    await interaction.wait_for_message(until=lambda message: "Reading 10 passages of 4 documents…" in message.text)
    footnote.gate.set()
    answer = await interaction.wait_for_message()
    assert "Drones were delivered." in answer.text
    assert len(interaction.messages) == 1


async def test_what_is_there_before_a_stage_is_due_shows_none(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    bot.desk.stage_seconds = 1000.0
    footnote.stages = ("search", Stage("read", passages=10, documents=4))
    await said(await fake.slash("ask", QUESTION))
    edits = [known for known in fake.requests if known.method == "PATCH" and "@original" in known.path]
    assert len(edits) == 1, "the answer alone"


async def test_what_a_guild_asks_counts_for_it(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    await said(await fake.slash("ask", QUESTION))
    await said(await fake.slash("ask", QUESTION, guild_id=None))
    assert footnote.asked_in == [GUILD.id, 0]


@pytest.mark.parametrize("floor", Floor)
async def test_a_line_says_that_the_sources_answer(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, floor: Floor
) -> None:
    footnote.trace = replace(WROTE, floor=floor)
    message = await (await fake.slash("ask", QUESTION)).wait_for_message()
    assert footnote.trace.in_words in message.text


@pytest.mark.parametrize(
    "error", [ModelError(FAULT, what="No model at /srv.", remedy="See there."), RuntimeError("at /srv")]
)
async def test_an_error_ends_the_wait_and_is_logged_by_the_id_told(
    fake: FakeDiscord,
    bot: FootnoteBot,
    footnote: FakeFootnote,
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    footnote.error = error
    line = await said(await fake.slash("ask", QUESTION))
    assert "/srv" not in line
    assert line.split("`")[1] in caplog.text
    assert "/srv" in caplog.text
    footnote.error = None
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))


async def test_a_question_that_discord_tells_of_too_late_is_not_worked_on(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="bot"):
        await fake.slash("ask", QUESTION, age_seconds=4)
        await said(await fake.slash("ask", QUESTION))
    assert len(footnote.asked) == 1
    assert "could not be acknowledged" in caplog.text


async def test_a_source_is_opened_by_its_button(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    results = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    assert results.ephemeral
    pressed = await fake.click(results, results.buttons[1].custom_id or "")
    assert "**Sentence 100 tells of drones that came.**" in await said(pressed)
    assert pressed.messages[0].ephemeral
    del footnote.passages[PASSAGES[1].id]
    assert "no longer in the corpus" in await said(await fake.click(results, results.buttons[1].custom_id or ""))
    footnote.kept[PASSAGES[1].id] = PASSAGES[1]
    opened = await said(await fake.click(results, results.buttons[1].custom_id or ""))
    assert "**Withdrawn since: its document is no longer in the corpus.** Below it stands as it was" in opened
    assert "**Sentence 100 tells of drones that came.**" in opened


async def test_the_receipt_stands_below_an_answer_and_opens_it_again(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    answer = await (await fake.slash("ask", QUESTION)).wait_for_message()
    assert answer.text.endswith(f" · {footnote.RECEIPT_ID}")
    opening = await fake.slash("receipt", {"id": footnote.RECEIPT_ID}, guild_id=None)
    receipt = await opening.wait_for_message()
    assert receipt.ephemeral
    assert "Drones were delivered." in receipt.text
    assert "→ Withdrawn since" in receipt.text
    assert [button.custom_id for button in receipt.buttons] == [button.custom_id for button in answer.buttons[:1]]
    unknown = await fake.slash("receipt", {"id": "nope"})
    assert await said(unknown) == "There is no receipt nope. Check the id."
    assert unknown.messages[0].ephemeral


async def test_an_answer_is_given_without_a_receipt_where_none_could_be_kept(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.records_error = RecordsUnreachableError(FAULT, what="The database at /srv is away.", remedy="Start it.")
    answer = await (await fake.slash("ask", QUESTION)).wait_for_message()
    assert "Drones were delivered." in answer.text
    assert answer.text.endswith(" · No receipt was kept.")
    reply = await said(await fake.slash("receipt", {"id": footnote.RECEIPT_ID}))
    assert reply.startswith("Receipts and kept texts cannot be read or written just now.")
    assert "/srv" not in reply


async def test_records_that_cannot_be_used_end_the_start(fake: FakeDiscord, footnote: FakeFootnote) -> None:
    footnote.records_error = RecordsMismatchError(FAULT, what="Another version wrote them.", remedy="Run that one.")
    token = fake.environment["DISCORD_TOKEN"]
    bot = FootnoteBot(BotSettings(discord_token=SecretStr(token)), lambda: footnote)
    with pytest.raises(RecordsMismatchError):
        await bot.start(token)
    await bot.leave()


async def test_the_log_of_changes_is_read_page_by_page_by_those_who_manage_the_server(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.logged = [change_of(who=f"manager-{number}", discord_id=number) for number in range(7)]
    first = await (await fake.slash("corpus log", permissions=MANAGE_GUILD)).wait_for_message()
    assert first.ephemeral
    assert "manager-4 (4)" in first.text
    later, earlier = (first.button(label).custom_id or "" for label in ("◀ Later", "Earlier ▶"))
    assert first.button("◀ Later").disabled
    denied = await fake.click(first, earlier)
    assert "may manage this server" in await said(denied)
    turned = await fake.click(first, earlier, permissions=MANAGE_GUILD)
    page = await turned.wait_for_message(until=lambda message: "Page 2" in message.text)
    assert page.id == first.id
    assert "manager-6 (6)" in page.text
    assert page.button("Earlier ▶").disabled
    assert later


async def test_a_press_that_fails_is_told_too(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    results = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
    footnote.error = RuntimeError("at /srv")
    line = await said(await fake.click(results, results.buttons[0].custom_id or ""))
    assert line.startswith("Something went wrong that should not.")


async def test_a_lost_connection_is_resumed(fake: FakeDiscord, bot: FootnoteBot) -> None:
    await fake.wait_until(lambda: fake.identify_count == 1, "the bot to identify itself")
    await fake.drop_connection()
    await fake.wait_until(lambda: fake.resume_count == 1, "the bot to resume")
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))


async def test_buttons_outlive_the_bot_that_sent_them(fake: FakeDiscord) -> None:
    async with running(fake, FakeFootnote(PASSAGES)):
        results = await (await fake.slash("source search", {"query": "drones"})).wait_for_message()
        document = await (await fake.slash("source show", {"document": "A *long* document"})).wait_for_message()
    async with running(fake, FakeFootnote(PASSAGES)):
        await fake.wait_until(lambda: fake.identify_count == 2, "the second bot")
        pressed = await fake.click(results, results.buttons[0].custom_id or "")
        assert "**Sentence 0 tells of drones that came.**" in await said(pressed)
        turned = await fake.click(document, document.button("Next ▶").custom_id or "")
        page = await turned.wait_for_message(until=lambda message: "Page 2 of" in message.text)
        assert page.id == document.id
        assert len(turned.messages) == 1


async def test_a_document_is_suggested_and_shown_even_with_a_long_id(fake: FakeDiscord, bot: FootnoteBot) -> None:
    (choice,) = await fake.autocomplete("source show", {"document": "LONG doc"}, focused="document")
    assert choice.name == "A *long* document"
    message = await (await fake.slash("source show", {"document": choice.value})).wait_for_message()
    assert message.ephemeral
    assert message.text.startswith("### A \\*long\\* document\n")
    assert "There is no document “nope”" in await said(await fake.slash("source show", {"document": "nope"}))


async def test_a_page_of_a_document_that_is_gone(fake: FakeDiscord, footnote: FakeFootnote) -> None:
    async with running(fake, footnote):
        message = await (await fake.slash("source show", {"document": "A *long* document"})).wait_for_message()
    async with running(fake, FakeFootnote([passage_at(document_of("Other."), "Other.")])):
        await fake.wait_until(lambda: fake.identify_count == 2, "the second bot")
        turned = await fake.click(message, message.button("Next ▶").custom_id or "")
        gone = await turned.wait_for_message(until=lambda message: "no longer" in message.text)
        assert gone.buttons == ()


@pytest.mark.parametrize("command", ["corpus status", "corpus reload", "corpus log"])
async def test_the_corpus_is_for_those_who_manage_the_server(fake: FakeDiscord, bot: FootnoteBot, command: str) -> None:
    registered = fake.command(command).registered
    assert registered["default_member_permissions"] == str(MANAGE_GUILD)
    denied = await fake.slash(command)
    assert "may manage this server" in await said(denied)
    assert denied.messages[0].ephemeral
    for permissions in (MANAGE_GUILD, ADMINISTRATOR):
        allowed = await fake.slash(command, permissions=permissions)
        reply = await said(allowed)
        assert "document" in reply.lower() or reply.endswith("Nobody has changed it yet.")
        assert allowed.messages[0].ephemeral


async def test_a_reload_leaves_questions_alone_and_is_not_begun_twice(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.unreadable = (DocumentError("bad.md", FAULT, what="bad.md is empty.", remedy="Give it text."),)
    footnote.gate.clear()
    first = await fake.slash("corpus reload", permissions=MANAGE_GUILD)
    await begun(footnote)
    status = await fake.slash("corpus status", permissions=MANAGE_GUILD)
    assert "under way, by asker: embedding, 64 of 640 documents, 70 passages" in await said(status)
    second = await fake.slash("corpus reload", permissions=MANAGE_GUILD)
    assert (await said(second)).startswith(
        "One at a time: Reloading the corpus is under way, begun by asker less than a second ago: "
        "embedding, 64 of 640 documents, 70 passages embedded."
    )
    footnote.gate.set()
    assert "Drones were delivered." in await said(await fake.slash("ask", QUESTION))
    report = await said(first)
    assert "**1 changed**: a-document" in report
    assert "**Not read:** bad.md\nbad.md is empty. Give it text." in report
    third = await fake.slash("corpus reload", permissions=MANAGE_GUILD)
    assert "**1 changed**" in await said(third)


async def test_leaving_finishes_what_is_at_work_and_apologises_for_what_waits(
    fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote
) -> None:
    footnote.gate.clear()
    at_work = [await fake.slash("ask", QUESTION) for _ in range(2)]
    reload = await fake.slash("corpus reload", permissions=MANAGE_GUILD)
    await begun(footnote, 3)
    waiting = await fake.slash("ask", QUESTION, user=person(1))
    await waiting.wait_for_callback()
    leaving = asyncio.create_task(bot.leave())
    assert await said(waiting) == "I am being restarted. Please ask again in a minute."
    late = await fake.slash("ask", QUESTION)
    assert "being restarted" in await said(late)
    footnote.gate.set()
    await leaving
    for interaction in at_work:
        assert "Drones were delivered." in await said(interaction)
    assert "being restarted" in await said(reload), "a reload stops at the next batch"
    assert footnote.is_closed


async def test_leaving_does_not_wait_for_ever(fake: FakeDiscord, bot: FootnoteBot, footnote: FakeFootnote) -> None:
    footnote.gate.clear()
    interaction = await fake.slash("ask", QUESTION)
    await begun(footnote)
    await bot.desk.leave(0.01)
    assert "being restarted" in await said(interaction)
    assert not bot.is_idle


async def test_it_starts_while_another_process_indexes_the_corpus_for_the_first_time(fake: FakeDiscord) -> None:
    footnote = FakeFootnote()
    footnote.error = ReloadUnderWayError(
        FAULT, what="Another reload is under way, by process 1 on a machine.", remedy="Wait."
    )
    async with running(fake, footnote):
        assert len(footnote.reloaded_by) == 1
        footnote.passages = {passage.id: passage for passage in PASSAGES}
        footnote.others_have_reloaded()
        assert "1 document" in (await (await fake.slash("source list")).wait_for_message()).text


async def test_commands_are_offered_to_one_server_where_one_is_named(fake: FakeDiscord, footnote: FakeFootnote) -> None:
    async with running(fake, footnote, guild_id=GUILD.id):
        assert fake.command("ask").registered["guild_id"] == str(GUILD.id)


async def test_an_index_that_cannot_be_opened_ends_the_start(fake: FakeDiscord) -> None:
    def open_footnote() -> FakeFootnote:
        raise StoreLockedError(FAULT, what="Another process holds it.", remedy="Stop it.")

    token = fake.environment["DISCORD_TOKEN"]
    bot = FootnoteBot(BotSettings(discord_token=SecretStr(token)), open_footnote)
    with pytest.raises(StoreLockedError):
        await bot.start(token)
    await bot.leave()


async def test_every_command_and_option_says_what_it_is_for(fake: FakeDiscord, bot: FootnoteBot) -> None:
    def described(command: dict[str, object]) -> list[object]:
        options = command.get("options") or []
        assert isinstance(options, list)
        return [command["description"], *(text for option in options for text in described(option))]

    commands = await fake.wait_for_commands()
    commands += await fake.wait_for_commands(guild_id=GUILD.id)
    menus = [command for command in commands if command["type"] == MESSAGE_MENU]
    assert [(menu["name"], menu["description"]) for menu in menus] == [
        ("Answer this", ""),
        ("Check against the sources", ""),
    ]
    commands = [command for command in commands if command not in menus]
    assert [command["name"] for command in commands] == ["ask", "source", "receipt", "settings", "verify", "corpus"]
    for command in commands:
        assert all(isinstance(text, str) and len(text) > 10 for text in described(command))
