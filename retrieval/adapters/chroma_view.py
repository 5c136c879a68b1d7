"""Reads one generation out of the store, where rows of others stand beside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import chromadb
import numpy as np

from retrieval.adapters.chroma_rows import Row, document_of, pages, passage_of, rows_where, translated, version_id
from retrieval.domain import Document, Passage
from retrieval.ports import Manifest, Vectors

MORE_TIMES = 4
"""Where rows that are not seen took the place of some that are, so many more are asked for."""


@dataclass(frozen=True, slots=True)
class ChromaView:
    """The `CorpusView` port: a passage is seen when the manifest has its document in its version."""

    passage_rows: chromadb.Collection
    version_rows: chromadb.Collection
    where: str
    seen: Manifest

    def manifest(self) -> Manifest:
        return self.seen

    def documents(self, ids: Collection[str] | None = None) -> dict[str, Document]:
        wanted = self.seen.keys() if ids is None else ids
        versions = [version_id(i, entry.record_hash) for i in sorted(wanted) if (entry := self.seen.get(i))]
        found: dict[str, Document] = {}
        with translated(self.where):
            for page in pages(versions):
                rows = self.version_rows.get(ids=page, include=["metadatas", "documents"])
                for row, text in zip(rows["metadatas"] or [], rows["documents"] or [], strict=True):
                    document = document_of(row, text)
                    found[document.id] = document
        return {i: found[i] for i in sorted(found)}

    def passage_ids(self) -> set[str]:
        return {row_id for row_id, _ in self._rows_of(self.seen.keys())}

    def passages(self, ids: Collection[str]) -> list[Passage]:
        rows: list[Row] = []
        with translated(self.where):
            for page in pages(sorted(ids)):
                rows += self.passage_rows.get(ids=page, include=["metadatas"])["metadatas"] or []
        return self._with_documents([row for row in rows if self._is_seen(row)])

    def passages_of(self, documents: Collection[str]) -> list[Passage]:
        """All of these documents."""
        return self._with_documents([row for _, row in self._rows_of(documents)])

    def hashes_of(self, documents: Collection[str]) -> dict[str, str]:
        return {row_id: str(row["search_hash"]) for row_id, row in self._rows_of(documents)}

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        if documents is not None:
            return _best(self._cosines_of(vector, documents), limit)
        asked = limit
        with translated(self.where):
            while True:
                rows = self.passage_rows.query(
                    query_embeddings=vector.reshape(1, -1), n_results=asked, include=["metadatas", "distances"]
                )
                found = zip(rows["ids"][0], (rows["metadatas"] or [[]])[0], (rows["distances"] or [[]])[0], strict=True)
                seen = {row_id: 1.0 - distance for row_id, row, distance in found if self._is_seen(row)}
                rows_in_all = self.passage_rows.count()
                if len(seen) >= min(limit, rows_in_all):
                    return _best(seen, limit)
                if asked >= rows_in_all:
                    # Some have gone or are to come, or the graph has lost some among many that are the same.
                    return _best(self._cosines_of(vector, self.seen.keys()), limit)
                asked *= MORE_TIMES

    def _cosines_of(self, vector: Vectors, documents: Collection[str]) -> dict[str, float]:
        """Of all their passages: a graph that is searched within a few documents may miss some that are there."""
        stored = self.vectors([row_id for row_id, _ in self._rows_of(documents)])
        return {row_id: float(vector @ one) for row_id, one in stored.items()}

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with translated(self.where):
            for page in pages(sorted(ids)):
                rows = self.passage_rows.get(ids=page, include=["embeddings"])
                embeddings = rows["embeddings"]
                if embeddings is not None:
                    found.update(zip(rows["ids"], np.asarray(embeddings, dtype=np.float32), strict=True))
        return found

    def _rows_of(self, documents: Collection[str]) -> list[tuple[str, Row]]:
        rows: list[tuple[str, Row]] = []
        with translated(self.where):
            for page in pages(sorted(documents)):
                found = rows_where(self.passage_rows, {"document_id": {"$in": page}})
                rows += ((row_id, row) for row_id, row in found if self._is_seen(row))
        return rows

    def _with_documents(self, rows: Sequence[Row]) -> list[Passage]:
        documents = self.documents({str(row["document_id"]) for row in rows})
        return [passage_of(row, document) for row in rows if (document := documents.get(str(row["document_id"])))]

    def _is_seen(self, row: Row | None) -> bool:
        # Of a row that is swept while Chroma searches, it gives the id alone.
        if row is None:
            return False
        entry = self.seen.get(str(row["document_id"]))
        return entry is not None and entry.indexed_hash == row["indexed_hash"]


def _best(cosines: Mapping[str, float], limit: int) -> list[tuple[str, float]]:
    return sorted(cosines.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
