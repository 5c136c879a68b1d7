"""A reload of a folder of which nothing was written to since the last one, or a few files: seen by listing it, and by
looking into these.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.adapters.sqlite.file_memory import FILE_MEMORY_FILE, remembered_in
from retrieval.documents import folder
from retrieval.documents.folder_state import FolderState, look_at
from retrieval.documents.loading import outline_corpus
from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.documents import Outline
from retrieval.errors import DocumentError
from retrieval.index import indexing
from retrieval.ports import FileMemory, ReadFile, Settled
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


SETTLED = Settled(b"1", 3, (("a", "b"),))
READ = ReadFile(b"state", b"digest", [Outline("a.md", "a.md", "c", "i", "r")])


def test_what_was_settled_is_recalled_after_the_same_flip_alone(tmp_path: Path) -> None:
    with remembered_in(tmp_path) as memory:
        memory.settle("first", Settled(b"0", 2, ()))
        memory.settle("second", SETTLED)
    with remembered_in(tmp_path) as memory:
        assert memory.recall_settled("first") is None
        assert memory.recall_settled("second") == SETTLED


def test_nothing_is_settled_any_more_once_a_file_was_remembered(tmp_path: Path) -> None:
    with remembered_in(tmp_path) as memory:
        memory.remember("a.md", READ)
        memory.settle("first", SETTLED)
        assert memory.recall_settled("first") == SETTLED
        memory.remember("a.md", READ)
        memory.flush()
        assert memory.recall_settled("first") is None
        memory.settle("first", SETTLED)
        memory.forget(["a.md"])
        memory.flush()
        assert memory.recall_settled("first") is None


@pytest.mark.parametrize("writes", [True, False], ids=["that writes", "that reads"])
def test_a_pass_beside_another_that_wrote_settles_nothing(tmp_path: Path, writes: bool) -> None:
    with remembered_in(tmp_path) as memory:
        with remembered_in(tmp_path) as other:
            other.remember("a.md", READ)
        if writes:
            memory.remember("b.md", READ)
        memory.settle("first", SETTLED)
        assert memory.recall_settled("first") is None
    with remembered_in(tmp_path) as memory:
        memory.settle("first", SETTLED)
        assert memory.recall_settled("first") == SETTLED


def test_reload_of_an_unchanged_folder_reports_what_a_plan_does(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that were written in a test count as files that nobody has touched for long."""
    monkeypatch.setattr(folder, "SETTLED_SECONDS", 0)
    (corpus / "same.txt").write_text("Bread rises in a warm oven.\n")
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        first = index.reload()
        assert remembered(tmp_path / "data") == 1
        recalled = index.reload()
        assert len(first.added) == recalled.unchanged == 3
        assert first.same_text == recalled.same_text != ()
        edit(corpus)
        assert index.reload().changed == ("a.md",)
        assert index.reload().unchanged == 3


def outlined(monkeypatch: pytest.MonkeyPatch) -> list[set[str] | None]:
    """The files that each pass over the folder looks into; None stands for all."""
    passes: list[set[str] | None] = []

    def told(
        state: FolderState, memory: FileMemory, only: set[str] | None = None, parsed: ParsedFiles | None = None
    ) -> Iterator[Outline | DocumentError]:
        passes.append(only)
        return outline_corpus(state, memory, only, parsed)

    monkeypatch.setattr(indexing, "outline_corpus", told)
    return passes


@pytest.mark.parametrize("change", [add, edit, remove, rename, state_beside])
def test_reload_after_a_change_looks_into_what_differs_alone(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(folder, "SETTLED_SECONDS", 0)
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        index.reload()
        passes = outlined(monkeypatch)
        for changed in (change, lambda corpus: (corpus / "new.md").write_text("It is new.\n")):
            changed(corpus)
            assert index.reload().changes_anything
        assert None not in passes
        assert len(passes) == 2
        assert index.footnote.verify().problems == ()
        assert not index.footnote.preview().changes_anything


@pytest.mark.parametrize(
    "write",
    [
        lambda corpus: (corpus / "same.md").write_text("Bread rises in a warm oven.\n"),
        lambda corpus: (corpus / "c.md").write_text("---\nid: a.md\n---\nAnother.\n"),
        lambda corpus: (corpus / "empty.md").touch(),
    ],
    ids=["the text of another", "the id of another", "one that cannot be read"],
)
def test_reload_looks_into_all_where_a_file_has_to_do_with_another(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(folder, "SETTLED_SECONDS", 0)
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        index.reload()
        passes = outlined(monkeypatch)
        write(corpus)
        index.reload()
        assert passes[-1] is None
        assert index.footnote.verify().problems == ()


def remembered(data: Path) -> int:
    """How many states of the folder are remembered as those of an index with nothing to do."""
    with closing(sqlite3.connect(data / FILE_MEMORY_FILE)) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM settled")
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
