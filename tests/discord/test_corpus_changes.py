"""People who change the corpus from Discord: the bot in this process over the real product with a fake embedding model,
which waits where a test wants it to.
"""

import asyncio
import itertools
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import yarl
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.settings import BotSettings
from retrieval import serving
from retrieval.bootstrap import open_footnote
from retrieval.curating import REMOVED
from retrieval.footnote import Footnote
from retrieval.ports import Vectors
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.discord import house_rules
from tests.discord.bot_process import MANAGE_GUILD, MANAGER, custom_id_of, is_over
from tests.discord.commands import OptionValue
from tests.discord.fake_discord import FakeDiscord
from tests.discord.interactions import CallbackType, Interaction
from tests.discord.messages import Message
from tests.discord.reading import acts, read, shown
from tests.discord.world import GUILD, MEMBER_PERMISSIONS, Upload, User
from tests.fakes import WordHashEmbedder
from tests.made_files import encrypted, pdf_of, zip_of

PATIENCE_SECONDS = 60.0
DENIAL = "The denial\n\nIran denied that it had sent drones to Russia in August.\n"
LIGHTHOUSE = "The lighthouse\n\nThe Skerryvore lighthouse was first lit on 1 February 1844.\n"
PDF = pdf_of(["The Skerryvore lighthouse was first lit on 1 February 1844."])
ROWS = '{"id": "row-one", "text": "The first row tells of boats."}\n{"id": "row-two", "text": "And of wind."}\n'
OTHER_ADMIN = User(id=1100000000000009000, name="other-admin")
BATCH = 64


class WaitingEmbedder(WordHashEmbedder):
    """Embeds at once, or, once `holds`, a batch each time that `let` is released."""

    def __init__(self) -> None:
        super().__init__()
        self.holds = False
        self.let = threading.Semaphore(0)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.holds:
            assert self.let.acquire(timeout=PATIENCE_SECONDS), "nobody let it go on"
        return super().embed(texts)


@dataclass
class House:
    """A bot that can be started again, over one corpus, index and Discord."""

    discord: FakeDiscord
    corpus: Path
    data: Path
    embedder: WaitingEmbedder = field(default_factory=WaitingEmbedder)
    footnotes: list[Footnote] = field(default_factory=list)
    bot: FootnoteBot = field(init=False)
    running: asyncio.Task[None] = field(init=False)
    is_stopped: bool = False

    async def start(self) -> None:
        self.is_stopped = False
        token = self.discord.environment["DISCORD_TOKEN"]
        sessions = self.discord.identify_count
        self.bot = FootnoteBot(BotSettings(discord_token=SecretStr(token)), self._opened)
        self.running = asyncio.create_task(self.bot.start(token))
        await self.discord.wait_until(lambda: self.discord.identify_count > sessions, "the bot", PATIENCE_SECONDS)

    async def stop(self) -> None:
        self.go_on()
        if not self.is_stopped:
            await self.bot.leave()
            await asyncio.gather(self.running, return_exceptions=True)
        self.is_stopped = True

    async def restart(self) -> None:
        # discord.py tells of being ready some seconds after the start, even to a client that is closed by then.
        await self.bot.wait_until_ready()
        await self.stop()
        await self.start()

    def _opened(self) -> Footnote:
        settings = RetrievalSettings(corpus_dir=self.corpus, data_dir=self.data, reader_model=BASELINE_READER_MODEL)
        self.footnotes.append(open_footnote(settings, embedder=self.embedder))
        return self.footnotes[-1]

    @property
    def footnote(self) -> Footnote:
        return self.footnotes[-1]

    def go_on(self) -> None:
        """Whatever it embeds from now on, it embeds at once."""
        self.embedder.holds = False
        self.embedder.let.release(1000)

    def files(self) -> dict[str, bytes]:
        """All of the corpus folder, hidden ones as well."""
        files = (file for file in sorted(self.corpus.rglob("*")) if file.is_file())
        return {file.relative_to(self.corpus).as_posix(): file.read_bytes() for file in files}

    def write_many(self, batches: int) -> None:
        """So many documents that they are embedded in so many batches."""
        for number in range(batches * BATCH):
            (self.corpus / f"log-{number:04}.txt").write_text(f"Entry {number} counts {number * 7} boats at the quay.")

    # What people do.

    async def manage(self, command: str, options: dict[str, OptionValue] | None = None) -> Interaction:
        return await self.discord.slash(command, options, permissions=MANAGER)

    async def managed(self, command: str, options: dict[str, OptionValue] | None = None) -> Message:
        """What it comes to."""
        return await ended(await self.manage(command, options))

    async def status(self) -> Message:
        """With a Cancel button while something is at work."""
        return await (await self.manage("corpus status")).wait_for_message()

    async def form(self, upload: Upload, *, replace: bool = False) -> Interaction:
        """The command that was answered with a form, or with a line."""
        command = await self.manage("corpus add", {"file": upload, "replace": replace})
        await command.wait_for_callback()
        return command

    async def add(self, upload: Upload, typed: dict[str, str] | None = None, *, replace: bool = False) -> Message:
        opened = await self.form(upload, replace=replace)
        return await ended(await self.discord.modal_submit(opened, typed or {}, permissions=MANAGER))

    async def press(self, message: Message, label: str, *, user: User = OTHER_ADMIN) -> Interaction:
        return await self.discord.click(message, custom_id_of(message, label), user=user, permissions=MANAGER)

    async def progress_of(self, interaction: Interaction, until: str) -> Message:
        return await interaction.wait_for_message(PATIENCE_SECONDS, until=lambda message: until in shown(message))


async def ended(interaction: Interaction) -> Message:
    """The message without a Cancel button: what a job came to."""
    return await interaction.wait_for_message(PATIENCE_SECONDS, until=is_over)


def line(message: Message) -> str:
    return read(shown(message))


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Over two documents and a file of rows. Whatever a test did, the house rules were kept."""
    corpus = tmp_path / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "denial.md").write_text(DENIAL)
    (corpus / "sub" / "boats.md").write_text("Boats\n\nForty boats lay at the quay that day.\n")
    (corpus / "rows.jsonl").write_text(ROWS)
    # The embedder waits to be let go on after each batch of sixty-four.
    monkeypatch.setattr(serving, "GIVE_WAY_SECONDS", 0.0)
    async with FakeDiscord() as server:
        monkeypatch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
        gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        house = House(server, corpus, tmp_path / "data")
        await house.start()
        yield house
        await house.stop()
        assert house_rules.mentions(house) == []
        assert house_rules.left_thinking(house) == []
        assert house_rules.contract_breaches(house) == []
        assert [one for one in house_rules.refusals(house) if "Invalid Webhook Token" not in one] == []


# Reloading.


async def test_a_long_reload_edits_one_message_at_most_once_a_second(house: House) -> None:
    house.write_many(4)
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    for done in (64, 128, 192):
        house.embedder.let.release()
        message = await house.progress_of(reload, f"{done} of 256 documents, {done} passages embedded")
    assert message.ephemeral
    assert "75 % · a few seconds left" in shown(message)
    assert "Begun by asker." in shown(message)
    house.go_on()
    report = await ended(reload)
    assert report.id == message.id
    assert "256 added" in line(report)
    edits = [one.seconds for one in house.discord.requests if one.method == "PATCH"]
    assert len(edits) >= 4
    assert min(after - before for before, after in itertools.pairwise(edits)) >= 1.0


async def test_a_reload_that_outlives_its_token_goes_on_in_the_channel_and_tells_all_no_name(house: House) -> None:
    house.write_many(3)
    (house.corpus / "secret.md").write_bytes(b"Fl\xe8che")
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    house.embedder.let.release()
    await house.progress_of(reload, "64 of 192")
    reload.expire_token()
    house.embedder.let.release()

    def in_channel() -> list[Message]:
        sent = (one for one in house.discord.requests if one.path == f"/channels/{GUILD.channel_id}/messages")
        ids = (int(one.response["id"]) for one in sent if isinstance(one.response, dict))
        return [message for message in map(house.discord.message, ids) if message is not None]

    await house.discord.wait_until(lambda: bool(in_channel()), "a message in the channel", PATIENCE_SECONDS)
    (message,) = in_channel()
    assert not message.ephemeral
    assert "128 of 192 documents" in shown(message)
    denied = await house.discord.click(message, custom_id_of(message, "Cancel"))
    assert "may manage this server" in (await denied.wait_for_message()).content
    house.go_on()
    await house.discord.wait_until(
        lambda: "was reloaded" in shown(in_channel()[0]), "the reload to be over", PATIENCE_SECONDS
    )
    (message,) = in_channel()
    assert "**192 added**, **1 not read**, **4 unchanged**\n`/corpus log` has the details." in shown(message)
    assert "secret" not in shown(message)
    assert message.buttons == ()


async def test_a_cancelled_reload_stops_keeps_the_old_corpus_and_its_work(house: House) -> None:
    house.write_many(3)
    house.embedder.holds = True
    before = house.footnote.status()
    reload = await house.manage("corpus reload")
    house.embedder.let.release()
    progress = await house.progress_of(reload, "64 of 192")
    status = await house.status()
    for message in (progress, status):
        denied = await house.discord.click(message, custom_id_of(message, "Cancel"))
        assert "may manage this server" in (await denied.wait_for_message()).content
    pressed = await house.press(status, "Cancel")
    assert (await pressed.wait_for_message()).content == "It stops after the batch at work."
    await house.progress_of(reload, "Cancelled by other-admin")
    house.embedder.let.release()
    told = await ended_by_a_line(reload)
    assert "Cancelled by other-admin after" in told.content
    assert "64 of 192 documents, 64 passages embedded" in told.content
    assert "What was embedded is kept, and used by the next reload." in told.content
    assert house.footnote.status() == before
    late = await house.press(status, "Cancel")
    assert (await late.wait_for_message()).content == "That reload is over: there is nothing to cancel."
    house.go_on()
    report = await house.managed("corpus reload")
    assert "192 added" in line(report)
    assert "64 passages embedded in" in shown(report), "those of two batches were there"


async def ended_by_a_line(interaction: Interaction) -> Message:
    return await interaction.wait_for_message(PATIENCE_SECONDS, until=lambda message: message.content != "")


async def test_a_cancel_button_of_a_bot_that_was_restarted_says_that_it_is_over(house: House) -> None:
    house.write_many(2)
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    await house.progress_of(reload, "0 of 128 documents")
    status = await house.status()
    await house.restart()
    pressed = await house.press(status, "Cancel")
    assert "That reload is over" in (await pressed.wait_for_message()).content
    assert "I am being restarted." in (await ended(reload)).content


async def test_whoever_began_one_that_does_not_stop_in_time_is_told_in_its_place_when_the_bot_leaves(
    house: House,
) -> None:
    house.write_many(2)
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    progress = await house.progress_of(reload, "0 of 128 documents")
    leaving = asyncio.create_task(house.bot.leave())
    told = await ended_by_a_line(reload)
    assert (told.id, told.embeds, told.buttons) == (progress.id, (), ())
    assert told.content == "I am being restarted. Please ask again in a minute."
    await leaving
    await house.stop()
    assert reload.messages == (told,)


@pytest.mark.parametrize("second", ["reload", "preview", "add", "form", "remove"])
async def test_whoever_comes_second_is_told_of_the_first(house: House, second: str) -> None:
    opened = await house.form(Upload(filename="x.md", data=b"Text of x."))
    question = await house.managed("corpus remove", {"source": "denial.md"})
    house.write_many(2)
    house.embedder.holds = True
    first = await house.manage("corpus reload")
    house.embedder.let.release()
    await house.progress_of(first, "64 of 128")
    seconds: dict[str, Callable[[], Awaitable[Interaction]]] = {
        "reload": lambda: house.manage("corpus reload"),
        "preview": lambda: house.manage("corpus reload", {"preview": True}),
        "add": lambda: house.form(Upload(filename="y.md", data=b"Text of y.")),
        "form": lambda: house.discord.modal_submit(opened, {}, permissions=MANAGER),
        "remove": lambda: house.press(question, "Remove"),
    }
    before = house.files()
    told = await (await seconds[second]()).wait_for_message(PATIENCE_SECONDS, until=lambda one: one.content != "")
    assert told.ephemeral
    assert told.content.startswith("One at a time: Reloading the corpus is under way, begun by asker ")
    assert "64 of 128 documents, 64 passages embedded" in told.content
    assert house.files() == before
    house.go_on()
    assert "128 added" in line(await ended(first))


async def test_a_preview_tells_the_plan_and_changes_nothing(house: House) -> None:
    (house.corpus / "new.md").write_text(LIGHTHOUSE)
    (house.corpus / "denial.md").write_text(DENIAL + "\nNobody believed it, as papers from Kyiv said later on.\n")
    (house.corpus / "sub" / "boats.md").rename(house.corpus / "ships.md")
    (house.corpus / "rows.jsonl").write_text(ROWS.splitlines()[0])
    (house.corpus / "bad.md").write_bytes(b"Fl\xe8che")
    before = house.footnote.status()
    told = line(await house.managed("corpus reload", {"preview": True}))
    for part in (
        "What a reload would do",
        "1 to be added**: new.md",
        "1 to be changed**: denial.md",
        "1 to be renamed**: sub/boats.md → ships.md",
        "1 to be removed**: row-two",
        "1 unchanged",
        "bad.md is not UTF-8 text: the byte at 2 does not fit. Save it as UTF-8.",
        "2 passages to embed. Nothing was changed.",
    ):
        assert part in told
    assert house.footnote.status() == before
    assert house.footnote.changes(5)[0].added == ("denial.md", "row-one", "row-two", "sub/boats.md")


async def test_a_reload_that_fails_says_why_to_its_asker(house: House) -> None:
    for file in house.corpus.rglob("*.*"):
        file.unlink()
    told = await house.managed("corpus reload")
    assert told.ephemeral
    assert told.content.startswith("There is no document in")


# Adding.


async def test_a_file_is_added_with_what_its_form_states(house: House) -> None:
    opened = await house.form(Upload(filename="skerryvore.pdf", data=PDF))
    assert opened.callback is not None
    assert opened.callback.type is CallbackType.MODAL
    labels = [(one["label"], one["component"]["custom_id"]) for one in opened.callback.data["components"]]
    assert labels == [
        ("Title", "title"),
        ("Publisher", "publisher"),
        ("Date", "date"),
        ("Address", "url"),
        ("Language", "language"),
    ]
    assert all("Empty: what the file states" in one["description"] for one in opened.callback.data["components"])
    typed = {"title": " The lighthouse  ", "date": "1844-02-01", "publisher": " "}
    submitted = await house.discord.modal_submit(opened, typed, permissions=MANAGER)
    report = await ended(submitted)
    assert report.ephemeral
    assert "1 added**: skerryvore.pdf" in line(report)
    assert house.files()["skerryvore.pdf"] == PDF
    assert house.files()["skerryvore.pdf.meta.yaml"] == b"title: The lighthouse\ndate: '1844-02-01'\n"
    document = house.footnote.document("skerryvore.pdf")
    assert (document.title, document.date, document.publisher) == ("The lighthouse", "1844-02-01", None)
    (choice,) = await house.discord.autocomplete("source show", {"document": "lighth"}, focused="document")
    assert choice.value == "skerryvore.pdf"
    log = line(await house.managed("corpus log"))
    assert "add by asker (1100000000000002000)" in log
    assert "1 added**: skerryvore.pdf" in log


async def test_rows_are_added_without_a_form(house: House) -> None:
    upload = Upload(filename="more.jsonl", data=b'{"id": "new-row", "text": "It tells of the lighthouse."}')
    report = await house.managed("corpus add", {"file": upload})
    assert "1 added**: new-row" in line(report)
    assert "more.jsonl.meta.yaml" not in house.files()


async def test_a_file_of_that_name_is_replaced_only_where_that_is_said_and_kept_aside(house: House) -> None:
    upload = Upload(filename="denial.md", data=LIGHTHOUSE.encode())
    refused = await (await house.form(upload)).wait_for_message()
    assert "There is a file denial.md in the corpus folder already." in refused.content
    assert "replace:True" in read(refused.content)
    assert house.files()["denial.md"] == DENIAL.encode()
    report = line(await house.add(upload, {"publisher": "The Gazette"}, replace=True))
    assert "1 changed**: denial.md" in report
    assert f"The file of that name before it is kept as {REMOVED}/" in report
    kept = [content for name, content in house.files().items() if name.startswith(REMOVED)]
    assert kept == [DENIAL.encode()]
    opened = await house.form(upload, replace=True)
    assert opened.callback is not None
    values = {
        one["component"]["custom_id"]: one["component"].get("value") for one in opened.callback.data["components"]
    }
    assert values["publisher"] == "The Gazette"


async def test_what_is_worth_knowing_about_it_is_told(house: House) -> None:
    report = line(await house.add(Upload(filename="../e\u0301t/..a<b.md", data=DENIAL.encode())))
    assert "It is called a_b.md in the corpus folder." in report
    assert "a_b.md has the same text as denial.md, word for word: you may not want both." in report
    assert set(house.files()) == {"denial.md", "rows.jsonl", "sub/boats.md", "a_b.md"}


@pytest.mark.parametrize(
    ("upload", "told"),
    [
        (Upload(filename="x.exe", data=b"MZ"), "x.exe is of a kind that is not read."),
        (Upload(filename="x.md", data=b""), "x.md is empty."),
        (Upload(filename="x.md", data=b"x", stated_bytes=20_000_001), "x.md is too large: 19.1 MiB, and 19.1 MiB are"),
        (Upload(filename="..", data=b"x"), "The file has no name that it could have"),
        (Upload(filename="README.md", data=b"x"), "README.md is what stands there about the corpus folder"),
    ],
)
async def test_what_can_be_seen_to_be_no_document_is_told_before_anybody_fills_in_a_form(
    house: House, upload: Upload, told: str
) -> None:
    before = house.files()
    refused = await (await house.form(upload)).wait_for_message()
    assert refused.ephemeral
    assert told in read(refused.content)
    assert house.discord.fetched_files == []
    assert house.files() == before


@pytest.mark.parametrize(
    ("upload", "told"),
    [
        (
            Upload(filename="x.pdf", data=b"\x7fELF" + bytes(99)),
            "x.pdf is no PDF: it looks like a program. Give it the",
        ),
        (Upload(filename="x.txt", data=PDF), "x.txt is no text: it looks like a PDF."),
        (
            Upload(filename="x.docx", data=zip_of({"word/document.xml": bytes(4_000_000)})),
            "x.docx would unpack to more than 200 times its size",
        ),
        (Upload(filename="x.pdf", data=encrypted(PDF, password="closed")), "x.pdf is encrypted"),
        (Upload(filename="x.md", data=b" \n"), "x.md is empty."),
        (
            Upload(filename="x.md", data=b"---\nid: row-one\n---\nText."),
            "has the id row-one, which is that of rows.jsonl:1",
        ),
        (
            Upload(filename="x.md", data=b"Text.", status=404),
            "x.md is not on Discord's servers any more. Attach it again.",
        ),
        (Upload(filename="x.md", data=b"Text.", status=503), "x.md could not be fetched from Discord (HTTP 503)."),
        (Upload(filename="x.md", data=b"T" * 300_000, cut_at=70_000), "x.md was cut short on its way from Discord."),
        (Upload(filename="x.md", data=b"Text.", stated_bytes=9), "x.md was cut short on its way from Discord."),
        (Upload(filename="x.md", data=b"Text.", stated_bytes=2), "x.md is larger than Discord has said"),
    ],
    ids=["lies", "lies of text", "bomb", "encrypted", "blank", "id", "gone", "away", "cut", "shorter", "longer"],
)
async def test_what_is_not_what_it_should_be_is_told_in_a_line_and_changes_nothing(
    house: House, upload: Upload, told: str
) -> None:
    before, status = house.files(), house.footnote.status()
    message = await house.add(upload, {"title": "A title"})
    assert message.ephemeral
    assert told in read(message.content)
    assert acts(message.content) == []
    assert house.files() == before
    assert house.footnote.status() == status
    assert len(house.footnote.changes(5)) == 1


async def test_a_folder_that_cannot_be_written_is_told_without_where_it_is(house: House) -> None:
    (house.corpus / ".incoming").write_text("in the way")
    message = await house.add(Upload(filename="x.md", data=b"Text of x."))
    assert message.content.startswith("The corpus folder cannot be written")
    assert str(house.corpus) not in message.content
    assert "x.md" not in house.files()


async def test_where_the_reload_after_it_stops_the_file_is_there_and_that_is_told(house: House) -> None:
    house.embedder.holds = True
    opened = await house.form(Upload(filename="x.md", data=LIGHTHOUSE.encode()))
    adding = await house.discord.modal_submit(opened, {}, permissions=MANAGER)
    progress = await house.progress_of(adding, "0 of 1 documents")
    assert "Adding x.md" in shown(progress)
    assert "x.md" in house.files()
    await (await house.press(progress, "Cancel")).wait_for_message()
    house.go_on()
    told = await ended_by_a_line(adding)
    assert "Cancelled by other-admin" in told.content
    assert "x.md is in the corpus folder: the next reload takes it." in read(told.content)
    assert "1 added**: x.md" in line(await house.managed("corpus reload"))


async def test_a_form_of_a_bot_that_was_restarted_is_told_so(house: House) -> None:
    opened = await house.form(Upload(filename="x.md", data=b"Text of x."))
    await house.restart()
    told = await (await house.discord.modal_submit(opened, {}, permissions=MANAGER)).wait_for_message()
    assert told.content == (
        "I was restarted since that form was opened, and nothing was added. Please use `/corpus add` again."
    )
    assert "x.md" not in house.files()


# Removing.


async def test_a_document_is_removed_after_a_question_even_over_a_restart(house: House) -> None:
    (choice,) = await house.discord.autocomplete(
        "corpus remove", {"source": "boats"}, focused="source", permissions=MANAGER
    )
    question = await house.managed("corpus remove", {"source": choice.value})
    assert question.ephemeral
    assert "Remove this document?" in line(question)
    assert "sub/boats.md · 1 passage" in line(question)
    assert "can still be opened" in line(question)
    assert "sub/boats.md" in house.files()
    await house.restart()
    pressed = await house.press(question, "Remove")
    report = await pressed.wait_for_message(PATIENCE_SECONDS, until=lambda one: "was reloaded" in shown(one))
    assert report.id == question.id
    assert "1 removed**: sub/boats.md" in line(report)
    assert f"Its file is kept as {REMOVED}/" in line(report)
    assert "remove by other-admin" in line(await house.managed("corpus log"))
    (kept,) = [name for name in house.files() if name.endswith("boats.md")]
    assert kept.startswith(REMOVED)


async def test_it_is_kept_where_that_is_pressed(house: House) -> None:
    question = await house.managed("corpus remove", {"source": "denial.md"})
    pressed = await house.press(question, "Keep")
    kept = await pressed.wait_for_message(until=lambda one: "It was kept." in shown(one))
    assert (kept.id, kept.buttons) == (question.id, ())
    assert house.footnote.status().documents == 4


async def test_a_document_that_changed_or_went_since_the_question_is_told(house: House) -> None:
    question = await house.managed("corpus remove", {"source": "denial.md"})
    again = await house.managed("corpus remove", {"source": "denial.md"})
    (house.corpus / "denial.md").write_text(LIGHTHOUSE)
    told = await ended_by_a_line(await house.press(question, "Remove"))
    assert "denial.md has changed since. Reload, and look at it again." in read(told.content)
    assert house.files()["denial.md"] == LIGHTHOUSE.encode()
    (house.corpus / "denial.md").unlink()
    await house.managed("corpus reload")
    gone = await (await house.press(again, "Remove")).wait_for_message(until=lambda one: one.content != "")
    assert "This document is no longer in the corpus." in gone.content


async def test_a_row_is_not_removed_by_itself(house: House) -> None:
    told = await house.managed("corpus remove", {"source": "row-two"})
    assert "row-two is line 2 of rows.jsonl, and no file of its own." in read(told.content)
    assert "add the file with replace:True" in read(told.content)
    assert told.buttons == ()


# Who may.


@pytest.mark.parametrize("command", ["status", "log", "reload", "add", "remove"])
async def test_discord_shows_it_to_those_who_manage_the_server(house: House, command: str) -> None:
    registered = house.discord.command(f"corpus {command}").registered
    assert registered["default_member_permissions"] == str(MANAGE_GUILD)
    assert registered["contexts"] == [0] or registered["dm_permission"] is False


@pytest.mark.parametrize("step", ["add", "remove", "preview", "form", "Remove", "Keep"])
async def test_whoever_may_not_is_denied_at_every_step(house: House, step: str) -> None:
    opened = await house.form(Upload(filename="x.md", data=b"Text of x."))
    question = await house.managed("corpus remove", {"source": "denial.md"})
    may_not: Any = {"permissions": MEMBER_PERMISSIONS}
    steps: dict[str, Callable[[], Awaitable[Interaction]]] = {
        "add": lambda: house.discord.slash("corpus add", {"file": Upload(filename="y.md", data=b"Y.")}, **may_not),
        "remove": lambda: house.discord.slash("corpus remove", {"source": "denial.md"}, **may_not),
        "preview": lambda: house.discord.slash("corpus reload", {"preview": True}, **may_not),
        "form": lambda: house.discord.modal_submit(opened, {}, **may_not),
        "Remove": lambda: house.discord.click(question, custom_id_of(question, "Remove"), **may_not),
        "Keep": lambda: house.discord.click(question, custom_id_of(question, "Keep"), **may_not),
    }
    before = house.files()
    denial = await (await steps[step]()).wait_for_message(until=lambda one: one.content != "")
    assert denial.ephemeral
    assert "It takes the permission “Manage Server”" in denial.content
    assert house.files() == before
    assert house.discord.fetched_files == []


@pytest.mark.parametrize("command", ["corpus add", "corpus remove"])
async def test_it_is_done_in_a_server_only(house: House, command: str) -> None:
    options: dict[str, OptionValue] = (
        {"file": Upload(filename="y.md", data=b"Y.")} if command == "corpus add" else {"source": "denial.md"}
    )
    denied = await house.discord.slash(command, options, guild_id=None, permissions=MANAGER)
    assert "This works in servers only." in (await denied.wait_for_message()).content
