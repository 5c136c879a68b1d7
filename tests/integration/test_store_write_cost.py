"""What a write costs does not grow with what is stored: neither what Chroma reads again with each, nor its graph, nor
what is looked through for a text that is stored already.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.adapters.chroma import folder as chroma_folder
from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.chroma.stored_head import CHROMA_FILE
from retrieval.domain.documents import Passage
from retrieval.index.indexing import EMBEDDED_AT_ONCE
from retrieval.index.stamping import stamp_of
from retrieval.ports import Version
from tests.building import document_of
from tests.fakes import WordHashEmbedder

LARGE_BYTES = 40_000
BATCHES = 8


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    store = ChromaStore.in_folder(tmp_path / "chroma", stamp_of(WordHashEmbedder()))
    yield store
    store.close()


def _write(store: ChromaStore, batch: int) -> None:
    """A document, and as many passages as are mostly written together."""
    document = document_of("x" * EMBEDDED_AT_ONCE, document_id=f"{batch}")
    passages = [Passage(document=document, start=place, end=place + 1) for place in range(EMBEDDED_AT_ONCE)]
    vectors = np.eye(EMBEDDED_AT_ONCE, dtype=np.float32)
    store.write(1, [Version(document=document, passages=EMBEDDED_AT_ONCE)], passages, vectors)


def _asked(file: Path, question: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(question, values).fetchall()


def test_no_more_than_a_batch_of_each_kind_is_read_again(store: ChromaStore, tmp_path: Path) -> None:
    logged: list[int] = []
    for batch in range(BATCHES):
        _write(store, batch)
        ((rows,),) = _asked(tmp_path / "chroma" / CHROMA_FILE, "SELECT count(*) FROM embeddings_queue")
        logged.append(rows)
    assert max(logged) <= 2 * EMBEDDED_AT_ONCE


def test_a_graph_that_is_large_is_begun_again(store: ChromaStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_folder, "_LARGE_BYTES", LARGE_BYTES)
    places: set[Path] = set()
    grown: list[int] = []
    for batch in range(2 * BATCHES):
        _write(store, batch)
        place = Path(store.client.get_settings().persist_directory)
        places.add(place)
        grown.append(sum(file.stat().st_size for file in place.glob("*/*")))
    assert len(places) > 1
    # It is begun again with the first write after it has grown so large.
    assert not any(min(pair) > LARGE_BYTES for pair in pairwise(grown))
    assert store.size() == 2 * BATCHES * EMBEDDED_AT_ONCE


@pytest.mark.parametrize("field", ["search_hash", "document_id"])
def test_a_text_is_looked_up_and_not_looked_for(store: ChromaStore, tmp_path: Path, field: str) -> None:
    """By the plan that SQLite makes for what Chroma asks by a field."""
    _write(store, 0)
    of_field = "SELECT id FROM embedding_metadata WHERE key = ? AND string_value IN (?, ?)"
    question = (
        f"SELECT DISTINCT id, embedding_id FROM embeddings WHERE segment_id = ? AND id IN ({of_field}) ORDER BY id"
    )
    plan = _asked(
        tmp_path / "chroma" / CHROMA_FILE, f"EXPLAIN QUERY PLAN {question}", "a segment", field, "this", "that"
    )
    steps = [step for *_, step in plan]
    assert "SEARCH embeddings USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert any("INDEX embedding_metadata_string_value (key=? AND string_value=?)" in step for step in steps)


def test_what_is_never_asked_for_stands_in_no_index(store: ChromaStore, tmp_path: Path) -> None:
    """By the plan: an index that held vectors would be taken to find one."""
    question = "SELECT id FROM embedding_metadata WHERE key = ? AND string_value = ?"
    plan = _asked(tmp_path / "chroma" / CHROMA_FILE, f"EXPLAIN QUERY PLAN {question}", "vector0", "a vector")
    assert not any("embedding_metadata_string_value" in step for *_, step in plan)
