"""The store over real Chroma: who sees which version, and what a damaged or foreign folder says."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma_store import ChromaStore
from retrieval.domain import Document, Passage
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.indexing import stamp_of
from tests.building import document_of
from tests.fakes import WordHashEmbedder

EMBEDDER = WordHashEmbedder()
STAMP = stamp_of(EMBEDDER)
OLD = document_of("Iran denied it. Kyiv did not believe it.", document_id="denial")
NEW = document_of("On Monday, Iran denied it once more. Kyiv did not believe it.", document_id="denial")
OTHER = document_of("Bread rises in a warm oven.", document_id="bread")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    opened = ChromaStore(tmp_path / "chroma")
    yield opened
    opened.close()


def passages_of(document: Document) -> list[Passage]:
    ends = [place + 1 for place, character in enumerate(document.text) if character == "."]
    starts = [0, *(end + 1 for end in ends)]
    return [Passage(document=document, start=start, end=end) for start, end in zip(starts, ends, strict=False)]


def write(store: ChromaStore, *documents: Document) -> None:
    passages = [passage for document in documents for passage in passages_of(document)]
    store.write_passages(passages, EMBEDDER.embed([passage.search_text for passage in passages]))


def ids_of(document: Document) -> set[str]:
    return {passage.id for passage in passages_of(document)}


def test_an_empty_store_is_empty(store: ChromaStore) -> None:
    assert store.stamp() is None
    assert store.manifest() == {}
    assert store.passage_ids() == set()
    assert store.documents() == {}
    assert store.passages(["nobody"]) == []
    assert store.vectors(["nobody"]) == {}
    assert list(store.nearest(EMBEDDER.embed(["Iran"])[0], 5)) == []


def test_what_is_written_is_seen_by_nobody_until_the_flip(store: ChromaStore) -> None:
    write(store, OLD)
    assert store.passage_ids() == set()
    assert store.passages(ids_of(OLD)) == []
    assert list(store.nearest(EMBEDDER.embed(["Iran"])[0], 5)) == []
    store.flip(STAMP, [OLD], [])
    assert store.passage_ids() == ids_of(OLD)
    assert {passage.text for passage in store.passages(ids_of(OLD))} == {"Iran denied it.", "Kyiv did not believe it."}


def test_a_version_takes_the_place_of_another(store: ChromaStore) -> None:
    write(store, OLD, OTHER)
    store.flip(STAMP, [OLD, OTHER], [])
    write(store, NEW)
    assert store.passage_ids() == ids_of(OLD) | ids_of(OTHER)
    store.flip(STAMP, [NEW], [])
    assert store.passage_ids() == ids_of(NEW) | ids_of(OTHER)
    assert store.passages(ids_of(OLD)) == []
    assert ids_of(OLD).isdisjoint(dict(store.nearest(EMBEDDER.embed(["Iran denied it"])[0], 9)))


def test_a_sweep_drops_what_nobody_sees_and_nothing_else(store: ChromaStore) -> None:
    write(store, OLD, OTHER)
    store.flip(STAMP, [OLD, OTHER], [])
    write(store, NEW)
    store.flip(STAMP, [NEW], [])
    assert store.sweep() == 2
    assert store.sweep() == 0
    assert store.passage_ids() == ids_of(NEW) | ids_of(OTHER)


def test_a_document_that_is_removed_is_gone_with_its_passages(store: ChromaStore) -> None:
    write(store, OLD, OTHER)
    store.flip(STAMP, [OLD, OTHER], [])
    store.flip(STAMP, [], {"denial"})
    assert store.documents().keys() == {"bread"}
    assert store.passage_ids() == ids_of(OTHER)
    assert store.sweep() == 2


def test_writing_twice_changes_nothing(store: ChromaStore) -> None:
    write(store, OLD)
    write(store, OLD)
    store.flip(STAMP, [OLD], [])
    store.flip(STAMP, [OLD], [])
    assert store.passage_ids() == ids_of(OLD)
    assert store.documents() == {"denial": OLD}


def test_a_passage_is_of_one_version_even_while_the_manifest_flips(tmp_path: Path) -> None:
    """A reader with the old manifest must not pair an old span with a new text: it would quote another place."""
    reading, writing = ChromaStore(tmp_path / "chroma"), ChromaStore(tmp_path / "chroma")
    write(writing, OLD)
    writing.flip(STAMP, [OLD], [])
    reading.close()
    reading = ChromaStore(tmp_path / "chroma")
    assert len(reading.passages(ids_of(OLD))) == 2
    write(writing, NEW)
    writing.flip(STAMP, [NEW], [])
    for passage in reading.passages(ids_of(OLD) | ids_of(NEW)):
        assert passage.id in ids_of(passage.document)
        assert passage in passages_of(passage.document)
    reading.close()
    writing.close()


def test_a_reader_outlives_a_document_that_is_removed_under_it(tmp_path: Path) -> None:
    reading, writing = ChromaStore(tmp_path / "chroma"), ChromaStore(tmp_path / "chroma")
    write(writing, OLD, OTHER)
    writing.flip(STAMP, [OLD, OTHER], [])
    reading.close()
    reading = ChromaStore(tmp_path / "chroma")
    writing.flip(STAMP, [], {"denial"})
    assert {passage.document.id for passage in reading.passages(ids_of(OLD) | ids_of(OTHER))} == {"bread"}
    reading.close()
    writing.close()


def test_the_nearest_come_first_with_their_cosine(store: ChromaStore) -> None:
    write(store, OLD, OTHER)
    store.flip(STAMP, [OLD, OTHER], [])
    (vector,) = EMBEDDER.embed(["bread in the oven"])
    found = store.nearest(vector, 9)
    assert found[0][0] in ids_of(OTHER)
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    stored = store.vectors([passage_id for passage_id, _ in found])
    for passage_id, cosine in found:
        assert cosine == pytest.approx(float(stored[passage_id] @ vector), abs=1e-3)


@pytest.mark.parametrize(
    ("documents", "seen"), [(["bread"], {"bread"}), (["nobody"], set()), ([], set()), (None, None)]
)
def test_the_nearest_of_some_documents_are_theirs(
    store: ChromaStore, documents: list[str] | None, seen: set[str] | None
) -> None:
    write(store, OLD, OTHER)
    store.flip(STAMP, [OLD, OTHER], [])
    found = store.nearest(EMBEDDER.embed(["Iran denied it"])[0], 9, documents)
    of = {passage.document.id for passage in store.passages([passage_id for passage_id, _ in found])}
    assert of == ({"denial", "bread"} if seen is None else seen)


def test_all_that_is_stated_comes_back(store: ChromaStore) -> None:
    document = Document(
        id="all é 🛩️",
        title="A “title”",
        text="Text.\r\n\x0c\u2028 e\u0301 伊朗 🛩️\t",
        publisher="CNN",
        date="2022-11-01",
        url="https://example.org",
        language="en",
        kind="news",
        path="a/b.md",
        pages=(0, 5, 5),
        extra={"b": "1", "a": "é"},
    )
    store.flip(STAMP, [document], [])
    assert store.documents() == {document.id: document}
    assert store.documents()[document.id].record_hash == document.record_hash
    assert store.stamp() == STAMP


def test_more_rows_than_fit_a_call_are_written_and_read(store: ChromaStore) -> None:
    """Chroma takes 5,461 at once."""
    rows = 5462
    document = document_of("x" * rows, document_id="long")
    passages = [Passage(document=document, start=place, end=place + 1) for place in range(rows)]
    vectors = np.tile(EMBEDDER.embed(["x"]), (rows, 1))
    store.write_passages(passages, vectors)
    store.flip(STAMP, [document], [])
    assert store.passage_ids() == {passage.id for passage in passages}
    assert len(store.passages(store.passage_ids())) == rows


def test_it_is_all_there_when_opened_again(tmp_path: Path) -> None:
    first = ChromaStore(tmp_path / "chroma")
    write(first, OLD)
    first.flip(STAMP, [OLD], [])
    first.close()
    again = ChromaStore(tmp_path / "chroma")
    assert again.stamp() == STAMP
    assert again.passage_ids() == ids_of(OLD)
    again.close()


def test_a_damaged_store_is_an_error_that_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="cannot be used") as caught:
        ChromaStore(tmp_path / "chroma")
    assert "index --rebuild" in caught.value.remedy


def test_a_store_where_a_file_is_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("a file")
    with pytest.raises((StoreError, StoreUnwritableError)):
        ChromaStore(tmp_path / "chroma")
