"""A rebuild: the way out of an index that something else has built, and no way to lose the one there is."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.bootstrap import open_footnote, rebuild
from retrieval.errors import CorpusError, EmptyCorpusError, IndexMismatchError, ModelError
from retrieval.settings import RetrievalSettings
from tests.conftest import ROOT
from tests.indexes import stamp_in_chroma
from tests.integration.conftest import Shipped

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


def test_words_of_the_old_index_do_not_outlive_a_rebuild(settings: RetrievalSettings) -> None:
    """By generation two indexes of one corpus look alike, and another chunker has other passages."""
    same_corpus = settings.model_copy(update={"corpus_dir": ROOT / "corpus"})
    with open_footnote(same_corpus, writable=False) as footnote:
        generation = footnote.status().generation
    for catalogue in (settings.data_dir / "catalogues").glob("*.sqlite3"):
        with closing(sqlite3.connect(catalogue)) as connection, connection:
            connection.execute("DELETE FROM words")
    assert rebuild(same_corpus).after == generation
    with open_footnote(same_corpus, writable=False) as footnote:
        assert footnote.lexical.search(["drone"], 10)
        assert footnote.verify().problems == ()


@pytest.mark.parametrize("killed", ["while building", "between the two renames", "before cleaning up"])
def test_a_rebuild_that_was_killed_is_cleared_up(settings: RetrievalSettings, killed: str) -> None:
    data = settings.data_dir
    if killed == "while building":
        shutil.copytree(data / "chroma", data / "chroma.new")
        (data / "catalogues" / "half.99999999.building").write_bytes(b"half of it")
    elif killed == "between the two renames":
        (data / "chroma").rename(data / "chroma.old")
    else:
        shutil.copytree(data / "chroma", data / "chroma.old")
    assert len(documents_of(settings)) == 5
    assert not {path.name for path in data.iterdir()} & {"chroma.new", "chroma.old"}
    rebuild(settings)
    assert documents_of(settings) == {"small.md"}
    assert not list(data.rglob("*.building"))
