"""Writes passages with their vectors into their collection."""

from collections.abc import Sequence

import chromadb
import numpy as np

from retrieval.adapters.chroma.rows import passage_row, placeholders
from retrieval.adapters.chroma.stored_vectors import packed, unpacked
from retrieval.documents.reading_text import search_hash_of
from retrieval.domain.documents import Passage
from retrieval.ports import Vectors


def write_passages(collection: chromadb.Collection, passages: Sequence[Passage], vectors: Vectors) -> Vectors:
    """Write a page of passages, and return their vectors as they stand in the rows.

    A passage whose row stands already is left as it is: its id says what it is, and a reload that was cut short may
    have written it. Raises StoreError where the vector in such a row is damaged.
    """
    ids = [passage.id for passage in passages]
    found = collection.get(ids=ids, include=["metadatas"])
    rows = dict(zip(found["ids"], found["metadatas"] or [], strict=True))
    packings = {
        passage.id: (passage, packed(vector))
        for passage, vector in zip(passages, vectors, strict=True)
        if passage.id not in rows
    }
    if packings:
        collection.upsert(
            ids=list(packings),
            embeddings=placeholders([search_hash_of(passage) for passage, _ in packings.values()]),
            metadatas=[{**passage_row(passage), **packing} for passage, packing in packings.values()],
        )
    return np.stack([unpacked(i, rows[i] if i in rows else packings[i][1]) for i in ids])
