"""Pairs of a question and what the product's own search finds for it: the passage that answers, and those that do not
though they look like it.

    python -m training.hard_passages ../shared/traindata --out mined.jsonl

Each source of `traindata` that is not held out is an index of its own, of contexts that are not held back. Passages
that have the answer's words are no examples; the nearest of the others are, those of the same article among them. Of a
question that its context does not answer, though it was written to look so, what is found of that context is an
example, and nothing else: another context may answer it. A row of the file is an `Example` of `training/examples.py`:
`training.train_reader --more` learns from it.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from retrieval.answering.retriever import HybridRetriever
from retrieval.bootstrap import open_footnote
from retrieval.domain.documents import FoundPassage
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from training.examples import Example
from training.rows import FIT_SEED, HELD_OUT_QA, PORTIONS, PORTIONS_WITHOUT_SPAN, Row, is_held_back, read_rows

CONTEXTS_A_QUESTION = 2
FOUND = 10
HARD_ONES = 3
"""Passages that do not answer, of each question, at most: the nearest."""
TYPED_IN_CHAT = 1 / 4
EASY = frozenset({"qnli_dev", "qamr"})
"""Sources of single sentences: next to nothing in them looks like an answer."""


@contextmanager
def searching(corpus: Path, folder: Path) -> Iterator[HybridRetriever]:
    """Give the product's search over an index of the corpus, which is made in the folder."""
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=folder / "index", reader_model=BASELINE_READER_MODEL)
    with open_footnote(settings) as footnote:
        footnote.reload()
        yield footnote.retriever


def write_examples(examples: Sequence[Example], file: Path) -> None:
    file.write_text("".join(f"{json.dumps(asdict(example))}\n" for example in examples), encoding="utf-8")


def read_examples(file: Path) -> list[Example]:
    """Return the examples that `write_examples` wrote."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Example(**row | {"span": row["span"] and tuple(row["span"]), "within": _spans(row)}) for row in rows]


def _spans(row: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in row.get("within", ()))


def as_typed_in_chat(question: str, random_: random.Random) -> str:
    """Return the question, now and then without its capitals, its question mark, or both."""
    if random_.random() >= TYPED_IN_CHAT:
        return question
    question = question.rstrip(" ?")
    return question if random_.random() < 1 / 3 else question.lower()


def hard_passages(rows: Sequence[Row], questions: int, random_: random.Random) -> Iterator[Example]:
    """Yield the examples of the rows of one source, of so many questions at most."""
    free = [row for row in rows if not is_held_back(row["context"])]
    contexts = sorted({row["context"] for row in free})
    contexts = random_.sample(contexts, min(len(contexts), CONTEXTS_A_QUESTION * questions))
    ids = {context: f"context-{number}" for number, context in enumerate(contexts)}
    asked = [row for row in free if row["context"] in ids]
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        documents = ({"id": name, "title": "-", "text": context} for context, name in ids.items())
        (corpus / "contexts.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in documents), encoding="utf-8")
        with searching(corpus, Path(folder)) as retriever:
            for row in random_.sample(asked, min(len(asked), questions)):
                found = retriever.retrieve(row["question"], limit=FOUND)
                question = as_typed_in_chat(row["question"], random_)
                yield from _examples_of(row, question, ids[row["context"]], found)


def _examples_of(row: Row, question: str, gold: str, found: Sequence[FoundPassage]) -> Iterator[Example]:
    answers = row.get("answers", [])
    hard_ones = 0
    for near in found:
        passage = near.passage
        spans = [
            (answer["start"] - passage.start, answer["start"] - passage.start + len(answer["text"]))
            for answer in answers
        ]
        inside = [(start, end) for start, end in spans if start >= 0 and end <= len(passage.text)]
        if row["answerable"] and passage.document.id == gold and (inside or not answers):
            yield Example(
                kind="answered",
                first=question,
                second=passage.text,
                answerable=True,
                span=inside[0] if inside else None,
                relevant=True,
            )
        elif passage.document.id != gold and not row["answerable"]:
            continue
        elif hard_ones < HARD_ONES and not any(_has(passage.text, answer["text"]) for answer in answers):
            hard_ones += 1
            yield Example(kind="hard_passage", first=question, second=passage.text, answerable=False, relevant=False)


def _has(text: str, answer: str) -> bool:
    return answer.casefold() in text.casefold()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--questions", type=int, default=480, help="how many questions of a source are asked")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    rows: Mapping[str, list[Row]] = defaultdict(list)
    for name in ("qa.jsonl.gz", "qa_nospan.jsonl.gz"):
        for row in read_rows(arguments.traindata / name):
            if row["source"] not in HELD_OUT_QA | EASY:
                rows[row["source"]].append(row)
    random_ = random.Random(FIT_SEED)
    examples: list[Example] = []
    for source in (*PORTIONS, *PORTIONS_WITHOUT_SPAN):
        if source in rows:
            examples += hard_passages(rows[source], arguments.questions, random_)
            print(f"{source}: {len(examples)} examples so far", flush=True)
            write_examples(examples, arguments.out)


if __name__ == "__main__":
    main()
