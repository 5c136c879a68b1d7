"""The documents of a catalogue, all of them or those in a scope, as its tables have them."""

import json
import sqlite3
from collections.abc import Callable, Collection, ItemsView, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields
from typing import Any

from retrieval.domain.authors import AUTHOR_KEYS
from retrieval.domain.documents import STATED_FIELDS, Document, DocumentSummary, PassagePlace
from retrieval.domain.heads import ManifestEntry, ManifestOnDisk
from retrieval.domain.scope import Scope
from retrieval.errors import StoreError
from retrieval.faults import IndexFault
from retrieval.text.cache import LastUsed

ENTRY_FIELDS = ", ".join(ManifestEntry._fields)
_SUMMARY_FIELDS = [field.name for field in fields(DocumentSummary)]
_READ_FIELDS = ("id", "title", *STATED_FIELDS, "path", "first_line", "text")
_STATES_WRITERS = "lower(stated.key) IN (SELECT value FROM json_each(:keys))"
KEPT_DOCUMENTS_CHARS = 8_000_000
"""The most characters of documents that are kept in memory, with what questions found out about them. This holds the
longest document that may be indexed, and some thousand pages besides."""
Reading = Callable[[], AbstractContextManager[sqlite3.Connection]]


class StoredDocuments:
    """Read from the file as they are asked for, not held in memory. Without a `scope`, all of them, those of no known
    collection included.
    """

    def __init__(
        self, reading: Reading, scope: Scope | None = None, kept: LastUsed[str, Document] | None = None
    ) -> None:
        self._reading = reading
        self._scope = scope
        self._kept = LastUsed[str, Document](KEPT_DOCUMENTS_CHARS) if kept is None else kept
        self.are_all = scope is None
        self.where = "collection IS NOT NULL" if scope else "1"
        """The condition on a row of `documents`, to be filled in with `given`."""
        self.given: dict[str, str] = {}
        if scope and scope.collections is not None:
            self.where = "collection IN (SELECT value FROM json_each(:collections))"
            self.given = {"collections": json.dumps(sorted(scope.collections))}

    def within(self, scope: Scope) -> "StoredDocuments":
        """Return those in a scope."""
        return StoredDocuments(self._reading, scope, self._kept)

    def manifest(self) -> Mapping[str, ManifestEntry]:
        """Return the entries by document id."""
        return _StoredManifest(self)

    def summaries(self) -> Iterator[DocumentSummary]:
        """Yield each without its text, in order of title and id."""
        columns = ", ".join(_SUMMARY_FIELDS)
        for *row, extra in self.rows("SELECT " + columns + " FROM documents WHERE {seen} ORDER BY title, id"):  # noqa: S608
            stated = dict(zip(_SUMMARY_FIELDS, row, strict=False))
            yield DocumentSummary(**stated, extra=json.loads(extra))

    def publishers(self) -> frozenset[str]:
        """Return what documents state of who published them, each once."""
        query = "SELECT DISTINCT publisher FROM documents WHERE {seen} AND publisher IS NOT NULL"
        return frozenset(publisher for (publisher,) in self.rows(query))

    def writers(self) -> frozenset[str]:
        """Return what documents state of who wrote them, each once, as it stands."""
        query = f"""SELECT DISTINCT stated.value FROM documents, json_each(extra) AS stated
            WHERE {{seen}} AND extra <> '{{}}' AND {_STATES_WRITERS}"""  # noqa: S608 a fixed text
        return frozenset(writers for (writers,) in self.rows(query, keys=json.dumps(AUTHOR_KEYS)))

    def stating(self, publishers: Collection[str], writers: Collection[str]) -> list[str]:
        """Return the ids of the documents that state one of these of who published or wrote them, in order."""
        if not (publishers or writers):
            return []
        query = f"""SELECT id FROM documents WHERE {{seen}} AND (publisher IN (SELECT value FROM json_each(:publishers))
            OR extra <> '{{}}' AND EXISTS (SELECT 1 FROM json_each(extra) AS stated WHERE {_STATES_WRITERS}
            AND stated.value IN (SELECT value FROM json_each(:writers)))) ORDER BY id"""  # noqa: S608 a fixed text
        asked = {"publishers": json.dumps(sorted(publishers)), "writers": json.dumps(sorted(writers))}
        return [document_id for (document_id,) in self.rows(query, keys=json.dumps(AUTHOR_KEYS), **asked)]

    def documents(self, ids: Collection[str]) -> dict[str, Document]:
        """Return documents by id, in no given order. Those used last stay in memory, for all scopes together: a
        question reads them again and again, and what is derived of one stays with it. Raises StoreError where a text is
        not the one that was entered.
        """
        kept = {document_id: document for document_id in ids if (document := self._kept.get(document_id))}
        read = {document.id: document for document in self._read([i for i in ids if i not in kept])}
        for document in read.values():
            self._kept.put(document.id, document, len(document.text))
        return read | {i: document for i, document in kept.items() if self._sees(document)}

    def _sees(self, document: Document) -> bool:
        return self._scope is None or self._scope.holds(document.collection)

    def _read(self, ids: Collection[str]) -> Iterator[Document]:
        columns = ", ".join(_READ_FIELDS)
        query = f"""SELECT record_hash, extra, pages, {columns} FROM documents JOIN texts USING (id)
            WHERE {{seen}} AND id IN (SELECT value FROM json_each(:ids))"""  # noqa: S608 a fixed text
        for record_hash, extra, pages, *row in self.rows(query, ids=json.dumps(list(ids))):
            stated = dict(zip(_READ_FIELDS, row, strict=True))
            document = Document(**stated, pages=tuple(json.loads(pages)), extra=json.loads(extra))
            if document.record_hash != record_hash:
                raise StoreError(IndexFault.TEXT_ALTERED, id=document.id)
            yield document

    def ids_of_texts(self, content_hashes: Collection[str]) -> dict[str, str]:
        """Return the id of a document by the hash of its text; of several with one text, the first in order."""
        query = """SELECT content_hash, min(id) FROM documents
            WHERE {seen} AND content_hash IN (SELECT value FROM json_each(:hashes)) GROUP BY content_hash"""
        return dict(self.rows(query, hashes=json.dumps(sorted(content_hashes))))

    def places(self, ids: Collection[str]) -> dict[str, PassagePlace]:
        """Return the places of their passages by id."""
        query = """SELECT passages.id, document_id, title, section, begins, ends FROM passages
            JOIN documents ON documents.id = document_id
            WHERE {seen} AND passages.id IN (SELECT value FROM json_each(:ids))"""
        return {passage_id: PassagePlace._make(row) for passage_id, *row in self.rows(query, ids=json.dumps(list(ids)))}

    def collections(self) -> dict[str | None, int]:
        """Return how many documents each collection has."""
        return dict(self.rows("SELECT collection, count(*) FROM documents WHERE {seen} GROUP BY collection"))

    def rows(self, query: str, **given: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query in which `{seen}` stands for the condition on a document."""
        with self._reading() as connection:
            yield from connection.execute(query.replace("{seen}", self.where), {**self.given, **given})


class _StoredManifest(ManifestOnDisk):
    def __init__(self, documents: StoredDocuments) -> None:
        self._documents = documents

    def __getitem__(self, document_id: str) -> ManifestEntry:
        # As JSON, half of a surrogate pair reaches SQLite too: by itself it raises UnicodeEncodeError.
        return self.among((document_id,))[document_id]

    def __iter__(self) -> Iterator[str]:
        for (document_id,) in self._documents.rows("SELECT id FROM documents WHERE {seen} ORDER BY id"):
            yield document_id

    def __len__(self) -> int:
        ((count,),) = self._documents.rows("SELECT count(*) FROM documents WHERE {seen}")
        return int(count)

    def among(self, ids: Collection[str]) -> dict[str, ManifestEntry]:
        of_them = "id IN (SELECT value FROM json_each(:ids))"
        query = "SELECT id, " + ENTRY_FIELDS + " FROM documents WHERE {seen} AND " + of_them  # noqa: S608 a fixed text
        rows = self._documents.rows(query, ids=json.dumps(list(ids)))
        return {document_id: ManifestEntry._make(row) for document_id, *row in rows}

    def items(self) -> ItemsView[str, ManifestEntry]:
        return _StoredItems(self)

    def entries(self) -> Iterator[tuple[str, ManifestEntry]]:
        """Return all entries by one query, where the mapping's own way makes one a document."""
        query = "SELECT id, " + ENTRY_FIELDS + " FROM documents WHERE {seen} ORDER BY id"  # noqa: S608 a fixed text
        for document_id, *row in self._documents.rows(query):
            yield document_id, ManifestEntry._make(row)


class _StoredItems(ItemsView[str, ManifestEntry]):
    _mapping: _StoredManifest

    def __iter__(self) -> Iterator[tuple[str, ManifestEntry]]:
        return self._mapping.entries()


class DocumentsOfCatalogue:
    """The part of the `Catalogue` port that tells of its documents: all of them or those in a scope, as `_documents`
    has them, read from the file as they are asked for.
    """

    _documents: StoredDocuments

    def manifest(self) -> Mapping[str, ManifestEntry]:
        return self._documents.manifest()

    def summaries(self) -> Iterator[DocumentSummary]:
        return self._documents.summaries()

    def publishers(self) -> frozenset[str]:
        return self._documents.publishers()

    def writers(self) -> frozenset[str]:
        return self._documents.writers()

    def stating(self, publishers: Collection[str], writers: Collection[str]) -> list[str]:
        return self._documents.stating(publishers, writers)

    def documents(self, ids: Collection[str]) -> dict[str, Document]:
        return self._documents.documents(ids)

    def places(self, ids: Collection[str]) -> dict[str, PassagePlace]:
        return self._documents.places(ids)

    def ids_of_texts(self, content_hashes: Collection[str]) -> dict[str, str]:
        return self._documents.ids_of_texts(content_hashes)

    def collections(self) -> dict[str | None, int]:
        return self._documents.collections()
