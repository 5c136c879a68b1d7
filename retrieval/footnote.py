"""The whole product behind one door, for Discord, the terminal and programs that import it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.indexed_corpus import check_named
from retrieval.adapters.sql.records_on_demand import Records
from retrieval.answering.ask import Answering, Response
from retrieval.answering.retriever import HybridRetriever
from retrieval.answering.standing import KeptSource, Replay, documents_today, replayed, today_of
from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.documents import Document, DocumentSummary, FoundPassage, Passage
from retrieval.domain.inquiry import SILENT, Inquiry, Listener, as_text
from retrieval.domain.records import TERMINAL, Change, ChangeKind, Receipt
from retrieval.domain.status import Status
from retrieval.errors import UnknownDocumentError
from retrieval.faults import CorpusFault
from retrieval.index.batches import batched
from retrieval.index.change_log import log_change
from retrieval.index.curating import Added, Curating, Upload
from retrieval.index.indexing import Progress, stamp_of
from retrieval.index.reloading import Preview, Reloading, ReloadReport
from retrieval.index.titles import CurrentTitles, Titles, title_order
from retrieval.index.verifying import Verified, verify
from retrieval.ports import Generation, LexicalIndex, ManifestEntry, Reader
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.adapters.langchain.retriever import CorpusRetriever
    from retrieval.adapters.langchain.runnable import AskingRunnable

DOCUMENTS_LISTED_AT_ONCE = 200


class Footnote:
    """The whole product, without Discord or a terminal. Its methods may be called from several threads at once. Each
    sees one generation of the corpus from its beginning to its end, whatever is reloaded meanwhile.
    """

    def __init__(
        self,
        settings: RetrievalSettings,
        reloading: Reloading,
        answering: Answering,
        records: Records,
        on_close: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._reloading = reloading
        self._generations = reloading.generations
        self._answering = answering
        self._on_close = on_close
        self._titles = CurrentTitles()
        self.records = records
        self.embedder = reloading.embedder
        self.links = answering.links

    @property
    def corpus_folder(self) -> Path:
        """The folder that a reload reads."""
        return self._settings.corpus_dir

    @property
    def lexical(self) -> LexicalIndex:
        return self._generations.current.catalogue

    @property
    def retriever(self) -> HybridRetriever:
        return self._answering.retriever_of(self._generations.current)

    @property
    def reader(self) -> Reader:
        return self._answering.reader_of(self._generations.current)

    @property
    def language_model(self) -> str | None:
        """The name of the language model that writes; None where answers are sentences of the sources."""
        return None if self._answering.writer is None else self._answering.writer.name

    def load(self) -> None:
        """Load the models now rather than with the first question."""
        self.embedder.load()
        self.reader.load()

    def open_records(self) -> None:
        """Open the records now rather than with the first question. Raises SettingsError and RecordsError where a
        person must mend what is wrong; a database that is away for now is logged.
        """
        self.records.receipts.open()

    def ask(
        self, question: str | Inquiry, *, documents: Collection[str] | None = None, listener: Listener = SILENT
    ) -> Response:
        """Answer a question, or refuse it, and write a receipt; the listener hears of it meanwhile. Where the question
        is a text, it is asked of the whole corpus, or of `documents` (ids) alone; an `Inquiry` says by itself of what.
        """
        inquiry = Inquiry.of(question, documents)
        with self._generations.lent() as generation:
            response = self._answering.ask(generation, inquiry, listener)
        conditions = self._answering.conditions_of(generation, response.trace)
        return self.records.receipts.write(response, conditions, inquiry.documents)

    def answer(self, question: str | Inquiry, *, documents: Collection[str] | None = None) -> Response:
        """Answer as `ask` does, without a receipt: for those who measure."""
        with self._generations.lent() as generation:
            return self._answering.ask(generation, Inquiry.of(question, documents))

    def search(
        self, query: str, *, limit: int = 5, documents: Collection[str] | None = None
    ) -> tuple[FoundPassage, ...]:
        """Return the passages nearest to a query, the best first, whether they answer it or not."""
        if not query.strip():
            return ()
        with self._generations.lent() as generation:
            found = self._answering.retriever_of(generation).retrieve(as_text(query), limit=limit, documents=documents)
        return tuple(map(self.links.found, found))

    def documents(self) -> tuple[Document, ...]:
        """Return all documents, by title."""
        return tuple(sorted(self.each_document(), key=title_order))

    def list_documents(self) -> tuple[DocumentSummary, ...]:
        """Return all documents without their texts, by title. No text is read for it."""
        with self._generations.lent() as generation:
            return tuple(sorted(generation.catalogue.summaries(), key=title_order))

    def titles(self) -> Titles:
        """Return what finds a document by its title. The first call after a flip takes a second for 100,000 of them."""
        with self._generations.lent() as generation:
            return self._titles.of(generation)

    def each_document(self) -> Iterator[Document]:
        """Yield all documents, by id, a few of them in memory at a time."""
        with self._generations.lent() as generation:
            for ids in batched(generation.view.manifest(), DOCUMENTS_LISTED_AT_ONCE):
                yield from generation.view.documents(ids).values()

    def document(self, document_id: str) -> Document:
        """Return a document of the corpus. Raises UnknownDocumentError."""
        document_id = as_text(document_id)
        with self._generations.lent() as generation:
            found = generation.view.document(document_id)
        if found is None:
            raise UnknownDocumentError(CorpusFault.UNKNOWN_DOCUMENT, id=document_id)
        return found

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage, or None where its document has changed or gone since."""
        with self._generations.lent() as generation:
            return next(iter(generation.view.passages([passage_id])), None)

    def receipt(self, typed: str) -> Replay:
        """Return the receipt of that id and how its sources stand today. Raises UnknownReceiptError, RecordsError."""
        return self.replay(self.records.receipts.find(typed))

    def replay(self, receipt: Receipt) -> Replay:
        """Return how the sources of a receipt stand today."""
        with self._generations.lent() as generation:
            return replayed(receipt, lambda then: self._documents_today(generation, then, receipt.asked_at))

    def kept_source(self, passage_id: str, start: int, end: int) -> KeptSource | None:
        """Return characters `start` to `end` of the document of a passage that the corpus no longer holds, or None
        where it was not kept. Raises RecordsError.
        """
        kept = self.records.archive.passage(passage_id)
        if kept is None:
            return None
        then = kept.passage.document
        with self._generations.lent() as generation:
            now = self._documents_today(generation, [then], kept.kept_at).get(then.id)
        return KeptSource(passage=kept.passage, kept_at=kept.kept_at, today=today_of(then, start, end, now))

    def changes(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """Return who changed the corpus, when and how, the last change first. Raises RecordsError."""
        return self.records.receipts.changes(limit, skip)

    def status(self) -> Status:
        """Return what the index holds and what it was built with."""
        stamp = stamp_of(self.embedder)
        with self._generations.lent() as generation:
            return Status(
                corpus_dir=str(DataFolder(self._settings.data_dir).indexed or self._settings.corpus_dir),
                data_dir=str(self._settings.data_dir),
                chroma_url=self._settings.chroma_url,
                documents=len(generation.view.manifest()),
                passages=generation.catalogue.size(),
                generation=generation.name,
                embedding_model=stamp.embedding_model,
                embedding_weights_sha256=stamp.embedding_weights_sha256,
                chunker=stamp.chunker,
                reader=self._answering.reader_of(generation).name,
            )

    def verify(self) -> Verified:
        """Read all that the index holds and return what is wrong with it."""
        with self._generations.lent() as generation:
            stored = dict(self._reloading.store.manifest(generation.head.number))
            return verify(generation.view, generation.catalogue, stored)

    def reload(
        self,
        on_progress: Callable[[Progress], None] = lambda _: None,
        *,
        who: str = TERMINAL,
        discord_id: int | None = None,
        log_unchanged: bool = True,
        what: ChangeKind = ChangeKind.RELOAD,
    ) -> ReloadReport:
        """Bring the index in line with the corpus folder, and log who had it done, and by doing `what`; where nothing
        had changed, only with `log_unchanged`. Raises FootnoteError, and then nothing is lost.
        """
        check_named(self._settings, is_empty=not self._generations.current.head.number)
        folder = DataFolder(self._settings.data_dir)
        if folder.indexed is None and not self._generations.current.head.number:
            # This is noted for a first reload that is interrupted, too: the next is of the same folder.
            folder.note_indexed(self._settings.corpus_dir)
        report = self._reloading.reload(on_progress)
        folder.note_indexed(self._settings.corpus_dir)
        if report.changes_anything or log_unchanged:
            log_change(lambda: self.records.changes, report, what, who, discord_id)
        self.records.receipts.tidy()
        folder.keep_private()
        return report

    def when_others_reload(self, then: Callable[[], None]) -> None:
        """Call `then`, in a thread of its own, each time that what another process reloaded is served here."""
        self._reloading.on_other = then

    def preview(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Preview:
        """Return what a reload would do. Raises FootnoteError, and changes nothing."""
        check_named(self._settings, is_empty=not self._generations.current.head.number)
        return self._reloading.preview(on_progress)

    def check_file(self, name: str, size_bytes: int, *, replace: bool) -> Upload:
        """Return where a file would go, if it may be added as far as can be told without reading it. Raises
        CorpusError, DocumentError.
        """
        with self._curating() as curating:
            return curating.check(name, size_bytes, replace=replace)

    def add_file(self, name: str, content: bytes, stated: Mapping[str, str], *, replace: bool) -> Added:
        """Put a file into the corpus folder, for the next reload to take. Raises CorpusError, DocumentError, and then
        the folder is as it was.
        """
        with ExitStack() as failed:
            parsed = failed.enter_context(ParsedFiles(self._settings.data_dir))
            with self._curating() as curating:
                added = curating.add(name, content, stated, replace=replace, parsed=parsed)
            failed.pop_all()
        self._reloading.add_parsed(parsed)
        return added

    def check_removal(self, document_id: str) -> ManifestEntry:
        """Return the entry of a document that may be removed. Raises UnknownDocumentError, DocumentError."""
        with self._curating() as curating:
            return curating.check_removal(document_id)

    def remove_file(self, document_id: str, record_hash: str) -> str:
        """Take the file of a document, as its record was, out of the corpus folder, for the next reload to notice, and
        return where in the folder it is kept. Raises CorpusError, UnknownDocumentError, DocumentError.
        """
        with self._curating() as curating:
            return curating.remove(document_id, record_hash)

    def langchain_retriever(self, limit: int = 5) -> "CorpusRetriever":
        """Return the search as a LangChain retriever, to be put into chains."""
        from retrieval.adapters.langchain.retriever import CorpusRetriever

        return CorpusRetriever(search=self.search, limit=limit)

    def as_runnable(self) -> "AskingRunnable":
        """Return question-answering as a LangChain `Runnable`, to be put into chains."""
        from retrieval.adapters.langchain.runnable import runnable_of

        return runnable_of(self.ask)

    def close(self) -> None:
        """Close the index and the records."""
        self.records.close()
        self._on_close()

    def _documents_today(
        self, generation: Generation, then: Collection[Document], since: datetime
    ) -> dict[str, Document]:
        return documents_today(generation, lambda: self.records.changes, then, since)

    @contextmanager
    def _curating(self) -> Iterator[Curating]:
        with self._generations.lent() as generation:
            yield Curating(folder=self._settings.corpus_dir, manifest=generation.view.manifest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
