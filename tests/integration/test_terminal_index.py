"""`index` where something is in the way: each says what, ends with 1, and leaves the earlier index answering."""

import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from retrieval.index.stamping import INDEX_SCHEMA
from retrieval.ports import Embedder
from tests.conftest import ROOT, Shipped
from tests.indexes import Index, copy_of_index, rows_in, stamp_in_chroma
from tests.integration.conftest import Ran, environment, run, run_here, run_side_by_side, told
from tests.once_a_run import OnceARun

THEIRS = {"schema": INDEX_SCHEMA, "chunker": "theirs", "embedding_model": "m", "embedding_weights_sha256": "w"}
BROKEN = {
    "not-utf8.md": b"caf\xe9",
    "front-matter.md": b"---\ntitle: {A\n---\nText.",
    "unclosed.md": b"---\ntitle: A\nText.",
    "bad-date.md": b"---\ndate: 2022-02-30\n---\nText.",
    "empty.txt": b"",
    "rows.jsonl": b'{"id": "row", "text": "A row."}\nnot json\n',
    "repeated.md": b"---\nid: good.md\n---\nText.",
    "slides.pdf": b"%PDF-",
}
# One passage to embed, and a text of half a megabyte: more than there is room for.
REFERENCES = "\n".join(f"- ^ Lederer, Edith M. ({number} October 2022). Drones over Kyiv." for number in range(8000))
NEW = f"A new title\n\nKyiv was attacked with drones on that day.\n\nReferences\n{REFERENCES}\n"


def fill(folder: Path, shipped: Shipped, corpus_folder: Path) -> None:
    """Put corpora and data folders there, a copy for each command that may write."""
    for name in ("empty corpus", "missing corpus", "stamped", "full", "held", "dry run"):
        copy_of_index(shipped.data, folder / f"data of {name}")
    stamp_in_chroma(folder / "data of stamped", THEIRS)
    for name in ("shipped", "its own"):
        shutil.copytree(shipped.data, folder / f"data of {name}")
    (folder / "empty").mkdir()
    (folder / "a file").write_text("no folder")
    (folder / "broken").mkdir()
    (folder / "broken" / "good.md").write_text("A title\n\nIran denied it.")
    for name, content in BROKEN.items():
        (folder / "broken" / name).write_bytes(content)
    shutil.copytree(corpus_folder, folder / "grown")
    (folder / "grown" / "new.md").write_text(NEW)


def full_disk(data: Path) -> None:
    """No file of the process grows beyond what the index has: as a full disk, for this process alone."""
    most = max(file.stat().st_size for file in data.rglob("*") if file.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


HOLDER = """
import sys
from pathlib import Path
from retrieval.bootstrap import open_footnote
from retrieval.settings import RetrievalSettings
with open_footnote(RetrievalSettings(data_dir=Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(data: Path) -> Iterator[int]:
    """The id of a process that has the index open to write, until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data)],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process.pid
        process.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class AllRan:
    folder: Path
    commands: Mapping[str, Ran]
    holder: int
    after_holder: Ran


def run_all(shipped: Shipped, corpus_folder: Path, folder: Path) -> AllRan:
    fill(folder, shipped, corpus_folder)

    def index(corpus: str, data: str, *more: str) -> partial[Ran]:
        return partial(run_here, "index", "--corpus", str(folder / corpus), "--data", str(folder / data), *more)

    into_full = ["index", "--corpus", str(folder / "grown"), "--data", str(folder / "data of full")]
    apart = {
        "a full disk": partial(run, *into_full, preexec_fn=partial(full_disk, folder / "data of full")),
        "no index": partial(run, "ask", "--data", str(folder / "nowhere"), "Who?"),
    }
    with held(folder / "data of held") as holder:
        commands = {
            "another's lock": index("grown", "data of held"),
            "another's lock, asked": partial(run_here, "status", "--data", str(folder / "data of held")),
            "broken files": index("broken", "data of broken"),
            "a dry run": index("grown", "data of dry run", "--dry-run"),
            "a dry run of a rebuild": index("grown", "data of dry run", "--rebuild", "--dry-run"),
            "empty corpus": index("empty", "data of empty corpus"),
            "another's corpus": index("grown", "data of shipped"),
            "another's corpus, dry run": index("grown", "data of shipped", "--dry-run"),
            "its own corpus": partial(
                run_here, "index", "--data", str(folder / "data of its own"), env={"CORPUS_DIR": "gone"}
            ),
            "missing corpus": index("gone", "data of missing corpus"),
            "missing corpus, rebuild": index("gone", "data of missing corpus", "--rebuild"),
            "another's index": index("grown", "data of stamped"),
            "another's index, asked": partial(run_here, "ask", "--data", str(folder / "data of stamped"), "Who?"),
            "data is a file": index("grown", "a file"),
            "data under a file": index("grown", "a file/data"),
            "asked of a file": partial(run_here, "status", "--data", str(folder / "a file")),
        }
        ran = run_side_by_side(apart) | {name: command() for name, command in commands.items()}
    return AllRan(folder, ran, holder, run_here("index", "--data", str(folder / "data of held")))


@pytest.fixture(scope="module")
def all_ran(once_a_run: OnceARun, shipped: Shipped, corpus_folder: Path) -> AllRan:
    return once_a_run.value("commands about an index", partial(run_all, shipped, corpus_folder))


@pytest.fixture(scope="module")
def folder(all_ran: AllRan) -> Path:
    """What the commands left. Whoever opens an index of it opens a copy: others look at it at the same time."""
    return all_ran.folder


@pytest.fixture(scope="module")
def ran(all_ran: AllRan) -> Mapping[str, Ran]:
    return all_ran.commands


WORDS = {
    "a full disk": ["cannot be written", "not full"],
    "empty corpus": ["There is no document in", "empty", "corpus/README.md"],
    "missing corpus": ["gone does not exist", "--corpus"],
    "missing corpus, rebuild": ["gone does not exist"],
    "another's lock": ["is in use by", "`-c", "--data"],
    "another's lock, asked": ["is in use by", "`-c", "--data"],
    "another's index": ["another chunker (theirs)", "retrieval index --", "of stamped' --rebuild"],
    "another's index, asked": ["another chunker (theirs)", "retrieval index --", "of stamped' --rebuild"],
    "another's corpus": ["of shipped is of", "not of", "index --corpus", "--data DIR", "index --rebuild --corpus"],
    "another's corpus, dry run": ["of shipped is of", "--data DIR"],
    "no index": ["Nothing has been indexed in", "nowhere", "python -m retrieval index"],
    "data is a file": ["a file", "--data"],
    "data under a file": ["a file/data", "--data"],
    "asked of a file": ["Nothing has been indexed in", "a file"],
}


@pytest.mark.parametrize("name", WORDS)
def test_an_error_says_what_is_wrong_and_what_to_do(ran: Mapping[str, Ran], name: str) -> None:
    told(ran[name], *WORDS[name])
    assert ran[name].stderr.lstrip().startswith("error: ")
    assert ran[name].stdout == ""
    assert ran[name].returncode == 1


@pytest.mark.parametrize("name", ["empty corpus", "missing corpus, rebuild", "broken files", "no index"])
def test_what_is_told_begins_with_the_first_line(ran: Mapping[str, Ran], name: str) -> None:
    assert ran[name].stderr[0] != "\n"


@pytest.mark.parametrize("name", ["empty corpus", "missing corpus", "full", "shipped"])
def test_the_earlier_index_still_answers(
    folder: Path, name: str, tmp_path: Path, corpus_folder: Path, embedder: Embedder
) -> None:
    data = copy_of_index(folder / f"data of {name}", tmp_path / "data")
    with Index.open(data, corpus_folder, embedder) as index:
        assert len(index.footnote.documents()) == 5
        (found, *_) = index.footnote.search("How many drones has Iran provided to Russia since August?", limit=1)
        assert "400" in found.passage.text


def test_once_there_is_room_again_the_reload_is_finished(
    ran: Mapping[str, Ran], folder: Path, tmp_path: Path, embedder: Embedder
) -> None:
    assert ran["a full disk"].returncode == 1
    data = copy_of_index(folder / "data of full", tmp_path / "data")
    with Index.open(data, folder / "grown", embedder) as index:
        assert index.reload().added == ("new.md",)
        assert len(index.view.documents()) == 6
        assert index.lexical.size() == len(index.view.passage_ids()) == 36
        assert rows_in(index.data).passages == index.view.passage_ids()
    assert not list(data.rglob("*.building"))


def test_a_read_of_nothing_makes_no_folder(folder: Path) -> None:
    assert not (folder / "nowhere").exists()


def test_a_dry_run_says_what_would_be_done_on_standard_output_and_does_nothing(
    ran: Mapping[str, Ran], folder: Path, tmp_path: Path, embedder: Embedder
) -> None:
    assert ran["a dry run"].stdout.splitlines() == [
        "would add new.md",
        "1 to add, 5 unchanged; 1 passage to embed. Nothing was changed.",
    ]
    assert (ran["a dry run"].stderr, ran["a dry run"].returncode) == ("", 0)
    data = copy_of_index(folder / "data of dry run", tmp_path / "data")
    with Index.open(data, folder / "grown", embedder) as index:
        assert len(index.footnote.documents()) == 5
        assert index.footnote.preview().added == ("new.md",)


def test_a_data_folder_is_reloaded_from_the_corpus_that_it_is_of(ran: Mapping[str, Ran]) -> None:
    told(ran["its own corpus"], "5 unchanged")
    assert ran["its own corpus"].returncode == 0


@pytest.mark.slow
def test_one_that_is_interrupted_says_what_is_left(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(400):
        words = " ".join(f"word{number}x{place}" for place in range(120))
        (tmp_path / "corpus" / f"{number}.md").write_text(f"Report {number}\n\nIt is said that {words}.")
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "retrieval",
            "--data",
            str(tmp_path / "data"),
            "--corpus",
            str(tmp_path / "corpus"),
            "index",
        ],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        # What is run in the background ignores it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 it holds nothing that a thread does
    ) as process:
        while not (tmp_path / "data" / "files.sqlite3").exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.read().startswith("Interrupted: the index is as it was")
    assert process.returncode == 130


INTERRUPTED_IMPORT = """
import importlib.abc, runpy, signal, sys

LIBRARY = sys.argv.pop(1)
signal.signal(signal.SIGINT, signal.default_int_handler)  # what is run in the background ignores it

class Interrupts(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == LIBRARY:
            try:
                signal.raise_signal(signal.SIGINT)
                raise AssertionError("no signal came")
            except KeyboardInterrupt as interrupt:
                raise ImportError("initialization failed") from interrupt

sys.meta_path.insert(0, Interrupts())
runpy.run_module("retrieval", run_name="__main__")
"""
"""Runs the command line. While the library that is named first is imported, Ctrl-C comes, and the library raises its
own error in its place, as onnxruntime does.
"""


@pytest.mark.slow
@pytest.mark.parametrize("command", [("index",), ("ask", "Did Iran send drones?")], ids=["index", "ask"])
@pytest.mark.parametrize("library", ["typer", "numpy", "onnxruntime", "tokenizers", "chromadb"])
def test_ctrl_c_within_an_import_ends_a_command_quietly(
    library: str, command: tuple[str, ...], folder: Path, shipped: Shipped, corpus_folder: Path, tmp_path: Path
) -> None:
    copy_of_index(shipped.data, tmp_path / "data")
    corpus = folder / "grown" if command == ("index",) else corpus_folder
    named = ("--data", str(tmp_path / "data"), "--corpus", str(corpus))
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_IMPORT, library, *named, *command],
        check=False,
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 130
    if command == ("index",) and library not in {"typer", "numpy"}:  # these are imported before the command begins
        assert ran.stderr.startswith("Interrupted: the index is as it was")


def test_a_rebuild_has_no_dry_run(ran: Mapping[str, Ran]) -> None:
    told(ran["a dry run of a rebuild"], "--rebuild reads and embeds everything")
    assert ran["a dry run of a rebuild"].returncode == 2


@pytest.mark.parametrize("name", ["another's lock", "another's lock, asked"])
def test_who_holds_the_index_is_told(all_ran: AllRan, name: str) -> None:
    told(all_ran.commands[name], f"process {all_ran.holder}")


def test_what_a_killed_process_held_is_free(all_ran: AllRan) -> None:
    told(all_ran.after_holder, "5 unchanged")
    assert all_ran.after_holder.returncode == 0


def test_files_that_cannot_be_read_are_named_and_the_others_indexed(ran: Mapping[str, Ran]) -> None:
    report = ran["broken files"]
    told(report, "2 added", *BROKEN, "rows.jsonl:2", "repeats the id 'good.md' of good.md")
    assert report.returncode == 0
    assert report.stderr.count("not read: ") == len(BROKEN)
