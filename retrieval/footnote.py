"""The whole product behind one door, for Discord, the terminal and whoever imports it."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval import __version__
from retrieval.adapters.data_folder import DataFolder
from retrieval.answering import Asked, Judged, OnStage
from retrieval.curating import Added, Curating, Upload
from retrieval.domain import Document, FoundPassage, Passage
from retrieval.errors import FootnoteError, SettingsError, UnknownDocumentError
from retrieval.indexing import Progress, stamp_of
from retrieval.ports import LexicalIndex, ManifestEntry, Reader
from retrieval.question import as_text
from retrieval.receipts import KeptSource, Replay, replayed, today_of
from retrieval.recording import Records
from retrieval.records import TERMINAL, Change, ChangeKind, Conditions, Receipt
from retrieval.reloading import Preview, Reloading, ReloadReport
from retrieval.retriever import HybridRetriever
from retrieval.serving import Serving
from retrieval.settings import RetrievalSettings
from retrieval.verifying import Verified, verify
from retrieval.writing import OnStatements, Writer

if TYPE_CHECKING:
    from retrieval.adapters.langchain_retriever import CorpusRetriever
    from retrieval.adapters.langchain_runnable import AskingRunnable

DOCUMENTS_AT_ONCE = 200
CHANGES_FOLLOWED = 1000
"""Of the log, the last ones: looked at where a document is not there under the id that it had."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an index holds and what it was built with. `generation` names the versions of its documents; `chroma_url` is
    the server that it is on, where it is not in the data folder.
    """

    corpus_dir: str
    data_dir: str
    chroma_url: str | None
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
        on_statements: OnStatements | None = None,
    ) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone, and writes a receipt. What a language model
        costs counts for the guild; `on_stage` is told how far it is, and `on_statements` of what it has written, once
        that may be shown.
        """
        with self._servings.lent() as serving:
            asked = serving.answering.ask(
                question, documents, guild_id=guild_id, on_stage=on_stage, on_statements=on_statements
            )
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
        return tuple(sorted(self.each_document(), key=lambda document: (document.title.casefold(), document.id)))

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
            return replayed(receipt, lambda then: self._today_by_id(serving, then, receipt.asked_at))

    def kept_source(self, passage_id: str, start: int, end: int) -> KeptSource | None:
        """Characters `start` to `end` of the document of a passage that the corpus no longer holds; None where it was
        not kept. Raises RecordsError.
        """
        kept = self.records.archive.passage(passage_id)
        if kept is None:
            return None
        then = kept.passage.document
        with self._servings.lent() as serving:
            now = self._today_by_id(serving, [then], kept.kept_at).get(then.id)
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
                chroma_url=self._settings.chroma_url,
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
        self._check_named()
        folder = DataFolder(self._settings.data_dir)
        if folder.indexed is None and not self._servings.current.head.number:
            # Of a first one that is interrupted, too: the next is of the same folder.
            folder.note_indexed(self._settings.corpus_dir)
        report = self._reloading.reload(on_progress)
        folder.note_indexed(self._settings.corpus_dir)
        if report.changed_anything or log_unchanged:
            log_change(self.records, report, what, who, discord_id)
        self.records.receipts.tidy()
        return report

    def when_others_reload(self, then: Callable[[], None]) -> None:
        """Has `then` called, in a thread of its own, each time that what another process reloaded is served here."""
        self._reloading.on_other = then

    def preview(self, on_progress: Callable[[Progress], None] = lambda _: None) -> Preview:
        """What a reload would do. Raises FootnoteError, and changes nothing."""
        self._check_named()
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

    def _check_named(self) -> None:
        """On a server there may be others' documents, and nothing in this data folder says of which corpus folder they
        are: the one that there is by default is not taken for it. Raises SettingsError.
        """
        settings, head = self._settings, self._servings.current.head
        noted = DataFolder(settings.data_dir).indexed is not None
        if settings.chroma_url and head.number and not (noted or settings.names_corpus):
            what = f"The index on {settings.chroma_url} holds documents already, and no corpus folder was named."
            remedy = "Name by --corpus or CORPUS_DIR the folder that all of them are in: others are taken out."
            raise SettingsError(what, remedy=remedy)

    def _today_by_id(self, serving: Serving, then: Collection[Document], since: datetime) -> dict[str, Document]:
        """What the corpus has of them, by the ids that they had; of one that is not there, another of the same text, or
        what the log says that it was renamed to.
        """
        now = serving.view.documents({one.id for one in then})
        gone = [one for one in then if one.id not in now]
        if not gone:
            return now
        same_text = serving.catalogue.ids_of_texts({one.content_hash for one in gone})
        renamed = self._renamed_since(since, {one.id for one in gone})
        names = {one.id: same_text.get(one.content_hash, renamed[one.id]) for one in gone}
        others = serving.view.documents(set(names.values()))
        return now | {before: others[after] for before, after in names.items() if after in others}

    def _renamed_since(self, since: datetime, ids: Collection[str]) -> dict[str, str]:
        """Where each of these led in the end; to itself, where the log cannot be read."""
        names = {one: one for one in ids}
        try:
            changes = self.records.changes.latest(CHANGES_FOLLOWED)
        except FootnoteError as error:
            _log.warning("what documents were renamed to cannot be told: %s", error)
            return names
        for change in reversed([one for one in changes if one.at >= since]):
            renamed = dict(change.renamed)
            names = {one: renamed.get(name, name) for one, name in names.items()}
        return names

    @contextmanager
    def _curating(self) -> Iterator[Curating]:
        with self._servings.lent() as serving:
            yield Curating(folder=self._settings.corpus_dir, manifest=serving.view.manifest())

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


def log_change(
    records: Records, report: ReloadReport, what: ChangeKind, who: str = TERMINAL, discord_id: int | None = None
) -> None:
    """A reload is not undone for its entry: where none can be written, that is logged."""
    change = Change(
        at=datetime.now(UTC),
        who=who,
        discord_id=discord_id,
        what=what,
        added=report.added,
        changed=report.changed,
        renamed=report.renamed,
        removed=report.removed,
        unreadable=tuple(one.path for one in report.unreadable),
        generation_before=report.before,
        generation_after=report.after,
    )
    try:
        records.changes.write(change)
    except FootnoteError as error:
        _log.warning("a reload was not entered into the log of changes: %s", error)
