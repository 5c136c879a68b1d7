"""Wires the adapters to the use cases. The one place that knows them all."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.disk_space import check_room
from retrieval.adapters.indexed_corpus import check_writable, other_corpus_of
from retrieval.adapters.opening import chat_model_of, embedder_of, reader_of, tracing, writer_of
from retrieval.adapters.opening_store import not_indexed, open_store, store_on_server
from retrieval.adapters.sql.records_on_demand import Records
from retrieval.answering.ask import Answering
from retrieval.answering.embedding_cache import RememberingEmbedder
from retrieval.documents.folder import files_of
from retrieval.documents.links import SourceLinks
from retrieval.domain.documents import Passage
from retrieval.domain.records import ChangeKind
from retrieval.errors import (
    RecordsError,
    StoreError,
)
from retrieval.faults import IndexFault
from retrieval.footnote import Footnote
from retrieval.index.change_log import log_change
from retrieval.index.following import following
from retrieval.index.generations import Generations, open_generation
from retrieval.index.indexing import Progress
from retrieval.index.rebuilding import Replaced, replaced
from retrieval.index.reloading import OTHERS_READ_ON_SECONDS, Preview, Reloading, ReloadReport
from retrieval.index.stamping import check_stamp, nothing_indexed, stamp_of
from retrieval.ports import (
    ChatModel,
    CorpusView,
    Embedder,
    IndexStamp,
    Reader,
)
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings

if TYPE_CHECKING:
    from retrieval.adapters.chroma.store import ChromaStore


_log = logging.getLogger(__name__)


def open_footnote(
    settings: RetrievalSettings,
    *,
    writable: bool = True,
    embedder: Embedder | None = None,
    reader: Reader | None = None,
    chat_model: ChatModel | None = None,
) -> Footnote:
    """Open the index. `embedder`, `reader` and `chat_model` take the place of the models that the settings name. Raises
    FootnoteError.

    In a folder, it is this process's alone where it is `writable`, and may be empty; otherwise it is shared with other
    readers and must have been built. On a server it is shared, and what others reload is served within seconds.
    """
    folder = DataFolder(settings.data_dir)
    if not (writable or settings.chroma_url or folder.holds_an_index):
        raise not_indexed(settings)
    folder.make()
    with ExitStack() as held:
        embedder = embedder or embedder_of(settings)
        store = held.enter_context(open_store(settings, folder, stamp_of(embedder), exclusive=writable))
        head = store.head()
        if not writable or head is not None:
            check_stamp(head.stamp if head else None, stamp_of(embedder))
        if writable and head is not None:
            check_writable(settings)
        records = Records(settings)
        if chat_model is None and (chat_model := chat_model_of(settings)) is not None:
            held.callback(chat_model.close)
        writer = writer_of(settings, chat_model, embedder, records) if chat_model else None
        run = held.enter_context(tracing(os.environ))
        reloading = _reloading(settings, store, folder, embedder, retire=_keeping(records), writable=writable)
        held.callback(reloading.close)
        if settings.chroma_url and writable:
            held.enter_context(following(reloading))
        folder.keep_private()
        if reader is None and settings.reader_model != BASELINE_READER_MODEL:
            reader = reader_of(settings.reader_model, settings.embedding_model)
        answering = Answering(
            embedder=RememberingEmbedder(embedder),
            reader=reader,
            strictness=settings.refusal_strictness,
            writer=writer,
            run=run,
            links=SourceLinks(settings.source_url),
        )
        return Footnote(settings, reloading, answering, records, held.pop_all().close)


def open_records(settings: RetrievalSettings) -> Records:
    """Open what is kept beside the index, and not the index: another process may hold that. Raises IndexMissingError
    where there never was one.
    """
    if settings.database_url is None and not settings.data_dir.is_dir():
        raise not_indexed(settings)
    DataFolder(settings.data_dir).keep_private()
    return Records(settings)


def rebuild(
    settings: RetrievalSettings,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    embedder: Embedder | None = None,
) -> ReloadReport:
    """Build the index anew beside the old one, and put it in its place once it is whole: the way out of an index that
    another model, chunker or schema has built. `embedder` takes the place of the model that the settings name.
    Raises FootnoteError; the old index is then as it was.
    """
    folder = DataFolder(settings.data_dir)
    folder.make()
    with ExitStack() as held:
        embedder = embedder or embedder_of(settings)
        stamp = stamp_of(embedder)
        store = held.enter_context(open_store(settings, folder, stamp, exclusive=True, anew=True))
        old = held.enter_context(_replaced(settings, folder, stamp))
        # A new index has retired nothing yet.
        reloading = _reloading(settings, store, folder, embedder, retire=lambda _: None, anew=True, replaced=old)
        held.callback(reloading.close)
        report = reloading.reload(on_progress)
        if old is not None:
            _hand_on(settings, old, reloading.generations.current.view)
        folder.note_indexed(settings.corpus_dir)
    with Records(settings) as records:
        log_change(lambda: records.changes, report, ChangeKind.REBUILD)
    folder.keep_private()
    return report


def _hand_on(settings: RetrievalSettings, old: Replaced, now: CorpusView) -> None:
    """Keep what the rebuild takes out of the index. Raises RecordsError where the old index is still in its place: it
    then stays there.
    """
    try:
        with Records(settings) as records:
            old.hand_on(now, _keeping(records))
    except RecordsError as error:
        if not settings.chroma_url:
            raise
        _log.warning("what the rebuild took out of the index was not kept: %s", error)


@contextmanager
def _replaced(settings: RetrievalSettings, folder: DataFolder, stamp: IndexStamp) -> Iterator[Replaced | None]:
    """Open the index that a rebuild replaces; None where there is none that can be opened."""
    with ExitStack() as held:
        old = None
        try:
            if settings.chroma_url:
                old = held.enter_context(closing(store_on_server(settings, stamp, writable=False)))
            elif folder.chroma.exists():
                from retrieval.adapters.chroma.store import ChromaStore

                old = held.enter_context(closing(ChromaStore.in_folder(folder.chroma, stamp, writable=False)))
        except StoreError as error:
            _log.warning("nothing of the old index is kept, for it cannot be opened: %s", error)
        yield None if old is None else replaced(old, same_corpus=other_corpus_of(settings) is None)


def preview(settings: RetrievalSettings) -> Preview:
    """Return what a reload would do. Where nothing is indexed yet, nothing is begun. Raises FootnoteError."""
    with ExitStack() as held:
        if not (settings.chroma_url or DataFolder(settings.data_dir).holds_an_index):
            nowhere = Path(held.enter_context(TemporaryDirectory(prefix="footnote-")))
            settings = settings.model_copy(update={"data_dir": nowhere})
        return held.enter_context(open_footnote(settings)).preview()


def check_corpus(settings: RetrievalSettings) -> None:
    """Check that there is a corpus folder, before anything is made for its index. Raises CorpusError."""
    next(files_of(settings.corpus_dir), None)


@contextmanager
def _refused(settings: RetrievalSettings) -> Iterator[Callable[[], None]]:
    """Raise StoreError in place of a lease, for whoever has opened the index to read it."""
    raise StoreError(IndexFault.OPENED_TO_READ, where=settings.chroma_url or settings.data_dir)
    yield lambda: None


def _keeping(records: Records) -> Callable[[Sequence[Passage]], None]:
    """Return what keeps the passages that a reload takes out of the index, for buttons and receipts."""
    return lambda passages: records.archive.keep(passages, datetime.now(UTC))


def _reloading(
    settings: RetrievalSettings,
    store: "ChromaStore",
    folder: DataFolder,
    embedder: Embedder,
    *,
    retire: Callable[[Sequence[Passage]], None],
    writable: bool = True,
    anew: bool = False,
    replaced: Replaced | None = None,
) -> Reloading:
    """Return what reloads the index, and serves what the store shows now."""
    from retrieval.adapters.chroma.lease import ChromaLease
    from retrieval.adapters.sqlite.catalogues import Catalogues
    from retrieval.adapters.sqlite.file_memory import remembered_in

    catalogues = Catalogues(folder.catalogues)
    head = (None if anew else store.head()) or nothing_indexed(embedder)
    shared = settings.chroma_url is not None
    # In a folder, the lock on it keeps other processes out.
    lease: Callable[[], AbstractContextManager[Callable[[], None]]] = (
        ChromaLease(store.client, store.where).held if shared else lambda: nullcontext(lambda: None)
    )
    if not writable:
        lease = partial(_refused, settings)
    return Reloading(
        folder=settings.corpus_dir,
        store=store,
        catalogues=catalogues,
        embedder=embedder,
        generations=Generations(open_generation(head, store, catalogues)),
        memory=lambda: remembered_in(folder.path, anew=anew),
        scratch=folder.path,
        lease=lease,
        others_read_on_seconds=OTHERS_READ_ON_SECONDS if shared else 0.0,
        retire=retire,
        anew=anew,
        replaced=replaced,
        # The room on a server's disk cannot be told from here.
        room=partial(check_room, folder.path),
    )
