"""The store over real Chroma: who sees which version, and what a damaged or foreign folder says."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from retrieval.adapters.chroma.rows import MAX_ROWS_BY_FILTER, ROWS_PER_CALL, rows_where
from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.chroma.stored_head import CHROMA_FILE
from retrieval.documents.reading_text import search_hash_of, search_text_of
from retrieval.domain.documents import Document, Passage
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.index.stamping import stamp_of
from retrieval.ports import CorpusView, Head, ManifestEntry, Turnover, Version
from tests.building import document_of
from tests.fakes import WordHashEmbedder

KINDS = ("passages", "documents")
EMBEDDER = WordHashEmbedder()
STAMP = stamp_of(EMBEDDER)
OLD = document_of("Iran denied it. Kyiv did not believe it.", document_id="denial")
NEW = document_of("On Monday, Iran denied it once more. Kyiv did not believe it.", document_id="denial")
OTHER = document_of("Bread rises in a warm oven.", document_id="bread")
STATED = Document(id=OLD.id, title=OLD.title, text=OLD.text, publisher="CNN")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    opened = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    yield opened
    opened.close()


def passages_of(document: Document) -> list[Passage]:
    ends = [place + 1 for place, character in enumerate(document.text) if character == "."]
    starts = [0, *(end + 1 for end in ends)]
    return [Passage(document=document, start=start, end=end) for start, end in zip(starts, ends, strict=False)]


def write(store: ChromaStore, number: int, *documents: Document) -> None:
    passages = [passage for document in documents for passage in passages_of(document)]
    versions = [Version(document=document, passages=len(passages_of(document))) for document in documents]
    store.write(number, versions, passages, EMBEDDER.embed([search_text_of(passage) for passage in passages]))


def flip(store: ChromaStore, number: int, swept: int = 0) -> Head:
    head = Head(number=number, store=store.name, flip=f"flip {number}", generation="", stamp=STAMP, swept=swept)
    store.flip(head)
    return head


def index(store: ChromaStore, number: int, *documents: Document, removed: tuple[str, ...] = ()) -> None:
    """As a reload does: what is written takes the place of what was seen of it."""
    write(store, number, *documents)
    store.retire(number, [*(document.id for document in documents), *removed])
    flip(store, number)


def seen(store: ChromaStore, number: int | None = None) -> CorpusView:
    """What a reader sees after that flip; by default, after the last one."""
    head = store.head()
    return store.view(dict(store.manifest(number if number is not None else head.number if head else 0)))


def ids_of(*documents: Document) -> set[str]:
    return {passage.id for document in documents for passage in passages_of(document)}


def test_an_empty_store_is_empty(store: ChromaStore) -> None:
    view = seen(store)
    assert store.head() is None
    assert view.manifest() == {}
    assert view.passage_ids() == set()
    assert view.documents() == {}
    assert view.passages(["nobody"]) == []
    assert view.vectors(["nobody"]) == {}
    assert store.reusable(["nobody"]) == {}
    assert store.size() == 0


def test_what_is_written_is_seen_by_nobody_until_the_flip(store: ChromaStore) -> None:
    write(store, 1, OLD)
    view = seen(store)
    assert view.passage_ids() == set()
    assert view.passages(ids_of(OLD)) == []
    flip(store, 1)
    view = seen(store)
    assert view.passage_ids() == ids_of(OLD)
    assert {passage.text for passage in view.passages(ids_of(OLD))} == {"Iran denied it.", "Kyiv did not believe it."}
    assert view.passages_of(["denial"]) == view.passages(ids_of(OLD))


def test_a_version_takes_the_place_of_another(store: ChromaStore) -> None:
    index(store, 1, OLD, OTHER)
    write(store, 2, NEW)
    store.retire(2, ["denial"])
    assert seen(store).passage_ids() == ids_of(OLD, OTHER)
    flip(store, 2)
    view = seen(store)
    assert view.passage_ids() == ids_of(NEW, OTHER)
    assert view.passages(ids_of(OLD)) == []


def test_what_a_flip_retired_is_there_for_who_reads_on_until_the_sweep(store: ChromaStore) -> None:
    index(store, 1, OLD, OTHER)
    before = seen(store)
    index(store, 2, NEW, removed=("bread",))
    assert before.passage_ids() == ids_of(OLD, OTHER)
    assert before.documents() == {"bread": OTHER, "denial": OLD}
    assert {passage.id: passage for passage in before.passages(ids_of(OLD, NEW, OTHER))} == {
        passage.id: passage for passage in [*passages_of(OLD), *passages_of(OTHER)]
    }
    assert before.vectors(ids_of(OLD, OTHER)).keys() == ids_of(OLD, OTHER)


def test_a_sweep_drops_what_nobody_sees_and_nothing_else(store: ChromaStore) -> None:
    index(store, 1, OLD, OTHER)
    index(store, 2, NEW)
    write(store, 3, document_of("To come.", document_id="to come"))
    assert store.sweep(1) == 0
    assert store.sweep(2) == 2
    assert store.sweep(2) == 0
    assert seen(store).passage_ids() == ids_of(NEW, OTHER)
    assert store.size() == len(ids_of(NEW, OTHER)) + 1


def test_what_is_retired_is_handed_out_whole_before_it_is_swept(store: ChromaStore) -> None:
    index(store, 1, OLD, OTHER)
    index(store, 2, NEW, removed=("bread",))
    assert list(store.retired(1)) == []
    handed = [passage for passages in store.retired(2) for passage in passages]
    assert {passage.id: passage for passage in handed} == {
        passage.id: passage for passage in [*passages_of(OLD), *passages_of(OTHER)]
    }
    store.sweep(2)
    assert list(store.retired(2)) == []


def test_a_document_that_is_removed_is_gone_with_its_passages(store: ChromaStore) -> None:
    index(store, 1, OLD, OTHER)
    index(store, 2, removed=("denial",))
    assert seen(store).documents().keys() == {"bread"}
    assert seen(store).passage_ids() == ids_of(OTHER)
    assert store.sweep(2) == 2


def test_what_is_stated_anew_shares_the_passages_and_keeps_them(store: ChromaStore) -> None:
    index(store, 1, OLD)
    store.write(2, [Version(document=STATED, passages=2)], (), np.empty((0, 0), dtype=np.float32))
    store.retire(2, ["denial"])
    flip(store, 2)
    assert seen(store).documents() == {"denial": STATED}
    assert seen(store, 1).documents() == {"denial": OLD}
    assert store.sweep(2) == 0
    assert seen(store).passages_of(["denial"]) == [
        Passage(document=STATED, start=passage.start, end=passage.end)
        for passage in seen(store).passages_of(["denial"])
    ]
    assert seen(store).passage_ids() == ids_of(OLD)


def test_writing_twice_changes_nothing(store: ChromaStore) -> None:
    write(store, 1, OLD)
    write(store, 1, OLD)
    flip(store, 1)
    flip(store, 1)
    assert seen(store).passage_ids() == ids_of(OLD)
    assert seen(store).documents() == {"denial": OLD}
    assert store.size() == 2


def test_what_was_begun_can_be_taken_back_but_for_what_is_kept(store: ChromaStore) -> None:
    index(store, 1, OLD, OTHER)
    before = dict(store.manifest(1))
    write(store, 2, NEW, document_of("To come.", document_id="to come"))
    store.retire(2, ["denial", "bread"])
    store.undo(1, {NEW.id: NEW.record_hash})
    assert dict(store.manifest(1)) == before
    assert dict(store.manifest(2)).keys() == {"denial", "bread"}
    assert store.size() == len(ids_of(OLD, NEW, OTHER))
    store.undo(1, {})
    assert dict(store.manifest(2)) == before
    assert store.size() == len(ids_of(OLD, OTHER))
    assert seen(store).passage_ids() == ids_of(OLD, OTHER)


def test_a_turnover_is_what_differs_between_two_flips(store: ChromaStore) -> None:
    fleeting = document_of("Here today.", document_id="fleeting")
    index(store, 1, OLD, OTHER)
    index(store, 2, NEW, fleeting)
    index(store, 3, STATED, removed=("bread", "fleeting"))
    write(store, 4, document_of("To come.", document_id="to come"))
    store.retire(4, ["denial"])

    def entries(*documents: Document) -> dict[str, ManifestEntry]:
        return {
            document.id: Version(document=document, passages=len(passages_of(document))).entry for document in documents
        }

    assert store.turnover(1, 1) == Turnover(entries={}, removed=set())
    assert store.turnover(1, 2) == Turnover(entries=entries(NEW, fleeting), removed=set())
    assert store.turnover(2, 3) == Turnover(entries=entries(STATED), removed={"bread", "fleeting"})
    assert store.turnover(1, 3) == Turnover(entries=entries(STATED), removed={"bread"})


def test_vectors_are_found_by_what_was_embedded_seen_or_not(store: ChromaStore) -> None:
    index(store, 1, OLD)
    write(store, 2, OTHER)
    passages = [*passages_of(OLD), *passages_of(OTHER)]
    found = store.reusable([*(search_hash_of(passage) for passage in passages), "nobody"])
    assert found.keys() == {search_hash_of(passage) for passage in passages}
    for passage in passages:
        np.testing.assert_allclose(
            found[search_hash_of(passage)], EMBEDDER.embed([search_text_of(passage)])[0], atol=2e-5
        )


def test_a_passage_is_of_one_version_even_while_the_head_flips(tmp_path: Path) -> None:
    """A reader with the old manifest must not pair an old span with a new text: it would quote another place."""
    reading, writing = (ChromaStore.in_folder(tmp_path / "chroma", STAMP) for _ in range(2))
    index(writing, 1, OLD)
    reading.close()
    reading = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    view = seen(reading)
    assert len(view.passages(ids_of(OLD))) == 2
    index(writing, 2, NEW)
    for swept in (False, True):
        if swept:
            writing.sweep(2)
        for passage in view.passages(ids_of(OLD, NEW)):
            assert passage in passages_of(OLD)
    reading.close()
    writing.close()


def test_a_reader_outlives_a_document_that_is_removed_under_it(tmp_path: Path) -> None:
    writing = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    index(writing, 1, OLD, OTHER)
    reading = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    view = seen(reading)
    index(writing, 2, removed=("denial",))
    assert {passage.document.id for passage in view.passages(ids_of(OLD, OTHER))} == {"denial", "bread"}
    assert {passage.document.id for passage in seen(reading).passages(ids_of(OLD, OTHER))} == {"bread"}
    writing.sweep(2)
    assert {passage.document.id for passage in view.passages(ids_of(OLD, OTHER))} == {"bread"}
    reading.close()
    writing.close()


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
    index(store, 1, document)
    assert seen(store).documents() == {document.id: document}
    assert seen(store).documents()[document.id].record_hash == document.record_hash
    assert seen(store).manifest() == {document.id: Version(document=document, passages=1).entry}


def test_the_head_comes_back_as_it_was_flipped(store: ChromaStore) -> None:
    flip(store, 1)
    head = Head(
        number=2, store=store.name, flip="é", generation="0123456789ab", stamp=STAMP, swept=1, flipped_at=1700000000.25
    )
    store.flip(head)
    assert store.head() == head


def test_more_rows_than_fit_a_call_are_written_and_read(store: ChromaStore) -> None:
    """Chroma takes 5,461 at once."""
    rows = 5462
    document = document_of("x" * rows, document_id="long")
    passages = [Passage(document=document, start=place, end=place + 1) for place in range(rows)]
    vectors = np.tile(EMBEDDER.embed(["x"]), (rows, 1))
    store.write(1, [Version(document=document, passages=rows)], passages, vectors)
    flip(store, 1)
    view = seen(store)
    assert view.passage_ids() == {passage.id for passage in passages}
    assert len(view.passages(view.passage_ids())) == rows
    index(store, 2, removed=("long",))
    assert store.sweep(2) == rows
    assert store.size() == 0


def test_it_is_all_there_when_opened_again(tmp_path: Path) -> None:
    first = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    index(first, 1, OLD)
    head = first.head()
    first.close()
    again = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    assert again.head() == head
    assert again.name == first.name
    assert seen(again).passage_ids() == ids_of(OLD)
    again.close()


def test_what_was_written_before_a_first_flip_is_found_again(tmp_path: Path) -> None:
    """A first index that is cut short has its vectors for the next."""
    hashes = {search_hash_of(passage) for passage in passages_of(OLD)}
    first = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    write(first, 1, OLD)
    first.close()
    again = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    assert again.head() is None
    assert again.reusable(hashes).keys() == hashes
    index(again, 1, OTHER)
    again.close()
    later = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    assert later.name == again.name == first.name
    later.close()


def test_but_not_by_who_embeds_otherwise(tmp_path: Path) -> None:
    first = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    write(first, 1, OLD)
    first.close()
    reopened = ChromaStore.in_folder(tmp_path / "chroma", replace(STAMP, embedding_weights_sha256="others"))
    assert reopened.reusable([search_hash_of(passage) for passage in passages_of(OLD)]) == {}
    index(reopened, 1, OTHER)
    reopened.drop_others()
    assert {collection.name.partition("-")[2] for collection in reopened.client.list_collections()} == {
        "",
        reopened.name,
    }
    reopened.close()


def test_an_index_that_is_built_anew_leaves_the_one_that_is_seen_alone_until_its_flip(tmp_path: Path) -> None:
    old = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    index(old, 1, OLD)
    for _ in range(2):
        anew = ChromaStore(old._client, STAMP, anew=True)
        assert anew.name != old.name
        write(anew, 1, OTHER)
        assert seen(old).documents() == {"denial": OLD}
    assert anew.size() == 1
    flip(anew, 1)
    anew.drop_others()
    old.close()
    again = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    assert again.name == anew.name
    assert seen(again).documents() == {"bread": OTHER}
    again.close()


def test_a_damaged_store_is_an_error_that_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match="cannot be used") as caught:
        ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    assert "uild the index anew" in caught.value.remedy


def test_a_text_that_is_not_the_one_that_was_indexed_is_not_shown(store: ChromaStore) -> None:
    index(store, 1, OLD)
    (collection,) = [
        collection for collection in store.client.list_collections() if collection.name.startswith("documents")
    ]
    versions = store.client.get_collection(collection.name, embedding_function=None)
    rows = versions.get(include=["embeddings"])
    told_otherwise = "Iran confirmed it. Kyiv did not believe it."
    versions.update(ids=rows["ids"], embeddings=rows["embeddings"], documents=[told_otherwise])
    with pytest.raises(StoreError, match="'denial' is not the one that was indexed") as caught:
        seen(store).documents()
    assert "uild the index anew" in caught.value.remedy


def test_rows_that_were_written_value_by_value_are_still_read(store: ChromaStore) -> None:
    """As they were written before what is not asked for by itself stood together."""
    index(store, 1, STATED)
    rows = {kind: store.client.get_collection(f"{kind}-{store.name}", embedding_function=None) for kind in KINDS}
    for row_id, row in rows_where(rows["documents"], {"since": 1}):
        stated = json.loads(str(row["stated"]))
        apart = {**stated, "extra": "{}", "pages": None, "first_line": None, "stated": None}
        rows["documents"].update(ids=[row_id], metadatas=[apart])
    for row_id, row in rows_where(rows["passages"], {"document_id": STATED.id}):
        start, end, section = str(row["place"]).split(" ", 2)
        apart = {"start": int(start), "end": int(end), "section": section, "place": None}
        rows["passages"].update(ids=[row_id], metadatas=[apart])
    assert seen(store).documents() == {STATED.id: STATED}
    assert {passage.id for passage in seen(store).passages_of([STATED.id])} == ids_of(STATED)
    index(store, 2, NEW)
    assert store.sweep(2) > 0
    assert seen(store).documents() == {NEW.id: NEW}


def test_texts_are_in_no_index_of_chromas_own(store: ChromaStore, tmp_path: Path) -> None:
    index(store, 1, OLD, OTHER)
    with closing(sqlite3.connect(tmp_path / "chroma" / CHROMA_FILE)) as connection:
        assert connection.execute("SELECT count(*) FROM embedding_fulltext_search").fetchone() == (0,)


def test_a_store_where_a_file_is_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("a file")
    with pytest.raises((StoreError, StoreUnwritableError)):
        ChromaStore.in_folder(tmp_path / "chroma", STAMP)


def test_more_rows_than_chroma_gives_at_once_are_all_found(tmp_path: Path) -> None:
    client = chromadb.PersistentClient(path=str(tmp_path), settings=Settings(anonymized_telemetry=False))
    rows = client.get_or_create_collection("many-rows", embedding_function=None)
    count = MAX_ROWS_BY_FILTER + ROWS_PER_CALL // 2
    for first in range(0, count, ROWS_PER_CALL):
        numbers = range(first, min(first + ROWS_PER_CALL, count))
        rows.upsert(
            ids=[f"row-{number}" for number in numbers],
            embeddings=np.array([[1.0, number] for number in numbers], dtype=np.float32),
            metadatas=[{"number": number, "even": number % 2} for number in numbers],
        )
    found = dict(rows_where(rows, {"number": {"$gte": 0}}))
    assert {row_id: row["number"] for row_id, row in found.items()} == {
        f"row-{number}": number for number in range(count)
    }
    assert sum(1 for _ in rows_where(rows, {"even": 0})) == count // 2

    # Those that go while they are read are left out, and no other.
    reading = rows_where(rows, {"number": {"$gte": 0}})
    seen = [next(reading)[0]]
    rows.delete(ids=[f"row-{number}" for number in range(ROWS_PER_CALL)])
    seen += [row_id for row_id, _ in reading]
    assert {f"row-{number}" for number in range(ROWS_PER_CALL, count)} <= set(seen)
    assert len(seen) == len(set(seen))
    client.close()  # type: ignore[attr-defined]
