"""The place in memory for what Chroma keeps beside its rows, where that is as small as a container has it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma import folder as chroma_folder
from retrieval.adapters.chroma.store import ChromaStore
from retrieval.domain.documents import Passage
from retrieval.index.stamping import stamp_of
from retrieval.ports import Version
from tests.building import document_of
from tests.fakes import WordHashEmbedder
from tests.small_disk import fill, small_disk

BATCHES, A_BATCH = 12, 100
"""More rows than Chroma writes its graph after."""


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with small_disk(tmp_path / "memory", 24) as folder:
        monkeypatch.setattr(chroma_folder, "_IN_MEMORY", folder)
        yield folder


def test_an_index_goes_on_where_others_fill_the_memory_up(memory: Path, tmp_path: Path) -> None:
    store = ChromaStore.in_folder(tmp_path / "chroma", stamp_of(WordHashEmbedder()))
    assert [path.name for path in memory.iterdir() if path.name.startswith("footnote-chroma-")]
    fill(memory / "fill")
    vectors = np.eye(A_BATCH, dtype=np.float32)
    for batch in range(BATCHES):
        document = document_of("x" * A_BATCH, document_id=f"{batch}")
        passages = [Passage(document=document, start=place, end=place + 1) for place in range(A_BATCH)]
        store.write(1, [Version(document=document, passages=A_BATCH)], passages, vectors)
    assert store.size() == BATCHES * A_BATCH
    assert [path.name for path in memory.iterdir()] == ["fill"]
    store.close()
