"""Reads one generation out of the store, where rows of others stand beside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

import chromadb

from retrieval.adapters.chroma.client import ChromaClient
from retrieval.adapters.chroma.rows import Row, document_of, pages, passage_of, rows_where, version_id
from retrieval.adapters.chroma.stored_vectors import unpacked
from retrieval.domain.documents import Document, Passage
from retrieval.domain.heads import Manifest, entries_of
from retrieval.ports import Vectors


@dataclass(frozen=True, slots=True)
class ChromaView:
    """The `CorpusView` port: a passage is seen when the manifest has its document in its version."""

    client: ChromaClient
    passages_name: str
    versions_name: str
    seen: Manifest

    @property
    def _passage_rows(self) -> chromadb.Collection:
        return self.client.collection(self.passages_name)

    @property
    def _version_rows(self) -> chromadb.Collection:
        return self.client.collection(self.versions_name)

    def manifest(self) -> Manifest:
        return self.seen

    def within(self, manifest: Manifest) -> "ChromaView":
        return replace(self, seen=manifest)

    def documents(self, ids: Collection[str] | None = None) -> dict[str, Document]:
        wanted = self.seen if ids is None else entries_of(self.seen, ids)
        versions = [
            version_id(document_id, entry.record_hash)
            for document_id, entry in sorted(wanted.items(), key=itemgetter(0))
        ]
        found: dict[str, Document] = {}
        with self.client.used():
            for page in pages(versions):
                rows = self._version_rows.get(ids=page, include=["metadatas", "documents"])
                for row, text in zip(rows["metadatas"] or [], rows["documents"] or [], strict=True):
                    document = document_of(row, text)
                    found[document.id] = document
        return {i: found[i] for i in sorted(found)}

    def passage_ids(self) -> set[str]:
        return {row_id for row_id, _ in self._rows_of(self.seen.keys())}

    def passages(self, ids: Collection[str]) -> list[Passage]:
        rows: list[Row] = []
        with self.client.used():
            for page in pages(sorted(ids)):
                found = self._passage_rows.get(ids=page, include=["metadatas"])["metadatas"] or []
                rows += [row for row in found if row is not None]
            entries = entries_of(self.seen, {str(row["document_id"]) for row in rows})
            seen = [row for row in rows if _is_seen(row, entries)]
            return _with_documents(seen, self.documents({str(row["document_id"]) for row in seen}))

    def passages_of(self, documents: Collection[str]) -> list[Passage]:
        """Return the passages of all of these documents."""
        rows = [row for _, row in self._rows_of(documents)]
        return _with_documents(rows, self.documents({str(row["document_id"]) for row in rows}))

    def hashes_of(self, documents: Collection[str]) -> dict[str, str]:
        return {row_id: str(row["search_hash"]) for row_id, row in self._rows_of(documents)}

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with self.client.used():
            for page in pages(sorted(ids)):
                rows = self._passage_rows.get(ids=page, include=["metadatas"])
                for row_id, row in zip(rows["ids"], rows["metadatas"] or [], strict=True):
                    found[row_id] = unpacked(row_id, row)
        return found

    def _rows_of(self, documents: Collection[str]) -> list[tuple[str, Row]]:
        rows: list[tuple[str, Row]] = []
        with self.client.used():
            for page in pages(sorted(documents)):
                entries = entries_of(self.seen, page)
                found = rows_where(self._passage_rows, {"document_id": {"$in": page}})
                rows += ((row_id, row) for row_id, row in found if _is_seen(row, entries))
        return rows


def _is_seen(row: Row | None, entries: Manifest) -> bool:
    """Return whether a passage is one of the version that its document has in a manifest."""
    # Where a row is swept while Chroma searches, Chroma gives its id alone.
    if row is None:
        return False
    entry = entries.get(str(row["document_id"]))
    return entry is not None and entry.indexed_hash == row["indexed_hash"]


def _with_documents(rows: Sequence[Row], documents: Mapping[str, Document]) -> list[Passage]:
    return [passage_of(row, document) for row in rows if (document := documents.get(str(row["document_id"])))]
