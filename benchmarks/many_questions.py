"""Whether the bot's memory grows while it answers 5,000 questions, asked by command and by mention.

    python -m benchmarks.many_questions --questions 5000 --out benchmarks/results/many_questions.json

The real bot, a process of its own over the shipped corpus, on a fake Discord in this one, over real sockets; two people
ask at once, and no question is asked twice: each is made of words of the corpus, and answered or refused as it comes.
What is measured is the memory that the process holds (Linux, `VmRSS`), each fifty questions. Goal: at the end at most
5% more than after the first 500. `--reader signals` has the baseline read, which is quicker: 5,000 by that, and some by
the packaged one, are `--reader signals footnote-reader --questions 5000 400 --first 500 100`.
"""

import argparse
import asyncio
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.result import publish
from retrieval.settings import DEFAULT_READER_MODEL
from tests.discord.fake.bot_process import BotProcess
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import person

FIRST = 500
"""The questions after which all that is loaded once is loaded."""
EACH = 50
"""The questions between two looks at the memory."""
LAST_LOOKS = 3
"""The memory at the end is the median of so many looks."""
PEOPLE, CHANNELS, AT_ONCE = 500, 50, 2
PATIENCE_SECONDS = 300.0
FORMS = (
    "What did {} say about {}?",
    "How many {} were delivered to {}?",
    "When was {} agreed with {}?",
    "Did {} deny that {} was supplied?",
    "Why is {} helping {}?",
    "Who provided {} to {}?",
)
_WORD = re.compile(r"[A-Za-z]{4,}")


def questions_of(corpus: Path) -> Iterator[str]:
    """Yield questions without end, none of them twice."""
    texts = [file.read_text(encoding="utf-8", errors="ignore") for file in sorted(corpus.rglob("*")) if file.is_file()]
    known = sorted(set(_WORD.findall(" ".join(texts))))
    pick, asked = random.Random(1), set[str]()
    while True:
        question = pick.choice(FORMS).format(pick.choice(known), pick.choice(known))
        if question not in asked:
            asked.add(question)
            yield question


def held_mebibytes(pid: int) -> float:
    """Return the memory that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


async def ask_all(bot: BotProcess, corpus: Path, count: int) -> list[float]:
    """Ask so many questions, half of them by command and half by mention, and return what was held at each look."""
    discord, questions = bot.discord, questions_of(corpus)
    channels = [discord.talk.add_channel() for _ in range(CHANNELS)]

    async def ask(number: int) -> None:
        question, user = next(questions), person(number % PEOPLE)
        if number % 2:
            said = discord.talk.say(f"{TO_BOT} {question}", channel=channels[number % CHANNELS], user=user)
            await discord.reply_to(said, PATIENCE_SECONDS)
        else:
            interaction = await discord.slash("ask", {"question": question}, user=user)
            await interaction.wait_for_message(PATIENCE_SECONDS)

    looks = []
    for number in range(0, count, AT_ONCE):
        await asyncio.gather(*(ask(number + one) for one in range(AT_ONCE)))
        if (number + AT_ONCE) % EACH == 0:
            looks.append(round(held_mebibytes(bot.pid), 1))
    return looks


async def measured(corpus: Path, reader: str, count: int, first: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with FakeDiscord() as discord:
            bot = BotProcess(discord, folder, corpus=corpus, data=folder / "data")
            bot.environment |= {"LOG_LEVEL": "INFO", "READER_MODEL": reader}
            try:
                await bot.start()
                began = time.monotonic()
                looks = await ask_all(bot, corpus, count)
                seconds = time.monotonic() - began
                await bot.stop()
            finally:
                await bot.kill()
    after_first, at_end = looks[first // EACH - 1], statistics.median(looks[-LAST_LOOKS:])
    return {
        "reader": reader,
        "questions": count,
        "seconds": round(seconds),
        "first": first,
        "after_the_first_mebibytes": after_first,
        "at_the_end_mebibytes": at_end,
        "growth_ratio": round(at_end / after_first - 1, 4),
        "questions_between_looks": EACH,
        "mebibytes": looks,
        "load": [round(average, 1) for average in os.getloadavg()],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--reader", nargs="+", default=[DEFAULT_READER_MODEL], help="one after the other")
    parser.add_argument("--questions", nargs="+", type=int, default=[5000], help="how many, for each reader")
    parser.add_argument("--first", nargs="+", type=int, default=[FIRST], help="after how many it is compared")
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    given = parser.parse_args()
    corpus = given.corpus.resolve()
    runs = []
    for reader, count, first in zip(given.reader, given.questions, given.first, strict=True):
        runs.append(asyncio.run(measured(corpus, reader, count, first)))
        # A run may take an hour: what is there is kept.
        publish({"runs": runs}, ["discord.py", "aiohttp", "onnxruntime", "chromadb"], given.out)


if __name__ == "__main__":
    main()
