"""Other systems that index a folder of texts and search it, each driven by lines on standard input.

    PEERS_PYTHON -m benchmarks.peer_systems langchain int8 --corpus CORPUS --data DATA --model MODEL

`benchmarks/peers.py` starts this in an environment that has the peers (`requirements-peers.txt`); nothing of Footnote's
is imported here. A line `reload` has the folder indexed, or brought in line where the system can do that; a line
`search QUESTION` looks for the ten nearest passages. Each is answered by a line of JSON with the CPU seconds of it.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks.peer_vectors import WEIGHTS, Embedder, Vector, langchain_embeddings

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode

NEAREST = 10
GIVEN_AT_ONCE = 1000


class System(Protocol):
    """A peer. `reload` returns how many passages it embedded, `search` the texts found."""

    def reload(self, texts: dict[str, str]) -> int: ...

    def search(self, question: str) -> Sequence[str]: ...


class LangChain:
    """`index` of LangChain with its record manager in SQLite, over Chroma."""

    def __init__(self, data: Path, embedder: Embedder) -> None:
        from langchain_chroma import Chroma
        from langchain_classic.indexes import SQLRecordManager
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        self._store = Chroma("passages", langchain_embeddings(embedder), persist_directory=str(data / "chroma"))
        self._records = SQLRecordManager("passages", db_url=f"sqlite:///{data / 'records.sqlite3'}")
        self._records.create_schema()
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=0)

    def reload(self, texts: dict[str, str]) -> int:
        from langchain_core.documents import Document
        from langchain_core.indexing import index

        documents = [Document(page_content=text, metadata={"source": name}) for name, text in texts.items()]
        pieces = self._splitter.split_documents(documents)
        done = index(
            pieces, self._records, self._store, cleanup="full", source_id_key="source", key_encoder="sha256",
            batch_size=256,
        )  # fmt: skip
        return int(done["num_added"])

    def search(self, question: str) -> Sequence[str]:
        return [found.page_content for found in self._store.similarity_search(question, k=NEAREST)]


class Retriever:
    """LangChain's retriever over its Chroma store, which holds the texts and vectors of two files in the data folder,
    as they are: `texts.json` and `vectors.npy`.
    """

    def __init__(self, data: Path, embedder: Embedder) -> None:
        import chromadb
        import numpy as np
        from langchain_chroma import Chroma

        client = chromadb.PersistentClient(str(data / "chroma"))
        stored = client.get_or_create_collection("passages")
        texts: list[str] = json.loads((data / "texts.json").read_text(encoding="utf-8"))
        vectors = np.load(data / "vectors.npy").tolist()
        for first in range(0, len(texts), GIVEN_AT_ONCE):
            some = texts[first : first + GIVEN_AT_ONCE]
            ids = [str(first + number) for number in range(len(some))]
            stored.add(ids=ids, embeddings=vectors[first : first + GIVEN_AT_ONCE], documents=some)
        self._retriever = Chroma("passages", langchain_embeddings(embedder), client=client).as_retriever(
            search_kwargs={"k": NEAREST}
        )

    def reload(self, _: dict[str, str]) -> int:
        return 0

    def search(self, question: str) -> Sequence[str]:
        return [found.page_content for found in self._retriever.invoke(question)]


class LlamaIndex:
    """The ingestion pipeline of LlamaIndex with a document store, over Chroma; both are kept on the disk."""

    def __init__(self, data: Path, embedder: Embedder) -> None:
        import chromadb
        from llama_index.core import Settings, VectorStoreIndex
        from llama_index.core.base.embeddings.base import BaseEmbedding
        from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.storage.docstore import SimpleDocumentStore
        from llama_index.vector_stores.chroma import ChromaVectorStore

        class Own(BaseEmbedding):
            def _get_text_embeddings(self, texts: list[str]) -> list[Vector]:
                return embedder(texts)

            def _get_text_embedding(self, text: str) -> Vector:
                return embedder([text])[0]

            def _get_query_embedding(self, query: str) -> Vector:
                return embedder([query])[0]

            async def _aget_query_embedding(self, query: str) -> Vector:
                return embedder([query])[0]

        class InParts(ChromaVectorStore):
            """LlamaIndex's own gives Chroma all passages at once, which refuses more than some thousand."""

            def add(self, nodes: "list[BaseNode]", **given: object) -> list[str]:
                parts = (nodes[first : first + GIVEN_AT_ONCE] for first in range(0, len(nodes), GIVEN_AT_ONCE))
                return [passage_id for part in parts for passage_id in super(InParts, self).add(part, **given)]

        own = Settings.embed_model = Own(embed_batch_size=256)
        client = chromadb.PersistentClient(str(data / "chroma"))
        store = InParts(chroma_collection=client.get_or_create_collection("passages"))
        self._kept = str(data / "pipeline")
        self._pipeline = IngestionPipeline(
            transformations=[SentenceSplitter(chunk_size=256, chunk_overlap=0), own],
            docstore=SimpleDocumentStore(),
            vector_store=store,
            docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
        )
        self._retriever = VectorStoreIndex.from_vector_store(store).as_retriever(similarity_top_k=NEAREST)

    def reload(self, texts: dict[str, str]) -> int:
        from llama_index.core.schema import Document

        nodes = self._pipeline.run(documents=[Document(text=text, id_=name) for name, text in texts.items()])
        self._pipeline.persist(self._kept)
        return len(nodes)

    def search(self, question: str) -> Sequence[str]:
        return [found.get_content() for found in self._retriever.retrieve(question)]


class Txtai:
    """txtai over its own database. It does not tell what has changed: a reload indexes anew."""

    def __init__(self, data: Path, embedder: Embedder) -> None:
        import numpy as np
        from txtai import Embeddings

        self._file = str(data / "txtai")
        self._index = Embeddings(
            method="external", transform=lambda texts: np.array(embedder(texts), dtype=np.float32), content=True
        )

    def reload(self, texts: dict[str, str]) -> int:
        self._index.index((name, text, None) for name, text in texts.items())
        self._index.save(self._file)
        return len(texts)

    def search(self, question: str) -> Sequence[str]:
        return [found["text"] for found in self._index.search(question, NEAREST)]


class Haystack:
    """Haystack over its store in memory, saved to a file. It does not tell what has changed: a reload indexes anew."""

    def __init__(self, data: Path, embedder: Embedder) -> None:
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._file, self._embed = str(data / "haystack.json"), embedder
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")

    def reload(self, texts: dict[str, str]) -> int:
        from haystack import Document
        from haystack.document_stores.types import DuplicatePolicy

        vectors = self._embed(list(texts.values()))
        documents = [Document(id=n, content=t, embedding=v) for (n, t), v in zip(texts.items(), vectors, strict=True)]
        self._store.write_documents(documents, policy=DuplicatePolicy.OVERWRITE)
        self._store.save_to_disk(self._file)
        return len(documents)

    def search(self, question: str) -> Sequence[str]:
        return [d.content or "" for d in self._store.embedding_retrieval(self._embed([question])[0], top_k=NEAREST)]


class Floor:
    """The model alone, over the same texts, with nothing stored."""

    def __init__(self, _: Path, embedder: Embedder) -> None:
        self._embed = embedder

    def reload(self, texts: dict[str, str]) -> int:
        return len(self._embed(list(texts.values())))

    def search(self, question: str) -> Sequence[str]:
        self._embed([question])
        return []


SYSTEMS: dict[str, Any] = {
    "langchain": LangChain, "llamaindex": LlamaIndex, "txtai": Txtai, "haystack": Haystack, "floor": Floor,
    "retriever": Retriever,
}  # fmt: skip


def texts_of(corpus: Path) -> dict[str, str]:
    return {str(file.relative_to(corpus)): file.read_text(encoding="utf-8") for file in sorted(corpus.rglob("*.txt"))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("weights", choices=WEIGHTS)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.data.mkdir(parents=True, exist_ok=True)
    embedder = Embedder(WEIGHTS[arguments.weights](arguments.model))
    system: System = SYSTEMS[arguments.system](arguments.data, embedder)
    embedder(["the model has run once before the clock starts"])
    for line in sys.stdin:
        command, _, question = line.rstrip("\n").partition(" ")
        embedder.embedded = 0
        began, cpu = time.perf_counter(), time.process_time()
        found = system.reload(texts_of(arguments.corpus)) if command == "reload" else len(system.search(question))
        spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - began}
        print(json.dumps({**spent, "embedded": embedder.embedded, "found": found}), flush=True)


if __name__ == "__main__":
    main()
