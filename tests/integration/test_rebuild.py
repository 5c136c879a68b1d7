"""A rebuild: the way out of an index that something else has built, and no way to lose the one there is."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from retrieval.adapters.fts5_index import Fts5Index
from retrieval.bootstrap import open_footnote, rebuild
from retrieval.errors import CorpusError, EmptyCorpusError, IndexMismatchError, ModelError
from retrieval.settings import RetrievalSettings
from tests.integration.conftest import Shipped, stamp_in_chroma

SMALL = "A title\n\nIran denied it. Kyiv did not believe it."


@pytest.fixture
def settings(shipped: Shipped, tmp_path: Path) -> RetrievalSettings:
    """A copy of the shipped index, and a small corpus that it is not of."""
    shutil.copytree(shipped.data, tmp_path / "data")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "small.md").write_text(SMALL)
    return RetrievalSettings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data")


def copy_of(data: Path) -> Path:
    return Path(shutil.copytree(data, data.with_name("copy of data")))


def documents_of(settings: RetrievalSettings) -> set[str]:
    with open_footnote(settings, writable=False) as footnote:
        return {document.id for document in footnote.documents()}


def test_a_rebuild_repairs_an_index_of_anothers_making(settings: RetrievalSettings) -> None:
    theirs = {"schema": "0", "chunker": "c", "embedding_model": "m", "embedding_weights_sha256": "w"}
    stamp_in_chroma(settings.data_dir, theirs)
    for writable in (True, False):
        with pytest.raises(IndexMismatchError, match="another schema"):
            open_footnote(settings, writable=writable)
    report = rebuild(settings)
    assert report.added == ("small.md",)
    assert documents_of(settings) == {"small.md"}


def test_a_lexical_log_left_by_a_kill_does_not_get_into_the_new_index(settings: RetrievalSettings) -> None:
    """SQLite plays a log that lies beside a database into it, whichever database that is by then."""
    lexical = settings.data_dir / "lexical.sqlite3"
    writing = sqlite3.connect(lexical)
    writing.execute("PRAGMA wal_autocheckpoint = 0")
    with writing:
        writing.execute("UPDATE synced SET generation = 'killed'")
        writing.execute("DELETE FROM passages")
    logs = {path: path.read_bytes() for path in lexical.parent.glob("lexical.sqlite3-*")}
    assert logs
    writing.close()
    for path, content in logs.items():
        path.write_bytes(content)
    rebuild(settings)
    with open_footnote(settings, writable=False) as footnote:
        assert footnote.lexical.size() == 1
        assert footnote.lexical.document_frequencies(["iran"]) == {"iran": 1}


@pytest.mark.parametrize("what", ["empty", "missing", "model"])
def test_a_rebuild_that_cannot_be_done_leaves_the_index_there_is(settings: RetrievalSettings, what: str) -> None:
    broken = settings
    if what == "model":
        broken = settings.model_copy(update={"embedding_model": str(settings.corpus_dir)})
    else:
        (settings.corpus_dir / "small.md").unlink()
    if what == "missing":
        settings.corpus_dir.rmdir()
    with pytest.raises({"empty": EmptyCorpusError, "missing": CorpusError, "model": ModelError}[what]):
        rebuild(broken)
    assert len(documents_of(settings)) == 5


def test_words_of_the_old_index_do_not_outlive_a_rebuild_that_was_killed(settings: RetrievalSettings) -> None:
    """Killed when the store was in its place and the words were not: by generation they look alike, and another chunker
    has other passages.
    """
    data = settings.data_dir
    shutil.copytree(data / "chroma", data / "chroma.old")
    shutil.copyfile(data / "lexical.sqlite3", data / "lexical.new.sqlite3")
    with open_footnote(settings.model_copy(update={"data_dir": copy_of(data)}), writable=False) as footnote:
        generation, passages = footnote.lexical.generation(), footnote.search("drones", limit=10)
    old = Fts5Index(data / "lexical.sqlite3")
    kept = {found.passage.id: found.passage for found in passages}
    old.sync(generation, kept, lambda ids: [kept[passage_id] for passage_id in ids])
    assert (old.generation(), old.size()) == (generation, 10)
    with open_footnote(settings, writable=False) as footnote:
        assert footnote.lexical.size() == 35


@pytest.mark.parametrize("killed", ["while building", "between the two renames", "before cleaning up"])
def test_a_rebuild_that_was_killed_is_cleared_up(settings: RetrievalSettings, killed: str) -> None:
    data = settings.data_dir
    if killed == "while building":
        shutil.copytree(data / "chroma", data / "chroma.new")
        (data / "lexical.new.sqlite3").write_bytes(b"half of it")
    elif killed == "between the two renames":
        (data / "chroma").rename(data / "chroma.old")
    else:
        shutil.copytree(data / "chroma", data / "chroma.old")
    assert len(documents_of(settings)) == 5
    left = {path.name for path in data.iterdir()}
    assert not {name for name in left if ".new" in name or ".old" in name}
