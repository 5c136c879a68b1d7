"""Pairs of questions that were written beside passages of documents, and of what the search finds for them.

    python -m training.written_questions WRITTEN.jsonl --documents FOLDER --out written.jsonl

`WRITTEN.jsonl` holds a question a line: `folder` (of its documents, below `FOLDER`), `passage` (its text as read),
`header` and `title` (what it stands under), `question`, and `answer`: the words of the passage that answer, or null
where it looks as if it answered and does not. Each folder is an index of its own. For a question that is answered, the
nearest other passages do not answer, unless they have the answer's words or the shipped reader takes them for an
answer: whether those answer is not known, and they are left out.

Half of the passages are without the headings that they stand under, as in `training/documentation.py`.
"""

import argparse
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.answering.answer_spans import header_of
from retrieval.answering.retriever import HybridRetriever
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import Passage
from training.documentation import LESS_SURE, WITHOUT_HEADING
from training.examples import Example
from training.hard_passages import as_typed_in_chat, searching, write_examples
from training.rows import FIT_SEED

LOOKED_AT = 8
HARD_ONES_WRITTEN = 2
"""Passages that do not answer, of each question that is answered, at most: the nearest."""
TAKEN_FOR_AN_ANSWER = 0.5


class Written(NamedTuple):
    """One row of the file."""

    folder: str
    passage: str
    header: str
    title: str
    question: str
    answer: str | None


def written_rows(file: Path) -> list[Written]:
    """Return the rows of a file. Raises ValueError where an answer does not stand in its passage."""
    rows = [Written(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row.answer is not None and row.answer not in row.passage:
            raise ValueError(f"the answer to {row.question!r} does not stand in its passage: {row.answer!r}")
    return rows


def pairs_of_folder(
    rows: Sequence[Written], retriever: HybridRetriever, reader: OnnxReader, random_: random.Random
) -> Iterator[Example]:
    """Yield the examples of the questions over one folder."""
    for row in rows:
        question = as_typed_in_chat(row.question, random_)
        title = row.title if random_.random() < WITHOUT_HEADING else row.header
        start = -1 if row.answer is None else row.passage.index(row.answer)
        yield Example(
            kind="hard_passage" if row.answer is None else "answered",
            first=question,
            second=row.passage,
            title=title,
            answerable=row.answer is not None,
            span=None if row.answer is None else (start, start + len(row.answer)),
            relevant=row.answer is not None,
        )
        if row.answer is not None:
            for passage in _hard_ones(row, retriever, reader):
                yield Example(
                    kind="hard_passage",
                    first=question,
                    second=reading_text_of(passage).text,
                    title=passage.document.title if random_.random() < WITHOUT_HEADING else header_of(passage),
                    answerable=False,
                    relevant=False,
                    weight=LESS_SURE,
                )


def _hard_ones(row: Written, retriever: HybridRetriever, reader: OnnxReader) -> list[Passage]:
    """Return the nearest passages that do not answer, as far as the reader that is shipped can tell."""
    found = [near.passage for near in retriever.retrieve(row.question, limit=LOOKED_AT)]
    answer = (row.answer or "").casefold()
    texts = [reading_text_of(passage).text for passage in found]
    others = [
        (passage, text)
        for passage, text in zip(found, texts, strict=True)
        if text != row.passage and answer not in text.casefold()
    ]
    hard_ones: list[Passage] = []
    for passage, text in others:
        (read,) = reader.evidence([(row.question, header_of(passage), text)])
        if reader.probability(read) < TAKEN_FOR_AN_ANSWER:
            hard_ones.append(passage)
        if len(hard_ones) == HARD_ONES_WRITTEN:
            break
    return hard_ones


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("written", type=Path, help="the file of questions")
    parser.add_argument("--documents", type=Path, required=True, help="holds a folder of documents for each `folder`")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    random_ = random.Random(FIT_SEED)
    by_folder: dict[str, list[Written]] = defaultdict(list)
    for row in written_rows(arguments.written):
        by_folder[row.folder].append(row)
    reader = OnnxReader()
    examples: list[Example] = []
    for name, rows in by_folder.items():
        with (
            tempfile.TemporaryDirectory() as folder,
            searching(arguments.documents / name, Path(folder)) as retriever,
        ):
            examples += pairs_of_folder(rows, retriever, reader, random_)
        print(f"{name}: {len(examples)} examples so far", flush=True)
        write_examples(examples, arguments.out)


if __name__ == "__main__":
    main()
