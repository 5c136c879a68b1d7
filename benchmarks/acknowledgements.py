"""How many of 500 people who ask at once are not told within three seconds that they were heard.

    python -m benchmarks.acknowledgements --repeats 5 --out benchmarks/results/acknowledgements.json

The real bot, a process of its own over the shipped corpus, on a fake Discord in this one. Beside it run as many busy
loops as `BUSY_LOOPS` says, and as many questions as the bot works on at once. Goal: none in any run. The fake takes
what comes late; it is counted as Discord would. What else the machine did is told as its load, and on Linux as how long
the bot's event loop computed until the last was heard, and how long it stood in line for a core.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from benchmarks.result import options, publish
from tests.discord.fake.bot_process import BotProcess
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import ACKNOWLEDGE_SECONDS, Interaction
from tests.discord.fake.world import person

ASKED_AT_ONCE = 500
BUSY_LOOPS = 2
PATIENCE_SECONDS = 120.0
QUESTION_OPTIONS = {"question": "How many drones has Iran provided to Russia since August?"}


async def once(bot: BotProcess) -> dict[str, object]:
    """Ask for all people, wait until each was acknowledged, however late, and until each of those has an answer. Return
    what was counted and timed.
    """
    began = len(bot.discord.interactions)
    computed, stood = event_loop_seconds(bot.pid)
    for number in range(ASKED_AT_ONCE):
        await bot.discord.slash("ask", QUESTION_OPTIONS, user=person(began + number))
    asked = bot.discord.interactions[began:]
    for interaction in asked:
        await heard(interaction)
    load, (computed_then, stood_then) = os.getloadavg(), event_loop_seconds(bot.pid)
    answered = [await is_answered(interaction) for interaction in asked]
    seconds = sorted(interaction.callback.seconds for interaction in asked if interaction.callback is not None)
    return {
        "asked": ASKED_AT_ONCE,
        "not_acknowledged": ASKED_AT_ONCE - sum(delay <= ACKNOWLEDGE_SECONDS for delay in seconds),
        "not_answered": answered.count(False),
        "median_seconds": round(statistics.median(seconds), 2) if seconds else None,
        "longest_seconds": round(seconds[-1], 2) if seconds else None,
        "event_loop_computed_seconds": round(computed_then - computed, 2),
        "event_loop_stood_in_line_seconds": round(stood_then - stood, 2),
        "load": [round(average, 1) for average in load],
    }


async def heard(interaction: Interaction) -> None:
    with suppress(TimeoutError):
        await interaction.wait_for_callback(PATIENCE_SECONDS)


async def is_answered(interaction: Interaction) -> bool:
    if interaction.callback is None:
        return False
    try:
        await interaction.wait_for_message(PATIENCE_SECONDS)
    except TimeoutError:
        return False
    return True


def event_loop_seconds(pid: int) -> tuple[float, float]:
    """Return for how long the first thread of a process has computed, and for how long it stood in line for a core;
    zeros where the system does not say.
    """
    try:
        computed, stood, _ = Path(f"/proc/{pid}/task/{pid}/schedstat").read_text(encoding="ascii").split()
    except OSError:
        return 0.0, 0.0
    return int(computed) / 1e9, int(stood) / 1e9


async def measured(corpus: Path, repeats: int) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        folder = Path(name)
        async with FakeDiscord() as discord:
            bot = BotProcess(discord, folder, corpus=corpus, data=folder / "data")
            bot.environment["LOG_LEVEL"] = "INFO"
            try:
                await bot.start()
                for _ in range(BUSY_LOOPS):
                    loop = subprocess.Popen([sys.executable, "-c", "while True: pass"])  # noqa: ASYNC220 - at once
                    held.callback(loop.kill)
                runs = [await once(bot) for _ in range(repeats)]
                await bot.stop()
                return runs
            finally:
                await bot.kill()


def main() -> None:
    arguments = options(__doc__, repeats=5)
    runs = asyncio.run(measured(arguments.corpus.resolve(), arguments.repeats))
    publish({"busy_loops": BUSY_LOOPS, "runs": runs}, ["discord.py", "aiohttp"], arguments.out)


if __name__ == "__main__":
    main()
