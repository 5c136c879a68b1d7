"""The corpus as somebody sees it: all that may be asked of it, in a scope."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from retrieval.adapters.sql.records_on_demand import Records
from retrieval.answering.ask import Answering, Response
from retrieval.answering.checking import TextChecking, judge_of
from retrieval.answering.gaps import SeenGaps
from retrieval.answering.linking import linked_check, linked_quote
from retrieval.answering.receipts import AT_THE_TERMINAL
from retrieval.answering.searching import search_sources
from retrieval.answering.standing import KeptSource, Replay, documents_today, replayed, today_of
from retrieval.answering.verifying_quotes import QuoteChecking
from retrieval.domain.checked_text import CheckedText
from retrieval.domain.documents import Document, DocumentSummary, FoundPassage, Passage, title_order
from retrieval.domain.filters import ALL_SOURCES, SourceFilter
from retrieval.domain.inquiry import SILENT, Inquiry, Listener, Turn, as_text
from retrieval.domain.quotes import CheckedQuote
from retrieval.domain.records import Receipt
from retrieval.domain.scope import Viewer
from retrieval.errors import UnknownDocumentError
from retrieval.faults import CorpusFault
from retrieval.index.batches import batched
from retrieval.index.generations import Generations
from retrieval.index.scoping import ScopedGenerations
from retrieval.index.titles import CurrentTitles, Titles
from retrieval.ports import Generation

if TYPE_CHECKING:
    from retrieval.adapters.langchain.retriever import CorpusRetriever
    from retrieval.adapters.langchain.runnable import AskingRunnable

DOCUMENTS_LISTED_AT_ONCE = 200


class SeenCorpus:
    """The corpus as a `viewer` sees it, or all of it without one. A document outside of the viewer's scope is treated
    everywhere as one that is not there: what is found, listed, counted, refused and spelt is what would be without it.

    Its methods may be called from several threads at once. Each sees one generation of the corpus from its beginning to
    its end, whatever is reloaded meanwhile.
    """

    def __init__(
        self, generations: Generations, answering: Answering, records: Records, viewer: Viewer | None = None
    ) -> None:
        self._generations = generations
        self._answering = answering
        self._viewer = viewer
        self._titles = CurrentTitles()
        self._scoped = ScopedGenerations()
        self.records = records
        self.links = answering.links

    @property
    def language_model(self) -> str | None:
        """The name of the language model that writes; None where answers are sentences of the sources."""
        return None if self._answering.writer is None else self._answering.writer.name

    def seen_by(self, viewer: Viewer) -> "SeenCorpus":
        """Return the corpus as a viewer sees it, who sees no more of it than is seen here."""
        if self._viewer is not None:
            viewer = replace(viewer, scope=viewer.scope & self._viewer.scope)
        seen = SeenCorpus(self._generations, self._answering, self.records, viewer)
        seen._titles, seen._scoped = self._titles, self._scoped
        return seen

    def version(self) -> str:
        """Return the name of what the corpus holds: the versions of all its documents together."""
        with self._lent() as generation:
            return generation.name

    def collections(self) -> dict[str | None, int]:
        """Return how many documents each collection has; None stands for those whose place is not known."""
        with self._lent() as generation:
            return generation.catalogue.collections()

    def ask(
        self, question: str | Inquiry, *, documents: Collection[str] | None = None, listener: Listener = SILENT
    ) -> Response:
        """Answer a question, or refuse it, and write a receipt; the listener hears of it meanwhile. Where the question
        is a text, it is asked of the whole corpus, or of `documents` (ids) alone; an `Inquiry` says by itself of what.
        """
        inquiry = Inquiry.of(question, documents)
        with self._lent() as generation:
            response = self._answering.ask(generation, inquiry, listener)
            conditions = self._answering.conditions_of(generation, response.trace)
        viewer = self._viewer or AT_THE_TERMINAL
        return self.records.receipts.write(response, conditions, inquiry.documents, viewer)

    def answer(self, question: str | Inquiry, *, documents: Collection[str] | None = None) -> Response:
        """Answer as `ask` does, without a receipt: for those who measure."""
        with self._lent() as generation:
            return self._answering.ask(generation, Inquiry.of(question, documents))

    def search(
        self,
        query: str,
        *,
        limit: int = 5,
        skip: int = 0,
        documents: Collection[str] | None = None,
        narrowing: SourceFilter = ALL_SOURCES,
    ) -> tuple[FoundPassage, ...]:
        """Return the passages nearest to a query, the best first, whether they answer it or not, without the first
        `skip`; of a query with words in quotation marks, those that have them to the letter. What it is narrowed to is
        said by `narrowing`, or by `documents` (ids) alone.
        """
        if not query.strip():
            return ()
        if documents is not None:
            narrowing = replace(narrowing, documents=documents)
        with self._lent() as generation:
            retriever = self._answering.retriever_of(generation)
            found = search_sources(generation, retriever, as_text(query), narrowing, limit=limit, skip=skip)
        return tuple(map(self.links.found, found))

    def check_quote(self, quote: str, *, documents: Collection[str] | None = None) -> CheckedQuote:
        """Return whether a text that is given as a quote stands in the corpus, or in `documents` (ids) alone: verbatim,
        altered, or not.
        """
        with self._lent() as generation:
            retriever = self._answering.retriever_of(generation)
            checked = QuoteChecking(retriever=retriever, documents=documents).check(as_text(quote))
        return linked_quote(checked, self.links)

    def check_text(self, text: str, *, documents: Collection[str] | None = None) -> CheckedText:
        """Return each sentence of a text and whether the corpus, or `documents` (ids) alone, bears it out or
        contradicts it. Raises ModelError where the reader does not judge support.
        """
        with self._lent() as generation:
            retriever, reader = self._answering.retriever_of(generation), self._answering.reader_of(generation)
            checking = TextChecking(retriever=retriever, judge=judge_of(reader), documents=documents)
            checked = checking.check(as_text(text))
        return linked_check(checked, self.links)

    def documents(self) -> tuple[Document, ...]:
        """Return all documents, by title."""
        return tuple(sorted(self.each_document(), key=title_order))

    def list_documents(self) -> tuple[DocumentSummary, ...]:
        """Return all documents without their texts, by title. No text is read for it."""
        with self._lent() as generation:
            return tuple(sorted(generation.catalogue.summaries(), key=title_order))

    def titles(self) -> Titles:
        """Return what finds a document by its title. The first call after a flip takes a second for 100,000 of them."""
        with self._generations.lent() as generation:
            titles = self._titles.of(generation)
        return titles if self._viewer is None else titles.within(self._viewer.scope)

    def each_document(self) -> Iterator[Document]:
        """Yield all documents, by id, a few of them in memory at a time."""
        with self._lent() as generation:
            for ids in batched(generation.view.manifest(), DOCUMENTS_LISTED_AT_ONCE):
                yield from generation.view.documents(ids).values()

    def document(self, document_id: str) -> Document:
        """Return a document of the corpus. Raises UnknownDocumentError."""
        document_id = as_text(document_id)
        with self._lent() as generation:
            found = generation.document(document_id)
        if found is None:
            raise UnknownDocumentError(CorpusFault.UNKNOWN_DOCUMENT, id=document_id)
        return found

    def passage(self, passage_id: str) -> Passage | None:
        """Return a passage, or None where its document has changed or gone since."""
        with self._lent() as generation:
            return generation.passages(generation.catalogue.places([passage_id])).get(passage_id)

    def receipt(self, typed: str) -> Replay:
        """Return the receipt of that id and how its sources stand today. Raises UnknownReceiptError, RecordsError. One
        that the viewer may not read is as unknown as one that was never written.
        """
        return self.replay(self.records.receipts.find(typed, self._viewer))

    def replay(self, receipt: Receipt) -> Replay:
        """Return how the sources of a receipt stand today."""
        with self._lent() as generation:
            return replayed(receipt, lambda then: self._documents_today(generation, then, receipt.asked_at))

    def turns(self, receipt_ids: Iterable[str], *, looked_up: bool = False) -> tuple[Turn, ...]:
        """Return what was asked and answered by receipts, in their order; those that are no more, or that the viewer
        may not read, are left out, and with `looked_up` what nothing was looked up for. Raises RecordsError.
        """
        return self.records.receipts.turns(receipt_ids, self._viewer, looked_up=looked_up)

    @property
    def gaps(self) -> SeenGaps:
        """What people miss in the corpus, as far as the viewer may know of it, and where they say so. Raises
        SettingsError where the address of the records is none.
        """
        return SeenGaps(self.records.receipts, self.records.gaps, self._viewer)

    def kept_source(self, passage_id: str, start: int, end: int) -> KeptSource | None:
        """Return characters `start` to `end` of the document of a passage that the corpus no longer holds, or None
        where it was not kept. Raises RecordsError.
        """
        kept = self.records.archive.passage(passage_id)
        if kept is None or not self._saw(kept.passage.document):
            return None
        then = kept.passage.document
        with self._lent() as generation:
            now = self._documents_today(generation, [then], kept.kept_at).get(then.id)
        return KeptSource(passage=kept.passage, kept_at=kept.kept_at, today=today_of(then, start, end, now))

    def langchain_retriever(self, limit: int = 5) -> "CorpusRetriever":
        """Return the search as a LangChain retriever, to be put into chains."""
        from retrieval.adapters.langchain.retriever import CorpusRetriever

        return CorpusRetriever(search=self.search, limit=limit)

    def as_runnable(self) -> "AskingRunnable":
        """Return question-answering as a LangChain `Runnable`, to be put into chains."""
        from retrieval.adapters.langchain.runnable import runnable_of

        return runnable_of(self.ask)

    def _documents_today(
        self, generation: Generation, then: Collection[Document], since: datetime
    ) -> dict[str, Document]:
        return documents_today(generation, lambda: self.records.changes, then, since)

    def _saw(self, document: Document) -> bool:
        """Return whether a document that was kept is of the viewer's scope, as it was then and as it is now, if it is
        there: it may have been moved to where they do not see it.
        """
        if self._viewer is None:
            return True
        with self._generations.lent() as generation:
            now = generation.document(document.id)
        return all(self._viewer.scope.holds(each.collection) for each in (document, now) if each is not None)

    @contextmanager
    def _lent(self) -> Iterator[Generation]:
        with self._generations.lent() as generation:
            yield generation if self._viewer is None else self._scoped.of(generation, self._viewer.scope)
