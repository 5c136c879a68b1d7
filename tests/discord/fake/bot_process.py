"""The real bot, `python -m bot`, as a process of its own that talks to a fake Discord.

async with FakeDiscord() as discord:
    bot = BotProcess(discord, folder, corpus=folder / "corpus", data=folder / "data")
    await bot.start()
    message = await bot.ask("Why?")
    assert await bot.stop() == 0
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from bot.text import words
from retrieval.settings import DEFAULT_EMBEDDING_MODEL
from tests.discord.fake.commands import OptionValue
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction, tells_no_stage
from tests.discord.fake.message_limits import BUTTON, SECTION, walk
from tests.discord.fake.messages import Message
from tests.discord.fake.world import GUILD, MEMBER_PERMISSIONS

ROOT = Path(__file__).resolve().parents[3]

PATIENCE_SECONDS = 300.0
"""Of every wait: a model is loaded on a machine that has other things to do. Spent only when a test fails."""

MANAGE_GUILD = 1 << 5
"""Topics, "Permissions"."""
MANAGER = MEMBER_PERMISSIONS | MANAGE_GUILD

_MARKS = re.compile(r"\*\*\[?(\w+)\]?\*\*")
BLANK = " "
"""Counts as not set, and is not looked up in a `.env` either."""
EVERY_SETTING = {
    "DISCORD_TOKEN": BLANK,
    "DISCORD_GUILD_ID": BLANK,
    "ADMIN_GUILD_ID": str(GUILD.id),
    "DISCORD_API_BASE": BLANK,
    "DISCORD_GATEWAY_URL": BLANK,
    "EMBEDDING_MODEL": DEFAULT_EMBEDDING_MODEL,
    "DATABASE_URL": BLANK,
    "SOURCE_URL": BLANK,
    "LOG_LEVEL": "DEBUG",
    "MAX_CONCURRENT_QUESTIONS": "2",
}
"""Stated in full, so that a `.env` in the repository changes nothing; DEBUG, since that is when most could leak."""

T = TypeVar("T")


class Ended(NamedTuple):
    """A process that has ended by itself."""

    code: int
    stdout: str
    stderr: str


class FirstStart(NamedTuple):
    """A bot that found nothing indexed: its data folder, what it then listed, and its exit code."""

    data: Path
    listed: Message
    code: int


def environment(settings: Mapping[str, str], *, corpus: Path, data: Path) -> dict[str, str]:
    """The environment of a bot over these folders."""
    return {**os.environ, **EVERY_SETTING, "CORPUS_DIR": str(corpus), "DATA_DIR": str(data), **settings}


def traps_in(folder: Path) -> Path:
    """A folder which ends a process that is given it in PYTHONPATH and imports what takes seconds to import."""
    traps = folder / "traps"
    traps.mkdir()
    for name in ("torch", "transformers", "sentence_transformers", "chromadb", "onnxruntime"):
        (traps / f"{name}.py").write_text("raise SystemExit(f'{__name__} was imported')\n")
    return traps


async def run_to_its_end(variables: Mapping[str, str], *, cwd: Path = ROOT) -> Ended:
    """Run a bot that cannot run, and return what it said; TimeoutExpired where it goes on."""

    def run() -> Ended:
        command = [sys.executable, "-m", "bot"]
        done = subprocess.run(
            command,
            cwd=cwd,
            env=variables,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return await asyncio.to_thread(run)


class BotProcess:
    """One bot, which can be stopped and started again over the same corpus, index and Discord."""

    def __init__(self, discord: FakeDiscord, folder: Path, *, corpus: Path, data: Path) -> None:
        """`folder` takes what all processes write to standard output and standard error."""
        self.discord = discord
        self.corpus = corpus
        self.environment = environment(discord.environment, corpus=corpus, data=data)
        self._stdout, self._stderr = folder / "stdout", folder / "stderr"
        self._process: subprocess.Popen[bytes] | None = None
        self._ended: asyncio.Task[int] | None = None

    # The process.

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def stdout(self) -> str:
        return self._stdout.read_text(encoding="utf-8")

    @property
    def stderr(self) -> str:
        """Of all processes so far."""
        return self._stderr.read_text(encoding="utf-8")

    async def start(self) -> None:
        """Start it and wait until it is in the gateway, with its commands offered, and says that it answers."""
        sessions = self.discord.identify_count
        self.launch()
        answers = self.discord.wait_until(
            lambda: self.discord.identify_count > sessions and self.discord.presence == words.ONLINE,
            "the bot to answer questions",
            PATIENCE_SECONDS,
        )
        await self._unless_it_ends(answers)

    def launch(self) -> None:
        """Start it and wait for nothing."""
        with self._stdout.open("ab") as stdout, self._stderr.open("ab") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=ROOT, env=self.environment, stdout=stdout, stderr=stderr
            )
        self._ended = asyncio.create_task(asyncio.to_thread(self._process.wait))

    def signal(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Tell it to stop."""
        assert self._process is not None
        self._process.send_signal(number)

    async def exit_code(self) -> int:
        """Wait for its end."""
        assert self._ended is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.shield(self._ended)

    async def stop(self) -> int:
        """Tell it to stop and return its exit code."""
        self.signal()
        return await self.exit_code()

    async def kill(self) -> None:
        """End it whatever it does, if it runs."""
        if self._process is not None and self._ended is not None:
            self._process.kill()
            await self._ended

    # What people do, each with the message that they get.

    async def ask(self, question: str) -> Message:
        return await self.call("ask", {"question": question})

    async def call(
        self,
        command: str,
        options: Mapping[str, OptionValue] | None = None,
        *,
        permissions: int = MEMBER_PERMISSIONS,
        guild_id: int | None = GUILD.id,
    ) -> Message:
        return await self.reply(await self.discord.slash(command, options, permissions=permissions, guild_id=guild_id))

    async def manage(self, command: str, options: Mapping[str, OptionValue] | None = None) -> Message:
        """Call a command as one who may manage the server; what a reload comes to, not how far it is."""
        interaction = await self.discord.slash(command, options, permissions=MANAGER)
        return await self.reply(interaction, until=is_over if command != "corpus status" else tells_no_stage)

    async def press(self, message: Message, label: str) -> Message:
        """Press a button, named by its label or by the mark that its label begins with."""
        return await self.reply(await self.discord.click(message, custom_id_of(message, label)))

    async def reply(self, interaction: Interaction, until: Callable[[Message], bool] = tells_no_stage) -> Message:
        """Wait for the message that an interaction comes to."""
        return await self._unless_it_ends(interaction.wait_for_message(PATIENCE_SECONDS, until=until))

    async def _unless_it_ends(self, waiting: Coroutine[Any, Any, T]) -> T:
        """Wait, but not for a process that is no more."""
        assert self._ended is not None
        task = asyncio.create_task(waiting)
        await asyncio.wait({task, self._ended}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            raise AssertionError(f"the bot ended with {self._ended.result()}:\n{self.stderr}")
        return task.result()


def is_over(message: Message) -> bool:
    """Whether a message is not one that shows how far something is."""
    return tells_no_stage(message) and "Cancel" not in [button.label for button in message.buttons]


def custom_id_of(message: Message, label: str) -> str:
    """Return the custom id of a button by its label, or by a mark ("1", "A") of the section that it stands beside."""
    for component in walk(message.components):
        if component["type"] == BUTTON and component.get("label") == label and "custom_id" in component:
            return str(component["custom_id"])
        if component["type"] == SECTION and label in _MARKS.findall(component["components"][0]["content"]):
            return str(component["accessory"]["custom_id"])
    raise LookupError(f"no button {label!r} among {[button.label for button in message.buttons]}")
