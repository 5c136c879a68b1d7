"""Documents that questions read stay in memory with their catalogue: bounded, and gone with it."""

import gc
import shutil
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.sqlite.catalogues import Catalogues
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.adapters.sqlite.stored_documents import KEPT_DOCUMENTS_CHARS, StoredDocuments
from retrieval.documents.body import layout_of
from retrieval.documents.formats.extracted import MAX_TEXT_CHARS
from retrieval.domain.documents import Document, Passage
from retrieval.domain.scope import Scope
from retrieval.errors import StoreError
from retrieval.index.stamping import stamp_of
from retrieval.text.cache import LastUsed
from tests.building import document_of
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, indexed

TEXT = "Iran denied it. Kyiv did not believe it."
DOCUMENTS = [document_of(f"{TEXT} It was denied {n} times.", document_id=f"denial-{n}") for n in range(20)]
PLACED = Document(
    id="placed",
    title="Ein Titel mit ß",
    text=f"{TEXT}\r\n\0 末班车",
    publisher="Kyiv Post",
    date="2022-11-05",
    url="https://example.org/a",
    language="en",
    kind="news",
    path="news/placed.md",
    pages=(0, 16),
    first_line=5,
    extra={"Autor": "Ä. Ö."},
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fts5Index]:
    folder = tmp_path_factory.mktemp("cache")
    store = ChromaStore.in_folder(folder / "chroma", stamp_of(WordHashEmbedder()))
    head = indexed(store, 1, [Passage(document=document, start=0, end=15) for document in (*DOCUMENTS, PLACED)])
    opened = Catalogues(folder / "catalogues").of(head, store)
    # What the catalogue has is read from its own file.
    store.close()
    yield opened
    opened.close()


def stored(catalogue: Fts5Index, chars: int = KEPT_DOCUMENTS_CHARS) -> tuple[StoredDocuments, LastUsed[str, Document]]:
    kept = LastUsed[str, Document](chars)
    return StoredDocuments(catalogue.reading, kept=kept), kept


def test_the_longest_document_that_may_be_indexed_is_kept() -> None:
    assert MAX_TEXT_CHARS < KEPT_DOCUMENTS_CHARS


def test_all_that_a_document_states_comes_back(catalogue: Fts5Index) -> None:
    found = stored(catalogue)[0].documents(["placed", "denial-0", "another"])
    assert found == {"placed": PLACED, "denial-0": DOCUMENTS[0]}
    assert found["placed"].record_hash == PLACED.record_hash


def test_a_text_that_is_not_the_one_that_was_entered_is_told(catalogue: Fts5Index, tmp_path: Path) -> None:
    file = Path(shutil.copy(catalogue.file, tmp_path))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE texts SET text = text || '.' WHERE id = 'placed'")
        connection.commit()
    altered = StoredDocuments(Fts5Index(file).reading)
    assert altered.documents(["denial-0"]) == {"denial-0": DOCUMENTS[0]}
    with pytest.raises(StoreError, match="placed"):
        altered.documents(["placed"])


def test_a_document_is_read_once_for_many_questions_with_what_is_found_out_about_it(catalogue: Fts5Index) -> None:
    documents, _ = stored(catalogue)
    (first,) = documents.documents(["denial-0"]).values()
    blocks = layout_of(first)
    again = documents.documents(["denial-0", "denial-1"])["denial-0"]
    assert again is first
    assert layout_of(again) is blocks


def test_what_is_kept_is_seen_by_those_alone_who_see_its_collection(catalogue: Fts5Index) -> None:
    documents, kept = stored(catalogue)
    (placed,) = documents.documents(["placed"]).values()
    assert documents.within(Scope.of(["news"])).documents(["placed"])["placed"] is placed
    assert documents.within(Scope(None)).documents(["placed"])["placed"] is placed
    for scope in (Scope.of(["another"]), Scope.of([])):
        assert documents.within(scope).documents(["placed", "denial-0"]) == {}
    assert kept.get("denial-0") is None
    documents.documents(["denial-0"])
    # Where a document's place is not known, nobody sees it who sees some collections.
    assert documents.within(Scope(None)).documents(["denial-0"]) == {}


def test_of_many_documents_those_used_last_are_kept(catalogue: Fts5Index) -> None:
    documents, kept = stored(catalogue, chars=1_000)
    for document in DOCUMENTS:
        assert documents.documents([document.id]) == {document.id: document}
        assert kept.chars <= 1_000
    last = kept.get(DOCUMENTS[-1].id)
    assert 1 <= len(kept) < 10
    assert documents.documents([DOCUMENTS[-1].id])[DOCUMENTS[-1].id] is last


def test_what_a_generation_kept_goes_with_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(TEXT)
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        index.reload()
        index.footnote.ask("Did Iran deny it?")
        assert isinstance(index.lexical, Fts5Index)
        assert len(index.lexical._documents._kept) == 1
        kept = weakref.ref(index.lexical._documents._kept)
        (corpus / "b.txt").write_text("Bread rises in a warm oven.")

        index.reload()

        gc.collect()
        assert kept() is None
