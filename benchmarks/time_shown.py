"""How much later an answer is shown in Discord than the same question is answered in a program.

    python -m benchmarks.time_shown --out benchmarks/results/time_shown.json

Each question of `tests/evals` is asked once of the real bot, a process of its own on a fake Discord, over real sockets,
and once of a Footnote in this process, over a copy of the same index; which of both goes first takes turns. Timed is
from the command until the request with the answer comes in, and from the call until it returns; both are warm, and keep
a receipt. Goal: shown within 1.2 times the time in the process plus 20 ms.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.result import publish
from retrieval.bootstrap import open_footnote
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings
from tests.discord.fake.bot_process import BotProcess
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.world import person

GOAL_RATIO, GOAL_MS = 1.2, 20.0
WARMING = 4
"""The questions that are asked first and not counted."""
PATIENCE_SECONDS = 300.0


class Pair(NamedTuple):
    """The milliseconds until a question was answered in this process, and until its answer was shown."""

    in_process_ms: float
    shown_ms: float

    @property
    def is_within_goal(self) -> bool:
        return self.shown_ms <= GOAL_RATIO * self.in_process_ms + GOAL_MS


async def shown_ms(discord: FakeDiscord, question: str, number: int) -> float:
    """Return the milliseconds until the answer to a question came in."""
    asked = time.monotonic()
    before = len(discord.requests)
    interaction = await discord.slash("ask", {"question": question}, user=person(number))
    await interaction.wait_for_message(PATIENCE_SECONDS)
    sent = [known for known in discord.requests[before:] if interaction.token in known.path]
    return 1000 * (max(known.seconds for known in sent) - asked)


def in_process_ms(footnote: Footnote, question: str) -> float:
    began = time.perf_counter()
    footnote.ask(question)
    return 1000 * (time.perf_counter() - began)


async def pairs_of(discord: FakeDiscord, footnote: Footnote, questions: Sequence[str]) -> list[Pair]:
    pairs = []
    for number, question in enumerate(questions):
        if number % 2:
            in_process = in_process_ms(footnote, question)
            shown = await shown_ms(discord, question, number)
        else:
            shown = await shown_ms(discord, question, number)
            in_process = in_process_ms(footnote, question)
        pairs.append(Pair(in_process, shown))
    return pairs[WARMING:]


async def measured(corpus: Path, questions: Sequence[str]) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with FakeDiscord() as discord:
            bot = BotProcess(discord, folder, corpus=corpus, data=folder / "data")
            bot.environment["LOG_LEVEL"] = "INFO"
            settings = RetrievalSettings(corpus_dir=corpus, data_dir=folder / "copy")
            with open_footnote(settings) as footnote:
                footnote.reload()
            shutil.copytree(folder / "copy", folder / "data")
            try:
                await bot.start()
                with open_footnote(settings) as footnote:
                    footnote.load()
                    pairs = await pairs_of(discord, footnote, questions)
                await bot.stop()
            finally:
                await bot.kill()
    return figures_of(pairs)


def figures_of(pairs: Sequence[Pair]) -> dict[str, object]:
    """Return the medians and the highest of nine in ten, and how many questions are within the goal."""

    def percentiles(values: Sequence[float]) -> dict[str, float]:
        ordered = sorted(values)
        p90 = ordered[int(0.9 * (len(ordered) - 1))]
        return {"median": round(statistics.median(ordered), 1), "p90": round(p90, 1)}

    return {
        "questions": len(pairs),
        "in_process_ms": percentiles([pair.in_process_ms for pair in pairs]),
        "shown_ms": percentiles([pair.shown_ms for pair in pairs]),
        "later_by_ms": percentiles([pair.shown_ms - pair.in_process_ms for pair in pairs]),
        "within_goal": sum(pair.is_within_goal for pair in pairs),
        "median_within_goal": Pair(
            statistics.median(pair.in_process_ms for pair in pairs), statistics.median(pair.shown_ms for pair in pairs)
        ).is_within_goal,
        "load": [round(average, 1) for average in os.getloadavg()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--questions", type=Path, default=Path("tests/evals/questions.jsonl"))
    parser.add_argument("--repeats", type=int, default=3, help="how often all of it is done")
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    given = parser.parse_args()
    lines = given.questions.read_text(encoding="utf-8").splitlines()
    questions = list(dict.fromkeys(str(json.loads(line)["question"]) for line in lines if line.strip()))
    runs = [asyncio.run(measured(given.corpus.resolve(), questions)) for _ in range(given.repeats)]
    publish({"runs": runs}, ["discord.py", "aiohttp", "onnxruntime", "chromadb"], given.out)


if __name__ == "__main__":
    main()
