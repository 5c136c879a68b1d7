"""What broke the process that reads files is not read again, until it or the readers are others."""

import sqlite3
from contextlib import closing
from pathlib import Path
from subprocess import Popen

import pytest

from retrieval.adapters.sqlite.file_memory import FILE_MEMORY_FILE, remembered_in
from retrieval.documents.folder_state import look_at
from retrieval.documents.formats import sandbox
from retrieval.documents.loading import outline_corpus
from retrieval.errors import DocumentError

READER = """
import os, signal

def read(name, content):
    os.kill(os.getpid(), getattr(signal, content.decode()))
"""


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[None]:
    """One for each process apart; its reader of `.pdf` files sends itself the signal that the file names."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "breaking.py").write_text(READER)
    monkeypatch.syspath_prepend(str(tmp_path / "modules"))
    monkeypatch.setattr(sandbox, "FORMATS_APART", {".pdf": "breaking"})
    counted: list[None] = []
    start = sandbox._started

    def start_and_count() -> Popen[bytes]:
        counted.append(None)
        return start()

    monkeypatch.setattr(sandbox, "_started", start_and_count)
    return counted


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.pdf").write_text("SIGSEGV")
    return folder


def told(corpus: Path, data: Path) -> list[str]:
    with remembered_in(data) as memory:
        return [
            str(outline) for outline in outline_corpus(look_at(corpus), memory) if isinstance(outline, DocumentError)
        ]


def test_what_broke_it_is_told_again_without_a_reading(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    first = told(corpus, tmp_path)
    assert "a.pdf cannot be read: it broke the process that reads it (exit -11)." in first[0]
    assert [told(corpus, tmp_path) for _ in range(3)] == [first] * 3
    assert len(started) == 1


def test_so_is_a_copy_under_another_name(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    told(corpus, tmp_path)
    (corpus / "b.pdf").write_text("SIGSEGV")
    assert [line.split()[0] for line in told(corpus, tmp_path)] == ["a.pdf", "b.pdf"]
    assert len(started) == 1


def test_what_takes_too_long_is_remembered(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    (corpus / "a.pdf").write_text("SIGXCPU")
    first = told(corpus, tmp_path)
    assert "a.pdf takes longer than 300 seconds to read, and was given up." in first[0]
    assert told(corpus, tmp_path) == first
    assert len(started) == 1


@pytest.mark.parametrize("sent", ["SIGKILL", "SIGTERM"])
def test_what_somebody_else_ended_says_nothing_about_the_file(
    corpus: Path, tmp_path: Path, started: list[None], sent: str
) -> None:
    (corpus / "a.pdf").write_text(sent)
    assert told(corpus, tmp_path) == told(corpus, tmp_path)
    assert len(started) == 2


def test_another_file_in_its_place_is_read(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    told(corpus, tmp_path)
    (corpus / "a.pdf").write_text("SIGABRT")
    assert "(exit -6)" in told(corpus, tmp_path)[0]
    assert len(started) == 2


def test_other_readers_read_it_again(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    told(corpus, tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_MEMORY_FILE)) as connection, connection:
        connection.execute("UPDATE read_by SET versions = versions || '.1'")
    told(corpus, tmp_path)
    assert len(started) == 2


def test_what_is_gone_is_forgotten(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    told(corpus, tmp_path)
    (corpus / "a.pdf").unlink()
    told(corpus, tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_MEMORY_FILE)) as connection:
        assert connection.execute("SELECT * FROM breakages").fetchall() == []


def test_it_is_remembered_though_the_pass_is_broken_off(corpus: Path, tmp_path: Path, started: list[None]) -> None:
    (corpus / "b.md").write_text("Iran denied it.")

    def broken_off() -> None:
        with remembered_in(tmp_path) as memory:
            next(iter(outline_corpus(look_at(corpus), memory)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    told(corpus, tmp_path)
    assert len(started) == 1
