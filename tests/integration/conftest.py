"""The real embedding model and the shipped corpus's index, made once; whoever changes an index changes a copy of it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import chromadb
import pytest
from chromadb.api import ClientAPI
from chromadb.config import Settings

from retrieval.adapters.catalogues import Catalogues
from retrieval.adapters.chroma_store import ChromaStore
from retrieval.adapters.fts5_index import Fts5Index
from retrieval.adapters.sentence_transformer_embedder import SentenceTransformerEmbedder
from retrieval.bootstrap import Footnote, open_footnote
from retrieval.domain import Document, Passage
from retrieval.indexing import stamp_of
from retrieval.ports import CorpusView, Embedder, Head, LexicalIndex, PassageStore, Version
from retrieval.reloading import ReloadReport
from retrieval.serving import Servings
from retrieval.settings import (
    BASELINE_READER_MODEL,
    DEFAULT_EMBEDDING_MODEL,
    DEFAULT_READER_MODEL,
    RetrievalSettings,
    Strictness,
)
from tests.conftest import ROOT
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
        cls, data: Path, corpus: Path, embedder: Embedder, *, reader_model: str = BASELINE_READER_MODEL
    ) -> "Index":
        settings = RetrievalSettings(
            corpus_dir=corpus, data_dir=data, reader_model=reader_model, refusal_strictness=Strictness.BALANCED
        )
        return cls(data, corpus, embedder, open_footnote(settings, embedder=embedder))

    @property
    def store(self) -> PassageStore:
        return self.footnote._reloading.store

    @property
    def servings(self) -> Servings:
        return self.footnote._reloading.servings

    @property
    def head(self) -> Head:
        return self.servings.current.head

    @property
    def view(self) -> CorpusView:
        """What readers see now."""
        return self.servings.current.view

    @property
    def lexical(self) -> LexicalIndex:
        return self.servings.current.catalogue

    def reload(self) -> ReloadReport:
        return self.footnote.reload()

    def close(self) -> None:
        self.footnote.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def indexed(store: ChromaStore, number: int, passages: Iterable[Passage], removed: Collection[str] = ()) -> Head:
    """Written, flipped and not swept, as a reload does; of a document that is there already, another version."""
    by_document: dict[Document, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document, []).append(passage)
    embedder = WordHashEmbedder()
    for document, of_document in by_document.items():
        vectors = embedder.embed([passage.search_text for passage in of_document])
        store.write(number, [Version(document=document, passages=len(of_document))], of_document, vectors)
    store.retire(number, [*(document.id for document in by_document), *removed])
    head = Head(number=number, store=store.name, flip=f"flip-{number}", generation="", stamp=stamp_of(embedder))
    store.flip(head)
    return head


def catalogue_of(folder: Path, passages: Iterable[Passage]) -> Fts5Index:
    """The catalogue of a store that holds these passages."""
    with closing(ChromaStore.in_folder(folder / "chroma", stamp_of(WordHashEmbedder()))) as store:
        return Catalogues(folder / "catalogues").of(indexed(store, 1, passages), store)


@pytest.fixture(scope="session")
def embedder() -> SentenceTransformerEmbedder:
    """The real model, loaded when the first text is embedded."""
    return SentenceTransformerEmbedder()


@dataclass(frozen=True)
class Shipped:
    """The index of the shipped corpus on disk, closed, and the report of how it was made. Not to be written to."""

    data: Path
    report: ReloadReport


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path, embedder: Embedder) -> Shipped:
    with Index.open(tmp_path_factory.mktemp("shipped") / "data", corpus_folder, embedder) as index:
        return Shipped(index.data, index.reload())


@pytest.fixture(scope="session")
def footnote(
    shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path, embedder: Embedder
) -> Iterator[Footnote]:
    """The product over the shipped corpus, for asking and searching. Not to be reloaded."""
    data = tmp_path_factory.mktemp("asking") / "data"
    shutil.copytree(shipped.data, data)
    with Index.open(data, corpus_folder, embedder, reader_model=DEFAULT_READER_MODEL) as index:
        yield index.footnote


@pytest.fixture
def index(shipped: Shipped, tmp_path: Path, corpus_folder: Path, embedder: Embedder) -> Iterator[Index]:
    """A copy of the shipped index, with a copy of the corpus, to be changed."""
    shutil.copytree(shipped.data, tmp_path / "data")
    shutil.copytree(corpus_folder, tmp_path / "corpus")
    with Index.open(tmp_path / "data", tmp_path / "corpus", embedder) as opened:
        yield opened


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


def stamp_in_chroma(data: Path, stamp: Mapping[str, str]) -> None:
    """As another version of Footnote would have left it."""
    with chroma_in(data) as client:
        pointer = client.get_collection("footnote", embedding_function=None)
        head = json.loads(str((pointer.metadata or {})["head"]))
        pointer.modify(metadata={"head": json.dumps(head | {"stamp": dict(stamp)})})


Ran = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """That of a terminal where nothing of ours is set, without a network to fetch models from; its output is UTF-8, and
    strictly so, as it is in most places and not everywhere.
    """
    ours = {"CORPUS_DIR", "DATA_DIR", "FORCE_COLOR", "COLUMNS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    set_here = {
        "HF_HUB_OFFLINE": "1",
        "EMBEDDING_MODEL": DEFAULT_EMBEDDING_MODEL,
        "READER_MODEL": DEFAULT_READER_MODEL,
        "REFUSAL_STRICTNESS": Strictness.BALANCED,
        "PYTHONIOENCODING": "utf-8:strict",
    }
    return kept | set_here | more


def run(*arguments: str | bytes, env: Mapping[str, str] | None = None, **options: Any) -> Ran:
    """`python -m retrieval …` as somebody in the project's folder would run it."""
    return subprocess.run(
        [sys.executable, "-m", "retrieval", *arguments],
        cwd=ROOT,
        env=environment(**(env or {})),
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
        **options,
    )


def run_side_by_side(commands: Mapping[str, Callable[[], Ran]]) -> dict[str, Ran]:
    """Each takes seconds, most of them for imports: a few at a time, as there are cores on a small machine."""
    with ThreadPoolExecutor(max_workers=3) as pool:
        running = {name: pool.submit(command) for name, command in commands.items()}
    return {name: future.result() for name, future in running.items()}


def told(ran: Ran, *words: str) -> None:
    """The words stand on standard error, and what stands there is for a person: no traceback, no warnings."""
    assert "Traceback" not in ran.stderr, ran.stderr
    assert "Warning" not in ran.stderr, ran.stderr
    for word in words:
        assert word in ran.stderr, ran.stderr


def lines_of(file: Path) -> Sequence[str]:
    return file.read_text(encoding="utf-8").splitlines()
