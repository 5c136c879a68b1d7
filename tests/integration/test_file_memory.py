"""What a reload remembers of the files that it has read: it reads what was written to, and nothing else."""

import os
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.adapters.sqlite.file_memory import FILE_MEMORY_FILE, SqliteFileMemory, remembered_in
from retrieval.bootstrap import rebuild
from retrieval.documents.folder import CorpusFile, files_of
from retrieval.documents.folder_state import look_at
from retrieval.documents.ignoring import IGNORE_FILE
from retrieval.documents.loading import outline_corpus, read_corpus
from retrieval.domain.documents import Document, Outline
from retrieval.errors import DocumentError
from retrieval.index.planning import plan
from retrieval.ports import ReadFile
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.made_files import pdf_of

_listening: list[list[str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _listening and event in {"open", "subprocess.Popen"}:
        _listening[-1].append(str(arguments[0]))


@cache
def _hear() -> None:
    """Begin to hear, in a process where it is needed: Python lets no hook be taken away."""
    sys.addaudithook(_hook)


@contextmanager
def overhearing(folder: Path) -> Iterator[list[str]]:
    """The files of the folder that are opened, by name, and `apart` for each process that is started."""
    _hear()
    inside: list[str] = []
    _listening.append([])
    try:
        yield inside
    finally:
        for path in _listening.pop():
            if path.startswith(str(folder)):
                inside.append(Path(path).relative_to(folder).as_posix())
            elif path == sys.executable:
                inside.append("apart")


def less_ignore_file(inside: list[str]) -> None:
    """Take out what is asked for first in every pass, once, and whether it is there or not."""
    assert inside.pop(0) == IGNORE_FILE
    assert IGNORE_FILE not in inside


def later() -> int:
    """Of files that were written in a test, as of files that have not been touched for long."""
    return time.time_ns() + 10_000_000_000


def outlines(corpus: Path, data: Path) -> list[Outline | DocumentError]:
    with remembered_in(data) as memory:
        state = look_at(corpus, later)
        memory.forget(memory.differing(state.states).gone)
        return list(outline_corpus(state, memory))


def opened(corpus: Path, data: Path) -> list[str]:
    """What a pass reads of the documents, having given what reading all of it gives."""
    with overhearing(corpus) as inside:
        outlined = outlines(corpus, data)
    less_ignore_file(inside)
    assert [outline if isinstance(outline, Outline) else str(outline) for outline in outlined] == [
        document.outline if isinstance(document, Document) else str(document) for document in read_corpus(corpus)
    ]
    return inside


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "b").mkdir(parents=True)
    (folder / "a.md").write_text("Iran denied it.")
    (folder / "b" / "c.txt").write_text("Kyiv did not.")
    (folder / "b.md").write_text("---\nid: bread\n---\nBread rises.")
    (folder / "d.pdf").write_bytes(pdf_of(["Drones were sold to Russia, and the ministry said so in August."]))
    (folder / "rows.jsonl").write_text('{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}\n')
    return folder


EVERYTHING = ["a.md", "b/c.txt", "b.md", "d.pdf", "rows.jsonl"]


@pytest.fixture
def known(corpus: Path, tmp_path: Path) -> Path:
    """A data folder where all of the corpus is remembered."""
    assert opened(corpus, tmp_path) == [*EVERYTHING[:4], "apart", "rows.jsonl"]
    return tmp_path


@pytest.fixture
def texts(corpus: Path, tmp_path: Path) -> Path:
    """The same of a corpus where nothing is read in a process apart, which takes longer than all else."""
    (corpus / "d.pdf").unlink()
    assert opened(corpus, tmp_path) == [name for name in EVERYTHING if name != "d.pdf"]
    return tmp_path


def test_what_is_remembered_is_not_read_again(corpus: Path, known: Path) -> None:
    assert opened(corpus, known) == []


def test_what_was_written_to_is_read_and_remembered_anew(corpus: Path, texts: Path) -> None:
    (corpus / "b" / "c.txt").write_text("Kyiv did so.")
    assert opened(corpus, texts) == ["b/c.txt"]
    assert opened(corpus, texts) == []


def test_a_text_of_the_same_length_with_its_old_time_is_read(corpus: Path, texts: Path) -> None:
    before = (corpus / "a.md").stat()
    (corpus / "a.md").write_text("Iran did deny.!")
    os.utime(corpus / "a.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    now = (corpus / "a.md").stat()
    assert (now.st_size, now.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert opened(corpus, texts) == ["a.md"]


def test_a_file_that_took_the_place_of_another_is_read(corpus: Path, texts: Path) -> None:
    (corpus / "b.md").replace(corpus / "a.md")
    assert opened(corpus, texts) == ["a.md"]


def test_what_holds_the_same_bytes_is_read_but_not_taken_apart_again(corpus: Path, known: Path) -> None:
    (corpus / "d.pdf").touch()
    assert opened(corpus, known) == ["d.pdf"]
    assert opened(corpus, known) == []


def test_a_file_that_was_written_just_now_is_read_once_more(corpus: Path, tmp_path: Path) -> None:
    """What is written to it in the same tick of the clock would look the same."""
    written = max(file.stat().st_mtime_ns for file in corpus.rglob("*"))
    with remembered_in(tmp_path) as memory:
        list(outline_corpus(look_at(corpus, lambda: written), memory))
    with overhearing(corpus) as inside:
        outlines(corpus, tmp_path)
    less_ignore_file(inside)
    assert inside == EVERYTHING
    assert opened(corpus, tmp_path) == []


def test_one_that_is_written_while_it_is_read_is_read_again(corpus: Path, tmp_path: Path) -> None:
    writes = iter([lambda: (corpus / "a.md").write_text("Iran confirmed.")])

    def now() -> int:
        """The clock is looked at when the state of a file was seen, and its bytes are not read yet."""
        next(writes, lambda: None)()
        return later()

    with remembered_in(tmp_path) as memory:
        list(outline_corpus(look_at(corpus, now), memory))
    assert opened(corpus, tmp_path) == ["a.md"]


def test_a_link_to_a_file_that_was_written_to_is_read(corpus: Path, texts: Path) -> None:
    (corpus / "z.md").symlink_to("a.md")
    assert "a.md" in opened(corpus, texts)
    assert opened(corpus, texts) == []
    (corpus / "a.md").write_text("---\nid: a\n---\nIran said more.")
    assert opened(corpus, texts) == ["a.md", "a.md"]


def test_what_is_stated_beside_a_file_is_part_of_it(corpus: Path, texts: Path) -> None:
    beside = corpus / "a.md.meta.yaml"
    for stated in ("publisher: CNN", "publisher: BBC", "publisher: ABC"):
        beside.write_text(stated)
        assert opened(corpus, texts) == ["a.md", beside.name]
        assert opened(corpus, texts) == []
    beside.unlink()
    assert opened(corpus, texts) == ["a.md"]
    assert opened(corpus, texts) == []
    beside.symlink_to("nowhere")
    for _ in range(2):
        assert opened(corpus, texts) == ["a.md"]


def test_what_is_ignored_from_now_on_is_no_document_though_it_is_remembered(corpus: Path, texts: Path) -> None:
    (corpus / IGNORE_FILE).write_text("b/\n")
    assert opened(corpus, texts) == []
    paths = [outline.path for outline in outlines(corpus, texts) if isinstance(outline, Outline)]
    assert paths == ["a.md", "b.md", "rows.jsonl:1", "rows.jsonl:2"]
    (corpus / IGNORE_FILE).unlink()
    assert opened(corpus, texts) == ["b/c.txt"]


def test_what_could_not_be_read_is_tried_each_time(corpus: Path, texts: Path) -> None:
    (corpus / "bad.md").write_bytes(b"\xff")
    with (corpus / "rows.jsonl").open("a") as rows:
        rows.write("{\n")
    for _ in range(2):
        assert opened(corpus, texts) == ["bad.md", "rows.jsonl"]


def test_an_id_that_stands_twice_is_told_each_time(corpus: Path, texts: Path) -> None:
    (corpus / "e.md").write_text("---\nid: bread\n---\nBread falls.")
    assert opened(corpus, texts) == ["e.md"]
    assert opened(corpus, texts) == []
    assert [error.what for error in plan(outlines(corpus, texts), {}).unreadable] == [
        "e.md repeats the id 'bread' of b.md."
    ]


def test_a_file_that_is_gone_is_forgotten(corpus: Path, known: Path) -> None:
    (corpus / "a.md").unlink()
    (corpus / "rows.jsonl").unlink()
    assert opened(corpus, known) == []
    with closing(sqlite3.connect(known / FILE_MEMORY_FILE)) as connection:
        kept = connection.execute("SELECT DISTINCT file FROM outlines ORDER BY file").fetchall()
    assert [name for (name,) in kept] == [b"b\0c.txt", b"b.md", b"d.pdf"]


@pytest.mark.parametrize("content", [b"", b"no database at all, but a page of text" * 200])
def test_without_its_file_all_is_read_again(corpus: Path, known: Path, content: bytes) -> None:
    (known / FILE_MEMORY_FILE).write_bytes(content)
    assert opened(corpus, known) == [*EVERYTHING[:4], "apart", "rows.jsonl"]
    assert opened(corpus, known) == []


def test_a_file_that_is_damaged_inside_costs_a_reading_and_nothing_else(corpus: Path, known: Path) -> None:
    file = known / FILE_MEMORY_FILE
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    file.write_bytes(content)
    assert opened(corpus, known) == [*EVERYTHING[:4], "apart", "rows.jsonl"]
    # Thrown away then, and begun again now.
    opened(corpus, known)
    assert opened(corpus, known) == []


def test_where_nothing_can_be_written_all_is_read(corpus: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert opened(corpus, tmp_path / "not there") == [*EVERYTHING[:4], "apart", "rows.jsonl"]


def test_what_another_version_has_read_is_read_again(corpus: Path, known: Path) -> None:
    with closing(sqlite3.connect(known / FILE_MEMORY_FILE)) as connection, connection:
        connection.execute("UPDATE read_by SET versions = versions || '.1'")
    assert opened(corpus, known) == [*EVERYTHING[:4], "apart", "rows.jsonl"]


def test_an_index_that_is_built_anew_takes_nothing_from_memory(corpus: Path, known: Path) -> None:
    data = known / "data"
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)
    rebuild(settings)
    with remembered_in(data) as memory:
        list(outline_corpus(look_at(corpus, later), memory))
    with overhearing(corpus) as inside:
        rebuild(settings)
    less_ignore_file(inside)
    assert [name for name in inside if name != "apart"] == EVERYTHING


def test_what_differs_is_told_by_name(corpus: Path, texts: Path) -> None:
    (corpus / "a.md").write_text("Iran did.")
    (corpus / "b.md").unlink()
    (corpus / "z.md").write_text("The last.")
    with remembered_in(texts) as memory:
        assert memory.differing(look_at(corpus, later).states) == (["a.md", "z.md"], ["b.md"])
        assert memory.differing([]).gone == ["a.md", "b/c.txt", "b.md", "rows.jsonl"]


def test_texts_are_found_by_their_hashes(corpus: Path, texts: Path) -> None:
    (bread,) = (each for each in outlines(corpus, texts) if isinstance(each, Outline) and each.id == "bread")
    with remembered_in(texts) as memory:
        assert list(memory.ids_of_texts([bread.content_hash, "0" * 64])) == [(bread.content_hash, "bread")]


NAMES = st.lists(
    st.lists(st.sampled_from(["a", "b", "a.b", "a-b", "é", "a b"]), min_size=1, max_size=3).map("/".join),
    min_size=1,
    unique=True,
)


@given(NAMES, NAMES)
def test_files_are_recalled_in_any_order(names: Sequence[str], asked: Sequence[str]) -> None:
    read = {name: ReadFile(b"state", name.encode(), [Outline(name, name, "c", "i", "r")]) for name in names}
    with TemporaryDirectory() as folder:
        with remembered_in(Path(folder)) as memory:
            for name in names:
                assert memory.recall(name) is None
                memory.remember(name, read[name])
        with closing(SqliteFileMemory(Path(folder) / FILE_MEMORY_FILE)) as memory:
            assert [memory.recall(name) for name in asked] == [read.get(name) for name in asked]


@given(NAMES)
def test_the_folder_gives_its_files_in_the_order_of_their_keys(names: Sequence[str]) -> None:
    """Which one query over all of them rests on."""
    with TemporaryDirectory() as folder:
        for name in names:
            file = Path(folder) / (name + ".md")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        walked = [file.name for file in files_of(Path(folder)) if isinstance(file, CorpusFile)]
    assert walked == sorted(walked, key=lambda name: os.fsencode(name).replace(b"/", b"\0"))
