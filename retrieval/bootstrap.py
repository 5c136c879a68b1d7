"""Wires the adapters to the use cases. The one place that knows them all."""

import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from retrieval.adapters.store_lock import StoreLock
from retrieval.answering import Answering, Asked, Judged
from retrieval.domain import Document, FoundPassage, Passage
from retrieval.errors import IndexMissingError, StoreUnwritableError, UnknownDocumentError
from retrieval.indexing import Progress, ReloadReport, check_stamp, generation_of, reload, stamp_of, sync_lexical
from retrieval.ports import Embedder, LexicalIndex, PassageStore, Reader, judges_support
from retrieval.question import as_text
from retrieval.reader import SignalReader
from retrieval.remembering import RememberingEmbedder
from retrieval.retriever import HybridRetriever
from retrieval.settings import BASELINE_READER_MODEL, DEFAULT_READER_MODEL, RetrievalSettings

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
        remembering = RememberingEmbedder(embedder)
        self.retriever = HybridRetriever(store=store, lexical=lexical, embedder=remembering)
        self.reader = _reader(settings.reader_model, remembering, lexical)
        self._answering = Answering(
            store=store,
            lexical=lexical,
            retriever=self.retriever,
            reader=self.reader,
            judge_of_support=self.reader if judges_support(self.reader) else None,
            strictness=settings.refusal_strictness,
        )

    def load(self) -> None:
        """Load the models now rather than with the first question."""
        self.embedder.load()
        self.reader.load()

    def ask(self, question: str, *, documents: Collection[str] | None = None) -> Asked:
        """Answers from the whole corpus, or from `documents` (ids) alone."""
        return self._answering.ask(question, documents)

    def judge(self, question: str) -> Judged:
        """What `ask` decides on, before it decides: for those who measure."""
        return self._answering.judge(question)

    def search(
        self, query: str, *, limit: int = 5, documents: Collection[str] | None = None
    ) -> tuple[FoundPassage, ...]:
        """The passages nearest to a query, the best first, whether they answer it or not."""
        return self.retriever.retrieve(as_text(query), limit=limit, documents=documents) if query.strip() else ()

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
            reader=self.reader.name,
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


def open_footnote(settings: RetrievalSettings, *, writable: bool = True) -> Footnote:
    """Opens the index; raises a FootnoteError that a person can read.

    Writable, it is this process's alone and may be empty; otherwise it is shared with other readers and must have been
    built.
    """
    from retrieval.adapters.chroma_store import ChromaStore
    from retrieval.adapters.fts5_index import Fts5Index

    folders = _Folders(settings.data_dir)
    if not writable and not folders.hold_an_index:
        remedy = f"Build it: python -m retrieval index --data {settings.data_dir}."
        raise IndexMissingError(f"Nothing has been indexed in {settings.data_dir} yet.", remedy=remedy)
    folders.make()
    with ExitStack() as held:
        held.callback(StoreLock(settings.data_dir, exclusive=writable).release)
        folders.mend()
        embedder = _embedder(settings)
        store = ChromaStore(folders.chroma)
        held.callback(store.close)
        if not writable or store.stamp() is not None:
            check_stamp(store.stamp(), stamp_of(embedder))
        lexical = Fts5Index(folders.lexical)
        sync_lexical(store, lexical)
        return Footnote(settings, store, lexical, embedder, held.pop_all().close)


def rebuild(settings: RetrievalSettings, on_progress: Callable[[Progress], None] = lambda _: None) -> ReloadReport:
    """Builds the index anew beside the old one, and puts it in its place once it is whole: the way out of an index that
    another model, chunker or schema has built. Raises a FootnoteError, and then the old one is as it was.
    """
    from retrieval.adapters.chroma_store import ChromaStore
    from retrieval.adapters.fts5_index import Fts5Index

    folders = _Folders(settings.data_dir)
    folders.make()
    with ExitStack() as held:
        held.callback(StoreLock(settings.data_dir, exclusive=True).release)
        folders.mend()
        store = ChromaStore(folders.chroma_new)
        with closing(store):
            lexical = Fts5Index(folders.lexical_new)
            report = reload(settings.corpus_dir, store, lexical, _embedder(settings), on_progress)
        folders.swap()
    return report


def _embedder(settings: RetrievalSettings) -> Embedder:
    from retrieval.adapters.sentence_transformer_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding_model)


def _reader(name: str, embedder: Embedder, lexical: LexicalIndex) -> Reader:
    if name == BASELINE_READER_MODEL:
        return SignalReader(embedder=embedder, lexical=lexical)
    from retrieval.adapters.onnx_reader import DESCRIPTION, FOLDER, OnnxReader

    folder = FOLDER if name == DEFAULT_READER_MODEL else Path(name)
    if name == DEFAULT_READER_MODEL or (folder / DESCRIPTION).is_file():
        return OnnxReader(folder)
    from retrieval.adapters.transformers_reader import TransformersReader

    return TransformersReader(name)


@dataclass(frozen=True, slots=True)
class _Folders:
    """Where in the data folder the index is, and how a new one takes its place."""

    data: Path

    @property
    def chroma(self) -> Path:
        return self.data / "chroma"

    @property
    def chroma_old(self) -> Path:
        return self.data / "chroma.old"

    @property
    def chroma_new(self) -> Path:
        return self.data / "chroma.new"

    @property
    def lexical(self) -> Path:
        return self.data / "lexical.sqlite3"

    @property
    def lexical_new(self) -> Path:
        return self.data / "lexical.new.sqlite3"

    @property
    def _lexical_logs(self) -> list[Path]:
        return [self.data / f"{self.lexical.name}{log}" for log in ("-wal", "-shm")]

    @property
    def hold_an_index(self) -> bool:
        return any((chroma / "chroma.sqlite3").is_file() for chroma in (self.chroma, self.chroma_old))

    def make(self) -> None:
        with self._writing():
            self.data.mkdir(parents=True, exist_ok=True)

    def mend(self) -> None:
        """Clears up after a rebuild that was killed. The caller holds the lock."""
        with self._writing():
            if self.chroma_old.exists():
                # The lexical index may be of either store: it is derived, and comes back.
                self._remove(self.lexical, *self._lexical_logs)
            if self.chroma_old.exists() and not self.chroma.exists():
                self.chroma_old.rename(self.chroma)
            self._remove(self.chroma_old, self.chroma_new, self.lexical_new)

    def swap(self) -> None:
        """The lexical index is derived: where a kill parts it from its store, it is synced when next opened."""
        with self._writing():
            if self.chroma.exists():
                self.chroma.rename(self.chroma_old)
            self.chroma_new.rename(self.chroma)
            # SQLite plays a log that lies beside a database into it, whichever database that is by then.
            self._remove(*self._lexical_logs)
            self.lexical_new.replace(self.lexical)
            self._remove(self.chroma_old)

    def _remove(self, *paths: Path) -> None:
        for path in paths:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            remedy = "Make room there or allow writing, or name another folder by --data or DATA_DIR."
            what = f"The data folder {self.data} cannot be written: {error.strerror}."
            raise StoreUnwritableError(what, remedy=remedy) from error
