"""The socket on which a bot says how it is."""

import asyncio
import socket
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.health import HEALTH_SOCKET, Health, ask_health, tell_health

GOOD = Health(is_connected=True, answers=True, presence="here")


@asynccontextmanager
async def telling(folder: Path, look: Callable[[], Health]) -> AsyncIterator[None]:
    opened = asyncio.Event()
    task = asyncio.create_task(tell_health(folder, look, opened.set))
    opening = asyncio.create_task(opened.wait())
    await asyncio.wait({task, opening}, return_when=asyncio.FIRST_COMPLETED)
    yield
    for each in (task, opening):
        each.cancel()
    await asyncio.gather(task, opening, return_exceptions=True)


async def test_health_is_told_as_it_is_when_asked(tmp_path: Path) -> None:
    states = iter([Health(is_connected=False, answers=False, presence="reading"), GOOD])
    async with telling(tmp_path, lambda: next(states)):
        assert (await asyncio.to_thread(ask_health, tmp_path)).presence == "reading"
        assert await asyncio.to_thread(ask_health, tmp_path) == GOOD


async def test_socket_is_for_its_user_alone_and_goes_with_the_bot(tmp_path: Path) -> None:
    async with telling(tmp_path, lambda: GOOD):
        await asyncio.to_thread(ask_health, tmp_path)
        assert stat.S_IMODE((tmp_path / HEALTH_SOCKET).stat().st_mode) == 0o600
    assert not (tmp_path / HEALTH_SOCKET).exists()
    with pytest.raises(FileNotFoundError):
        ask_health(tmp_path)


async def test_socket_of_a_bot_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / HEALTH_SOCKET))
    with pytest.raises(ConnectionRefusedError):
        ask_health(tmp_path)
    async with telling(tmp_path, lambda: GOOD):
        assert await asyncio.to_thread(ask_health, tmp_path) == GOOD


async def test_folder_with_a_long_path_has_a_socket_where_one_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("long" * 20) / ("longer" * 20)
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    async with telling(folder, lambda: GOOD):
        assert await asyncio.to_thread(ask_health, folder) == GOOD


async def test_folder_that_can_hold_no_socket_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with telling(tmp_path / "nowhere", lambda: GOOD):
        pass
    assert "nobody can be told" in caplog.text


def test_bot_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(tmp_path / HEALTH_SOCKET))
        hanging.listen()
        with pytest.raises(TimeoutError):
            ask_health(tmp_path, patience_seconds=0.01)


@pytest.mark.parametrize("told", [b"", b"null", b"[]", b'{"is_connected": true}', b"\xff"])
def test_what_is_no_answer_is_an_error(tmp_path: Path, told: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(tmp_path / HEALTH_SOCKET))
        other.listen()

        def answer() -> None:
            connection, _ = other.accept()
            with connection:
                connection.sendall(told)

        async def ask() -> Health:
            health, _ = await asyncio.gather(asyncio.to_thread(ask_health, tmp_path), asyncio.to_thread(answer))
            return health

        with pytest.raises(OSError, match="Protocol error"):
            asyncio.run(ask())


@pytest.mark.parametrize(
    ("health", "is_good"),
    [
        (GOOD, True),
        (Health(is_connected=False, answers=True, presence=""), False),
        (Health(is_connected=True, answers=False, presence=""), False),
    ],
)
def test_bot_is_well_where_it_is_connected_and_answers(health: Health, is_good: bool) -> None:
    assert health.is_good is is_good
