"""Whoever a killed process left waiting is told by the next one."""

import asyncio
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from bot.replying.open_replies import OpenReplies, OpenReply
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.world import APPLICATION_ID, person
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.running import PASSAGES, QUESTION, begun, running, said

NOW = datetime.now(UTC)


def reply_of(number: int, at: datetime = NOW) -> OpenReply:
    return OpenReply(id=discord.utils.time_snowflake(at) + number, application_id=1, token=f"token-{number}")


@pytest.fixture
def process() -> Iterator["Process"]:
    """Makes what a process keeps of its open replies in a folder."""
    made: list[OpenReplies] = []

    def make(folder: Path) -> OpenReplies:
        made.append(OpenReplies(folder))
        return made[-1]

    yield make
    for record in made:
        record.close()


Process = Callable[[Path], OpenReplies]


def killed(replies: OpenReplies) -> None:
    """Its lock goes with a process, and nothing else does."""
    assert replies._lock is not None
    replies._lock.close()


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.name.isdigit())


def test_what_a_killed_process_left_open_is_found_once(process: Process, tmp_path: Path) -> None:
    first = process(tmp_path)
    for number in range(3):
        first.keep(reply_of(number))
    first.forget(reply_of(1).id)
    killed(first)
    second, third = process(tmp_path), process(tmp_path)
    assert sorted(reply.token for reply in second.left_behind(NOW)) == ["token-0", "token-2"]
    assert third.left_behind(NOW) == []
    assert list(files(tmp_path)) == []


def test_what_another_process_is_at_is_left_to_it(process: Process, tmp_path: Path) -> None:
    first, second = process(tmp_path), process(tmp_path)
    first.keep(reply_of(1))
    assert second.left_behind(NOW) == []
    assert len(list(files(tmp_path))) == 1


def test_a_token_that_is_over_is_dropped(process: Process, tmp_path: Path) -> None:
    first = process(tmp_path)
    first.keep(reply_of(1, NOW - timedelta(minutes=16)))
    killed(first)
    assert process(tmp_path).left_behind(NOW) == []
    assert list(files(tmp_path)) == []


def test_how_far_it_was_is_known(process: Process, tmp_path: Path) -> None:
    first = process(tmp_path)
    first.keep(reply_of(1))
    first.on_its_way(reply_of(1).id, "0123456789")
    first.on_its_way(reply_of(2).id, "not one of ours")
    killed(first)
    (found,) = process(tmp_path).left_behind(NOW)
    assert (found.is_on_its_way, found.receipt_id) == (True, "0123456789")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"id": 1}', "\x00"])
def test_a_file_that_says_nothing_is_passed_over(process: Process, tmp_path: Path, content: str) -> None:
    first = process(tmp_path)
    first.keep(reply_of(1))
    first.keep(reply_of(2))
    (next(path for path in files(tmp_path) if path.name == str(reply_of(1).id))).write_text(content)
    killed(first)
    assert [reply.token for reply in process(tmp_path).left_behind(NOW)] == ["token-2"]


def test_they_are_for_one_user_alone_and_nothing_stays_of_a_process_that_has_left(
    process: Process, tmp_path: Path
) -> None:
    folder = tmp_path / "open-replies"
    replies = process(folder)
    replies.keep(reply_of(1))
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(folder)} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())} == {0o700}
    replies.forget(reply_of(1).id)
    replies.close()
    assert list(folder.iterdir()) == []


def test_a_disk_that_says_no_stops_nobody(process: Process, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    replies = process(tmp_path)
    for path in list(replies._own.iterdir()):
        path.unlink()
    replies._own.rmdir()
    replies.keep(reply_of(1))
    replies.on_its_way(reply_of(1).id, None)
    replies.forget(reply_of(1).id)
    replies.close()
    assert "could not be noted" in caplog.text
    assert "token-1" not in caplog.text


def open_reply(interaction: Interaction) -> OpenReply:
    return OpenReply(id=interaction.id, application_id=APPLICATION_ID, token=interaction.token)


async def test_they_are_noted_while_at_work_and_not_after(fake: FakeDiscord, process: Process, tmp_path: Path) -> None:
    footnote = FakeFootnote(PASSAGES)
    async with running(fake, footnote, tmp_path):
        footnote.gate.clear()
        asked = [await fake.slash("ask", QUESTION, user=person(number)) for number in range(4)]
        for interaction in asked:
            await interaction.wait_for_callback()
        assert sorted(path.name for path in files(tmp_path)) == sorted(str(interaction.id) for interaction in asked)
        footnote.gate.set()
        for interaction in asked:
            await said(interaction)
    assert list(files(tmp_path)) == []


async def test_who_was_left_thinking_is_told_at_the_next_start(
    fake: FakeDiscord, process: Process, tmp_path: Path
) -> None:
    footnote = FakeFootnote(PASSAGES)
    killed_one = process(tmp_path)
    async with running(fake, footnote):
        footnote.gate.clear()
        thinking = [await fake.slash("ask", QUESTION, user=person(number)) for number in range(3)]
        for interaction in thinking:
            await interaction.wait_for_callback()
            killed_one.keep(open_reply(interaction))
        # As a process that is killed: nobody is told by it.
        killed(killed_one)
        async with running(fake, FakeFootnote(PASSAGES), tmp_path) as next_one:
            for interaction in thinking:
                assert await said(interaction) == "I was restarted before this was done. Please ask again."
                assert len(interaction.messages) == 1
            assert next_one._explaining is not None
            await next_one._explaining
            assert list(files(tmp_path)) == []


async def test_an_answer_that_may_have_arrived_is_not_written_over(
    fake: FakeDiscord, process: Process, tmp_path: Path
) -> None:
    killed_one = process(tmp_path)
    async with running(fake, FakeFootnote(PASSAGES)):
        interaction = await fake.slash("ask", QUESTION)
        answer = await interaction.wait_for_message()
        killed_one.keep(open_reply(interaction))
        killed_one.on_its_way(interaction.id, FakeFootnote.RECEIPT_ID)
        killed(killed_one)
    async with running(fake, FakeFootnote(PASSAGES), tmp_path):
        await fake.wait_until(lambda: len(interaction.messages) == 2, "the next process to tell of it")
        first, warning = interaction.messages
        assert first.embeds == answer.embeds
        assert warning.ephemeral
        assert warning.text.startswith("I was restarted while I was sending this.")
        assert FakeFootnote.RECEIPT_ID in warning.text


async def test_what_the_bot_apologised_for_when_it_left_is_not_told_again(
    fake: FakeDiscord, process: Process, tmp_path: Path
) -> None:
    footnote = FakeFootnote(PASSAGES)
    async with running(fake, footnote, tmp_path) as bot:
        footnote.gate.clear()
        interaction = await fake.slash("ask", QUESTION)
        await begun(footnote)
        await bot.desk.leave(0.01)
        assert "being restarted" in await said(interaction)
        assert list(files(tmp_path)) == []


async def test_a_reload_at_work_is_waited_for_when_the_bot_leaves(fake: FakeDiscord) -> None:
    footnote = FakeFootnote(PASSAGES)
    async with running(fake, footnote) as bot:
        footnote.gate.clear()
        with bot._reloads.started("somebody", "Reloading") as job:
            reload = asyncio.ensure_future(bot.desk.reloads.run(lambda: bot._library.reload(job.note, who="somebody")))
            await begun(footnote)
            leaving = asyncio.ensure_future(bot.desk.leave(30))
            await asyncio.sleep(0)
            assert not leaving.done()
            footnote.gate.set()
            await leaving
            assert bot.desk.reloads.is_idle
            await asyncio.gather(reload, return_exceptions=True)
