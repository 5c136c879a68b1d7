"""Documents that questions read stay in memory with their generation: bounded, and gone with it."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.chroma.view import KEPT_DOCUMENTS_CHARS, ChromaView
from retrieval.documents.body import layout_of
from retrieval.documents.formats.extracted import MAX_TEXT_CHARS
from retrieval.domain.documents import Document, Passage
from retrieval.index.stamping import stamp_of
from retrieval.text.cache import LastUsed
from tests.building import document_of
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, indexed

TEXT = "Iran denied it. Kyiv did not believe it."
DOCUMENTS = [document_of(f"{TEXT} It was denied {n} times.", document_id=f"denial-{n}") for n in range(20)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    opened = ChromaStore.in_folder(tmp_path / "chroma", stamp_of(WordHashEmbedder()))
    indexed(opened, 1, [Passage(document=document, start=0, end=15) for document in DOCUMENTS])
    yield opened
    opened.close()


def view_of(store: ChromaStore, chars: int = KEPT_DOCUMENTS_CHARS) -> ChromaView:
    view = store.view(dict(store.manifest(1)))
    assert isinstance(view, ChromaView)
    return ChromaView(view.client, view.passages_name, view.versions_name, view.seen, LastUsed(chars))


def document_with(view: ChromaView, passage: Passage) -> Document:
    (found,) = view.passages([passage.id])
    return found.document


def test_the_longest_document_that_may_be_indexed_is_kept() -> None:
    assert MAX_TEXT_CHARS < KEPT_DOCUMENTS_CHARS


def test_a_document_is_read_once_for_many_questions_with_what_is_found_out_about_it(store: ChromaStore) -> None:
    view = view_of(store)
    passage = Passage(document=DOCUMENTS[0], start=0, end=15)
    first = document_with(view, passage)
    blocks = layout_of(first)

    again = document_with(view, passage)

    assert again is first
    assert layout_of(again) is blocks
    assert view.document(first.id) is first


def test_of_many_documents_those_used_last_are_kept(store: ChromaStore) -> None:
    view = view_of(store, chars=1_000)

    for document in DOCUMENTS:
        assert view.document(document.id) == document
        assert view._kept.chars <= 1_000
    last = view.document(DOCUMENTS[-1].id)

    assert 1 <= len(view._kept) < 10
    assert view.document(DOCUMENTS[-1].id) is last


def test_what_is_checked_is_read_from_the_store(store: ChromaStore) -> None:
    view = view_of(store)
    kept = view.document(DOCUMENTS[0].id)

    assert view.documents([DOCUMENTS[0].id])[DOCUMENTS[0].id] is not kept
    assert all(passage.document is not kept for passage in view.passages_of([DOCUMENTS[0].id]))


def test_a_document_that_is_not_there_is_none(store: ChromaStore) -> None:
    assert view_of(store).document("another") is None


def test_what_a_generation_kept_goes_with_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(TEXT)
    with Index.open(tmp_path / "data", corpus, WordHashEmbedder()) as index:
        index.reload()
        index.footnote.ask("Did Iran deny it?")
        view = index.view
        assert isinstance(view, ChromaView)
        assert len(view._kept) == 1
        kept = weakref.ref(view._kept)
        del view
        (corpus / "b.txt").write_text("Bread rises in a warm oven.")

        index.reload()

        gc.collect()
        assert kept() is None
