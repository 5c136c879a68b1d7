"""The corpus folder, watched: real files and the real watcher, and reloads that are counted."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path, PurePath

import pytest

from bot.jobs.running import Reloads
from bot.jobs.watching import Watch
from bot.library import Library
from bot.replying.reply import Desk
from bot.text import words
from retrieval.errors import CorpusError
from retrieval.index.watching import is_of_the_corpus
from tests.faults import FAULT
from tests.unit.bot.fake_footnote import PATIENCE_SECONDS, FakeFootnote

QUIET_SECONDS = 0.2


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.md", True),
        ("folder/a.pdf", True),
        ("folder", True),
        ("a.pdf.yaml", True),
        ("#a.md", True),
        (".a.md.swp", False),
        ("a.md~", False),
        ("#a.md#", False),
        ("~$report.docx", False),
        (".~lock.report.docx#", False),
        ("a.md.part", False),
        ("a.md___jb_tmp___", False),
        (".removed/a.md", False),
        (".git/index", False),
    ],
)
def test_what_nobody_reads_begins_no_reload(path: str, expected: bool) -> None:
    assert is_of_the_corpus(PurePath(path)) is expected


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("A")
    return tmp_path / "corpus"


@pytest.fixture
def footnote() -> FakeFootnote:
    return FakeFootnote()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    made = Desk(questions_at_once=1)
    yield made
    await made.leave(0.0)


@pytest.fixture
async def watching(folder: Path, footnote: FakeFootnote, desk: Desk) -> AsyncIterator["asyncio.Task[None]"]:
    """Past the reload that it begins with."""
    watch = Watch(Reloads(desk), Library(footnote), folder, quiet_seconds=QUIET_SECONDS, again_seconds=QUIET_SECONDS)
    task = asyncio.create_task(watch.run())
    await until(lambda: len(footnote.reloaded_by) == 1 and desk.reloads.is_idle)
    yield task
    footnote.gate.set()
    watch.leave()
    await asyncio.wait_for(task, PATIENCE_SECONDS)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():  # noqa: ASYNC110  # neither a file nor a log tells when it changes
            await asyncio.sleep(0.01)


async def test_a_change_is_reloaded_in_the_folders_name(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]", caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        (folder / "b.md").write_text("B")
        await until(lambda: len(footnote.reloaded_by) >= 2 and "the corpus folder was reloaded" in caplog.text)
    assert footnote.reloaded_by[-1] == (words.BY_WATCHING, None)
    assert "changed=1" in caplog.text


@pytest.mark.parametrize("change", ["edit", "remove", "rename", "folder"])
async def test_so_is_every_kind_of_change(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]", change: str
) -> None:
    match change:
        case "edit":
            (folder / "a.md").write_text("Another A")
        case "remove":
            (folder / "a.md").unlink()
        case "rename":
            (folder / "a.md").rename(folder / "b.md")
        case "folder":
            (folder.parent / "v1.2").mkdir()
            (folder.parent / "v1.2" / "c.md").write_text("C")
            (folder.parent / "v1.2").rename(folder / "v1.2")
    await until(lambda: len(footnote.reloaded_by) >= 2)


async def test_what_is_hidden_or_an_editors_begins_none(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]"
) -> None:
    (folder / ".removed").mkdir()
    for name in (".removed/a.md", ".a.md.swp", "a.md~"):
        (folder / name).write_text("Not to be read")
    # Nothing tells of what does not happen: this is as long as it would take.
    await asyncio.sleep(4 * QUIET_SECONDS)
    assert len(footnote.reloaded_by) == 1
    (folder / "b.md").write_text("B")
    await until(lambda: len(footnote.reloaded_by) >= 2)


async def test_a_change_while_a_reload_is_at_work_is_reloaded_after_it(
    folder: Path, footnote: FakeFootnote, desk: Desk, watching: "asyncio.Task[None]"
) -> None:
    while footnote.begun.acquire(blocking=False):
        pass
    footnote.gate.clear()
    (folder / "b.md").write_text("B")
    assert await asyncio.to_thread(footnote.begun.acquire, timeout=PATIENCE_SECONDS)
    (folder / "c.md").write_text("C")
    footnote.gate.set()
    await until(lambda: len(footnote.reloaded_by) >= 3)


async def test_it_waits_for_a_reload_of_somebody_elses(
    folder: Path,
    footnote: FakeFootnote,
    desk: Desk,
    watching: "asyncio.Task[None]",
    caplog: pytest.LogCaptureFixture,
) -> None:
    with desk.reloads.place():
        (folder / "b.md").write_text("B")
        await asyncio.sleep(4 * QUIET_SECONDS)
        assert len(footnote.reloaded_by) == 1
    await until(lambda: len(footnote.reloaded_by) >= 2)
    assert "not reloaded" not in caplog.text


async def test_what_could_not_be_reloaded_is_told_once_and_tried_again(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]", caplog: pytest.LogCaptureFixture
) -> None:
    footnote.error = CorpusError(FAULT, what="The folder is empty.", remedy="Fill it.")
    (folder / "b.md").write_text("B")
    await until(lambda: len(footnote.reloaded_by) >= 4)
    footnote.error = None
    with caplog.at_level(logging.INFO, logger="bot"):
        await until(lambda: "the corpus folder was reloaded" in caplog.text)
    assert caplog.text.count("The folder is empty. Fill it. It is tried again.") == 1
    tried = len(footnote.reloaded_by)
    (folder / "c.md").write_text("C")
    await until(lambda: len(footnote.reloaded_by) > tried)


async def test_what_should_never_happen_does_not_end_the_watch(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]", caplog: pytest.LogCaptureFixture
) -> None:
    footnote.error = ZeroDivisionError()
    (folder / "b.md").write_text("B")
    await until(lambda: "ZeroDivisionError" in caplog.text)
    footnote.error = None
    tried = len(footnote.reloaded_by)
    (folder / "c.md").write_text("C")
    await until(lambda: len(footnote.reloaded_by) > tried)


def put_there(folder: Path) -> None:
    """An empty folder of that name, whatever was there."""
    if folder.exists():
        folder.rename(folder.with_name("before"))
    folder.mkdir()


async def test_a_folder_that_went_away_is_watched_again_once_it_is_back(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]", caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(folder)
    await until(lambda: f"The corpus folder {folder} cannot be watched" in caplog.text)
    tried = len(footnote.reloaded_by)
    put_there(folder)
    await until(lambda: len(footnote.reloaded_by) > tried)
    tried = len(footnote.reloaded_by)
    (folder / "b.md").write_text("B")
    await until(lambda: len(footnote.reloaded_by) > tried)


async def test_another_folder_in_its_place_is_watched_in_its_place(
    folder: Path, footnote: FakeFootnote, watching: "asyncio.Task[None]"
) -> None:
    put_there(folder)
    await until(lambda: len(footnote.reloaded_by) >= 2)
    tried = len(footnote.reloaded_by)
    (folder / "b.md").write_text("B")
    await until(lambda: len(footnote.reloaded_by) > tried)


async def test_leaving_ends_it_in_the_middle_of_a_reload_too(
    folder: Path, footnote: FakeFootnote, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    watch = Watch(Reloads(desk), Library(footnote), folder, quiet_seconds=QUIET_SECONDS)
    footnote.gate.clear()
    task = asyncio.create_task(watch.run())
    assert await asyncio.to_thread(footnote.begun.acquire, timeout=PATIENCE_SECONDS)
    watch.leave()
    await desk.leave(0.0)
    footnote.gate.set()
    await asyncio.wait_for(task, PATIENCE_SECONDS)
    assert len(footnote.reloaded_by) == 1
    assert "was reloaded" not in caplog.text, "it was to stop at the next batch"
