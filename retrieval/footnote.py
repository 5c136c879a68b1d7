"""The whole product behind one door, for Discord, the terminal and programs that import it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from retrieval.adapters.data_folder import DataFolder
from retrieval.adapters.indexed_corpus import check_named, status_of
from retrieval.adapters.sql.records_on_demand import Records
from retrieval.answering.ask import Answering
from retrieval.answering.retriever import HybridRetriever
from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.records import TERMINAL, Change, ChangeKind
from retrieval.domain.status import Status
from retrieval.index.change_log import log_change
from retrieval.index.curating import Added, Curating, Upload
from retrieval.index.indexing import Progress
from retrieval.index.reloading import Preview, Reloading, ReloadReport
from retrieval.index.verifying import Verified, verify
from retrieval.ports import LexicalIndex, ManifestEntry, Reader
from retrieval.seen_corpus import SeenCorpus
from retrieval.settings import RetrievalSettings


class Footnote(SeenCorpus):
    """The whole product, without Discord or a terminal: all of the corpus, what changes it, and what it is seen as in a
    scope (`seen_by`).
    """

    def __init__(
        self,
        settings: RetrievalSettings,
        reloading: Reloading,
        answering: Answering,
        records: Records,
        on_close: Callable[[], None],
    ) -> None:
        super().__init__(reloading.generations, answering, records)
        self._settings = settings
        self._reloading = reloading
        self._on_close = on_close
        self.embedder = reloading.embedder

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

    def load(self) -> None:
        """Load the models now rather than with the first question."""
        self.embedder.load()
        self.reader.load()

    def open_records(self) -> None:
        """Open the records now rather than with the first question. Raises SettingsError and RecordsError where a
        person must mend what is wrong; a database that is away for now is logged.
        """
        self.records.receipts.open()

    def changes(self, limit: int, skip: int = 0) -> Sequence[Change]:
        """Return who changed the corpus, when and how, the last change first. Raises RecordsError."""
        return self.records.receipts.changes(limit, skip)

    def status(self) -> Status:
        """Return what the index holds and what it was built with."""
        with self._generations.lent() as generation:
            return status_of(
                self._settings,
                generation.head,
                documents=len(generation.view.manifest()),
                passages=generation.catalogue.size(),
                reader=self._answering.reader_of(generation).name,
            )

    def verify(self) -> Verified:
        """Read all that the index holds and return what is wrong with it."""
        with self._generations.lent() as generation:
            stored = dict(self._reloading.store.manifest(generation.head.number))
            return verify(generation, stored)

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

    def close(self) -> None:
        """Close the index and the records."""
        self.records.close()
        self._on_close()

    @contextmanager
    def _curating(self) -> Iterator[Curating]:
        with self._generations.lent() as generation:
            yield Curating(folder=self._settings.corpus_dir, manifest=generation.view.manifest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
