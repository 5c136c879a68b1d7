"""A reload of a folder that nobody wrote to since the last one: seen by listing it, and by nothing else."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.adapters.sqlite.file_memory import FILE_MEMORY_FILE, remembered_in
from retrieval.documents import folder
from retrieval.documents.folder_state import look_at
from retrieval.ports import Unchanged
from tests.fakes import WordHashEmbedder
from tests.indexes import Index

LONG_AGO_NS = 10_000_000_000


def later() -> int:
    return time.time_ns() + LONG_AGO_NS


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    texts = tmp_path / "corpus"
    (texts / "inner").mkdir(parents=True)
    (texts / "a.md").write_text("# Drones\n\nIran denied it.\n")
    (texts / "inner" / "b.txt").write_text("Bread rises in a warm oven.\n")
    return texts


def add(corpus: Path) -> None:
    (corpus / "c.md").write_text("# More\n\nThere is more.\n")


def edit(corpus: Path) -> None:
    (corpus / "a.md").write_text("# Drones\n\nIran confirmed.\n")


def remove(corpus: Path) -> None:
    (corpus / "inner" / "b.txt").unlink()


def rename(corpus: Path) -> None:
    (corpus / "a.md").rename(corpus / "z.md")


def state_beside(corpus: Path) -> None:
    (corpus / "a.md.meta.yaml").write_text("publisher: CNN\n")


def leave_out(corpus: Path) -> None:
    (corpus / ".footnoteignore").write_text("inner/\n")


@pytest.mark.parametrize("change", [add, edit, remove, rename, state_beside, leave_out])
def test_folder_state_differs_after_each_kind_of_change(corpus: Path, change: Callable[[Path], None]) -> None:
    before = look_at(corpus, later).digest
    assert before == look_at(corpus, later).digest != b""
    change(corpus)
    assert look_at(corpus, later).digest not in (before, b"")


def test_folder_state_is_not_relied_on_right_after_a_write(corpus: Path) -> None:
    assert look_at(corpus, lambda: (corpus / "a.md").stat().st_mtime_ns).digest == b""


def test_folder_state_is_not_relied_on_where_a_file_is_refused(corpus: Path) -> None:
    (corpus / "d.md").symlink_to("/etc/hosts")
    assert look_at(corpus, later).digest == b""


def test_memory_recalls_what_was_last_remembered_unchanged(tmp_path: Path) -> None:
    unchanged = Unchanged(3, (("a", "b"),))
    with remembered_in(tmp_path) as memory:
        memory.remember_unchanged(b"1", Unchanged(2, ()))
        memory.remember_unchanged(b"2", unchanged)
    with remembered_in(tmp_path) as memory:
        assert memory.recall_unchanged(b"1") is None
        assert memory.recall_unchanged(b"2") == unchanged


def test_reload_of_an_unchanged_folder_reports_what_a_plan_does(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that were written in a test count as files that nobody has touched for long."""
    monkeypatch.setattr(folder, "SETTLED_SECONDS", 0)
    (corpus / "same.txt").write_text("Bread rises in a warm oven.\n")
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        first = index.reload()
        assert remembered(tmp_path / "data") == 0
        planned = index.reload()
        assert remembered(tmp_path / "data") == 1
        recalled = index.reload()
        assert len(first.added) == planned.unchanged == recalled.unchanged == 3
        assert first.same_text == planned.same_text == recalled.same_text != ()
        edit(corpus)
        assert index.reload().changed == ("a.md",)
        assert index.reload().unchanged == 3


def remembered(data: Path) -> int:
    """How many states of the folder are remembered as those of an index with nothing to do."""
    with closing(sqlite3.connect(data / FILE_MEMORY_FILE)) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM unchanged")
    return int(count)


def test_reload_tries_a_file_again_that_cannot_be_read(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "SETTLED_SECONDS", 0)
    (corpus / "empty.md").touch()
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        reports = [index.reload() for _ in range(3)]
    assert [len(report.unreadable) for report in reports] == [1, 1, 1]
    assert remembered(tmp_path / "data") == 0
