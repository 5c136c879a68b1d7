"""What a reload costs of a large corpus in CPU time, as ratios in one run, and what it takes of memory.

    python -m benchmarks.at_size --out benchmarks/results/at_size.json

Three sizes of a corpus of short documents, made from a seed, of which the last has `--documents`. At each:

- a reload with nothing changed, beside reading and hashing the same files and nothing else (goal: at most 1.5 times);
- a reload with one document in a hundred changed, beside embedding the same passages alone, in the same
  batches (goal: at most 1.3 times that, and the reload with nothing changed);
- the memory of a process of its own that opens the index, and of one that reloads it with nothing changed.

The index is filled with made vectors under the real model's stamp, since it is not filling it that is measured; what is
changed is embedded by the real model.
"""

import argparse
import hashlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.result import cpu_milliseconds, publish
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.bootstrap import open_footnote
from retrieval.ports import Vectors
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings

IN_A_FOLDER = 1000
WORDS = 20_000
SENTENCES = 5
REPEATS = 5
CHANGED_SHARE = 0.01
DIMENSIONS = 384


class MadeVectors(OnnxEmbedder):
    """The real model by name and weights, with vectors drawn from the text's hash."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        seeds = (int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts)
        drawn = [np.random.default_rng(seed).standard_normal(DIMENSIONS) for seed in seeds]
        rows = np.array(drawn, dtype=np.float32).reshape(-1, DIMENSIONS)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class Overheard(OnnxEmbedder):
    """The real model, and what it was given to embed, batch by batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        if texts:
            self.batches.append(list(texts))
        return super().embed(texts)


def made_words() -> list[str]:
    """Make words that can be pronounced, and of which the frequent ones are short, as in a language."""
    draw = random.Random(0)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return ["".join(draw.choices(syllables, k=2 + rank * 3 // WORDS)) for rank in range(WORDS)]


def made_text(number: int, words: Sequence[str], weights: Sequence[float]) -> str:
    draw = random.Random(number)
    sentences = [
        " ".join(draw.choices(words, cum_weights=weights, k=draw.randint(10, 22))).capitalize() + "."
        for _ in range(SENTENCES)
    ]
    return f"Report {number} of {draw.choice(words)}\n\n{' '.join(sentences)}\n"


def word_weights() -> list[float]:
    """Return how often each of the made words comes, summed up: as often as by its rank in a language."""
    return list(np.cumsum(1 / (np.arange(WORDS) + 2.7)))


def make_corpus(folder: Path, numbers: range) -> None:
    words, weights = made_words(), word_weights()
    for number in numbers:
        file = file_of(folder, number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(made_text(number, words, weights), encoding="utf-8")


def file_of(folder: Path, number: int) -> Path:
    return folder / f"{number // IN_A_FOLDER:04}" / f"report-{number:06}.txt"


def change(folder: Path, documents: int, round_: int, share: float = CHANGED_SHARE) -> int:
    """Add a sentence to some of the documents, and return to how many."""
    drawn = random.Random(round_).sample(range(documents), int(documents * share))
    for number in drawn:
        with file_of(folder, number).open("a", encoding="utf-8") as file:
            file.write(f"It was corrected in round {round_} of {number}.\n")
    return len(drawn)


def read_and_hash(folder: Path) -> None:
    """Read and hash all files: the least that tells whether a file has changed by what it holds."""
    for path in _files(folder):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 a floor has no frills
            hashlib.sha256(file.read()).digest()


def _files(folder: Path | str) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            yield from _files(entry.path)
        else:
            yield entry.path


def settings_of(corpus: Path, data: Path) -> RetrievalSettings:
    return RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)


def peak_mebibytes(corpus: Path, data: Path, *, reload: bool) -> float:
    """Return the peak memory of a process of its own that opens the index, looks one document up, and reloads the index
    where `reload` is set.
    """
    command = [sys.executable, "-m", "benchmarks.at_size", "--peak", "reload" if reload else "open"]
    done = subprocess.run(
        [*command, "--corpus", str(corpus), "--data", str(data)], check=True, capture_output=True, text=True
    )
    return round(float(done.stdout.splitlines()[-1]), 1)


def tell_peak(corpus: Path, data: Path, *, reload: bool) -> None:
    with open_footnote(settings_of(corpus, data), embedder=MadeVectors()) as footnote:
        footnote.search("a report", limit=1)
        if reload:
            footnote.reload()
    print(peak_of_this_process() / 1024)


def peak_of_this_process() -> int:
    """Return the peak memory of this process in KiB. What `getrusage` says begins at the size of the process that began
    this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def measure(corpus: Path, data: Path, documents: int, embedder: Overheard) -> dict[str, object]:
    floors: list[float] = []
    unchanged: list[float] = []
    with open_footnote(settings_of(corpus, data), embedder=embedder) as footnote:
        passages = footnote.status().passages
        # Files that were written a moment ago are read again, to be sure.
        time.sleep(3)
        footnote.reload()
        for _ in range(REPEATS):
            floors.append(cpu_milliseconds(lambda: read_and_hash(corpus)))
            unchanged.append(cpu_milliseconds(footnote.reload))
        nothing = statistics.median(unchanged)
        changed = change(corpus, documents, documents)
        embedder.batches.clear()
        began = time.process_time()
        report = footnote.reload()
        spent = (time.process_time() - began) * 1000
        batches = list(embedder.batches)
        alone = cpu_milliseconds(lambda: [embedder.embed(batch) for batch in batches])
    assert len(report.changed) == changed
    result = {
        "documents": documents,
        "passages": passages,
        "corpus_mebibytes": round(sum(os.stat(path).st_size for path in _files(corpus)) / 2**20, 1),  # noqa: PTH116
        "nothing_changed": {
            "median_ms": round(nothing),
            "read_and_hash_median_ms": round(statistics.median(floors)),
            "ratio_median": round(
                statistics.median(reload_ms / floor_ms for reload_ms, floor_ms in zip(unchanged, floors, strict=True)),
                2,
            ),
        },
        "one_in_a_hundred_changed": {
            "ms": round(spent),
            "passages_embedded": report.passages_embedded,
            "embedding_alone_ms": round(alone),
            "less_nothing_changed_to_embedding_ratio": round((spent - nothing) / alone, 2),
        },
        "peak_mebibytes": {
            "opened": peak_mebibytes(corpus, data, reload=False),
            "reloaded": peak_mebibytes(corpus, data, reload=True),
        },
    }
    print(result, file=sys.stderr)
    return result


def run(documents: int, folder: Path, out: Path | None) -> None:
    corpus, data = folder / "corpus", folder / "data"
    embedder = Overheard()
    embedder.load()
    sizes: list[dict[str, object]] = []
    made = 0
    for size in (documents // 4, documents // 2, documents):
        make_corpus(corpus, range(made, size))
        made = size
        with open_footnote(settings_of(corpus, data), embedder=MadeVectors()) as footnote:
            footnote.reload()
        sizes.append(measure(corpus, data, size, embedder))
    packages = ("torch", "sentence-transformers", "chromadb")
    publish({"embedding_weights_sha256": embedder.weights_sha256, "sizes": sizes}, packages, out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    parser.add_argument(
        "--folder", type=Path, help="where the corpus and its index are made; a temporary one otherwise"
    )
    parser.add_argument("--peak", choices=["open", "reload"], help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak:
        tell_peak(arguments.corpus, arguments.data, reload=arguments.peak == "reload")
    elif arguments.folder:
        run(arguments.documents, arguments.folder, arguments.out)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(arguments.documents, Path(folder), arguments.out)


if __name__ == "__main__":
    main()
