"""What a reload costs where one document in a thousand has changed, of a million passages.

    python -m benchmarks.reloading_a_million --out benchmarks/results/reloading_a_million.json

A corpus of `--documents`, of some thirteen passages each, is made from a seed and indexed with made vectors under the
real model's stamp, since it is not filling it that is measured. Then a sentence is added to one document in a thousand,
which the real model embeds. Goal: a reload within 60 seconds on an idle machine; the time of all CPUs is given beside
that on the clock, for a busy machine stretches that. Takes some 10 GB of disk and, at a million passages, half an hour.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.at_size import (
    MadeVectors,
    change,
    file_of,
    made_text,
    made_words,
    peak_of_this_process,
    settings_of,
    word_weights,
)
from benchmarks.result import Goal, goals_of, publish
from retrieval.bootstrap import open_footnote
from retrieval.documents.folder import SETTLED_SECONDS

TEXTS_A_DOCUMENT = 10
ONE_IN_A_THOUSAND = 0.001


def make_corpus(folder: Path, documents: int) -> None:
    words, weights = made_words(), word_weights()
    for number in range(documents):
        file = file_of(folder, number)
        file.parent.mkdir(parents=True, exist_ok=True)
        first = number * TEXTS_A_DOCUMENT
        texts = (made_text(each, words, weights) for each in range(first, first + TEXTS_A_DOCUMENT))
        file.write_text("\n".join(texts), encoding="utf-8")


def run(documents: int, folder: Path, out: Path | None) -> None:
    corpus, data = folder / "corpus", folder / "data"
    make_corpus(corpus, documents)
    began, cpu = time.perf_counter(), time.process_time()
    with open_footnote(settings_of(corpus, data), embedder=MadeVectors()) as footnote:
        footnote.reload()
        passages = footnote.status().passages
    filled = {"seconds": round(time.perf_counter() - began), "cpu_seconds": round(time.process_time() - cpu)}
    print(f"{passages} passages filled in: {filled}", file=sys.stderr)
    with open_footnote(settings_of(corpus, data)) as footnote:
        # Files that were written a moment ago are read again, to be sure.
        time.sleep(SETTLED_SECONDS)
        footnote.reload()
        changed = change(corpus, documents, 1, ONE_IN_A_THOUSAND)
        began, cpu = time.perf_counter(), time.process_time()
        report = footnote.reload()
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    assert len(report.changed) == changed
    result = {
        "documents": documents,
        "passages": passages,
        "filled": filled,
        "changed_documents": changed,
        "passages_embedded": report.passages_embedded,
        "reload": {"seconds": round(seconds, 1), "cpu_seconds": round(cpu_seconds, 1)},
        "peak_mebibytes": round(peak_of_this_process() / 1024),
        "disk_mebibytes": round(sum(file.stat().st_size for file in data.rglob("*") if file.is_file()) / 2**20),
        "goals": goals_of([Goal("seconds of a reload with one in a thousand changed", seconds, most=60)]),
        "load": [round(average, 1) for average in os.getloadavg()],
    }
    publish(result, ("chromadb", "onnxruntime"), out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=76_000)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(arguments.documents, Path(folder), arguments.out)


if __name__ == "__main__":
    main()
