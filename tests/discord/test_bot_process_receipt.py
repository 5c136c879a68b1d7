"""The real bot and what it keeps: receipts, and sources that open after their documents have changed or gone."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from retrieval.settings import DEFAULT_EMBEDDING_MODEL
from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import BotProcess
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import (
    block_quotes,
    calls,
    corpus_texts,
    description,
    quotes,
    read,
    shown,
    small_print,
    title,
)
from tests.discord.fake.world import OWNER

# In the process that tests, `test_corpus_changes.py` and `unit/bot/` open what was kept.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

DRONES = "How many drones has Iran provided to Russia since August?"
UNANSWERED = "Who won the 2022 World Cup?"
FILE = "unprecedented-defense-partnership.md"
PARTNERSHIP = "Iran, Russia expanding their ‘unprecedented’ defense partnership: White House"


def receipt_id(message: Message) -> str:
    """The id that stands below an answer or a refusal."""
    *_, last = small_print(message)
    found = re.search(r"(?:^|· )([0-9A-Z]{10})$", last)
    assert found is not None, last
    return found[1]


async def opened(bot: BotProcess, typed: str) -> Message:
    return await bot.call("receipt", {"id": typed})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answer(started_bot: BotProcess) -> Message:
    return await started_bot.ask(DRONES)


@pytest_asyncio.fixture(loop_scope="module")
async def corpus_dir(bot: BotProcess, corpus_folder: Path) -> AsyncIterator[Path]:
    """The bot's corpus folder, to be changed; afterwards it is, and is indexed, as shipped."""
    yield bot.corpus
    shutil.rmtree(bot.corpus)
    shutil.copytree(corpus_folder, bot.corpus)
    await bot.manage("corpus reload")


async def test_a_receipt_shows_the_answer_again_to_whoever_has_its_id_alone(bot: BotProcess, answer: Message) -> None:
    interaction = await bot.discord.slash("receipt", {"id": receipt_id(answer)}, user=OWNER)
    again = await bot.reply(interaction)
    assert again.ephemeral
    assert (title(again), quotes(again)) == (DRONES, quotes(answer))
    opening = [button.custom_id for button in answer.buttons if button.label == "Read"]
    assert [button.custom_id for button in again.buttons] == opening
    assert description(again).count("→ Stands: its document is as it was") == len(opening)
    assert f"Receipt {receipt_id(answer)}" in read(description(again).splitlines()[0].replace("**", ""))
    assert DEFAULT_EMBEDDING_MODEL in shown(again)
    pressed = await bot.press(again, "1")
    assert quotes(answer)[1] in read(" ".join(block_quotes(pressed)).replace("**", ""))


async def test_a_refusal_has_a_receipt_too(bot: BotProcess) -> None:
    refusal = await bot.ask(UNANSWERED)
    again = await opened(bot, f"receipt {receipt_id(refusal).lower()}")
    assert again.texts[-2] == refusal.texts[-2].replace("none of the 5", "none of them")
    assert again.texts[-2].startswith("**The documents say nothing about this.**")
    assert again.buttons == ()


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("0000000000", "There is no receipt 0000000000. One is forgotten after 90 days."),
        ("@everyone **x** <@1>", "is not the id of a receipt. An id is 10 letters and digits"),
    ],
)
async def test_an_id_of_none_gets_a_clear_line(bot: BotProcess, typed: str, line: str) -> None:
    refusal = await opened(bot, typed)
    assert refusal.ephemeral
    assert line in read(refusal.text)
    assert calls(refusal) == []


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        ("edited", "Changed since: its document no longer holds these words."),
        ("shifted", "Changed since: the same words stand in its document on line"),
        ("withdrawn", "Withdrawn since: its document is no longer in the corpus."),
    ],
)
async def test_what_was_quoted_is_not_lost_when_its_document_changes_or_goes(
    bot: BotProcess, corpus_dir: Path, corpus_folder: Path, answer: Message, change: str, standing: str
) -> None:
    file = corpus_dir / FILE
    text = file.read_bytes()
    if change == "withdrawn":
        file.unlink()
    elif change == "shifted":
        front, _, body = text.rpartition(b"---\n")
        file.write_bytes(front + b"---\nAn added line above the others.\n" + body)
    else:
        file.write_bytes(text.replace(b"more than 400 UAVs", b"fewer than 300 UAVs"))
    await bot.manage("corpus reload")

    button = await bot.press(answer, "1")
    assert button.ephemeral
    assert title(button) == PARTNERSHIP
    assert standing in read(description(button))
    assert "Below it stands as it was kept on 20" in read(description(button))
    then = [read(line.replace("**", "")) for line in block_quotes(button)]
    assert [quote in corpus_texts(corpus_folder)[PARTNERSHIP] for quote in then] == [True] * len(then)
    assert quotes(answer)[1] in " ".join(then)

    receipt = await opened(bot, receipt_id(answer))
    assert quotes(receipt) == quotes(answer)
    assert standing in read(description(receipt))
    assert quotes(receipt)[1] in read(" ".join(block_quotes(await bot.press(receipt, "1"))).replace("**", ""))


async def test_receipts_and_buttons_outlive_the_process(bot: BotProcess, answer: Message) -> None:
    assert await bot.stop() == 0
    await bot.start()
    assert quotes(await opened(bot, receipt_id(answer))) == quotes(answer)


async def test_the_log_of_changes_is_there_for_those_who_manage_the_server(bot: BotProcess) -> None:
    log = await bot.manage("corpus log")
    assert log.ephemeral
    assert title(log) == "Changes to the corpus"


# All of it.


async def test_no_message_of_these_may_mention_anybody(bot: BotProcess, answer: Message) -> None:
    await opened(bot, receipt_id(answer))
    assert house_rules.mentions(bot) == []


async def test_discord_took_every_request_of_these(bot: BotProcess, answer: Message) -> None:
    await opened(bot, receipt_id(answer))
    assert house_rules.refusals(bot) == []
    assert house_rules.contract_breaches(bot) == []
    assert house_rules.left_thinking(bot) == []


async def test_the_log_of_these_holds_no_id_of_a_receipt_and_no_secret(bot: BotProcess, answer: Message) -> None:
    await opened(bot, receipt_id(answer))
    assert "opened a receipt" in bot.stderr
    assert receipt_id(answer) not in bot.stderr
    assert "Traceback" not in bot.stderr
    assert house_rules.leaks(bot) == []
