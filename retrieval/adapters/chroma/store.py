"""The store: Chroma, embedded in this process or as a server. One collection of passages with their vectors, and one
of versions of documents, each with the flip that it is seen since and the one it is seen until.

The head stands in the metadata of a collection: one write, which Chroma does wholly or not at all, shows readers
another corpus.
"""

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any

import chromadb
import chromadb.errors
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings

from retrieval.adapters.chroma_rows import (
    AT_ONCE,
    PAGE,
    STILL_SEEN,
    Row,
    entry_of,
    ids_where,
    pages,
    passage_row,
    placeholder,
    rows_where,
    translated,
    version_id,
    version_row,
)
from retrieval.adapters.chroma_server import ANSWER_SECONDS, client_of
from retrieval.adapters.chroma_view import ChromaView
from retrieval.domain import Passage
from retrieval.ports import Head, IndexStamp, Manifest, ManifestEntry, Turnover, Vectors, Version

_COSINE: CreateCollectionConfiguration = {"hnsw": {"space": "cosine"}}
_HEAD, _BEGUN = "head", "begun"
RETIRED_AT_ONCE = 100
"""Documents whose texts are held together."""
_POINTER, _PASSAGES, _VERSIONS = "footnote", "passages", "documents"
_SCHEMA_1 = ("passages", "documents")


class ChromaStore:
    """The `PassageStore` port. Raises StoreError, or StoreUnwritableError where the disk says no.

    The head stands apart from what it shows, and names it: an index that is built anew, beside the one that is seen,
    has collections of its own, and its first flip takes the place of the other's last. Until then it stands beside the
    head as begun, so that whoever is killed while building it finds it again.
    """

    def __init__(
        self, client: ClientAPI, where: str, stamp: IndexStamp, *, anew: bool = False, writable: bool = True
    ) -> None:
        """`where` names the store in what goes wrong; `stamp` is that of an index that would be begun now. Where it is
        not `writable` nothing is made: where nothing has been indexed, `head` says so, and there is no more to read.
        """
        self.client = client
        self.where = where
        self.name = ""
        self._opened = ExitStack()
        self._stamp = stamp
        with translated(where):
            if writable:
                self._pointer = self._collection(_POINTER)
            head = None if anew else self.head()
            if head and head.store:
                self._open(head.store)
            elif writable:
                self._open(self._begun() or uuid.uuid4().hex, self._collection)

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
        with ExitStack() as opened:
            client, where = opened.enter_context(client_of(url, token, answer_seconds))
            store = cls(client, where, stamp, anew=anew, writable=writable)
            store._opened = opened.pop_all()
            return store

    @classmethod
    def in_folder(cls, folder: Path, stamp: IndexStamp, *, writable: bool = True) -> "ChromaStore":
        with translated(str(folder)):
            settings = Settings(anonymized_telemetry=False)
            client = chromadb.PersistentClient(path=str(folder), settings=settings)
        return cls(client, str(folder), stamp, writable=writable)

    def close(self) -> None:
        self._opened.close()
        # The library's type for a client lacks what each of its clients has.
        self.client.close()  # type: ignore[attr-defined]

    def head(self) -> Head | None:
        with translated(self.where):
            stated = self._stated().get(_HEAD)
            if stated is None:
                return self._head_of_schema_1()
        values = json.loads(stated)
        return Head(**(values | {"stamp": _stamp(values["stamp"])}))

    def view(self, manifest: Manifest) -> ChromaView:
        return ChromaView(self._passages, self._versions, self.where, manifest)

    def manifest(self, number: int) -> Iterator[tuple[str, ManifestEntry]]:
        with translated(self.where):
            for _, row in rows_where(self._versions, {"since": {"$lte": number}}):
                if row["until"] == STILL_SEEN or row["until"] > number:
                    yield str(row["document_id"]), entry_of(row)

    def turnover(self, since: int, number: int) -> Turnover:
        entries: dict[str, ManifestEntry] = {}
        gone: set[str] = set()
        changed = {"$or": [{"since": {"$gt": since}}, {"until": {"$gt": since}}]}
        with translated(self.where):
            for _, row in rows_where(self._versions, changed):
                if row["since"] > number:
                    continue
                came, went = row["since"] > since, STILL_SEEN < row["until"] <= number
                if came and not went:
                    entries[str(row["document_id"])] = entry_of(row)
                elif went and not came:
                    gone.add(str(row["document_id"]))
        return Turnover(entries=entries, removed=gone - entries.keys())

    def write(self, number: int, versions: Sequence[Version], passages: Sequence[Passage], vectors: Vectors) -> None:
        with translated(self.where):
            self._begin()
            # Versions first: what was written of one that is never seen is found by it, and dropped.
            for first in range(0, len(versions), PAGE):
                page = self._unwritten(versions[first : first + PAGE], number)
                if page:
                    self._versions.upsert(
                        ids=[version_id(one.document.id, one.document.record_hash) for one in page],
                        embeddings=np.array([placeholder(one.document.content_hash) for one in page], dtype=np.float32),
                        documents=[one.document.text for one in page],
                        metadatas=[version_row(one, number) for one in page],
                    )
            for first in range(0, len(passages), PAGE):
                ids = [passage.id for passage in passages[first : first + PAGE]]
                # Its id says what a passage is: one that a reload wrote which was cut short is the same.
                there = set(self._passages.get(ids=ids, include=[])["ids"])
                places = [first + place for place, one in enumerate(ids) if one not in there]
                if places:
                    self._passages.upsert(
                        ids=[passages[place].id for place in places],
                        embeddings=vectors[places],
                        metadatas=[passage_row(passages[place]) for place in places],
                    )

    def _unwritten(self, versions: Sequence[Version], number: int) -> list[Version]:
        """Of a page of them, those that are not to come with that flip already."""
        ids = {version_id(one.document.id, one.document.record_hash): one for one in versions}
        to_come = {
            row_id
            for row_id, row in self._rows_with(list(ids)).items()
            if row["since"] == number and row["until"] == STILL_SEEN
        }
        return [version for row_id, version in ids.items() if row_id not in to_come]

    def retire(self, number: int, ids: Collection[str]) -> None:
        with translated(self.where):
            for page in pages(sorted(ids)):
                seen = [
                    row_id
                    for row_id, row in rows_where(self._versions, {"document_id": {"$in": page}})
                    if row["since"] < number and row["until"] == STILL_SEEN
                ]
                self._until(seen, number)

    def reusable(self, hashes: Collection[str]) -> dict[str, Vectors]:
        found: dict[str, Vectors] = {}
        with translated(self.where):
            for page in pages(sorted(hashes)):
                where: dict[str, Any] = {"search_hash": {"$in": page}}
                # Of a text that stands in more places than that, some are as good as all.
                rows = self._passages.get(where=where, include=["metadatas", "embeddings"], limit=AT_ONCE)
                embeddings = rows["embeddings"]
                for row, vector in zip(rows["metadatas"] or [], [] if embeddings is None else embeddings, strict=True):
                    found[str(row["search_hash"])] = np.asarray(vector, dtype=np.float32)
        return found

    def undo(self, number: int, keep: Mapping[str, str]) -> None:
        kept = {version_id(*one) for one in keep.items()}
        with translated(self.where):
            for page in pages(ids_where(self._versions, {"until": {"$gt": number}})):
                self._until(page, STILL_SEEN)
            for page in pages(
                [one for one in ids_where(self._versions, {"since": {"$gt": number}}) if one not in kept]
            ):
                self._drop(self._rows_with(page))

    def flip(self, head: Head) -> None:
        with translated(self.where):
            self._pointer.modify(metadata={_HEAD: json.dumps(asdict(head), sort_keys=True)})

    def retired(self, number: int) -> Iterator[list[Passage]]:
        for rows in self._retired(number):
            for seen in _some_at_a_time(rows.values()):
                yield self.view(seen).passages_of(seen.keys())

    def sweep(self, number: int) -> int:
        before = self.size()
        for rows in self._retired(number):
            self._drop(rows)
        return before - self.size()

    def follow(self, head: Head) -> None:
        if head.store != self.name:
            with translated(self.where):
                self._open(head.store)

    def drop_others(self) -> None:
        """Drops the collections that an index built anew has replaced, and those of one that never was finished."""
        with translated(self.where):
            for collection in self.client.list_collections():
                kind, _, name = collection.name.partition("-")
                if (kind in (_PASSAGES, _VERSIONS) and name != self.name) or collection.name in _SCHEMA_1:
                    self.client.delete_collection(collection.name)

    def size(self) -> int:
        with translated(self.where):
            return self._passages.count()

    def _retired(self, number: int) -> Iterator[dict[str, Row]]:
        with translated(self.where):
            where: dict[str, Any] = {"$and": [{"until": {"$gt": STILL_SEEN}}, {"until": {"$lte": number}}]}
            for page in pages(sorted(ids_where(self._versions, where))):
                yield self._rows_with(page)

    def _drop(self, rows: Mapping[str, Row]) -> None:
        """A page of versions, and passages that none but they have: a version may differ in what it states alone."""
        if not rows:
            return
        with translated(self.where):
            of_them = {"document_id": {"$in": sorted({str(row["document_id"]) for row in rows.values()})}}
            needed = {_indexed(row) for row_id, row in rows_where(self._versions, of_them) if row_id not in rows}
            gone = {_indexed(row) for row in rows.values()} - needed
            for ids in pages([i for i, row in rows_where(self._passages, of_them) if _indexed(row) in gone]):
                self._passages.delete(ids=ids)
            # Last: a version that is still there is how its passages are found again.
            self._versions.delete(ids=sorted(rows))

    def _until(self, version_ids: Sequence[str], number: int) -> None:
        for page in pages(version_ids):
            self._versions.update(ids=page, metadatas=[{"until": number} for _ in page])

    def _rows_with(self, ids: Sequence[str]) -> dict[str, Row]:
        """Versions of a page of ids; those that have gone meanwhile are left out."""
        rows = self._versions.get(ids=list(ids), include=["metadatas"])
        return dict(zip(rows["ids"], rows["metadatas"] or [], strict=True))

    def _open(self, name: str, opened: Callable[[str], chromadb.Collection] | None = None) -> None:
        opened = opened or partial(self.client.get_collection, embedding_function=None)
        self._passages = opened(f"{_PASSAGES}-{name}")
        self._versions = opened(f"{_VERSIONS}-{name}")
        self.name = name

    def _stated(self) -> dict[str, str]:
        """Of the head and of what is begun; read anew, for another process may have flipped it."""
        try:
            metadata = self.client.get_collection(_POINTER, embedding_function=None).metadata or {}
        except chromadb.errors.NotFoundError:
            return {}
        return {name: str(value) for name, value in metadata.items()}

    def _begun(self) -> str | None:
        """The name of an index that was begun with this stamp, and has not been flipped yet."""
        begun = json.loads(self._stated().get(_BEGUN, "{}"))
        return begun["store"] if begun.get("stamp") == asdict(self._stamp) else None

    def _begin(self) -> None:
        head = self.head()
        if (head is None or head.store != self.name) and self._begun() != self.name:
            begun = json.dumps({"store": self.name, "stamp": asdict(self._stamp)})
            self._pointer.modify(metadata={**self._stated(), _BEGUN: begun})

    def _head_of_schema_1(self) -> Head | None:
        """So much of it that it can be told from none."""
        if _PASSAGES not in {collection.name for collection in self.client.list_collections()}:
            return None
        metadata = self.client.get_collection(_PASSAGES, embedding_function=None).metadata or {}
        stamp = _stamp(json.loads(metadata["stamp"])) if "stamp" in metadata else None
        return Head(number=0, store="", flip="", generation="", stamp=stamp) if stamp else None

    def _collection(self, name: str) -> chromadb.Collection:
        return self.client.get_or_create_collection(name, configuration=_COSINE, embedding_function=None)


def _some_at_a_time(rows: Iterable[Row]) -> Iterator[dict[str, ManifestEntry]]:
    """Versions as manifests of a few, one of each document: it may have been retired in several."""
    left = list(rows)
    while left:
        some: dict[str, ManifestEntry] = {}
        others: list[Row] = []
        for row in left:
            if len(some) < RETIRED_AT_ONCE and row["document_id"] not in some:
                some[str(row["document_id"])] = entry_of(row)
            else:
                others.append(row)
        yield some
        left = others


def _indexed(row: Row) -> tuple[str, str]:
    """The document and version of what is searched that a row of either collection is of."""
    return str(row["document_id"]), str(row["indexed_hash"])


def _stamp(stated: Mapping[str, Any]) -> IndexStamp:
    # Of another schema it may state more or less; that it is another shows all the same.
    return IndexStamp(**{field.name: str(stated.get(field.name, "")) for field in fields(IndexStamp)})
