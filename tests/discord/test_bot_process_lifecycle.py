"""The real bot from its start to its end: what stops it from starting, a network that fails, and how it leaves."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import (
    BLANK,
    PATIENCE_SECONDS,
    ROOT,
    BotProcess,
    Ended,
    FirstStart,
    environment,
    run_to_its_end,
    traps_in,
)
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.reading import block_quotes, quotes, shown
from tests.discord.fake.world import GUILD, person
from tests.indexes import copy_of_index

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRONES = "How many drones has Iran provided to Russia since August?"

# Starts.


@pytest.mark.slow
async def test_a_first_start_indexes_the_corpus(first_start: FirstStart) -> None:
    """The other tests answer from what it has indexed."""
    assert "5 documents" in shown(first_start.listed)
    assert first_start.code == 0


@pytest.mark.slow
async def test_commands_can_be_offered_in_one_server_alone(first_start: FirstStart, tmp_path: Path) -> None:
    copy_of_index(first_start.data, tmp_path / "data")
    async with FakeDiscord() as discord:
        bot = BotProcess(discord, tmp_path, corpus=ROOT / "corpus", data=tmp_path / "data")
        bot.environment["DISCORD_GUILD_ID"] = str(GUILD.id)
        try:
            await bot.start()
            commands = await discord.wait_for_commands(guild_id=GUILD.id)
            assert {"ask", "source", "receipt", "settings", "corpus"} <= {command["name"] for command in commands}
            assert "5 documents" in shown(await bot.call("source list"))
            with pytest.raises(LookupError):
                discord.command("ask", guild_id=None)
        finally:
            await bot.kill()


def complaint(ended: Ended) -> str:
    """The one line that a bot which cannot run leaves behind."""
    assert (ended.code, ended.stdout) == (1, ""), ended
    assert ended.stderr.startswith("error: ")
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Nobody listens there, and nobody else is given it meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


async def test_a_token_that_is_not_set_is_one_clear_line(tmp_path: Path) -> None:
    """And no model is loaded for it."""
    found_first = f"{traps_in(tmp_path)}{os.pathsep}{ROOT}"
    variables = environment({"PYTHONPATH": found_first, "LOG_LEVEL": "INFO"}, corpus=ROOT / "corpus", data=tmp_path)
    del variables["DISCORD_TOKEN"]
    ended = await run_to_its_end(variables, cwd=tmp_path)
    line = complaint(ended)
    assert "DISCORD_TOKEN" in line
    assert ".env" in line


@pytest.mark.parametrize("token", [BLANK, "wrong.token.of-someone", "a “quoted” token", "a token\nof two lines"])
async def test_a_token_that_is_wrong_is_one_clear_line_without_it(tmp_path: Path, token: str) -> None:
    async with FakeDiscord() as discord:
        no_model = {"LOG_LEVEL": "INFO", "PYTHONPATH": str(traps_in(tmp_path))}
        settings = {**discord.environment, **no_model, "DISCORD_TOKEN": token}
        ended = await run_to_its_end(environment(settings, corpus=ROOT / "corpus", data=tmp_path / "data"))
    assert not (tmp_path / "data").exists()
    line = complaint(ended)
    assert "DISCORD_TOKEN" in line
    assert ".env" in line
    assert not token.strip() or token not in line


@pytest.mark.parametrize(
    ("settings", "texts"),
    [
        (
            {"DISCORD_API_BASE": "http://127.0.0.1:{closed_port}/api/v10"},
            ("Discord cannot be reached", "{closed_port}"),
        ),
        ({"DISCORD_GUILD_ID": "home"}, ("DISCORD_GUILD_ID", ".env.example")),
        ({"LOG_LEVEL": "LOUD"}, ("LOG_LEVEL", ".env.example")),
        ({"CORPUS_DIR": "{folder}/none"}, ("{folder}/none", "does not exist")),
        ({"DATA_DIR": "{folder}/file"}, ("{folder}/file",)),
    ],
    ids=["api", "guild", "log level", "corpus", "data"],
)
async def test_what_it_cannot_run_with_is_one_clear_line(
    tmp_path: Path, closed_port: int, settings: dict[str, str], texts: tuple[str, ...]
) -> None:
    (tmp_path / "file").touch()
    places = {"closed_port": closed_port, "folder": tmp_path}
    changed = {name: value.format_map(places) for name, value in settings.items()}
    async with FakeDiscord() as discord:
        usual = environment(discord.environment, corpus=ROOT / "corpus", data=tmp_path / "data")
        line = complaint(await run_to_its_end({**usual, "LOG_LEVEL": "WARNING", **changed}))
    assert [text for text in texts if text.format_map(places) not in line] == []


@pytest.mark.slow
async def test_a_gateway_that_cannot_be_reached_ends_in_a_clear_line(
    first_start: FirstStart, tmp_path: Path, closed_port: int
) -> None:
    copy_of_index(first_start.data, tmp_path / "data")
    async with FakeDiscord() as discord:
        settings = {**discord.environment, "DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{closed_port}"}
        ended = await run_to_its_end(environment(settings, corpus=ROOT / "corpus", data=tmp_path / "data"))
    assert ended.code == 1
    assert ended.stderr.splitlines()[-1].startswith("error: Discord's gateway cannot be reached.")
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
async def test_an_index_that_another_process_holds_is_one_line_that_names_it(bot: BotProcess) -> None:
    line = complaint(await run_to_its_end({**bot.environment, "LOG_LEVEL": "WARNING"}))
    assert f"is in use by `python -m bot` (process {bot.pid}, since " in line
    assert "5 documents" in shown(await bot.call("source list"))


# A network that fails.


def statuses(bot: BotProcess, interaction: Interaction, api: str) -> list[int]:
    """What the requests of an interaction were answered with."""
    requests = [
        request
        for request in bot.discord.requests
        if request.path.startswith(api) and interaction.token in request.path
    ]
    return [request.status for request in requests]


@pytest.mark.parametrize("status", [429, 500])
@pytest.mark.slow
async def test_an_answer_that_discord_did_not_take_is_sent_again(bot: BotProcess, status: int) -> None:
    bot.discord.fail_next("PATCH", "/webhooks/*", status=status, retry_after_seconds=0.1)
    interaction = await bot.discord.slash("ask", {"question": DRONES})
    answer = await bot.reply(interaction)
    assert "400" in quotes(answer)[1]
    assert statuses(bot, interaction, "/webhooks") == [status, 200]


@pytest.mark.parametrize("status", [429, 500])
@pytest.mark.slow
async def test_an_acknowledgement_that_discord_did_not_take_is_sent_again(bot: BotProcess, status: int) -> None:
    bot.discord.fail_next("POST", "/interactions/*", status=status, retry_after_seconds=0.1)
    interaction = await bot.discord.slash("source list")
    assert "5 documents" in shown(await bot.reply(interaction))
    assert statuses(bot, interaction, "/interactions") == [status, 200]


@pytest.mark.slow
async def test_a_reply_that_discord_refuses_ends_in_an_apology_that_the_log_explains(bot: BotProcess) -> None:
    bot.discord.fail_next("PATCH", "/webhooks/*", status=400)
    apology = await bot.call("source list")
    assert "Discord did not take my reply." in apology.text
    error_id = apology.text.split("`")[1]
    assert f"error id {error_id}" in bot.stderr


@pytest.mark.slow
async def test_an_interaction_that_came_too_late_is_let_go(bot: BotProcess) -> None:
    late = await bot.discord.slash("source list", age_seconds=5.0)
    await bot.discord.wait_until(
        lambda: statuses(bot, late, "/interactions") == [404], "the callback", PATIENCE_SECONDS
    )
    assert "5 documents" in shown(await bot.call("source list"))
    assert statuses(bot, late, "/webhooks") == []


@pytest.mark.slow
async def test_a_lost_connection_is_resumed_and_what_was_missed_is_answered(bot: BotProcess) -> None:
    identified, resumed = bot.discord.identify_count, bot.discord.resume_count
    await bot.discord.drop_connection()
    interaction = await bot.discord.slash("ask", {"question": DRONES})
    assert "400" in quotes(await bot.reply(interaction))[1]
    assert (bot.discord.identify_count, bot.discord.resume_count) == (identified, resumed + 1)


@pytest.mark.slow
async def test_it_comes_back_when_discord_asks_it_to_reconnect(bot: BotProcess) -> None:
    resumed = bot.discord.resume_count
    await bot.discord.request_reconnect()
    await bot.discord.wait_until(lambda: bot.discord.resume_count > resumed, "the bot to come back", PATIENCE_SECONDS)
    interaction = await bot.discord.slash("source list")
    assert "5 documents" in shown(await bot.reply(interaction))
    assert len(interaction.messages) == 1


# Stops.


async def leave(bot: BotProcess, number: signal.Signals = signal.SIGTERM) -> str:
    """Tell it to stop, see that it does in good order, and return what it wrote meanwhile."""
    written = len(bot.stderr)
    bot.signal(number)
    assert await bot.exit_code() == 0
    last_words = bot.stderr[written:]
    assert "Traceback" not in last_words
    return last_words


@pytest.mark.slow
async def test_a_button_works_after_a_restart(bot: BotProcess) -> None:
    answer = await bot.ask(DRONES)
    before = await bot.press(answer, "1")
    first_pid = bot.pid
    await leave(bot)
    await bot.start()
    after = await bot.press(answer, "1")
    assert bot.pid != first_pid
    assert block_quotes(before)
    assert (after.ephemeral, after.embeds) == (True, before.embeds)


@pytest.mark.slow
async def test_questions_in_flight_are_finished_when_it_is_told_to_stop(bot: BotProcess) -> None:
    """Just started it has a model to load, which takes longer than it may take to leave."""
    await leave(bot)
    await bot.start()
    asked = [await bot.discord.slash("ask", {"question": DRONES}, user=person(number)) for number in range(5)]
    for interaction in asked:
        await interaction.wait_for_callback(PATIENCE_SECONDS)
    assert any(interaction.messages[0].loading for interaction in asked)
    await leave(bot)
    replies = [shown(message) for interaction in asked for message in interaction.messages]
    assert len(replies) == len(asked)
    assert [text for text in replies if "400" not in text and "I am being restarted." not in text] == []


@pytest.mark.slow
async def test_a_reply_on_its_way_arrives_before_it_leaves(bot: BotProcess) -> None:
    bot.discord.fail_next("PATCH", "/webhooks/*", status=429, retry_after_seconds=1.0)
    interaction = await bot.discord.slash("source list")
    await bot.discord.wait_until(
        lambda: statuses(bot, interaction, "/webhooks") == [429], "the reply", PATIENCE_SECONDS
    )
    await leave(bot)
    (listed,) = interaction.messages
    assert "5 documents" in shown(listed)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.slow
async def test_with_nothing_to_do_it_leaves_in_good_order(bot: BotProcess, number: signal.Signals) -> None:
    await bot.call("source list")
    await leave(bot, number)


@pytest.mark.slow
async def test_it_can_be_stopped_while_discord_is_not_there_yet(bot: BotProcess) -> None:
    await leave(bot)
    requests = len(bot.discord.requests)
    bot.discord.fail_next("GET", "/users/@me", status=502)
    bot.launch()
    await bot.discord.wait_until(lambda: len(bot.discord.requests) > requests, "the bot to log in", PATIENCE_SECONDS)
    await leave(bot)


@pytest.mark.slow
async def test_it_starts_again_after_it_was_killed(bot: BotProcess) -> None:
    await bot.call("source list")
    await bot.kill()
    await bot.start()
    assert "5 documents" in shown(await bot.call("source list"))


# All of it.


@pytest.mark.slow
async def test_no_message_of_these_may_mention_anybody(bot: BotProcess) -> None:
    await bot.call("source list")
    assert house_rules.mentions(bot) == []


@pytest.mark.slow
async def test_no_interaction_of_these_is_left_thinking(bot: BotProcess) -> None:
    await bot.call("source list")
    assert house_rules.left_thinking(bot) == []


@pytest.mark.slow
async def test_every_request_of_these_meets_discords_contract(bot: BotProcess) -> None:
    await bot.call("source list")
    assert house_rules.contract_breaches(bot) == []


@pytest.mark.slow
async def test_the_log_of_these_holds_no_secret(bot: BotProcess) -> None:
    await bot.call("source list")
    assert bot.stderr
    assert house_rules.leaks(bot) == []
