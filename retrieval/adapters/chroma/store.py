"""The store: Chroma, embedded in this process or as a server. One collection of passages with their vectors, and one
of versions of documents, each with the flip that it is seen since and the one it is seen until. Which of them readers
see stands apart (`chroma/pointer`).
"""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import chromadb
from chromadb.api import ClientAPI

from retrieval.adapters.chroma.client import ChromaClient, watched
from retrieval.adapters.chroma.folder import client_in, is_outgrown
from retrieval.adapters.chroma.passage_writing import write_passages
from retrieval.adapters.chroma.pointer import ChromaPointer, graph_in
from retrieval.adapters.chroma.rows import (
    MAX_ROWS_BY_FILTER,
    ROWS_PER_CALL,
    STILL_SEEN,
    Row,
    entry_of,
    ids_where,
    manifests_of,
    pages,
    placeholders,
    rows_where,
    searched_of,
    translated,
    version_id,
    version_row,
)
from retrieval.adapters.chroma.server import ANSWER_SECONDS, address_of, client_of
from retrieval.adapters.chroma.stored_head import DOCUMENT_ROWS, PASSAGE_ROWS
from retrieval.adapters.chroma.stored_vectors import unpacked
from retrieval.adapters.chroma.view import ChromaView
from retrieval.domain.documents import Passage
from retrieval.errors import StoreError
from retrieval.faults import IndexFault
from retrieval.ports import Head, IndexStamp, Manifest, ManifestEntry, Turnover, Vectors, Version

RETIRED_AT_ONCE = 100
"""The retired documents whose texts are held in memory together."""


class ChromaStore:
    """The `PassageStore` port. Raises StoreError, or StoreUnwritableError where the disk says no.

    The head stands apart from what it shows, and names it: an index that is built anew, beside the one that is seen,
    has collections of its own, and its first flip takes the place of the other's last. Until then it stands beside the
    head as begun, so that whoever is killed while building it finds it again.
    """

    def __init__(self, client: ChromaClient, stamp: IndexStamp, *, anew: bool = False, writable: bool = True) -> None:
        """`stamp` is that of an index that would be begun now. Where it is not `writable` nothing is made: where
        nothing is indexed, `head` says so, and there is no more to read.
        """
        self._client = client
        self.where = client.where
        self.name = ""
        self._dimensions: int | None = None
        self._stamp = stamp
        self._pointer = ChromaPointer(client)
        with client.used():
            if writable:
                self._pointer.make()
            head = None if anew else self.head()
            if head and head.store:
                self._open(head.store)
            elif writable:
                self._open(self._pointer.begun(stamp) or uuid.uuid4().hex, make=True)

    @classmethod
    def on_server(
        cls,
        url: str,
        token: str | None,
        stamp: IndexStamp,
        *,
        anew: bool = False,
        writable: bool = True,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> "ChromaStore":
        """`url` as in http://host:8000. Raises SettingsError where it is none, StoreUnreachableError."""
        where = address_of(url)
        client = ChromaClient(lambda: client_of(where, token, answer_seconds), where, anew=False)
        return cls._over(client, stamp, anew=anew, writable=writable)

    @classmethod
    def in_folder(cls, folder: Path, stamp: IndexStamp, *, writable: bool = True) -> "ChromaStore":
        with translated(str(folder)):
            if writable:
                folder.mkdir(parents=True, exist_ok=True)
        client = ChromaClient(lambda: client_in(folder), str(folder), anew=True, is_outgrown=is_outgrown)
        return cls._over(client, stamp, writable=writable)

    @classmethod
    def _over(cls, client: ChromaClient, stamp: IndexStamp, *, anew: bool = False, writable: bool) -> "ChromaStore":
        with ExitStack() as failed:
            failed.callback(client.close)
            store = cls(client, stamp, anew=anew, writable=writable)
            failed.pop_all()
            return store

    @property
    def client(self) -> ClientAPI:
        """The library's own, as it is now."""
        return self._client.client

    def close(self) -> None:
        self._client.close()

    def head(self) -> Head | None:
        return self._pointer.head()

    def view(self, manifest: Manifest) -> ChromaView:
        return ChromaView(self._client, f"{PASSAGE_ROWS}-{self.name}", f"{DOCUMENT_ROWS}-{self.name}", manifest)

    def manifest(self, number: int) -> Iterator[tuple[str, ManifestEntry]]:
        with self._client.used():
            for _, row in rows_where(self._versions, {"since": {"$lte": number}}):
                if row["until"] == STILL_SEEN or row["until"] > number:
                    yield str(row["document_id"]), entry_of(row)

    def turnover(self, since: int, number: int) -> Turnover:
        entries: dict[str, ManifestEntry] = {}
        gone: set[str] = set()
        changed = {"$or": [{"since": {"$gt": since}}, {"until": {"$gt": since}}]}
        with self._client.used():
            for _, row in rows_where(self._versions, changed):
                if row["since"] > number:
                    continue
                came, went = row["since"] > since, STILL_SEEN < row["until"] <= number
                if came and not went:
                    entries[str(row["document_id"])] = entry_of(row)
                elif went and not came:
                    gone.add(str(row["document_id"]))
        return Turnover(entries=entries, removed=gone - entries.keys())

    def write(self, number: int, versions: Sequence[Version], passages: Sequence[Passage], vectors: Vectors) -> Vectors:
        stored = vectors.copy()
        with self._client.used(), watched(self.where):
            self._pointer.begin(self.name, self._stamp)
            # Versions first: what was written of one that is never seen is found by it, and dropped.
            for first in range(0, len(versions), ROWS_PER_CALL):
                page = self._unwritten(versions[first : first + ROWS_PER_CALL], number)
                if page:
                    self._versions.upsert(
                        ids=[version_id(version.document.id, version.document.record_hash) for version in page],
                        embeddings=placeholders([version.document.content_hash for version in page]),
                        documents=[version.document.text for version in page],
                        metadatas=[version_row(version, number) for version in page],
                    )
            if len(passages):
                self._check_dimensions(vectors)
            for first in range(0, len(passages), ROWS_PER_CALL):
                last = first + ROWS_PER_CALL
                stored[first:last] = write_passages(self._passages, passages[first:last], vectors[first:last])
        return stored

    def _check_dimensions(self, vectors: Vectors) -> None:
        """Raise StoreError where those that stand here have others: Chroma does not look into the rows."""
        if self._dimensions is None:
            some = self._passages.get(limit=1, include=["metadatas"])
            rows = zip(some["ids"], some["metadatas"] or [], strict=True)
            self._dimensions = next((len(unpacked(*row)) for row in rows), vectors.shape[1])
        if (now := vectors.shape[1]) != (then := self._dimensions):
            raise StoreError(IndexFault.OTHER_DIMENSIONS, dimensions=now, where=self.where, stored=then)

    def _unwritten(self, versions: Sequence[Version], number: int) -> list[Version]:
        """Return those of a page of versions that are not written for that flip yet."""
        ids = {version_id(version.document.id, version.document.record_hash): version for version in versions}
        to_come = {
            row_id
            for row_id, row in self._rows_with(list(ids)).items()
            if row["since"] == number and row["until"] == STILL_SEEN
        }
        return [version for row_id, version in ids.items() if row_id not in to_come]

    def retire(self, number: int, ids: Collection[str]) -> None:
        with self._client.used():
            for page in pages(sorted(ids)):
                seen = [
                    row_id
                    for row_id, row in rows_where(self._versions, {"document_id": {"$in": page}})
                    if row["since"] < number and row["until"] == STILL_SEEN
                ]
                self._until(seen, number)

    def reusable(self, hashes: Collection[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with self._client.used():
            for page in pages(sorted(hashes)):
                where: dict[str, Any] = {"search_hash": {"$in": page}}
                # Where a text stands in more places than that, some are as good as all.
                rows = self._passages.get(where=where, include=["metadatas"], limit=MAX_ROWS_BY_FILTER)
                for row_id, row in zip(rows["ids"], rows["metadatas"] or [], strict=True):
                    # A vector that is damaged is made again.
                    with suppress(StoreError):
                        found[str(row["search_hash"])] = unpacked(row_id, row)
        return found

    def undo(self, number: int, keep: Mapping[str, str]) -> None:
        kept = {version_id(*version) for version in keep.items()}
        with self._client.used():
            for page in pages(ids_where(self._versions, {"until": {"$gt": number}})):
                self._until(page, STILL_SEEN)
            for page in pages(
                [row_id for row_id in ids_where(self._versions, {"since": {"$gt": number}}) if row_id not in kept]
            ):
                self._drop(self._rows_with(page))

    def flip(self, head: Head) -> None:
        self._pointer.flip(head)

    def retired(self, number: int) -> Iterator[list[Passage]]:
        for rows in self._retired(number):
            for seen in manifests_of(rows.values(), RETIRED_AT_ONCE):
                yield self.view(seen).passages_of(seen.keys())

    def sweep(self, number: int) -> int:
        return sum(self._drop(rows) for rows in self._retired(number))

    def follow(self, head: Head) -> None:
        if head.store != self.name:
            with self._client.used():
                self._open(head.store)

    def drop_others(self) -> None:
        """Drop the collections that an index built anew has replaced, and those of one that never was finished."""
        with self._client.used():
            for collection in self.client.list_collections():
                kind, _, name = collection.name.partition("-")
                if kind in (PASSAGE_ROWS, DOCUMENT_ROWS) and name != self.name:
                    self.client.delete_collection(collection.name)
                    self._client.forget(collection.name)

    def size(self) -> int:
        with self._client.used():
            return self._passages.count()

    def _retired(self, number: int) -> Iterator[dict[str, Row]]:
        with self._client.used():
            # Asked for those up to `number`, Chroma would look at all that are still seen.
            for page in pages(sorted(ids_where(self._versions, {"until": {"$gt": STILL_SEEN}}))):
                yield {row_id: row for row_id, row in self._rows_with(page).items() if row["until"] <= number}

    def _drop(self, rows: Mapping[str, Row]) -> int:
        """Drop a page of versions, and the passages that no other version has. Return how many passages these are."""
        if not rows:
            return 0
        with self._client.used():
            of_them = {"document_id": {"$in": sorted({str(row["document_id"]) for row in rows.values()})}}
            needed = {searched_of(row) for row_id, row in rows_where(self._versions, of_them) if row_id not in rows}
            gone = {searched_of(row) for row in rows.values()} - needed
            dropped = [i for i, row in rows_where(self._passages, of_them) if searched_of(row) in gone]
            for ids in pages(dropped):
                self._passages.delete(ids=ids)
            # Last: a version that is still there is how its passages are found again.
            self._versions.delete(ids=sorted(rows))
            return len(dropped)

    def _until(self, version_ids: Sequence[str], number: int) -> None:
        for page in pages(version_ids):
            self._versions.update(ids=page, metadatas=[{"until": number} for _ in page])

    def _rows_with(self, ids: Sequence[str]) -> dict[str, Row]:
        """Return the versions of a page of ids; those that have gone meanwhile are left out."""
        rows = self._versions.get(ids=list(ids), include=["metadatas"])
        return dict(zip(rows["ids"], rows["metadatas"] or [], strict=True))

    def _open(self, name: str, *, make: bool = False) -> None:
        graph = graph_in(self.where)
        for kind in (PASSAGE_ROWS, DOCUMENT_ROWS):
            if make:
                self.client.get_or_create_collection(f"{kind}-{name}", configuration=graph, embedding_function=None)
            self._client.collection(f"{kind}-{name}")
        self.name = name
        self._dimensions = None

    @property
    def _passages(self) -> chromadb.Collection:
        return self._client.collection(f"{PASSAGE_ROWS}-{self.name}")

    @property
    def _versions(self) -> chromadb.Collection:
        return self._client.collection(f"{DOCUMENT_ROWS}-{self.name}")
