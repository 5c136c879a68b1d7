"""Whether the bot's memory grows while it answers 5,000 questions, asked by command and by mention, and whether it
answers as many a second where several ask at once.

    python -m benchmarks.many_questions --questions 5000 --out benchmarks/results/many_questions.json
    python -m benchmarks.many_questions --at-once 1 4 16 --out benchmarks/results/many_questions.json

The real bot, a process of its own over the shipped corpus, on a fake Discord in this one, over real sockets; two people
ask at once, and no question is asked twice: each is made of words of the corpus, and answered or refused as it comes.
What is measured is the memory that the process holds (Linux, `VmRSS`), each fifty questions. Goal: at the end at most
5% more than after the first 500. `--reader signals` has the baseline read, which is quicker: 5,000 by that, and some by
the packaged one, are `--reader signals footnote-reader --questions 5000 400 --first 500 100`.

With `--at-once` the questions a second are measured in place of the memory, where so many people ask, each the next
question as soon as the one before is answered; and the CPU seconds of the bot a question, which tell more on a busy
machine. The numbers of people take turns, round by round. Goal: as many a second as of one person (0.95), however many
they are. What `--out` holds of the other stays there.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
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
ROUNDS, IN_A_ROUND = 3, 32
NEVER_FALLS = 0.95
"""The least ratio of questions a second that is no fall: the rounds of one number differ by as much."""
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


def spent_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has taken, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asking(bot: BotProcess, corpus: Path) -> Callable[[int], Awaitable[None]]:
    """Return what asks a new question by its number, half of them by command and half by mention, and waits for the
    reply.
    """
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

    return ask


async def ask_all(bot: BotProcess, corpus: Path, count: int) -> list[float]:
    """Ask so many questions, and return what was held at each look."""
    ask, looks = asking(bot, corpus), []
    for number in range(0, count, AT_ONCE):
        await asyncio.gather(*(ask(number + one) for one in range(AT_ONCE)))
        if (number + AT_ONCE) % EACH == 0:
            looks.append(round(held_mebibytes(bot.pid), 1))
    return looks


async def ask_at_once(
    bot: BotProcess, corpus: Path, people: Sequence[int], rounds: int, count: int
) -> list[dict[str, object]]:
    """Ask `count` questions of each number of people in each round, and return what came of each number."""
    ask, number = asking(bot, corpus), 0
    rates: dict[int, list[float]] = {each: [] for each in people}
    spent: dict[int, list[float]] = {each: [] for each in people}

    async def ask_on(numbers: Iterator[int]) -> None:
        for each in numbers:
            await ask(each)

    # The first round is not counted: what is loaded once is loaded.
    for at in range(rounds + 1):
        for each in people:
            numbers = iter(range(number, number + count))
            number += count
            began, cpu = time.monotonic(), spent_seconds(bot.pid)
            await asyncio.gather(*(ask_on(numbers) for _ in range(each)))
            if at:
                rates[each].append(count / (time.monotonic() - began))
                spent[each].append((spent_seconds(bot.pid) - cpu) / count)
    alone, alone_spent = rates[people[0]], spent[people[0]]
    return [
        {
            "people": each,
            "questions_a_second": [round(rate, 2) for rate in rates[each]],
            "median_to_that_of_one": round(statistics.median(rates[each]) / statistics.median(alone), 3),
            "cpu_seconds_a_question": [round(seconds, 3) for seconds in spent[each]],
            "cpu_to_that_of_one": round(statistics.median(spent[each]) / statistics.median(alone_spent), 3),
        }
        for each in people
    ]


@asynccontextmanager
async def started(corpus: Path, reader: str) -> AsyncIterator[BotProcess]:
    """Start the bot over a corpus, with that reader."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with FakeDiscord() as discord:
            bot = BotProcess(discord, folder, corpus=corpus, data=folder / "data")
            bot.environment |= {"LOG_LEVEL": "INFO", "READER_MODEL": reader}
            try:
                await bot.start()
                yield bot
                await bot.stop()
            finally:
                await bot.kill()


async def measured_at_once(corpus: Path, reader: str, people: Sequence[int], rounds: int) -> dict[str, object]:
    async with started(corpus, reader) as bot:
        numbers = await ask_at_once(bot, corpus, people, rounds, IN_A_ROUND)
    load = [round(average, 1) for average in os.getloadavg()]
    falls = [each["people"] for each in numbers if float(str(each["median_to_that_of_one"])) < NEVER_FALLS]
    return {"reader": reader, "questions_a_round": IN_A_ROUND, "numbers": numbers, "falls_at": falls, "load": load}


async def measured(corpus: Path, reader: str, count: int, first: int) -> dict[str, object]:
    async with started(corpus, reader) as bot:
        began = time.monotonic()
        looks = await ask_all(bot, corpus, count)
        seconds = time.monotonic() - began
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
    parser.add_argument("--at-once", nargs="+", type=int, help="how many people ask, one number after the other")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    corpus = given.corpus.resolve()
    packages = ["discord.py", "aiohttp", "onnxruntime", "chromadb"]
    held = json.loads(given.out.read_text(encoding="utf-8")) if given.out and given.out.is_file() else {}
    runs, at_once = [], []
    if given.at_once:
        for reader in given.reader:
            at_once.append(asyncio.run(measured_at_once(corpus, reader, given.at_once, given.rounds)))
            publish({"runs": held.get("runs", []), "at_once": at_once}, packages, given.out)
        return
    for reader, count, first in zip(given.reader, given.questions, given.first, strict=True):
        runs.append(asyncio.run(measured(corpus, reader, count, first)))
        # A run may take an hour: what is there is kept.
        publish({"runs": runs, "at_once": held.get("at_once", [])}, packages, given.out)


if __name__ == "__main__":
    main()
