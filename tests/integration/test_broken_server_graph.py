"""A Chroma server that was killed while it wrote its graph, and what docs/operating.md says to do then."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.sqlite.catalogues import Catalogues
from retrieval.domain.documents import Passage
from retrieval.errors import StoreError
from retrieval.index.stamping import stamp_of
from retrieval.ports import Head, Version
from tests.building import document_of
from tests.chroma_server import ChromaServer
from tests.fakes import WordHashEmbedder

STAMP = stamp_of(WordHashEmbedder())
DOCUMENTS, PASSAGES = 12, 100
"""More rows than Chroma writes its graph after."""


def put(store: ChromaStore, number: int, first: int, last: int) -> Head:
    """Writes these documents, the same passages in each, and shows them to readers."""
    vectors = np.eye(PASSAGES, dtype=np.float32)
    for name in range(first, last):
        document = document_of("x" * PASSAGES, document_id=f"{name}")
        passages = [Passage(document=document, start=place, end=place + 1) for place in range(PASSAGES)]
        store.write(number, [Version(document=document, passages=PASSAGES)], passages, vectors)
    head = Head(number=number, store=store.name, flip=f"flip-{number}", generation="", stamp=STAMP)
    store.flip(head)
    return head


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["index_metadata.pickle", "header.bin"])
def test_without_its_folders_it_searches_and_reloads_again(tmp_path: Path, broken: str) -> None:
    server = ChromaServer(tmp_path / "server")
    server.start()
    try:
        store = ChromaStore.on_server(server.url, None, STAMP)
        put(store, 1, 0, DOCUMENTS)
        store.close()
        server.stop()
        found = list((tmp_path / "server" / "data").glob(f"*/{broken}"))
        assert found
        for file in found:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

        server.start()
        with pytest.raises(StoreError) as caught:
            _looked_at(server, tmp_path / "broken")
        assert "take the folders beside its chroma.sqlite3 away" in caught.value.remedy
        server.stop()
        for beside in (tmp_path / "server" / "data").iterdir():
            if beside.is_dir():
                shutil.rmtree(beside)

        server.start()
        assert _looked_at(server, tmp_path / "mended") == DOCUMENTS * PASSAGES
        store = ChromaStore.on_server(server.url, None, STAMP)
        store.retire(2, ["0", "1"])
        head = put(store, 2, DOCUMENTS, 2 * DOCUMENTS)
        assert store.sweep(2) == 2 * PASSAGES
        catalogue = Catalogues(tmp_path / "mended").of(head, store)
        assert len(catalogue.nearest(np.eye(PASSAGES, dtype=np.float32)[0], 2 * DOCUMENTS)) == 2 * DOCUMENTS
        store.close()
        server.stop()
        server.start()
        assert _looked_at(server, tmp_path / "later") == (2 * DOCUMENTS - 2) * PASSAGES
    finally:
        server.stop()


def _looked_at(server: ChromaServer, catalogues: Path) -> int:
    """Searches, and returns how many passages there are."""
    store = ChromaStore.on_server(server.url, None, STAMP)
    try:
        head = store.head()
        assert head is not None
        catalogue = Catalogues(catalogues).of(head, store)
        assert catalogue.nearest(np.eye(PASSAGES, dtype=np.float32)[0], 1)
        return store.size()
    finally:
        store.close()
