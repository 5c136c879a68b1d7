"""The store: Chroma, embedded in this process. One collection of passages with their vectors, and one of documents,
which is the manifest: a passage is visible when its document is there in the same version.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import chromadb
import chromadb.errors
import numpy as np
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings

from retrieval.domain import Document, Passage, PassageKind
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.ports import IndexStamp, ManifestEntry, Vectors

_COSINE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine"}}
_PAGE = 1000
"""Rows a call: below Chroma's own limit on a batch (5,461 with SQLite's default number of variables)."""
_FIELDS = ("publisher", "date", "url", "language", "kind")
_UNWRITABLE = ("readonly", "read-only", "disk is full", "no space", "permission denied", "unable to open", "disk i/o")


class ChromaStore:
    """The `PassageStore` port over a folder. Raises StoreError, or StoreUnwritableError where the disk says no."""

    def __init__(self, folder: Path) -> None:
        with _translated(folder):
            settings = Settings(anonymized_telemetry=False)
            self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
            self._passages = self._collection("passages")
            self._documents = self._collection("documents")
        self._folder = folder
        self._manifest = self._read_manifest()

    def close(self) -> None:
        # The library's type for a client lacks what each of its clients has.
        self._client.close()  # type: ignore[attr-defined]

    def stamp(self) -> IndexStamp | None:
        metadata = self._passages.metadata or {}
        if "stamp" not in metadata:
            return None
        # Of another schema it may state more or less; that it is another shows all the same.
        stated = json.loads(metadata["stamp"])
        return IndexStamp(**{field.name: str(stated.get(field.name, "")) for field in fields(IndexStamp)})

    def manifest(self) -> Mapping[str, ManifestEntry]:
        return self._manifest

    def documents(self, ids: Collection[str] | None = None) -> dict[str, Document]:
        wanted = sorted(self._manifest if ids is None else set(ids) & self._manifest.keys())
        found: dict[str, Document] = {}
        with _translated(self._folder):
            for page in _pages(wanted):
                rows = self._documents.get(ids=page, include=["metadatas", "documents"])
                for row_id, metadata, text in zip(
                    rows["ids"], rows["metadatas"] or [], rows["documents"] or [], strict=True
                ):
                    found[row_id] = _document(row_id, text, metadata)
        return found

    def passage_ids(self) -> set[str]:
        visible: set[str] = set()
        with _translated(self._folder):
            for offset in range(0, self._passages.count(), _PAGE):
                rows = self._passages.get(limit=_PAGE, offset=offset, include=["metadatas"])
                pairs = zip(rows["ids"], rows["metadatas"] or [], strict=True)
                visible.update(row_id for row_id, metadata in pairs if self._is_visible(metadata))
        return visible

    def passages(self, ids: Collection[str]) -> list[Passage]:
        rows_by_id: dict[str, Mapping[str, Any]] = {}
        with _translated(self._folder):
            for page in _pages(sorted(ids)):
                rows = self._passages.get(ids=page, include=["metadatas"])
                rows_by_id.update(zip(rows["ids"], rows["metadatas"] or [], strict=True))
        visible = [metadata for metadata in rows_by_id.values() if self._is_visible(metadata)]
        documents = self.documents({str(metadata["document_id"]) for metadata in visible})
        # The manifest may have been flipped since: a span is never paired with another version's text.
        return [
            Passage(
                document=document,
                start=int(metadata["start"]),
                end=int(metadata["end"]),
                kind=PassageKind.BODY,
                section=str(metadata["section"]),
            )
            for metadata in visible
            if (document := documents.get(str(metadata["document_id"])))
            and document.indexed_hash == metadata["indexed_hash"]
        ]

    def nearest(self, vector: Vectors, limit: int, documents: Collection[str] | None = None) -> list[tuple[str, float]]:
        within: dict[str, Any] | None = None if documents is None else {"document_id": {"$in": sorted(documents)}}
        with _translated(self._folder):
            if documents is not None and not documents:
                return []
            rows = self._passages.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=limit,
                where=within,
                include=["metadatas", "distances"],
            )
        found = zip(rows["ids"][0], (rows["metadatas"] or [[]])[0], (rows["distances"] or [[]])[0], strict=True)
        cosines = [(row_id, 1.0 - distance) for row_id, metadata, distance in found if self._is_visible(metadata)]
        return sorted(cosines, key=lambda pair: (-pair[1], pair[0]))

    def vectors(self, ids: Collection[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with _translated(self._folder):
            for page in _pages(sorted(ids)):
                rows = self._passages.get(ids=page, include=["embeddings"])
                embeddings = rows["embeddings"]
                if embeddings is not None:
                    found.update(zip(rows["ids"], np.asarray(embeddings, dtype=np.float32), strict=True))
        return found

    def write_passages(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        with _translated(self._folder):
            for first in range(0, len(passages), _PAGE):
                page = passages[first : first + _PAGE]
                self._passages.upsert(
                    ids=[passage.id for passage in page],
                    embeddings=vectors[first : first + _PAGE],
                    documents=[passage.text for passage in page],
                    metadatas=[
                        {
                            "document_id": passage.document.id,
                            "indexed_hash": passage.document.indexed_hash,
                            "start": passage.start,
                            "end": passage.end,
                            "section": passage.section,
                        }
                        for passage in page
                    ],
                )

    def flip(self, stamp: IndexStamp, documents: Sequence[Document], removed: Collection[str]) -> None:
        with _translated(self._folder):
            self._passages.modify(metadata={"stamp": json.dumps(asdict(stamp), sort_keys=True)})
            for first in range(0, len(documents), _PAGE):
                page = documents[first : first + _PAGE]
                self._documents.upsert(
                    ids=[document.id for document in page],
                    embeddings=np.array([_placeholder(document) for document in page], dtype=np.float32),
                    documents=[document.text for document in page],
                    metadatas=[_metadata(document) for document in page],
                )
            for ids in _pages(sorted(removed)):
                self._documents.delete(ids=ids)
        self._manifest = self._read_manifest()

    def size(self) -> int:
        with _translated(self._folder):
            return self._passages.count()

    def sweep(self) -> int:
        swept = 0
        with _translated(self._folder):
            everything = self._passages.get(include=[])["ids"]
            for page in _pages(sorted(set(everything) - self.passage_ids())):
                self._passages.delete(ids=page)
                swept += len(page)
        return swept

    def _collection(self, name: str) -> chromadb.Collection:
        return self._client.get_or_create_collection(name, configuration=_COSINE, embedding_function=None)

    def _read_manifest(self) -> dict[str, ManifestEntry]:
        manifest: dict[str, ManifestEntry] = {}
        with _translated(self._folder):
            for offset in range(0, self._documents.count(), _PAGE):
                rows = self._documents.get(limit=_PAGE, offset=offset, include=["metadatas"])
                for row_id, metadata in zip(rows["ids"], rows["metadatas"] or [], strict=True):
                    manifest[row_id] = ManifestEntry(
                        indexed_hash=str(metadata["indexed_hash"]),
                        record_hash=str(metadata["record_hash"]),
                        path=str(metadata["path"]),
                    )
        return manifest

    def _is_visible(self, metadata: Mapping[str, Any]) -> bool:
        entry = self._manifest.get(str(metadata["document_id"]))
        return entry is not None and entry.indexed_hash == metadata["indexed_hash"]


def _metadata(document: Document) -> dict[str, str]:
    stated = {name: value for name in _FIELDS if (value := getattr(document, name)) is not None}
    return {
        "indexed_hash": document.indexed_hash,
        "record_hash": document.record_hash,
        "title": document.title,
        "path": document.path,
        "extra": json.dumps(dict(document.extra), ensure_ascii=False, sort_keys=True),
        **({"pages": json.dumps(document.pages)} if document.pages else {}),
        **stated,
    }


def _document(document_id: str, text: str, metadata: Mapping[str, Any]) -> Document:
    stated = {name: str(metadata[name]) for name in _FIELDS if name in metadata}
    document = Document(
        id=document_id,
        title=str(metadata["title"]),
        text=text,
        path=str(metadata["path"]),
        pages=tuple(json.loads(str(metadata.get("pages", "[]")))),
        extra=json.loads(str(metadata["extra"])),
        **stated,
    )
    if document.record_hash != metadata["record_hash"]:
        remedy = "Build the index anew: python -m retrieval index --rebuild."
        raise StoreError(f"The stored text of {document_id!r} is not the one that was indexed.", remedy=remedy)
    return document


def _placeholder(document: Document) -> list[float]:
    """A point on the circle, from the hash: Chroma wants a vector a row, and equal ones make its graph slow."""
    angle = int(document.content_hash[:8], 16) / 2**32 * 2 * np.pi
    return [float(np.cos(angle)), float(np.sin(angle))]


def _pages(ids: Sequence[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), _PAGE):
        yield list(ids[first : first + _PAGE])


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Chroma's errors become ours, with a way out."""
    try:
        yield
    except (chromadb.errors.ChromaError, ValueError, RuntimeError, OSError) as error:
        if any(sign in str(error).lower() for sign in _UNWRITABLE):
            remedy = "Check that the data folder can be written and is not full, or name another by --data."
            raise StoreUnwritableError(f"The index in {folder} cannot be written: {error}.", remedy=remedy) from error
        remedy = "Try again; if it stays so, build the index anew: python -m retrieval index --rebuild."
        raise StoreError(f"The index in {folder} cannot be used: {error}.", remedy=remedy) from error
