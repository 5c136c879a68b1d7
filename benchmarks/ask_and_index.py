"""How long a warm question takes by stage, and indexing the corpus, each beside a floor measured in the same run.

    python -m benchmarks.ask_and_index --out benchmarks/results/ask_and_index.json

The floor of a question is embedding it and reading the passages found for it: the two models alone. The floor of
indexing is embedding the passages alone, in the batches that indexing uses. Nothing can be quicker with these models,
so the ratio to the floor is what our own code costs, whatever the machine does meanwhile. The shipped corpus has some
thirty passages, so that its ratio is that of making a new store; `made` is a corpus of some hundreds.
"""

import statistics
import tempfile
from pathlib import Path

from benchmarks.at_size import make_corpus
from benchmarks.result import milliseconds, options, publish
from retrieval.answering.ask import READ
from retrieval.bootstrap import open_footnote
from retrieval.documents.chunking import chunk
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import PassageKind
from retrieval.footnote import Footnote
from retrieval.index.indexing import EMBEDDED_AT_ONCE
from retrieval.settings import RetrievalSettings

MADE_DOCUMENTS = 400
QUESTIONS = (
    "How many drones has Iran provided to Russia since August?",
    "What were the Iranians in Crimea doing?",
    "Did Iran deny supplying drones?",
    "How many drones were shot down in the 20 June strike?",
    "Who is Karine Jean-Pierre?",
    "How much does a Shahed-136 cost?",
    "Who won the 2022 World Cup?",
    "What did China say about the drones?",
)


def first_question(settings: RetrievalSettings, question: str) -> tuple[float, float]:
    """Return the milliseconds of the first question of a process that has read nothing yet, and their ratio to the
    floor.
    """
    with open_footnote(settings, writable=False) as footnote:
        footnote.load()
        footnote.embedder.embed(["the model has run once before the clock starts"])
        spent = footnote.ask(question).timings_ms["total"]
        return spent, spent / floor(footnote, question)


def floor(footnote: Footnote, question: str) -> float:
    """Return the milliseconds of the two models alone, over what is found for the question."""
    found = footnote.retriever.retrieve(question, limit=READ)
    return milliseconds(lambda: (footnote.embedder.embed([question]), footnote.reader.read(question, found)))


def measure_questions(settings: RetrievalSettings, repeats: int) -> dict[str, object]:
    firsts = [first_question(settings, QUESTIONS[number % len(QUESTIONS)]) for number in range(repeats)]
    stages: dict[str, list[float]] = {}
    ratios: list[float] = []
    with open_footnote(settings, writable=False) as footnote:
        for question in QUESTIONS:
            footnote.ask(question)
        for repeat in range(repeats):
            for question in QUESTIONS:
                # A question is remembered as sentences are: each is asked in words that were not asked before.
                unasked = f"{question} ({repeat})"
                timings = footnote.ask(unasked).timings_ms
                again = f"{question} [{repeat}]"
                ratios.append(timings["total"] / floor(footnote, again))
                for stage, spent in timings.items():
                    stages.setdefault(stage, []).append(spent)
    return {
        "questions": len(QUESTIONS),
        "repeats": repeats,
        "first_median_ms": round(statistics.median(spent for spent, _ in firsts), 1),
        "first_to_floor_ratio_median": round(statistics.median(ratio for _, ratio in firsts), 2),
        "median_ms": {stage: round(statistics.median(spent), 1) for stage, spent in stages.items()},
        "p95_ms": {stage: round(statistics.quantiles(spent, n=20)[-1], 1) for stage, spent in stages.items()},
        "to_floor_ratio_median": round(statistics.median(ratios), 2),
    }


def measure_indexing(corpus: Path, data: Path, repeats: int) -> dict[str, object]:
    ratios: list[float] = []
    spent: list[float] = []
    unchanged: list[float] = []
    passages = 0
    for repeat in range(repeats):
        with open_footnote(RetrievalSettings(corpus_dir=corpus, data_dir=data / str(repeat))) as footnote:
            footnote.embedder.embed(["the model is loaded before the clock starts"])
            spent.append(milliseconds(footnote.reload))
            unchanged.append(milliseconds(footnote.reload))
            found = [p for document in footnote.documents() for p in chunk(document, footnote.embedder)]
            texts = [search_text_of(passage) for passage in found if passage.kind is PassageKind.BODY]
            batches = [texts[first : first + EMBEDDED_AT_ONCE] for first in range(0, len(texts), EMBEDDED_AT_ONCE)]
            embed = footnote.embedder.embed
            ratios.append(spent[-1] / milliseconds(lambda: [embed(batch) for batch in batches]))  # noqa: B023 called here
            passages = len(texts)
    return {
        "passages": passages,
        "repeats": repeats,
        "median_ms": round(statistics.median(spent), 1),
        "to_floor_ratio_median": round(statistics.median(ratios), 2),
        "nothing_changed_median_ms": round(statistics.median(unchanged), 1),
    }


def main() -> None:
    arguments = options(__doc__, repeats=8)
    with tempfile.TemporaryDirectory() as data:
        indexing = measure_indexing(arguments.corpus, Path(data), arguments.repeats)
        make_corpus(Path(data) / "made", range(MADE_DOCUMENTS))
        made = measure_indexing(Path(data) / "made", Path(data) / "of made", 1)
        settings = RetrievalSettings(corpus_dir=arguments.corpus, data_dir=Path(data) / "0")
        asking = measure_questions(settings, arguments.repeats)
        with open_footnote(settings, writable=False) as footnote:
            model = footnote.status()
    measured = {
        "embedding_model": model.embedding_model,
        "embedding_weights_sha256": model.embedding_weights_sha256,
        "reader": model.reader,
        "asking": asking,
        "indexing": indexing,
        "indexing_made": made,
    }
    publish(measured, ("torch", "sentence-transformers", "chromadb"), arguments.out)


if __name__ == "__main__":
    main()
