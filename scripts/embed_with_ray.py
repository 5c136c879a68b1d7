"""Embeds the passages of a corpus as a job of Ray Data, and indexes the corpus with the vectors that come of it.

    pip install "ray[data]"
    python -m scripts.embed_with_ray --corpus corpus --data .footnote

An example, for a first index of very many documents: `ray.init` starts an engine on this machine, or joins the one that
RAY_ADDRESS names. The job has the vectors in memory at its end, 1.5 kB a passage. What it did not embed, such as a file
that changed meanwhile, is embedded here, as always; and so is all that changes later.
"""

import argparse
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.bootstrap import open_footnote
from retrieval.documents.chunking import chunk
from retrieval.documents.loading import read_corpus
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import Document, PassageKind
from retrieval.ports import Vectors
from retrieval.settings import load_retrieval_settings

TEXTS_AT_ONCE = 256
"""The texts that a worker is given together."""


def key_of(text: str) -> str:
    """Return what names the vector of a text: its SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def texts_of(corpus: Path) -> Iterator[str]:
    """Yield what is embedded of a corpus; a text that stands in several places, several times."""
    counter = OnnxEmbedder()
    for read in read_corpus(corpus):
        if isinstance(read, Document):
            yield from (search_text_of(each) for each in chunk(read, counter) if each.kind is PassageKind.BODY)


class Worker:
    """Embeds what it is given by the packaged model, with as many threads as its machine has cores."""

    def __init__(self) -> None:
        self._embedder = OnnxEmbedder()

    def __call__(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        return {"key": batch["key"], "vector": self._embedder.embed(batch["text"].tolist())}


def embedded(texts: Iterator[str], workers: int) -> dict[str, Vectors]:
    """Return the vector (shape (dimensions,)) of each text by its key, embedded by so many workers: one a machine."""
    import ray

    different = {key_of(text): text for text in texts}
    rows = ray.data.from_items([{"key": key, "text": text} for key, text in different.items()])
    # One core is left to what hands the texts out.
    cores = max(1, (os.cpu_count() or 1) - 1)
    pool = ray.data.ActorPoolStrategy(size=workers)
    made = rows.map_batches(Worker, batch_size=TEXTS_AT_ONCE, compute=pool, num_cpus=cores)
    return {str(row["key"]): np.asarray(row["vector"], dtype=np.float32) for row in made.iter_rows()}


class VectorsGiven(OnnxEmbedder):
    """The packaged model, for texts of which it has not been given the vector that it made elsewhere."""

    def __init__(self, given: Mapping[str, Vectors]) -> None:
        """`given` are vectors by the `key_of` their text."""
        super().__init__()
        self._given = given
        self.embedded_here = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in texts if key_of(text) not in self._given]
        self.embedded_here += len(missing)
        made = dict(zip(missing, super().embed(missing), strict=True))
        rows = [made[text] if text in made else self._given[key_of(text)] for text in texts]
        return np.stack(rows) if rows else super().embed(texts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1, help="the machines that embed")
    given = parser.parse_args()
    embedder = VectorsGiven(embedded(texts_of(given.corpus), given.workers))
    settings = load_retrieval_settings(corpus=given.corpus, data=given.data)
    with open_footnote(settings, embedder=embedder) as footnote:
        report = footnote.reload()
    vectors, made_here = report.passages_embedded, embedder.embedded_here
    sys.stdout.write(f"{len(report.added)} documents; of {vectors} vectors {made_here} were made here\n")


if __name__ == "__main__":
    main()
