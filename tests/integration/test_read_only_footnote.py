"""An index that is opened to be read: nothing is written to it, and what must be mended is mended by one alone."""

from pathlib import Path

import pytest

from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.data_folder_lock import StoreLock
from retrieval.bootstrap import open_footnote
from retrieval.errors import StoreError
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.indexes import Index


@pytest.fixture
def settings(tmp_path: Path) -> RetrievalSettings:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bell.md").write_text("The bell\n\nThe bell was cast in Bergen.")
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder()) as index:
        index.reload()
    return RetrievalSettings(
        corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL
    )


def test_it_is_not_reloaded(settings: RetrievalSettings) -> None:
    (settings.corpus_dir / "bell.md").write_text("The bell\n\nThe bell was melted down.")
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        with pytest.raises(StoreError, match="opened to be read") as caught:
            footnote.reload()
        assert "to write" in caught.value.remedy
        (document,) = footnote.documents()
    assert "Bergen" in document.text


def test_nothing_in_its_folder_but_who_holds_it_is_written(settings: RetrievalSettings) -> None:
    def files() -> dict[str, bytes]:
        kept = (file for file in settings.data_dir.rglob("*") if file.is_file() and "lock" not in file.name)
        return {str(file): file.read_bytes() for file in kept}

    before = files()
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        footnote.search("Where was the bell cast?")
        assert footnote.verify().problems == ()
    assert files() == before


def test_what_a_killed_rebuild_has_left_is_mended_under_no_shared_lock(
    settings: RetrievalSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that mended at once, one would take from the other."""
    data, mended = settings.data_dir, []

    def mend(folder: DataFolder) -> None:
        with pytest.raises(StoreError, match="in use"):
            StoreLock(folder.path, exclusive=False, wait_seconds=0)
        mended.append(folder.path)
        mend_as_ever(folder)

    mend_as_ever = DataFolder.mend
    monkeypatch.setattr(DataFolder, "mend", mend)
    (data / "chroma").rename(data / "chroma.old")
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        assert len(footnote.documents()) == 1
    assert mended == [data]


def test_where_others_read_what_is_left_over_stays_until_they_are_done(settings: RetrievalSettings) -> None:
    (settings.data_dir / "chroma.new").mkdir()
    reading = StoreLock(settings.data_dir, exclusive=False)
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        assert len(footnote.documents()) == 1
    assert (settings.data_dir / "chroma.new").exists()
    reading.release()
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()):
        assert not (settings.data_dir / "chroma.new").exists()
