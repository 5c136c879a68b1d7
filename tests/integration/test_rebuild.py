"""A rebuild: the way out of an index that something else has built, and no way to lose the one there is."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.adapters.indexed_corpus import of_its_corpus
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE, Records
from retrieval.bootstrap import open_footnote, rebuild
from retrieval.domain.documents import Passage
from retrieval.domain.records import ChangeKind
from retrieval.errors import CorpusError, EmptyCorpusError, IndexMismatchError, ModelError, RecordsError
from retrieval.ports import Embedder
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.conftest import ROOT, Shipped
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, copy_of_index, stamp_in_chroma

SMALL = "A title\n\nIran denied it. Kyiv did not believe it."


@pytest.fixture
def settings(shipped: Shipped, tmp_path: Path) -> RetrievalSettings:
    """A copy of the shipped index, and a small corpus that it is not of."""
    copy_of_index(shipped.data, tmp_path / "data")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "small.md").write_text(SMALL)
    return RetrievalSettings(
        corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL
    )


def copy_of(data: Path) -> Path:
    return Path(shutil.copytree(data, data.with_name("copy of data")))


def documents_of(settings: RetrievalSettings, embedder: Embedder | None = None) -> set[str]:
    with open_footnote(settings, writable=False, embedder=embedder) as footnote:
        return {document.id for document in footnote.documents()}


def test_a_rebuild_repairs_an_index_of_anothers_making(settings: RetrievalSettings, embedder: Embedder) -> None:
    stamp = {"schema": "0", "chunker": "c", "embedding_model": "m", "embedding_weights_sha256": "w"}
    stamp_in_chroma(settings.data_dir, stamp)
    for writable in (True, False):
        with pytest.raises(IndexMismatchError, match="another schema"):
            open_footnote(settings, writable=writable, embedder=embedder)
    report = rebuild(settings, embedder=embedder)
    assert report.added == ("small.md",)
    # By the model that the settings name, which is the same.
    assert documents_of(settings) == {"small.md"}


@pytest.mark.parametrize("what", ["empty", "missing", "model"])
def test_a_rebuild_that_cannot_be_done_leaves_the_index_there_is(
    settings: RetrievalSettings, embedder: Embedder, what: str
) -> None:
    broken = settings
    if what == "model":
        broken = settings.model_copy(update={"embedding_model": str(settings.corpus_dir)})
    else:
        (settings.corpus_dir / "small.md").unlink()
    if what == "missing":
        settings.corpus_dir.rmdir()
    with pytest.raises({"empty": EmptyCorpusError, "missing": CorpusError, "model": ModelError}[what]):
        rebuild(broken, embedder=None if what == "model" else embedder)
    assert len(documents_of(settings, embedder)) == 5


def test_words_of_the_old_index_do_not_outlive_a_rebuild(settings: RetrievalSettings, embedder: Embedder) -> None:
    """By generation two indexes of one corpus look alike, and another chunker has other passages."""
    same_corpus = settings.model_copy(update={"corpus_dir": ROOT / "corpus"})
    with open_footnote(same_corpus, writable=False, embedder=embedder) as footnote:
        generation = footnote.status().generation
    for catalogue in (settings.data_dir / "catalogues").glob("*.sqlite3"):
        with closing(sqlite3.connect(catalogue)) as connection, connection:
            connection.execute("DELETE FROM words")
    assert rebuild(same_corpus, embedder=embedder).after == generation
    with open_footnote(same_corpus, writable=False, embedder=embedder) as footnote:
        assert footnote.lexical.search(["drone"], 10)
        assert footnote.verify().problems == ()


@pytest.mark.parametrize("killed", ["while building", "between the two renames", "before cleaning up"])
def test_a_rebuild_that_was_killed_is_cleared_up(settings: RetrievalSettings, embedder: Embedder, killed: str) -> None:
    data = settings.data_dir
    if killed == "while building":
        shutil.copytree(data / "chroma", data / "chroma.new")
        (data / "catalogues" / "half.99999999.building").write_bytes(b"half of it")
    elif killed == "between the two renames":
        (data / "chroma").rename(data / "chroma.old")
    else:
        shutil.copytree(data / "chroma", data / "chroma.old")
    assert len(documents_of(settings, embedder)) == 5
    assert not {path.name for path in data.iterdir()} & {"chroma.new", "chroma.old"}
    rebuild(settings, embedder=embedder)
    assert documents_of(settings, embedder) == {"small.md"}
    assert not list(data.rglob("*.building"))


@pytest.fixture
def grown(tmp_path: Path) -> tuple[RetrievalSettings, list[Passage]]:
    """An index of another model, with the passages that it has; since then a document has changed, and one gone."""
    (tmp_path / "corpus").mkdir()
    for name in ("stays", "changes", "goes"):
        (tmp_path / "corpus" / f"{name}.md").write_text(f"Of {name}\n\nNothing is said of {name} but this.")
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder(name="before")) as index:
        index.reload()
        passages = index.view.passages(index.view.passage_ids())
    (tmp_path / "corpus" / "changes.md").write_text("Of changes\n\nNothing is said of them.")
    (tmp_path / "corpus" / "goes.md").unlink()
    settings = RetrievalSettings(
        corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL
    )
    return settings, passages


def kept_of(settings: RetrievalSettings, passages: list[Passage]) -> set[str]:
    """The documents of those that the records still open, to the letter."""
    with Records(settings) as records:
        kept = [records.archive.passage(passage.id) for passage in passages]
    assert all(source is None or source.passage in passages for source in kept)
    return {source.passage.document.id for source in kept if source is not None}


def test_what_a_rebuild_takes_out_of_the_index_can_still_be_opened(
    grown: tuple[RetrievalSettings, list[Passage]],
) -> None:
    settings, passages = grown
    rebuild(settings, embedder=WordHashEmbedder())
    assert kept_of(settings, passages) == {"changes.md", "goes.md"}
    with Index.open(settings.data_dir, settings.corpus_dir, WordHashEmbedder()) as index:
        for passage in passages:
            source = index.footnote.passage(passage.id)
            assert source == passage if passage.document.id == "stays.md" else source is None


def test_so_can_what_a_reload_retired_and_has_not_swept(grown: tuple[RetrievalSettings, list[Passage]]) -> None:
    settings, passages = grown
    with Index.open(settings.data_dir, settings.corpus_dir, WordHashEmbedder(name="before")) as index:
        index.footnote._reloading.read_on_seconds = 0.0
        with index.generations.lent():
            index.reload()
    assert kept_of(settings, passages) == set()
    rebuild(settings, embedder=WordHashEmbedder())
    assert kept_of(settings, passages) == {"changes.md", "goes.md"}


def test_what_cannot_be_kept_is_not_taken_out(grown: tuple[RetrievalSettings, list[Passage]]) -> None:
    settings, passages = grown
    (settings.data_dir / RECORDS_FILE).unlink()
    (settings.data_dir / RECORDS_FILE).write_bytes(b"no database, and longer than its header would be" * 3)
    with pytest.raises(RecordsError, match="cannot be used"):
        rebuild(settings, embedder=WordHashEmbedder())
    with Index.open(settings.data_dir, settings.corpus_dir, WordHashEmbedder(name="before")) as index:
        assert {passage.id for passage in passages} == index.view.passage_ids()
        assert index.footnote.verify().problems == ()


@pytest.mark.parametrize("how", ["its file is none", "its rows are of another schema", "a text is another"])
def test_an_old_index_that_cannot_be_read_is_in_no_rebuilds_way(
    grown: tuple[RetrievalSettings, list[Passage]], how: str
) -> None:
    settings, passages = grown
    if how == "its file is none":
        (settings.data_dir / "chroma" / "chroma.sqlite3").write_bytes(b"no database, and longer than its header" * 9)
    elif how == "its rows are of another schema":
        stamp_in_chroma(settings.data_dir, {"schema": "0"})
    else:
        database = settings.data_dir / "chroma" / "chroma.sqlite3"
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(
                "UPDATE embedding_metadata SET string_value = 'Nothing was.' "
                "WHERE key = 'chroma:document' AND string_value LIKE 'Of goes%'"
            )
    report = rebuild(settings, embedder=WordHashEmbedder())
    if how == "a text is another":
        assert (report.changed, report.removed, report.unchanged) == (("changes.md",), ("goes.md",), 1)
    else:
        assert (report.added, report.removed) == (("changes.md", "stays.md"), ())
    # A copy of it: Chroma remembers of a folder, for as long as the process lives, that it could not be opened.
    copied = settings.model_copy(update={"data_dir": copy_of(settings.data_dir)})
    assert documents_of(copied, WordHashEmbedder()) == {"changes.md", "stays.md"}
    assert kept_of(settings, passages) == ({"changes.md"} if how == "a text is another" else set())


def test_it_is_told_and_logged_what_a_rebuild_changed(grown: tuple[RetrievalSettings, list[Passage]]) -> None:
    settings, _ = grown
    (settings.corpus_dir / "comes.md").write_text("Of comes\n\nNothing was said of it before.")
    report = rebuild(settings, embedder=WordHashEmbedder())
    assert (report.added, report.changed, report.removed) == (("comes.md",), ("changes.md",), ("goes.md",))
    assert (report.unchanged, report.kept, report.passages_embedded) == (1, (), 3)
    with Index.open(settings.data_dir, settings.corpus_dir, WordHashEmbedder()) as index:
        (change, before) = index.footnote.changes(5)
        assert (change.what, change.who, before.what) == (ChangeKind.REBUILD, "terminal", ChangeKind.RELOAD)
        assert (change.added, change.changed, change.removed) == (report.added, report.changed, report.removed)
        assert change.generation_before == before.generation_after == report.before
        assert change.generation_after == index.head.generation == report.after


def test_a_rebuild_that_changes_nothing_is_logged_too(grown: tuple[RetrievalSettings, list[Passage]]) -> None:
    settings, _ = grown
    for number in range(2):
        report = rebuild(settings, embedder=WordHashEmbedder())
        assert report.changes_anything == (number == 0)
    with Records(settings) as records:
        assert [change.what for change in records.changes.latest(9)] == ["rebuild", "rebuild", "reload"]


def unreadable(settings: RetrievalSettings, name: str) -> None:
    (settings.corpus_dir / name).write_bytes(b"\xff no text")


def test_what_cannot_be_read_any_more_is_kept_in_its_last_good_version(
    grown: tuple[RetrievalSettings, list[Passage]],
) -> None:
    settings, passages = grown
    unreadable(settings, "changes.md")
    report = rebuild(settings, embedder=WordHashEmbedder())
    assert (report.kept, report.removed, report.unchanged) == (("changes.md",), ("goes.md",), 1)
    assert [error.path for error in report.unreadable] == ["changes.md"]
    with Index.open(settings.data_dir, settings.corpus_dir, WordHashEmbedder()) as index:
        assert index.footnote.verify().problems == ()
        sources = {passage.document.id: index.footnote.passage(passage.id) for passage in passages}
        assert {name: source in passages for name, source in sources.items()} == {
            "changes.md": True,
            "goes.md": False,
            "stays.md": True,
        }
        # As after any reload: what can be read again takes its place.
        assert index.reload().kept == ("changes.md",)
        (settings.corpus_dir / "changes.md").write_text("Of changes\n\nSomething is said of them.")
        assert index.reload().changed == ("changes.md",)


def test_nothing_is_kept_of_another_corpus(grown: tuple[RetrievalSettings, list[Passage]], tmp_path: Path) -> None:
    settings, _ = grown
    another = settings.model_copy(update={"corpus_dir": tmp_path / "another"})
    another.corpus_dir.mkdir()
    (another.corpus_dir / "theirs.md").write_text("Of theirs\n\nNothing is said of it.")
    unreadable(another, "changes.md")
    report = rebuild(another, embedder=WordHashEmbedder())
    assert (report.added, report.kept) == (("theirs.md",), ())
    assert report.removed == ("changes.md", "goes.md", "stays.md")
    assert documents_of(another, WordHashEmbedder()) == {"theirs.md"}
    with pytest.raises(IndexMismatchError, match="another, not of"):
        open_footnote(settings, embedder=WordHashEmbedder())


def test_a_corpus_folder_that_was_moved_is_still_it(
    grown: tuple[RetrievalSettings, list[Passage]], tmp_path: Path
) -> None:
    settings, _ = grown
    moved = settings.model_copy(update={"corpus_dir": tmp_path / "elsewhere" / "corpus"})
    moved.corpus_dir.parent.mkdir()
    settings.corpus_dir.rename(moved.corpus_dir)
    with open_footnote(moved, embedder=WordHashEmbedder(name="before")) as footnote:
        assert footnote.reload().removed == ("goes.md",)


def test_what_a_first_index_is_of_is_noted_before_it_is_done(tmp_path: Path) -> None:
    """The next one is of the same folder, and where nothing is indexed yet it may be of another."""
    for name in ("named", "another"):
        (tmp_path / name).mkdir()
    (tmp_path / "another" / "small.md").write_text(SMALL)
    plain = RetrievalSettings(data_dir=tmp_path / "data", reader_model=BASELINE_READER_MODEL)
    for name in ("named", "another"):
        settings = plain.model_copy(update={"corpus_dir": tmp_path / name})
        with open_footnote(settings, embedder=WordHashEmbedder()) as footnote:
            if name == "named":
                with pytest.raises(EmptyCorpusError):
                    footnote.reload()
                assert of_its_corpus(plain, named=False).corpus_dir == (tmp_path / "named").resolve()
            else:
                assert footnote.reload().added == ("small.md",)
    assert of_its_corpus(plain, named=False).corpus_dir == (tmp_path / "another").resolve()


def test_both_folders_may_be_moved_together(grown: tuple[RetrievalSettings, list[Passage]], tmp_path: Path) -> None:
    settings, _ = grown
    (tmp_path / "moved").mkdir()
    for folder in (settings.corpus_dir, settings.data_dir):
        shutil.copytree(folder, tmp_path / "moved" / folder.name)
    plain = RetrievalSettings(data_dir=tmp_path / "moved" / "data", reader_model=BASELINE_READER_MODEL)
    taken = of_its_corpus(plain, named=False)
    assert taken.corpus_dir == (tmp_path / "moved" / "corpus").resolve()
    assert of_its_corpus(plain, named=True) is plain
    with open_footnote(taken, embedder=WordHashEmbedder(name="before")) as footnote:
        assert footnote.reload().changed == ("changes.md",)
