"""Wires the adapters to the use cases. The one place that knows them all."""

import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from retrieval import __version__
from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.store_lock import StoreLock
from retrieval.answering import Answering, Asked, Judged, OnStage, Run
from retrieval.curating import Added, Curating, Upload
from retrieval.domain import Document, FoundPassage, Passage
from retrieval.errors import FootnoteError, IndexMismatchError, IndexMissingError, StoreError, UnknownDocumentError
from retrieval.following import following
from retrieval.indexing import Progress, check_stamp, nothing_indexed, stamp_of
from retrieval.ports import (
    Catalogue,
    ChatModel,
    Embedder,
    Head,
    IndexStamp,
    LexicalIndex,
    ManifestEntry,
    PassageStore,
    Reader,
    TokenCounter,
    judges_support,
)
from retrieval.prompts import load_prompts
from retrieval.question import as_text
from retrieval.reader import SignalReader
from retrieval.receipts import KeptSource, Replay, replayed, today_of
from retrieval.recording import Records
from retrieval.records import TERMINAL, Change, ChangeKind, Conditions, Receipt
from retrieval.reloading import OTHERS_READ_ON_SECONDS, Preview, Reloading, ReloadReport, hand_on
from retrieval.remembering import RememberingEmbedder
from retrieval.retriever import HybridRetriever
from retrieval.serving import Serving, Servings
from retrieval.settings import BASELINE_READER_MODEL, DEFAULT_READER_MODEL, RetrievalSettings
from retrieval.trying import CircuitBreaker, TriedModel
from retrieval.verifying import Verified, verify
from retrieval.writing import Writer, max_output_tokens

if TYPE_CHECKING:
    from retrieval.adapters.chroma_store import ChromaStore
    from retrieval.adapters.langchain_retriever import CorpusRetriever
    from retrieval.adapters.langchain_runnable import AskingRunnable


DOCUMENTS_AT_ONCE = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an index holds and what it was built with. `generation` names the versions of its documents."""

    corpus_dir: str
    data_dir: str
    documents: int
    passages: int
    generation: str
    embedding_model: str
    embedding_weights_sha256: str
    chunker: str
    reader: str


class Footnote:
    """The whole product, without Discord or a terminal. Its methods may be called from several threads at once; each
    sees one generation of the corpus from its beginning to its end, whatever is reloaded meanwhile.
    """

    def __init__(
        self,
        settings: RetrievalSettings,
        reloading: Reloading,
        records: Records,
        writer: Writer | None,
        on_close: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._reloading = reloading
        self._servings = reloading.servings
        self._on_close = on_close
        self._writer = writer
        self.records = records
        self.embedder = reloading.embedder

    @property
    def corpus_folder(self) -> Path:
        """What a reload reads."""
        return self._settings.corpus_dir

    @property
    def lexical(self) -> LexicalIndex:
        return self._servings.current.catalogue

    @property
    def retriever(self) -> HybridRetriever:
        return self._servings.current.retriever

    @property
    def reader(self) -> Reader:
        return self._servings.current.reader

    @property
    def language_model(self) -> str | None:
        """The one that writes; None where answers are sentences of the sources."""
        return None if self._writer is None else self._writer.name

    @property
    def _prompts(self) -> Mapping[str, str]:
        return {} if self._writer is None else {name: one.sha256 for name, one in self._writer.prompts.items()}

    def load(self) -> None:
        """Load the models now rather than with the first question."""
        self.embedder.load()
        self.reader.load()

    def open_records(self) -> None:
        """Now rather than with the first question. Raises SettingsError and RecordsError where a person must mend what
        is wrong; a database that is away for now is logged.
        """
        self.records.receipts.open()

    def ask(
        self,
        question: str,
        *,
        documents: Collection[str] | None = None,
        guild_id: int = 0,
        on_stage: OnStage = lambda _: None,
    ) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone, and writes a receipt. What a language model
        costs counts for the guild; `on_stage` is told how far it is.
        """
        with self._servings.lent() as serving:
            asked = serving.answering.ask(question, documents, guild_id=guild_id, on_stage=on_stage)
        conditions = self._conditions(serving, asked)
        return self.records.receipts.write(asked, conditions, serving.reader.calibration, documents)

    def answer(self, question: str, *, documents: Collection[str] | None = None) -> Asked:
        """As `ask`, without a receipt: for those who measure."""
        with self._servings.lent() as serving:
            return serving.answering.ask(question, documents)

    def judge(self, question: str) -> Judged:
        """What `ask` decides on, before it decides: for those who measure."""
        with self._servings.lent() as serving:
            return serving.answering.judge(question)

    def search(
        self, query: str, *, limit: int = 5, documents: Collection[str] | None = None
    ) -> tuple[FoundPassage, ...]:
        """The passages nearest to a query, the best first, whether they answer it or not."""
        if not query.strip():
            return ()
        with self._servings.lent() as serving:
            return serving.retriever.retrieve(as_text(query), limit=limit, documents=documents)

    def documents(self) -> tuple[Document, ...]:
        """All documents, by title."""
        return tuple(sorted(self.each_document(), key=lambda document: (document.title, document.id)))

    def each_document(self) -> Iterator[Document]:
        """All documents, by id, a few of them in memory at a time."""
        with self._servings.lent() as serving:
            ids = iter(serving.view.manifest())
            while page := list(islice(ids, DOCUMENTS_AT_ONCE)):
                yield from serving.view.documents(page).values()

    def document(self, document_id: str) -> Document:
        """Raises UnknownDocumentError."""
        with self._servings.lent() as serving:
            found = serving.view.documents([document_id])
        if not found:
            remedy = "`source list` shows the ids of all documents."
            raise UnknownDocumentError(f"There is no document {document_id!r} in the corpus.", remedy=remedy)
        return found[document_id]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage, or None where its document has changed or gone since."""
        with self._servings.lent() as serving:
            return next(iter(serving.view.passages([passage_id])), None)

    def receipt(self, typed: str) -> Replay:
        """What was answered under that id, and how it stands today. Raises UnknownReceiptError, RecordsError."""
        return self.replay(self.records.receipts.find(typed))

    def replay(self, receipt: Receipt) -> Replay:
        with self._servings.lent() as serving:
            return replayed(receipt, serving.view.documents)

    def kept_source(self, passage_id: str, start: int, end: int) -> KeptSource | None:
        """Characters `start` to `end` of the document of a passage that the corpus no longer holds; None where it was
        not kept. Raises RecordsError.
        """
        kept = self.records.archive.passage(passage_id)
        if kept is None:
            return None
        then = kept.passage.document
        with self._servings.lent() as serving:
            now = serving.view.documents([then.id]).get(then.id)
        today = today_of(then, start, end, now)
        return KeptSource(passage=kept.passage, kept_at=kept.kept_at, today=today)

    def changes(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """Who changed the corpus, when and how, the last change first. Raises RecordsError."""
        return self.records.changes.latest(limit, skip)

    def status(self) -> Status:
        stamp = stamp_of(self.embedder)
        with self._servings.lent() as serving:
            return Status(
                corpus_dir=str(DataFolder(self._settings.data_dir).indexed or self._settings.corpus_dir),
                data_dir=str(self._settings.data_dir),
                documents=len(serving.view.manifest()),
                passages=serving.catalogue.size(),
                generation=serving.head.generation,
                embedding_model=stamp.embedding_model,
                embedding_weights_sha256=stamp.embedding_weights_sha256,
                chunker=stamp.chunker,
                reader=serving.reader.name,
            )

    def verify(self) -> Verified:
        """Reads all that the index holds and says what is wrong with it."""
        with self._servings.lent() as serving:
            stored = dict(self._reloading.store.manifest(serving.head.number))
            return verify(serving.view, serving.catalogue, stored)

    def reload(
        self,
        on_progress: Callable[[Progress], None] = lambda _: None,
        *,
        who: str = TERMINAL,
        discord_id: int | None = None,
        log_unchanged: bool = True,
        what: ChangeKind = ChangeKind.RELOAD,
    ) -> ReloadReport:
        """Brings the index in line with the corpus folder, and logs who had it done, and by doing `what`; where nothing
        had changed, if that is to be logged too. Raises FootnoteError, and then nothing is lost.
        """
        report = self._reloading.reload(on_progress)
        DataFolder(self._settings.data_dir).note_indexed(self._settings.corpus_dir)
        if report.changed_anything or log_unchanged:
            self._log_change(report, who, discord_id, what)
        self.records.receipts.tidy()
        return report

    def when_others_reload(self, then: Callable[[], None]) -> None:
        """Has `then` called, in a thread of its own, each time that what another process reloaded is served here."""
        self._reloading.on_other = then

    def preview(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Preview:
        """What a reload would do. Raises FootnoteError, and changes nothing."""
        return self._reloading.preview(on_progress)

    def check_file(self, name: str, size_bytes: int, *, replace: bool) -> Upload:
        """Whether a file may be added, as far as can be told without reading it. Raises CorpusError, DocumentError."""
        with self._curating() as curating:
            return curating.check(name, size_bytes, replace=replace)

    def add_file(self, name: str, content: bytes, stated: Mapping[str, str], *, replace: bool) -> Added:
        """Puts a file into the corpus folder, for the next reload to take. Raises CorpusError, DocumentError, and then
        the folder is as it was.
        """
        with self._curating() as curating:
            return curating.add(name, content, stated, replace=replace)

    def check_removal(self, document_id: str) -> ManifestEntry:
        """Of a document that may be removed. Raises UnknownDocumentError, DocumentError."""
        with self._curating() as curating:
            return curating.check_removal(document_id)

    def remove_file(self, document_id: str, record_hash: str) -> str:
        """Takes the file of a document, as its record was, out of the corpus folder, for the next reload to notice;
        returns where in the folder it is kept. Raises CorpusError, UnknownDocumentError, DocumentError.
        """
        with self._curating() as curating:
            return curating.remove(document_id, record_hash)

    def langchain_retriever(self, limit: int = 5) -> "CorpusRetriever":
        """The search as a LangChain retriever, to be put into chains."""
        from retrieval.adapters.langchain_retriever import CorpusRetriever

        return CorpusRetriever(search=self.search, limit=limit)

    def as_runnable(self) -> "AskingRunnable":
        """Question-answering as a LangChain `Runnable`, to be put into chains."""
        from retrieval.adapters.langchain_runnable import runnable_of

        return runnable_of(self.ask)

    def close(self) -> None:
        self.records.close()
        self._on_close()

    @contextmanager
    def _curating(self) -> Iterator[Curating]:
        with self._servings.lent() as serving:
            yield Curating(folder=self._settings.corpus_dir, manifest=serving.view.manifest())

    def _log_change(self, report: ReloadReport, who: str, discord_id: int | None, what: ChangeKind) -> None:
        """A reload is not undone for its entry: where none can be written, that is logged."""
        change = Change(
            at=datetime.now(UTC),
            who=who,
            discord_id=discord_id,
            what=what,
            added=report.added,
            changed=report.changed,
            renamed=tuple(f"{before} → {after}" for before, after in report.renamed),
            removed=report.removed,
            unreadable=tuple(one.path for one in report.unreadable),
            generation_before=report.before,
            generation_after=report.after,
        )
        try:
            self.records.changes.write(change)
        except FootnoteError as error:
            _log.warning("a reload was not entered into the log of changes: %s", error)

    def _conditions(self, serving: Serving, asked: Asked) -> Conditions:
        return Conditions(
            generation=serving.head.generation,
            reader=serving.reader.name,
            reader_weights_sha256=serving.reader.weights_sha256,
            embedding_model=self.embedder.model_name,
            embedding_weights_sha256=self.embedder.weights_sha256,
            strictness=self._settings.refusal_strictness,
            prompts=self._prompts if asked.trace else {},
            version=__version__,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
        embedder = embedder or _embedder(settings)
        store = held.enter_context(_store(settings, folder, stamp_of(embedder), exclusive=writable))
        head = store.head()
        if not writable or head is not None:
            check_stamp(head.stamp if head else None, stamp_of(embedder))
        records = Records(settings)
        writer = _writer(settings, chat_model, embedder, records)
        run = held.enter_context(_tracing(os.environ))
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
    folders = f"--corpus {quote(str(settings.corpus_dir))} --data {quote(str(settings.data_dir))}"
    remedy = f"Build it: python -m retrieval index {folders}"
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
        embedder = embedder or _embedder(settings)
        store = held.enter_context(_store(settings, folder, stamp_of(embedder), exclusive=True, anew=True))
        # Nothing of a new index has been retired.
        reloading = _reloading(settings, store, folder, embedder, None, nullcontext, retire=lambda _: None, anew=True)
        held.callback(reloading.servings.close)
        report = reloading.reload(on_progress)
        folder.note_indexed(settings.corpus_dir)
        if folder.chroma.exists() and not settings.chroma_url:
            _keep_of_old(settings, folder, reloading)
        return report


def _keep_of_old(settings: RetrievalSettings, folder: DataFolder, anew: Reloading) -> None:
    """For buttons and receipts of what the index that goes has, and the one built anew has not. Raises RecordsError:
    then it does not go.
    """
    from retrieval.adapters.chroma_store import ChromaStore

    try:
        old = ChromaStore.in_folder(folder.chroma, stamp_of(anew.embedder))
    except StoreError as error:
        _log.warning("nothing of the old index is kept, for it cannot be opened: %s", error)
        return
    with closing(old), Records(settings) as records:
        hand_on(old, anew.servings.current.view, _keeping(records))


def preview(settings: RetrievalSettings) -> Preview:
    """What a reload would do. Raises a FootnoteError; where nothing is indexed yet, nothing is begun."""
    with ExitStack() as held:
        if not (settings.chroma_url or DataFolder(settings.data_dir).holds_an_index):
            nowhere = Path(held.enter_context(TemporaryDirectory(prefix="footnote-")))
            settings = settings.model_copy(update={"data_dir": nowhere})
        return held.enter_context(open_footnote(settings)).preview()


def check_indexed(settings: RetrievalSettings) -> None:
    """Raises IndexMismatchError where the index is of another corpus folder than the settings name."""
    indexed = DataFolder(settings.data_dir).indexed
    if indexed is None or settings.corpus_dir.resolve() == indexed.resolve():
        return
    named, data = quote(str(settings.corpus_dir)), quote(str(settings.data_dir))
    raise IndexMismatchError(
        f"The index in {settings.data_dir} is of {indexed}, not of {settings.corpus_dir}.",
        remedy=f"Index that folder beside it: python -m retrieval index --corpus {named} --data DIR, and ask with the "
        f"same two; or leave --corpus out, to ask what {data} holds.",
    )


@contextmanager
def _store(
    settings: RetrievalSettings, folder: DataFolder, stamp: IndexStamp, *, exclusive: bool, anew: bool = False
) -> Iterator["ChromaStore"]:
    """`anew`, an empty one, which takes the other's place once its first flip has been made and this is left."""
    from retrieval.adapters.chroma_store import ChromaStore

    if settings.chroma_url:
        token = settings.chroma_token.get_secret_value() if settings.chroma_token else None
        url = settings.chroma_url
        with closing(ChromaStore.on_server(url, token, stamp, anew=anew, writable=exclusive)) as store:
            yield store
        return
    with ExitStack() as held:
        held.callback(StoreLock(settings.data_dir, exclusive=exclusive).release)
        folder.mend()
        with closing(ChromaStore.in_folder(folder.chroma_new if anew else folder.chroma, stamp)) as store:
            yield store
        if anew:
            folder.swap()


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
    )


def _serve(
    settings: RetrievalSettings, store: PassageStore, embedder: Embedder, writer: Writer | None, run: Run
) -> Callable[[Head, Catalogue], Serving]:
    """The models are the same for every generation; what reads the corpus is not."""
    network = None if settings.reader_model == BASELINE_READER_MODEL else _reader(settings.reader_model)

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


def _embedder(settings: RetrievalSettings) -> Embedder:
    from retrieval.adapters.sentence_transformer_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding_model)


def _writer(
    settings: RetrievalSettings, chat_model: ChatModel | None, counter: TokenCounter, records: Records
) -> Writer | None:
    """Where a language model is to write. Raises SettingsError, ModelError and PromptError."""
    question_tokens = settings.language_model_question_tokens
    if chat_model is None:
        if settings.language_model is None:
            return None
        from retrieval.adapters.chat_model import open_chat_model

        key = settings.language_model_api_key
        chat_model = open_chat_model(
            settings.language_model,
            api_key=key.get_secret_value() if key else None,
            base_url=settings.language_model_base_url,
            max_tokens=max_output_tokens(question_tokens),
        )
    return Writer(
        model=TriedModel(model=chat_model, breaker=CircuitBreaker()),
        prompts=load_prompts(),
        counter=counter,
        ledger=lambda: records.tokens,
        timeout_seconds=settings.language_model_timeout_seconds,
        question_tokens=question_tokens,
        daily_tokens=settings.language_model_daily_tokens,
    )


@contextmanager
def _tracing(environment: Mapping[str, str]) -> Iterator[Run]:
    """By the variables of LangSmith and OpenTelemetry; where none is set, nothing of either is imported."""
    to_collector = bool(environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip())
    to_langsmith = environment.get("LANGSMITH_TRACING", environment.get("LANGCHAIN_TRACING_V2", "")).lower() == "true"
    if not (to_collector or to_langsmith):
        yield nullcontext
        return
    from retrieval.adapters.tracing import Tracing, open_telemetry

    handler, provider = open_telemetry(environment) if to_collector else (None, None)
    try:
        yield Tracing(handler).run
    finally:
        if provider is not None:
            provider.shutdown()


def _reader(name: str) -> Reader:
    from retrieval.adapters.onnx_reader import DESCRIPTION, FOLDER, OnnxReader

    folder = FOLDER if name == DEFAULT_READER_MODEL else Path(name)
    if name == DEFAULT_READER_MODEL or (folder / DESCRIPTION).is_file():
        return OnnxReader(folder)
    from retrieval.adapters.transformers_reader import TransformersReader

    return TransformersReader(name)
