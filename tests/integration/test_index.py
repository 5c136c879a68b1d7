"""The index of the shipped corpus, and what a reload makes of a change: real Chroma, real FTS5, the real model."""

import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma_store import ChromaStore
from retrieval.adapters.fts5_index import Fts5Index
from retrieval.chunking import CHUNKER, chunk
from retrieval.domain import Document, FoundPassage, PassageKind
from retrieval.errors import CorpusError, EmptyCorpusError, IndexMismatchError
from retrieval.indexing import SCHEMA, Progress, generation_of, reload, stamp_of, sync_lexical
from retrieval.ports import Embedder, IndexStamp
from retrieval.retriever import HybridRetriever
from tests.fakes import PowerCutError, WordHashEmbedder
from tests.integration.conftest import Index, Shipped, in_chroma, stamp_in_chroma

QUESTION = "How many drones has Iran provided to Russia since August?"
EDITED = "unprecedented-defense-partnership"


def found_by(index: Index, question: str = QUESTION) -> tuple[FoundPassage, ...]:
    retriever = HybridRetriever(store=index.store, lexical=index.lexical, embedder=index.embedder)
    return retriever.retrieve(question, limit=10)


def served(index: Index) -> tuple[dict[str, str], list[tuple[str, float]]]:
    """What readers see, and how words find it: enough to tell that an index is as it was, without a model."""
    texts = {passage.id: passage.text for passage in index.store.passages(index.store.passage_ids())}
    return texts, list(index.lexical.search(["drone", "august"], 10))


def all_ids_in_chroma(index: Index) -> set[str]:
    """Whether anybody sees them or not."""
    with in_chroma(index.data) as passages:
        return set(passages.get(include=[])["ids"])


def stamp(index: Index, stamped: Mapping[str, str]) -> None:
    """As another version of Footnote would have left it."""
    stamp_in_chroma(index.data, stamped)
    index.store.close()
    index.store = ChromaStore(index.data / "chroma")


def edit(index: Index, old: str, new: str, file: str = f"{EDITED}.md") -> None:
    path = index.corpus / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def test_a_first_index_adds_all_documents(shipped: Shipped, corpus: dict[str, Document]) -> None:
    report = shipped.report
    assert report.added == tuple(sorted(corpus))
    assert (report.changed, report.removed, report.unchanged, report.kept, report.unreadable) == ((), (), (), (), ())
    assert report.passages_embedded == 35


def test_it_holds_the_body_passages_of_the_corpus_to_the_letter(index: Index, corpus: dict[str, Document]) -> None:
    chunked = {
        passage.id: passage
        for document in corpus.values()
        for passage in chunk(document, index.embedder)
        if passage.kind is PassageKind.BODY
    }
    stored = {passage.id: passage for passage in index.store.passages(index.store.passage_ids())}
    assert stored == chunked
    assert index.store.documents() == corpus
    assert index.lexical.size() == len(chunked) == 35


def test_its_stamp_says_what_it_was_built_with(index: Index) -> None:
    assert index.store.stamp() == IndexStamp(
        schema=SCHEMA,
        chunker=CHUNKER,
        embedding_model=index.embedder.model_name,
        embedding_weights_sha256=index.embedder.weights_sha256,
    )


def test_its_space_is_cosine_by_chromas_own_word(index: Index) -> None:
    with in_chroma(index.data) as passages:
        assert passages.configuration_json["hnsw"]["space"] == "cosine"


def test_a_score_is_the_cosine_of_question_and_passage(index: Index) -> None:
    (vector,) = index.embedder.embed([QUESTION])
    found = found_by(index)
    vectors = index.embedder.embed([one.passage.search_text for one in found])
    np.testing.assert_allclose([one.dense for one in found], vectors @ vector, atol=1e-3)


def test_a_second_index_does_nothing(index: Index) -> None:
    before = all_ids_in_chroma(index)
    report = index.reload()
    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert len(report.unchanged) == 5
    assert report.passages_embedded == 0
    assert all_ids_in_chroma(index) == before


def test_a_lost_lexical_index_comes_back_as_it_was(index: Index) -> None:
    before = found_by(index)
    for file in index.data.glob("lexical.sqlite3*"):
        file.unlink()
    index.lexical = Fts5Index(index.data / "lexical.sqlite3")
    assert index.lexical.size() == 0
    sync_lexical(index.store, index.lexical)
    assert found_by(index) == before


def test_a_lexical_index_that_fell_behind_is_brought_up(index: Index) -> None:
    before = served(index)
    kept = sorted(index.store.passage_ids())[:10]
    index.lexical.sync("another generation", kept, index.store.passages)
    assert index.lexical.size() == 10
    sync_lexical(index.store, index.lexical)
    assert index.lexical.generation() == generation_of(index.store.manifest())
    assert served(index) == before


def test_an_edit_embeds_the_passages_of_its_document_and_no_others(index: Index) -> None:
    before = index.store.passages(index.store.passage_ids())
    edit(index, "more than 400 UAVs", "more than 500 UAVs")
    report = index.reload()
    assert report.changed == (EDITED,)
    assert len(report.unchanged) == 4
    after = index.store.passages(index.store.passage_ids())
    of_document = [passage for passage in after if passage.document.id == EDITED]
    assert report.passages_embedded == len(of_document)
    untouched = {passage.id for passage in before if passage.document.id != EDITED}
    assert {passage.id for passage in after if passage.document.id != EDITED} == untouched


def test_an_edit_leaves_nothing_of_the_old_version(index: Index) -> None:
    old = {one.id for one in index.store.passages(index.store.passage_ids()) if one.document.id == EDITED}
    edit(index, "more than 400 UAVs", "more than 500 UAVs")
    index.reload()
    visible = index.store.passage_ids()
    assert visible.isdisjoint(old)
    assert index.store.passages(old) == []
    assert all_ids_in_chroma(index) == visible
    assert index.lexical.size() == len(visible)
    found = found_by(index)
    assert any("more than 500 UAVs" in one.passage.text for one in found)
    assert not any("more than 400 UAVs" in one.passage.text for one in found)


def test_another_title_is_another_version(index: Index) -> None:
    edit(index, 'title: "Iran, Russia', 'title: "Persia, Russia')
    report = index.reload()
    assert report.changed == (EDITED,)
    assert report.passages_embedded > 0
    assert all_ids_in_chroma(index) == index.store.passage_ids()
    assert index.lexical.search(["persia"], 10)


@pytest.mark.parametrize("line", ["publisher: CNN", "date: 2022-12-05", "note: checked"])
def test_what_is_only_stated_embeds_nothing_and_is_shown(index: Index, line: str) -> None:
    ids = index.store.passage_ids()
    edit(index, "kind: news report", f"kind: news report\n{line}")
    report = index.reload()
    assert report.changed == (EDITED,)
    assert report.passages_embedded == 0
    assert index.store.passage_ids() == ids
    (document,) = index.store.documents([EDITED]).values()
    name, value = line.split(": ")
    assert getattr(document, name, None) == value or dict(document.extra) == {name: value}


def test_a_file_taken_away_is_a_document_removed(index: Index) -> None:
    (index.corpus / f"{EDITED}.md").unlink()
    report = index.reload()
    assert report.removed == (EDITED,)
    assert report.passages_embedded == 0
    assert index.store.documents([EDITED]) == {}
    assert all_ids_in_chroma(index) == index.store.passage_ids()
    assert index.lexical.size() == len(index.store.passage_ids())
    assert not any(one.passage.document.id == EDITED for one in found_by(index))


def test_a_file_moved_is_the_same_document(index: Index) -> None:
    (index.corpus / "news").mkdir()
    (index.corpus / f"{EDITED}.md").rename(index.corpus / "news" / "moved.md")
    report = index.reload()
    assert (report.added, report.removed, report.changed) == ((), (), (EDITED,))
    assert report.passages_embedded == 0
    assert index.store.manifest()[EDITED].path == "news/moved.md"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"---\ntitle: A: B\n---\nText.", b""])
def test_a_file_that_broke_keeps_its_last_good_version(index: Index, content: bytes) -> None:
    before = served(index)
    (index.corpus / f"{EDITED}.md").write_bytes(content)
    report = index.reload()
    assert report.kept == (EDITED,)
    assert [error.path for error in report.unreadable] == [f"{EDITED}.md"]
    assert report.removed == ()
    assert served(index) == before


def test_and_is_read_again_once_it_is_mended(index: Index) -> None:
    file = index.corpus / f"{EDITED}.md"
    good = file.read_bytes()
    file.write_bytes(b"\xff")
    index.reload()
    file.write_bytes(good)
    report = index.reload()
    assert (report.kept, report.unreadable, report.passages_embedded) == ((), (), 0)


@pytest.mark.parametrize("broken", [b"\xff", b"", b'{"id": "one", "text": "x"\n{"id": "two", "text": "y"\n'])
def test_a_file_of_many_documents_that_broke_keeps_them_all(index: Index, broken: bytes) -> None:
    rows = index.corpus / "rows.jsonl"
    rows.write_text('{"id": "one", "text": "Iran denied it."}\n{"id": "two", "text": "Kyiv did not."}\n')
    index.reload()
    rows.write_bytes(broken)
    report = index.reload()
    assert report.kept == ("one", "two")
    assert report.removed == ()
    assert index.store.documents(["one", "two"]).keys() == {"one", "two"}


@pytest.mark.parametrize("what", ["empty", "missing", "all unreadable"])
def test_a_corpus_of_nothing_leaves_the_index_as_it_was(index: Index, what: str) -> None:
    before = served(index)
    for file in index.corpus.iterdir():
        file.unlink()
    if what == "missing":
        index.corpus.rmdir()
    if what == "all unreadable":
        (index.corpus / f"{EDITED}.md").write_bytes(b"\xff")
    with pytest.raises(EmptyCorpusError if what != "missing" else CorpusError) as caught:
        index.reload()
    assert str(index.corpus) in caught.value.what
    assert (f"{EDITED}.md is not UTF-8" in caught.value.what) is (what == "all unreadable")
    assert served(index) == before


STAMPS = {
    "schema": "another schema",
    "chunker": "another chunker",
    "embedding_model": "another embedding model",
    "embedding_weights_sha256": "weights of the embedding model",
}


@pytest.mark.parametrize("field", STAMPS)
def test_an_index_of_anothers_making_is_not_written_to(index: Index, field: str) -> None:
    theirs = replace(stamp_of(index.embedder), **{field: "theirs"})
    stamp(index, asdict(theirs))
    before = all_ids_in_chroma(index)
    with pytest.raises(IndexMismatchError, match=STAMPS[field]):
        index.reload()
    assert all_ids_in_chroma(index) == before


@pytest.mark.parametrize(
    "stamped",
    [
        {"schema": "2", "chunker": "x", "embedding_model": "m", "embedding_weights_sha256": "0", "reader": "new"},
        {"schema": "0"},
    ],
    ids=["says more", "says less"],
)
def test_a_stamp_of_another_schema_may_have_other_fields(index: Index, stamped: dict[str, str]) -> None:
    stamp(index, stamped)
    with pytest.raises(IndexMismatchError, match="another schema"):
        index.reload()


def reload_of(data: Path, corpus: Path, embedder: Embedder) -> Index:
    """Opened, reloaded and closed, as a process of its own would."""
    index = Index.open(data, corpus, embedder)
    try:
        index.reload()
    finally:
        index.store.close()
    return index


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A corpus of more passages than are written at a time."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(100):
        (folder / f"{number:03}.txt").write_text(f"Drone {number} was seen over Kyiv on that day.")
    return folder


def test_a_reload_that_was_cut_short_is_finished_by_the_next(tmp_path: Path, many: Path) -> None:
    with pytest.raises(PowerCutError):
        reload_of(tmp_path / "data", many, WordHashEmbedder(stops_after=64))
    index = Index.open(tmp_path / "data", many, WordHashEmbedder())
    assert index.store.stamp() is None
    assert index.store.manifest() == {}
    assert index.store.passage_ids() == set()
    assert len(all_ids_in_chroma(index)) == 64  # Written, and seen by nobody.
    assert len(index.reload().added) == 100
    assert index.store.passage_ids() == all_ids_in_chroma(index)
    assert index.lexical.size() == 100
    index.store.close()


def test_until_then_the_old_corpus_is_served(tmp_path: Path, many: Path) -> None:
    index = reload_of(tmp_path / "data", many, WordHashEmbedder())
    before = {entry.indexed_hash for entry in index.store.manifest().values()}
    for file in many.iterdir():
        file.write_text(file.read_text().replace("Kyiv", "Lviv"))
    with pytest.raises(PowerCutError):
        reload_of(tmp_path / "data", many, WordHashEmbedder(stops_after=64))
    again = Index.open(tmp_path / "data", many, WordHashEmbedder())
    assert {entry.indexed_hash for entry in again.store.manifest().values()} == before
    passages = again.store.passages(again.store.passage_ids())
    assert len(passages) == 100
    assert all("Kyiv" in passage.text for passage in passages)
    assert [one.passage for one in found_by(again, "Lviv") if "Lviv" in one.passage.text] == []
    again.store.close()


def test_what_a_cut_short_reload_left_behind_is_dropped_by_the_next(tmp_path: Path, many: Path) -> None:
    """Even where the change that it was for has been taken back."""
    reload_of(tmp_path / "data", many, WordHashEmbedder())
    good = {file: file.read_text() for file in many.iterdir()}
    for file, text in good.items():
        file.write_text(text.replace("Kyiv", "Lviv"))
    with pytest.raises(PowerCutError):
        reload_of(tmp_path / "data", many, WordHashEmbedder(stops_after=64))
    for file, text in good.items():
        file.write_text(text)
    index = Index.open(tmp_path / "data", many, WordHashEmbedder())
    index.reload()
    assert all_ids_in_chroma(index) == index.store.passage_ids()
    index.store.close()


def test_progress_is_told_from_nothing_to_all(tmp_path: Path, many: Path) -> None:
    told: list[Progress] = []
    index = Index.open(tmp_path / "data", many, WordHashEmbedder())
    reload(many, index.store, index.lexical, index.embedder, told.append)
    index.store.close()
    assert [(one.done, one.total) for one in told] == [(0, 100), (64, 100), (100, 100)]


def test_a_copy_of_an_index_is_an_index(shipped: Shipped, tmp_path: Path, corpus_folder: Path) -> None:
    shutil.copytree(shipped.data, tmp_path / "elsewhere")
    index = Index.open(tmp_path / "elsewhere", corpus_folder, WordHashEmbedder())
    assert len(index.store.passage_ids()) == 35
    index.store.close()
