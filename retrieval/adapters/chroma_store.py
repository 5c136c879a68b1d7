"""The store: Chroma, embedded in this process or as a server. One collection of passages with their vectors, and one
of versions of documents, each with the flip that it is seen since and the one it is seen until.

The head stands in the metadata of a collection: one write, which Chroma does wholly or not at all, shows readers
another corpus.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings

from retrieval.adapters.chroma_rows import (
    PAGE,
    STILL_SEEN,
    Row,
    document_of,
    entry_of,
    pages,
    passage_row,
    placeholder,
    translated,
    version_id,
    version_row,
)
from retrieval.adapters.chroma_view import ChromaView
from retrieval.domain import Passage
from retrieval.ports import Head, IndexStamp, Manifest, ManifestEntry, Turnover, Vectors, Version

_COSINE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine"}}
_HEAD = "head"


class ChromaStore:
    """The `PassageStore` port. Raises StoreError, or StoreUnwritableError where the disk says no."""

    def __init__(self, client: ClientAPI, where: str) -> None:
        """`where` names the store in what goes wrong."""
        self._client = client
        self._where = where
        with translated(where):
            self._passages = self._collection("passages")
            self._versions = self._collection("documents")

    @classmethod
    def in_folder(cls, folder: Path) -> "ChromaStore":
        with translated(str(folder)):
            settings = Settings(anonymized_telemetry=False)
            client = chromadb.PersistentClient(path=str(folder), settings=settings)
        return cls(client, str(folder))

    def close(self) -> None:
        # The library's type for a client lacks what each of its clients has.
        self._client.close()  # type: ignore[attr-defined]

    def head(self) -> Head | None:
        with translated(self._where):
            # Anew: another process may have flipped it.
            metadata = self._client.get_collection("passages", embedding_function=None).metadata or {}
        if _HEAD not in metadata:
            return _head_of_another_schema(metadata)
        stated = json.loads(metadata[_HEAD])
        return Head(**(stated | {"stamp": _stamp(stated["stamp"])}))

    def view(self, manifest: Manifest) -> ChromaView:
        return ChromaView(self._passages, self._versions, self._where, manifest)

    def manifest(self, number: int) -> Iterator[tuple[str, ManifestEntry]]:
        for row in self._version_rows({"since": {"$lte": number}}):
            if row["until"] == STILL_SEEN or row["until"] > number:
                yield str(row["document_id"]), entry_of(row)

    def turnover(self, since: int, number: int) -> Turnover:
        entries: dict[str, ManifestEntry] = {}
        gone: set[str] = set()
        for row in self._version_rows({"$or": [{"since": {"$gt": since}}, {"until": {"$gt": since}}]}):
            if row["since"] > number:
                continue
            if row["until"] == STILL_SEEN or row["until"] > number:
                entries[str(row["document_id"])] = entry_of(row)
            elif row["since"] <= since:
                gone.add(str(row["document_id"]))
        return Turnover(entries=entries, removed=gone - entries.keys())

    def write(self, number: int, versions: Sequence[Version], passages: Sequence[Passage], vectors: Vectors) -> None:
        with translated(self._where):
            # Versions first: what was written of one that is never seen is found by it, and dropped.
            for first in range(0, len(versions), PAGE):
                page = versions[first : first + PAGE]
                self._versions.upsert(
                    ids=[version_id(one.document.id, one.document.record_hash) for one in page],
                    embeddings=np.array([placeholder(one.document.content_hash) for one in page], dtype=np.float32),
                    documents=[one.document.text for one in page],
                    metadatas=[version_row(one, number) for one in page],
                )
            for first in range(0, len(passages), PAGE):
                written = passages[first : first + PAGE]
                self._passages.upsert(
                    ids=[passage.id for passage in written],
                    embeddings=vectors[first : first + PAGE],
                    documents=[passage.text for passage in written],
                    metadatas=[passage_row(passage) for passage in written],
                )

    def retire(self, number: int, ids: Collection[str]) -> None:
        with translated(self._where):
            for page in pages(sorted(ids)):
                rows = self._versions.get(where={"document_id": {"$in": page}}, include=["metadatas"])  # type: ignore[dict-item]
                seen = [
                    row_id
                    for row_id, row in zip(rows["ids"], rows["metadatas"] or [], strict=True)
                    if int(row["since"]) < number and row["until"] == STILL_SEEN  # type: ignore[arg-type]
                ]
                self._until(seen, number)

    def reusable(self, hashes: Collection[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with translated(self._where):
            for page in pages(sorted(hashes)):
                where: dict[str, Any] = {"search_hash": {"$in": page}}
                rows = self._passages.get(where=where, include=["metadatas", "embeddings"])
                embeddings = rows["embeddings"]
                for row, vector in zip(rows["metadatas"] or [], [] if embeddings is None else embeddings, strict=True):
                    found[str(row["search_hash"])] = np.asarray(vector, dtype=np.float32)
        return found

    def undo(self, number: int, keep: Callable[[str, str], bool]) -> None:
        with translated(self._where):
            retired = self._versions.get(where={"until": {"$gt": number}}, include=[])["ids"]
            for page in pages(retired):
                self._until(page, STILL_SEEN)
            begun = self._versions.get(where={"since": {"$gt": number}}, include=["metadatas"])
            rows = zip(begun["ids"], begun["metadatas"] or [], strict=True)
            self._drop(
                {i: row for i, row in rows if not keep(str(row["document_id"]), str(row["record_hash"]))}, number
            )

    def flip(self, head: Head) -> None:
        with translated(self._where):
            self._passages.modify(metadata={_HEAD: json.dumps(asdict(head), sort_keys=True)})

    def retired(self, number: int) -> Iterator[list[Passage]]:
        for rows in self._retired(number):
            for row_id, row in rows.items():
                with translated(self._where):
                    text = (self._versions.get(ids=[row_id], include=["documents"])["documents"] or [""])[0]
                document = document_of(row, text)
                seen = {document.id: entry_of(row)}
                yield self.view(seen).passages_of([document.id])

    def sweep(self, number: int) -> int:
        before = self.size()
        for rows in self._retired(number):
            self._drop(rows, number)
        return before - self.size()

    def size(self) -> int:
        with translated(self._where):
            return self._passages.count()

    def _retired(self, number: int) -> Iterator[dict[str, Row]]:
        with translated(self._where):
            where: dict[str, Any] = {"$and": [{"until": {"$gt": STILL_SEEN}}, {"until": {"$lte": number}}]}
            rows = self._versions.get(where=where, include=["metadatas"])
        by_id = dict(zip(rows["ids"], rows["metadatas"] or [], strict=True))
        for page in pages(sorted(by_id)):
            yield {row_id: by_id[row_id] for row_id in page}

    def _drop(self, rows: Mapping[str, Row], number: int) -> None:
        """Versions, and the passages that none but they have: a version may differ in what it states alone."""
        with translated(self._where):
            for page in pages(sorted(rows)):
                documents = sorted({str(rows[row_id]["document_id"]) for row_id in page})
                others = self._versions.get(where={"document_id": {"$in": documents}}, include=["metadatas"])  # type: ignore[dict-item]
                needed = {
                    (str(row["document_id"]), str(row["indexed_hash"]))
                    for row_id, row in zip(others["ids"], others["metadatas"] or [], strict=True)
                    if row_id not in rows
                }
                gone = {(str(rows[i]["document_id"]), str(rows[i]["indexed_hash"])) for i in page} - needed
                found = self._passages.get(where={"document_id": {"$in": documents}}, include=["metadatas"])  # type: ignore[dict-item]
                for ids in pages(
                    [
                        row_id
                        for row_id, row in zip(found["ids"], found["metadatas"] or [], strict=True)
                        if (str(row["document_id"]), str(row["indexed_hash"])) in gone
                    ]
                ):
                    self._passages.delete(ids=ids)
                # Last: a version that is still there is how its passages are found again.
                self._versions.delete(ids=page)

    def _until(self, version_ids: Sequence[str], number: int) -> None:
        for page in pages(version_ids):
            self._versions.update(ids=page, metadatas=[{"until": number} for _ in page])

    def _version_rows(self, where: dict[str, Any]) -> Iterator[Row]:
        with translated(self._where):
            yield from self._versions.get(where=where, include=["metadatas"])["metadatas"] or []

    def _collection(self, name: str) -> chromadb.Collection:
        return self._client.get_or_create_collection(name, configuration=_COSINE, embedding_function=None)


def _stamp(stated: Mapping[str, Any]) -> IndexStamp:
    # Of another schema it may state more or less; that it is another shows all the same.
    return IndexStamp(**{field.name: str(stated.get(field.name, "")) for field in fields(IndexStamp)})


def _head_of_another_schema(metadata: Mapping[str, Any]) -> Head | None:
    """An index of schema 1 had its stamp alone; so much that it can be told from none."""
    if "stamp" not in metadata:
        return None
    return Head(number=0, store="", flip="", generation="", stamp=_stamp(json.loads(metadata["stamp"])))
