"""The head that readers may see, and the index that is being built beside it: both stand in the metadata of one
collection.

Chroma writes that wholly or not at all, so that one write shows readers another corpus.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict

import chromadb.errors
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration

from retrieval.adapters.chroma.client import ChromaClient
from retrieval.adapters.chroma.rows import is_address
from retrieval.adapters.chroma.stored_head import HEAD_KEY, POINTER_COLLECTION, head_from
from retrieval.ports import Head, IndexStamp

WRITTEN_AFTER = 128
"""Rows, as many as are mostly written together. With each write Chroma reads all of its log again that came after the
graph was last written, a thousand rows unless it is told otherwise, with their texts and vectors.
"""
_BEGUN_STORE = "begun"


class ChromaPointer:
    """Names the index that is seen, and the one that is begun. Raises StoreError and its kin, as `translated` has them.

    Each is read anew whenever it is asked for: another process may have flipped it.
    """

    def __init__(self, client: ChromaClient) -> None:
        self._client = client
        self._noted: tuple[str, IndexStamp] | None = None

    def make(self) -> None:
        """Make the collection where it is not there."""
        with self._client.used() as used:
            used.get_or_create_collection(
                POINTER_COLLECTION, configuration=graph_in(self._client.where), embedding_function=None
            )

    def head(self) -> Head | None:
        """Return what readers may see now; None where nothing has been indexed yet."""
        stated = self._stated().get(HEAD_KEY)
        if stated is None:
            return None
        return head_from(stated)

    def flip(self, head: Head) -> None:
        """Show readers this head, and forget what was begun."""
        self._modify({HEAD_KEY: json.dumps(asdict(head), sort_keys=True)})

    def begun(self, stamp: IndexStamp) -> str | None:
        """Return the name of an index that was begun with that stamp, and has not been flipped yet."""
        begun = json.loads(self._stated().get(_BEGUN_STORE, "{}"))
        return begun["store"] if begun.get("stamp") == asdict(stamp) else None

    def begin(self, name: str, stamp: IndexStamp) -> None:
        """Note an index of that name beside the head, unless it is what readers see or is begun already. It is looked
        up once, and not before each write: what was noted stands until the flip that shows it.
        """
        if self._noted == (name, stamp):
            return
        head = self.head()
        if (head is None or head.store != name) and self.begun(stamp) != name:
            self._modify({**self._stated(), _BEGUN_STORE: json.dumps({"store": name, "stamp": asdict(stamp)})})
        self._noted = name, stamp

    def _modify(self, metadata: Mapping[str, str]) -> None:
        with self._client.used():
            self._client.collection(POINTER_COLLECTION).modify(metadata=dict(metadata))

    def _stated(self) -> dict[str, str]:
        with self._client.used() as used:
            try:
                metadata = used.get_collection(POINTER_COLLECTION, embedding_function=None).metadata or {}
            except chromadb.errors.NotFoundError:
                return {}
        return {name: str(value) for name, value in metadata.items()}


def graph_in(where: str) -> CreateCollectionConfiguration:
    """Return the smallest graph that Chroma makes: nothing is asked of it, for vectors stand in the rows
    (`stored_vectors`). In a folder it is thrown away, and may be written often; a server keeps it, where each write of
    it is one that may be cut short.
    """
    graph: CreateHNSWConfiguration = {"space": "l2", "max_neighbors": 2, "ef_construction": 2}
    if not is_address(where):
        graph |= {"sync_threshold": WRITTEN_AFTER, "batch_size": WRITTEN_AFTER}
    return {"hnsw": graph}
