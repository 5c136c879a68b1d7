"""Questions with the passages that our own search finds for them, and what the reader makes of these: what
`training/weigh_clues.py` is fitted on.

Each source is an index of its own: the contexts that no training saw (`training.rows.is_held_back`), whose questions
are asked, among as many others of that source as make the search hard. Asked are questions that the index answers, the
same with the context that answers them left out, and questions that people wrote to look answerable. One in three is
put as people type in a chat: without capitals and without its question mark.
"""

import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.scorecard.data import json_lines
from retrieval.adapters.models.onnx_reader import Evidence, OnnxReader
from retrieval.answering.ask import READ
from retrieval.bootstrap import open_footnote
from retrieval.domain.documents import FoundPassage
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from training.rows import FIT_SEED, Row, is_held_back, read_rows

QUESTIONS_A_SOURCE = 40
"""Answerable questions of a source at most."""
WRITTEN_A_SOURCE = 60
"""Questions of a source at most that people wrote to look answerable."""
CHARACTERS_A_SOURCE = 300_000
"""Of the contexts that are indexed for a source, about."""
AS_TYPED_IN_CHAT = 1 / 3
SOURCES = (
    "squad2_dev_otherhalf",
    "boolq",
    "squadshifts_reddit",
    "squad2_train_slice",
    "covidqa",
    "fairytaleqa",
)
FILES = ("qa.jsonl.gz", "qa_nospan.jsonl.gz")
MOST_OF_ONE_DOCUMENT = 2
"""Passages found beyond those that are read, so that as many are read where a context is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPassage:
    """A passage that was found, what the search and the reader give it, and whether it
    holds the answer.
    """

    document: str
    text: str
    score: float
    dense: float
    lexical: float
    answerable: float
    relevance: float
    answers: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """One question over one index. `kind` is answered, left out or written."""

    source: str
    kind: str
    question: str
    read: tuple[ReadPassage, ...]

    @property
    def answerable(self) -> bool:
        return self.kind == "answered"


def asked_of_all(traindata: Path, reader: OnnxReader, kept: Path) -> list[AskedQuestion]:
    """Return what was asked of every source that is not held out. What is read once is kept in the folder `kept`."""
    kept.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[Row]] = defaultdict(list)
    for name in FILES:
        for row in read_rows(traindata / name):
            if row["source"] in SOURCES:
                rows[row["source"]].append(row)
    asked: list[AskedQuestion] = []
    for source in SOURCES:
        file = kept / f"{source}.jsonl"
        if not file.is_file():
            with tempfile.TemporaryDirectory() as folder:
                read = list(_asked_of(rows[source], reader, Path(folder)))
            file.write_text("".join(f"{json.dumps(asdict(question))}\n" for question in read), encoding="utf-8")
            print(f"read {source}", flush=True)
        asked += map(_question, json_lines(file))
    return asked


def _question(row: dict[str, Any]) -> AskedQuestion:
    read = tuple(ReadPassage(**passage) for passage in row["read"])
    return AskedQuestion(**row | {"read": read})


def _asked_of(rows: Sequence[Row], reader: OnnxReader, folder: Path) -> Iterator[AskedQuestion]:
    random_ = random.Random(FIT_SEED)
    chosen = []
    for answerable, most in ((True, QUESTIONS_A_SOURCE), (False, WRITTEN_A_SOURCE)):
        of_kind = [row for row in rows if row["answerable"] is answerable and is_held_back(row["context"])]
        chosen += random_.sample(of_kind, min(len(of_kind), most))
    contexts = list(dict.fromkeys([row["context"] for row in chosen]))
    others = sorted({row["context"] for row in rows} - set(contexts))
    random_.shuffle(others)
    length = sum(map(len, contexts))
    for context in others:
        if length >= CHARACTERS_A_SOURCE:
            break
        contexts.append(context)
        length += len(context)
    ids = {context: f"context-{number}" for number, context in enumerate(contexts)}
    corpus = folder / "corpus"
    corpus.mkdir()
    # The title that an index needs is none that the contexts had when they were trained on.
    documents = ({"id": name, "title": "-", "text": context} for context, name in ids.items())
    (corpus / "contexts.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in documents), encoding="utf-8")
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=folder / "index", reader_model=BASELINE_READER_MODEL)
    with open_footnote(settings) as footnote:
        footnote.reload()
        for row in chosen:
            question, gold = row["question"], ids[row["context"]]
            if random_.random() < AS_TYPED_IN_CHAT:
                question = question.casefold().rstrip(" ?")
            limit = READ + MOST_OF_ONE_DOCUMENT if row["answerable"] else READ
            found = footnote.retriever.retrieve(question, limit=limit)
            evidences = reader.evidence([(question, "", near.passage.text) for near in found])
            read = [_read(*pair, row, gold) for pair in zip(found, evidences, strict=True)]
            kinds: dict[str, list[ReadPassage] | None] = {
                "written": None if row["answerable"] else read,
                "answered": read if any(passage.answers for passage in read[:READ]) else None,
                "left out": [passage for passage in read if passage.document != gold] if row["answerable"] else None,
            }
            for kind, passages in kinds.items():
                if passages:
                    yield AskedQuestion(
                        source=row["source"],
                        kind=kind,
                        question=question,
                        read=tuple(passages[:READ]),
                    )


def _read(found: FoundPassage, evidence: Evidence, row: Row, gold: str) -> ReadPassage:
    passage = found.passage
    return ReadPassage(
        document=passage.document.id,
        text=passage.text,
        score=found.score,
        dense=found.dense,
        lexical=found.lexical,
        answerable=evidence.answerable,
        relevance=evidence.relevance,
        answers=_holds_answer(found, row, gold),
    )


def _holds_answer(found: FoundPassage, row: Row, gold: str) -> bool:
    if not row["answerable"] or found.passage.document.id != gold:
        return False
    spans = [(answer["start"], answer["start"] + len(answer["text"])) for answer in row.get("answers", ())]
    return not spans or any(found.passage.start <= start and end <= found.passage.end for start, end in spans)
