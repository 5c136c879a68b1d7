"""How long the reader takes over ten passages, beside a peer measured in the same run.

    python -m benchmarks.reading --out benchmarks/results/reading.json

The peer is a network of the same size in float32 by torch, over the same pairs in one batch, as it would be run without
a reader of our own. The two take turns, so that both meet the machine as it is.
"""

import statistics
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from benchmarks.result import milliseconds, options, publish
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.adapters.models.reader_card import READER_FOLDER
from retrieval.documents.loading import load_corpus

PASSAGES, TOKENS = 10, 120
QUESTION = "How many drones has Iran provided to Russia since August?"


def passages(corpus: Path) -> list[str]:
    """Return ten different runs of words of the corpus, each of about 120 tokens."""
    counter = OnnxEmbedder()
    words = " ".join(document.text for document in load_corpus(corpus).documents).split()
    texts: list[str] = []
    first = 0
    while len(texts) < PASSAGES:
        last = first + 1
        while counter.count_tokens([" ".join(words[first:last])])[0] < TOKENS:
            last += 1
        texts.append(" ".join(words[first:last]))
        first = last
    return texts


def main() -> None:
    arguments = options(__doc__, repeats=30)
    pairs = [(QUESTION, "", text) for text in passages(arguments.corpus)]
    reader = OnnxReader(READER_FOLDER)
    loading = milliseconds(reader.load)
    config = BertConfig(num_hidden_layers=12, hidden_size=384, num_attention_heads=12, intermediate_size=1536)
    peer = BertModel(config)
    torch.nn.Module.eval(peer)
    ids = torch.randint(1000, 30000, (PASSAGES, TOKENS + 15))
    reader.evidence(pairs)
    own: list[float] = []
    ratios: list[float] = []
    with torch.inference_mode():
        peer(ids)
        for _ in range(arguments.repeats):
            own.append(milliseconds(lambda: reader.evidence(pairs)))
            ratios.append(own[-1] / milliseconds(lambda: peer(ids)))
    measured = {
        "reader": reader.name,
        "reader_weights_sha256": reader.weights_sha256,
        "passages": PASSAGES,
        "tokens_a_passage": TOKENS,
        "repeats": arguments.repeats,
        "loading_ms": round(loading, 1),
        "median_ms": round(statistics.median(own), 1),
        "p95_ms": round(statistics.quantiles(own, n=20)[-1], 1),
        "to_float32_batch_ratio_median": round(statistics.median(ratios), 2),
    }
    publish(measured, ("onnxruntime", "torch", "transformers"), arguments.out)


if __name__ == "__main__":
    main()
