"""A search by Footnote beside one by LangChain's own retriever, over the same vectors and by the same model.

    python -m venv peers && peers/bin/pip install -r benchmarks/requirements-peers.txt
    python -m benchmarks.beside_langchain --peers peers/bin/python --out benchmarks/results/beside_langchain.json

A corpus of `--documents` is made and indexed by Footnote. LangChain's Chroma store is given the texts of all its
passages and their vectors as they are, and its retriever is asked for as many of them as Footnote is. Each of the two
is a process of its own, and so is the model alone; all are asked each question in turn, and measured in CPU
milliseconds of their process, all threads. The vectors are made and not embedded, under the real model's stamp, since
it is not filling that is measured: a question is embedded by the real model, in all three. Goal: a search by Footnote,
which looks words up as well as vectors, costs no more than one by LangChain's retriever.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.at_size import MadeVectors, make_corpus, settings_of
from benchmarks.peers import driven, peer_command
from benchmarks.result import Goal, goals_of, publish
from retrieval.bootstrap import open_footnote
from retrieval.documents.reading_text import search_text_of
from retrieval.index.batches import batched

TEXTS, VECTORS = "texts.json", "vectors.npy"
"""The files that LangChain is given."""
DOCUMENTS_AT_ONCE = 500
WARMING = 5
"""The questions that are asked of each before the first that counts."""
PACKAGES = ("langchain-chroma", "langchain-core", "chromadb", "onnxruntime")


def questions_of(texts: Sequence[str], count: int) -> list[str]:
    """Return questions of words of the corpus: three words in a row of passages that lie as far apart as can be."""
    step = max(1, len(texts) // count)
    drawn = (text.split() for text in islice(texts, 0, None, step))
    return [f"What is said of {' '.join(words[-4:-1])}?" for words in islice(drawn, count)]


def index(corpus: Path, data: Path, given: Path) -> list[str]:
    """Index a corpus, write the texts of its passages and their vectors to the folder `given`, and return the texts."""
    texts: list[str] = []
    vectors = []
    with open_footnote(settings_of(corpus, data), embedder=MadeVectors()) as footnote:
        footnote.reload()
        generation = footnote.retriever.generation
        for ids in batched(generation.view.manifest(), DOCUMENTS_AT_ONCE):
            passages = generation.view.passages_of(ids)
            stored = generation.catalogue.vectors([passage.id for passage in passages])
            texts += map(search_text_of, passages)
            vectors += [stored[passage.id] for passage in passages]
    given.mkdir()
    (given / TEXTS).write_text(json.dumps(texts), encoding="utf-8")
    np.save(given / VECTORS, np.array(vectors))
    return texts


def run(peers: str, documents: int, count: int, out: Path | None) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        folder = Path(name)
        corpus, data, given = folder / "corpus", folder / "data", folder / "given"
        make_corpus(corpus, range(documents))
        texts = index(corpus, data, given)
        own = [sys.executable, "-m", "benchmarks.peers", "--serve"]
        systems = {
            "footnote": held.enter_context(driven(own, corpus, data)),
            "langchain": held.enter_context(driven(peer_command(peers, "retriever", "int8"), corpus, given)),
            "model alone": held.enter_context(driven(peer_command(peers, "floor", "int8"), corpus, folder / "floor")),
        }
        spent: dict[str, list[float]] = {system: [] for system in systems}
        for number, question in enumerate(questions_of(texts, WARMING + count)):
            for system, process in systems.items():
                cpu = process.do(f"search {question}")["cpu"]
                if number >= WARMING:
                    spent[system].append(cpu * 1000)
    told = subprocess.run([peers, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    milliseconds = {system: round(median(each), 2) for system, each in spent.items()}
    ours, theirs, floor = milliseconds.values()
    goals = [
        Goal("a search, to one by LangChain's retriever", ours / theirs, most=1),
        Goal("a search, to embedding the question", ours / floor),
        Goal("LangChain's retriever, to embedding the question", theirs / floor),
    ]
    result = {
        "documents": documents,
        "passages": len(texts),
        "questions": len(spent["footnote"]),
        "peers": [line for line in told.split() if line.partition("==")[0] in PACKAGES],
        "cpu_milliseconds_median": milliseconds,
        "ratios": goals_of(goals),
        "load": [round(average, 1) for average in os.getloadavg()],
    }
    publish(result, ("chromadb", "onnxruntime"), out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", required=True, help="the Python of an environment with the peers")
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    arguments = parser.parse_args()
    run(arguments.peers, arguments.documents, arguments.questions, arguments.out)


if __name__ == "__main__":
    main()
