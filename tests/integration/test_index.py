"""The index of the shipped corpus, and what a reload makes of a change: real Chroma, real FTS5, the real model."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.documents.chunking import chunk
from retrieval.documents.reading_text import search_hash_of, search_text_of
from retrieval.domain.documents import Document, FoundPassage, PassageKind
from retrieval.errors import CorpusError, EmptyCorpusError, IndexMismatchError
from retrieval.index.indexing import Progress
from retrieval.index.stamping import CHUNKER, INDEX_SCHEMA, generation_of, stamp_of
from retrieval.ports import IndexStamp
from tests.conftest import Shipped
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, rows_in, stamp_in_chroma

QUESTION = "How many drones has Iran provided to Russia since August?"
EDITED = "unprecedented-defense-partnership"


def found_by(index: Index, question: str = QUESTION) -> tuple[FoundPassage, ...]:
    return index.footnote.retriever.retrieve(question, limit=10)


def served(index: Index) -> tuple[dict[str, str], list[tuple[str, float]]]:
    """What readers see, and how words find it: enough to tell that an index is as it was, without a model."""
    texts = {passage.id: passage.text for passage in index.view.passages(index.view.passage_ids())}
    return texts, list(index.lexical.search(["drone", "august"], 10))


def holds_what_is_seen_and_no_more(index: Index) -> bool:
    rows = rows_in(index.data)
    return rows.passages == index.view.passage_ids() and len(rows.versions) == len(index.view.manifest())


def edit(index: Index, old: str, new: str, file: str = f"{EDITED}.md") -> None:
    path = index.corpus / file
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


def test_a_first_index_adds_all_documents(tmp_path: Path, corpus_folder: Path, corpus: dict[str, Document]) -> None:
    with Index.open(tmp_path / "data", corpus_folder, WordHashEmbedder()) as index:
        report, passages = index.reload(), len(index.view.passage_ids())
    assert report.added == tuple(sorted(corpus))
    assert (report.changed, report.renamed, report.removed, report.kept, report.unreadable) == ((), (), (), (), ())
    assert (report.unchanged, report.passages_embedded, report.passages_reused) == (0, passages, 0)
    assert passages > 20
    assert (report.before, len(report.after)) == ("", 12)
    assert report.characters.keys() == set(PassageKind)
    assert sum(report.characters.values()) < sum(len(document.text) for document in corpus.values())


def test_it_holds_the_body_passages_of_the_corpus_to_the_letter(index: Index, corpus: dict[str, Document]) -> None:
    chunked = {
        passage.id: passage
        for document in corpus.values()
        for passage in chunk(document, index.embedder)
        if passage.kind is PassageKind.BODY
    }
    stored = {passage.id: passage for passage in index.view.passages(index.view.passage_ids())}
    assert stored == chunked
    assert index.view.documents() == corpus
    assert index.lexical.size() == len(chunked) == 35
    assert {i: entry.passages for i, entry in index.view.manifest().items()} == {
        i: sum(passage.document.id == i for passage in chunked.values()) for i in corpus
    }


def test_its_stamp_says_what_it_was_built_with(index: Index) -> None:
    head = index.store.head()
    assert head is not None
    assert head.stamp == IndexStamp(
        schema=INDEX_SCHEMA,
        chunker=CHUNKER,
        embedding_model=index.embedder.model_name,
        embedding_weights_sha256=index.embedder.weights_sha256,
    )
    assert head.generation == generation_of(index.view.manifest()) == index.footnote.status().generation


def test_a_score_is_the_cosine_of_question_and_passage(index: Index) -> None:
    (vector,) = index.embedder.embed([QUESTION])
    found = found_by(index)
    vectors = index.embedder.embed([search_text_of(result.passage) for result in found])
    np.testing.assert_allclose([result.dense for result in found], vectors @ vector, atol=1e-3)


def test_a_second_index_does_nothing(index: Index) -> None:
    before, head = rows_in(index.data), index.head
    report = index.reload()
    assert (report.added, report.changed, report.renamed, report.removed) == ((), (), (), ())
    assert (report.unchanged, report.passages_embedded) == (5, 0)
    assert report.before == report.after
    assert rows_in(index.data) == before
    assert index.head == head


def test_an_edit_to_one_sentence_embeds_the_passages_it_changed_alone(index: Index) -> None:
    before = index.view.passages(index.view.passage_ids())
    edit(index, "more than 400 UAVs", "more than 500 UAVs")
    report = index.reload()
    assert report.changed == (EDITED,)
    assert report.unchanged == 4
    assert report.before != report.after == index.head.generation
    after = index.view.passages(index.view.passage_ids())
    changed = {search_hash_of(passage) for passage in after} - {search_hash_of(passage) for passage in before}
    of_document = [passage for passage in after if passage.document.id == EDITED]
    assert 0 < len(changed) < len(of_document)
    assert (report.passages_embedded, report.passages_reused) == (len(changed), len(of_document) - len(changed))
    untouched = {passage.id for passage in before if passage.document.id != EDITED}
    assert {passage.id for passage in after if passage.document.id != EDITED} == untouched


def test_what_is_not_embedded_again_has_the_vector_that_it_would_have(index: Index) -> None:
    edit(index, "more than 400 UAVs", "more than 500 UAVs")
    index.reload()
    passages = index.view.passages_of([EDITED])
    stored = index.view.vectors([passage.id for passage in passages])
    fresh = index.embedder.embed([search_text_of(passage) for passage in passages])
    np.testing.assert_allclose([stored[passage.id] for passage in passages], fresh, atol=1e-5)


def test_an_edit_leaves_nothing_of_the_old_version(index: Index) -> None:
    old = {passage.id for passage in index.view.passages_of([EDITED])}
    edit(index, "more than 400 UAVs", "more than 500 UAVs")
    index.reload()
    visible = index.view.passage_ids()
    assert visible.isdisjoint(old)
    assert index.view.passages(old) == []
    assert holds_what_is_seen_and_no_more(index)
    assert index.lexical.size() == len(visible)
    found = found_by(index)
    assert any("more than 500 UAVs" in result.passage.text for result in found)
    assert not any("more than 400 UAVs" in result.passage.text for result in found)


def test_another_title_is_another_version(index: Index) -> None:
    edit(index, 'title: "Iran, Russia', 'title: "Persia, Russia')
    report = index.reload()
    assert report.changed == (EDITED,)
    assert report.passages_embedded > 0
    assert holds_what_is_seen_and_no_more(index)
    assert index.lexical.search(["persia"], 10)


@pytest.mark.parametrize("line", ["publisher: CNN", "date: 2022-12-05", "note: checked"])
def test_what_is_only_stated_embeds_nothing_and_is_shown(index: Index, line: str) -> None:
    ids, generation = index.view.passage_ids(), index.head.generation
    edit(index, "kind: news report", f"kind: news report\n{line}")
    report = index.reload()
    assert report.changed == (EDITED,)
    assert report.passages_embedded == 0
    assert index.view.passage_ids() == ids
    assert index.head.generation == generation
    assert holds_what_is_seen_and_no_more(index)
    (document,) = index.view.documents([EDITED]).values()
    name, value = line.split(": ")
    assert getattr(document, name, None) == value or dict(document.extra) == {name: value}


def test_a_file_taken_away_is_a_document_removed(index: Index) -> None:
    (index.corpus / f"{EDITED}.md").unlink()
    report = index.reload()
    assert report.removed == (EDITED,)
    assert report.passages_embedded == 0
    assert index.view.documents([EDITED]) == {}
    assert holds_what_is_seen_and_no_more(index)
    assert index.lexical.size() == len(index.view.passage_ids())
    assert not any(result.passage.document.id == EDITED for result in found_by(index))


def test_a_file_moved_is_the_same_document(index: Index) -> None:
    (index.corpus / "news").mkdir()
    (index.corpus / f"{EDITED}.md").rename(index.corpus / "news" / "moved.md")
    report = index.reload()
    assert report.renamed == ((f"{EDITED}.md", "news/moved.md"),)
    assert (report.added, report.removed, report.changed) == ((), (), ())
    assert report.passages_embedded == 0
    assert index.view.manifest()[EDITED].path == "news/moved.md"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"---\ntitle: {A\n---\nText.", b""])
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
    assert index.view.documents(["one", "two"]).keys() == {"one", "two"}


def test_a_row_that_cannot_be_read_is_told_once_though_its_file_is_read_twice(index: Index) -> None:
    (index.corpus / "rows.jsonl").write_text('{"id": "one", "text": "Iran denied it."}\nno JSON\n')
    report = index.reload()
    assert report.added == ("one",)
    assert [error.path for error in report.unreadable] == ["rows.jsonl:2"]


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


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for number in range(300):
        (tmp_path / "corpus" / f"{number:03}.txt").write_text(f"Drone {number} was seen over Kyiv on that day.")
    heard: list[Progress] = []
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder()) as index:
        index.footnote.reload(heard.append)
    assert heard == [
        *(Progress(stage="reading", done=number) for number in range(0, 301, 10)),
        Progress(stage="embedding", total=300),
        Progress(stage="embedding", done=128, total=300, embedded=128),
        Progress(stage="embedding", done=256, total=300, embedded=256),
        Progress(stage="embedding", done=300, total=300, embedded=300),
        Progress(stage="putting it in place"),
    ]


def test_progress_is_told_within_a_long_document(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    paragraph = "The keeper on duty counted the boats at the quay and wrote their number down, as he did each day. " * 5
    (tmp_path / "corpus" / "log.txt").write_text("\n\n".join(f"On day {day}. {paragraph}" for day in range(400)))
    heard: list[Progress] = []
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder()) as index:
        index.footnote.reload(heard.append)
    assert [(progress.done, progress.embedded) for progress in heard if progress.stage == "embedding"] == [
        (0, 0),
        (0, 128),
        (0, 256),
        (1, 400),
    ]


def test_a_copy_of_an_index_is_an_index(shipped: Shipped, tmp_path: Path, corpus_folder: Path) -> None:
    shutil.copytree(shipped.data, tmp_path / "elsewhere")
    with Index.open(tmp_path / "elsewhere", corpus_folder, OnnxEmbedder()) as index:
        assert len(index.view.passage_ids()) == 35


STAMPS = {
    "schema": "another schema",
    "chunker": "another chunker",
    "embedding_model": "another embedding model",
    "embedding_weights_sha256": "weights of the embedding model",
}


@pytest.mark.parametrize("field", STAMPS)
def test_an_index_of_anothers_making_is_neither_opened_nor_written_to(index: Index, field: str) -> None:
    index.close()
    stamp_in_chroma(index.data, asdict(replace(stamp_of(index.embedder), **{field: "theirs"})))
    before = rows_in(index.data)
    with pytest.raises(IndexMismatchError, match=STAMPS[field]):
        Index.open(index.data, index.corpus, index.embedder)
    assert rows_in(index.data) == before


@pytest.mark.parametrize(
    "stamped",
    [
        {"schema": "9", "chunker": "x", "embedding_model": "m", "embedding_weights_sha256": "0", "reader": "new"},
        {"schema": "0"},
    ],
    ids=["says more", "says less"],
)
def test_a_stamp_of_another_schema_may_have_other_fields(index: Index, stamped: dict[str, str]) -> None:
    index.close()
    stamp_in_chroma(index.data, stamped)
    with pytest.raises(IndexMismatchError, match="another schema"):
        Index.open(index.data, index.corpus, index.embedder)
