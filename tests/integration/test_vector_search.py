"""Exact search over the vectors of a catalogue, over a real store."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.sqlite.catalogue_file import vectors_of
from retrieval.adapters.sqlite.catalogues import Catalogues
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.domain.documents import Passage
from retrieval.errors import StoreError
from retrieval.index.stamping import stamp_of
from retrieval.ports import Head, Vectors, Version
from tests.building import document_of, passage_of
from tests.fakes import WordHashEmbedder
from tests.indexes import indexed

EMBEDDER = WordHashEmbedder()
STAMP = stamp_of(EMBEDDER)
DENIAL = passage_of("Iran denied it.", document_id="denial")
BREAD = passage_of("Bread rises in a warm oven.", document_id="bread")
CLOSE = 2e-6
"""Of a cosine with what a vector has become in its row."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    opened = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    yield opened
    opened.close()


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    return Catalogues(tmp_path / "catalogues")


def vector_of(text: str) -> Vectors:
    (vector,) = EMBEDDER.embed([text])
    return np.asarray(vector)


def made(store: ChromaStore, number: int, vectors: Vectors, name: str) -> list[str]:
    """A document of so many passages with these vectors, written and not flipped; returns the passages' ids."""
    document = document_of("x" * len(vectors), document_id=name)
    passages = [Passage(document=document, start=place, end=place + 1) for place in range(len(vectors))]
    store.write(number, [Version(document=document, passages=len(passages))], passages, vectors)
    return [passage.id for passage in passages]


def unit(draw: np.random.Generator, rows: int, dimensions: int = 64) -> Vectors:
    vectors = draw.standard_normal((rows, dimensions)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def head_of(store: ChromaStore, number: int) -> Head:
    head = Head(number=number, store=store.name, flip=f"flip-{number}", generation="", stamp=STAMP)
    store.flip(head)
    return head


def test_they_come_first_with_their_cosine(store: ChromaStore, catalogues: Catalogues) -> None:
    index = catalogues.of(indexed(store, 1, [DENIAL, BREAD]), store)
    vector = vector_of("bread in the oven")
    found = index.nearest(vector, 9)
    assert [passage_id for passage_id, _ in found] == [BREAD.id, DENIAL.id]
    stored = index.vectors([BREAD.id, DENIAL.id, "nobody"])
    assert stored.keys() == {BREAD.id, DENIAL.id}
    for passage_id, cosine in found:
        assert cosine == pytest.approx(float(stored[passage_id] @ vector), abs=CLOSE)


@pytest.mark.parametrize(
    ("documents", "expected"),
    [(["bread"], {BREAD.id}), (["nobody"], set()), ([], set()), (None, {DENIAL.id, BREAD.id})],
    ids=["one", "none that is there", "none", "all"],
)
def test_the_nearest_of_some_documents_are_theirs(
    store: ChromaStore, catalogues: Catalogues, documents: list[str] | None, expected: set[str]
) -> None:
    index = catalogues.of(indexed(store, 1, [DENIAL, BREAD]), store)
    assert dict(index.nearest(vector_of("Iran denied it"), 9, documents)).keys() == expected


def test_an_index_of_nothing_has_none(store: ChromaStore, catalogues: Catalogues) -> None:
    index = catalogues.of(head_of(store, 1), store)
    assert index.nearest(vector_of("Iran"), 5) == []
    assert index.vectors(["nobody"]) == {}


def test_what_nobody_sees_takes_no_place_among_them(store: ChromaStore, catalogues: Catalogues) -> None:
    first = catalogues.of(indexed(store, 1, [DENIAL, BREAD]), store)
    near = np.tile(vector_of("Iran denied it"), (300, 1))
    ids = made(store, 2, near, "to come")
    assert dict(first.nearest(near[0], 3)).keys() == {DENIAL.id, BREAD.id}
    store.retire(2, ["denial", "bread"])
    second = catalogues.of(head_of(store, 2), store)
    assert dict(first.nearest(near[0], 3)).keys() == {DENIAL.id, BREAD.id}
    assert dict(second.nearest(near[0], 300)).keys() == set(ids)


def test_none_is_missed_and_those_that_are_the_same_come_by_id(store: ChromaStore, catalogues: Catalogues) -> None:
    """Where vectors came and went, so that rows are taken up again, and many are the same."""
    draw = np.random.default_rng(3)
    vectors: dict[str, Vectors] = {}
    for number in range(1, 6):
        rows = np.repeat(unit(draw, 40), 5, axis=0)
        vectors |= dict(zip(made(store, number, rows, f"document {number}"), rows, strict=True))
        if number > 2:
            gone = store_ids(store, f"document {number - 2}", number - 1)
            store.retire(number, [f"document {number - 2}"])
            vectors = {i: vector for i, vector in vectors.items() if i not in gone}
        index = catalogues.of(head_of(store, number), store)
    for question in unit(draw, 20):
        exact = sorted(((round(float(vector @ question), 4), i) for i, vector in vectors.items()), reverse=True)
        found = index.nearest(question, 37)
        assert [round(cosine, 4) for _, cosine in found] == pytest.approx(
            [cosine for cosine, _ in exact[:37]], abs=1e-4
        )
        assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
        assert index.nearest(question, len(vectors) + 1) == index.nearest(question, len(vectors))
    assert index.size() == len(vectors)


def store_ids(store: ChromaStore, document_id: str, number: int) -> set[str]:
    view = store.view(dict(store.manifest(number)))
    return set(view.hashes_of([document_id]))


def test_rows_of_what_has_gone_are_taken_up_again(store: ChromaStore, catalogues: Catalogues) -> None:
    draw = np.random.default_rng(5)
    sizes: list[int] = []
    for number in range(1, 8):
        made(store, number, unit(draw, 50), f"document {number}")
        store.retire(number, [f"document {number - 1}"])
        index = catalogues.of(head_of(store, number), store)
        sizes.append(vectors_of(index.file).stat().st_size)
    assert sizes == [50 * 64 * 4] * 7


def test_a_question_of_another_model_is_an_error(store: ChromaStore, catalogues: Catalogues) -> None:
    index = catalogues.of(indexed(store, 1, [DENIAL]), store)
    with pytest.raises(StoreError, match="dimensions") as caught:
        index.nearest(np.ones(5, dtype=np.float32), 1)
    assert "EMBEDDING_MODEL" in caught.value.remedy


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4])


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


def zero(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def lose(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("damage", [cut_short, flip_a_bit, zero, lose])
@pytest.mark.parametrize("number", [1, 2], ids=["itself", "what the next is built on"])
def test_a_file_of_vectors_that_is_damaged_comes_back_from_the_store(
    store: ChromaStore, catalogues: Catalogues, damage: type, number: int
) -> None:
    head = indexed(store, 1, [DENIAL, BREAD])
    before = catalogues.of(head, store)
    found = before.nearest(vector_of("Iran denied it"), 9)
    before.close()
    damage(vectors_of(before.file))
    if number == 2:
        head = indexed(store, 2, [passage_of("Rain rises.", document_id="rain")])
        found = [*found, *catalogues.of(head, store).nearest(vector_of("Iran denied it"), 9, ["rain"])]
    index: Fts5Index = catalogues.of(head, store)
    assert sorted(index.nearest(vector_of("Iran denied it"), 9)) == sorted(found)
