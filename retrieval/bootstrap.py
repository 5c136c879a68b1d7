"""Wires the adapters to the use cases. The one place that knows them all."""

import shutil
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval.adapters.store_lock import StoreLock
from retrieval.answering import Answering, Asked
from retrieval.domain import Document, FoundPassage, Passage
from retrieval.errors import IndexMissingError, StoreUnwritableError, UnknownDocumentError
from retrieval.indexing import Progress, ReloadReport, check_stamp, generation_of, reload, stamp_of, sync_lexical
from retrieval.ports import Embedder, LexicalIndex, PassageStore, Reader
from retrieval.reader import SignalReader
from retrieval.retriever import HybridRetriever
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.adapters.langchain_retriever import CorpusRetriever


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
    """The whole product, without Discord or a terminal. Its methods may be called from several threads at once."""

    def __init__(
        self,
        settings: RetrievalSettings,
        store: PassageStore,
        lexical: LexicalIndex,
        embedder: Embedder,
        on_close: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._store = store
        self.lexical = lexical
        self.embedder = embedder
        self._on_close = on_close
        self.retriever = HybridRetriever(store=store, lexical=lexical, embedder=embedder)
        self._reader: Reader = SignalReader(embedder=embedder, lexical=lexical)
        self._answering = Answering(store=store, lexical=lexical, retriever=self.retriever, reader=self._reader)

    def load(self) -> None:
        """Load the models now rather than with the first question."""
        self.embedder.load()

    def ask(self, question: str, *, documents: Collection[str] | None = None) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone."""
        return self._answering.ask(question, documents)

    def search(
        self, query: str, *, limit: int = 5, documents: Collection[str] | None = None
    ) -> tuple[FoundPassage, ...]:
        """The passages nearest to a query, the best first, whether they answer it or not."""
        return self.retriever.retrieve(query, limit=limit, documents=documents) if query.strip() else ()

    def documents(self) -> tuple[Document, ...]:
        """All documents, by title."""
        return tuple(sorted(self._store.documents().values(), key=lambda document: (document.title, document.id)))

    def document(self, document_id: str) -> Document:
        """Raises UnknownDocumentError."""
        found = self._store.documents([document_id])
        if not found:
            remedy = "`source list` shows the ids of all documents."
            raise UnknownDocumentError(f"There is no document {document_id!r} in the corpus.", remedy=remedy)
        return found[document_id]

    def passage(self, passage_id: str) -> Passage | None:
        """The passage, or None where its document has changed or gone since."""
        return next(iter(self._store.passages([passage_id])), None)

    def status(self) -> Status:
        stamp = stamp_of(self.embedder)
        manifest = self._store.manifest()
        return Status(
            corpus_dir=str(self._settings.corpus_dir),
            data_dir=str(self._settings.data_dir),
            documents=len(manifest),
            passages=self.lexical.size(),
            generation=generation_of(manifest),
            embedding_model=stamp.embedding_model,
            embedding_weights_sha256=stamp.embedding_weights_sha256,
            chunker=stamp.chunker,
            reader=self._reader.name,
        )

    def reload(self, on_progress: Callable[[Progress], None] = lambda _: None) -> ReloadReport:
        """Brings the index in line with the corpus folder. Raises FootnoteError, and then nothing is lost."""
        return reload(self._settings.corpus_dir, self._store, self.lexical, self.embedder, on_progress)

    def langchain_retriever(self, limit: int = 5) -> "CorpusRetriever":
        """The search as a LangChain retriever, to be put into chains."""
        from retrieval.adapters.langchain_retriever import CorpusRetriever

        return CorpusRetriever(search=self.search, limit=limit)

    def close(self) -> None:
        self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_footnote(settings: RetrievalSettings, *, writable: bool = True, rebuild: bool = False) -> Footnote:
    """Opens the index; raises a FootnoteError that a person can read.

    Writable, it is this process's alone and may be empty; otherwise it is shared with other readers and must have been
    built. `rebuild` drops what is there first: the way out of an index that something else has built.
    """
    from retrieval.adapters.chroma_store import ChromaStore
    from retrieval.adapters.fts5_index import Fts5Index
    from retrieval.adapters.sentence_transformer_embedder import SentenceTransformerEmbedder

    data = settings.data_dir
    chroma, lexical_file = data / "chroma", data / "lexical.sqlite3"
    if not writable and not (chroma / "chroma.sqlite3").is_file():
        remedy = "Build it: python -m retrieval index."
        raise IndexMissingError(f"Nothing has been indexed in {data} yet.", remedy=remedy)
    _make_folder(data)
    with ExitStack() as held:
        held.callback(StoreLock(data, exclusive=writable).release)
        if rebuild:
            shutil.rmtree(chroma, ignore_errors=True)
            lexical_file.unlink(missing_ok=True)
        embedder = SentenceTransformerEmbedder(settings.embedding_model)
        store = ChromaStore(chroma)
        held.callback(store.close)
        if not writable or store.stamp() is not None:
            check_stamp(store.stamp(), stamp_of(embedder))
        lexical = Fts5Index(lexical_file)
        sync_lexical(store, lexical)
        return Footnote(settings, store, lexical, embedder, held.pop_all().close)


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "Name a folder that can be written by --data, or DATA_DIR in .env."
        raise StoreUnwritableError(
            f"The data folder {data} cannot be made: {error.strerror}.", remedy=remedy
        ) from error
