"""What is in the data folder is for nobody else on the machine, whatever the umask."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.adapters.private_files import keep_private, make_private_folder
from retrieval.bootstrap import open_footnote, open_records, rebuild
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """The umask that takes nothing away."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """Of the folder and of all that is in it, by path."""
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(path.lstat().st_mode)
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink()
    }


def wrong(folder: Path) -> dict[str, str]:
    """What others can use."""
    return {path: oct(mode) for path, mode in modes(folder).items() if mode & 0o077}


def settings_of(folder: Path) -> RetrievalSettings:
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "a.md").write_text("The denial\n\nIran denied that it had sent drones to Russia in August.\n")
    return RetrievalSettings(corpus_dir=corpus, data_dir=folder / "data", reader_model=BASELINE_READER_MODEL)


def test_an_index_and_its_records_are_closed_to_others(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with open_footnote(settings, embedder=WordHashEmbedder()) as footnote:
        footnote.reload()
        footnote.ask("Did Iran deny it?")
        assert wrong(settings.data_dir) == {}
        assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
        assert any(path.startswith("records.sqlite3") for path in modes(settings.data_dir))
    rebuild(settings, embedder=WordHashEmbedder())
    assert wrong(settings.data_dir) == {}


def test_one_from_before_is_closed_when_it_is_opened(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with open_footnote(settings, embedder=WordHashEmbedder()) as footnote:
        footnote.reload()
    for path in (settings.data_dir, *settings.data_dir.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()):
        assert wrong(settings.data_dir) == {}


def test_it_is_closed_by_who_reads_the_records_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "records.sqlite3").touch()
    settings = RetrievalSettings(data_dir=data)
    with open_records(settings) as records:
        assert records.changes.latest(1) == []
        assert wrong(data) == {}


def test_a_folder_with_other_things_is_not_closed_to_those_who_use_them(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "one.jpg").touch()
    (folder / "chroma").mkdir()
    (folder / "records.sqlite3").touch()
    keep_private(folder)
    assert sorted(wrong(folder)) == [".", "photos", "photos/one.jpg"]


def test_no_right_is_given_and_no_link_is_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    folder = tmp_path / "data"
    make_private_folder(folder)
    (folder / "catalogues").symlink_to(elsewhere)
    (folder / "records.sqlite3").symlink_to(elsewhere / "file")
    (folder / "lock").touch()
    (folder / "lock").chmod(0o444)
    keep_private(folder)
    assert modes(elsewhere) == {".": 0o777, "file": 0o666}
    assert modes(folder)["lock"] == 0o400
