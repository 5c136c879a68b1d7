"""`python -m bot` as its operator meets it: what it says when it cannot run, and how it ends.

Each is a process, and what it does with settings that are all stated is tried in `tests/discord`, with others too.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import retrieval
from bot.__main__ import main
from bot.text import words
from tests.discord.fake.bot_process import traps_in
from tests.discord.fake.fake_discord import FakeDiscord

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 300.0
"""Of every wait: a model is loaded on a machine that has other things to do. Spent only when a test fails."""
NOBODY = "127.0.0.1:9"
"""The discard port: nothing listens there."""


_started: list[asyncio.subprocess.Process] = []


@pytest.fixture(autouse=True)
async def leave_none_behind() -> AsyncIterator[None]:
    """Of a test that fails no process goes on."""
    yield
    while _started:
        process = _started.pop()
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def start(folder: Path, environment: dict[str, str]) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DISCORD_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        stderr=asyncio.subprocess.PIPE,
    )
    _started.append(process)
    return process


def small_corpus(folder: Path) -> dict[str, str]:
    """The setting of a corpus that takes no time to index."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "denial.md").write_text("A denial\n\nIran denied sending arms to Russia.\n", encoding="utf-8")
    return {"CORPUS_DIR": str(corpus)}


async def end_of(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def test_a_missing_token_is_one_line_and_no_library_is_waited_for(tmp_path: Path) -> None:
    code, errors = await end_of(await start(tmp_path, {"PYTHONPATH": f"{traps_in(tmp_path)}{os.pathsep}{ROOT}"}))
    assert code == 1
    assert errors.startswith("error: There is no DISCORD_TOKEN. Put DISCORD_TOKEN=… in .env")
    assert errors.count("\n") == 1


async def test_the_event_loop_does_not_wait_long_for_threads_at_work(tmp_path: Path) -> None:
    """Each time that it waits for Discord it gives the interpreter away, and has to get it back."""
    program = "import sys, bot.__main__ as bot; bot.main(); print(sys.getswitchinterval())"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": " "},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _started.append(process)
    output, _ = await process.communicate()
    assert float(output) < sys.getswitchinterval() / 5


def test_the_version_is_printed_and_no_bot_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bot", "--version"])
    assert main() == 0
    assert capsys.readouterr().out == f"Footnote {retrieval.__version__}\n"


@pytest.mark.slow
async def test_a_wrong_token_is_one_line_and_loads_no_model(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        code, errors = await end_of(await start(tmp_path, {**fake.environment, "DISCORD_TOKEN": "a.wrong.one"}))
    assert code == 1
    assert errors.startswith("error: Discord does not accept the DISCORD_TOKEN. ")
    assert errors.count("\n") == 1
    assert "a.wrong.one" not in errors
    assert not (tmp_path / ".footnote").exists()


@pytest.mark.slow
async def test_a_discord_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    environment = {"DISCORD_TOKEN": "x", "DISCORD_API_BASE": f"http://{NOBODY}/api/v10"}
    code, errors = await end_of(await start(tmp_path, environment))
    assert code == 1
    assert errors.startswith("error: Discord cannot be reached: ")
    assert errors.count("\n") == 1


@pytest.mark.slow
async def test_a_corpus_that_is_not_there_is_told_without_a_traceback(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        code, errors = await end_of(await start(tmp_path, {**fake.environment, "CORPUS_DIR": "nowhere"}))
    assert code == 1
    assert errors.splitlines()[-1].startswith("error: The corpus folder nowhere does not exist. ")
    assert "Traceback" not in errors


@pytest.mark.slow
async def test_a_gateway_that_is_not_there_is_told_without_a_traceback(tmp_path: Path) -> None:
    environment = {**small_corpus(tmp_path), "DISCORD_GATEWAY_URL": f"ws://{NOBODY}/gateway"}
    async with FakeDiscord() as fake:
        code, errors = await end_of(await start(tmp_path, {**fake.environment, **environment}))
    assert code == 1
    assert errors.splitlines()[-1].startswith("error: Discord's gateway cannot be reached. ")
    assert "Traceback" not in errors


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_answers_and_ends_well_when_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    async with FakeDiscord() as fake:
        process = await start(tmp_path, {**fake.environment, **small_corpus(tmp_path)})
        await fake.wait_until(lambda: fake.presence == words.ONLINE, "the bot to answer", PATIENCE_SECONDS)
        interaction = await fake.slash("ask", {"question": "Did Iran deny sending arms?"})
        await interaction.wait_for_callback(PATIENCE_SECONDS)
        process.send_signal(number)
        code, errors = await end_of(process)
        message = await interaction.wait_for_message()
    assert code == 0
    assert "Traceback" not in errors
    assert message.buttons or "being restarted" in message.text


@pytest.mark.slow
async def test_it_ends_well_when_stopped_while_it_starts(tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        process = await start(tmp_path, {**fake.environment, **small_corpus(tmp_path)})
        await fake.wait_until(lambda: len(fake.requests) > 0, "the bot to log in", PATIENCE_SECONDS)
        process.send_signal(signal.SIGTERM)
        code, errors = await end_of(process)
    assert code == 0
    assert "Traceback" not in errors
