"""Indexes on disk: the product over a data folder with its parts in reach, and what Chroma itself holds there."""

import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import chromadb
from chromadb.api import ClientAPI
from chromadb.config import Settings

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.sqlite.catalogues import Catalogues
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.answering.ask import Answering, Response
from retrieval.bootstrap import open_footnote
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.answers import Outcome, Refusal
from retrieval.domain.documents import Document, Passage
from retrieval.domain.inquiry import SILENT, Inquiry, Listener
from retrieval.footnote import Footnote
from retrieval.index.generations import Generations
from retrieval.index.reloading import ReloadReport
from retrieval.index.stamping import stamp_of
from retrieval.ports import Catalogue, CorpusView, Embedder, Generation, Head, PassageStore, Reader, Version
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings, Strictness
from retrieval.text.words import stems
from tests.fakes import WordHashEmbedder


@dataclass(frozen=True)
class Index:
    """The product over a data folder, open to write, with its parts in reach; `corpus` is the folder that it is of."""

    data: Path
    corpus: Path
    embedder: Embedder
    footnote: Footnote

    @classmethod
    def open(
        cls,
        data: Path,
        corpus: Path,
        embedder: Embedder,
        *,
        reader: Reader | None = None,
        reader_model: str = BASELINE_READER_MODEL,
    ) -> "Index":
        """`reader` takes the place of the one that is named."""
        settings = RetrievalSettings(
            corpus_dir=corpus, data_dir=data, reader_model=reader_model, refusal_strictness=Strictness.BALANCED
        )
        return cls(data, corpus, embedder, open_footnote(settings, embedder=embedder, reader=reader))

    @property
    def store(self) -> PassageStore:
        return self.footnote._reloading.store

    @property
    def generations(self) -> Generations:
        return self.footnote._reloading.generations

    @property
    def head(self) -> Head:
        return self.generations.current.head

    @property
    def view(self) -> CorpusView:
        """What readers see now."""
        return self.generations.current.view

    @property
    def lexical(self) -> Catalogue:
        return self.generations.current.catalogue

    def reload(self) -> ReloadReport:
        return self.footnote.reload()

    def close(self) -> None:
        self.footnote.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Asking:
    """An answering over a generation, asked in texts."""

    answering: Answering
    generation: Generation

    def ask(
        self, question: str, listener: Listener = SILENT, *, documents: Collection[str] | None = None, guild_id: int = 0
    ) -> Response:
        return self.answering.ask(self.generation, Inquiry(question, documents=documents, guild_id=guild_id), listener)


def seen_by(generation: Generation, questions: Sequence[str]) -> dict[str, object]:
    """All that questions are answered from, and what comes of these: of two corpora that are the same, the same."""
    view, catalogue, embedder = generation.view, generation.catalogue, WordHashEmbedder()
    answering = Answering(embedder=embedder, reader=None, strictness=Strictness.BALANCED)
    retriever, asking = answering.retriever_of(generation), Asking(answering, generation)
    words = {question: stems(question) for question in questions}
    return {
        "generation": generation.name,
        "manifest": dict(view.manifest()),
        "documents": view.documents(),
        "passages": {passage.id: passage for passage in view.passages(view.passage_ids())},
        "nearest": {text: list(catalogue.nearest(embedder.embed([text])[0], 10)) for text in questions},
        "words": {text: list(catalogue.search(words[text], 20)) for text in questions},
        "counted": {text: catalogue.document_frequencies(words[text]) for text in questions},
        "spelt": {text: catalogue.spellings(text[0].lower()) for text in questions},
        "found": {text: [result.passage for result in retriever.retrieve(text, limit=10)] for text in questions},
        "outcomes": {text: _without_scores(asking.ask(text).outcome) for text in questions},
    }


def _without_scores(outcome: Outcome) -> object:
    if isinstance(outcome, Refusal):
        return replace(outcome, nearest=()), [result.passage for result in outcome.nearest]
    return outcome


@contextmanager
def chroma_in(data: Path) -> Iterator[ClientAPI]:
    """Chroma's own client of a data folder's store."""
    client = chromadb.PersistentClient(path=str(data / "chroma"), settings=Settings(anonymized_telemetry=False))
    yield client
    client.close()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Rows:
    """The ids in Chroma's collections, whether anybody sees them or not."""

    passages: frozenset[str]
    versions: frozenset[str]


def rows_in(data: Path) -> Rows:
    """Of every collection there is: of those that a store has left behind, too."""
    found: dict[str, set[str]] = {"passages": set(), "documents": set()}
    with chroma_in(data) as client:
        for collection in client.list_collections():
            kind = collection.name.partition("-")[0]
            if kind in found:
                found[kind] |= set(
                    client.get_collection(collection.name, embedding_function=None).get(include=[])["ids"]
                )
    return Rows(frozenset(found["passages"]), frozenset(found["documents"]))


def index_of(texts: Mapping[str, str], folder: Path) -> Index:
    """An index in `folder` of documents with these titles and texts, indexed already."""
    (folder / "corpus").mkdir()
    for title, text in texts.items():
        (folder / "corpus" / f"{title}.md").write_text(f"---\ntitle: {title}\n---\n{text}\n", encoding="utf-8")
    opened = Index.open(folder / "data", folder / "corpus", WordHashEmbedder())
    opened.reload()
    return opened


def copy_of_index(data: Path, to: Path) -> Path:
    """Of a data folder, without its note of the corpus folder that it goes with: a test may have another for it."""
    return Path(shutil.copytree(data, to, ignore=shutil.ignore_patterns("corpus")))


def stamp_in_chroma(data: Path, stamp: Mapping[str, str]) -> None:
    """As another version of Footnote would have left it."""
    with chroma_in(data) as client:
        pointer = client.get_collection("footnote", embedding_function=None)
        head = json.loads(str((pointer.metadata or {})["head"]))
        pointer.modify(metadata={"head": json.dumps(head | {"stamp": dict(stamp)})})


def indexed(store: ChromaStore, number: int, passages: Iterable[Passage], removed: Collection[str] = ()) -> Head:
    """Written, flipped and not swept, as a reload does; of a document that is there already, another version."""
    by_document: dict[Document, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document, []).append(passage)
    embedder = WordHashEmbedder()
    for document, of_document in by_document.items():
        vectors = embedder.embed([search_text_of(passage) for passage in of_document])
        store.write(number, [Version(document=document, passages=len(of_document))], of_document, vectors)
    store.retire(number, [*(document.id for document in by_document), *removed])
    head = Head(number=number, store=store.name, flip=f"flip-{number}", generation="", stamp=stamp_of(embedder))
    store.flip(head)
    return head


def catalogue_of(folder: Path, passages: Iterable[Passage]) -> Fts5Index:
    """The catalogue of a store that holds these passages."""
    with closing(ChromaStore.in_folder(folder / "chroma", stamp_of(WordHashEmbedder()))) as store:
        return Catalogues(folder / "catalogues").of(indexed(store, 1, passages), store)
