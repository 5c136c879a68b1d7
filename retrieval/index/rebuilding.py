"""What an index that is about to be replaced still gives: what it held, to be told apart from what takes its place; the
last good version of what cannot be read any more; and its passages, for the buttons and receipts that lead to them.

It may be what is wrong with it that it is replaced: what cannot be read of it is logged and passed over.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from retrieval.domain.documents import Document, Outline, Passage
from retrieval.errors import StoreError
from retrieval.index.batches import batched
from retrieval.index.planning import Plan, is_of_unreadable, plan
from retrieval.index.stamping import INDEX_SCHEMA
from retrieval.ports import DOCUMENTS_AT_ONCE, CorpusView, Manifest, ManifestEntry, PassageStore

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """An index that another is about to take the place of. `same_corpus` is whether it is of the same corpus folder."""

    store: PassageStore
    number: int
    generation: str
    manifest: Mapping[str, ManifestEntry]
    same_corpus: bool

    def last_good(self, unreadable: Collection[str], read: Collection[str]) -> Iterator[Document]:
        """Yield the documents of these files (paths) that cannot be read now, but for those that were read elsewhere,
        by id.
        """
        if not self.same_corpus:
            return
        wanted = [
            document_id
            for document_id, entry in self.manifest.items()
            if document_id not in read and is_of_unreadable(entry.path, unreadable)
        ]
        view = self.store.view(self.manifest)
        for ids in batched(wanted, DOCUMENTS_AT_ONCE):
            for some in _read(lambda these: list(view.documents(these).values()), ids):
                yield from some

    def hand_on(self, now: CorpusView, retire: Callable[[Sequence[Passage]], None]) -> None:
        """Hand on what `now` does not have, to be kept. Raises what `retire` raises."""
        for passages in self._passages():
            hashes_now = now.hashes_of({passage.document.id for passage in passages})
            retire([passage for passage in passages if passage.id not in hashes_now])

    def compared(self, now: Manifest, done: Plan) -> Plan:
        """Return what was done, compared with what was there before: to what was built anew, everything is new."""
        entries = (_outline(document_id, entry) for document_id, entry in now.items())
        compared = plan(entries, self.manifest)
        return replace(
            compared,
            kept=done.kept,
            unchanged=compared.unchanged - len(done.kept),
            unreadable=done.unreadable,
            same_text=done.same_text,
        )

    def _passages(self) -> Iterator[list[Passage]]:
        """Yield all passages that are or were seen, some documents at a time."""
        try:
            retired = list(self.store.retired(self.number))
        except StoreError as error:
            _log.warning("what the old index had retired is not kept, for it cannot be read: %s", error)
        else:
            yield from retired
        view = self.store.view(self.manifest)
        for ids in batched(sorted(self.manifest), DOCUMENTS_AT_ONCE):
            yield from _read(view.passages_of, ids)


def replaced(store: PassageStore, *, same_corpus: bool) -> Replaced | None:
    """None where the store holds no index, or one that cannot be read."""
    try:
        head = store.head()
        if head is None:
            return None
        if head.stamp.schema != INDEX_SCHEMA:
            _log.warning("nothing of the old index is kept: its rows are of another schema (%s)", head.stamp.schema)
            return None
        manifest = dict(store.manifest(head.number))
    except StoreError as error:
        _log.warning("nothing of the old index is kept, for it cannot be read: %s", error)
        return None
    return Replaced(
        store=store, number=head.number, generation=head.generation, manifest=manifest, same_corpus=same_corpus
    )


def _read(read: Callable[[Sequence[str]], list[_T]], ids: Sequence[str]) -> Iterator[list[_T]]:
    """Read all of them together; one by one where that fails, so that no more is lost than cannot be read."""
    try:
        yield read(ids)
    except StoreError as error:
        if len(ids) == 1:
            _log.warning("a document of the old index cannot be read: %s", error)
            return
        for document_id in ids:
            yield from _read(read, [document_id])


def _outline(document_id: str, entry: ManifestEntry) -> Outline:
    return Outline(
        id=document_id,
        path=entry.path,
        content_hash=entry.content_hash,
        indexed_hash=entry.indexed_hash,
        record_hash=entry.record_hash,
    )
