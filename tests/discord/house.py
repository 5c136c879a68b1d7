"""The bot in this process over the real product with a fake embedding model, and people who look after its corpus."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import discord
import pytest
import yarl
from pydantic import SecretStr

from bot.client import FootnoteBot
from bot.settings import BotSettings
from retrieval.bootstrap import open_footnote
from retrieval.footnote import Footnote
from retrieval.index.indexing import EMBEDDED_AT_ONCE
from retrieval.ports import Vectors
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import MANAGER, custom_id_of, is_over
from tests.discord.fake.commands import OptionValue
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import read, shown
from tests.discord.fake.world import GUILD, Upload, User
from tests.fakes import WordHashEmbedder
from tests.made_files import pdf_of

PATIENCE_SECONDS = 300.0
SHOWN_EVERY_SECONDS = 0.05
DENIAL = "The denial\n\nIran denied that it had sent drones to Russia in August.\n"
LIGHTHOUSE = "The lighthouse\n\nThe Skerryvore lighthouse was first lit on 1 February 1844.\n"
PDF = pdf_of(["The Skerryvore lighthouse was first lit on 1 February 1844."])
ROWS = '{"id": "row-one", "text": "The first row tells of boats."}\n{"id": "row-two", "text": "And of wind."}\n'
OTHER_ADMIN = User(id=1100000000000009000, name="other-admin")
BATCH = EMBEDDED_AT_ONCE


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
    source_url: str | None = None
    shown_every_seconds: float = SHOWN_EVERY_SECONDS
    """How often the progress of a reload is shown."""

    async def start(self) -> None:
        self.is_stopped = False
        token = self.discord.environment["DISCORD_TOKEN"]
        sessions = self.discord.identify_count
        settings = BotSettings(discord_token=SecretStr(token), admin_guild_id=GUILD.id)
        self.bot = FootnoteBot(settings, self._opened)
        self.bot._reloads.shown_every_seconds = self.shown_every_seconds
        self.running = asyncio.create_task(self.bot.start(token))
        await self.discord.wait_until(lambda: self.discord.identify_count > sessions, "the bot", PATIENCE_SECONDS)
        await self.bot.answers.wait()

    async def stop(self) -> None:
        self.go_on()
        if not self.is_stopped:
            await self.bot.leave()
            await asyncio.gather(self.running, return_exceptions=True)
        self.is_stopped = True

    async def restart(self) -> None:
        # discord.py tells of being ready even to a client that is closed by then.
        await self.bot.wait_until_ready()
        await self.stop()
        await self.start()

    def _opened(self) -> Footnote:
        settings = RetrievalSettings(
            corpus_dir=self.corpus,
            data_dir=self.data,
            reader_model=BASELINE_READER_MODEL,
            source_url=self.source_url,
        )
        self.footnotes.append(open_footnote(settings, embedder=self.embedder))
        # The embedder waits to be let go on after each batch of sixty-four.
        self.footnote._generations.give_way_seconds = 0.0
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


@asynccontextmanager
async def a_house(folder: Path, source_url: str | None = None) -> AsyncIterator[House]:
    """Over two documents and a file of rows. Whatever is done in it, the house rules are kept."""
    corpus = folder / "corpus"
    (corpus / "sub").mkdir(parents=True)
    (corpus / "denial.md").write_text(DENIAL)
    (corpus / "sub" / "boats.md").write_text("Boats\n\nForty boats lay at the quay that day.\n")
    (corpus / "rows.jsonl").write_text(ROWS)
    with pytest.MonkeyPatch.context() as patch:
        async with FakeDiscord() as server:
            patch.setattr(discord.http.Route, "BASE", server.environment["DISCORD_API_BASE"])
            gateway = yarl.URL(server.environment["DISCORD_GATEWAY_URL"])
            patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
            house = House(server, corpus, folder / "data", source_url=source_url)
            await house.start()
            yield house
            await house.stop()
            assert house_rules.mentions(house) == []
            assert house_rules.left_thinking(house) == []
            assert [refusal for refusal in house_rules.refusals(house) if "Invalid Webhook Token" not in refusal] == []
            assert house_rules.contract_breaches(house) == []
