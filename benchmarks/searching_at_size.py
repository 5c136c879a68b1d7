"""What a search costs over a million passages, by meaning and by words, and what it misses.

    python -m benchmarks.searching_at_size --out benchmarks/results/searching_at_size.json

A catalogue is made as the product makes it, of so many passages, a document for each ten. The words of a passage are
those of three sentences, drawn from contexts of the training data: fewer different words than a corpus of that size
would have, so that each is more frequent. Its vector is made of the real embeddings of two contexts, the second with a
weight from 0 to 0.6, and noise of length 0.4. What is asked are questions of the same data with their real embeddings;
and the most frequent words but stop words, four at a time.

- `nearest` is held against comparing all vectors: how many of the 10 and of the 100 nearest it finds (goal: 0.995 of
  10), and what each takes of CPU time.
- `words` is held against FTS5's own BM25: the same passages with the same scores, and the CPU time of each.
- `both` is what the search of a question asks of a catalogue. Goal: p95 below 100 ms on an idle machine; opening
  below 10 seconds, memory below 6 GiB. CPU time is given beside the time on the clock, for a busy machine
  stretches that most.
"""

import argparse
import gzip
import json
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.result import publish
from retrieval.adapters.chroma.vector_file import VectorFacts, VectorsBuilding, is_whole
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.sqlite.catalogue_file import CATALOGUE_SCHEMA, vectors_of
from retrieval.adapters.sqlite.catalogue_tables import TABLES
from retrieval.adapters.sqlite.frequent_words import bring_in_line
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.adapters.sqlite.terms import escape
from retrieval.answering.retriever import CANDIDATES
from retrieval.domain.scope import Scope
from retrieval.ports import Catalogue, Vectors
from retrieval.text.sentences import split_sentences
from retrieval.text.words import content_stems, is_stop_word, stems

EMBEDDED, QUESTIONS, FREQUENT, COMPARED = 3000, 100, 200, 40
IN_A_DOCUMENT, COLLECTIONS = 10, 4
AT_ONCE = 20_000
PLACES = (("median", 50), ("p95", 95))
WORDS_ASKED = 4
SEED = 1
MOST_CONTEXT_CHARS = 1500


def contexts_and_questions(traindata: Path) -> tuple[list[str], list[str]]:
    """Return different contexts, and a question on each."""
    found: dict[str, str] = {}
    with gzip.open(traindata / "qa.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if len(row["context"]) < MOST_CONTEXT_CHARS:
                found.setdefault(row["context"], row["question"])
    drawn = np.random.default_rng(SEED).permutation(sorted(found))[:EMBEDDED].tolist()
    return drawn, [found[context] for context in drawn[:QUESTIONS]]


def embedded(file: Path, texts: Sequence[str]) -> Vectors:
    """Return the real embeddings of texts, kept in a file for the next run."""
    if not file.is_file():
        np.save(file, OnnxEmbedder().embed(texts))
    return np.asarray(np.load(file))


def made_vectors(real: Vectors, count: int) -> Iterator[Vectors]:
    draw = np.random.default_rng(SEED)
    for first in range(0, count, AT_ONCE):
        rows = min(AT_ONCE, count - first)
        one, other = real[draw.integers(len(real), size=rows)], real[draw.integers(len(real), size=rows)]
        weight = draw.uniform(0, 0.6, size=(rows, 1))
        made = one + weight * other + draw.standard_normal((rows, real.shape[1])) * 0.4 / real.shape[1] ** 0.5
        yield np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def make(file: Path, contexts: Sequence[str], real: Vectors, count: int) -> None:
    """Make a catalogue with its vectors."""
    sentences = [
        " ".join(map(escape, stems(context[first:end])))
        for context in contexts
        for first, end in split_sentences(context)
    ]
    draw = np.random.default_rng(SEED)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("BEGIN")
    for statement in filter(str.strip, TABLES.split(";")):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA}")
    connection.executemany(
        "INSERT INTO documents VALUES (?, '', '', '', ?, ?, '', 0, NULL, NULL, NULL, NULL, NULL, '{}', ?)",
        (
            (f"d{number:07}", f"d{number:07}", IN_A_DOCUMENT, f"c{number % COLLECTIONS}")
            for number in range(-(-count // IN_A_DOCUMENT))
        ),
    )
    for first in range(0, count, AT_ONCE):
        numbers = range(first + 1, min(first + AT_ONCE, count) + 1)
        drawn = draw.integers(len(sentences), size=(len(numbers), 3))
        texts = [" ".join(sentences[place] for place in places) for places in drawn.tolist()]
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, '', 0, 1)",
            (
                (number, f"p{number:07}", f"d{(number - 1) // IN_A_DOCUMENT:07}", f"p{number:07}", len(text.split()))
                for number, text in zip(numbers, texts, strict=True)
            ),
        )
        connection.executemany("INSERT INTO words (rowid, stems) VALUES (?, ?)", zip(numbers, texts, strict=True))
    bring_in_line(connection, range(1, count + 1))
    vectors = VectorsBuilding(vectors_of(file), None, None)
    made = 0
    for rows in made_vectors(real, count):
        vectors.put(range(made, made + len(rows)), list(rows))
        made += len(rows)
    facts = vectors.finished()
    connection.execute("INSERT INTO vectors VALUES (?, ?, ?)", (facts.rows, facts.dimensions, facts.checksum))
    connection.execute("COMMIT")
    connection.close()


def times(asked: Sequence[Callable[[], object]]) -> dict[str, float]:
    """Return what each takes at the median and at the 95th percentile, in milliseconds of CPU time and on the clock."""
    cpu, clock = [], []
    for ask in asked:
        began, at = time.process_time(), time.perf_counter()
        ask()
        cpu.append((time.process_time() - began) * 1000)
        clock.append((time.perf_counter() - at) * 1000)
    names = (("cpu", cpu), ("clock", clock))
    return {
        f"{name}_{which}_ms": round(float(np.percentile(spent, q)), 1) for name, spent in names for which, q in PLACES
    }


def both(index: Catalogue, words: Sequence[str], vector: Vectors) -> None:
    """Search as a question does."""
    dense = dict(index.nearest(vector, CANDIDATES))
    lexical = dict(index.search(words, CANDIDATES))
    index.vectors(lexical.keys() - dense.keys())


def by_fts5(file: Path, words: Sequence[str]) -> list[tuple[str, float]]:
    query = " OR ".join(f'"{escape(word)}"' for word in words)
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    rows = connection.execute(
        """SELECT id, -bm25(words) AS score FROM words JOIN passages ON number = words.rowid
        WHERE words MATCH ? ORDER BY score DESC, id LIMIT ?""",
        (query, CANDIDATES),
    ).fetchall()
    connection.close()
    return rows


def missed(file: Path, index: Catalogue, facts: VectorFacts, questions: Vectors) -> dict[str, float]:
    """Return which share of the nearest are found, and what comparing all takes."""
    matrix = np.memmap(vectors_of(file), dtype="<f4", mode="r", shape=(facts.rows, facts.dimensions))
    found: dict[int, list[float]] = {10: [], CANDIDATES: []}
    spent = []
    for vector in questions[:COMPARED]:
        began = time.process_time()
        cosines = matrix @ vector
        spent.append((time.process_time() - began) * 1000)
        best = np.argsort(-cosines, kind="stable")[:CANDIDATES]
        nearest = [passage_id for passage_id, _ in index.nearest(vector, CANDIDATES)]
        for count, shares in found.items():
            # By cosine: of several that are as near, any may stand last.
            least = round(float(cosines[best[count - 1]]), 5)
            got = sum(round(float(cosines[int(each[1:]) - 1]), 5) >= least for each in nearest[:count])
            shares.append(got / count)
    return {
        **{f"recall_at_{count}": round(float(np.mean(shares)), 4) for count, shares in found.items()},
        "all_compared_cpu_median_ms": round(float(np.median(spent)), 1),
    }


def measure(folder: Path, contexts: Sequence[str], questions: Sequence[str], count: int) -> dict[str, object]:
    real = embedded(folder / "contexts.npy", contexts)
    asked = embedded(folder / "questions.npy", questions)
    file = folder / f"made-{count}.sqlite3"
    began = time.process_time()
    if not file.is_file():
        make(file, contexts, real, count)
    making = time.process_time() - began
    began, at = time.process_time(), time.perf_counter()
    index = Fts5Index(file)
    facts = VectorFacts(rows=count, dimensions=real.shape[1], checksum=_checksum_in(file))
    assert is_whole(vectors_of(file), facts)
    both(index, stems(questions[0]), asked[0])
    opening = {"cpu_seconds": round(time.process_time() - began, 2), "seconds": round(time.perf_counter() - at, 2)}
    words = [content_stems(question) or stems(question) for question in questions]
    with index.reading() as connection:
        # At a million passages the frequent words alone are looked at: counting all takes long.
        table, column = ("frequent", "passages") if count > AT_ONCE else ("vocabulary", "doc")
        rows = connection.execute(
            f"SELECT term, {column} FROM {table} ORDER BY {column} DESC LIMIT ?",
            (FREQUENT,),
        ).fetchall()
    frequent = [(term, share) for term, share in rows if not is_stop_word(term)]
    draw = np.random.default_rng(SEED)
    common = [
        [frequent[place][0] for place in draw.choice(len(frequent), WORDS_ASKED, replace=False)]
        for _ in range(COMPARED)
    ]
    scoped = index.within(Scope(frozenset({"c1"})))
    both(scoped, words[0], asked[0])
    alike = [index.search(each, CANDIDATES) == by_fts5(file, each) for each in (*words[:10], *common[:5])]
    result = {
        "passages": count,
        "made_in_cpu_seconds": round(making),
        "mebibytes": {
            "words": round(file.stat().st_size / 2**20),
            "vectors": round(vectors_of(file).stat().st_size / 2**20),
        },
        "opening_and_first_search": opening,
        "common_words_in_a_share_of_passages": [round(frequent[place][1] / count, 3) for place in (0, -1)],
        "nearest": {
            **missed(file, index, facts, asked),
            **times([partial(index.nearest, vector, CANDIDATES) for vector in asked]),
        },
        "words": {
            "as_fts5_has_it": f"{sum(alike)} of {len(alike)}",
            "of_questions": times([partial(index.search, each, CANDIDATES) for each in words]),
            "common": times([partial(index.search, each, CANDIDATES) for each in common]),
            "of_questions_by_fts5": times([partial(by_fts5, file, each) for each in words[:COMPARED]]),
            "common_by_fts5": times([partial(by_fts5, file, each) for each in common[:COMPARED]]),
        },
        "both": {
            "of_questions": times([partial(both, index, w, v) for w, v in zip(words, asked, strict=True)]),
            "common": times([partial(both, index, w, v) for w, v in zip(common, asked, strict=False)]),
            "in_a_scope_of_a_quarter": times([partial(both, scoped, w, v) for w, v in zip(words, asked, strict=True)]),
            "common_in_a_scope_of_a_quarter": times(
                [partial(both, scoped, w, v) for w, v in zip(common, asked, strict=False)]
            ),
        },
        "peak_mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "load": [round(average, 1) for average in os.getloadavg()],
    }
    index.close()
    print(json.dumps(result, indent=1), file=sys.stderr)
    return result


def _checksum_in(file: Path) -> int:
    connection = sqlite3.connect(file)
    (checksum,) = connection.execute("SELECT checksum FROM vectors").fetchone()
    connection.close()
    return int(checksum)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traindata", type=Path, default=Path("../shared/traindata"))
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 200_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where catalogues are made and kept; a temporary one otherwise")
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    given = parser.parse_args()
    if not (given.traindata / "qa.jsonl.gz").is_file():
        parser.error(f"{given.traindata} holds no qa.jsonl.gz: name the folder of the training data by --traindata")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        contexts, questions = contexts_and_questions(given.traindata)
        sizes = []
        for count in given.passages:
            sizes.append(measure(folder, contexts, questions, count))
            publish({"sizes": sizes}, ("numpy", "chromadb"), given.out)


if __name__ == "__main__":
    main()
