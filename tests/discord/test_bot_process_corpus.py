"""The real bot while its corpus changes: status, reloads, what they report, and what people see before and after."""

import itertools
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from retrieval.settings import DEFAULT_EMBEDDING_MODEL
from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import MANAGER, PATIENCE_SECONDS, BotProcess, custom_id_of, is_over
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import Source, acts, calls, description, quotes, read, shown, sources, title
from tests.discord.fake.world import APPLICATION_ID, GUILD, MEMBER_PERMISSIONS, OTHER_GUILD, Upload
from tests.made_files import pdf_of

# In the process that tests, `test_corpus_changes.py` changes the corpus by the same commands.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

DRONES = "How many drones has Iran provided to Russia since August?"
PARTNERSHIP_FILE = "unprecedented-defense-partnership.md"
LIT = "When was the Skerryvore lighthouse first lit?"
LIGHTHOUSE = """---
id: skerryvore
title: "The lighthouse on Skerryvore"
publisher: Northern Lights Gazette
date: 1844-02-02
---
The lighthouse on Skerryvore
The Skerryvore lighthouse was first lit on 1 February 1844 after six summers of work on the reef.
Alan Stevenson built its tower of granite, which stands 48 metres high above the rock.
"""
NOT_UTF8 = b"The lighthouse of Fl\xe8che was first lit in 1911."
LONG_LOG = "\n\n".join(
    f"Entry {number} of the harbour log was written by the keeper on duty, who counted {number * 7} boats at the quay"
    f" and {number + 3} more at anchor outside. The wind came from the north with gusts of {number % 40} knots, and the"
    f" tide stood {number % 9} feet above the mark that was cut into the stone in the year {1200 + number}. No vessel"
    f" left before noon, since pilot {number} had been called away to the lighthouse on the other side of the sound."
    for number in range(1500)
)
"""Minutes of embedding, which no test waits for."""


@pytest_asyncio.fixture(loop_scope="module")
async def corpus_dir(bot: BotProcess, corpus_folder: Path) -> AsyncIterator[Path]:
    """The bot's corpus folder, to be changed; afterwards it is, and is indexed, as shipped."""
    yield bot.corpus
    shutil.rmtree(bot.corpus)
    shutil.copytree(corpus_folder, bot.corpus)
    if bot.is_running:
        await bot.manage("corpus reload")


def rows(message: Message) -> dict[str, str]:
    """The lines `**name:** value` of a status."""
    pairs = (line.split(":** ", maxsplit=1) for line in description(message).splitlines())
    return {name.strip("*"): read(value) for name, value in pairs}


# Status, and who may.


async def test_the_status_tells_what_is_indexed_to_its_asker_alone(bot: BotProcess) -> None:
    status = await bot.manage("corpus status")
    facts = rows(status)
    assert status.ephemeral
    assert (facts["Documents"], facts["Embedding model"]) == ("5", DEFAULT_EMBEDDING_MODEL)
    assert int(facts["Passages"]) > 20
    assert facts["Reload"] == "none under way"
    assert str(bot.corpus.parent) not in shown(status)


@pytest.mark.parametrize("command", ["corpus status", "corpus reload", "corpus log"])
@pytest.mark.parametrize(
    ("guild_id", "permissions", "line"),
    [
        (GUILD.id, MEMBER_PERMISSIONS, "It takes the permission “Manage Server”"),
        (None, MANAGER, "The corpus is not looked after from here."),
        (OTHER_GUILD.id, MANAGER, "The corpus is not looked after from here."),
    ],
    ids=["member", "direct messages", "another server"],
)
async def test_who_may_not_is_denied_though_discord_let_them_and_nothing_is_done(
    bot: BotProcess, corpus_dir: Path, command: str, guild_id: int | None, permissions: int, line: str
) -> None:
    before = rows(await bot.manage("corpus status"))
    write(corpus_dir / "skerryvore.md", LIGHTHOUSE)
    denial = await bot.reply(
        await bot.discord.slash(command, guild_id=guild_id, offered_in=GUILD.id, permissions=permissions)
    )
    assert denial.ephemeral
    assert line in denial.text
    assert denial.embeds == ()
    assert rows(await bot.manage("corpus status")) == before


def write(file: Path, text: str | bytes) -> None:
    """Put a file into the corpus."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def empty(folder: Path) -> None:
    """Take every document away."""
    for file in folder.glob("*.md"):
        file.unlink()


# Reloads.


async def test_a_reload_of_what_has_not_changed_embeds_nothing(bot: BotProcess) -> None:
    before = rows(await bot.manage("corpus status"))
    report = await bot.manage("corpus reload")
    assert report.ephemeral
    assert "5 unchanged" in description(report)
    assert "0 passages embedded" in shown(report)
    assert rows(await bot.manage("corpus status")) == before


async def test_a_document_that_was_added_is_reported_and_answers(bot: BotProcess, corpus_dir: Path) -> None:
    assert sources(await bot.ask(LIT)) == {}
    write(corpus_dir / "skerryvore.md", LIGHTHOUSE)
    report = await bot.manage("corpus reload")
    assert report.ephemeral
    assert "**1 added**: skerryvore" in description(report)
    answer = await bot.ask(LIT)
    assert "1 February 1844" in quotes(answer)[1]
    assert sources(answer)[1] == Source("The lighthouse on Skerryvore", "Northern Lights Gazette · 1844-02-02")
    (choice,) = await bot.discord.autocomplete("source show", {"document": "skerry"}, focused="document")
    assert choice.value == "skerryvore"


async def test_a_broken_file_is_reported_by_name_and_reason_and_the_others_go_on(
    bot: BotProcess, corpus_dir: Path
) -> None:
    write(corpus_dir / "flèche_*.md", NOT_UTF8)
    write(corpus_dir / "skerryvore.md", LIGHTHOUSE)
    report = await bot.manage("corpus reload")
    assert "flèche_*.md is not UTF-8 text: the byte at 20 does not fit. Save it as UTF-8." in read(description(report))
    assert "1 added" in description(report)


async def test_the_last_good_version_of_a_document_that_broke_goes_on_answering(
    bot: BotProcess, corpus_dir: Path
) -> None:
    write(corpus_dir / PARTNERSHIP_FILE, NOT_UTF8)
    report = read(description(await bot.manage("corpus reload")))
    assert "kept" in report
    assert f"{PARTNERSHIP_FILE} is not UTF-8" in report
    assert "400" in quotes(await bot.ask(DRONES))[1]


async def test_a_corpus_without_a_document_is_not_taken(bot: BotProcess, corpus_dir: Path) -> None:
    empty(corpus_dir)
    message = await bot.manage("corpus reload")
    assert "There is no document in" in message.text
    assert rows(await bot.manage("corpus status"))["Documents"] == "5"


async def test_nothing_that_a_document_holds_does_anything(bot: BotProcess, corpus_dir: Path) -> None:
    name = "@everyone [read](https://example.org) **this** <@1>"
    text = "The Skerryvore lighthouse was first lit on 1 February 1844, says <@1> to @everyone and || `all` ||."
    write(corpus_dir / "hostile.md", f"---\nid: '<@1>'\ntitle: '{name}'\npublisher: '@here'\n---\n# Title\n{text}\n")
    report = await bot.manage("corpus reload")
    assert "1 added: <@1>" in read(description(report).replace("**", ""))
    answer = await bot.ask(LIT)
    opened = await bot.press(answer, "1")
    page = await bot.call("source show", {"document": "<@1>"})
    assert "<@1> to @everyone and || `all` ||." in quotes(answer)[1]
    assert (title(opened), title(page)) == (name, name)
    assert acts(opened.texts[0]) == acts(page.texts[0]) == []
    assert acts(description(page)) == []
    assert [calls(message) for message in (report, answer, opened, page)] == [[], [], [], []]


async def test_a_document_that_was_added_and_removed_from_discord_answers_in_between(
    bot: BotProcess, corpus_dir: Path
) -> None:
    upload = Upload(
        filename="skerryvore.pdf", data=pdf_of(["The Skerryvore lighthouse was first lit on 1 February 1844."])
    )
    opened = await bot.discord.slash("corpus add", {"file": upload}, permissions=MANAGER)
    await opened.wait_for_callback()
    typed = {"title": "The lighthouse on Skerryvore", "publisher": "Northern Lights Gazette", "date": "1844-02-02"}
    report = await bot.reply(await bot.discord.modal_submit(opened, typed, permissions=MANAGER), until=is_over)
    assert "**1 added**: skerryvore.pdf" in read(description(report))
    answer = await bot.ask(LIT)
    assert sources(answer)[1].provenance.startswith("Northern Lights Gazette · 1844-02-02")
    assert (corpus_dir / "skerryvore.pdf").read_bytes() == upload.data

    question = await bot.call("corpus remove", {"source": "skerryvore.pdf"}, permissions=MANAGER)
    pressed = await bot.discord.click(question, custom_id_of(question, "Remove"), permissions=MANAGER)
    removed = await bot.reply(pressed, until=lambda message: "was reloaded" in shown(message))
    assert "**1 removed**: skerryvore.pdf" in read(description(removed))
    assert sources(await bot.ask(LIT)) == {}
    assert "first lit on 1 February 1844" in read(description(await bot.press(answer, "1")))
    log = read(description(await bot.manage("corpus log")))
    assert "remove by asker" in log
    assert "add by asker" in log


async def test_a_preview_says_what_a_reload_would_do(bot: BotProcess, corpus_dir: Path) -> None:
    write(corpus_dir / "skerryvore.md", LIGHTHOUSE)
    preview = await bot.manage("corpus reload", {"preview": True})
    assert "**1 to be added**: skerryvore" in read(description(preview))
    assert "1 passages to embed. Nothing was changed." in shown(preview)
    assert sources(await bot.ask(LIT)) == {}


# Buttons of what has gone since; of what was answered with: test_bot_process_receipt.py.


async def test_a_page_of_a_document_that_has_gone_says_so(bot: BotProcess, corpus_dir: Path) -> None:
    page = await bot.call("source show", {"document": "iran-and-the-russian-invasion-of-ukraine"})
    (corpus_dir / "iran-and-the-russian-invasion-of-ukraine.md").unlink()
    await bot.manage("corpus reload")
    turned = await bot.press(page, "Next ▶")
    assert turned.id == page.id
    assert "This document is no longer in the corpus" in description(turned)
    assert turned.buttons == ()


# While a reload is at work.


async def test_of_two_reloads_at_once_the_second_is_told_of_the_first(bot: BotProcess, corpus_dir: Path) -> None:
    """Both are on the wire before the first can be acknowledged, so the second always finds it."""
    write(corpus_dir / "skerryvore.md", LIGHTHOUSE)
    first = await bot.discord.slash("corpus reload", permissions=MANAGER)
    second = await bot.discord.slash("corpus reload", permissions=MANAGER)
    refusal = await bot.reply(second)
    assert refusal.ephemeral
    assert "Reloading the corpus is under way, begun by asker" in refusal.text
    assert "1 added" in description(await bot.reply(first, until=is_over))


@pytest_asyncio.fixture(scope="class", loop_scope="module")
async def long_reload(started_bot: BotProcess) -> AsyncIterator[Interaction]:
    """A reload that goes on for longer than all tests of a class."""
    if not started_bot.is_running:
        await started_bot.start()
    log = started_bot.corpus / "harbour-log.md"
    write(log, LONG_LOG)
    yield await started_bot.discord.slash("corpus reload", permissions=MANAGER)
    log.unlink()
    if started_bot.is_running:
        await started_bot.stop()


def is_at_work(reload: Interaction) -> bool:
    """Whether its message says neither what came of it nor that it could not go on."""
    (message,) = reload.messages
    return message.loading or [button.label for button in message.buttons] == ["Cancel"]


class TestWhileAReloadIsAtWork:
    """Each test finds it unfinished; the last one stops the bot."""

    async def test_a_question_is_answered_from_the_old_corpus(self, bot: BotProcess, long_reload: Interaction) -> None:
        answer = await bot.ask(DRONES)
        assert "400" in quotes(answer)[1]
        assert is_at_work(long_reload)

    async def test_its_one_message_tells_how_far_it_is_at_most_once_a_second(
        self, bot: BotProcess, long_reload: Interaction
    ) -> None:
        def edits() -> list[float]:
            path = f"/webhooks/{APPLICATION_ID}/{long_reload.token}/messages/@original"
            return [
                request.seconds for request in bot.discord.requests if (request.method, request.path) == ("PATCH", path)
            ]

        await bot.discord.wait_until(lambda: len(edits()) >= 4, "four edits", PATIENCE_SECONDS)
        (message,) = long_reload.messages
        assert message.ephemeral
        assert "0 of 1 documents, " in description(message)
        assert "passages embedded" in description(message)
        assert min(after - before for before, after in itertools.pairwise(edits())) >= 1.0
        assert is_at_work(long_reload)

    async def test_the_status_tells_how_far_it_is(self, bot: BotProcess, long_reload: Interaction) -> None:
        facts = rows(await bot.manage("corpus status"))
        assert facts["Documents"] == "5"
        assert facts["Reload"].startswith("under way, by asker: ")
        assert is_at_work(long_reload)

    async def test_a_second_one_is_turned_away(self, bot: BotProcess, long_reload: Interaction) -> None:
        refusal = await bot.manage("corpus reload")
        assert refusal.ephemeral
        assert "Reloading the corpus is under way, begun by asker" in refusal.text
        assert is_at_work(long_reload)

    async def test_who_asked_for_it_is_told_when_the_bot_is_stopped(
        self, bot: BotProcess, long_reload: Interaction
    ) -> None:
        assert await bot.stop() == 0
        (message,) = long_reload.messages
        assert "I am being restarted" in message.text
        await bot.start()
        assert rows(await bot.manage("corpus status"))["Documents"] == "5"


# All of it.


async def test_no_message_of_these_may_mention_anybody(bot: BotProcess) -> None:
    await bot.manage("corpus reload")
    assert house_rules.mentions(bot) == []


async def test_no_interaction_of_these_is_left_thinking(bot: BotProcess) -> None:
    await bot.manage("corpus reload")
    assert house_rules.left_thinking(bot) == []


async def test_discord_took_every_request_of_these(bot: BotProcess) -> None:
    await bot.manage("corpus reload")
    assert house_rules.refusals(bot) == []
    assert house_rules.contract_breaches(bot) == []


async def test_the_log_of_these_holds_no_traceback_and_no_secret(bot: BotProcess) -> None:
    await bot.manage("corpus reload")
    assert "reloaded: " in bot.stderr
    assert "Traceback" not in bot.stderr
    assert house_rules.leaks(bot) == []
