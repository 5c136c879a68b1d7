"""Wires the adapters to the use cases. The one place that knows them all."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.store_lock import StoreLock
from retrieval.answering import Answering, Run
from retrieval.by_settings import embedder_of, reader_of, tracing, writer_of
from retrieval.domain import Passage
from retrieval.errors import INDEX_COMMAND, IndexMismatchError, IndexMissingError, RecordsError, StoreError
from retrieval.following import following
from retrieval.footnote import Footnote, log_change
from retrieval.indexing import Progress, check_stamp, nothing_indexed, stamp_of
from retrieval.ports import (
    Catalogue,
    ChatModel,
    CorpusView,
    Embedder,
    Head,
    IndexStamp,
    PassageStore,
    Reader,
    judges_support,
)
from retrieval.reader import SignalReader
from retrieval.rebuilding import Replaced, replaced
from retrieval.recording import Records
from retrieval.records import ChangeKind
from retrieval.reloading import OTHERS_READ_ON_SECONDS, Preview, Reloading, ReloadReport
from retrieval.remembering import RememberingEmbedder
from retrieval.retriever import HybridRetriever
from retrieval.serving import Serving, Servings
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from retrieval.writing import Writer

if TYPE_CHECKING:
    from retrieval.adapters.chroma_store import ChromaStore


_log = logging.getLogger(__name__)


def open_footnote(
    settings: RetrievalSettings,
    *,
    writable: bool = True,
    embedder: Embedder | None = None,
    chat_model: ChatModel | None = None,
) -> Footnote:
    """Opens the index; raises a FootnoteError that a person can read. `embedder` and `chat_model` take the place of the
    models that the settings name.

    In a folder, it is this process's alone where it is `writable`, and may be empty; otherwise it is shared with other
    readers and must have been built. On a server it is shared, and what others reload is served within seconds.
    """
    folder = DataFolder(settings.data_dir)
    if not (writable or settings.chroma_url or folder.holds_an_index):
        raise _not_indexed(settings)
    folder.make()
    with ExitStack() as held:
        embedder = embedder or embedder_of(settings)
        store = held.enter_context(_store(settings, folder, stamp_of(embedder), exclusive=writable))
        head = store.head()
        if not writable or head is not None:
            check_stamp(head.stamp if head else None, stamp_of(embedder))
        if writable and head is not None:
            _check_writable(settings)
        records = Records(settings)
        writer = writer_of(settings, chat_model, embedder, records)
        run = held.enter_context(tracing(os.environ))
        reloading = _reloading(settings, store, folder, embedder, writer, run, retire=_keeping(records))
        held.callback(reloading.servings.close)
        if settings.chroma_url and writable:
            held.enter_context(following(reloading))
        return Footnote(settings, reloading, records, writer, held.pop_all().close)


def open_records(settings: RetrievalSettings) -> Records:
    """What is kept beside the index, without opening that: it may be another process's just now. Raises
    IndexMissingError where there never was one.
    """
    if settings.database_url is None and not settings.data_dir.is_dir():
        raise _not_indexed(settings)
    return Records(settings)


def _not_indexed(settings: RetrievalSettings) -> IndexMissingError:
    corpus = DataFolder(settings.data_dir).indexed or settings.corpus_dir
    folders = f"--corpus {quote(str(corpus))} --data {quote(str(settings.data_dir))}"
    remedy = f"Build it: {INDEX_COMMAND} {folders}"
    return IndexMissingError(f"Nothing has been indexed in {settings.data_dir} yet.", remedy=remedy)


def rebuild(
    settings: RetrievalSettings,
    on_progress: Callable[[Progress], None] = lambda _: None,
    *,
    embedder: Embedder | None = None,
) -> ReloadReport:
    """Builds the index anew beside the old one, and puts it in its place once it is whole: the way out of an index that
    another model, chunker or schema has built. Raises a FootnoteError, and then the old one is as it was. `embedder`
    takes the place of the model that the settings name.
    """
    folder = DataFolder(settings.data_dir)
    folder.make()
    with ExitStack() as held:
        embedder = embedder or embedder_of(settings)
        stamp = stamp_of(embedder)
        store = held.enter_context(_store(settings, folder, stamp, exclusive=True, anew=True))
        old = held.enter_context(_replaced(settings, folder, stamp))
        # Nothing of a new index has been retired.
        reloading = _reloading(
            settings, store, folder, embedder, None, nullcontext, retire=lambda _: None, anew=True, replaced=old
        )
        held.callback(reloading.servings.close)
        report = reloading.reload(on_progress)
        if old is not None:
            _hand_on(settings, old, reloading.servings.current.view)
        folder.note_indexed(settings.corpus_dir)
    with Records(settings) as records:
        log_change(records, report, ChangeKind.REBUILD)
    return report


def _hand_on(settings: RetrievalSettings, old: Replaced, now: CorpusView) -> None:
    """Raises RecordsError where the old index is still in its place, and stays there for it."""
    try:
        with Records(settings) as records:
            old.hand_on(now, _keeping(records))
    except RecordsError as error:
        if not settings.chroma_url:
            raise
        _log.warning("what the rebuild took out of the index was not kept: %s", error)


@contextmanager
def _replaced(settings: RetrievalSettings, folder: DataFolder, stamp: IndexStamp) -> Iterator[Replaced | None]:
    """The index that a rebuild replaces; None where there is none that can be opened."""
    with ExitStack() as held:
        old = None
        try:
            if settings.chroma_url:
                old = held.enter_context(closing(_on_server(settings, stamp, writable=False)))
            elif folder.chroma.exists():
                from retrieval.adapters.chroma_store import ChromaStore

                old = held.enter_context(closing(ChromaStore.in_folder(folder.chroma, stamp, writable=False)))
        except StoreError as error:
            _log.warning("nothing of the old index is kept, for it cannot be opened: %s", error)
        yield None if old is None else replaced(old, same_corpus=_of_another(settings) is None)


def preview(settings: RetrievalSettings) -> Preview:
    """What a reload would do. Raises a FootnoteError; where nothing is indexed yet, nothing is begun."""
    with ExitStack() as held:
        if not (settings.chroma_url or DataFolder(settings.data_dir).holds_an_index):
            nowhere = Path(held.enter_context(TemporaryDirectory(prefix="footnote-")))
            settings = settings.model_copy(update={"data_dir": nowhere})
        return held.enter_context(open_footnote(settings)).preview()


def of_its_corpus(settings: RetrievalSettings, *, named: bool) -> RetrievalSettings:
    """With the corpus folder that is indexed in their data folder, where none was `named` for it."""
    indexed = None if named else DataFolder(settings.data_dir).indexed
    return settings if indexed is None else settings.model_copy(update={"corpus_dir": indexed})


def check_indexed(settings: RetrievalSettings) -> None:
    """Raises IndexMismatchError where the index is of another corpus folder than the settings name."""
    data = quote(str(settings.data_dir))
    _check_corpus(settings, f", and ask with the same two; or leave --corpus out, to ask what {data} holds.")


def _check_writable(settings: RetrievalSettings) -> None:
    """Raises IndexMismatchError where a reload would put one corpus in the place of another."""
    named, data = quote(str(settings.corpus_dir)), quote(str(settings.data_dir))
    _check_corpus(settings, f"; or in its place: {INDEX_COMMAND} --rebuild --corpus {named} --data {data}")


def _check_corpus(settings: RetrievalSettings, or_else: str) -> None:
    """`or_else` ends the remedy, of which an index beside it is the first half."""
    if indexed := _of_another(settings):
        beside = f"{INDEX_COMMAND} --corpus {quote(str(settings.corpus_dir))} --data DIR"
        raise IndexMismatchError(
            f"The index in {settings.data_dir} is of {indexed}, not of {settings.corpus_dir}.",
            remedy=f"Index that folder beside it: {beside}{or_else}",
        )


def _of_another(settings: RetrievalSettings) -> Path | None:
    """The corpus folder that is indexed, where it is another than the settings name. One that is there no more may have
    been moved: then the one that they name is it.
    """
    indexed = DataFolder(settings.data_dir).indexed
    same = indexed is None or indexed.resolve() == settings.corpus_dir.resolve() or not indexed.is_dir()
    return None if same else indexed


@contextmanager
def _store(
    settings: RetrievalSettings, folder: DataFolder, stamp: IndexStamp, *, exclusive: bool, anew: bool = False
) -> Iterator["ChromaStore"]:
    """`anew`, an empty one, which takes the other's place once its first flip has been made and this is left."""
    from retrieval.adapters.chroma_store import ChromaStore

    if settings.chroma_url:
        with closing(_on_server(settings, stamp, anew=anew, writable=exclusive)) as store:
            yield store
        return
    with ExitStack() as held:
        held.callback(StoreLock(settings.data_dir, exclusive=exclusive).release)
        folder.mend()
        with closing(ChromaStore.in_folder(folder.chroma_new if anew else folder.chroma, stamp)) as store:
            yield store
        if anew:
            folder.swap()


def _on_server(settings: RetrievalSettings, stamp: IndexStamp, *, anew: bool = False, writable: bool) -> "ChromaStore":
    from retrieval.adapters.chroma_store import ChromaStore

    token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
    return ChromaStore.on_server(settings.chroma_url or "", token, stamp, anew=anew, writable=writable)


def _keeping(records: Records) -> Callable[[Sequence[Passage]], None]:
    """For buttons and receipts of what a reload takes out of the index."""
    return lambda passages: records.archive.keep(passages, datetime.now(UTC))


def _reloading(
    settings: RetrievalSettings,
    store: "ChromaStore",
    folder: DataFolder,
    embedder: Embedder,
    writer: Writer | None,
    run: Run,
    *,
    retire: Callable[[Sequence[Passage]], None],
    anew: bool = False,
    replaced: Replaced | None = None,
) -> Reloading:
    """Serving what the store shows now."""
    from retrieval.adapters.catalogues import Catalogues
    from retrieval.adapters.chroma_lease import ChromaLease
    from retrieval.adapters.file_memory import remembered_in

    catalogues = Catalogues(folder.catalogues)
    serve = _serve(settings, store, RememberingEmbedder(embedder), writer, run)
    head = (None if anew else store.head()) or nothing_indexed(embedder)
    shared = settings.chroma_url is not None
    return Reloading(
        folder=settings.corpus_dir,
        store=store,
        catalogues=catalogues,
        embedder=embedder,
        servings=Servings(serve(head, catalogues.of(head, store))),
        serve=serve,
        memory=lambda: remembered_in(folder.path, anew=anew),
        # In a folder, the lock on it keeps other processes out.
        lease=ChromaLease(store.client, store.where).held if shared else lambda: nullcontext(lambda: None),
        others_read_on_seconds=OTHERS_READ_ON_SECONDS if shared else 0.0,
        retire=retire,
        anew=anew,
        replaced=replaced,
    )


def _serve(
    settings: RetrievalSettings, store: PassageStore, embedder: Embedder, writer: Writer | None, run: Run
) -> Callable[[Head, Catalogue], Serving]:
    """The models are the same for every generation; what reads the corpus is not."""
    network = None if settings.reader_model == BASELINE_READER_MODEL else reader_of(settings.reader_model)

    def serve(head: Head, catalogue: Catalogue) -> Serving:
        view = store.view(catalogue.manifest())
        retriever = HybridRetriever(store=view, lexical=catalogue, embedder=embedder)
        reader: Reader = network or SignalReader(embedder=embedder, lexical=catalogue)
        answering = Answering(
            store=view,
            lexical=catalogue,
            retriever=retriever,
            reader=reader,
            judge_of_support=reader if judges_support(reader) else None,
            strictness=settings.refusal_strictness,
            writer=writer,
            run=run,
        )
        return Serving(
            head=head,
            view=view,
            catalogue=catalogue,
            retriever=retriever,
            reader=reader,
            answering=answering,
        )

    return serve
