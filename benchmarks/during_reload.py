"""How long questions take while the corpus is reloaded, beside the same questions with nothing else to do.

    python -m benchmarks.during_reload --out benchmarks/results/during_reload.json

Questions are asked without pause, one after the other, over the shipped corpus: for a while with nothing going on, then
while made documents are added to it by a reload, then with nothing going on again. The ratio of the 95th percentiles is
what counts (goal: at most 3). Every answer must be of one generation, the one before the flip or the one after.
"""

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from benchmarks.ask_and_index import QUESTIONS
from benchmarks.at_size import make_corpus
from benchmarks.result import publish
from retrieval.bootstrap import open_footnote
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

ASKED_IDLE = 120


class Asking:
    """Asks without pause, each time in words that were not asked before, and keeps how long each took."""

    def __init__(self, footnote: Footnote) -> None:
        self._footnote = footnote
        self._questions = cycle(QUESTIONS)
        self._asked = 0
        self.generations: set[str] = set()

    def while_(self, goes_on: Callable[[int], bool]) -> list[float]:
        """Ask as long as `goes_on` says, which is called before each question with how many there have been, and return
        the milliseconds of each.
        """
        spent: list[float] = []
        while goes_on(len(spent)):
            self._asked += 1
            began = time.perf_counter()
            asked = self._footnote.ask(f"{next(self._questions)} ({self._asked})")
            spent.append((time.perf_counter() - began) * 1000)
            assert asked.receipt_id is not None
            self.generations.add(self._footnote.receipt(asked.receipt_id).receipt.conditions.generation)
        return spent


def summary_of(spent: list[float]) -> dict[str, float]:
    return {
        "questions": len(spent),
        "median_ms": round(statistics.median(spent), 1),
        "p95_ms": round(statistics.quantiles(spent, n=20)[-1], 1),
        "longest_ms": round(max(spent), 1),
    }


def measure(corpus: Path, folder: Path, documents: int) -> dict[str, object]:
    shutil.copytree(corpus, folder / "corpus")
    with open_footnote(RetrievalSettings(corpus_dir=folder / "corpus", data_dir=folder / "data")) as footnote:
        footnote.load()
        before = footnote.reload().after
        asking = Asking(footnote)
        asking.while_(lambda count: count < len(QUESTIONS))
        make_corpus(folder / "corpus", range(documents))
        idle = asking.while_(lambda count: count < ASKED_IDLE)
        reloading = threading.Thread(target=footnote.reload)
        began = time.perf_counter()
        reloading.start()
        during = asking.while_(lambda _: reloading.is_alive())
        reloaded_in = time.perf_counter() - began
        after = footnote.status().generation
        idle_again = asking.while_(lambda count: count < ASKED_IDLE)
        passages = footnote.status().passages
    assert asking.generations == {before, after}, asking.generations
    return {
        "documents_added": documents,
        "passages": passages,
        "reload_seconds": round(reloaded_in, 1),
        "idle": summary_of(idle),
        "during_the_reload": summary_of(during),
        "idle_again": summary_of(idle_again),
        "p95_ratio": round(summary_of(during)["p95_ms"] / summary_of(idle)["p95_ms"], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(arguments.corpus, Path(folder), arguments.documents)
    publish(measured, ("torch", "sentence-transformers", "chromadb", "onnxruntime"), arguments.out)


if __name__ == "__main__":
    main()
