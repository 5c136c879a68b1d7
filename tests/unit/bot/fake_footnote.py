"""A `Footnote` without models or an index: it says what it is told to, as slowly as a test wants."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from retrieval.answering.ask import Response
from retrieval.answering.standing import KeptSource, Replay, Standing, Today, replayed
from retrieval.documents.citing import cite
from retrieval.documents.links import SourceLinks
from retrieval.domain.answers import Outcome, Statement
from retrieval.domain.checked_text import CheckedSentence, CheckedText, ClaimStanding
from retrieval.domain.documents import Document, DocumentSummary, FoundPassage, Passage
from retrieval.domain.filters import ALL_SOURCES, SourceFilter
from retrieval.domain.inquiry import SILENT, Inquiry, Listener, Stage, Turn
from retrieval.domain.quotes import CheckedQuote, QuoteStanding
from retrieval.domain.records import TERMINAL, Change, ChangeKind, Trace
from retrieval.domain.scope import Viewer
from retrieval.domain.status import Status
from retrieval.errors import DocumentError, UnknownDocumentError, UnknownReceiptError
from retrieval.footnote import Footnote
from retrieval.index.indexing import Progress
from retrieval.index.reloading import ReloadReport
from retrieval.index.titles import Titles
from retrieval.text.matching import find_in
from tests.building import NOON, answer_of, receipt_of
from tests.faults import FAULT
from tests.unit.bot.posted_in_memory import RecordsInMemory

PATIENCE_SECONDS = 120.0


class FakeFootnote(Footnote):
    """Answers with `outcome`, or raises `error`. The receipt `RECEIPT_ID` is of the last answer.

    While `gate` is closed, questions and reloads wait in their thread; `begun` is released for each that came so far.
    `gates` are those of the next questions, each its own.
    """

    def __init__(self, passages: Sequence[Passage] = ()) -> None:
        self.passages = {passage.id: passage for passage in passages}
        self.outcome: Outcome = answer_of("Drones were delivered.")
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.gates: list[threading.Event] = []
        self.asked: list[str] = []
        self.asked_in: list[int] = []
        self.viewers: list[Viewer] = []
        self.searched: list[tuple[str, SourceFilter]] = []
        self.generation = "0123456789ab"
        self.stages: tuple[str | Stage, ...] = ()
        self.written: tuple[Statement, ...] = ()
        self.trace: Trace | None = None
        self.model_name: str | None = None
        self.begun = threading.Semaphore(0)
        self.unreadable: tuple[DocumentError, ...] = ()
        self.reloaded_by: list[tuple[str, int | None]] = []
        self.kept: dict[str, Passage] = {}
        self.logged: list[Change] = []
        self.records_error: Exception | None = None
        self.is_closed = False
        self.links = SourceLinks()
        self.turns_asked: list[tuple[Turn, ...]] = []
        self.checked: list[tuple[str, Collection[str] | None]] = []
        self.documents_asked: list[Collection[str] | None] = []
        # `Records` opens a database.
        in_memory: Any = RecordsInMemory(self._turn, lambda: self.records_error)
        self.records = in_memory
        self.others_have_reloaded: Callable[[], None] = lambda: None

    RECEIPT_ID = "0123456789"

    @property
    def language_model(self) -> str | None:
        return self.model_name

    def seen_by(self, viewer: Viewer) -> "FakeFootnote":
        self.viewers.append(viewer)
        return self

    def version(self) -> str:
        return self.generation

    def collections(self) -> dict[str | None, int]:
        return {"main": len(self.list_documents())}

    def open_records(self) -> None:
        if self.records_error is not None:
            raise self.records_error

    def load(self) -> None:
        """There is no model."""

    def ask(
        self,
        question: str | Inquiry,
        *,
        documents: Collection[str] | None = None,
        listener: Listener = SILENT,
    ) -> Response:
        inquiry = Inquiry.of(question, documents)
        self.asked.append(inquiry.question)
        self.turns_asked.append(tuple(inquiry.turns))
        self.documents_asked.append(inquiry.documents)
        self.asked_in.append(inquiry.guild_id)
        for stage in self.stages:
            listener.on_stage(stage if isinstance(stage, Stage) else Stage(stage))
        if listener.on_statements is not None and self.written:
            listener.on_statements(self.written)
        self._pass()
        receipt_id = None if self.records_error else self.RECEIPT_ID
        return Response(outcome=self.outcome, timings_ms={"total": 1.0}, trace=self.trace, receipt_id=receipt_id)

    def turns(self, receipt_ids: Iterable[str], *, looked_up: bool = False) -> tuple[Turn, ...]:
        turns: tuple[Turn, ...] = self.records.receipts.turns(receipt_ids, looked_up=looked_up)
        return turns

    def _turn(self, receipt_id: str) -> Turn | None:
        return Turn.of(self.outcome) if receipt_id == self.RECEIPT_ID else None

    def receipt(self, typed: str) -> Replay:
        self.open_records()
        if typed != self.RECEIPT_ID:
            raise UnknownReceiptError(FAULT, what=f"There is no receipt {typed}.", remedy="Check the id.")
        corpus = {document.id: document for document in self.documents()}
        receipt = receipt_of(self.RECEIPT_ID, outcome=self.outcome)
        return replayed(
            receipt, lambda then: {document.id: corpus[document.id] for document in then if document.id in corpus}
        )

    def kept_source(self, passage_id: str, start: int, end: int) -> KeptSource | None:
        self.open_records()
        if passage_id not in self.kept:
            return None
        today = Today(standing=Standing.WITHDRAWN, found_at=None)
        return KeptSource(passage=self.kept[passage_id], kept_at=NOON, today=today)

    def changes(self, limit: int, skip: int = 0) -> Sequence[Change]:
        return self.logged[skip : skip + limit]

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        skip: int = 0,
        documents: Collection[str] | None = None,
        narrowing: SourceFilter = ALL_SOURCES,
    ) -> tuple[FoundPassage, ...]:
        assert query, documents is None
        self.searched.append((query, narrowing))
        kept = [passage for passage in self.passages.values() if narrowing.holds(passage.document.summary)]
        found = [FoundPassage(passage=passage, score=0.5, dense=0.5, lexical=1.0) for passage in kept]
        return tuple(found[skip : skip + limit])

    def check_quote(self, quote: str, *, documents: Collection[str] | None = None) -> CheckedQuote:
        self.checked.append((quote, None if documents is None else frozenset(documents)))
        places = tuple(
            cite(passage, start, end)
            for passage in self.passages.values()
            if documents is None or passage.document.id in documents
            for start, end in find_in(quote, passage.document)
        )
        standing = QuoteStanding.VERBATIM if places else QuoteStanding.ABSENT
        return CheckedQuote(given=quote, standing=standing, places=places)

    def check_text(self, text: str, *, documents: Collection[str] | None = None) -> CheckedText:
        assert documents is None
        self.checked.append((text, None))
        return CheckedText(sentences=(CheckedSentence(text=text, standing=ClaimStanding.NOT_FOUND),))

    def list_documents(self) -> tuple[DocumentSummary, ...]:
        return tuple(document.summary for document in self.documents())

    def titles(self) -> Titles:
        return Titles(self.list_documents())

    def each_document(self) -> Iterator[Document]:
        yield from {passage.document.id: passage.document for passage in self.passages.values()}.values()

    def document(self, document_id: str) -> Document:
        for document in self.documents():
            if document.id == document_id:
                return document
        raise UnknownDocumentError(FAULT, what=f"There is no document {document_id!r} in the corpus.", remedy="")

    def passage(self, passage_id: str) -> Passage | None:
        if self.error is not None:
            raise self.error
        return self.passages.get(passage_id)

    def status(self) -> Status:
        return Status(
            corpus_dir="/srv/footnote/corpus",
            data_dir="/srv/footnote/data",
            chroma_url=None,
            documents=len(self.documents()),
            passages=len(self.passages),
            generation=self.generation,
            embedding_model="a-model",
            embedding_weights_sha256="0" * 64,
            chunker="a-chunker/1",
            reader="a-reader/1",
        )

    def reload(
        self,
        on_progress: Callable[[Progress], None] = lambda _: None,
        *,
        who: str = TERMINAL,
        discord_id: int | None = None,
        log_unchanged: bool = True,
        what: ChangeKind = ChangeKind.RELOAD,
    ) -> ReloadReport:
        self.reloaded_by.append((who, discord_id))
        on_progress(Progress(stage="embedding", done=64, total=640, embedded=70))
        self._pass()
        on_progress(Progress(stage="embedding", done=640, total=640, embedded=700))
        return ReloadReport(
            added=(),
            changed=("a-document",),
            renamed=(),
            removed=(),
            unchanged=639,
            kept=(),
            unreadable=self.unreadable,
            passages_embedded=700,
            passages_reused=0,
            before="0" * 12,
            after="1" * 12,
            seconds=2.5,
        )

    def when_others_reload(self, then: Callable[[], None]) -> None:
        self.others_have_reloaded = then

    def close(self) -> None:
        self.is_closed = True

    def _pass(self) -> None:
        gate = self.gates[len(self.asked) - 1] if self.gates else self.gate
        self.begun.release()
        assert gate.wait(PATIENCE_SECONDS), "nobody opened the gate"
        if self.error is not None:
            raise self.error
