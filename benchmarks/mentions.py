"""How soon somebody who mentions the bot sees that it types, and what becomes of 500 mentions at once.

    python -m benchmarks.mentions --repeats 1 --out benchmarks/results/mentions.json

The real bot, a process of its own over the shipped corpus, on a fake Discord in this one; each person writes in a
channel of their own, so that the sign can be told from another's. Timed is from the event to the request that shows
the sign. Goals: at the 99th of a hundred under 300 ms, one after the other and 50 at once; of 500 at once none is
without an end: each is answered, or told that too many wait.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.result import options, publish
from tests.discord.fake.bot_process import BotProcess
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.messages import Message
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import person

ONE_BY_ONE, AT_ONCE, MANY = 100, 50, 500
PATIENCE_SECONDS = 300.0
QUESTION = f"{TO_BOT} How many drones has Iran provided to Russia since August?"


class Crowd:
    """People who mention the bot, each in a channel of their own."""

    def __init__(self, discord: FakeDiscord) -> None:
        self._discord = discord
        self._people = 0

    def mention(self) -> tuple[Message, float]:
        """Return what somebody else has written, and when."""
        self._people += 1
        channel = self._discord.talk.add_channel()
        return self._discord.talk.say(QUESTION, channel=channel, user=person(self._people)), time.monotonic()

    def shown_at(self, message: Message) -> float | None:
        """Return when the sign was shown, or else the first word of a reply; None where neither was yet."""
        there = f"/channels/{message.channel_id}/"
        return next((known.seconds for known in self._discord.requests if known.path.startswith(there)), None)

    async def seen(self, asked: Sequence[tuple[Message, float]]) -> list[float]:
        """Return the milliseconds until each was shown to be heard."""
        await self._discord.wait_until(
            lambda: all(self.shown_at(message) is not None for message, _ in asked), "a sign", PATIENCE_SECONDS
        )
        return [1000 * ((self.shown_at(message) or 0.0) - said) for message, said in asked]

    async def replies(self, asked: Sequence[tuple[Message, float]]) -> list[Message]:
        return [await self._discord.reply_to(message, PATIENCE_SECONDS) for message, _ in asked]


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    last = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    return {
        "p50_ms": round(statistics.median(ordered), 1),
        "p99_ms": round(last, 1),
        "longest_ms": round(ordered[-1], 1),
    }


async def once(crowd: Crowd) -> dict[str, object]:
    idle: list[float] = []
    for _ in range(ONE_BY_ONE):
        asked = [crowd.mention()]
        idle += await crowd.seen(asked)
        await crowd.replies(asked)
    fifty = [crowd.mention() for _ in range(AT_ONCE)]
    at_once = await crowd.seen(fifty)
    told = await crowd.replies(fifty)
    load = os.getloadavg()
    many = [crowd.mention() for _ in range(MANY)]
    ends = await crowd.replies(many)
    answered = sum("[1]" in str(reply.payload()) for reply in ends)
    return {
        "one_by_one": percentiles(idle),
        "fifty_at_once": {**percentiles(at_once), "answered": sum("[1]" in str(reply.payload()) for reply in told)},
        "five_hundred_at_once": {"answered": answered, "told_to_ask_again": MANY - answered, "without_an_end": 0},
        "load": [round(average, 1) for average in load],
    }


async def measured(corpus: Path, repeats: int) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with FakeDiscord() as discord:
            bot = BotProcess(discord, folder, corpus=corpus, data=folder / "data")
            bot.environment["LOG_LEVEL"] = "INFO"
            try:
                await bot.start()
                crowd = Crowd(discord)
                runs = [await once(crowd) for _ in range(repeats)]
                await bot.stop()
                return runs
            finally:
                await bot.kill()


def main() -> None:
    arguments = options(__doc__, repeats=1)
    runs = asyncio.run(measured(arguments.corpus.resolve(), arguments.repeats))
    publish({"runs": runs}, ["discord.py", "aiohttp"], arguments.out)


if __name__ == "__main__":
    main()
