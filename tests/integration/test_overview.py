"""An index at a glance: it is told as whoever opens the index tells it, or not at all."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.chroma.stored_head import CHROMA_FILE, head_in_file
from retrieval.adapters.models.embedder_card import read_embedder_card
from retrieval.adapters.models.reader_card import read_reader_card
from retrieval.adapters.sqlite.catalogue_file import vectors_of
from retrieval.bootstrap import open_footnote, rebuild
from retrieval.domain.scope import MAIN_COLLECTION, Scope, Viewer
from retrieval.errors import IndexMissingError, ModelError, StoreError
from retrieval.index.stamping import stamp_of
from retrieval.overview import Overview, at_a_glance
from retrieval.ports import Embedder
from retrieval.settings import RetrievalSettings
from tests.conftest import Shipped
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, copy_of_index

OPENING_TABLES = (
    *("migrations", "acquire_write", "tenants", "databases", "collections", "collection_metadata", "segments"),
    *("segment_metadata", "embeddings_queue_config"),
)


@pytest.fixture
def settings(shipped: Shipped, tmp_path: Path, corpus_folder: Path) -> RetrievalSettings:
    data = copy_of_index(shipped.data, tmp_path / "data")
    return RetrievalSettings(
        corpus_dir=corpus_folder, data_dir=data, source_url="https://docs.example.org/{page}", language_model=None
    )


def opened(settings: RetrievalSettings) -> Overview:
    overview = at_a_glance(settings)
    assert overview is not None
    return overview


def catalogue_in(settings: RetrievalSettings) -> Path:
    head = head_in_file(settings.data_dir / "chroma")
    assert head is not None
    return settings.data_dir / "catalogues" / f"{head.flip}.sqlite3"


def altered(settings: RetrievalSettings, **changes: object) -> RetrievalSettings:
    return settings.model_copy(update=changes)


def test_it_tells_what_the_opened_index_tells(settings: RetrievalSettings) -> None:
    with opened(settings) as overview, open_footnote(settings, writable=False) as footnote:
        assert overview.status() == footnote.status()
        assert overview.collections() == footnote.collections()
        assert overview.list_documents() == footnote.list_documents()
        assert overview.links == footnote.links
        assert len(overview.list_documents()) == overview.status().documents == 5


@pytest.mark.parametrize(("name", "count"), [(MAIN_COLLECTION, 5), ("another", 0)])
def test_it_is_seen_by_a_viewer_as_the_opened_index_is(settings: RetrievalSettings, name: str, count: int) -> None:
    viewer, anybody = Viewer(scope=Scope.of([name])), Viewer(scope=Scope.of([MAIN_COLLECTION]))
    with opened(settings) as overview, open_footnote(settings, writable=False) as footnote:
        seen = overview.seen_by(anybody).seen_by(viewer)
        assert seen.list_documents() == footnote.seen_by(anybody).seen_by(viewer).list_documents()
        assert len(seen.list_documents()) == count


def test_the_head_in_the_file_is_the_one_that_chroma_gives(index: Index) -> None:
    heads = []
    for text in ("one", "another"):
        (index.corpus / "new.md").write_text(f"A new title\n\nThis is {text}.")
        index.reload()
        heads.append(index.store.head())
        assert head_in_file(index.data / "chroma") == heads[-1]
    assert heads[0] != heads[1]


def test_the_head_of_an_index_built_anew_is_the_one_that_chroma_gives(
    settings: RetrievalSettings, embedder: Embedder
) -> None:
    before = head_in_file(settings.data_dir / "chroma")
    rebuild(settings, embedder=embedder)
    with closing(ChromaStore.in_folder(settings.data_dir / "chroma", stamp_of(embedder), writable=False)) as store:
        assert head_in_file(settings.data_dir / "chroma") == store.head() != before


def test_a_store_without_a_head_has_none_in_its_file(tmp_path: Path) -> None:
    with closing(ChromaStore.in_folder(tmp_path / "chroma", stamp_of(WordHashEmbedder()))) as store:
        assert store.head() is None
        assert head_in_file(tmp_path / "chroma") is None


def test_where_there_is_no_index_that_is_told(settings: RetrievalSettings, tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        at_a_glance(altered(settings, data_dir=tmp_path / "nowhere"))
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("model", ["reader", "embedder"])
def test_an_altered_model_is_told(
    settings: RetrievalSettings, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = {"reader": read_reader_card, "embedder": read_embedder_card}[model]
    # A module that is imported when it is first used may be no attribute of its package.
    monkeypatch.setattr(
        import_module("retrieval.overview"), f"read_{model}_card", partial(reads, tmp_path / "no model")
    )
    with pytest.raises(ModelError):
        at_a_glance(settings)


@pytest.mark.parametrize(
    "changes",
    [
        {"chroma_url": "http://127.0.0.1:1"},
        {"embedding_model": "another"},
        {"reader_model": "another"},
        {"language_model": "a-provider:a-model"},
    ],
    ids=str,
)
def test_with_other_settings_it_is_not_told(settings: RetrievalSettings, changes: dict[str, object]) -> None:
    assert at_a_glance(altered(settings, **changes)) is None


@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_ENDPOINT", "LANGSMITH_TRACING"])
def test_where_somebody_traces_it_is_not_told(
    settings: RetrievalSettings, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "true")
    assert at_a_glance(settings) is None


def test_an_index_of_another_model_is_not_told(tmp_path: Path, corpus_folder: Path) -> None:
    with Index.open(tmp_path / "data", corpus_folder, WordHashEmbedder()) as index:
        index.reload()
    assert at_a_glance(RetrievalSettings(corpus_dir=corpus_folder, data_dir=tmp_path / "data")) is None


def no_catalogue(settings: RetrievalSettings) -> None:
    catalogue_in(settings).unlink()


def no_vectors(settings: RetrievalSettings) -> None:
    vectors_of(catalogue_in(settings)).unlink()


def cut_catalogue(settings: RetrievalSettings) -> None:
    catalogue_in(settings).write_bytes(catalogue_in(settings).read_bytes()[:9000])


def catalogue_of_another_flip(settings: RetrievalSettings) -> None:
    with closing(sqlite3.connect(catalogue_in(settings))) as connection, connection:
        connection.execute("UPDATE head SET number = number + 1")


def no_collection_of_passages(settings: RetrievalSettings) -> None:
    with closing(sqlite3.connect(settings.data_dir / "chroma" / CHROMA_FILE)) as connection, connection:
        connection.execute("DELETE FROM collections WHERE name LIKE 'passages-%'")


def another_head(settings: RetrievalSettings) -> None:
    with closing(sqlite3.connect(settings.data_dir / "chroma" / CHROMA_FILE)) as connection, connection:
        connection.execute("UPDATE collection_metadata SET str_value = '{}' WHERE key = 'head'")


@pytest.mark.parametrize(
    "damage",
    [no_catalogue, no_vectors, cut_catalogue, catalogue_of_another_flip, no_collection_of_passages, another_head],
)
def test_what_is_not_as_it_was_left_is_not_told(
    settings: RetrievalSettings, damage: Callable[[RetrievalSettings], None]
) -> None:
    damage(settings)
    assert at_a_glance(settings) is None


def test_a_damage_anywhere_that_chroma_reads_to_open_its_file_is_not_passed_over(settings: RetrievalSettings) -> None:
    file = settings.data_dir / "chroma" / CHROMA_FILE
    with closing(sqlite3.connect(file)) as connection:
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        places = ", ".join("?" * len(OPENING_TABLES))
        query = f"SELECT tbl_name, rootpage FROM sqlite_master WHERE tbl_name IN ({places})"
        roots = connection.execute(query, OPENING_TABLES).fetchall()
    assert {table for table, _ in roots} == set(OPENING_TABLES)
    whole = file.read_bytes()
    for _, page in roots:
        content = bytearray(whole)
        content[(page - 1) * page_bytes : page * page_bytes] = bytes(page_bytes)
        file.write_bytes(content)
        assert at_a_glance(settings) is None
    file.write_bytes(whole)
    opened(settings).close()


def test_a_catalogue_that_breaks_while_it_is_read_is_told(settings: RetrievalSettings) -> None:
    with opened(settings) as overview:
        catalogue_in(settings).write_bytes(b"this is no database" * 1000)
        with pytest.raises(StoreError):
            overview.list_documents()
